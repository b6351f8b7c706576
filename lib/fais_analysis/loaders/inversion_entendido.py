"""Lo que el libro dice de otra manera y se entendió: se muestra para que nadie lo tome por escrito."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from fais_analysis.loaders.inversion_renglon import RenglonInversion
from fais_analysis.loaders.libros.problemas import Advertencia, show_valor
from fais_analysis.loaders.libros.valores import ValorError, is_vacio, normalize_texto, parse_centavos
from fais_analysis.nombres import fold_texto
from fais_analysis.schemas.inversion import COLUMNAS_CAPTURA

DE_TOTAL = ("total", "totales", "suma", "sumas", "subtotal", "subtotales")
CON_LECTURA = frozenset(
    c.nombre for c in COLUMNAS_CAPTURA if c.tipo in ("opcion", "entero") or (c.tipo == "clave" and c.largo)
)


@dataclass
class Entendido:
    """Qué se leyó distinto de como está escrito, y en qué renglones."""

    lecturas: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    totales: dict[int, int | None] = field(default_factory=dict)

    def add_lecturas(
        self, renglon: RenglonInversion, crudo: Mapping[str, object], nombres: Mapping[str, str]
    ) -> None:
        """Anota las celdas de una clave, una opción o un entero que dicen lo mismo con otras letras."""
        for columna, valor in renglon.valores.items():
            escrito = crudo.get(columna)
            if not isinstance(escrito, str) or columna not in CON_LECTURA or _is_igual(escrito, valor):
                continue
            nombre = nombres.get(str(valor), "")
            leido = f"{valor} {nombre}" if nombre and fold_texto(nombre) not in fold_texto(escrito) else valor
            self.lecturas[f"{columna}: {show_valor(escrito)} se leyó como «{leido}»"].append(renglon.numero)

    def list_lecturas(self) -> list[Advertencia]:
        """Cada lectura, con sus renglones."""
        return [Advertencia(texto, tuple(numeros)) for texto, numeros in self.lecturas.items()]


def is_total(crudo: Mapping[str, object]) -> bool:
    """Un renglón de totales: dice «total» y no trae lo que toda obra trae (fuente y tipo de obra)."""
    if not all(is_vacio(crudo.get(c)) for c in ("fuente_recurso", "subclasificacion")):
        return False
    municipio = crudo.get("clave_municipio")
    if not is_vacio(municipio) and not _says_total(municipio):
        return False
    return any(_says_total(v) for v in crudo.values())


def find_total(crudo: Mapping[str, object]) -> int | None:
    """Los centavos que dice un renglón de totales; nulo si no trae monto o no se entiende."""
    try:
        return None if is_vacio(crudo.get("monto_mxn")) else parse_centavos(crudo["monto_mxn"])
    except ValorError:
        return None


def check_totales(
    totales: Mapping[int, int | None], renglones: Collection[RenglonInversion]
) -> tuple[list[Advertencia], list[Advertencia]]:
    """Lo que se saltó por ser suma de otros renglones y, aparte, el total que no es la suma de nada."""
    no_cuadran = []
    for numero, total in totales.items():
        previos = [r for r in renglones if r.numero < numero]
        desde = max((n for n in totales if n < numero), default=0)
        sumas = {sum(r.get_centavos() for r in previos if r.numero > d) for d in (0, desde)}
        if total is not None and total not in sumas:
            no_cuadran.append(numero)
    saltado = "Renglón de totales, que no se leyó como obra"
    saltados = [Advertencia(saltado, tuple(totales))] if totales else []
    texto = "El total escrito no es la suma de sus renglones: ¿falta alguno?, por verificar"
    return saltados, [Advertencia(texto, tuple(no_cuadran))] if no_cuadran else []


def _says_total(valor: object) -> bool:
    palabras = normalize_texto(valor).split(" ") if isinstance(valor, str) else [""]
    return palabras[0].strip(":.") in DE_TOTAL


def _is_igual(escrito: str, valor: object) -> bool:
    plano = normalize_texto(escrito)
    return plano in (normalize_texto(str(valor)), normalize_texto(str(valor)).replace("_", " ")) or (
        plano.replace(",", "") == str(valor)
    )
