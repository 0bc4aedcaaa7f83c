# What one does with the dashboard, one word each. `make help` lists them.
PORT ?= 8501
export PORT
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11,$(shell $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev

# pip compiles on one processor what it installs, compileall on all there are.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
COMPILE = $(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true

.DEFAULT_GOAL := help
.PHONY: help run demo test check format bench docs clean

help: ## list what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'

$(READY): requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	@echo "making the environment in $(VENV) (once, about a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) -r requirements.txt
	@$(COMPILE)
	@touch $@

$(READY_DEV): requirements-dev.txt requirements-spark.txt $(READY)
	@$(INSTALL) -r requirements-dev.txt
	@$(COMPILE)
	@touch $@

run: $(READY) ## open the dashboard; invents the demo district if there are no records yet
	@$(BIN)/python -m data demo --if-empty
	@$(BIN)/python -m data refresh --if-older
	@$(BIN)/python -m pages.components.server --server.port $(PORT)

demo: $(READY) ## add the demo district to an empty store
	@$(BIN)/python -m data demo

# Tests start hundreds of processes, which need not compile the project each for itself.
test: export PYTHONDONTWRITEBYTECODE =
# Slow ones and browsers wait for other processes half of the time: three share two processors.
BY_FILE := --dist loadfile --no-loadscope-reorder
test: $(READY_DEV) browser ## run every test, fast ones first
	@$(BIN)/python -m pytest -n 2 $(BY_FILE) -m "not browser and not slow" --doctest-modules analytics tests
	@$(BIN)/python -m pytest -n 3 $(BY_FILE) -m "slow and not browser" tests
	@$(BIN)/python -m pytest -n 3 $(BY_FILE) -m "browser and not alone" tests/browser
	@$(BIN)/python -m pytest -m alone tests/browser

.PHONY: browser
browser: $(READY_DEV)
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq >/dev/null && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; } \
	  || $(BIN)/python -m playwright install chromium

check: $(READY_DEV) ## lint, format, the tree's own rules, types, architecture
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m pytest -n 0 tests/test_tree.py
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY_DEV) ## put every file into the common format
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

bench: $(READY_DEV) ## measure what is promised, in one run; fails if a promise is not kept
	@$(BIN)/python -m tests.performance

docs: $(READY) ## write what is generated anew: data/README.md, analytics/README.md, data/*.sql
	@$(BIN)/python -m data dictionary > data/README.md.new && mv data/README.md.new data/README.md
	@$(BIN)/python -m analytics --catalogue > analytics/README.md.new && mv analytics/README.md.new analytics/README.md
	@$(BIN)/python -m analytics --counts > data/monthly.sql.new && mv data/monthly.sql.new data/monthly.sql
	@$(BIN)/python -m analytics --promises > data/promises.sql.new && mv data/promises.sql.new data/promises.sql

clean: ## remove the environment and caches; records in data/local stay
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
