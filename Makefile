# huozi: `make demo` first, then `make test`. `make help` lists what there is.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
VENV ?= .venv
SRC ?= examples
OUT ?= out
J ?=
export VENV SRC OUT

PY := $(VENV)/bin/python
HUOZI := $(VENV)/bin/huozi
PYTEST := $(PY) -m pytest -q -p no:cacheprovider

.PHONY: help setup demo test check check-all lint types corpus accept fuzz clean watch
.PHONY: md txt json epub pdf all docs bench bench-batch bench-folder bench-markdown bench-epub bench-pdf setup-test setup-all

help: ## list the targets
	@grep -hE '^[a-z][a-z0-9 -]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([^:]*):.*## (.*)/\1|\2/' | awk -F'|' '{printf "  %-26s %s\n", $$1, $$2}'
	@echo
	@echo "  For your own folder:  make all SRC=posts OUT=dist      (huozi batch posts dist, all five formats)"

setup: ## install what converting needs (system libraries, fonts, a virtual environment)
	@.ci/setup run
setup-test:
	@.ci/setup test
setup-all:
	@.ci/setup all

demo: setup ## set up, then convert the articles in examples/ to all five formats
	@$(HUOZI) batch examples out/demo -t md -t txt -t json -t epub -t pdf
	@echo "The examples in five formats lie in out/demo:" && ls out/demo

# One huozi batch each: make itself cannot hold file names with spaces or $$. SRC and OUT go through the environment, unread by the shell.
md txt json epub pdf: setup ## convert the folder SRC into OUT in this format
	@$(HUOZI) batch -t $@ $(if $(J),-j $(J)) -- "$$SRC" "$$OUT"
all: setup ## convert the folder SRC into OUT in all five formats
	@$(HUOZI) batch -t md -t txt -t json -t epub -t pdf $(if $(J),-j $(J)) -- "$$SRC" "$$OUT"
watch: setup ## convert the folder SRC into OUT in all five formats whenever an article changes
	@$(HUOZI) batch -t md -t txt -t json -t epub -t pdf --watch -- "$$SRC" "$$OUT"

test: setup-test ## run the quick tests
	@$(PYTEST) -n 2 --dist loadgroup -m "not slow"
check: test lint types corpus ## what CI runs: tests, lint, types, checks over real articles
check-all: setup-all check ## and the slow tests: a browser, npm, kill tests in bulk
	@$(PYTEST) -m slow
lint: setup-test ## ruff over code and tests
	@$(PY) -m ruff check --no-cache convert tests
types: setup-test ## mypy --strict over code and tests
	@$(PY) -m mypy
corpus: setup-test ## the independent checks over real articles in ../shared
	@.ci/corpus
accept: setup-test ## rewrite the golden files after looking at what changed (refused under CI)
	@$(PY) -m tests.accept
fuzz: setup-test ## a minute of hostile input against reading, cleaning and parsing
	@$(PY) -m tests.fuzz
docs: setup ## write docs/reference.md from the code
	@$(PY) -m tests.reference

bench: bench-batch bench-folder bench-markdown bench-epub bench-pdf ## all benchmarks
bench-batch bench-folder bench-markdown bench-epub bench-pdf: setup-test ## measure against peers, as ratios in one run; bench-folder: 10 000 articles
	@$(PY) -m tests.bench.$(subst -,_,$@)

clean: ## remove what was built
	rm -rf out build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
