"""El registro de un programa: de xlsx, ods o csv a renglones de texto; lo dudoso queda con su renglón y
su campo.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from fais_analysis.claves import PATRON_LOCALIDAD, PATRON_MUNICIPIO
from fais_analysis.loaders.libros.celdas import build_letra
from fais_analysis.loaders.libros.columnas import Lector
from fais_analysis.loaders.libros.hoja import HojaCruda
from fais_analysis.loaders.libros.lectura import read_hoja
from fais_analysis.loaders.libros.problemas import Advertencia, Problema
from fais_analysis.loaders.libros.renglones import parse_celdas
from fais_analysis.loaders.libros.valores import (
    ValorError,
    normalize_texto,
    parse_centavos,
    parse_clave,
    parse_entero,
    parse_texto,
)
from fais_analysis.schemas.libros import ColumnaLibro, FormatoLibro
from fais_analysis.schemas.padron import FORMATOS_FECHA, SIGNIFICADOS, ColumnaPadron, MapaPadron

_SEXOS = {
    **{"h": "H", "hombre": "H", "masculino": "H", "m": "M", "mujer": "M", "femenino": "M"},
    **{"x": "X", "no binario": "X"},
}
_CITADO = re.compile(r"«[^»]*»")
_NO_VACIOS = ("nombres", "apoyo", "ejercicio", "razon_social", "poblacion_personas")


@dataclass
class Registro:
    """Lo leído de un registro: ``filas`` son (renglón de Excel, campo → texto); sin las rechazadas.

    ``rechazadas`` son las que traen algún problema, tal como se entendieron: van a cuarentena.
    """

    filas: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    rechazadas: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    problemas: list[Problema] = field(default_factory=list)
    advertencias: list[Advertencia] = field(default_factory=list)

    @property
    def es_legible(self) -> bool:
        """Si el archivo se pudo leer: ningún problema es del archivo completo o de su encabezado."""
        return not any(p.renglon == 0 for p in self.problemas)


def load_registro(ruta: Path, mapa: MapaPadron) -> Registro:
    """Lee el registro de un programa con su mapa de columnas.

    Los mensajes nombran renglón y campo; nunca repiten lo que dice una celda, una hoja o un rótulo.
    """
    formato = _build_formato(mapa)
    hoja = read_hoja(ruta, formato)
    registro = Registro(problemas=hide_citas(hoja, formato), advertencias=_hide_advertencias(hoja))
    if not hoja.renglon_encabezado or not registro.es_legible:
        return registro
    con_problema = {p.renglon for p in registro.problemas}
    lectores = {campo: _build_lector(campo, columna) for campo, columna in mapa.columnas.items()}
    fijos = _parse_fijos(registro, mapa, lectores)
    if not registro.es_legible:
        return registro
    for numero, crudo in hoja.filas:
        valores, problemas = parse_celdas(numero, crudo, formato, lectores)
        registro.problemas += [hide_valor(p) for p in problemas]
        textos = fijos | {campo: str(valor) for campo, valor in valores.items()}
        destino = registro.rechazadas if problemas or numero in con_problema else registro.filas
        destino.append((numero, textos))
    _check_sexo(registro, hoja, mapa)
    return registro


def _parse_fijos(registro: Registro, mapa: MapaPadron, lectores: Mapping[str, Lector]) -> dict[str, str]:
    """Los valores fijos del mapa, como si vinieran en una celda: uno malo dañaría todos los renglones."""
    fijos = {}
    for campo, columna in mapa.columnas.items():
        if not columna.fijo:
            continue
        try:
            fijos[campo] = str(lectores[campo](columna.fijo))
        except ValorError as error:
            registro.problemas.append(
                Problema(0, campo, "un valor «fijo» que no sirve", error.esperado, "corríjalo en el mapa")
            )
    return fijos


def _build_formato(mapa: MapaPadron) -> FormatoLibro:
    columnas = tuple(
        ColumnaLibro(
            campo,
            SIGNIFICADOS[campo],
            es_obligatoria=campo in _NO_VACIOS,
            es_privada=True,
            alias=tuple(_flatten(r) for r in columna.rotulos),
        )
        for campo, columna in mapa.columnas.items()
        if columna.rotulos
    )
    return FormatoLibro(
        hoja=mapa.hoja,
        contenido="el registro",
        columnas=columnas,
        minimo_reconocidas=min(3, len(columnas)),
        ignoradas=tuple(_flatten(r) for r in mapa.ignorar),
        exige_todas=True,
    )


def _flatten(rotulo: str) -> str:
    return normalize_texto(rotulo).replace(" ", "_")


def _build_lector(campo: str, columna: ColumnaPadron) -> Lector:
    lectores: Mapping[str, Lector] = {
        "clave_localidad": partial(parse_clave, digitos=9, patron=PATRON_LOCALIDAD),
        "clave_municipio": partial(parse_clave, digitos=5, patron=PATRON_MUNICIPIO),
        "ejercicio": partial(parse_entero, minimo=1990, maximo=2100),
        "poblacion_personas": parse_entero,
        "monto": parse_centavos,
        "fecha_nacimiento": partial(_parse_fecha, formato=columna.formato),
        "fecha_apoyo": partial(_parse_fecha, formato=columna.formato),
        "sexo": partial(_parse_sexo, valores=columna.valores),
    }
    return lectores.get(campo, parse_texto)


def _parse_fecha(valor: object, formato: str) -> date:
    """Una celda de fecha, o un texto en el formato que el mapa declara: nunca se adivina dd/mm."""
    if isinstance(valor, datetime):
        return valor.date()
    if isinstance(valor, date):
        return valor
    esperado = f"una fecha {formato}" if formato else "una celda de fecha (el mapa no declara «formato»)"
    try:
        return datetime.strptime(str(valor).strip(), FORMATOS_FECHA.get(formato, "-")).date()
    except ValueError:
        raise ValorError(esperado, "corrija la fecha o declare su formato en el mapa") from None


def _parse_sexo(valor: object, valores: Mapping[str, str]) -> str:
    texto = parse_texto(valor)
    normal = {normalize_texto(k): v for k, v in valores.items()} if valores else _SEXOS
    letra = normal.get(normalize_texto(texto), "")
    if letra not in ("H", "M", "X"):
        raise ValorError("H, M o X", "corrija la celda o declare «valores» en el mapa")
    return letra


def _check_sexo(registro: Registro, hoja: HojaCruda, mapa: MapaPadron) -> None:
    """Donde se escribe «F», la «M» es masculino: sin declararlo, todo el registro quedaría al revés."""
    columna = mapa.columnas.get("sexo")
    if columna is None or columna.valores:
        return
    renglones = [n for n, crudo in hoja.filas if str(crudo.get("sexo")).strip().upper() == "F"]
    if renglones:
        registro.problemas.append(
            Problema(
                0,
                "sexo",
                f"«F» en {len(renglones):,} renglones: «M» no se sabe si es mujer o masculino",
                "que el mapa lo diga",
                "declare en el mapa, en sexo, valores: {F: M, M: H}",
            )
        )


def hide_citas(hoja: HojaCruda, formato: FormatoLibro) -> list[Problema]:
    """Los problemas de la hoja, sin lo que citan de ella; los del encabezado son del archivo completo."""
    conocidas = {*formato.por_nombre, *formato.ignoradas}
    ajenas = [
        build_letra(i) for i, columna in enumerate(hoja.columnas) if columna and columna not in conocidas
    ]
    problemas = []
    for problema in hoja.problemas:
        en_encabezado = problema.renglon <= hoja.renglon_encabezado
        columna = problema.columna
        if columna and columna not in conocidas and len(columna) > 3:
            columna = ", ".join(ajenas) or "sin declarar"
        problemas.append(
            replace(
                problema,
                renglon=0 if en_encabezado else problema.renglon,
                columna=columna,
            )
        )
    return [hide_valor(p) for p in problemas]


def hide_valor(problema: Problema) -> Problema:
    """El problema, sin lo que dice la celda."""
    return replace(
        problema,
        encontrado=_CITADO.sub("«…»", problema.encontrado),
        que_hacer=_CITADO.sub("«…»", problema.que_hacer),
    )


def _hide_advertencias(hoja: HojaCruda) -> list[Advertencia]:
    return [replace(a, texto=_CITADO.sub("«…»", a.texto)) for a in hoja.advertencias]
