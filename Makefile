# Callsheet from a checkout: `make demo` to try it, `make test` before a commit. Users install it with pipx instead.
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench lock set-up test-core test-web test-feeds test-browser test-postgres test-313
SHELL := /bin/sh

# The first Python that is new enough; name another with `make PYTHON=python3.12 test`.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PYTHON313 ?= $(shell for python in python3.13 $(HOME)/.pyenv/versions/3.13.*/bin/python3.13; do \
	$$python -c '' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
WORKERS ?= auto
PYTEST := $(BIN)/python -m pytest -n $(WORKERS)
# Many tests start processes, and each would compile every module for itself.
unexport PYTHONDONTWRITEBYTECODE

help: ## say what there is
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1 - /p' $(MAKEFILE_LIST)

demo: .venv/.set-up ## fill a demo home with the sample market, serve it, print a sign-in link
	@$(BIN)/callsheet demo

set-up: .venv/.set-up ## install everything into .venv

# Browsers, servers and killed processes are waited for, so that one part alone leaves processors idle: two at a time do
# not. Each says what it has to say when it is done; a make before 4.0, which would mix that, takes one after another.
PARTS := lint test-core test-web test-feeds test-browser test-postgres test-313
test: .venv/.set-up ## everything that must pass before a commit
	@$(MAKE) --no-print-directory $(if $(filter output-sync,$(.FEATURES)),-j2 --output-sync=target) $(PARTS)

lint: .venv/.set-up ## ruff, its formatter, mypy
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

test-core: .venv/.set-up ## the core and the rules of the house, without Django
	$(PYTEST) -p no:django --dist worksteal tests/core tests/dialers tests/test_architecture.py

test-web: .venv/.set-up ## the web tests on SQLite
	CALLSHEET_TEST_DATABASE_URL= $(PYTEST) --dist loadgroup tests/web

test-feeds: .venv/.set-up ## live feeds from a real OData server, where Node is found
	CALLSHEET_TEST_DATABASE_URL= $(PYTEST) --dist worksteal tests/feeds

test-browser: .venv/.set-up ## a real browser on the real screens, where Chromium is found
	CALLSHEET_TEST_DATABASE_URL= $(PYTEST) --maxprocesses 2 tests/browser

# Left out are those that use no database, and those marked `once`: most serve homes of their own, on SQLite anyway.
test-postgres: .venv/.set-up ## the web tests again on PostgreSQL, where a server can be had
	CALLSHEET_TRIES=0.3 .ci/with-postgres $(PYTEST) --dist loadgroup -m "not once" tests/web tests/feeds

test-313: .venv/.set-up ## the core again on Python 3.13, where it is found
ifneq ($(PYTHON313),)
	@$(MAKE) --no-print-directory .venv-3.13/.set-up PYTHON=$(PYTHON313)
	CALLSHEET_TRIES=0.3 .venv-3.13/bin/python -m pytest -n $(WORKERS) -p no:django --dist worksteal -m "not once" \
		tests/core tests/dialers
else
	@echo "No Python 3.13 here: the core was tested on this one only."
endif

bench: .venv/.set-up ## the benchmarks, which print their figures
	@for bench in bench/*.py; do echo "== $$bench"; $(BIN)/python $$bench || exit 1; done

# uv from the package index installs the rest faster; without it pip does the same.
%/.set-up: requirements.lock requirements-uv.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Callsheet needs Python 3.11 or newer. Name one: make PYTHON=/path/to/python3 demo" >&2; exit 1; }
	@test -x $*/bin/python || $(PYTHON) -m venv $*
	@if $*/bin/python -m pip install --quiet --require-hashes -r requirements-uv.lock \
		&& $*/bin/uv pip install --quiet --python $*/bin/python --require-hashes -r requirements.lock; then :; \
	else echo "Without uv then: pip installs the packages."; \
		$*/bin/python -m pip install --quiet --require-hashes -r requirements.lock; fi
	$*/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

lock: .venv/.set-up ## pin every package anew, with hashes
	printf 'hatchling\neditables\n' | $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-header --all-extras pyproject.toml - -o requirements.lock
	echo uv | $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate - -o requirements-uv.lock
