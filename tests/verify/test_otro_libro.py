"""Con otro libro de inversión, lo que no sale del libro se sigue comprobando, también dentro del anexo."""

import re
from dataclasses import replace

import pytest

from fais_analysis.pages.lectura import DIGITO, Informe, read_informe
from fais_analysis.verify.comparacion import compare_piezas
from fais_analysis.verify.condiciones import build_condiciones
from fais_analysis.verify.informe import verify_informe
from fais_analysis.verify.rearmado import rebuild_informe
from fais_analysis.verify.resultado import Verificacion
from tests.verify.conftest import change_digito

SIN_LIBRO = ("10_diagnostico", "20_mapa_zap")
# Sección del anexo → un texto suyo con dígitos y sin procedencia.
DEL_ANEXO = {
    "10_diagnostico": r'id="anexo-10_diagnostico".*?<text[^>]*>([^<]*\d\.\d[^<]*)</text>',
    "20_mapa_zap": r'id="anexo-20_mapa_zap".*?<title>([^<]*\d[^<]*)</title>',
}


@pytest.fixture(scope="module")
def ajeno(expediente: str) -> str:
    """El expediente como si se hubiera hecho con otro libro: otra huella suya, de los datos y del informe."""
    for patron in (
        r"<dt>Huella de los datos</dt><dd><code>([^<]*)",
        r"<dt>Huella del informe</dt><dd><code>([^<]*)",
        r'"libro":\["[^"]*","[^"]*","([^"]*)"',
    ):
        expediente, *_ = change_digito(expediente, patron)
    return expediente


def verify_documento(documento: str) -> Verificacion:
    return verify_informe(read_informe(documento), "expediente.html")


def list_malos(verificacion: Verificacion) -> list[str]:
    return [str(r) for r in verificacion.reparos if r.estado == "no coincide"]


def test_another_ledger_alone_is_not_a_mismatch(ajeno: str):
    verificacion = verify_documento(ajeno)

    assert verificacion.codigo_salida == 3
    assert any("el libro de inversión de aquí es otro" in r.razon for r in verificacion.reparos)


@pytest.mark.parametrize("cuaderno", DEL_ANEXO)
def test_a_figure_of_the_annex_that_does_not_come_from_the_ledger_is_a_mismatch(ajeno: str, cuaderno: str):
    alterado, *_ = change_digito(ajeno, DEL_ANEXO[cuaderno])

    assert len(list_malos(verify_documento(alterado))) == 1


def test_only_what_depends_on_the_ledger_is_excused(ajeno: str):
    alterado, *_ = change_digito(ajeno, r'id="anexo-30_inversion".*?<td>([^<]*\d[^<]*)')

    verificacion = verify_documento(alterado)

    assert list_malos(verificacion) == []
    assert verificacion.codigo_salida == 3


@pytest.mark.parametrize("viejo", ['data-capitulo="10_diagnostico"', "<h2[^>]*>Qué falta[^<]*</h2>"])
def test_a_report_cannot_say_that_a_chapter_is_of_the_ledger(ajeno: str, viejo: str):
    nuevo = 'data-capitulo="30_inversion"' if viejo.startswith("data") else "<h2>El dinero</h2>"
    alterado, *_ = change_digito(re.sub(viejo, nuevo, ajeno), DEL_ANEXO["10_diagnostico"])

    assert any("rótulo del dibujo" in malo for malo in list_malos(verify_documento(alterado)))


def change_pieza(informe: Informe, numero: int) -> Informe:
    """El informe con un dígito cambiado en una de sus piezas."""
    piezas = list(informe.piezas)
    valor = piezas[numero].valor
    otro = DIGITO.sub(lambda m: str((int(m[0]) + 1) % 10), valor, count=1)
    piezas[numero] = replace(piezas[numero], valor=otro)
    return replace(informe, piezas=piezas)


@pytest.mark.lento
def test_every_printed_digit_outside_the_ledger_is_watched(ajeno: str):
    """Una de cada sesenta piezas con dígitos de los capítulos que no usan el libro, en el cuerpo y el anexo."""
    informe, rearmado = read_informe(ajeno), rebuild_informe("10014")
    condiciones, datos = build_condiciones(informe, rearmado), rearmado.leido.piezas
    iguales = replace(informe, piezas=datos)
    numeros = [
        n
        for n, p in enumerate(datos)
        if p.cifra < 0 and p.tipo in ("texto", "atributo") and DIGITO.search(p.valor)
        if p.lugar.cuaderno in SIN_LIBRO
    ]

    assert len(numeros) > 1_500
    for numero in numeros[::60]:
        diferencias = compare_piezas(change_pieza(iguales, numero).piezas, datos)
        assert [condiciones.get_razon(d) for d in diferencias] == [""], datos[numero]


def test_the_common_prefix_says_nothing_by_itself():
    """Con otro libro hay menos cifras y el principio más común puede ser otro: es la misma procedencia."""
    una = (
        '<section data-procedencia-base="panorama(10)."><data data-procedencia="m[].a_pct">1</data>'
        '<data data-procedencia="diagnostico(10014).b[].c_pct">2</data></section>'
    )
    otra = una.replace("diagnostico(10014).", "").replace("panorama(10).", "diagnostico(10014).")
    otra = otra.replace('"m[]', '"panorama(10).m[]')

    assert read_informe(otra).piezas == read_informe(una).piezas
    assert read_informe(otra.replace("panorama(10)", "panorama(32)")).piezas != read_informe(una).piezas
