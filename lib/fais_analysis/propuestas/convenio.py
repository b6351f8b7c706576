"""El anexo técnico en .xlsx y .docx y el proyecto de convenio, de la versión aprobada de una propuesta."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from xlsxwriter import Workbook

from fais_analysis.errors import PropuestaError
from fais_analysis.loaders.libros.plantilla import Formatos, build_libro
from fais_analysis.obras.anexo import (
    FUENTES_ANEXO,
    SIN_RENGLON,
    Anexo,
    Justificacion,
    RenglonAnexo,
    build_anexo,
    list_pendientes,
)
from fais_analysis.obras.modelo import Obra, format_pesos
from fais_analysis.propuestas.paginas import Celda, Paginas, build_pesos
from fais_analysis.propuestas.resumen import write_parte_de
from fais_analysis.propuestas.revision import Revision
from fais_analysis.schemas.textos import read_yaml
from fais_analysis.sources.documento import add_parrafo, add_tabla, open_documento, save_documento

RUTA_CLAUSULAS = Path(__file__).with_name("plantillas") / "convenio.yml"
MOSTRADOS = 5
CABEZA = (
    "No.",
    "Folio",
    "Obra o acción",
    "Localidad",
    "Vía",
    "Rubro",
    "Subclasificación",
    "Incidencia",
    "Modalidad",
    "Unidad",
    "Meta",
    "Viviendas",
    "Beneficiarios",
    "Inversión total",
    *FUENTES_ANEXO,
    "Ejecución",
    "Inicio",
    "Término",
)
ANCHOS = (5, 14, 28, 18, 10, 12, 20, 13, 12, 10, 7, 9, 12, 14, *[13] * len(FUENTES_ANEXO), 12, 11, 11)
CABEZA_DOCX = (
    "No.",
    "Folio, obra o acción y localidad",
    "Renglón e incidencia",
    "Meta",
    "Viv.",
    "Benef.",
    "Total",
    *FUENTES_ANEXO,
    "Inicio y término",
)
ANCHOS_DOCX = (0.9, 6.0, 4.4, 2.2, 1.3, 1.4, 2.7, *[2.4] * len(FUENTES_ANEXO), 2.2)


def build_anexo_revisado(revision: Revision, justificaciones: Sequence[Justificacion]) -> Anexo:
    """El anexo de una revisión, si nada lo bloquea sin justificación.

    Raises
    ------
    PropuestaError
        Si queda algo que bloquea, o una obra sin dinero o sin fuente.
    """
    pendientes = list_pendientes(revision.hallazgos, justificaciones, revision.propuesta.contenido)
    if pendientes:
        primeros = "".join(
            f"\n    {h.regla}: {h.que_pasa} (renglón {h.renglon})" for h in pendientes[:MOSTRADOS]
        )
        resto = f"\n    … y {len(pendientes) - MOSTRADOS:,} más" if len(pendientes) > MOSTRADOS else ""
        raise PropuestaError(
            "El anexo no se hace: hay algo que lo impide sin justificación.",
            donde=revision.propuesta.archivo,
            esperado="ningún bloqueo abierto, o cada uno justificado con: fais convenio justificar",
            encontrado=f"por resolver, {len(pendientes):,}{primeros}{resto}",
            que_hacer="corrija la propuesta o registre la justificación de cada regla",
        )
    return build_anexo(revision.propuesta, revision.necesidad.municipio)


def build_anexo_xlsx(anexo: Anexo) -> bytes:
    """El anexo en hoja de cálculo: renglones con su total y las sumas por fuente, rubro e incidencia."""

    def escribir(libro: Workbook, formatos: Formatos) -> None:
        paginas = Paginas(libro)
        add_hojas_anexo(paginas, anexo)
        paginas.add("Sumas", [["concepto", "pesos", "parte"], *_list_sumas(anexo)], (44, 22, 14))

    return build_libro(f"Anexo técnico {anexo.folio}", escribir)


def add_hojas_anexo(paginas: Paginas, anexo: Anexo) -> None:
    """Agrega a un libro la hoja con los renglones de un anexo y su total."""
    total: list[Celda] = ["", "", "TOTAL", *[""] * 10, build_pesos(anexo.total)]
    pie = [*total, *(build_pesos(anexo.por_fuente[f]) for f in FUENTES_ANEXO), "", "", ""]
    filas: list[list[Celda]] = [list(CABEZA), *(_list_celdas(r, anexo) for r in anexo.renglones), pie]
    paginas.add("Anexo técnico", filas, ANCHOS)


def build_anexo_docx(anexo: Anexo, plantilla: Path | None = None) -> bytes:
    """El anexo en Word, en oficio apaisado.

    Raises
    ------
    PropuestaError
        Si la plantilla de la oficina no se puede usar.
    """
    documento = open_documento(f"Anexo técnico {anexo.folio}", plantilla, es_apaisado=True)
    add_parrafo(documento, f"ANEXO TÉCNICO {anexo.folio}", 13, es_negrita=True)
    add_parrafo(
        documento, f"Municipio de {anexo.municipio} ({anexo.clave_municipio}) · ejercicio {anexo.ejercicio}"
    )
    pie = ["", "TOTAL", "", "", "", "", format_pesos(anexo.total)]
    pie += [*(format_pesos(anexo.por_fuente[f]) for f in FUENTES_ANEXO), ""]
    filas = [CABEZA_DOCX, *(_list_textos(r) for r in anexo.renglones), pie]
    add_tabla(documento, filas, ANCHOS_DOCX, derecha=set(range(3, 7 + len(FUENTES_ANEXO))))
    add_parrafo(documento, "")
    add_parrafo(documento, f"Total: ${format_pesos(anexo.total)} {anexo.letra}", es_negrita=True)
    sumas = [("Concepto", "Pesos", "Parte"), *((c, format_pesos(p), t) for c, p, t in _sum_conceptos(anexo))]
    add_tabla(documento, sumas, (9.0, 4.0, 2.5), derecha={1, 2})
    add_parrafo(documento, f"Huella de la versión aprobada: {anexo.contenido}", 7)
    return save_documento(documento)


def build_convenio_docx(anexo: Anexo, plantilla: Path | None = None) -> bytes:
    """El proyecto de convenio, con la marca de que falta la revisión jurídica.

    Raises
    ------
    PropuestaError
        Si la plantilla de la oficina no se puede usar.
    """
    textos = read_clausulas()
    documento = open_documento(f"Convenio {anexo.folio}", plantilla)
    fuentes = "; ".join(f"{f}, ${format_pesos(c)}" for f, c in anexo.por_fuente.items() if c)
    datos: Mapping[str, object] = {
        "municipio": anexo.municipio,
        "ejercicio": anexo.ejercicio,
        "folio": anexo.folio,
        "obras": f"{len(anexo.renglones):,}",
        "total": format_pesos(anexo.total),
        "letra": anexo.letra,
        "fuentes": fuentes,
    }
    add_parrafo(documento, textos["marca"], 12, es_negrita=True, centro=True)
    add_parrafo(documento, textos["titulo"], 14, es_negrita=True, centro=True)
    add_parrafo(documento, textos["proemio"].format(**datos))
    for apartado in textos["apartados"]:
        add_parrafo(documento, apartado["titulo"], 11, es_negrita=True, centro=True)
        for parrafo in apartado["parrafos"]:
            add_parrafo(documento, parrafo.format(**datos))
    for firma in textos["firmas"]:
        add_parrafo(documento, f"\n______________________________\n{firma}", centro=True)
    return save_documento(documento)


@cache
def read_clausulas() -> dict:
    """Los textos del convenio y del modificatorio, como se escribieron en su archivo."""
    return read_yaml(RUTA_CLAUSULAS.read_text(encoding="utf-8"))


def _list_celdas(renglon: RenglonAnexo, anexo: Anexo) -> list[Celda]:
    obra = renglon.obra
    catalogo, metas = obra.catalogo, obra.metas
    return [
        renglon.numero,
        obra.folio,
        obra.nombre,
        write_lugar(obra),
        obra.lugar.via.replace("_", " ").replace("zap", "ZAP"),
        catalogo.rubro if catalogo else SIN_RENGLON,
        catalogo.subclasificacion if catalogo else SIN_RENGLON,
        catalogo.incidencia if catalogo else SIN_RENGLON,
        obra.modalidad,
        metas.unidad,
        "" if metas.meta is None else f"{metas.meta:,}",
        metas.viviendas,
        metas.personas,
        build_pesos(sum(renglon.montos.values())),
        *(build_pesos(renglon.montos[f]) for f in FUENTES_ANEXO),
        obra.ejecucion,
        f"{obra.inicio:%d/%m/%Y}" if obra.inicio else "",
        f"{obra.termino:%d/%m/%Y}" if obra.termino else "",
    ]


def write_lugar(obra: Obra) -> str:
    """La localidad por su clave y su nombre como se escribió; si no se entendió, lo escrito, dicho así."""
    clave, dicha = obra.lugar.localidad, obra.lugar.dicha
    if not clave:
        return f"«{dicha}», sin clave" if dicha else "sin localidad"
    return f"{clave} {dicha.replace(clave, '').strip()}".strip()


def _list_textos(renglon: RenglonAnexo) -> list[str]:
    obra = renglon.obra
    metas, catalogo = obra.metas, obra.catalogo
    renglon_catalogo = f"{catalogo.subclasificacion} ({catalogo.incidencia})" if catalogo else SIN_RENGLON
    fechas = [f"{f:%d/%m/%Y}" for f in (obra.inicio, obra.termino) if f]
    return [
        str(renglon.numero),
        f"{obra.folio} · {obra.nombre} · {write_lugar(obra)}",
        renglon_catalogo,
        "" if metas.meta is None else f"{metas.meta:,} {metas.unidad}",
        "" if metas.viviendas is None else f"{metas.viviendas:,}",
        "" if metas.personas is None else f"{metas.personas:,}",
        format_pesos(sum(renglon.montos.values())),
        *(format_pesos(renglon.montos[f]) for f in FUENTES_ANEXO),
        " a ".join(fechas),
    ]


def _sum_conceptos(anexo: Anexo) -> list[tuple[str, int, str]]:
    grupos = (("Fuente", anexo.por_fuente), ("Rubro", anexo.por_rubro), ("Incidencia", anexo.por_incidencia))
    return [
        (f"{grupo}: {nombre}", centavos, write_parte_de(centavos, anexo.total))
        for grupo, sumas in grupos
        for nombre, centavos in sumas.items()
        if centavos
    ]


def _list_sumas(anexo: Anexo) -> list[list[Celda]]:
    filas: list[list[Celda]] = [[c, build_pesos(p), t] for c, p, t in _sum_conceptos(anexo)]
    return [
        *filas,
        ["Total", build_pesos(anexo.total), anexo.letra],
        ["Folio del anexo", "", anexo.folio],
        ["Versión aprobada", "", anexo.contenido],
    ]
