# make run    installs Crossroads into .venv, simulates Iran's three paths, draws the figures, writes a report
# make test   checks style and types, and runs every test
# make gallery  draws docs/gallery.md: every figure in both styles, from runs made for it
# make site   builds the documents as a site in build/site, evidence and reference included; a dead link fails
# make notebooks  opens the notebooks in a browser
# make docs   writes the tables of docs/odd.md from the seeds
# make bench  measures speed against a textbook Mesa model
# make capsules  freezes the two forecasts of results/capsules again, from the code as it stands
# make patterns  measures every pattern under every lens, theory and ablation, and writes docs/patterns.md (minutes)
# make coverage  measures which branches the tests take, by package
# make mutants  tries small changes to the institutions and to chance against their tests (hours)
# make headlines  prints what moved in the headline outcomes since the last release, for the changelog
# make dist   builds wheel and sdist, checks them, and does the main job with the wheel in an empty environment
# Another interpreter, environment or scenario file:
#   make test PYTHON=python3.13 VENV=.venv-3.13
#   make run FILE=scenarios/us_options.yaml

PYTHON ?= python3
VENV ?= .venv
FILE ?= scenarios/iran_paths.yaml
EXTRAS ?= test,docs,release

BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: run test lint site pytest compatible browser patterns capsules gallery docs notebooks bench coverage mutants headlines dist clean FORCE

run: $(VENV)/.installed
	@$(BIN)/crossroads run $(FILE) --resume --plot --report

test: lint site pytest

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

site: $(VENV)/.installed-test
	$(BIN)/sphinx-build --builder html --doctree-dir build/doctrees --fail-on-warning --keep-going --quiet docs build/site
	@echo "The site: build/site/index.html"

pytest: $(VENV)/.installed-test browser
	$(BIN)/pytest -n 2 --ignore tests/workshop/page
	$(BIN)/pytest tests/workshop/page # apart: a browser's event loop fills its process

# What depends on the versions of Python, Mesa, NumPy and pandas: for another interpreter beside the first.
compatible: $(VENV)/.installed-test
	$(BIN)/pytest -n 2 --ignore tests/model/institutions tests/model tests/batch tests/codebook tests/evidence tests/scenario tests/outcomes tests/telling \
	  tests/test_cli.py tests/test_documents.py tests/test_end_to_end.py tests/test_package.py

# The page is tested in Debian's Chromium; where apt cannot bring it, those tests are skipped and say so.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	  echo "No Chromium, and none to be had from apt: the page's browser tests are skipped" >&2

patterns: $(VENV)/.installed
	$(BIN)/crossroads validate --by lens --by theory --by mechanism --page docs/patterns.md

capsules: $(VENV)/.installed
	rm -f results/capsules/2025-01.json results/capsules/2025-07.json
	$(BIN)/crossroads forecast forecasts --scenario from_january --questions election_2025 --out results/capsules/2025-01.json
	$(BIN)/crossroads forecast forecasts --scenario from_july --questions election_2025 --out results/capsules/2025-07.json

gallery: $(VENV)/.installed
	@$(BIN)/python -m simulation.plots.gallery

docs: $(VENV)/.installed
	@$(BIN)/python -m simulation.analysis.description

coverage: $(VENV)/.installed-test browser
	$(BIN)/pytest -n 2 --cov --cov-report= --cov-fail-under=0 --ignore tests/workshop/page
	$(BIN)/pytest --cov --cov-append --cov-report= --cov-fail-under=0 tests/workshop/page
	$(BIN)/python -m benchmarks.branches

mutants: $(VENV)/.installed-test
	@$(INSTALL) --editable '.[test,mutation]'
	$(BIN)/python -m benchmarks.mutants

bench: $(VENV)/.installed
	$(BIN)/python -m benchmarks

headlines: $(VENV)/.installed
	@$(BIN)/python -m benchmarks.headlines

notebooks: $(VENV)/.installed
	@$(INSTALL) jupyterlab
	$(BIN)/jupyter lab docs/notebooks

# In an environment of its own, with nothing of this folder on the path.
dist: $(VENV)/.installed-test
	rm -rf build/dist
	$(BIN)/python -m build --no-isolation --outdir build/dist .
	$(BIN)/twine check --strict build/dist/*
	$(BIN)/python -m venv --clear build/empty
	build/empty/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt build/dist/*.whl
	cd build/empty && env -u PYTHONPATH bin/crossroads run iran_paths --runs 100 --report --out results

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# A stamp older than what it was made from means that there is something to install.
$(VENV)/.installed: pyproject.toml constraints.txt $(VENV)/.created
	@echo "Installing Crossroads into $(VENV) (a minute or two the first time)"
	@$(INSTALL) --editable '.[workshop]'
	@touch $@

$(VENV)/.installed-test: pyproject.toml constraints.txt $(VENV)/.created
	@echo "Installing Crossroads and its test tools into $(VENV)"
	@$(INSTALL) --editable '.[$(EXTRAS)]'
	@touch $(VENV)/.installed $@

# An environment begun and not finished, or whose interpreter has gone, is made anew.
ifneq ($(shell $(BIN)/python -c 'import pip; print("sound")' 2>/dev/null),sound)
$(VENV)/.created: FORCE
endif
$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Crossroads needs Python 3.11 or newer. Name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@touch $@
