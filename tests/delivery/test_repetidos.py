"""Nadie recibe lo mismo dos veces por otro camino: otra campaña, otra dirección, una corrida anterior."""

from collections import Counter
from pathlib import Path

import pytest

from fais_analysis.delivery.aprobacion import approve_campania
from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.carpeta import BITACORA, hold_candado
from fais_analysis.delivery.configuracion import build_configuracion
from fais_analysis.delivery.corrida import read_corrida
from fais_analysis.delivery.despacho import build_medios, open_despacho
from fais_analysis.delivery.directorio import read_directorio
from fais_analysis.delivery.envio import Emisor
from fais_analysis.delivery.pedido import PedidoCampania, RenglonRevision
from fais_analysis.delivery.plantilla import Plantillas
from fais_analysis.delivery.preparacion import prepare_campania

from .armado import (
    AHORA,
    CAMPANIA,
    TRES,
    Municipio,
    Oficina,
    build_fila,
    resolve_mensaje,
    verify_todo,
    write_corrida,
)
from .conftest import get_estados, ready, send
from .servidor import Guion

OTRA = "2020-diagnotico"  # una errata


def prepare_en(oficina: Oficina, campania: str, **opciones) -> list[RenglonRevision]:
    with Bitacora(oficina.carpeta / BITACORA, crear=True) as bitacora:
        renglones = prepare_campania(
            PedidoCampania(
                campania, oficina.carpeta, read_corrida(oficina.corrida), read_directorio(oficina.directorio),
                oficina.directorio, build_configuracion(oficina.ajustes), Plantillas(oficina.carpeta / "plantillas"),
                bitacora, verify_todo, AHORA, lambda _: None, **opciones,
            )
        )  # fmt: skip
        if any(r.folio for r in renglones):
            approve_campania(bitacora, campania, "Responsable de Ejemplo", oficina.carpeta / campania)
    return renglones


def send_en(oficina: Oficina, campania: str) -> Counter[str]:
    despacho = open_despacho(oficina.carpeta, campania)
    with hold_candado(oficina.carpeta), despacho.bitacora:
        medios = build_medios(despacho.configuracion, lambda _: None)
        return Emisor(despacho.bitacora, despacho.guarda, medios).run().conteo


def test_a_misspelled_campaign_does_not_mail_everyone_again(oficina: Oficina, servir):
    servidor = servir()
    ready(oficina, servidor)
    send(oficina)

    renglones = prepare_en(oficina, OTRA)

    assert [(r.estado, r.folio) for r in renglones] == [("ya enviado", 0)] * 3
    assert f"en la campaña «{CAMPANIA}»" in renglones[0].razon
    assert len(servidor.registro.recibidos) == 3


@pytest.mark.lento
def test_repeating_on_purpose_has_to_be_asked_for(oficina: Oficina, servir):
    servidor = servir()
    ready(oficina, servidor)
    send(oficina)

    assert {r.estado for r in prepare_en(oficina, OTRA, repetir=True)} == {"listo"}
    assert send_en(oficina, OTRA) == Counter(aceptado=3)
    assert len({i for _, i, _ in servidor.registro.recibidos}) == 6


def test_two_campaigns_prepared_together_do_not_both_go_out(oficina: Oficina, servir):
    """Al preparar, ninguna había salido: la guarda lo vuelve a mirar antes de DATA."""
    servidor = servir()
    ready(oficina, servidor)
    prepare_en(oficina, OTRA)

    assert send(oficina)[0].conteo == Counter(aceptado=3)
    assert send_en(oficina, OTRA) == Counter(negado=3)
    assert len(servidor.registro.recibidos) == 3


def test_another_address_waits_until_the_doubtful_one_is_resolved(oficina: Oficina, servir):
    servidor = servir(Guion(cuerpo=lambda d: "cortar" if "viejo" in d else "250 OK"))
    oficina.filas = [
        build_fila("10014", correo="viejo@m10014.example"),
        build_fila("10021"),
        build_fila("10033"),
    ]
    ready(oficina, servidor)
    send(oficina)
    assert get_estados(oficina)["10014"] == "desconocido"
    oficina.filas[0] = build_fila("10014", correo="nuevo@m10014.example")
    oficina.save()

    (renglon, *_) = oficina.prepare()
    assert renglon.estado == "no enviable"
    assert "llegó a la dirección anterior" in renglon.razon

    with Bitacora(oficina.carpeta / BITACORA) as bitacora:
        resolve_mensaje(bitacora, 1, "llego", "Ana Prueba", "lo confirmó por teléfono")
    (renglon, *_) = oficina.prepare()
    assert renglon.estado == "listo"
    assert "ya se entregó a v•••@m10014.example" in renglon.razon  # quien aprueba lo ve


def test_a_column_sorted_by_itself_is_noticed(oficina: Oficina, servir):
    """El error de Excel más probable: se ordena la columna del correo y se recorren todas las direcciones."""
    ready(oficina, servir())
    send(oficina)
    correos = [f["correo"] for f in (build_fila(c) for c in TRES)]
    filas = [build_fila(c, correo=d) for c, d in zip(TRES, correos[1:] + correos[:1], strict=True)]
    oficina.filas = filas
    oficina.save()
    nueva = write_corrida(oficina.raiz / "c2", {c: Municipio(pobreza=60 + i) for i, c in enumerate(TRES)})

    renglones = oficina.prepare(nueva)

    assert {r.estado for r in renglones} == {"no enviable"}
    assert "recibió antes el informe de 10021 Peñón Blanco" in renglones[0].razon


def test_an_address_that_names_another_municipality_is_pointed_out(tmp_path: Path):
    filas = [
        build_fila("10014", correo="presidencia@suchil.example"), build_fila("10021", correo="p@penonblanco.example"),
        build_fila("10033", correo="alcaldia@durango.example"),
    ]  # fmt: skip

    renglones = Oficina(tmp_path, filas=filas).prepare()

    assert [r.estado for r in renglones] == ["listo"] * 3
    assert [r.razon for r in renglones] == ["revise: la dirección nombra a Súchil", "", ""]


def test_new_mayor_in_the_same_mailbox_is_not_greeted_by_the_name_of_the_other(oficina: Oficina, servir):
    servidor = servir()
    ready(oficina, servidor)
    oficina.filas = [build_fila("10014", nombre="Otra Persona"), build_fila("10021"), build_fila("10033")]
    oficina.save()

    assert send(oficina)[0].conteo == Counter(negado=1, aceptado=2)
    assert not [d for d, _, _ in servidor.registro.recibidos if "10014" in d]


def test_going_back_to_a_report_already_sent_is_refused_not_resent(oficina: Oficina, servir):
    servidor = servir()
    primera = oficina.corrida
    ready(oficina, servidor)
    send(oficina)
    nueva = {c: Municipio(pobreza=30 + i) for i, c in enumerate(TRES)} | {"10014": Municipio(pobreza=77)}
    oficina.prepare(write_corrida(oficina.raiz / "corrida-2", nueva, huella="b" * 64))
    oficina.approve()
    send(oficina)

    renglones = oficina.prepare(primera)

    assert renglones[0].estado == "no enviable"
    assert "antes de la corrección" in renglones[0].razon
    assert len([d for d, _, _ in servidor.registro.recibidos if "10014" in d]) == 2


def test_only_the_chosen_municipalities_are_prepared(oficina: Oficina, servir):
    """Un cambio en un promedio estatal toca a los 39 informes: quien prepara elige a quién corregir."""
    servidor = servir()
    oficina.ajustes |= servidor.build_ajustes()
    oficina.save()

    renglones = prepare_en(oficina, CAMPANIA, solo=frozenset({"10021"}))

    assert [r.estado for r in renglones] == ["no pedido", "listo", "no pedido"]
    assert send_en(oficina, CAMPANIA) == Counter(aceptado=1)
    assert [d for d, _, _ in servidor.registro.recibidos] == ["presidencia@m10021.example"]


@pytest.mark.parametrize("nombre", ["Ana <otra@x.example>", "ana@x.example", "Ana > Ruiz"])
def test_a_name_that_looks_like_an_address_is_refused(tmp_path: Path, nombre: str):
    oficina = Oficina(
        tmp_path, filas=[build_fila("10014", nombre=nombre), build_fila("10021"), build_fila("10033")]
    )

    (renglon, *_) = oficina.prepare()

    assert "«nombre» trae signos de una dirección" in renglon.razon
    assert nombre not in renglon.razon
