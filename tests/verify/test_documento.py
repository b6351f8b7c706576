"""Un dígito cambiado, en cualquier clase de lugar, se detecta y se nombra."""

import base64
import gzip
import re

import pytest

from fais_analysis.errors import ParametroError
from fais_analysis.pages.interactivo import build_interactivo, compress_texto
from fais_analysis.pages.lectura import COMPRIMIDO, read_informe
from fais_analysis.verify.comparacion import is_mismo_numero, is_redondeo
from fais_analysis.verify.informe import verify_archivo, verify_informe
from fais_analysis.verify.rearmado import rebuild_informe
from fais_analysis.verify.resultado import Verificacion
from fais_analysis.views.formato import FORMATOS
from tests.verify.conftest import change_digito

# clase de lugar → (patrón con el dígito en el grupo 1, qué debe decir el hallazgo)
LUGARES = {
    "tarjeta del encabezado": (r'class="fais-valor"><data [^>]*>([^<]*)', "tarjeta"),
    "nota de la tarjeta": (r'class="fais-detalle">([^<]*\d[^<]*)', "tarjeta"),
    "mensaje": (r'class="fais-mensajes"><li>.*?<data [^>]*>([^<]*)', "mensaje"),
    "texto de un mensaje": (r'class="fais-mensajes"><li>([^<]*\d{4})', "mensaje"),
    "celda de una tabla": (r'id="tabla-prioridad".*?<td[^>]*><data [^>]*>([^<]*)', "tabla-prioridad"),
    "atributo value": (r'id="tabla-prioridad".*?<td[^>]*><data value="([^"]*)', "tabla-prioridad"),
    "tabla de una gráfica": (r'id="evolucion-pobreza-tabla".*?<data [^>]*>([^<]*)', "evolucion-pobreza"),
    "rótulo del dibujo": (r'id="evolucion-pobreza".*?<text[^>]*>([^<]*\d\.\d[^<]*)', "rótulo del dibujo"),
    "globo": (r'id="evolucion-pobreza".*?<g class="m".*?<title>([^<]*\d[^<]*)</title>', "globo"),
    "trazo": (r'id="evolucion-pobreza".*?<path[^>]* d="([^"]*)"', "dibujo"),
    "título": (r'class="fais-titulo">([^<]*\d[^<]*)', "título"),
    "descripción": (r'class="fais-descripcion">([^<]*\d[^<]*)', "descripción"),
    "nombre de columna": (r'<th scope="col"[^>]*>([^<]*\d[^<]*)', "tabla"),
    "texto plegado": (
        r'<details class="fais-significado[^>]*>.*?<h4 class="fais-titulo">(.*?)</h4>',
        "título",
    ),
    "advertencia": (r'<h3 id="advertencias">.*?<li>([^<]*\d[^<]*)', "Anexo"),
    "fuente": (r'<h3 id="fuentes">.*?<li>([^<]*\d[^<]*)', "Anexo"),
    "versión": (r"<dt>Versión</dt><dd>([^<]*)", "ficha del informe"),
    "huella de los datos": (r"<dt>Huella de los datos</dt><dd><code>([^<]*)", "ficha del informe"),
    "hoja de estilo": (r"<style>([^<]*)</style>", "hoja de estilo"),
    "clave impresa": (r"Clave INEGI (\d+)", "Encabezado"),
}


def verify_documento(documento: str, archivo: str) -> Verificacion:
    return verify_informe(read_informe(documento), archivo)


def test_a_real_report_matches(expediente: str):
    verificacion = verify_documento(expediente, "expediente.html")

    assert verificacion.reparos == ()
    assert verificacion.resultado == "Todo coincide."
    assert verificacion.cifras.coinciden == verificacion.cifras.total > 250
    assert verificacion.textos.coinciden > 1_000


# Capital, municipio chico, otra entidad con y sin medición, con y sin libro, con y sin mapa.
@pytest.mark.lento
@pytest.mark.parametrize("clave", ["10005", "10030", "08012", "04012", "32001", "32"])
def test_every_figure_says_where_it_comes_from_and_matches(clave: str):
    verificacion = verify_documento(rebuild_informe(clave).documento, clave)

    assert verificacion.reparos == ()
    assert verificacion.cifras.coinciden == verificacion.cifras.total > 30


@pytest.mark.lento
def test_the_interactive_form_is_watched_too(expediente: str):
    rearmado = rebuild_informe("10014")
    documento = build_interactivo(rearmado.pagina, rearmado.contexto)
    alterado, *_ = change_digito(documento, r'class="fais-valor"><data [^>]*>([^<]*)')
    figuras = COMPRIMIDO.search(documento)[1]
    plano = gzip.decompress(base64.b64decode(figuras)).decode()
    otro = compress_texto(plano.replace("91.1", "91.2", 1))

    assert verify_documento(documento, "x").resultado == "Todo coincide."
    assert verify_documento(alterado, "x").codigo_salida == 1
    assert verify_documento(documento.replace(figuras, otro), "x").codigo_salida == 1
    assert verify_documento(documento.replace(figuras, "AAAA"), "x").codigo_salida == 1


@pytest.mark.lento
@pytest.mark.parametrize("lugar", LUGARES)
def test_one_changed_digit_is_caught_and_named(expediente: str, lugar: str):
    patron, nombre = LUGARES[lugar]
    alterado, _, nuevo = change_digito(expediente, patron)

    verificacion = verify_documento(alterado, "expediente.html")

    assert verificacion.codigo_salida == 1
    malos = [h for h in verificacion.reparos if h.estado == "no coincide"]
    assert len(malos) == 1, [str(h) for h in malos]
    assert nombre in malos[0].donde
    assert nuevo in malos[0].informe
    assert malos[0].informe != malos[0].datos


@pytest.mark.lento
@pytest.mark.parametrize("paso", range(12))
def test_any_printed_digit_is_caught(expediente: str, paso: int):
    """Dígitos repartidos por todo el texto impreso, sin elegir el lugar."""
    cuerpo = expediente.index("<main")
    impresos = [m.start() + 1 for m in re.finditer(r">[^<]*?\d", expediente[cuerpo:])]
    lugar = cuerpo + impresos[len(impresos) * paso // 12]
    while not expediente[lugar].isdigit():
        lugar += 1
    nuevo = str((int(expediente[lugar]) + 3) % 10)
    alterado = expediente[:lugar] + nuevo + expediente[lugar + 1 :]

    assert verify_documento(alterado, "x").codigo_salida == 1


@pytest.mark.parametrize(
    ("viejo", "nuevo", "nombre"),
    [
        (r"<p>[^<]{20,}</p>", "", ""),
        ("</main>", "<p>La pobreza bajó 12.3 %.</p></main>", "12.3"),
        ("</main>", "<!-- 99 --></main>", "99"),
        (r"frente a ", "junto a ", ""),
        (r'<tr><th scope="row">.*?</tr>', "", ""),
    ],
    ids=["se quitó un párrafo", "se agregó una frase", "comentario", "otra palabra", "se quitó un renglón"],
)
def test_added_removed_and_reworded_text_is_caught(expediente: str, viejo: str, nuevo: str, nombre: str):
    if not re.search(viejo, expediente):
        pytest.skip("el informe ya no dice eso")
    alterado = re.sub(viejo, nuevo, expediente, count=1, flags=re.DOTALL)

    verificacion = verify_documento(alterado, "x")

    assert verificacion.codigo_salida == 1
    assert any(nombre in str(h) for h in verificacion.reparos)


@pytest.mark.lento
def test_another_municipality_under_this_name_is_caught(expediente: str):
    verificacion = verify_documento(expediente.replace('data-clave="10014"', 'data-clave="10005"'), "x")

    assert verificacion.discrepancias > 10


@pytest.mark.lento
def test_the_panorama_matches_and_its_digits_are_watched(panorama: str):
    alterado, *_ = change_digito(panorama, r'id="tabla-conteos".*?<td[^>]*><data [^>]*>([^<]*)')

    assert verify_documento(panorama, "panorama.html").resultado == "Todo coincide."
    assert verify_documento(alterado, "panorama.html").codigo_salida == 1


@pytest.mark.lento
def test_another_version_is_said_and_never_counted_as_a_match(expediente: str):
    otra = expediente.replace("fais_analysis 0.1.0", "fais_analysis 0.0.9")
    otra, *_ = change_digito(otra, r"<dt>Huella del informe</dt><dd><code>([^<]*)")
    otra, *_ = change_digito(otra, LUGARES["descripción"][0])

    verificacion = verify_documento(otra, "x")

    assert verificacion.codigo_salida == 3
    assert verificacion.textos.sin_comprobar == 1
    assert "NO SE PUEDEN COMPROBAR" in verificacion.resultado
    assert any("0.0.9" in h.razon for h in verificacion.reparos)


def test_another_version_does_not_excuse_a_wrong_figure(expediente: str):
    otra = expediente.replace("fais_analysis 0.1.0", "fais_analysis 0.0.9")
    otra, *_ = change_digito(otra, r"<dt>Huella del informe</dt><dd><code>([^<]*)")
    otra, *_ = change_digito(otra, r'<data value="[^"]*" data-procedencia="brechas[^"]*">([^<]*)')

    assert verify_documento(otra, "x").codigo_salida == 1


def test_a_saying_different_run_hash_alone_is_not_a_match_nor_a_mismatch(expediente: str):
    otra, *_ = change_digito(expediente, r"<dt>Huella del informe</dt><dd><code>([^<]*)")

    verificacion = verify_documento(otra, "x")

    assert verificacion.codigo_salida == 3
    assert any("Huella del informe" in h.donde for h in verificacion.reparos)


@pytest.mark.parametrize(
    ("contenido", "dice"),
    [
        (b"", "vacío"),
        (b"   \n", "vacío"),
        (b"hola", "otra cosa"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a\0b", "nulos"),
        (b"<!doctype html><html lang='es-MX' data-clave='10014'><p>Hola</p></html>", "otra cosa"),
        (b"<html data-clave='../../x'><p class='rotulo'>Expediente municipal</p></html>", "../../x"),
        (b"<" * 100_000, "otra cosa"),
        (b"<div>" * 5_000, "otra cosa"),
    ],
)
def test_what_is_not_a_report_is_refused_in_five_parts(tmp_path, contenido: bytes, dice: str):
    archivo = tmp_path / "expediente.html"
    archivo.write_bytes(contenido)

    with pytest.raises(ParametroError) as hallado:
        verify_archivo(archivo)

    assert dice in hallado.value.encontrado
    assert "Qué hacer" in str(hallado.value)


@pytest.mark.lento
@pytest.mark.parametrize(
    "mala",
    [
        "__import__('os').system('echo x')",
        "diagnostico(10014).brechas[pobreza,2020].no_existe",
        "diagnostico(10005).brechas[pobreza,2020].municipio_pct",
        "x" * 5_000,
        "&lt;script&gt;",
    ],
)
def test_malicious_provenance_is_inert_and_never_a_match(expediente: str, mala: str):
    alterado, veces = re.subn(
        r'(class="fais-valor"><data value="[^"]*")( data-procedencia="[^"]*")?',
        rf'\1 data-procedencia="{mala}"',
        expediente,
        count=1,
    )

    verificacion = verify_documento(alterado, "x")

    assert veces == 1
    assert verificacion.codigo_salida == 1
    assert verificacion.cifras.coinciden < verificacion.cifras.total


def test_a_hash_other_than_the_manifest_is_a_mismatch(tmp_path, expediente: str):
    archivo = tmp_path / "expediente.html"
    archivo.write_text(expediente, encoding="utf-8", newline="\n")

    assert verify_archivo(archivo, "0" * 64).codigo_salida == 1


@pytest.mark.parametrize("valor", [0, 1, 0.05, 91.0983, -0.34, 1234.5, 999_999.995, 5_320_692_627.02, -12])
@pytest.mark.parametrize(
    "formato", ["entero", "decimal", "pct", "pct0", "pp", "mxn", "mxn2", "mdp", "personas"]
)
def test_every_format_of_the_house_reads_as_its_rounding(valor: float, formato: str):
    texto = FORMATOS[formato](valor)

    assert is_redondeo(texto, str(valor)) is True
    assert is_redondeo(texto, str(valor + 1_000_000)) is False


@pytest.mark.parametrize(
    ("uno", "otro", "igual"),
    [
        ("905", "905.0", True),
        ("0.1", "0.10000000000000001", False),
        ("nan", "nan", True),
        ("nan", "1", False),
    ],
)
def test_same_number_is_exact(uno: str, otro: str, igual: bool):
    assert is_mismo_numero(uno, otro) is igual
