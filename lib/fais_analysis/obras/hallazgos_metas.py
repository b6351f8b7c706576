"""Lo que hay que corregir en las metas, las personas, las fechas y el comité de cada obra."""

from collections.abc import Iterable

from fais_analysis.obras.efecto import count_unidades
from fais_analysis.obras.modelo import Hallazgo, Obra
from fais_analysis.obras.necesidad import Necesidad

POR_VERIFICAR = "por verificar"


def check_personas(obra: Obra, necesidad: Necesidad, ejercicio: int) -> Iterable[Hallazgo]:
    """Personas beneficiadas: que se digan por sexo y quepan en la localidad."""
    personas, sin_sexo = obra.metas.personas, obra.metas.beneficiarios_h is None
    if not personas or sin_sexo:
        yield Hallazgo(
            "BENEFICIARIOS",
            "corregir",
            "No dice cuántos hombres y cuántas mujeres se benefician.",
            "escriba hombres y mujeres en su columna",
            obra.folio,
            obra.renglon,
            columna="beneficiarios_h",
            encontrado=f"{personas:,} personas" if personas else "",
            esperado="hombres y mujeres",
            causa="sin personas por sexo",
            cita="LCF 33-B-II-a y LFPRH 85-II (beneficiarios, por sexo)",
        )
    propia = necesidad.localidades.get(obra.lugar.localidad)
    if propia is not None and personas and personas > propia.habitantes:
        yield Hallazgo(
            "MAS_QUE_LOCALIDAD",
            "aviso",
            f"Beneficia a más personas de las que viven en {propia.nombre}.",
            "revise las personas o el lugar",
            obra.folio,
            obra.renglon,
            columna="beneficiarios_h",
            encontrado=f"{personas:,}",
            esperado=f"a lo más {propia.habitantes:,} (Censo 2020)",
            causa="más personas que la localidad",
        )


def check_metas(obra: Obra, necesidad: Necesidad, ejercicio: int) -> Iterable[Hallazgo]:
    """La meta: cuánto se hará."""
    metas = obra.metas
    if metas.meta is None and metas.viviendas is None:
        yield Hallazgo(
            "SIN_META",
            "corregir",
            "No dice cuánto se hará.",
            "escriba la meta y su unidad",
            obra.folio,
            obra.renglon,
            columna="meta",
            esperado="un número con su unidad",
            causa="sin meta",
        )


def check_viviendas(obra: Obra, necesidad: Necesidad, ejercicio: int) -> Iterable[Hallazgo]:
    """Las viviendas que recibe o conecta: sin ellas no se sabe a quién llega."""
    renglon, metas = obra.catalogo, obra.metas
    if renglon is None or not renglon.subindicador.startswith(("isb_", "icv_")):
        return
    if renglon.efecto == "intermedia" and not metas.viviendas_conectadas:
        yield Hallazgo(
            "SIN_CONEXION",
            "corregir",
            "Es una red o una fuente: por sí sola no llega a ninguna vivienda.",
            "escriba cuántas viviendas quedan conectadas, o agregue las tomas o descargas",
            obra.folio,
            obra.renglon,
            columna="viviendas_conectadas",
            encontrado="0",
            esperado="viviendas conectadas",
            causa="redes sin viviendas conectadas",
            leyenda=POR_VERIFICAR,
            pesos=obra.total,
        )
    elif renglon.efecto.startswith("final") and count_unidades(obra) is None:
        yield Hallazgo(
            "SIN_VIVIENDAS",
            "corregir",
            "No dice cuántas viviendas reciben la acción.",
            "escriba el número de viviendas",
            obra.folio,
            obra.renglon,
            columna="viviendas",
            esperado="viviendas",
            causa="acciones sin número de viviendas",
            pesos=obra.total,
        )


def check_fechas(obra: Obra, necesidad: Necesidad, ejercicio: int) -> Iterable[Hallazgo]:
    """Inicio y término en orden y en su ejercicio."""
    if obra.inicio and obra.termino and obra.termino < obra.inicio:
        yield Hallazgo(
            "FECHAS",
            "bloqueo",
            "Termina antes de empezar.",
            "corrija las fechas",
            obra.folio,
            obra.renglon,
            columna="fecha_termino",
            encontrado=f"{obra.inicio.isoformat()} a {obra.termino.isoformat()}",
            esperado="inicio y después término",
        )
    if obra.inicio and obra.inicio.year != ejercicio:
        yield Hallazgo(
            "FECHA_DE_OTRO_ANIO",
            "aviso",
            f"Empieza fuera de {ejercicio}.",
            "confirme la fecha o el ejercicio",
            obra.folio,
            obra.renglon,
            columna="fecha_inicio",
            encontrado=obra.inicio.isoformat(),
            esperado=str(ejercicio),
            causa="inicio fuera del ejercicio",
        )


def check_comite(obra: Obra, necesidad: Necesidad, ejercicio: int) -> Iterable[Hallazgo]:
    """La prioridad del comité va con la fecha de su asamblea y con lo que se le respondió."""
    if obra.comite.prioridad is not None and obra.comite.asamblea is None:
        yield Hallazgo(
            "COMITE_SIN_ASAMBLEA",
            "corregir",
            "Dice la prioridad del comité y no la fecha de su asamblea.",
            "escriba la fecha de la asamblea",
            obra.folio,
            obra.renglon,
            columna="comite_asamblea",
            encontrado=f"prioridad {obra.comite.prioridad}",
            esperado="una fecha",
            causa="prioridad sin asamblea",
        )
    if obra.comite.prioridad is not None and not obra.comite.respuesta:
        yield Hallazgo(
            "COMITE_SIN_RESPUESTA",
            "aviso",
            "El comité la pidió y no se dice qué se le respondió.",
            "escriba atendida, pospuesta o no procede",
            obra.folio,
            obra.renglon,
            columna="comite_respuesta",
            encontrado=f"prioridad {obra.comite.prioridad}",
            esperado="atendida, pospuesta o no procede",
            causa="prioridades sin respuesta",
            cita="LCF 33-B-II-b (participación de las comunidades)",
        )
