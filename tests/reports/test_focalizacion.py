"""La focalización en los informes: un libro hecho a mano da esas partes, y lo que no se sabe lo dice el titular."""

from dataclasses import replace

import pandas as pd
import pytest

from fais_analysis.entidad import inversion as entidad_inversion
from fais_analysis.entidad.zonas import load_zonas
from fais_analysis.indicators.necesidad import NO_SE_PUEDE
from fais_analysis.indicators.partes import ES_INDICIO, SE_PUEDE_LEER
from fais_analysis.reports import inversion, panorama_focalizacion
from fais_analysis.views.capitulos import focalizacion, inversion_portada
from fais_analysis.views.capitulos import panorama_focalizacion as ver
from fais_analysis.views.capitulos import panorama_focalizacion_tablas as tablas
from fais_analysis.views.figures import EjesCurva, plot_curva
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.presentacion import Presentacion
from fais_analysis.views.tabla import Tabla
from tests.reports.conftest import assert_instantanea, get_texto
from tests.reports.test_capitulos import assert_conteos, list_vistas

MUNICIPIO, EJERCICIO = "10005", 2019
PROPIAS = {
    *("inversion-zap", "inversion-efecto", "tabla-cobertura", "tabla-reglas", "panorama-rezago"),
    *("panorama-incidencia", "panorama-efecto", "mapa-pesos-pobreza-extrema", "panorama-concentracion"),
    *("tabla-concentracion", "antes-despues-servicios-basicos", "antes-despues-vivienda"),
    *("tabla-asociacion", "tabla-diferencia-lista"),
}


def _forget() -> None:
    entidad_inversion.load_inversion_entidad.cache_clear()
    panorama_focalizacion.build_panorama_focalizacion.cache_clear()


@pytest.fixture
def usar_libro(monkeypatch: pytest.MonkeyPatch):
    """Cambia el libro vigente por uno hecho a mano: ``(pesos, localidad, AGEB)`` por obra."""
    vigente = entidad_inversion.load_libro()

    def usar(*obras: tuple[int, str | None, str | None], es_demostracion: bool = False) -> None:
        base = vigente.tabla.iloc[[0] * len(obras)].reset_index(drop=True)
        tabla = base.assign(
            folio_obra=[f"MANO-{n}" for n in range(len(obras))],
            ejercicio=EJERCICIO,
            clave_municipio=MUNICIPIO,
            clave_localidad=pd.Series([o[1] for o in obras], dtype="str"),
            clave_ageb=pd.Series([o[2] for o in obras], dtype="str"),
            monto_centavos=[o[0] * 100 for o in obras],
            monto_mxn=[float(o[0]) for o in obras],
            incidencia="directa",
            es_demostracion=es_demostracion,
        )
        libro = replace(vigente, tabla=tabla, es_demostracion=es_demostracion)
        monkeypatch.setattr(entidad_inversion, "load_libro", lambda: libro)
        _forget()

    yield usar
    monkeypatch.undo()
    _forget()


def get_ageb(en_zona: bool) -> str:
    zonas = load_zonas("10")
    propias = zonas[
        (zonas["anio"] == EJERCICIO) & (zonas["ambito"] == "urbana") & (zonas["clave_municipio"] == MUNICIPIO)
    ]
    return propias.loc[propias["es_zap"].fillna(not en_zona).astype("bool") == en_zona, "clave"].iloc[0]


def make_obras() -> list[tuple[int, str | None, str | None]]:
    dentro, fuera = get_ageb(True), get_ageb(False)
    return [(200, dentro[:9], dentro), (300, fuera[:9], fuera), (500, None, None)]


@pytest.mark.lento
@pytest.mark.parametrize(("nombre", "clave"), [("30_inversion", MUNICIPIO), ("00_panorama_estatal", "10")])
def test_hand_made_book_gives_exactly_those_parts_in_the_html(usar_libro, nombre: str, clave: str):
    # 200 en AGEB de zona, 300 en AGEB que no lo es y 500 sin lugar: urbana 20, 30 y 50 %; Durango no es
    # ZAP rural en 2019, así que «alguna» repite la urbana y la rural queda fuera, completa.
    usar_libro(*make_obras())

    vistas, resumen = list_vistas(nombre, clave)

    assert_conteos(vistas, resumen)
    figura = next(str(v.to_html()) for v in vistas if getattr(v, "id", "") == "inversion-zap")
    capitulo = "inversion" if nombre == "30_inversion" else "panorama_focalizacion"
    for ambito, partes in (("urbana", (20, 30, 50)), ("alguna", (20, 30, 50)), ("rural", (0, 100, 0))):
        for parte, pct in zip(("dentro", "fuera", "sin localizar"), partes, strict=True):
            origen = f"{capitulo}({clave}).partes_zap[{ambito},{parte}].parte_pct"
            assert f'<data value="{pct:.1f}" data-procedencia="{origen}">{pct:.1f}\u00a0%</data>' in figura
    assert "Indicio: 20.0\u00a0% de la inversión está dentro de una ZAP; de la mitad no se sabe" in figura
    assert "2019" in figura
    assert "sólo criterios derivados" in figura


@pytest.mark.lento
def test_half_unlocated_opens_the_chapter(usar_libro):
    usar_libro(*make_obras())

    texto = get_texto(inversion_portada.show_portada(inversion.build_inversion(MUNICIPIO)))

    assert texto.startswith("La mitad de la inversión no dice dónde está: 1 de 3 (50.0 % de la inversión)")
    assert texto.count("no dice dónde está") == 1


@pytest.mark.lento
def test_more_than_half_unlocated_cannot_conclude_by_place(usar_libro):
    usar_libro(*make_obras(), (1, None, None))

    datos = inversion.build_inversion(MUNICIPIO)

    assert get_texto(inversion_portada.show_portada(datos)).startswith("Más de la mitad de la inversión")
    assert "Por lugar, no se puede concluir" in get_texto(inversion_portada.show_portada(datos))
    assert focalizacion.plot_zonas(datos).titulo.startswith("No se puede concluir si el dinero llegó")
    assert get_texto(ver.show_portada(panorama_focalizacion.build_panorama_focalizacion("10"))).startswith(
        "Más de la mitad"
    )


@pytest.mark.lento
def test_demonstration_never_concludes(usar_libro):
    usar_libro(*make_obras()[:2], es_demostracion=True)

    vistas, _ = list_vistas("00_panorama_estatal", "10")

    propias = [v for v in vistas if getattr(v, "id", "").startswith(("inversion-zap", "panorama-", "antes-"))]
    assert propias
    assert all(v.titulo.startswith("No se puede concluir") for v in propias)
    datos = panorama_focalizacion.build_panorama_focalizacion("10")
    assert "cumple" not in get_texto(ver.show_portada(datos))
    assert datos.asociacion["conclusion"].eq(NO_SE_PUEDE).all()


@pytest.mark.lento
@pytest.mark.parametrize("entidad", ["09", "32"])
def test_state_without_records_says_so_and_shows_no_zero(entidad: str):
    datos = panorama_focalizacion.build_panorama_focalizacion(entidad)

    assert "No registrado no es cero" in get_texto(ver.show_portada(datos))
    assert ver.list_graficas(datos) == ver.list_mapas(datos) == ()
    assert tablas.list_tablas(datos) == ()


@pytest.mark.parametrize(
    ("conclusion", "falta", "esperado"),
    [
        (SE_PUEDE_LEER, 0, "Llegó el 20 %"),
        (SE_PUEDE_LEER, 50, "Llegó el 20 %; de la mitad no se sabe"),
        (ES_INDICIO, 10, "Indicio: llegó el 20 %"),
        (NO_SE_PUEDE, 60, "No se puede concluir si llegó: faltan"),
    ],
)
def test_headline_of_parts_says_only_what_holds(conclusion: str, falta: int, esperado: str):
    fila = pd.Series({"conclusion": conclusion, "motivo": "faltan", "falta_pct": falta, "falta_obras_pct": 0})

    assert focalizacion.write_titulo_partes(fila, "si llegó", "Llegó el 20 %") == esperado


@pytest.mark.parametrize(
    ("indice", "palabra"), [(0.3, "más pesos"), (-0.3, "menos pesos"), (0.004, "casi igual")]
)
def test_concentration_sign_is_told_in_words(indice: float, palabra: str):
    fila = pd.Series({"conclusion": SE_PUEDE_LEER, "motivo": "", "indice": indice})

    assert palabra in ver.phrase_concentracion(fila, "la pobreza extrema")


@pytest.mark.parametrize("conclusion", ["asociación negativa", "asociación positiva"])
def test_association_is_never_told_as_effect(conclusion: str):
    fila = pd.Series({"par": "vivienda", "conclusion": conclusion, "motivo": ""})
    titulo = ver.write_titulo_asociacion(fila)

    assert titulo.endswith("es asociación")
    assert "la carencia de vivienda" in titulo


@pytest.fixture(scope="module")
def panorama() -> list[object]:
    """Lo que muestra el panorama con el libro de demostración, armado una vez."""
    assert entidad_inversion.load_libro().es_demostracion
    return list_vistas("00_panorama_estatal", "10")[0]


@pytest.mark.lento
def test_every_zap_piece_of_the_panorama_names_its_year_and_its_status(panorama: list[object]):
    piezas = {getattr(v, "id", ""): get_texto(v.to_html()) for v in panorama if hasattr(v, "to_html")}

    for ident in (
        "inversion-zap",
        "mapa-pesos-pobreza-extrema",
        "tabla-focalizacion",
        "tabla-diferencia-lista",
    ):
        assert "sólo criterios derivados" in piezas[ident], ident
        assert "20" in piezas[ident]
    assert "es conjetura hasta cotejar el anexo" in piezas["tabla-diferencia-lista"]
    assert "Gómez Palacio sólo en la lista sólo en la lista" in piezas["tabla-diferencia-lista"]
    assert "avisa, no acusa" in piezas["tabla-reglas"]
    assert "No dice localidad" in piezas["tabla-focalizacion"]


def test_curve_starts_at_the_origin_and_keeps_what_it_does_not_draw():
    datos = pd.DataFrame({"municipio": ["A", "B"], "x": [50.0, None], "y": [100.0, None]})
    grafica = plot_curva(datos, EjesCurva("x", "y", "X", "Y"), Presentacion("c", "t", "d", "f"))

    assert grafica.figura["data"][1]["x"] == [0, 50.0]
    assert len(grafica.tabla.filas) == 2


INSTANTANEAS = [("30_inversion", "10014"), ("00_panorama_estatal", "10")]


def join_focalizacion(vistas: list[object]) -> str:
    """Lo que se lee de la focalización en esas vistas."""
    renglones = [
        "\n".join(t for t in (v.titulo, v.descripcion, v.nota) if t)
        if isinstance(v, Grafica)
        else get_texto(v.to_html() if isinstance(v, Tabla) else v)
        for v in vistas
        if not isinstance(v, Grafica | Tabla) or v.id in PROPIAS
    ]
    return "\n".join(r for r in renglones if r).replace("\u00a0", " ")


@pytest.mark.lento
@pytest.mark.parametrize(("nombre", "clave"), INSTANTANEAS)
def test_focalizacion_instantanea(panorama: list[object], nombre: str, clave: str):
    vistas = panorama if clave == "10" else list_vistas(nombre, clave)[0]

    assert_instantanea(join_focalizacion(vistas), f"focalizacion_{clave}_demostracion")


@pytest.mark.lento
@pytest.mark.parametrize(("nombre", "clave"), INSTANTANEAS)
def test_focalizacion_instantanea_of_a_real_book(monkeypatch: pytest.MonkeyPatch, nombre: str, clave: str):
    # El mismo libro, sin la marca de demostración: así se lee lo que dirá un libro verdadero.
    vigente = entidad_inversion.load_libro()
    libro = replace(vigente, tabla=vigente.tabla.assign(es_demostracion=False), es_demostracion=False)
    monkeypatch.setattr(entidad_inversion, "load_libro", lambda: libro)
    _forget()
    try:
        vistas, _ = list_vistas(nombre, clave)
    finally:
        monkeypatch.undo()
        _forget()

    assert_instantanea(join_focalizacion(vistas), f"focalizacion_{clave}_concluye")
