# Gazban's commands. `make help` lists them; launcher/ is what they call.

.DEFAULT_GOAL := help
BIN := .venv/bin
# Tests start hundreds of processes: each would compile all it imports where writing bytecode is forbidden.
export PYTHONDONTWRITEBYTECODE :=
# mypy uses one core, and the unit tests leave about as much of two idle.
STEPS := lint format-check walls check-deploy test-unit+types test-integration test-e2e faults

# Everything below runs in .venv, and setup.sh returns at once when there is nothing to do.

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: ## Make .venv from the lock files (only when they or Python changed)
	@bash launcher/setup.sh

.PHONY: up
up: setup ## Start everything, with demo data the first time; Ctrl-C stops it
	@$(BIN)/python -m launcher up

.PHONY: reset
reset: setup ## Wipe the state (var/) of a stopped system
	@$(BIN)/python -m launcher reset

.PHONY: audit
audit: setup ## Ask whether the books of the system of `make up` are sound
	@$(BIN)/python -m launcher audit

.PHONY: test
test: setup ## All checks and tests, stopping at the first that fails
	@MAKE='$(MAKE)' bash launcher/checks.sh $(STEPS)

.PHONY: lint
lint: setup ## ruff: errors, imports, style
	@$(BIN)/ruff check .

.PHONY: format-check
format-check: setup ## ruff: is everything formatted
	@$(BIN)/ruff format --check --quiet . || { echo 'not formatted: run `make format`' >&2; exit 1; }

.PHONY: types
types: setup ## mypy, strict
	@$(BIN)/mypy

.PHONY: walls
walls: setup ## import-linter: who may import whom
	@$(BIN)/lint-imports

.PHONY: check-deploy
check-deploy: setup ## docker-compose.yml and the Dockerfile, without a Docker engine
	@$(BIN)/docker-compose --file docker-compose.yml config --quiet
	@$(BIN)/hadolint deploy/Dockerfile

.PHONY: test-unit
test-unit: setup ## Quick tests that need no server, and the contracts
	@$(BIN)/pytest -q -n 2 tests/unit tests/contract

.PHONY: test-integration
test-integration: setup ## Tests against a real RabbitMQ and PostgreSQL
	@$(BIN)/pytest -q -n 3 --dist loadfile tests/integration

.PHONY: test-e2e
test-e2e: setup ## Tests of the whole system through the gateway
	@$(BIN)/pytest -q -n 2 --dist loadfile tests/e2e

.PHONY: test-browser
test-browser: setup ## Tests of the portal in a real Chromium
	@$(BIN)/pytest -q -n 2 tests/browser

.PHONY: screenshots
screenshots: setup ## Pictures of every page at both widths, into build/screenshots
	@$(BIN)/python -m tests.browser.screenshots

PROFILE ?= short
SEED ?=

.PHONY: faults
faults: setup ## Kill everything under load: does every fact count once (PROFILE=short|long, SEED=n)
	@$(BIN)/python -m tests.faults --profile $(PROFILE) $(if $(SEED),--seed $(SEED))

.PHONY: faults-doubt
faults-doubt: setup ## Take out one protection after another: is each missed by the faults (a quarter of an hour; SEED=n)
	@$(BIN)/python -m tests.faults.doubt $(if $(SEED),--seed $(SEED))

.PHONY: interop
interop: setup ## Compare a month of our books with Tryton's and hledger's (some minutes)
	@VENV=.venv-interop REQUIREMENTS=requirements-interop.lock bash launcher/setup.sh
	@$(BIN)/pytest -q -s --timeout 900 tests/interop

.PHONY: nightly
nightly: setup ## Any history of the books beside an integer oracle, 10,000 steps and more (minutes)
	@HYPOTHESIS_PROFILE=nightly $(BIN)/pytest -q -s tests/integration/billing/test_state_machine.py

.PHONY: bench-ledger
bench-ledger: setup ## Measure a ledger of 10,000, 100,000 and a million entries (minutes)
	@$(BIN)/python -m bench.ledger

.PHONY: bench-fairness
bench-fairness: setup ## Simulate a year of referrals and print how fairly the work is shared (a minute)
	@$(BIN)/python -m bench.fairness

.PHONY: format
format: setup ## Format the code and fix what can be fixed safely
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

# No index, URL or header in the locks: they are the same whatever mirror they were made with.
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11

.PHONY: lock
lock: setup ## Pin the newest versions that requirements*.in allow
	@$(LOCK) --upgrade requirements.in --output-file requirements.lock
	@$(LOCK) --upgrade --constraints requirements.lock requirements-dev.in --output-file requirements-dev.lock
	@$(LOCK) --upgrade requirements-interop.in --output-file requirements-interop.lock
	@$(LOCK) --upgrade requirements-node.in --output-file requirements-node.lock
