# make run    installs Crossroads into .venv, simulates Iran's three paths, draws the figures, writes a report
# make test   checks style and types, and runs every test
# make gallery  draws docs/gallery.md: every figure in both styles, from runs made for it
# make docs   writes the tables of docs/odd.md from the seeds
# make bench  measures speed against a textbook Mesa model
# make patterns  measures every pattern under every lens, theory and ablation, and writes docs/patterns.md (minutes)
# Another interpreter, environment or scenario file:
#   make test PYTHON=python3.13 VENV=.venv-3.13
#   make run FILE=scenarios/events.yaml

PYTHON ?= python3
VENV ?= .venv
FILE ?= scenarios/iran_paths.yaml

BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: run test lint pytest browser patterns gallery docs bench clean FORCE

run: $(VENV)/.installed
	@$(BIN)/crossroads run $(FILE) --resume --plot --report

test: lint pytest

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

pytest: $(VENV)/.installed-test browser
	$(BIN)/pytest -n 2 --ignore tests/workshop/page
	$(BIN)/pytest tests/workshop/page # apart: a browser's event loop fills its process

# The page is tested in Debian's Chromium; where apt cannot bring it, those tests are skipped and say so.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	  echo "No Chromium, and none to be had from apt: the page's browser tests are skipped" >&2

patterns: $(VENV)/.installed
	$(BIN)/crossroads validate --by lens --by theory --by mechanism --page docs/patterns.md

gallery: $(VENV)/.installed
	@$(BIN)/python -m simulation.plots.gallery

docs: $(VENV)/.installed
	@$(BIN)/python -m simulation.analysis.description

bench: $(VENV)/.installed
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# A stamp older than what it was made from means that there is something to install.
$(VENV)/.installed: pyproject.toml constraints.txt $(VENV)/.created
	@echo "Installing Crossroads into $(VENV) (a minute or two the first time)"
	@$(INSTALL) --editable '.[workshop]'
	@touch $@

$(VENV)/.installed-test: pyproject.toml constraints.txt $(VENV)/.created
	@echo "Installing Crossroads and its test tools into $(VENV)"
	@$(INSTALL) --editable '.[test]'
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
