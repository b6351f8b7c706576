# Dos órdenes:  make reportes   (los expedientes)   ·   make pruebas   (toda la suite)
# Se pueden repetir: el ambiente sólo se rehace si cambian las versiones fijas.
# El primero que de veras corra: un atajo puede existir sin su Python.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
    $$p -c "" 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: reportes pruebas pruebas-rapidas pruebas-padron corrupcion ambiente estilo versiones fotos limpiar

reportes: ambiente
	$(BIN)/fais reportes $(ARGS)

pruebas: ambiente
	$(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder $(ARGS)

pruebas-rapidas: ambiente
	$(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder -m "not lento and not navegador" $(ARGS)

# Los miles de archivos estropeados (minutos): la suite corriente pasa una muestra por estratos.
corrupcion: ambiente
	FAIS_CORRUPCION=completa $(BIN)/python -m pytest tests/loaders/corrupcion $(ARGS)

# El extra del padrón vive en su carpeta: pyarrow cambia lo que pandas importa y no entra al ambiente común.
PADRON := $(VENV)-padron
pruebas-padron: ambiente $(PADRON)/.listo
	FAIS_EXIGIR_PADRON=1 PYTHONPATH="$(CURDIR)/lib:$(CURDIR)/$(PADRON)" $(BIN)/python -m pytest -m padron tests/padron $(ARGS)

$(PADRON)/.listo: requirements-padron.lock
	rm -rf $(PADRON)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	    --only-binary :all: --target $(PADRON) -r requirements-padron.lock
	@touch $(PADRON)/.listo

# «preparar.py» sólo instala si algo cambió; dice qué falta antes de instalar nada.
ambiente:
	@test -n "$(PYTHON)" || { echo "Falta Python 3.11 o más nuevo. Instálelo o indique cuál: make $(MAKECMDGOALS) PYTHON=/ruta/python3" >&2; exit 2; }
	@$(PYTHON) preparar.py --callado

estilo: ambiente
	$(BIN)/ruff check lib tests bench
	$(BIN)/ruff format --check lib tests bench
	$(BIN)/mypy

# Rehace requirements.lock desde pyproject.toml (necesita uv; sin direcciones dentro).
versiones:
	uv pip compile pyproject.toml --extra desarrollo --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header --no-annotate -o requirements.lock

# Las fotos de docs/visitas.md, tomadas de la herramienta (necesita un Chromium).
fotos: ambiente
	$(BIN)/python bench/fotos.py

limpiar:
	rm -rf $(VENV) $(PADRON) .pytest_cache .ruff_cache .mypy_cache .hypothesis
