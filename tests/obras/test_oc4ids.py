"""OC4IDS: válido con el esquema oficial y, además, sin lo que ese esquema deja pasar."""

import copy
import json
import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fais_analysis.obras.avance import AvanceObra
from fais_analysis.obras.modelo import Comite, Obra, Propuesta
from fais_analysis.obras.oc4ids import Publicacion, build_paquete, find_fallas, write_json
from tests.obras.conftest import HacerObra

ESQUEMAS = Path(os.environ.get("FAIS_FUENTES", "")) / "formatos" / "oc4ids"
PUBLICACION = Publicacion("por-registrar", "Secretaría", "Mezquital", "2020-05-01T12:00:00-06:00")


@pytest.fixture
def obras(hacer: HacerObra) -> list[Obra]:
    """Obras inventadas."""
    piso = hacer("Piso firme", "100140015", {"FISE": 10**17 + 1, "FISMDF": 5}, viviendas=4, meta=Decimal("4.5"),
                 unidad="vivienda", beneficiarios_h=3, beneficiarios_m=0)  # fmt: skip
    red = replace(
        hacer("Red de drenaje", "100140001"), folio="R", modalidad="Ampliación", inicio=date(2020, 2, 1)
    )
    luz = replace(
        hacer("Electrificación no conv"), folio="L", lugar=replace(red.lugar, latitud=23.5, longitud=-104.4),
        comite=Comite(asamblea=date(2020, 2, 15)),
    )  # fmt: skip
    return [piso, red, luz]


@pytest.fixture
def paquete(obras: list[Obra]) -> dict:
    avances = [AvanceObra("R", 1, 2, Decimal("12.5"), {"devengado": 12345, "pagado": 0})]
    return build_paquete(Propuesta("10014", 2020, tuple(obras)), avances, PUBLICACION)


def test_it_has_no_faults_and_money_is_exact(paquete: dict):
    assert find_fallas(paquete) == []
    texto = write_json(paquete)
    assert "1000000000000000.01" in texto
    assert json.loads(texto)["version"] == "0.9"


# obras.md §1.2: c–e se identifican, f–g se preparan, h se ejecuta
@pytest.mark.parametrize(
    ("estado", "status"),
    [("", "identification"), ("modificada", "identification"), ("decision", "preparation"),
     ("convenida", "preparation"), ("ejecucion", "implementation"), ("cerrada", "completion"),
     ("cancelada", "cancelled")],
)  # fmt: skip
def test_the_status_follows_the_state_and_the_assembly_goes_out(obras: list[Obra], estado: str, status: str):
    pedida = replace(obras[0], comite=Comite(1, date(2020, 2, 15), "atendida"))
    propuesta = Propuesta("10014", 2020, (pedida, obras[1]))
    paquete = build_paquete(propuesta, [], replace(PUBLICACION, estado=estado))

    assert {p["status"] for p in paquete["projects"]} == {status}
    reuniones = [p["social"]["consultationMeetings"] for p in paquete["projects"] if "social" in p]
    assert reuniones == [[{"id": "asamblea", "date": "2020-02-15T00:00:00-06:00"}]]
    assert find_fallas(paquete) == []


def spoil(paquete: dict, que: str) -> None:
    primero = paquete["projects"][0]
    if que == "campo desconocido":
        primero["inventado"] = 1
    elif que == "monto sin moneda":
        del primero["budget"]["amount"]["currency"]
    elif que == "personas negativas":
        con_gente = next(p for p in paquete["projects"] if "benefits" in p)
        con_gente["benefits"][0]["beneficiaries"][0]["numberOfPeople"] = -5
    elif que == "id repetido":
        paquete["projects"][1]["id"] = primero["id"]
    elif que == "sin hora":
        paquete["publishedDate"] = "2020-05-01"
    else:
        primero["budget"]["amount"]["amount"] += 1


@pytest.mark.parametrize(
    "que",
    ["campo desconocido", "monto sin moneda", "personas negativas", "id repetido", "sin hora", "no suman"],
)
def test_what_the_schema_lets_through_is_refused(paquete: dict, que: str):
    malo = copy.deepcopy(paquete)
    spoil(malo, que)

    assert any(que in falla for falla in find_fallas(malo))


@pytest.mark.fuentes
@pytest.mark.skipif(not ESQUEMAS.is_dir(), reason="faltan los esquemas de OC4IDS")
def test_official_schema(paquete: dict):
    from jsonschema import Draft4Validator
    from referencing import Registry, Resource

    esquemas = [json.loads(r.read_text(encoding="utf-8")) for r in sorted(ESQUEMAS.glob("*.json"))]
    registro = Registry().with_resources([(e["id"], Resource.from_contents(e)) for e in esquemas])
    del_paquete = next(e for e in esquemas if "projects" in e["properties"])
    errores = list(
        Draft4Validator(del_paquete, registry=registro).iter_errors(json.loads(write_json(paquete)))
    )

    assert [e.message for e in errores] == []
