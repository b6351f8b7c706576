"""La plantilla de la propuesta: las localidades del municipio y el Catálogo del año, como listas."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

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
from fais_analysis.obras.modelo import RenglonCatalogo
from fais_analysis.obras.necesidad import Necesidad
from fais_analysis.propuestas.contexto import load_necesidad, load_reconocedor
from fais_analysis.schemas.propuestas import FORMATO_PLANTILLA

RENGLONES = 2_000
ANCHOS = {"nombre_obra": 44, "subclasificacion": 44, "localidad": 34}
PASOS = (
    "1. Capture en la hoja Obras: una fila por obra o acción, con su dinero en la columna de cada fuente.",
    "2. Elija la localidad y el renglón del Catálogo de la lista. Lo que no esté, se revisa.",
    "3. De una red o un pozo, diga cuántas viviendas quedan conectadas: sin eso no llega a ninguna.",
    "4. De un baño, diga si trae su propio drenaje. Si hay lista con CUIS, cuántas viviendas son.",
    "5. La prioridad del comité va con la fecha de su asamblea.",
    "6. Deje vacío lo que no sepa. No escriba cero, «N/A» ni guiones; no ponga fórmulas ni combine celdas.",
    "7. No escriba nombres, CURP, teléfonos ni domicilios de personas.",
    "8. Revísela con:  fais propuesta revisar ARCHIVO",
)
AVISO_CATALOGO = "El Catálogo es una reconstrucción, no cotejada con el Diario Oficial: por verificar."
EJEMPLOS: tuple[Mapping[str, str], ...] = (
    {
        "nombre_obra": "Piso firme en 40 viviendas",
        "subclasificacion": "Piso firme",
        "unidad_medida": "vivienda",
        "meta": "40",
        "viviendas": "40",
        "fise": "300000.00",
        "fismdf": "300000.00",
        "costo_total": "600000.00",
        "comite_prioridad": "1",
        "comite_asamblea": "2020-02-10",
        "via_focalizacion": "rezago",
    },
    {
        "nombre_obra": "Ampliación de red de drenaje",
        "subclasificacion": "Red de drenaje sanitario / red de alcantarillado",
        "unidad_medida": "metro",
        "meta": "850",
        "viviendas_conectadas": "60",
        "fismdf": "1250000.50",
        "costo_total": "1250000.50",
        "via_focalizacion": "zap_rural",
    },
)


def build_plantilla_propuesta(destino: Path, clave_municipio: str, ejercicio: int) -> Path:
    """Escribe la plantilla de un municipio y un ejercicio; los mismos bytes cada vez.

    No sustituye un archivo que ya exista: podría estar lleno.

    Raises
    ------
    SalidaError
        Si el archivo ya existe o no se puede escribir.
    ParametroError
        Si el destino no es .xlsx.
    ClaveError, ReglaError
        Si el municipio no existe o no hay Catálogo de ese ejercicio.
    """
    check_plantilla(destino, "propuesta.xlsx")
    necesidad, catalogo = load_necesidad(clave_municipio), load_reconocedor(ejercicio).catalogo

    def escribir(libro: Workbook, formatos: Formatos) -> None:
        instrucciones, obras = (
            libro.add_worksheet("Instrucciones"),
            libro.add_worksheet(FORMATO_PLANTILLA.hoja),
        )
        ejemplos, hoja_catalogo = libro.add_worksheet("Ejemplos"), libro.add_worksheet("Catálogo")
        listas = _build_listas(necesidad, catalogo)
        _write_instrucciones(instrucciones, formatos, necesidad, ejercicio)
        ayudas = {c.nombre: f"{c.significado}." for c in FORMATO_PLANTILLA.columnas}
        write_captura(obras, formatos, Captura(FORMATO_PLANTILLA, listas, ayudas, ANCHOS, RENGLONES))
        _write_ejemplos(ejemplos, formatos)
        _write_catalogo(hoja_catalogo, formatos, catalogo)
        write_listas(libro.add_worksheet(HOJA_LISTAS), formatos, listas)
        obras.activate()
        for hoja in libro.worksheets():  # si se imprime, cabe a lo ancho y repite su encabezado
            hoja.set_paper(5)
            hoja.set_landscape()
            hoja.fit_to_pages(1, 0)
            hoja.repeat_rows(0)

    contenido = build_libro(f"Propuesta {necesidad.municipio} {ejercicio}", escribir)
    return save_plantilla(destino, contenido)


def _build_listas(necesidad: Necesidad, catalogo: Sequence[RenglonCatalogo]) -> dict[str, list[str]]:
    modalidades = dict.fromkeys(m for r in catalogo for m in r.modalidades if m[:1].isupper())
    opciones = {c.nombre: list(c.opciones) for c in FORMATO_PLANTILLA.columnas if c.opciones}
    localidades = [f"{clave} {loc.nombre}" for clave, loc in sorted(necesidad.localidades.items())]
    return {
        **({"localidad": localidades} if localidades else {}),
        "subclasificacion": [r.subclasificacion for r in catalogo],
        "modalidad": list(modalidades),
        **opciones,
    }


def _write_instrucciones(hoja: Worksheet, formatos: Formatos, necesidad: Necesidad, ejercicio: int) -> None:
    hoja.set_column(0, 0, 34)
    hoja.set_column(1, 1, 34)
    hoja.set_column(2, 2, 70)
    hoja.write(0, 0, f"Propuesta de obras {ejercicio}: {necesidad.municipio}", formatos["titulo"])
    hoja.write(2, 0, "Municipio de la propuesta", formatos["rotulo"])
    hoja.write_string(2, 1, f"{necesidad.clave_municipio} {necesidad.municipio}", formatos["captura"])
    hoja.write(3, 0, "Ejercicio de la propuesta", formatos["rotulo"])
    hoja.write_number(3, 1, ejercicio, formatos["captura"])
    hoja.write(4, 0, "ZAP rural del año", formatos["rotulo"])
    hoja.write_string(4, 1, _write_zap(necesidad.clave_municipio, ejercicio))
    for i, paso in enumerate((*PASOS, AVISO_CATALOGO), start=6):
        hoja.write(i, 0, paso)
    inicio = 8 + len(PASOS)
    for j, rotulo in enumerate(("Columna", "Unidad", "Qué es")):
        hoja.write(inicio, j, rotulo, formatos["rotulo"])
    for i, columna in enumerate(FORMATO_PLANTILLA.columnas, start=inicio + 1):
        hoja.write(i, 0, columna.nombre)
        hoja.write(i, 1, columna.unidad)
        hoja.write(i, 2, columna.significado, formatos["ajustado"])


def _write_zap(clave_municipio: str, ejercicio: int) -> str:
    """Si el municipio es ZAP rural ese año, con lo que se sabe; un año sin lista es «sin dato»."""
    tabla = load_tabla("zap_rural")
    del_anio = tabla[tabla["anio"] == ejercicio]
    if del_anio.empty:
        return "sin dato: no se tiene la declaratoria"
    es_zap = clave_municipio in set(del_anio["clave_municipio"])
    return f"{'sí' if es_zap else 'no'}, por verificar"


def _write_ejemplos(hoja: Worksheet, formatos: Formatos) -> None:
    """Renglones inventados, con otro rótulo: nadie los lee como obras."""
    hoja.write(0, 0, "EJEMPLOS INVENTADOS: no se leen ni se envían", formatos["titulo"])
    for j, columna in enumerate(FORMATO_PLANTILLA.columnas):
        hoja.set_column(j, j, ANCHOS.get(columna.nombre, 18))
        hoja.write(2, j, f"Ejemplo: {columna.nombre}", formatos["opcional"])
        for i, ejemplo in enumerate(EJEMPLOS, start=3):
            hoja.write_string(i, j, ejemplo.get(columna.nombre, ""))


def _write_catalogo(hoja: Worksheet, formatos: Formatos, catalogo: Sequence[RenglonCatalogo]) -> None:
    hoja.freeze_panes(1, 2)
    rotulos = ("rubro", "subclasificación", "modalidades", "incidencia", "efecto", "condición", "certeza")
    for j, (rotulo, ancho) in enumerate(zip(rotulos, (20, 46, 46, 18, 18, 46, 14), strict=True)):
        hoja.set_column(j, j, ancho)
        hoja.write(0, j, f"Catálogo: {rotulo}", formatos["opcional"])
    for i, r in enumerate(catalogo, start=1):
        certeza = "verificada" if r.certeza == "verificada" else "por verificar"
        valores = (
            r.rubro,
            r.subclasificacion,
            "; ".join(r.modalidades),
            r.incidencia,
            r.efecto,
            r.condicion,
            certeza,
        )
        for j, valor in enumerate(valores):
            hoja.write_string(i, j, valor)
