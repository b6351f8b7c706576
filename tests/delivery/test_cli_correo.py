"""``fais correo``: español, cinco partes, ensayo por omisión y ni un dato personal fuera de su carpeta."""

import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import yaml
from typer.testing import CliRunner

import fais_analysis.cli.correo as cli_correo
from fais_analysis.cli.app import app
from fais_analysis.delivery.directorio import FORMATO

from .armado import (
    CAMPANIA,
    NOMBRES,
    RAIZ,
    TRES,
    Oficina,
    build_ajustes,
    build_fila,
    verify_todo,
    write_corrida,
)
from .conftest import get_estados
from .servidor import CLAVE, Guion

ORDENES = (
    "preparar",
    "aprobar",
    "enviar",
    "estado",
    "rebotes",
    "acuse",
    "resolver",
    "impreso",
    "plantilla-directorio",
    "plantilla-mensaje",
)
INGLES = re.compile(
    r"\b(Usage|Options|Commands|Arguments|Missing|Invalid|Show|Aborted|required|Error:.*\b(?:is|not)\b)\b"
)
PERSONALES = re.compile(r"presidencia@|Persona de Ejemplo")


def invoke(oficina: Oficina, *argumentos: str, entrada: str = "") -> tuple[int, str]:
    """Corre una orden en la carpeta de esa oficina; código y todo lo que dijo."""
    orden = ["correo", *argumentos, "--carpeta", str(oficina.carpeta)]
    resultado = CliRunner().invoke(app, orden, prog_name="fais", input=entrada)
    return resultado.exit_code, resultado.output


@pytest.fixture(autouse=True)
def _verificador(monkeypatch):
    monkeypatch.setattr(cli_correo, "get_verificador", lambda: verify_todo)


@pytest.mark.parametrize("orden", ["", *ORDENES])
def test_help_is_in_spanish(orden: str):
    resultado = CliRunner().invoke(app, ["correo", *orden.split(), "--help"], prog_name="fais")

    assert resultado.exit_code == 0
    assert "Uso: fais correo" in resultado.output
    assert not INGLES.search(resultado.output), INGLES.search(resultado.output)


def test_no_option_takes_a_password():
    for orden in ORDENES:
        ayuda = CliRunner().invoke(app, ["correo", orden, "--help"], prog_name="fais").output.lower()
        assert not re.search(r"--\S*(clave|contrase|password|usuario)", ayuda)


@pytest.mark.lento
def test_whole_path_from_templates_to_receipt(tmp_path: Path, servir):
    servidor = servir(Guion(cuerpo=lambda _: "250 2.0.0 cola 9"))
    oficina = Oficina(tmp_path)
    (oficina.carpeta / "correo.yml").unlink()
    salidas = []

    assert invoke(oficina, "plantilla-mensaje")[0] == 0
    assert {r.name for r in (oficina.carpeta / "plantillas").iterdir()} >= {
        "mensaje.html.j2",
        "mensaje.txt.j2",
        "asunto.txt.j2",
    }
    ajustes = yaml.safe_load((oficina.carpeta / "correo.yml").read_text("utf-8"))
    assert set(ajustes) == set(build_ajustes())
    oficina.ajustes = build_ajustes(**servidor.build_ajustes())
    oficina.save()
    assert "Ya estaba" in invoke(oficina, "plantilla-mensaje")[1]
    assert invoke(oficina, "plantilla-directorio")[0] == 0
    libro = openpyxl.load_workbook(oficina.carpeta / "contactos.xlsx")
    for fila in libro[FORMATO.hoja].iter_rows(min_row=2):
        if fila[0].value in TRES:
            datos = build_fila(fila[0].value)
            for celda, valor in zip(fila[3:], list(datos.values())[3:], strict=True):
                celda.value = valor
    libro.save(oficina.carpeta / "contactos.xlsx")
    pedido = (
        "preparar",
        "--corrida",
        str(oficina.corrida),
        "--directorio",
        str(oficina.carpeta / "contactos.xlsx"),
    )
    codigo, salida = invoke(oficina, *pedido, "--campania", CAMPANIA)
    salidas.append(salida)
    assert codigo == 0
    assert re.search(r"^ +3  listo$", salida, re.M)
    assert (oficina.carpeta / CAMPANIA / "revision.html").is_file()

    codigo, salida = invoke(oficina, "enviar", CAMPANIA)
    salidas.append(salida)
    assert (codigo, "saldrían 0 de 3" in salida) == (1, True)  # sin aprobar
    salidas.append(invoke(oficina, "aprobar", CAMPANIA, "--por", "Titular De Ejemplo")[1])
    codigo, salida = invoke(oficina, "enviar", CAMPANIA)
    salidas.append(salida)
    assert (codigo, "saldrían 3 de 3" in salida, "Nada se envió" in salida) == (0, True, True)
    codigo, salida = invoke(oficina, "enviar", CAMPANIA, "--enviar", entrada="2020-diagnostic\n")
    salidas.append(salida)
    assert (codigo, "No se envió nada" in salida) == (2, True)
    assert servidor.registro.recibidos == []  # el ensayo se conecta, se autentica y no manda nada

    codigo, salida = invoke(
        oficina, "enviar", CAMPANIA, "--enviar", "--prueba", "buzon@prueba.example", entrada=f"{CAMPANIA}\n"
    )
    assert (codigo, "No cuentan como entrega" in salida) == (0, True)
    codigo, salida = invoke(oficina, "enviar", CAMPANIA, "--enviar", entrada=f"{CAMPANIA}\n")
    salidas.append(salida)
    assert (codigo, "3 aceptado" in salida) == (0, True)
    codigo, salida = invoke(oficina, "enviar", CAMPANIA, "--enviar", entrada=f"{CAMPANIA}\n")
    assert (codigo, "No había qué enviar" in salida) == (0, True)
    codigo, salida = invoke(oficina, "estado", CAMPANIA)
    salidas.append(salida)
    assert "3  aceptado" in salida
    codigo, salida = invoke(oficina, "acuse", CAMPANIA)
    salidas.append(salida)
    acuse = oficina.carpeta / CAMPANIA / f"acuse_{CAMPANIA}.csv"
    assert "250 2.0.0 cola 9" in acuse.read_text("utf-8-sig")
    reales = [d for d, _, _ in servidor.registro.recibidos if d != "buzon@prueba.example"]
    assert reales == [f"presidencia@m{c}.example" for c in TRES]
    assert not PERSONALES.search("".join(salidas)), PERSONALES.search("".join(salidas))
    assert CLAVE not in "".join(salidas)
    for ruta in oficina.carpeta.rglob("*"):
        assert not ruta.is_file() or CLAVE.encode() not in ruta.read_bytes(), ruta.name


def test_missing_addresses_are_named_by_municipality(tmp_path: Path):
    oficina = Oficina(tmp_path, tuple(NOMBRES), filas=[build_fila("10014")])

    codigo, salida = invoke(
        oficina,
        "preparar",
        "--corrida",
        str(oficina.corrida),
        "--directorio",
        str(oficina.directorio),
        "--campania",
        CAMPANIA,
    )

    assert codigo == 0
    assert re.search(r"^ +38  falta la dirección$", salida, re.M)
    assert "10021 Peñón Blanco: falta la dirección" in salida


@pytest.mark.lento
@pytest.mark.parametrize(
    ("argumentos", "dice"),
    [
        (("estado", "no-existe"), "No existe esa campaña"),
        (("aprobar", "no-existe", "--por", "Ana Prueba"), "No existe esa campaña"),
        (("enviar", "no-existe"), "No existe esa campaña"),
        (("enviar", "../fuera"), "nombre de la campaña"),
        (
            ("resolver", "99", "llego", "--por", "Ana Prueba", "--motivo", "se preguntó"),
            "no hay mensaje con folio 99",
        ),
        (("rebotes", "no-existe.eml"), "No se pueden leer los rebotes"),
        (("preparar", "--corrida", "nada", "--directorio", "nada.csv", "--campania", "c-1"), "manifiesto"),
    ],
)
def test_errors_are_explained_in_five_parts(oficina: Oficina, argumentos: tuple[str, ...], dice: str):
    oficina.prepare()
    codigo, salida = invoke(oficina, *argumentos)

    assert codigo == 2
    assert dice in salida
    for parte in ("Dónde:", "Se esperaba:", "Se encontró:", "Qué hacer:"):
        assert parte in salida
    assert not INGLES.search(salida)


def test_folder_inside_the_repository_is_refused():
    resultado = CliRunner().invoke(
        app, ["correo", "estado", "x-1", "--carpeta", str(RAIZ / "docs" / "envio")], prog_name="fais"
    )

    assert resultado.exit_code == 2
    assert "dentro del repositorio" in resultado.output
    assert not (RAIZ / "docs" / "envio").exists()


def test_server_answers_with_addresses_are_masked_on_screen(oficina: Oficina, servir):
    servidor = servir(Guion(rcpt=lambda d: f"550 5.1.1 <{d}>: no existe"))
    oficina.ajustes = build_ajustes(**servidor.build_ajustes())
    oficina.save()
    oficina.prepare()
    oficina.approve()

    codigo, salida = invoke(oficina, "enviar", CAMPANIA, "--enviar", entrada=f"{CAMPANIA}\n")

    assert codigo == 1
    assert "p•••@m10014.example" in salida
    assert not PERSONALES.search(salida)


def test_interrupting_leaves_the_rest_in_the_queue(oficina: Oficina, servir, monkeypatch):
    servidor = servir()
    oficina.ajustes = build_ajustes(**servidor.build_ajustes(), por_minuto=1)
    oficina.save()
    oficina.prepare()
    oficina.approve()

    def interrumpe(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", interrumpe)
    monkeypatch.setattr(
        "fais_analysis.delivery.ritmo.Ritmo.wait",
        lambda self, h: interrumpe(0) if self.ultimo else setattr(self, "ultimo", 1),
    )
    codigo, _ = invoke(oficina, "enviar", CAMPANIA, "--enviar", entrada=f"{CAMPANIA}\n")

    assert codigo == 130
    assert get_estados(oficina)["10014"] == "aceptado"
    assert "desconocido" not in get_estados(oficina).values()


@pytest.mark.lento
def test_the_real_verifier_is_asked_by_exit_code(tmp_path: Path):
    """La orden ``fais verificar`` rechaza un informe que no es de esta herramienta: no se envía."""
    from fais_analysis.delivery.corrida import read_corrida
    from fais_analysis.delivery.verificacion import verify_por_orden

    informes = list(read_corrida(write_corrida(tmp_path / "c", TRES[:1])).informes.values())

    assert set(verify_por_orden(informes).values()) != {"coincide"}
    ayuda = subprocess.run(
        [sys.executable, "-m", "fais_analysis", "verificar", "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ayuda.returncode == 0
    assert "Salida 0" in ayuda.stdout
