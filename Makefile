# Nothing is needed beforehand but Python 3.11+ and Node 20+. `make` alone lists what there is.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
KIND ?=
IN_VENV := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo run manage reset test test-full bench lint lock runtime dev

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile

demo: runtime ## the whole house with its demo on http://localhost:$(PORT); Ctrl-C stops it
	@exec $(IN_VENV) -m deploy.demo demo --port $(PORT)

run: runtime ## the same without demo data
	@exec $(IN_VENV) -m deploy.demo run --port $(PORT)

manage: runtime ## make manage ARGS="command ...": manage.py on the running house, or on the last one used
	@KIND=$(KIND) exec $(IN_VENV) -m deploy.demo manage $(ARGS)

reset: ## throw all data under var/ away
	@exec $(PYTHON) -m deploy.reset

test: dev ## linters, contracts and the suite; ARGS go to pytest
	@exec $(IN_VENV) -m deploy.check test -- $(ARGS)

test-full: dev ## that and the long matrices
	@exec $(IN_VENV) -m deploy.check test-full -- $(ARGS)

bench: dev ## how long pages take at 20,000 partnerships and at a tenth of it; takes a quarter of an hour
	@exec $(IN_VENV) -m deploy.stack run --name bench -- $(IN_VENV) -m tests.bench.pages

lint: dev ## linters and contracts alone
	@exec $(IN_VENV) -m deploy.check lint

lock: dev ## resolve deploy/locks/*.in and package.json anew
	@exec $(IN_VENV) -m deploy.lock $(ARGS)

runtime:
	@exec $(PYTHON) -m deploy.install runtime

dev:
	@exec $(PYTHON) -m deploy.install dev
