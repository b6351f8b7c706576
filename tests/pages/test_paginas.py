"""El expediente y el índice pasan la compuerta, escapan todo y avisan de la demostración."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from fais_analysis.batch.corridas.indice import (
    PiezasIndice,
    build_indice,
    find_huella_propuestas,
    phrase_llamada,
)
from fais_analysis.batch.corridas.manifiesto import BUENO, FALLIDO, PENDIENTE, FichaInforme, Manifiesto
from fais_analysis.loaders.estado_propuestas import EstadoPropuestas
from fais_analysis.pages.causa import Causa
from fais_analysis.pages.compuerta import build_inventario, check_documento
from fais_analysis.pages.ensamble import Contexto, Entrada, Fragmento, Pagina, build_expediente
from fais_analysis.schemas.capitulos.resumen import Cifra, FuenteCitada, Resumen

CONTEXTO = Contexto("10", "Durango", "0.1.0", "ab" * 32, "cd" * 32, es_demostracion=False)
HOSTIL = '"><script>alert(1)</script>'
FUENTE = FuenteCitada("CONEVAL", "Medición de la pobreza", "2020", "https://www.coneval.org.mx/")


def make_fragmento(numero: int, **campos: object) -> Fragmento:
    resumen = Resumen("Prueba", "10014", **{"fuentes": (FUENTE,), **campos})
    entrada = Entrada(2, f"sec-{numero}", f"Capítulo {numero}")
    return Fragmento(f"{numero}0_x", f'<h2 id="sec-{numero}">Capítulo {numero}</h2>', (entrada,), (resumen,))


def make_expediente(*fragmentos: Fragmento, contexto: Contexto = CONTEXTO, nombre: str = "Mezquital") -> str:
    return build_expediente(Pagina("10014", nombre, "Expediente municipal", fragmentos), contexto)


def test_assembled_report_passes_the_gate():
    documento = make_expediente(make_fragmento(1), make_fragmento(2), make_fragmento(3))

    assert check_documento(documento, "10014", "expediente.html") == []
    inventario = build_inventario(documento)
    assert inventario.etiquetas["h1"] == 1
    assert "Clave INEGI 10014 · Durango" in inventario.texto


def test_empty_report_is_light():
    assert len(make_expediente(make_fragmento(1)).encode()) < 40_000  # requisitos.md, R17


def test_same_content_same_bytes():
    assert make_expediente(make_fragmento(1)) == make_expediente(make_fragmento(1))


def test_sources_and_warnings_appear_once():
    documento = make_expediente(
        make_fragmento(1, advertencias=("Se estima.", "Otra.")),
        make_fragmento(2, advertencias=("Se estima.",)),
    )

    assert documento.count("Se estima.") == 1
    assert documento.count("https://www.coneval.org.mx/") == 1


def test_demonstration_notice_only_when_it_applies():
    sin = make_expediente(make_fragmento(1))
    por_cuaderno = make_expediente(make_fragmento(1), make_fragmento(2, es_demostracion=True))
    por_libro = make_expediente(make_fragmento(1), contexto=replace(CONTEXTO, es_demostracion=True))

    assert "DATOS DE DEMOSTRACIÓN" not in sin
    for documento in (por_cuaderno, por_libro):
        assert documento.index("DATOS DE DEMOSTRACIÓN") < documento.index("<h1")
        assert 'class="marca-demostracion"' in documento
        # Las zonas se derivan y las reglas van de memoria: «lo demás» no es oficial.
        assert "Lo demás son datos oficiales" not in documento
        assert "zonas y reglas dicen cuándo están por verificar" in documento


def test_missing_figure_says_so_without_a_zero():
    cifras = (Cifra("a", "Pobreza", "sin dato"), Cifra("b", "Extrema", "0.0 %", 0.0))
    documento = make_expediente(make_fragmento(1, cifras=cifras))

    assert '<dd class="fais-valor">sin dato</dd>' in documento
    assert '<data value="0.0">0.0 %</data>' in documento


def test_hostile_text_is_inert_everywhere():
    campos = {
        "cifras": (Cifra("a", HOSTIL, HOSTIL, 1.0, HOSTIL),),
        "advertencias": (HOSTIL,),
        "fuentes": (FuenteCitada(HOSTIL, HOSTIL, HOSTIL, "javascript:alert(1)"),),
    }
    documento = make_expediente(make_fragmento(1, **campos), nombre=HOSTIL)

    assert check_documento(documento, "10014", "expediente.html") == []
    assert HOSTIL not in documento
    assert documento.count("<script") == 2  # los propios
    assert 'href="javascript' not in documento


def test_nothing_but_official_links_leaves_the_file():
    documento = make_expediente(make_fragmento(1))
    fuera = re.findall(r"https?://[^\"'<\s]+", documento)

    assert fuera == ["https://www.coneval.org.mx/"]


# Índice -----------------------------------------------------------------------------------------------

MUNICIPIOS = {"10002": "Canelas", "10003": "Coneto", "10014": "Mezquital", "10021": "Peñón Blanco"}


def make_ficha(clave: str, nombre: str, estado: str = BUENO, **campos: object) -> FichaInforme:
    cifras = {"pobreza": {"id": "pobreza", "rotulo": "Pobreza", "texto": "91.1 %", "valor": 91.1, "nota": ""}}
    informe = f"{clave}_x/expediente.html" if estado == BUENO else None
    return FichaInforme(
        clave, nombre, f"{clave}_x", estado, informe, cifras=cifras if estado == BUENO else {}, **campos
    )


def make_indice(
    *fichas: FichaInforme,
    mapa: str = "",
    panorama: FichaInforme | None = None,
    propuestas: EstadoPropuestas | None = None,
    municipios: Mapping[str, str] = MUNICIPIOS,
) -> str:
    manifiesto = Manifiesto(
        "2026-11-22_14-30-05", "2026-11-22T14:30:05-06:00", "10", "Durango", True, "cd" * 32, {}, {},
        panorama or FichaInforme("10", "Durango", "", BUENO, "panorama.html"), list(fichas),
    )  # fmt: skip
    contexto = replace(CONTEXTO, es_demostracion=True)
    piezas = PiezasIndice(("pobreza", "pobreza_extrema", "prioridad"), mapa, propuestas)
    return build_indice(manifiesto, contexto, municipios, piezas)


def test_index_says_where_each_proposal_stands_and_nothing_without_proposals():
    fila = dict.fromkeys(("pesos", "llega", "hallazgos", "acuerdos", "sigue"), HOSTIL)
    filas = ({"clave": "10014", "municipio": "Mezquital", "estado": "d · analizada", **fila},)
    con = make_indice(
        make_ficha("10014", "Mezquital"), propuestas=EstadoPropuestas(2020, "orden", filas, "ab12")
    )
    sin = make_indice(make_ficha("10014", "Mezquital"))

    assert check_documento(con, "10", "index.html") == []
    assert "10014 Mezquital 91.1 % d · analizada listo" in build_inventario(con).texto
    assert HOSTIL not in con
    assert find_huella_propuestas(con) == "ab12"
    assert find_huella_propuestas(sin) == ""
    assert "ropuesta" not in sin


def test_index_lists_every_municipality_and_links_only_what_exists():
    fallida = make_ficha("10002", "Canelas", FALLIDO, causa=Causa("10", 1, "E", "x"))
    indice = make_indice(make_ficha("10014", "Mezquital"), fallida, make_ficha("10003", "Coneto", PENDIENTE))

    assert check_documento(indice, "10", "index.html") == []
    enlaces = re.findall(r'href="([^#"][^"]*)"', indice)
    assert enlaces == ["panorama.html", "10014_x/expediente.html"]
    texto = build_inventario(indice).texto
    assert "10002 Canelas falló: no hay expediente" in texto
    assert "10003 Coneto no se alcanzó a producir" in texto
    assert "10021 Peñón Blanco no se pidió en esta corrida" in texto
    assert "1 expediente; 2 sin producir" in texto


def test_index_shows_the_key_figures_somebody_brought():
    sin_cifra = replace(make_ficha("10021", "Peñón Blanco"), cifras={})
    texto = build_inventario(make_indice(make_ficha("10014", "Mezquital"), sin_cifra)).texto

    assert "Clave Municipio Pobreza Expediente" in texto
    assert "10014 Mezquital 91.1 % listo" in texto
    assert "10021 Peñón Blanco sin dato listo" in texto


def test_map_links_lead_to_the_row():
    indice = make_indice(make_ficha("10014", "Mezquital"), mapa='<svg><a href="#m10014"></a></svg>')

    assert check_documento(indice, "10", "index.html") == []
    assert 'href="#mapa"' in indice


def test_two_of_the_same_name_go_with_their_key_and_each_to_its_own_report():
    """En la lista y en el mapa: por el nombre solo, los dos polígonos llevarían al mismo informe."""
    nombre = "San Juan Mixtepec"
    claves = ("10014", "10021")
    mapa = "".join(f'<path d="M0,0Z" class="k"><title>{nombre} ({c}): 1.0 %</title></path>' for c in claves)
    indice = make_indice(
        *(make_ficha(c, nombre) for c in claves), mapa=mapa, municipios=dict.fromkeys(claves, nombre)
    )

    assert nombre not in re.sub(rf"{nombre} \((10014|10021)\)", "", indice)
    for clave in claves:
        enlace = f'<a href="{clave}_x/expediente.html" aria-label="{nombre} ({clave}): 1.0 %'
        assert enlace in indice


def test_failed_state_report_is_not_linked():
    indice = make_indice(
        make_ficha("10014", "Mezquital"), panorama=FichaInforme("10", "Durango", "", FALLIDO)
    )

    assert "panorama.html" not in indice
    assert "Panorama estatal: falló" in indice


@pytest.mark.parametrize("nombre", [HOSTIL, "Peñón <b>"])
def test_hostile_name_is_inert_in_the_index(nombre: str):
    indice = make_indice(make_ficha("10014", nombre))

    assert check_documento(indice, "10", "index.html") == []
    assert nombre not in indice


def test_index_says_whom_to_call_first():
    """Primero el urgente con más parte del estado; después, quien no lo es pero reúne mucha gente."""

    def make(clave: str, nombre: str, voz: str, parte: float | None) -> FichaInforme:
        cifras = {
            "voz": {"texto": voz, "valor": None},
            "parte_estado": {"texto": f"{parte} %", "valor": parte},
            "parte_extrema": {"texto": "39.7 %", "valor": 39.7} if clave == "10014" else {},
        }
        return FichaInforme(clave, nombre, f"{clave}_x", "bueno", cifras=cifras)

    fichas = [
        make("10001", "Canatlán", "como el estado", 1.2),
        make("10002", "Canelas", "urgente", 0.8),
        make("10005", "Durango", "como el estado", 17.6),
        make("10014", "Mezquital", "urgente", 33.7),
        make("10015", "Nazas", "sin dato", None),
    ]

    assert phrase_llamada(fichas) == (
        "Llame primero a Mezquital: ahí está el 33.7 % de las carencias de la vivienda que el FAIS puede quitar en "
        "el estado y vive el 39.7 % de la gente en pobreza extrema. Después, a Canelas.",
        "No es urgente en porcentaje, pero reúne mucha gente: Durango (17.6 %).",
    )
    assert phrase_llamada(fichas, es_parcial=True)[0].startswith(
        "De los expedientes listos, llame primero a Mezq"
    )
    assert phrase_llamada([]) == ()
    filas = re.findall(r'<tr id="m(\d+)">', make_indice(*fichas))
    assert filas == ["10014", "10002", "10003", "10021"]  # al final, los que no tienen su parte
