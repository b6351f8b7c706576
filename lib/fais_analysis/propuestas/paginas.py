"""Hojas de cálculo para quien decide: encabezado fijo y repetido, texto ajustado, oficio apaisado."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.url import Url
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

ALTO_RENGLON_PT, RENGLONES_MAXIMO = 15, 27  # una fila no pasa de 409 puntos
HOLGURA_LETRA = 1.15  # las palabras no se parten justo en la orilla
LARGO_CELDA = 32_767  # letras que caben en una celda, de dos bytes
LARGO_SEGURO = LARGO_CELDA // 2  # caben se cuenten como se cuenten
Celda = str | int | Decimal | None
NUMEROS = (Decimal, int)
SIN_ENLACES: Mapping[str, str] = {}


class HojaRapida(Worksheet):
    """Escribe sus renglones de corrido, como los escribe la biblioteca, en la quinta parte del tiempo."""

    renglones: list[str]

    def fill(self, filas: Iterable[Sequence[tuple[Celda, Format]]], altos: Iterable[int]) -> None:
        """Sus celdas, cada una con su formato, y de cuántos renglones de texto es cada fila; una sola vez."""
        self.renglones, ancho = [], 1
        indice = self.str_table._get_shared_string_index
        for i, (fila, alto) in enumerate(zip(filas, altos, strict=True), start=1):
            medida = f' ht="{ALTO_RENGLON_PT * alto}" customHeight="1"' if alto > 1 else ""
            celdas = [
                f'<c r="{_name_columna(j)}{i}" s="{formato._get_xf_index()}"'
                + (f' t="s"><v>{indice(_fit(valor))}' if isinstance(valor, str) else f"><v>{valor:.16G}")
                for j, (valor, formato) in enumerate(fila)
                if valor is not None and valor != ""
            ]
            self.renglones.append(f'<row r="{i}"{medida}>{"</v></c>".join([*celdas, ""])}</row>')
            ancho = max(ancho, len(fila))
        self._check_dimensions(0, 0)
        self._check_dimensions(max(len(self.renglones) - 1, 0), ancho - 1)

    def _write_rows(self) -> None:
        self.fh.write("".join(self.renglones))


_name_columna = cache(xl_col_to_name)


def _build_url(texto: str, lugar: str) -> Url:
    url = Url(lugar)
    url._text = texto
    return url


def _fit(texto: str) -> str:
    """El texto, o lo que de él cabe en una celda, contado como lo cuenta Excel."""
    if len(texto) <= LARGO_SEGURO:
        return texto
    return texto.encode("utf-16-le")[: 2 * LARGO_CELDA].decode("utf-16-le", errors="ignore")


class Paginas:
    """Escribe hojas con encabezado fijo, texto ajustado e impresión a lo ancho."""

    def __init__(self, libro: Workbook) -> None:
        self.libro = libro
        self._texto = libro.add_format({"text_wrap": True, "valign": "top", "indent": 1})
        self.enlace = libro.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})
        self._dinero = libro.add_format({"num_format": "#,##0.00", "valign": "top"})
        self._entero = libro.add_format({"num_format": "#,##0", "valign": "top"})
        cabeza = {"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF", "text_wrap": True}
        self._cabeza = libro.add_format({**cabeza, "valign": "top", "indent": 1})
        self._cabeza_numero = libro.add_format({**cabeza, "valign": "top", "align": "right"})
        self.hojas: dict[str, tuple[HojaRapida, Sequence[Sequence[Celda]]]] = {}

    def add(
        self,
        nombre: str,
        filas: Sequence[Sequence[Celda]],
        anchos: Sequence[int],
        enlaces: Mapping[str, str] = SIN_ENLACES,
    ) -> None:
        """Agrega una hoja; la primera fila es el encabezado. Ninguna cifra pasa del ancho de su columna.

        ``enlaces`` dice a qué lugar del libro lleva cada texto de la última columna.
        """
        anchos = [max(ancho, _measure_cifras(filas, j)) for j, ancho in enumerate(anchos)]
        hoja = self.libro.add_worksheet(nombre, HojaRapida)
        hoja.freeze_panes(1, 1)
        hoja.hide_gridlines(0)  # también impresas: sin ellas, dos columnas se leen como una
        hoja.set_landscape()
        hoja.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.6)
        hoja.set_paper(5)  # oficio
        hoja.fit_to_pages(1, 0)
        hoja.repeat_rows(0)
        hoja.set_footer("&L&A&RPágina &P de &N")
        for j, ancho in enumerate(anchos):
            hoja.set_column(j, j, ancho)
        urls = {texto: _build_url(texto, lugar) for texto, lugar in enlaces.items()}
        for i, fila in enumerate(filas):
            if fila[-1] in urls:
                hoja.hyperlinks[i][len(fila) - 1] = urls[str(fila[-1])]
        hoja.fill(self._iter_vestidas(filas, enlaces), (_count_renglones(f, anchos) for f in filas))
        if len(filas) > 1:
            hoja.autofilter(0, 0, len(filas) - 1, len(filas[0]) - 1)
        self.hojas[nombre] = hoja, filas

    def _iter_vestidas(
        self, filas: Sequence[Sequence[Celda]], enlaces: Mapping[str, str]
    ) -> Iterator[list[tuple[Celda, Format]]]:
        """Cada celda con su formato: el del encabezado, el de su tipo o el de lo que lleva a otro lugar."""
        numericas = _find_numericas(filas)
        yield [(v, self._cabeza_numero if j in numericas else self._cabeza) for j, v in enumerate(filas[0])]
        formatos = {Decimal: self._dinero, int: self._entero}
        for fila in filas[1:]:
            vestida = [(valor, formatos.get(type(valor), self._texto)) for valor in fila]
            if fila[-1] in enlaces:
                vestida[-1] = (fila[-1], self.enlace)
            yield vestida


def _find_numericas(filas: Sequence[Sequence[Celda]]) -> set[int]:
    """Las columnas de cifras: su encabezado va a la derecha, sobre ellas."""
    return {j for fila in filas[1:] for j, v in enumerate(fila) if isinstance(v, NUMEROS)}


def _measure_cifras(filas: Sequence[Sequence[Celda]], columna: int) -> int:
    """El ancho que pide la cifra más larga de una columna: con menos, se imprime «###»."""
    cifras = [f[columna] for f in filas[1:] if columna < len(f) and isinstance(f[columna], NUMEROS)]
    largos = [len(f"{v:,.2f}" if isinstance(v, Decimal) else f"{v:,}") for v in cifras]
    return max(largos, default=0) + 2


def _count_renglones(fila: Sequence[Celda], anchos: Sequence[int]) -> int:
    """Cuántos renglones de alto pide una fila: con ajuste de texto y sin alto, LibreOffice la corta."""
    altos = [
        _count_lineas(valor, ancho)
        for valor, ancho in zip(fila, anchos, strict=False)
        if isinstance(valor, str) and (len(valor) * HOLGURA_LETRA > ancho or "\n" in valor)
    ]
    return min(max(altos, default=1), RENGLONES_MAXIMO)


@lru_cache(maxsize=LARGO_SEGURO)  # de un hallazgo a otro casi todo se repite
def _count_lineas(valor: str, ancho: int) -> int:
    return sum(max(1, ceil(len(parte) * HOLGURA_LETRA / ancho)) for parte in valor.split("\n"))


def build_pesos(centavos: int | None) -> Decimal | None:
    """Centavos como pesos exactos, para una celda; nulo queda vacío."""
    return None if centavos is None else Decimal(centavos) / 100
