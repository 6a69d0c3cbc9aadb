# Each target sets up what it needs by itself; see installer/setup.sh.
.DEFAULT_GOAL := help
.PHONY: help run test faults faults-release mutants reference test-postgres lint bench bench-postgres build lock notices clean

PYTHON := .venv/bin/python
# pytest's own options, e.g. make test PYTEST_ARGS="tests/test_layers.py -x"
PYTEST_ARGS ?= -n 2
# how often faults are tried: push, nightly, or release
FAULTS ?= nightly
FAULT_TESTS := tests/faults tests/vectors tests/sync tests/imports tests/services/backups

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */\1\t/' | expand -t 16

run:  ## open the window; without a display, run the demo into out/demo
	@sh installer/setup.sh run
	@sh installer/run.sh

test:  ## run every test
	@sh installer/setup.sh dev
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest --figures $(PYTEST_ARGS)

test-postgres:  ## run the bureau's tests on a PostgreSQL server started for them
	@sh installer/setup.sh dev
	QT_QPA_PLATFORM=offscreen sh installer/postgres.sh $(PYTHON) -m pytest --figures -n 2 --ignore tests/server/test_killed.py tests/server tests/services/bureau tests/services/bundles tests/services/test_evaluation.py tests/services/reports tests/services/answers tests/sync
	QT_QPA_PLATFORM=offscreen sh installer/postgres.sh $(PYTHON) -m pytest --figures tests/server/test_killed.py

faults:  ## power cuts, failing disks, flipped bits, strange files, as often as each night
	@sh installer/setup.sh dev
	FAULTS=$(FAULTS) QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest $(FAULT_TESTS) --figures $(PYTEST_ARGS)

faults-release: FAULTS = release
faults-release: faults  ## the same, as often as before a release

mutants:  ## is every small fault in merging and packing noticed by a test?
	@sh installer/setup.sh dev
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m tests.faults.mutants

reference:  ## compare the calendar arithmetic with its reference on 10,000 histories each
	@sh installer/setup.sh dev
	HISTORIES=10000 $(PYTHON) -m pytest tests/rules/test_reference.py

lint:  ## ruff and mypy strict
	@sh installer/setup.sh dev
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

bench:  ## measure every budget into benchmarks/results.json
	@sh installer/setup.sh dev
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m benchmarks

bench-postgres:  ## measure the bureau on a PostgreSQL server started for it
	@sh installer/setup.sh dev
	QT_QPA_PLATFORM=offscreen sh installer/postgres.sh $(PYTHON) -m benchmarks.server
	sh installer/postgres.sh $(PYTHON) -m benchmarks.province

build:  ## freeze the program into dist/ and run its demo from there
	@sh installer/setup.sh build
	$(PYTHON) -m PyInstaller --noconfirm --clean --log-level WARN --distpath dist --workpath build installer/freeze.spec
	$(PYTHON) -m installer.smoke dist/justice-office-desk

lock:  ## make the lock files anew from pyproject.toml
	@sh installer/setup.sh dev
	@sh installer/lock.sh

notices:  ## make THIRD_PARTY.md anew from what is installed
	@sh installer/setup.sh dev
	$(PYTHON) -m installer.notices

clean:  ## remove what building and testing left; the data of an office is not touched
	rm -rf build dist out .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -path ./.venv -prune -o -name __pycache__ -type d -print | xargs rm -rf
