"""Lo que muestran los cuadernos ``40_propuesta`` y ``60_ejecucion``: tablas ya escritas y la curva S.

Lo que dicen es de uso interno: se corren con ``fais propuesta cuaderno`` y ``fais avance cuaderno``, que los
dejan en ``data/propuestas``; no son capítulos del lote ni del expediente público.
"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.loaders.propuestas import read_confirmadas
from fais_analysis.obras.agrupado import group_causas, index_nombres
from fais_analysis.obras.controles import NADA_FALTA, review_controles
from fais_analysis.obras.modelo import Hallazgo, format_obras, format_pesos
from fais_analysis.propuestas.avance import RevisionAvance, review_avance
from fais_analysis.propuestas.libro_hallazgos import ROTULO_GRAVEDAD
from fais_analysis.propuestas.resumen import list_alternativas, list_efectos, list_medidas, write_parte_de
from fais_analysis.propuestas.revision import PedidoRevision, Revision, review_propuesta
from fais_analysis.views.componentes import render_aviso
from fais_analysis.views.figures import Campos, plot_evolucion
from fais_analysis.views.formato import format_fecha
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Columna, Presentacion
from fais_analysis.views.tabla import Tabla

INTERNO = "De uso interno: no se publica ni se envía con el expediente."
SIN_CERTEZA = "Sólo cuentan las obras cuyo renglón del Catálogo es exacto o alguien confirmó."
Filas = Sequence[Sequence[str]]


def load_revision(clave_municipio: str, ejercicio: str, archivo: str, confirmadas: str = "") -> Revision:
    """La revisión del archivo de una propuesta, con los parámetros del cuaderno.

    Raises
    ------
    ParametroError
        Si el cuaderno no dice su archivo, o el ejercicio no es un año.
    PropuestaError
        Si el archivo no se puede leer.
    """
    if not archivo or not ejercicio.isdigit():
        raise ParametroError(
            "El cuaderno no dice qué propuesta mostrar.",
            donde="la celda de parámetros",
            esperado="la ruta del archivo y el ejercicio, entre comillas",
            encontrado=f"archivo «{Path(archivo).name}», ejercicio «{ejercicio}»",
            que_hacer="córralo con: fais propuesta cuaderno ARCHIVO --municipio … --ejercicio …",
        )
    hechas = read_confirmadas(Path(confirmadas)) if confirmadas else {}
    return review_propuesta(PedidoRevision(Path(archivo), clave_municipio, int(ejercicio), hechas))


def load_avance(revision: Revision, avance: str) -> RevisionAvance:
    """El avance contra su propuesta.

    Raises
    ------
    PropuestaError
        Si el libro no se puede leer.
    """
    return review_avance(Path(avance), revision.propuesta)


def show_portada(revision: Revision) -> Html:
    """De quién es, cuánto suma y que no se publica."""
    p, cuentas = revision.propuesta, revision.cuentas
    return render_aviso(
        "informacion",
        f"{revision.necesidad.municipio}, {p.ejercicio}: {format_obras(len(p.obras))} "
        f"por {format_pesos(p.total)} "
        f"pesos; hallazgos que bloquean, {cuentas['bloqueo']:,}; por corregir, {cuentas['corregir']:,}. "
        f"{INTERNO}",
    )


def build_tabla_dinero(revision: Revision) -> Tabla:
    """A qué llega el dinero de la propuesta."""
    total = revision.propuesta.total
    filas = [(c, format_pesos(p), write_parte_de(p, total)) for c, p in revision.alineacion.por_clase.items()]
    llega = write_parte_de(revision.alineacion.prioritario, total)
    titulo = f"Llega a la vivienda el {llega} del dinero" if total else "La propuesta no trae dinero"
    return _build_tabla(revision, "dinero", titulo, ("A qué llega", "Pesos", "Parte"), filas, SIN_CERTEZA)


def build_tabla_viviendas(revision: Revision) -> Tabla:
    """Viviendas que carecen, que se atienden y que dejarían su carencia."""
    rotulos = ("Carencia", "Carecen", "Se atienden", "La dejarían", "Veredicto", "Si sólo se resuelve ésta")
    filas = list_efectos(revision)
    nota = "El menor supone que se entrega sin mirar quién carece. La última columna es de servicios básicos."
    titulo = "Cuántas viviendas dejarían su carencia" if filas else "Ninguna obra segura llega a una carencia"
    return _build_tabla(revision, "viviendas", titulo, rotulos, filas, nota)


def build_tabla_hallazgos(revision: Revision) -> Tabla:
    """Qué corregir: una línea por causa, primero lo que bloquea."""
    filas = _list_causas(revision.hallazgos)
    titulo = "Qué corregir, primero lo que bloquea" if filas else "Nada que corregir"
    rotulos = ("Qué pasa", "Qué hacer", "Cuántas", "Gravedad", "Regla")
    return _build_tabla(revision, "hallazgos", titulo, rotulos, filas)


def build_tabla_alternativas(revision: Revision) -> Tabla:
    """Carencias que la propuesta no atiende y con qué podría."""
    filas = list_alternativas(revision)
    rotulos = ("Carencia", "Carecen", "Se atienden", "Con qué", "Dónde empezar")
    return _build_tabla(revision, "alternativas", "Lo que falta atender y con qué", rotulos, filas)


def build_tabla_reglas(revision: Revision) -> Tabla:
    """Las reglas del ejercicio, medidas."""
    rotulos = ("Regla", "La propuesta da", "Se espera", "Resultado")
    filas = list_medidas(revision)
    return _build_tabla(revision, "reglas", "Las reglas del ejercicio", rotulos, filas)


def build_tabla_controles(revision: Revision, avance: RevisionAvance | None = None) -> Tabla:
    """Los dieciséis controles de auditoría: lo que se comprobó y el dato que falta."""
    hallazgos = [*revision.hallazgos, *(avance.hallazgos if avance else ())]
    hechos = review_controles(revision.propuesta.obras, hallazgos, revision.medidas, avance is not None)
    filas = [
        (
            f"{c.control.numero}. {c.control.nombre}",
            c.control.comprobacion,
            c.resultado,
            c.falta or NADA_FALTA,
        )
        for c in hechos
    ]
    rotulos = ("Control", "Qué se mira", "Resultado", "Dato que falta")
    nota = "La lista sigue el orden usual de auditoría: por verificar."
    return _build_tabla(revision, "controles", "Los dieciséis controles de auditoría", rotulos, filas, nota)


def plot_curva_s(avance: RevisionAvance) -> Grafica | Html:
    """Programado, ganado y real por trimestre."""
    if not avance.curva:
        return render_aviso("informacion", "El libro de avance no trae ningún corte que se entienda.")
    series = {"Programado": "programado", "Ganado": "ganado", "Real (devengado)": "real"}
    datos = pd.DataFrame(
        [
            (str(p.corte), serie, getattr(p, campo) / 100)
            for serie, campo in series.items()
            for p in avance.curva
        ],
        columns=["corte", "serie", "pesos"],
    )
    ultimo = avance.curva[-1]
    titulo = "Sin programa con qué comparar"
    if ultimo.spi is not None:
        titulo = f"Al corte {ultimo.corte} se ha ganado el {float(100 * ultimo.spi):.0f} % de lo programado"
    nota = "Programa supuesto, en línea recta, donde la obra no trae fechas." if ultimo.es_supuesto else ""
    textos = Presentacion(
        "ejecucion-curva", titulo, "Pesos acumulados por trimestre", _cite(avance.propuesta.archivo), nota
    )
    return plot_evolucion(datos, Campos("corte", "pesos", "serie", "mdp"), textos)


def build_tabla_avance(revision: Revision, avance: RevisionAvance) -> Tabla:
    """El último avance de cada obra."""
    nombres = index_nombres(revision.propuesta.obras)
    filas = [
        (
            nombres.get(a.folio, a.folio),
            str(a.corte),
            "sin dato" if a.fisico_pct is None else f"{a.fisico_pct:f} %",
            *(
                "sin dato" if a.momentos.get(m) is None else format_pesos(a.momentos[m])
                for m in ("devengado", "pagado")
            ),
        )
        for a in avance.avances
    ]
    rotulos = ("Obra", "Corte", "Avance físico", "Devengado", "Pagado")
    return _build_tabla(revision, "avance", "El avance, obra por obra", rotulos, filas)


def build_tabla_pendientes(revision: Revision, avance: RevisionAvance) -> Tabla:
    """Quién va tarde y por qué."""
    filas = _list_causas(avance.hallazgos)
    titulo = "Qué atender, primero lo que bloquea" if filas else "Nada por atender"
    rotulos = ("Qué pasa", "Qué hacer", "Cuántas", "Gravedad", "Regla")
    return _build_tabla(revision, "pendientes", titulo, rotulos, filas)


def build_tabla_plazos(revision: Revision, avance: RevisionAvance) -> Tabla:
    """Los plazos de ley del ejercicio."""
    filas = [(p.que, format_fecha(p.vence)) for p in avance.plazos]
    return _build_tabla(revision, "plazos", "Los plazos de ley", ("Qué", "Vence"), filas)


def _list_causas(hallazgos: Sequence[Hallazgo]) -> list[tuple[str, str, str, str, str]]:
    filas = []
    for causa in group_causas(hallazgos):
        h = causa.muestra
        que_pasa = f"{h.que_pasa} ({h.leyenda})" if h.leyenda else h.que_pasa
        filas.append((que_pasa, h.que_hacer, f"{causa.cuenta:,}", ROTULO_GRAVEDAD[h.gravedad], h.regla))
    return filas


def _build_tabla(
    revision: Revision, ident: str, titulo: str, rotulos: Sequence[str], filas: Filas, nota: str = ""
) -> Tabla:
    campos = [f"c{i}" for i in range(len(rotulos))]
    return Tabla(
        f"propuesta-{ident}",
        titulo,
        [Columna(c, r) for c, r in zip(campos, rotulos, strict=True)],
        pd.DataFrame([list(f) for f in filas], columns=campos, dtype="str"),
        _cite(revision.propuesta.archivo),
        nota,
    )


def _cite(archivo: str) -> str:
    return f"{archivo}, entregado por el municipio; cálculo propio"
