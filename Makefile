# Everything that is set up, checked or generated here. `make` alone lists the targets.
#
#   PYTHON=python3.12   which Python makes the environment (3.11 or newer)
#   JOBS=4              how many processes the tests use
#   ARGS="-k decide"    more words for pytest, the benchmarks or the demo

PYTHON ?= python3
VENV   ?= .venv
JOBS   ?= 2
ARGS   ?=
SOAK   ?= 20000

BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
LOCKED := $(PIP) install --require-hashes --no-deps
SELF   := $(PIP) install --no-deps --no-build-isolation -e .

RUNTIME_LOCKS := requirements/runtime.txt requirements/build.txt
WORKFLOWS := $(wildcard examples/ci/github/*.yml)
CODE := $(wildcard src tests benchmarks docs ci)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help demo test lint lint-ruff lint-format lint-types lint-imports lint-ci format test-python \
        bench soak lock schemas docs screenshots changelog clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---- environment -----------------------------------------------------------------------------
# One environment, three stamps: .base (empty), .runtime (what users get), .dev (plus the checks).
# A stamp is older than its lock file exactly when something has to be installed.

$(VENV)/.base:
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "There is no '$(PYTHON)' on this machine. Install Python 3.11 or newer (apt install python3 python3-venv), or name yours: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "listwright needs Python 3.11 or newer, and '$(PYTHON)' is $$("$(PYTHON)" -V 2>&1). Name a newer one: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make virtual environments: its venv module is not installed. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Making the Python environment in $(VENV) ..."
	@"$(PYTHON)" -m venv --clear "$(VENV)"
	@touch $@

$(VENV)/.runtime: $(VENV)/.base $(RUNTIME_LOCKS) pyproject.toml
	@echo "Installing listwright and its libraries (half a minute at most) ..."
	@$(LOCKED) $(RUNTIME_LOCKS:%=-r %)
	@$(SELF)
	@touch $@

# The development lock contains the other two, so one install serves both stamps.
$(VENV)/.dev: $(VENV)/.base requirements/dev.txt pyproject.toml
	@echo "Installing listwright, its libraries and the checking tools (a minute at most) ..."
	@$(LOCKED) -r requirements/dev.txt
	@$(SELF)
	@touch $(VENV)/.runtime $@

$(VENV)/.lock: $(VENV)/.base requirements/lock.txt
	@echo "Installing the resolver ..."
	@$(LOCKED) -r requirements/lock.txt
	@touch $@

# ---- for everybody ---------------------------------------------------------------------------

demo: $(VENV)/.runtime ## set up and watch the whole story on a local sandbox; no account needed
	@$(BIN)/listwright demo $(ARGS)

test: lint changelog test-python ## everything CI checks

lint: lint-ruff lint-format lint-types lint-imports lint-ci ## style, format, types, import rules, CI files

lint-ruff: $(VENV)/.dev
	@echo "== ruff: style, complexity, and who may read the clock and the environment"
	@$(BIN)/ruff check $(CODE)

lint-format: $(VENV)/.dev
	@echo "== ruff: format"
	@$(BIN)/ruff format --check $(CODE)

lint-types: $(VENV)/.dev
	@echo "== mypy: strict types"
	@$(BIN)/mypy

lint-imports: $(VENV)/.dev
	@echo "== import-linter: which room may import which"
	@$(BIN)/lint-imports --no-logo

# The schemas and rules come with the tools: nothing here asks the network.
lint-ci: $(VENV)/.dev
	@echo "== shellcheck, check-jsonschema, zizmor: the CI kit"
	@$(BIN)/shellcheck .ci/run ci/*.sh
	@$(BIN)/check-jsonschema -q --builtin-schema vendor.github-actions action.yml
	@$(BIN)/check-jsonschema -q --builtin-schema vendor.github-workflows $(WORKFLOWS)
	@$(BIN)/check-jsonschema -q --builtin-schema custom.github-workflows-require-timeout $(WORKFLOWS)
	@$(BIN)/check-jsonschema -q --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci examples/ci/gitlab/.gitlab-ci.yml
	@$(BIN)/zizmor --offline --quiet --no-progress --persona pedantic --strict-collection --config ci/zizmor.yml action.yml .pre-commit-hooks.yaml $(WORKFLOWS)

test-python: $(VENV)/.dev ## the tests, with their coverage; ARGS="-k decide" for some
	@echo "== pytest: tests and coverage"
	@rm -f .coverage .coverage.*
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal --cov --cov-report=term-missing:skip-covered $(ARGS)

docs: $(VENV)/.dev ## the documentation by itself: links, examples, commands
	@$(BIN)/python -m pytest -q -n $(JOBS) tests/docs

screenshots: $(VENV)/.dev ## take the pictures of docs/report.md again (needs chromium)
	@$(BIN)/python -m docs.screenshots

changelog: $(VENV)/.dev ## the changelog of the next release, as the fragments make it
	@echo "== towncrier: changelog fragments"
	@draft=$$($(BIN)/towncrier build --draft --version next --date unreleased 2>&1) || { echo "$$draft" >&2; exit 1; }

# ---- for those who change it -----------------------------------------------------------------

format: $(VENV)/.dev ## rewrite the code in the agreed format, repair what ruff can repair
	@$(BIN)/ruff check --fix-only $(CODE)
	@$(BIN)/ruff format $(CODE)

bench: $(VENV)/.dev ## measure start-up, plans, applies, the report (a few minutes); ARGS="--only startup"
	@$(BIN)/python -m benchmarks.run $(ARGS)

soak: $(VENV)/.dev ## play the simulated worlds, kills and full disks at length; SOAK=100000 random worlds
	@LISTWRIGHT_SOAK=$(SOAK) $(BIN)/python -m pytest -q -rPs -n $(JOBS) --dist worksteal tests/simulation tests/crash $(ARGS)

schemas: $(VENV)/.runtime ## write again what is made from the code: JSON Schemas, list of diagnostics
	@$(BIN)/listwright schema --write schemas
	@$(BIN)/python docs/generate.py

# --no-index-url and friends are the default: a lock names versions and hashes, never a place.
# UPGRADE=1 raises what may be raised; without it only what pyproject.toml asks for moves.
COMPILE = $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 \
          --generate-hashes --no-annotate --custom-compile-command 'make lock' \
          $(if $(UPGRADE),--upgrade)

lock: $(VENV)/.lock ## resolve the dependencies again (UPGRADE=1: to their newest versions)
	@echo "Resolving ..."
	@$(COMPILE) pyproject.toml --extra postgres --group dev -o requirements/dev.txt
	@$(COMPILE) pyproject.toml -c requirements/dev.txt -o requirements/runtime.txt
	@$(COMPILE) pyproject.toml --extra postgres -c requirements/dev.txt -o requirements/postgres.txt
	@$(COMPILE) --group build -c requirements/dev.txt -o requirements/build.txt
	@$(COMPILE) --group lock -o requirements/lock.txt
	@! grep -nE '://|^--(index|extra|find)|file:' requirements/*.txt

clean: ## remove the environment, caches and reports
	@rm -rf "$(VENV)" build dist htmlcov .coverage .coverage.* coverage.xml
	@rm -rf .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
