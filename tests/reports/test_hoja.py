"""La hoja: la petición de los 39 municipios de Durango, sus frases, sus obras y lo que dice a las máquinas."""

import csv
import dataclasses
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pandas as pd
import pytest

from fais_analysis.indicators.peticion_lugares import CUENTAS
from fais_analysis.reports import hoja
from fais_analysis.reports.hoja import build_hoja, build_resumen_hoja
from fais_analysis.schemas.capitulos.hoja import HojaMunicipio
from fais_analysis.views.capitulos import hoja as ver
from fais_analysis.views.capitulos import hoja_papel as papel
from fais_analysis.views.capitulos.hoja_frases import write_peticion, write_vive
from fais_analysis.views.capitulos.hoja_lugares import list_numeros
from fais_analysis.views.capitulos.hoja_maquina import write_texto
from tests.reports.conftest import assert_instantanea, get_texto

ESQUEMA = Path(__file__).resolve().parents[2] / "lib" / "fais_analysis" / "schemas" / "resumen-1.schema.json"
CLAVES = [f"10{n:03d}" for n in range(1, 40)]
# clave → voz, variante, viviendas habitadas (Censo 2020, INEGI) y viviendas de cada obra propuesta, en su orden
# (índice de rezago social 2020 de CONEVAL × viviendas): d drenaje, a agua, l luz, p piso, e estufa, c cuarto.
ESPERADO = """
10001 como_estado igual 8726 d538 l224 p207 a108
10002 urgente arriba 1158 p194 d142 l72 c-
10004 como_estado abajo_muchas 9309 d391 a303 p212 l60
10005 como_estado abajo_muchas 186650 p3410 d2388 a1300 c-
10010 falta_poco igual 1178 d45 a15 p11 c-
10014 urgente arriba 9295 d6633 a4564 p4395 l3848
10018 como_estado arriba 3251 d87 a43 l31 e-
10019 urgente arriba 1150 d231 l55 a34 e-
10022 falta_poco abajo_muchas 6851 d317 p182 a48
10027 urgente arriba 1469 a341 d241 p43 c-
10030 falta_poco igual 489 d17 l8 a7 p7
10039 como_estado abajo_muchas 7419 d369 p91 l40
"""
# Bandas de CONEVAL 2020: en la carencia que encabeza, todas las suyas son bajas.
IMPRECISAS = {"10004", "10017", "10030", "10032", "10033", "10039"}
LETRAS = {"drenaje": "d", "agua": "a", "luz": "l", "piso": "p", "estufa": "e", "cuarto": "c"}
VEDADAS = re.compile(r"\b(peor|alarm\w*|rezagad\w*|ZAP|AGEB|FISMDF|pp)\b", re.IGNORECASE)


# El plazo se prueba aparte: la maqueta lo promete aunque una obra esté por contar.
PLAZO = re.compile(r"¿[^?]+terminamos[^?]*\?")


def undo_vive(texto: str) -> str:
    """Como lo decía la maqueta: la obra casa por casa para todos, y colonias en cualquier población."""
    texto = texto.replace("menores de 100 habitantes: ahí, obra", "de menos de 100 habitantes: obra")
    return texto.replace("poblaciones de 2,500 habitantes o más.", "poblaciones grandes: obra por colonia.")


@pytest.fixture(scope="module")
def hojas() -> dict[str, HojaMunicipio]:
    """Las 39 hojas, calculadas una vez."""
    return {clave: build_hoja(clave) for clave in CLAVES}


def write_obras(datos: HojaMunicipio) -> str:
    propuestas = datos.obras[datos.obras["es_propuesta"]]
    return " ".join(
        f"{LETRAS[o]}{'-' if pd.isna(v) else v}"
        for o, v in zip(propuestas["obra"], propuestas["viviendas"], strict=True)
    )


@pytest.mark.parametrize("renglon", ESPERADO.strip().splitlines(), ids=lambda r: r[:5])
def test_voz_and_obras_of_each_kind(hojas: dict[str, HojaMunicipio], renglon: str):
    clave, voz, variante, viviendas, obras = renglon.split(maxsplit=4)
    datos = hojas[clave]
    fila = datos.peticion.iloc[0]

    assert (fila["voz"], fila["variante"], str(datos.viviendas["viviendas"].iloc[0])) == (
        voz,
        variante,
        viviendas,
    )
    assert write_obras(datos) == obras


@pytest.mark.fuentes
def test_the_39_say_what_the_mock_says(hojas: dict[str, HojaMunicipio]):
    ruta = Path(os.environ["FAIS_FUENTES"]).parent / "hoja" / "voces.csv"
    for fila in csv.DictReader(ruta.read_text(encoding="utf-8").splitlines()):
        datos = hojas[fila["clave"]]
        obras = "; ".join(
            f"{o['nombre']}: {'por contar' if o['es_por_contar'] else format(o['viviendas'], ',') + ' viviendas'}"
            for o in datos.obras[datos.obras["es_propuesta"]].to_dict("records")
        )
        frase = PLAZO.sub("", write_texto(write_peticion(datos)))
        if fila["clave"] in IMPRECISAS:  # la maqueta se apoyaba en la estimación de personas
            assert "viviendas les falta" in frase
            frase = PLAZO.sub("", fila["frase"])
        dice = (
            datos.peticion["voz"].iloc[0],
            frase,
            obras,
            undo_vive(write_texto(write_vive(datos))),
        )

        assert dice == (fila["voz"], PLAZO.sub("", fila["frase"]), fila["obras"], fila["como_vive"])
        assert datos.viviendas["viviendas"].iloc[0] == int(fila["viviendas_habitadas"])


@pytest.mark.parametrize(
    ("clave", "frase"),
    [
        ("10004", "A 391 viviendas les falta drenaje, a 4 de cada 100; en el estado, a 5. Casi igual."),
        ("10017", "A 135 viviendas les falta drenaje, a 5 de cada 100. Igual que en el estado."),
        ("10030", "A 17 viviendas les falta drenaje. ¿Lo terminamos este año?"),
        ("10033", "A 260 viviendas les falta drenaje, a 14 de cada 100. En el estado, a 5."),
    ],
)
def test_the_request_does_not_lean_on_an_imprecise_estimate(
    hojas: dict[str, HojaMunicipio], clave: str, frase: str
):
    """Las viviendas las contó el Censo; los porcentajes, los del índice de rezago social 2020."""
    texto = get_texto(ver.show_peticion(hojas[clave]))

    assert write_texto(write_peticion(hojas[clave])) == frase
    assert "Contamos viviendas: la estimación de personas es imprecisa." in texto
    assert "de cada 100 personas" not in str(ver.show_peticion(hojas[clave]))
    assert {c for c, h in hojas.items() if h.peticion["es_imprecisa"].iloc[0]} == IMPRECISAS


@pytest.mark.parametrize(
    ("clave", "dice"),
    [
        ("10014", "2020, fondo municipal: sin dato; el municipio no lo informó."),
        (
            "10039",
            "2020, fondo municipal, según informó el municipio: aprobado $17,855,532 y pagado $16,599,240.",
        ),
        ("10007", "pagado $52,314,041; vea su aviso en el expediente."),
    ],
)
def test_the_sheet_says_the_last_known_money(hojas: dict[str, HojaMunicipio], clave: str, dice: str):
    """SHCP, SRFT 2020 (``data/fismdf_informado.csv``)."""
    assert dice in get_texto(papel.render_dinero(hojas[clave]))


def test_the_three_voices_and_how_many(hojas: dict[str, HojaMunicipio]):
    voces = pd.Series([h.peticion["voz"].iloc[0] for h in hojas.values()]).value_counts().to_dict()

    assert voces == {"como_estado": 15, "urgente": 12, "falta_poco": 12}


@pytest.mark.parametrize("clave", CLAVES)
def test_first_screen_is_short_fair_and_asks_for_something(hojas: dict[str, HojaMunicipio], clave: str):
    datos = hojas[clave]
    texto, fila = get_texto(ver.show_peticion(datos)), datos.peticion.iloc[0]
    palabras = re.findall(r"[\w,.%$]*\w[\w,.%$]*", f"{datos.lugar.nombre} {texto}")
    propuestas = datos.obras[datos.obras["es_propuesta"]]

    assert len(palabras) <= 90
    assert not VEDADAS.search(texto)
    assert 2 <= len(propuestas) <= 4
    assert (propuestas["viviendas"] > 0).any()
    assert "Costo: sin dato." in texto
    if fila["voz"] == "urgente":
        assert round(fila["municipio_pct"]) > round(fila["estado_pct"])
    if fila["voz"] == "falta_poco":
        assert fila["personas"] <= 1000
        assert fila["diferencia_pp"] <= 1


@pytest.mark.parametrize("clave", ["10001", "10014", "10030"])
def test_first_screen_of_each_voice_reads_well(hojas: dict[str, HojaMunicipio], clave: str):
    assert_instantanea(get_texto(ver.show_peticion(hojas[clave])), f"peticion_{clave}")


@pytest.mark.parametrize("clave", ["10005", "10014"])
def test_sheet_reads_well(hojas: dict[str, HojaMunicipio], clave: str):
    assert_instantanea(get_texto(papel.show_hoja(hojas[clave])), f"hoja_{clave}")


def test_no_deadline_is_promised_while_a_work_is_uncounted(hojas: dict[str, HojaMunicipio]):
    """Hidalgo propone «Cuarto, techo o muro: por contar»; San Pedro del Gallo las tiene todas contadas."""
    dicho = {c: write_texto(write_peticion(hojas[c])) for c in ("10010", "10030")}

    assert dicho["10010"].endswith("¿Lo contamos y lo terminamos juntos?")
    assert dicho["10030"].endswith("¿Lo terminamos este año?")


@pytest.mark.parametrize(
    ("clave", "dice"),
    [
        ("10009", "2 de 10 viven en lugares menores de 100 habitantes: ahí, obra casa por casa."),
        ("10005", "9 de 10 viven en poblaciones grandes: obra por colonia."),
        ("10021", "5 de 10 viven en poblaciones de 2,500 habitantes o más."),
    ],
)
def test_how_people_live_is_not_said_of_everyone(hojas: dict[str, HojaMunicipio], clave: str, dice: str):
    """Guanaceví; la capital; Peñón Blanco, sin población de 15,000 habitantes (ITER 2020)."""
    assert write_texto(write_vive(hojas[clave])) == dice


def test_parts_of_the_state_add_up(hojas: dict[str, HojaMunicipio]):
    partes = [h.peticion["parte_estado_pct"].iloc[0] for h in hojas.values()]

    assert sum(partes) == pytest.approx(100)


def test_summary_for_machines_follows_its_schema(hojas: dict[str, HojaMunicipio]):
    ficha = {"version": "1", "huella_datos": "a", "huella_informe": "b"}
    validador = jsonschema.Draft202012Validator(json.loads(ESQUEMA.read_text(encoding="utf-8")))
    for datos in hojas.values():
        campos = {"esquema": 1, **build_resumen_hoja(datos).maquina, "ficha": ficha}
        validador.validate(json.loads(json.dumps(campos)))


def test_demonstration_ledger_gives_not_one_peso(hojas: dict[str, HojaMunicipio]):
    for datos in hojas.values():
        assert datos.obras["costo_mxn"].isna().all()
        assert datos.dinero["monto_mxn"].isna().all()


def test_a_real_ledger_with_few_works_does_not_say_there_are_no_real_costs(hojas: dict[str, HojaMunicipio]):
    real = dataclasses.replace(hojas["10014"], es_demostracion=False, parte_libro="1 de 39 municipios")

    nota = get_texto(papel.render_nota_costos(real))

    assert "el libro de inversión (1 de 39 municipios) no trae bastantes obras iguales" in nota
    assert "no hay costos reales" not in nota


@pytest.fixture
def con_censo(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[str, dict[str, tuple[float, ...]]], HojaMunicipio]:
    """La hoja de quien importó el ITER por localidad: localidad → viviendas de cada falla (inventadas)."""

    def build(clave: str, viviendas: dict[str, tuple[float, ...]]) -> HojaMunicipio:
        por_localidad = pd.DataFrame(viviendas.values(), columns=CUENTAS, dtype="float64").assign(
            clave_localidad=list(viviendas), clave_municipio=clave
        )
        comun = dataclasses.replace(hoja.build_hoja_entidad("10"), por_localidad=por_localidad)
        monkeypatch.setattr(hoja, "build_hoja_entidad", lambda _: comun)
        return hoja.build_hoja(clave)

    return build


def test_with_the_census_by_locality_need_has_a_place_and_what_has_none_is_said(con_censo: Callable):
    """Mezquital: 6,633 sin drenaje (Censo 2020); la cabecera, Huazamota y La Guajolota son 0001, 0016 y 0015."""
    datos = con_censo(
        "10014", {"100140001": (286, 197, 190, 166), "100140016": (90, 170, 113, 0), "100140015": (None,) * 4}
    )
    texto = get_texto(papel.show_hoja(datos))

    assert "Más viviendas sin agua" in texto
    assert "1 San Francisco del Mezquital 286 drenaje" in texto
    assert "2 Huazamota 170" in texto
    assert "que el INEGI no detalla: 6,257 sin drenaje." in texto  # 6,633 − 286 − 90
    obras = {o["falla"]: get_texto(list_numeros(datos, o["falla"])) for o in datos.obras.to_dict("records")}
    assert obras["sin_drenaje"] == "Núm. 1 (286), 2 (90)"
    assert obras["sin_electricidad"] == "Núm. 1 (166)"


def test_with_the_census_by_locality_a_city_says_what_lacks_outside(con_censo: Callable):
    datos = con_censo("10005", {"100050001": (900, 800, 700, 60), "100050002": (12, 0, 3, 0)})

    assert "En los demás poblados, viviendas: 12 sin drenaje y 3 con piso de tierra." in get_texto(
        papel.render_nota_lugares(datos)
    )


@pytest.mark.lento
def test_a_new_municipality_has_a_sheet():
    """San Quintín, que sólo se midió en 2020; los de otros estados, en ``test_otros_estados``."""
    datos = build_hoja("02006")
    texto = get_texto(papel.show_hoja(datos)) + get_texto(ver.show_peticion(datos))

    assert "Durango" not in texto
    assert "nan" not in texto.lower().split()
    assert "Población por localidad: sin dato." in texto
