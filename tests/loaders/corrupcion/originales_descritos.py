"""Los originales que nadie ha tenido: la batería los escribe según su descripción, como las pruebas de su lector."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import pandas as pd

from fais_analysis.loaders import concentrado, indices_locales
from fais_analysis.loaders.anexo_estatal import INEGI, load_pobreza_estatal_inegi
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.loaders.srft_proyectos import load_fismdf_distribucion
from fais_analysis.schemas.vocabulario import SERIE_INEGI
from fais_analysis.sources.fichas import EdicionArchivo, get_archivo
from fais_analysis.sources.locate import use_candidato
from fais_analysis.sources.rutas import get_fuentes
from tests.loaders.corrupcion.originales import Formato, Rejilla
from tests.loaders.estatales_de_prueba import CONCENTRADO, build_concentrado, build_inegi, build_promedios
from tests.loaders.locales_de_prueba import MAPA, build_mapas, build_rejilla, build_tabla
from tests.loaders.test_indices_locales import CONTRATOS, LECTORES


def list_descritos() -> list[Formato]:
    """Los tres índices por localidad o AGEB, el concentrado, el libro estatal del INEGI y la distribución."""
    return [*map(_local, LECTORES), _concentrado(), _inegi(), _distribucion()]


def _local(nombre: str) -> Formato:
    tabla, mapa, esquema = build_tabla(nombre), MAPA[nombre], CONTRATOS[nombre]
    rejilla, llave = build_rejilla(nombre, tabla), tabla.columns[0]
    titulos = mapa["renglones_encabezado"]
    esperada = tabla.assign(
        anio=2020, clave_municipio=tabla[llave].str[:5], clave_localidad=tabla[llave].str[:9]
    )
    rotulos = rejilla[titulos - 1]
    nombres = tuple(
        rotulos.index(r) for r in (mapa["identificacion"]["entidad"], mapa["identificacion"]["municipio"])
    )
    primera = rotulos.index(list(mapa["columnas"])[2])
    return Formato(
        id=nombre, fuente=mapa["fuente"], anio=2020, tabla=nombre, rejilla=rejilla, nombres=nombres, hoja="2020",
        clave=rotulos.index(next(iter(mapa["columnas"]))), cifras=tuple(range(primera, len(rotulos))),
        encabezado=titulos - 1, debajo=titulos - 1, leer=lambda: _read_local(nombre), peso=0.4,
        esperada=esperada.sort_values(llave, ignore_index=True)[[*esquema.columns]],
    )  # fmt: skip


def _read_local(nombre: str) -> pd.DataFrame:
    with _as_xlsx(MAPA[nombre]["fuente"], 2020), patch.object(indices_locales, "load_mapa", build_mapas):
        return LECTORES[nombre]()


@contextmanager
def _as_xlsx(fuente: str, anio: int) -> Iterator[None]:
    """El libro con extensión .xlsx: la batería no escribe .xls."""
    ruta = get_fuentes() / get_archivo(fuente, anio).ruta
    with ExitStack() as pila:
        if ruta.suffix == ".xls":
            copia = ruta.with_suffix(".xlsx")
            copia.write_bytes(ruta.read_bytes())
            pila.enter_context(use_candidato(fuente, EdicionArchivo(anio), copia))
        yield


def _concentrado() -> Formato:
    tabla = build_promedios()
    rejilla: Rejilla = build_concentrado(tabla)
    medicion = load_tabla("pobreza_municipal")
    propia = medicion[medicion["clave_municipio"].str.startswith("10")]
    promedios = [c for c in tabla if c.endswith("carencias_promedio")]
    esperada = tabla[["clave_municipio", "anio", "serie", *promedios]]

    def leer() -> pd.DataFrame:
        with patch.object(concentrado, "load_tabla", lambda _: propia):
            return concentrado.load_carencias_promedio()[[*esperada.columns]]

    lugares = concentrado._find_lugares(rejilla[4:7], CONCENTRADO, "prueba")
    return Formato(
        id="concentrado", fuente=concentrado.FUENTE, anio=None, tabla="carencias_promedio", rejilla=rejilla, clave=3,
        nombres=(2, 4), cifras=tuple(sorted(lugares.values())), leer=leer,
        esperada=esperada.sort_values(["clave_municipio", "anio"], ignore_index=True), hoja=CONCENTRADO["hoja"],
        encabezado=4, debajo=2, anios=6, peso=0.2,
    )  # fmt: skip


def _inegi() -> Formato:
    hojas = build_inegi()
    rejilla = hojas.pop("Dgo.")
    leer: Callable[[], pd.DataFrame] = load_pobreza_estatal_inegi
    coneval = load_tabla("pobreza_estatal").assign(serie=SERIE_INEGI)
    return Formato(
        id="pobreza_estatal_inegi", fuente=INEGI, anio=None, tabla="pobreza_estatal_inegi", rejilla=rejilla, clave=0,
        nombres=(0,), cifras=tuple(range(4, len(rejilla[5]))), leer=leer, hoja="Dgo.", encabezado=5, debajo=1,
        esperada=coneval[[c for c in coneval if not c.endswith("carencias_promedio")]], anios=6, por_fila=True,
        otras=hojas, peso=0.2,
    )  # fmt: skip


def _distribucion() -> Formato:
    municipios = load_tabla("catalogo_municipios").query("clave_entidad == '10'")
    montos = [1_000.25 + n for n in range(len(municipios))]
    rejilla: Rejilla = [["MUNICIPIO", "MONTO"], *map(list, zip(municipios["municipio"], montos, strict=True))]
    rejilla.append(["TOTAL", sum(montos)])
    esperada = pd.DataFrame({
        "clave_municipio": [*municipios["clave_municipio"]], "anio": 2019,
        "monto_centavos": [round(100 * m) for m in montos],
    })  # fmt: skip
    return Formato(
        id="fismdf_distribucion", fuente="po_distribucion_fismdf", anio=2019, tabla="fismdf_distribucion",
        rejilla=rejilla, clave=0, nombres=(0,), cifras=(1,), leer=load_fismdf_distribucion, esperada=esperada,
    )  # fmt: skip
