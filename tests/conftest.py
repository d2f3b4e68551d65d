"""What all tests share: how many examples a law is tried on, and where the real articles lie."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"

# A shell that puts the tests into the background has them ignore Ctrl-C, and the commands that they start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# CI tries the same documents each time, so that what lands does not hang on a throw of dice; everywhere else each run tries others.
# HUOZI_EXAMPLES=2000 tries each law on that many documents, CI on 40; a machine's speed is no property of the code, hence no deadline.
settings.register_profile(
    "huozi",
    max_examples=int(os.environ.get("HUOZI_EXAMPLES", "20")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize=bool(os.environ.get("CI")),
    print_blob=True,
)
settings.load_profile("huozi")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real articles beside the checkout; tests that need it are skipped, in one line, where it is not there."""
    if not CORPUS.is_dir():
        pytest.skip("no ../shared/corpus beside this checkout: tests on real articles are skipped")
    return CORPUS


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the parsers of npm."""
    if not shutil.which("npm"):
        pytest.skip("no npm on this machine: marked and commonmark.js are not asked")
    from .markdown_parsers import NODE_PACKAGES  # loads parsers that most tests have no use for

    folder = tmp_path_factory.mktemp("node")
    subprocess.run(["npm", "install", "--silent", "--no-fund", "--no-audit", *NODE_PACKAGES], cwd=folder, check=True, capture_output=True)
    return folder
