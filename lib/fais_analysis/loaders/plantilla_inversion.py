"""La plantilla de Excel del libro de inversión: instrucciones, captura con listas y catálogo."""

from functools import cache
from pathlib import Path

import pandas as pd
import yaml
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from fais_analysis.errors import ParametroError
from fais_analysis.loaders.libros.plantilla import (
    HOJA_LISTAS,
    Captura,
    Formatos,
    build_libro,
    check_plantilla,
    save_plantilla,
    write_captura,
    write_listas,
)
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.schemas.inversion import COLUMNAS_CAPTURA, FORMATO, VOCABULARIOS
from fais_analysis.sources.catalogo_obras import read_catalogo_obras

RUTA_TEXTOS = Path(__file__).with_name("plantilla_inversion.yml")
RENGLONES = 20_000  # renglones de captura con lista y formato
ANCHOS = {
    "clave_municipio": 24,
    "nombre_obra": 40,
    "subclasificacion": 40,
    "rubro": 20,
    "grupo": 20,
    "monto_mxn": 18,
}
COLUMNAS_CATALOGO = (
    "rubro",
    "subclasificacion",
    "modalidades",
    "incidencia",
    "carencia",
    "grupo",
    "efecto",
    "condicion",
    "desde",
    "hasta",
    "certeza",
    "confianza",
)


@cache
def _read_textos() -> dict:
    return yaml.safe_load(RUTA_TEXTOS.read_text(encoding="utf-8"))


def build_plantilla_inversion(destino: Path, clave_entidad: str = "10") -> Path:
    """Escribe la plantilla vacía del libro de inversión y devuelve su ruta.

    El archivo es el mismo, byte por byte, cada vez. No sustituye uno que ya exista: podría estar lleno.

    Parameters
    ----------
    destino
        Archivo .xlsx por crear.
    clave_entidad
        Entidad cuyos municipios se ofrecen en la lista.

    Raises
    ------
    SalidaError
        Si el archivo ya existe o no se puede escribir.
    ParametroError
        Si el destino no es .xlsx o la entidad no tiene municipios.
    """
    check_plantilla(destino, "libro_inversion.xlsx")
    contenido = _build_contenido(_load_municipios(clave_entidad), read_catalogo_obras())
    return save_plantilla(destino, contenido)


def _load_municipios(clave_entidad: str) -> pd.DataFrame:
    municipios = load_tabla("catalogo_municipios")
    municipios = municipios[municipios["clave_entidad"] == clave_entidad]
    if municipios.empty:
        raise ParametroError(
            f"La entidad «{clave_entidad}» no tiene municipios en el catálogo.",
            donde="opción --entidad",
            esperado="una clave de dos dígitos, de 01 a 32",
            encontrado=f"«{clave_entidad}»",
            que_hacer="escriba la clave con su cero inicial, por ejemplo 10",
        )
    return municipios


def _build_contenido(municipios: pd.DataFrame, catalogo: pd.DataFrame) -> bytes:
    def escribir(libro: Workbook, formatos: Formatos) -> None:
        instrucciones, obras = libro.add_worksheet("Instrucciones"), libro.add_worksheet(FORMATO.hoja)
        hoja_catalogo, hoja_listas = libro.add_worksheet("Catálogo"), libro.add_worksheet(HOJA_LISTAS)
        listas = _build_listas(municipios, catalogo)
        _write_instrucciones(instrucciones, formatos)
        captura = Captura(FORMATO, listas, _read_textos()["como_se_escribe"], ANCHOS, RENGLONES)
        write_captura(obras, formatos, captura)
        _write_catalogo(hoja_catalogo, formatos, catalogo)
        write_listas(hoja_listas, formatos, listas)
        obras.activate()

    return build_libro(_read_textos()["titulo"], escribir)


def _build_listas(municipios: pd.DataFrame, catalogo: pd.DataFrame) -> dict[str, list[str]]:
    modalidades = catalogo["modalidades"].str.split("; ").explode()
    return {
        "clave_municipio": list(municipios["clave_municipio"] + " " + municipios["municipio"]),
        "rubro": list(dict.fromkeys(catalogo["rubro"])),
        "subclasificacion": list(catalogo["subclasificacion"]),
        "modalidad": [m for m in dict.fromkeys(modalidades) if m[0].isupper()],
        **{columna: list(opciones) for columna, opciones in VOCABULARIOS.items()},
    }


def _write_instrucciones(hoja: Worksheet, formatos: Formatos) -> None:
    textos = _read_textos()
    hoja.set_column(0, 0, 34)
    hoja.set_column(1, 1, 14)
    hoja.set_column(2, 3, 62)
    hoja.write(0, 0, textos["titulo"], formatos["titulo"])
    hoja.write(2, 0, textos["ejercicio_rotulo"], formatos["rotulo"])
    hoja.write_blank(2, 1, None, formatos["captura"])
    hoja.write(2, 2, textos["ejercicio_nota"])
    for i, paso in enumerate(textos["pasos"], start=4):
        hoja.write(i, 0, paso)
    renglon = 5 + len(textos["pasos"])
    hoja.write(renglon, 0, textos["catalogo"])
    for j, rotulo in enumerate(("Columna", "¿Obligatoria?", "Qué es", "Cómo se escribe")):
        hoja.write(renglon + 2, j, rotulo, formatos["rotulo"])
    for i, columna in enumerate(COLUMNAS_CAPTURA, start=renglon + 3):
        hoja.write(i, 0, columna.nombre)
        hoja.write(i, 1, "sí" if columna.es_obligatoria else "no")
        hoja.write(i, 2, columna.significado, formatos["ajustado"])
        hoja.write(i, 3, textos["como_se_escribe"][columna.nombre], formatos["ajustado"])


def _write_catalogo(hoja: Worksheet, formatos: Formatos, catalogo: pd.DataFrame) -> None:
    hoja.freeze_panes(1, 2)
    hoja.set_column(0, 0, 20)
    hoja.set_column(1, 2, 46)
    hoja.set_column(3, len(COLUMNAS_CATALOGO) - 1, 18)
    for j, columna in enumerate(COLUMNAS_CATALOGO):
        hoja.write(0, j, f"Catálogo: {columna}", formatos["opcional"])
        for i, valor in enumerate(catalogo[columna], start=1):
            if pd.notna(valor):
                hoja.write(i, j, valor)
    hoja.autofilter(0, 0, len(catalogo), len(COLUMNAS_CATALOGO) - 1)
