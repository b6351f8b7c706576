"""Con los cuadernos y los datos verdaderos: cambiar un renglón del libro y ver qué se rehace y por qué."""

import csv
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import fais_analysis.cli.correo as cli_correo
from fais_analysis.delivery.carpeta import CONFIGURACION
from fais_analysis.delivery.guarda import strip_marcas
from fais_analysis.delivery.mensaje import parse_mensaje, read_cuerpo
from fais_analysis.entidad.datos import load_datos_entidad, load_poligonos
from fais_analysis.entidad.zonas import load_zonas
from fais_analysis.loaders import ordenadas
from fais_analysis.verify import rearmado
from fais_analysis.verify.rearmado import clear_memoria
from tests.batch.bifurcado import run_fais
from tests.delivery.armado import CAMPANIA, build_ajustes, build_fila, verify_todo, write_directorio

pytestmark = pytest.mark.lento
CAMBIADO, OTRO = "10014", "10015"


@pytest.fixture(scope="module")
def raiz_propia(tmp_path_factory: pytest.TempPathFactory, raiz: Path) -> Path:
    """El proyecto con un libro de inversión propio: las obras de demostración, con otro folio y otro nombre."""
    copia = tmp_path_factory.mktemp("proyecto")
    for nombre in ("data", "shapefiles", "notebooks"):
        shutil.copytree(raiz / nombre, copia / nombre)
    with (raiz / "data" / "demostracion" / "inversion.csv").open(encoding="utf-8", newline="") as archivo:
        filas = [f for f in csv.DictReader(archivo) if f["clave_municipio"] in (CAMBIADO, OTRO)]
    for fila in filas:
        fila["folio_obra"] = fila["folio_obra"].replace("DEMO-", "OBRA-")
        fila["nombre_obra"] = fila["nombre_obra"].replace(" (demostración)", "")
    write_libro(copia, filas)
    return copia


def write_libro(raiz: Path, filas: list[dict[str, str]]) -> None:
    with (raiz / "data" / "inversion" / "libro.csv").open("w", encoding="utf-8", newline="") as archivo:
        hoja = csv.DictWriter(archivo, list(filas[0]))
        hoja.writeheader()
        hoja.writerows(filas)


def read_libro(raiz: Path) -> list[dict[str, str]]:
    with (raiz / "data" / "inversion" / "libro.csv").open(encoding="utf-8", newline="") as archivo:
        return list(csv.DictReader(archivo))


@pytest.fixture(autouse=True)
def limpia() -> Iterator[None]:
    """Empieza y termina sin nada guardado en memoria: los datos son los de una copia."""
    clear_memoria()
    yield
    clear_memoria()


def forget_libro() -> None:
    """Olvida todo menos lo leído de las tablas y los mapas, que aquí no cambian: sólo cambia el libro."""
    quedan = {ordenadas._read_tabla, ordenadas._read_ficha, load_datos_entidad, load_poligonos, load_zonas}
    for nombre, modulo in list(sys.modules.items()):
        if nombre.startswith(rearmado.CON_MEMORIA):
            guardados = [f for f in vars(modulo).values() if callable(getattr(f, "cache_clear", None))]
            for guardado in [g for g in guardados if g not in quedan]:
                guardado.cache_clear()


def fais(raiz: Path, *argumentos: str, entidad: str = "") -> str:
    """Una orden en este proceso, que antes olvida el libro; con entidad, la producen bifurcados."""
    forget_libro()
    with pytest.MonkeyPatch.context() as parche:
        parche.setenv("FAIS_RAIZ", str(raiz))
        hecho = run_fais(*argumentos, entidad=entidad)
    assert hecho.exit_code == 0, hecho.output
    return hecho.stdout


def check_mensajes(raiz: Path, salida: Path) -> None:
    """Lo publicado de veras se puede mandar: cada mensaje dice lo que pide su expediente y lleva su hoja."""
    carpeta = salida / "correo"
    carpeta.mkdir()
    (carpeta / CONFIGURACION).write_text(
        yaml.safe_dump(build_ajustes(), allow_unicode=True), encoding="utf-8"
    )
    directorio = write_directorio(carpeta / "d.csv", [build_fila(clave) for clave in (CAMBIADO, OTRO)])
    orden = ("--directorio", str(directorio), "--campania", CAMPANIA, "--carpeta", str(carpeta))
    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(cli_correo, "get_verificador", lambda: verify_todo)  # ya se verificó
        parche.setenv("FAIS_CORREO_TESTIGO", str(salida / "testigo"))
        assert "2  listo" in fais(raiz, "correo", "preparar", "--corrida", str(salida / "ultima"), *orden)
    for archivo in (carpeta / CAMPANIA / "mensajes").iterdir():
        mensaje = parse_mensaje(archivo.read_bytes())
        hoja, expediente = mensaje.iter_attachments()
        titulo = re.search(r"<h1>(.*?)</h1>", expediente.get_content(), re.S)
        pide = " ".join(re.sub("<[^>]+>", "", titulo[1]).split())  # type: ignore[index]  # falla si no hay
        assert hoja.get_filename().startswith("Hoja ")
        for cuerpo in read_cuerpo(mensaje).texto, strip_marcas(read_cuerpo(mensaje).html):
            assert pide in " ".join(cuerpo.split())


def list_producidos(salida: str) -> list[str]:
    return sorted(re.findall(r"^\[\d+/\d+\] (\d+) ", salida, re.M))


def test_each_change_rebuilds_exactly_what_depends_on_it(raiz_propia: Path, tmp_path: Path):
    orden = ("reportes", CAMBIADO, OTRO, "--salida", str(tmp_path))
    assert list_producidos(fais(raiz_propia, *orden, entidad="10")) == ["10", CAMBIADO, OTRO]
    assert "Nada cambió" in fais(raiz_propia, *orden)
    primera = os.readlink(tmp_path / "ultima")

    # Un nombre no mueve ninguna cifra estatal: sólo su municipio y el panorama.
    filas = read_libro(raiz_propia)
    numero = next(n for n, f in enumerate(filas) if f["clave_municipio"] == CAMBIADO)
    filas[numero]["nombre_obra"] += " norte"
    write_libro(raiz_propia, filas)
    assert list_producidos(fais(raiz_propia, *orden, entidad="10")) == ["10", CAMBIADO]
    segunda = os.readlink(tmp_path / "ultima")
    igual = f"{OTRO}_nazas/expediente.html"
    assert (tmp_path / primera / igual).read_bytes() == (tmp_path / segunda / igual).read_bytes()

    # Un monto mueve los pesos por persona del estado: el otro expediente los imprime y también se rehace.
    filas[numero]["monto_mxn"] = f"{float(filas[numero]['monto_mxn']) + 1_000_000:.2f}"
    for fila in filas:
        if fila["folio_obra"] == filas[numero]["folio_obra"]:
            fila["nombre_obra"] = filas[numero]["nombre_obra"]
    write_libro(raiz_propia, filas)
    assert list_producidos(fais(raiz_propia, *orden, entidad="10")) == ["10", CAMBIADO, OTRO]

    # Lo publicado, nuevo y reutilizado, se verifica contra los datos de ahora.
    verificada = fais(raiz_propia, "verificar", str(tmp_path / "ultima"))
    assert "10 sin discrepancias, 0 con discrepancias" in verificada
    check_mensajes(raiz_propia, tmp_path)
    archivo = tmp_path / "cambios.csv"
    texto = fais(
        raiz_propia,
        "corridas",
        "comparar",
        segunda,
        "ultima",
        "--salida",
        str(tmp_path),
        "--csv",
        str(archivo),
    )
    assert "3 de 3 informes cambiaron." in texto
    assert "Por: dato (sus obras en el libro de inversión, las sumas de la entidad" in texto
    with archivo.open(encoding="utf-8-sig", newline="") as abierto:
        cambios = list(csv.DictReader(abierto))
    del_otro = [c for c in cambios if c["clave"] == OTRO]
    assert del_otro
    assert {c["motivos"] for c in del_otro} == {"dato (las sumas de la entidad en el libro de inversión)"}
    # Lo suyo no cambió. El libro es parcial: lo del estado en pesos por persona no se imprime ni cambia.
    assert not [c for c in del_otro if re.search(r"\.total\[|\.municipio_mxn$", c["procedencia"])]
    assert not [c for c in del_otro if c["procedencia"].endswith(".estado_mxn")]
