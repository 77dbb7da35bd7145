# `make demo` and `make test` set up everything they need; nothing has to be installed by hand but
# Python 3.11+, make, npm, and either apt-get or a Chromium.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
DEMO := maps
SOURCES := mapa_uslug scripts tests benchmarks
# Folders as well as files: a folder is what changes when a file is taken away.
FRONT_END := $(shell find mapa_uslug/maps/src) tsconfig.json

.PHONY: demo test check bench setup setup-dev browser docs format lock clean

demo: setup
	$(BIN)/mapa-uslug run data/example/area.toml --out $(DEMO)/example
	@cp $(DEMO)/example/mapa.html $(DEMO)/powiat_zalewski.html
	@echo "Mapę $(DEMO)/powiat_zalewski.html otwórz w przeglądarce; raport: $(DEMO)/example/raport.html"
	@echo "Open the map $(DEMO)/powiat_zalewski.html in a browser; the report is $(DEMO)/example/raport.html"

test: setup-dev browser
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: setup-dev node_modules/.installed
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	npm run --silent check
	$(BIN)/python -m pytest -m "not slow and not browser and not real"

bench: setup-dev browser
	$(BIN)/python -m benchmarks

setup: $(VENV)/.runtime mapa_uslug/maps/assets/.built

setup-dev: $(VENV)/.dev mapa_uslug/maps/assets/.built

browser:
	@scripts/install_browser.sh

$(VENV)/.runtime: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(PIP) install --require-hashes -r requirements-dev.lock
	touch $@

node_modules/.installed: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	touch $@

mapa_uslug/maps/assets/.built: node_modules/.installed $(VENV)/.runtime $(FRONT_END) $(wildcard mapa_uslug/locale/*/LC_MESSAGES/*.po) scripts/build_assets.py
	$(BIN)/python scripts/build_assets.py
	$(BIN)/python scripts/messages.py compile
	touch $@

docs: setup-dev
	$(BIN)/python scripts/make_docs.py

format: setup-dev
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

# Versions and hashes only: an index address in a lock file would tie the project to one machine's settings.
lock: setup-dev
	$(PIP) install uv
	$(BIN)/python -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url pyproject.toml --group build -o requirements.lock
	$(BIN)/python -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) node_modules mapa_uslug/maps/assets build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
