# `make check` is all of CI. PYTHON names the interpreter of an environment that holds the project with its `dev` extra.
PYTHON ?= python
BIN := $(dir $(shell command -v $(PYTHON)))

.PHONY: check test laws style types layers data docs format update-docs benchmarks floors

check: style types layers data test

style:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

layers:
	$(BIN)lint-imports

data:
	$(PYTHON) -m yamllint --strict criteria states scenarios studies src/viability/files/starter
	$(PYTHON) -m viability check --study .
	$(PYTHON) -m viability check --study studies/world

test:
	$(PYTHON) -m pytest -n auto

# each law on four hundred studies drawn anew, in some four minutes; what is rare is found here
laws:
	LAWS=1 $(PYTHON) -m pytest -n auto tests/engine tests/analyses tests/test_laws.py tests/test_laws_of_questions.py -m "not cluster"

docs:
	$(PYTHON) -m pytest tests/test_docs.py

update-docs:
	$(PYTHON) -m pytest tests/test_docs.py --update-docs

format:
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

benchmarks:
	$(PYTHON) benchmarks/startup.py
	$(PYTHON) benchmarks/draws.py
	$(PYTHON) benchmarks/coalitions.py
	$(PYTHON) benchmarks/growth.py
	$(PYTHON) benchmarks/faults.py
	$(PYTHON) benchmarks/members.py
	$(PYTHON) benchmarks/worldwide.py
	$(PYTHON) benchmarks/world.py
	$(PYTHON) benchmarks/report.py
	$(PYTHON) benchmarks/tables.py
	$(PYTHON) benchmarks/backtest.py

floors:
	.ci/floors
