"""Quién importa a quién: ningún círculo, ningún nombre de texto que no exista, y la clave cubre lo que debe."""

import ast
import importlib
import importlib.util
import json
import re
import shutil
import tomllib
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import fais_analysis
from fais_analysis.batch.plan import huellas
from fais_analysis.batch.workers import precarga, puesto
from fais_analysis.reports.capitulos import CAPITULOS
from fais_analysis.verify import rearmado
from tests.architecture.codigo import MODULOS, PAQUETE, RAIZ, parse, read_arbol, read_codigo

LIB = RAIZ / "lib"
RUTAS = "fais_analysis.sources.rutas"  # por aquí pasa quien abre data/, shapefiles/ o las fuentes
EN_MEMORIA = re.compile(r"^\s*@(?:functools\.)?(?:lru_cache|cache)\b", re.M)


def name_modulo(ruta: Path) -> str:
    """Nombre completo de un módulo, por su archivo."""
    return ".".join(ruta.relative_to(LIB).with_suffix("").parts).removesuffix(".__init__")


def list_modulos() -> dict[str, Path]:
    return {name_modulo(ruta): ruta for ruta in MODULOS}


def list_importados(arbol: ast.Module, conocidos: set[str]) -> set[str]:
    """Módulos de la biblioteca que un código importa, donde sea: arriba, en una función o sólo para tipos."""
    hallados: set[str] = set()
    for nodo in ast.walk(arbol):
        if isinstance(nodo, ast.ImportFrom) and (nodo.module or "").startswith("fais_analysis"):
            completos = {f"{nodo.module}.{n.name}" for n in nodo.names}
            # Tomar un módulo de un paquete no es importar el paquete: sólo cuenta lo que se toma de él.
            hallados |= {c if c in conocidos else nodo.module or "" for c in completos}
        elif isinstance(nodo, ast.Import):
            hallados |= {n.name for n in nodo.names}
    return hallados & conocidos


@cache
def build_grafo() -> dict[str, set[str]]:
    modulos = list_modulos()
    conocidos = set(modulos)
    return {m: list_importados(read_arbol(r), conocidos) - {m} for m, r in modulos.items()}


def find_alcance(inicio: set[str], grafo: dict[str, set[str]]) -> set[str]:
    """Todo lo que se alcanza desde unos módulos."""
    vistos, pendientes = set(), list(inicio)
    while pendientes:
        modulo = pendientes.pop()
        if modulo not in vistos:
            vistos.add(modulo)
            pendientes += grafo.get(modulo, set())
    return vistos


def get_cuarto(modulo: str) -> str:
    partes = modulo.split(".")
    return partes[1] if len(partes) > 1 else "__init__"


def test_no_import_circle_anywhere():
    assert len(list(TopologicalSorter(build_grafo()).static_order())) > 200  # CycleError nombra el círculo


def test_the_code_key_covers_exactly_what_shapes_a_report():
    """Ni de menos (un informe viejo tras un cambio) ni de más (rehacer el país por un cambio ajeno)."""
    grafo = build_grafo()
    conocidos = set(grafo)
    inicio = {c.modulo for c in CAPITULOS} | {m for m in grafo if m.startswith("fais_analysis.batch.")}
    for cuaderno in {c.cuaderno for c in CAPITULOS}:
        celdas = json.loads((RAIZ / "notebooks" / f"{cuaderno}.ipynb").read_text(encoding="utf-8"))["cells"]
        for celda in celdas:
            if celda["cell_type"] == "code":
                inicio |= list_importados(parse("".join(celda["source"])), conocidos)

    alcanzados = {get_cuarto(m) for m in find_alcance(inicio, grafo)}

    assert alcanzados | {"__init__"} == huellas.CUARTOS


@pytest.fixture(scope="module")
def paquete(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Una biblioteca copiada una vez; cada prueba deshace lo que le cambia."""
    destino = tmp_path_factory.mktemp("biblioteca") / "fais_analysis"
    return Path(shutil.copytree(PAQUETE, destino, ignore=shutil.ignore_patterns("__pycache__")))


@pytest.fixture
def copia(paquete: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """La biblioteca copiada, que es la que la clave mira."""
    monkeypatch.setattr(fais_analysis, "__file__", str(paquete / "__init__.py"))
    return paquete


def find_cambios(paquete: Path, archivo: str) -> set[str]:
    """Qué partes de la clave cambian al tocar un archivo, que queda como estaba."""
    ruta, antes = paquete / archivo, huellas.compute_partes_codigo()
    original = ruta.read_bytes() if ruta.exists() else None
    ruta.parent.mkdir(parents=True, exist_ok=True)
    ruta.write_bytes((original or b"") + b"\n")
    despues = huellas.compute_partes_codigo()
    ruta.unlink() if original is None else ruta.write_bytes(original)
    return {parte for parte in antes if antes[parte] != despues[parte]}


@pytest.mark.parametrize(
    ("archivo", "parte"),
    [
        ("indicators/brechas.py", "biblioteca"),
        ("views/formato.py", "biblioteca"),
        ("views/tema.yml", "biblioteca"),
        ("views/estilo.css", "plantillas"),
        ("pages/plantillas/pagina/expediente.html.j2", "plantillas"),
        ("rules/data/carencias.yml", "reglas"),
        ("rules/reglas.py", "biblioteca"),
        ("loaders/coneval.py", "biblioteca"),
        ("entidad/datos.py", "biblioteca"),
        ("procedencia/columnas/diagnostico.yml", "biblioteca"),
        ("schemas/capitulos/diagnostico.py", "biblioteca"),
        ("batch/kernel/celdas.py", "biblioteca"),
        ("claves.py", "biblioteca"),
    ],
)
def test_touching_what_shapes_a_report_changes_its_key(copia: Path, archivo: str, parte: str):
    assert find_cambios(copia, archivo) == {parte}


@pytest.mark.parametrize(
    "archivo",
    [
        *(
            "cli/app.py",
            "delivery/envio.py",
            "explorer/tablero.py",
            "analisis/tablas.py",
            "verify/informe.py",
        ),
        *(
            "padron/registro.py",
            "clientes.py",
            "reportsviejos/x.py",
            "__main__.py",
            "views/__pycache__/x.pyc",
        ),
    ],
)
def test_touching_anything_else_changes_no_report(copia: Path, archivo: str):
    assert find_cambios(copia, archivo) == set()


def test_every_module_kept_as_text_exists():
    proyecto = tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    entradas = [*proyecto["scripts"].values(), proyecto["entry-points"]["papermill.engine"]["fais"]]
    textos = {
        *precarga.AJENOS,
        *precarga.PROPIOS,
        puesto.ORDEN[-1],
        *(entrada.split(":")[0] for entrada in entradas),
        *(cuarto.removesuffix(".") for cuarto in rearmado.CON_MEMORIA),
        *(f"fais_analysis.{modulo}" for modulo in fais_analysis._DONDE.values()),
        *(capitulo.modulo for capitulo in CAPITULOS),
    }

    assert [texto for texto in sorted(textos) if importlib.util.find_spec(texto) is None] == []
    for entrada in entradas:
        modulo, nombre = entrada.split(":")
        assert callable(getattr(importlib.import_module(modulo), nombre))


def test_names_of_modules_in_strings_exist():
    """Un nombre completo en un texto (un programa, un parche, una nota) que ya no existe falla en silencio."""
    patron = re.compile(r"fais_analysis(?:\.[a-z_]+)+")
    conocidos = set(list_modulos())
    faltan = set()
    for modulo, ruta in list_modulos().items():
        for nodo in ast.walk(read_arbol(ruta)):
            if isinstance(nodo, ast.Constant) and isinstance(nodo.value, str):
                for hallado in patron.findall(nodo.value):
                    padres = {hallado, hallado.rpartition(".")[0]}
                    if not padres & conocidos:
                        faltan.add(f"{modulo}: {hallado}")

    assert faltan == set()


def test_what_is_remembered_of_the_data_is_forgotten_when_verifying():
    """Lo que un proceso que verifica guarda en memoria fuera de ``CON_MEMORIA`` no puede venir de los datos."""
    grafo, modulos = build_grafo(), list_modulos()
    raices = ("fais_analysis.verify", "fais_analysis.batch", "fais_analysis.reports")  # éstos, por su nombre
    al_verificar = find_alcance({m for m in grafo if m.startswith(raices)}, grafo)
    con_memoria = {m for m in al_verificar if EN_MEMORIA.search(read_codigo(modulos[m]))}
    ajenos = {m for m in con_memoria if not m.startswith(rearmado.CON_MEMORIA)}

    assert "fais_analysis.views.tema" in ajenos  # la prueba sí mira: éste guarda su propio estilo
    assert [m for m in sorted(ajenos) if RUTAS in find_alcance({m}, grafo)] == []


def test_every_room_that_forgets_has_something_to_forget():
    modulos = list_modulos()
    con_memoria = {m for m, r in modulos.items() if EN_MEMORIA.search(read_codigo(r))}

    assert [c for c in rearmado.CON_MEMORIA if not any(m.startswith(c) for m in con_memoria)] == []


def test_any_file_of_any_room_that_shapes_a_report_counts(copia: Path):
    """Uno nuevo en cada cuarto, del tipo que sea: no hay lista de extensiones que olvidar."""
    cuartos = sorted(c for c in huellas.CUARTOS if (PAQUETE / c).is_dir())
    archivos = [f"{cuarto}/nuevo{extension}" for cuarto in cuartos for extension in (".py", ".yml", ".css")]

    assert [archivo for archivo in archivos if not find_cambios(copia, archivo)] == []
