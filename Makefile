# Two commands: `make site` builds the site, `make test` checks the project. Both prepare what they need in .venv.

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: site serve ingest test lint browser clean help

site: $(VENV)/.site  ## Build content/ into public/, search index included
	@$(BIN)/sitegen build
	@echo "Open it with '$(BIN)/sitegen serve' at http://localhost:8000/, or put the folder public/ on any web server."

serve: $(VENV)/.site  ## Build the site, show it at http://localhost:8000/, build again when something changes
	$(BIN)/sitegen serve

ingest: $(VENV)/.site  ## Read examples/daily-pages/ into content/
	$(BIN)/sitegen ingest examples/daily-pages

test: $(VENV)/.test lint browser  ## Check style and types, run all tests (in a real browser too, where one can be had)
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

lint: $(VENV)/.test  ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

browser:
	@sh tests/browser/install.sh $(BIN)/python

clean:  ## Remove everything that was made
	rm -rf $(VENV) public .sitegen

help:  ## List the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "sitegen needs Python 3.11 or later; name one with: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(VENV)/.site: $(VENV)/bin/python pyproject.toml
	@echo "Installing sitegen into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@$(BIN)/python -m compileall -q sitegen
	@touch $@

$(VENV)/.test: $(VENV)/.site
	@echo "Installing the test tools into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

SIZES ?= 1000 10000

.PHONY: bench
bench: $(VENV)/.bench  ## Measure builds beside Hugo and Pagefind; writes benchmarks/RESULTS.md (SIZES="1000 10000 50000" for more)
	$(BIN)/python -m benchmarks.build --sizes $(SIZES)

$(VENV)/.bench: $(VENV)/.site
	@echo "Installing the peer into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

.PHONY: bench-ingest
bench-ingest: $(VENV)/.site  ## Measure ingest: records a second and peak memory for 1,000, 10,000 and 50,000 records
	$(BIN)/python -m benchmarks.ingest

.PHONY: bench-search
bench-search: $(VENV)/.site  ## Measure search: what is found first (writes benchmarks/RANKING.md), what a publish costs, and what a reader loads
	$(BIN)/python -m benchmarks.ranking $(SITES)
	$(BIN)/python -m benchmarks.search

.PHONY: bench-typing
bench-typing: $(VENV)/.test  ## Measure how soon the search page shows results in a real Chromium; for built sites of your own: SITES="folder another-folder"
	$(BIN)/python -m benchmarks.latency $(SITES)

.PHONY: bench-tags
bench-tags: $(VENV)/.site  ## Measure tags against sixty papers labelled by hand; writes benchmarks/TAGS.md
	$(BIN)/python -m benchmarks.tags
