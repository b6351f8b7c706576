"""El libro de hallazgos, para quien corrige: la obra, qué pasa, qué hacer y el valor; al final, la regla."""

from collections.abc import Sequence

from xlsxwriter import Workbook

from fais_analysis.loaders.libros.plantilla import Formatos, build_libro
from fais_analysis.obras.agrupado import group_causas, index_nombres, list_dudas
from fais_analysis.obras.controles import NADA_FALTA, review_controles
from fais_analysis.obras.efecto import SUPUESTO
from fais_analysis.obras.modelo import Hallazgo
from fais_analysis.obras.necesidad import NOMBRE_SUBCARENCIA
from fais_analysis.obras.reglas import write_parte
from fais_analysis.obras.sustento import describe_evidencia, describe_sustento
from fais_analysis.propuestas.contexto import load_reconocedor
from fais_analysis.propuestas.paginas import Celda, Paginas, build_pesos
from fais_analysis.propuestas.resumen import write_solo
from fais_analysis.propuestas.revision import Revision

MAXIMO_DETALLE = 5_000  # más no se corrigen uno por uno: van por causa
ROTULO_GRAVEDAD = {"bloqueo": "BLOQUEA", "corregir": "Corregir", "aviso": "Aviso"}
HOJA_REGLAS = "Reglas"


def build_libro_hallazgos(revision: Revision) -> bytes:
    """El .xlsx de hallazgos; los mismos bytes para la misma revisión."""

    def escribir(libro: Workbook, formatos: Formatos) -> None:
        pagina = Paginas(libro)
        reglas = _list_reglas(revision.hallazgos)
        # el código de cada hallazgo lleva a lo que dice su regla
        enlaces = {str(r[0]): f"internal:'{HOJA_REGLAS}'!A{i}" for i, r in enumerate(reglas, start=2)}
        pagina.add("Qué corregir", _list_causas(revision), (34, 46, 46, 26, 26, 16, 18, 12, 12, 28), enlaces)
        pagina.add("Detalle", _list_detalle(revision), (34, 46, 46, 26, 26, 16, 10, 20, 12, 28), enlaces)
        pagina.add("Por confirmar", _list_confirmar(revision), (52, 10, 18, 40, 40, 40, 44))
        pagina.add("Efecto en viviendas", _list_efectos(revision), (26, 12, 12, 14, 14, 26, 20, 50))
        pagina.add("Obra por obra", _list_obras(revision), (14, 34, 34, 20, 18, 11, 11, 11, 50, 16, 30, 30))
        pagina.add("Reglas del ejercicio", _list_medidas(revision), (60, 20, 40, 24, 22, 18, 60))
        pagina.add("Controles", _list_controles(revision), (8, 30, 60, 44, 60))
        pagina.add(HOJA_REGLAS, [["regla", "qué dice", "cita", "certeza"], *reglas], (28, 60, 60, 20))
        _offer_catalogo(
            pagina, [r.subclasificacion for r in load_reconocedor(revision.propuesta.ejercicio).catalogo]
        )

    titulo = f"Hallazgos: {revision.necesidad.municipio} {revision.propuesta.ejercicio}"
    return build_libro(titulo, escribir)


def _offer_catalogo(paginas: Paginas, catalogo: Sequence[str]) -> None:
    """La lista del Catálogo en la columna que llena quien confirma."""
    lista = paginas.libro.add_worksheet("Lista")
    lista.hide()
    for i, nombre in enumerate(catalogo):
        lista.write_string(i, 0, nombre)
    hoja, filas = paginas.hojas["Por confirmar"]
    if len(filas) > 1:
        fuente = f"=Lista!$A$1:$A${len(catalogo)}"
        hoja.data_validation(1, 6, len(filas) - 1, 6, {"validate": "list", "source": fuente})


def _list_causas(revision: Revision) -> list[list[Celda]]:
    nombres = index_nombres(revision.propuesta.obras)
    cabeza: list[Celda] = [
        "obra",
        "qué pasa",
        "qué hacer",
        "se encontró",
        "se esperaba",
        "pesos",
        "renglones",
    ]
    filas = [[*cabeza, "cuántas", "gravedad", "regla"]]
    for causa in group_causas(revision.hallazgos):
        h = causa.muestra
        obra = (
            nombres.get(h.folio, "la propuesta") if causa.cuenta == 1 else f"{causa.cuenta:,} obras o celdas"
        )
        que_pasa = f"{h.que_pasa} ({h.leyenda})" if h.leyenda else h.que_pasa
        encontrado = h.encontrado if causa.cuenta == 1 else ""
        filas.append(
            [
                obra,
                que_pasa,
                h.que_hacer,
                encontrado,
                h.esperado,
                build_pesos(causa.pesos),
                causa.donde,
                causa.cuenta,
                ROTULO_GRAVEDAD[h.gravedad],
                h.regla,
            ]
        )
    return filas


def _list_detalle(revision: Revision) -> list[list[Celda]]:
    nombres = index_nombres(revision.propuesta.obras)
    cabeza: list[Celda] = ["obra", "qué pasa", "qué hacer", "se encontró", "se esperaba", "pesos", "renglón"]
    filas = [[*cabeza, "columna", "gravedad", "regla"]]
    for h in revision.hallazgos[:MAXIMO_DETALLE]:
        que_pasa = f"{h.que_pasa} ({h.leyenda})" if h.leyenda else h.que_pasa
        filas.append(
            [
                nombres.get(h.folio, "la propuesta"),
                que_pasa,
                h.que_hacer,
                h.encontrado,
                h.esperado,
                build_pesos(h.pesos),
                h.renglon or None,
                h.columna,
                ROTULO_GRAVEDAD[h.gravedad],
                h.regla,
            ]
        )
    faltan = len(revision.hallazgos) - MAXIMO_DETALLE
    if faltan > 0:
        filas.append(
            [f"Hay {faltan:,} más", "Menos graves o de menos dinero que éstos.", "corrija éstos y repita"]
        )
    return filas


def _list_confirmar(revision: Revision) -> list[list[Celda]]:
    filas: list[list[Celda]] = [["texto", "obras", "pesos", "entendi", "segunda", "tercera", "confirmada"]]
    for duda in list_dudas(revision.propuesta.obras):
        tres = [*duda.candidatas, "", "", ""][:3]
        filas.append([duda.texto, duda.obras, build_pesos(duda.centavos), *tres, None])
    return filas


def _list_efectos(revision: Revision) -> list[list[Celda]]:
    cabeza: list[Celda] = [
        "carencia",
        "carecen",
        "atendidas",
        "la dejarían, de",
        "a",
        "veredicto",
        "saldrían sólo con esto, a lo más",
        "supuestos",
    ]
    filas = [cabeza]
    for k, e in revision.por_carencia.items():
        notas = "; ".join([SUPUESTO, *e.notas])
        carecen: Celda = "sin dato" if e.carecen is None else e.carecen
        cuentas: list[Celda] = [carecen, e.atendidas, e.bajo, e.alto, e.veredicto, write_solo(revision, k)]
        filas.append([NOMBRE_SUBCARENCIA[k], *cuentas, notas])
    return filas


def _list_obras(revision: Revision) -> list[list[Celda]]:
    """Cada obra con su folio, la carencia que mueve aquí, su intervalo y en qué se apoya, y su vía."""
    cabeza: list[Celda] = ["folio", "obra", "renglón del Catálogo", "carencia que mueve", "efecto"]
    intervalo = ("atendidas", "la dejarían, de", "a", "en qué se apoya")
    filas = [[*cabeza, *intervalo, "vía", "qué la prueba", "qué falta para probarla"]]
    for obra in revision.propuesta.obras:
        s = describe_sustento(obra, revision.necesidad)
        renglon = obra.catalogo.subclasificacion if obra.catalogo else s.carencia
        suyo: list[Celda] = [obra.folio, obra.nombre, renglon, s.carencia, s.efecto]
        suyo += [s.atendidas, s.bajo, s.alto, s.apoyo]
        filas.append([*suyo, obra.lugar.via, *describe_evidencia(obra)])
    return filas


def _list_medidas(revision: Revision) -> list[list[Celda]]:
    cabeza: list[Celda] = ["regla", "fondo", "la propuesta da", "se esperaba", "resultado", "certeza", "cita"]
    filas = [cabeza]
    for m in revision.medidas:
        resultado = f"{m.resultado} {m.razon}".strip()
        certeza = m.leyenda or "verificada"
        filas.append([m.descripcion, m.fondo, write_parte(m), m.esperado, resultado, certeza, m.cita])
    return filas


def _list_controles(revision: Revision) -> list[list[Celda]]:
    """Los de auditoría: al que le falta un dato, se dice cuál."""
    hechos = review_controles(revision.propuesta.obras, revision.hallazgos, revision.medidas)
    filas: list[list[Celda]] = [["número", "control", "qué se mira", "resultado", "dato que falta"]]
    for c in hechos:
        filas.append(
            [c.control.numero, c.control.nombre, c.control.comprobacion, c.resultado, c.falta or NADA_FALTA]
        )
    return filas


def _list_reglas(hallazgos: Sequence[Hallazgo]) -> list[list[Celda]]:
    vistas: dict[str, list[Celda]] = {}
    for h in hallazgos:
        vistas.setdefault(h.regla, [h.regla, h.que_pasa, h.cita or "comprobación propia", h.leyenda])
    return [vistas[codigo] for codigo in sorted(vistas)]
