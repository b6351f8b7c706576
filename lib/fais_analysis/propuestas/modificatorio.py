"""El convenio modificatorio, en .xlsx y .docx: las diferencias entre dos versiones aprobadas."""

from collections.abc import Sequence
from pathlib import Path

from xlsxwriter import Workbook

from fais_analysis.errors import PropuestaError
from fais_analysis.loaders.libros.plantilla import Formatos, build_libro
from fais_analysis.obras.anexo import FUENTES_ANEXO, Justificacion, build_anexo
from fais_analysis.obras.comparacion import match_versiones
from fais_analysis.obras.modelo import format_pesos
from fais_analysis.obras.modificatorio import Modificatorio, ObraCambiada, build_modificatorio
from fais_analysis.propuestas.contexto import load_reconocedor
from fais_analysis.propuestas.convenio import add_hojas_anexo, build_anexo_revisado, read_clausulas
from fais_analysis.propuestas.paginas import Celda, Paginas, build_pesos
from fais_analysis.propuestas.registros import AnexoHecho
from fais_analysis.propuestas.revision import Revision
from fais_analysis.sources.documento import add_parrafo, add_tabla, open_documento, save_documento

CABEZA_DIFERENCIAS = (
    "No.",
    "Qué pasa",
    "Obra antes",
    "Obra ahora",
    "Qué cambia",
    "Antes",
    "Ahora",
    "Diferencia",
)
ANCHOS_DIFERENCIAS_CM = (0.9, 2.0, 6.0, 6.0, 8.0, 3.2, 3.2, 3.2)


def modify_anexo(
    anterior: Revision,
    nueva: Revision,
    justificaciones: Sequence[Justificacion],
    hechos: Sequence[AnexoHecho],
) -> Modificatorio:
    """El modificatorio de una versión ya convenida a otra; ``hechos`` son los anexos registrados.

    Raises
    ------
    PropuestaError
        Si el anexo anterior no es el vigente, algo bloquea la nueva versión o no cambia nada.
    """
    viejo = build_anexo(anterior.propuesta, anterior.necesidad.municipio)
    vigente = hechos[-1] if hechos else None
    repetido = (build_anexo(nueva.propuesta, nueva.necesidad.municipio).folio, viejo.folio)
    if vigente is None or (viejo.folio != vigente.folio and (vigente.folio, vigente.modifica) != repetido):
        raise _build_error(
            anterior.propuesta.archivo,
            "la versión del anexo vigente: " + (vigente.folio if vigente else "no hay ninguno"),
            f"una que daría el anexo {viejo.folio}",
            "dé primero el archivo del convenio vigente; si falta su anexo, hágalo con: fais convenio anexo",
        )
    nuevo = build_anexo_revisado(nueva, justificaciones)
    palabras = load_reconocedor(nueva.propuesta.ejercicio).palabras
    parejas = match_versiones(anterior.propuesta.obras, nueva.propuesta.obras, palabras)
    hecho = build_modificatorio(viejo, nuevo, parejas)
    if not hecho.diferencias:
        archivos = f"{anterior.propuesta.archivo} y {nueva.propuesta.archivo}"
        raise _build_error(archivos, "al menos una diferencia", "ninguna", "revise que sean dos versiones")
    return hecho


def build_modificatorio_xlsx(hecho: Modificatorio) -> bytes:
    """Diferencias, sumas antes y después y el anexo como queda; los mismos bytes para lo mismo."""
    cabeza = [*CABEZA_DIFERENCIAS]

    def escribir(libro: Workbook, formatos: Formatos) -> None:
        paginas = Paginas(libro)
        filas: list[list[Celda]] = [[*cabeza], *(_list_celdas(n, d) for n, d in _number(hecho))]
        paginas.add("Diferencias", [*filas, _list_total(hecho)], (5, 14, 40, 40, 48, 18, 18, 18))
        sumas: list[list[Celda]] = [["fuente", "antes", "ahora", "diferencia"]]
        for fuente, pares in _pair_fuentes(hecho):
            sumas.append([fuente, *(build_pesos(c) for c in pares)])
        paginas.add("Sumas", sumas, (24, 20, 20, 20))
        add_hojas_anexo(paginas, hecho.nuevo)

    return build_libro(f"Modificatorio {hecho.folio}", escribir)


def build_modificatorio_docx(hecho: Modificatorio, tipo: str, plantilla: Path | None = None) -> bytes:
    """El proyecto de convenio modificatorio en Word; ``tipo`` es su número («modificatorio 1»).

    Raises
    ------
    PropuestaError
        Si la plantilla de la oficina no se puede usar.
    """
    textos = read_clausulas()
    documento = open_documento(f"Convenio {tipo} {hecho.folio}", plantilla, es_apaisado=True)
    add_parrafo(documento, textos["marca"], 12, es_negrita=True, centro=True)
    add_parrafo(documento, f"CONVENIO {tipo.upper()}", 14, es_negrita=True, centro=True)
    sentido = "aumenta" if hecho.diferencia > 0 else "disminuye"
    cuanto = f"{sentido} ${format_pesos(abs(hecho.diferencia))} {hecho.letra_diferencia}"
    datos = {
        "municipio": hecho.nuevo.municipio,
        "ejercicio": hecho.nuevo.ejercicio,
        "anterior": hecho.anterior.folio,
        "folio": hecho.nuevo.folio,
        "cambios": f"{len(hecho.diferencias):,}",
        "diferencia": cuanto if hecho.diferencia else "no cambia",
        "total": f"${format_pesos(hecho.nuevo.total)} {hecho.nuevo.letra}",
    }
    for parrafo in textos["modificatorio"]:
        add_parrafo(documento, parrafo.format(**datos))
    filas = [CABEZA_DIFERENCIAS, *(_list_textos(n, d) for n, d in _number(hecho))]
    filas.append([_write_celda(c) for c in _list_total(hecho)])
    add_tabla(documento, filas, ANCHOS_DIFERENCIAS_CM, derecha={0, 5, 6, 7})
    add_parrafo(documento, "")
    fuentes = [(f, *(format_pesos(c) for c in pares)) for f, pares in _pair_fuentes(hecho) if any(pares)]
    sumas = [("Fuente", "Antes", "Ahora", "Diferencia"), *fuentes]
    add_tabla(documento, sumas, (6.0, 4.0, 4.0, 4.0), derecha={1, 2, 3})
    for firma in textos["firmas"]:
        add_parrafo(documento, f"\n______________________________\n{firma}", centro=True)
    add_parrafo(documento, f"Versión anterior: {hecho.anterior.contenido}", 7)
    add_parrafo(documento, f"Versión aprobada: {hecho.nuevo.contenido}", 7)
    return save_documento(documento)


def _number(hecho: Modificatorio) -> list[tuple[int, ObraCambiada]]:
    return list(enumerate(hecho.diferencias, start=1))


def _pair_fuentes(hecho: Modificatorio) -> list[tuple[str, tuple[int, int, int]]]:
    pares = [
        (f, (hecho.anterior.por_fuente[f], hecho.nuevo.por_fuente[f], hecho.por_fuente[f]))
        for f in FUENTES_ANEXO
    ]
    return [*pares, ("TOTAL", (hecho.anterior.total, hecho.nuevo.total, hecho.diferencia))]


def _list_celdas(numero: int, d: ObraCambiada) -> list[Celda]:
    pesos = (d.centavos_antes, d.centavos_ahora, d.centavos_ahora - d.centavos_antes)
    return [numero, d.clase, d.antes, d.ahora, "\n".join(d.cambios), *(build_pesos(c) for c in pesos)]


def _list_total(hecho: Modificatorio) -> list[Celda]:
    """De lo que cambia: lo que queda igual no se suma aquí."""
    antes = sum(d.centavos_antes for d in hecho.diferencias)
    ahora = sum(d.centavos_ahora for d in hecho.diferencias)
    return ["", "", "LO QUE CAMBIA", "", "", *(build_pesos(c) for c in (antes, ahora, ahora - antes))]


def _list_textos(numero: int, d: ObraCambiada) -> list[str]:
    return [_write_celda(c) for c in _list_celdas(numero, d)]


def _write_celda(celda: Celda) -> str:
    if celda is None:
        return ""
    return str(celda) if isinstance(celda, str | int) else format_pesos(int(celda * 100))


def _build_error(donde: str, esperado: str, encontrado: str, que_hacer: str) -> PropuestaError:
    return PropuestaError(
        "El modificatorio no se hace.",
        donde=donde,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer=que_hacer,
    )
