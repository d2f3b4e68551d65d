"""The cache of pictures: by content, whole or not at all, bounded, and for many processes at once."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.cli import main
from convert.config import Config
from convert.errors import SetupError
from convert.pictures import locks, web
from convert.pictures.cache import Cache

from .server import Page, picture, serving

SITE = "a.example"


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    cache = Cache(tmp_path / "cache", 1000)
    yield cache
    cache.close()


def keep(cache: Cache, address: str, data: bytes, now: float = 0.0) -> str:
    return cache.keep(address, SITE, data, '"e"', "m", now=now, until=now + 10).sha256


def test_pictures_are_kept_once_by_content(cache: Cache) -> None:
    one, two = keep(cache, "http://a.example/1", b"x"), keep(cache, "http://a.example/2", b"x")
    assert one == two
    assert cache.read(one, 1.0) == b"x"
    assert cache.info() == (1, 1, 2, 0)
    found = cache.look("http://a.example/2")
    assert found is not None
    assert (found.sha256, found.etag, found.modified, found.until) == (one, '"e"', "m", 10.0)
    assert cache.look("http://a.example/3") is None


def test_what_was_not_used_for_longest_goes(cache: Cache) -> None:
    names = [keep(cache, f"http://a.example/{n}", bytes([n]) * 300, now=n) for n in range(3)]
    cache.read(names[0], 10_000.0)
    keep(cache, "http://a.example/3", b"3" * 300, now=10_001.0)
    assert [cache.read(name, 10_002.0) is not None for name in names] == [True, False, True]
    assert cache.look("http://a.example/1") is None
    assert cache.info().bytes <= 900
    big = keep(cache, "http://a.example/big", b"b" * 5000, now=10_003.0)
    assert cache.read(big, 10_004.0) == b"b" * 5000  # what is about to be read stays
    assert cache.info().pictures == 1


@pytest.mark.parametrize("harm", ["gone", "cut", "other"])
def test_a_damaged_picture_is_none(cache: Cache, harm: str) -> None:
    name = keep(cache, "http://a.example/1", b"picture")
    place = cache.folder / "files" / name[:2] / name
    if harm == "gone":
        place.unlink()
    else:
        place.write_bytes(b"pict" if harm == "cut" else b"PICTURE")
    assert cache.read(name, 1.0) is None
    assert keep(cache, "http://a.example/1", b"picture") == name
    assert cache.read(name, 1.0) == b"picture"


def test_that_there_is_none_is_kept_too(cache: Cache) -> None:
    cache.deny("http://a.example/1", SITE, "picture-unreachable", "status 404", 50.0)
    found = cache.look("http://a.example/1")
    assert found is not None
    assert (found.sha256, found.code, found.reason, found.until) == ("", "picture-unreachable", "status 404", 50.0)
    name = keep(cache, "http://a.example/1", b"x")
    cache.deny("http://a.example/1", SITE, "picture-unreachable", "status 500", 60.0)
    found = cache.look("http://a.example/1")
    assert found is not None
    assert (found.sha256, found.code, found.until) == (name, "", 60.0)  # what came earlier stays


@pytest.mark.parametrize("harm", [b"", b"SQLite format 3\0 no more", b"x" * 10_000])
def test_a_damaged_index_is_made_anew(tmp_path: Path, harm: bytes) -> None:
    (tmp_path / "index.sqlite").write_bytes(harm)
    cache = Cache(tmp_path, 1000)
    keep(cache, "http://a.example/1", b"x")
    cache.close()
    again = Cache(tmp_path, 1000)
    assert again.info().pictures == 1
    again.close()


def test_an_index_of_another_version_is_made_anew(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "index.sqlite")
    base.execute("PRAGMA user_version = 99")
    base.close()
    cache = Cache(tmp_path, 1000)
    assert cache.info() == (0, 0, 0, 0)
    cache.close()


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SetupError) as caught:
        Cache(tmp_path / "file", 1000)
    assert caught.value.diagnostic.code == "cache-unusable"


def test_clear_removes_only_what_is_the_caches(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("holiday.jpg", "files/ab/holiday.jpg", "files/holiday.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("mine")
    assert main(["cache", "info", "--cache", str(tmp_path)]) == 0
    assert "no pictures" in capfd.readouterr().out
    cache = Cache(tmp_path, 1000)
    name = keep(cache, "http://a.example/1", b"x" * 500)
    cache.deny("http://a.example/2", SITE, "picture-unreachable", "status 404", 1.0)
    cache.close()
    assert main(["cache", "info", "--cache", str(tmp_path)]) == 0
    said = capfd.readouterr().out
    assert "1 pictures, 0.0 MB of at most 2000 MB" in said
    assert "1 addresses have one, 1 had none" in said
    assert main(["cache", "clear", "--cache", str(tmp_path)]) == 0
    assert not (tmp_path / "files" / name[:2] / name).exists()
    assert len(list(tmp_path.rglob("holiday.jpg"))) == 3
    assert main(["cache", "info", "--cache", str(tmp_path)]) == 0
    assert "0 pictures" in capfd.readouterr().out.split("removed")[-1]


# ---- locks -----------------------------------------------------------------------------------------------------------------


@given(st.text(), st.integers(1, 16))
def test_numbers_of_names_leave_room(name: str, width: int) -> None:
    number = locks.number_of(name, width)
    assert number % width == 0
    assert 0 <= number <= locks._SPACE - width


def test_threads_wait_for_each_other(tmp_path: Path) -> None:
    here = locks.of(tmp_path / "locks")
    inside = most = 0
    count = threading.Lock()

    def work() -> None:
        nonlocal inside, most
        for _ in range(10):
            with here.hold([1, 2]):
                with count:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0.001)
                with count:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_a_lock_that_is_not_free_in_time(tmp_path: Path) -> None:
    here = locks.of(tmp_path / "locks")
    with here.hold([1]) as held, here.hold([1], time.monotonic()) as second, here.hold([1, 2], time.monotonic()) as third:
        assert (held, second, third) == (True, False, True)


def _hold(path: Path, ready: object, go: object) -> None:
    with locks.of(path).hold([7]):
        ready.set()  # type: ignore[attr-defined]  # an Event of multiprocessing
        go.wait()  # type: ignore[attr-defined]
    os._exit(0)


def test_a_process_that_dies_lets_go(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    ready, go = spawn.Event(), spawn.Event()
    process = spawn.Process(target=_hold, args=(tmp_path / "locks", ready, go))
    process.start()
    ready.wait()
    here = locks.of(tmp_path / "locks")
    with here.hold([7], time.monotonic()) as free:
        assert not free
    process.kill()
    process.join()
    with here.hold([7]) as free:
        assert free


def _fetch(folder: str, urls: list[str]) -> None:
    config = Config(images="fetch", cache=folder, allow_host=("127.0.0.1",))
    found = web.ArticlePictures(web.web_of(config), urls, "")
    assert all(isinstance(found(url), bytes) for url in urls)
    web.close()


def test_processes_fetch_each_picture_once(tmp_path: Path) -> None:
    """Three of them begin with no cache at all, and want the same pictures at the same time."""

    def slow(page: Page) -> None:
        time.sleep(0.01)
        page.answer(picture(colour=hash(page.path) % 2**24))

    paths = [f"/{n}.png" for n in range(12)]
    spawn = multiprocessing.get_context("spawn")
    with serving(dict.fromkeys(paths, slow)) as server:
        urls = [server.url + path for path in paths]
        processes = [spawn.Process(target=_fetch, args=(str(tmp_path / "cache"), urls[n:] + urls[:n])) for n in (0, 4, 8)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert [process.exitcode for process in processes] == [0, 0, 0]
        assert server.asked == dict.fromkeys(paths, 1)
        assert server.most_at_once <= 4
