"""Las tablas de cobertura y de revisión de reglas, comunes al expediente y al panorama."""

import re
from datetime import date
from functools import partial

import pandas as pd

from fais_analysis.indicators.localidades import TAMANOS
from fais_analysis.indicators.necesidad import NO_SE_PUEDE
from fais_analysis.indicators.revision_reglas import NO_EVALUABLE, SIN_DECLARATORIA, TODO_EL_ANIO
from fais_analysis.schemas.vocabulario import GRADOS
from fais_analysis.views.capitulos.comun import join_citas, phrase_anios
from fais_analysis.views.capitulos.focalizacion import ConInversion
from fais_analysis.views.capitulos.origen import write_origen
from fais_analysis.views.componentes import render_aviso
from fais_analysis.views.formato import format_fecha
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Columna
from fais_analysis.views.tabla import Tabla

NOMBRES_REGLA = {
    "DIRECTA_MIN": "Mínimo de obra directa",
    "FISE_ZAP_MIN": "Mínimo en ZAP, fondo estatal",
    "FISMDF_ZAP_URBANA_MIN": "Mínimo en ZAP urbana, fondo municipal",
    "FOCALIZACION": "Toda obra declara a qué población llega",
}
AVISO = "aviso: no llega a lo que se pedía"
ES_DEMOSTRACION = "No se puede concluir: el libro es de demostración."
_FECHA = re.compile(r"\d{4}-\d{2}-\d{2}")
_GENERO = {
    "Muy alto": "muy alta",
    "Alto": "alta",
    "Medio": "media",
    "Bajo": "baja",
    "Muy bajo": "muy baja",
    "sin dato": "sin dato",
}
_RAZONES = {
    SIN_DECLARATORIA: "falta la declaratoria de zonas de ese año",
    "la regla se conoce demasiado poco y está apagada": "no se conoce bien la regla de ese año",
}
_COMPARA = {">=": "al menos", "<=": "a lo más", ">": "más de", "<": "menos de"}


def build_tabla_cobertura(datos: ConInversion) -> Tabla | Html:
    """A cuántas localidades y AGEB llegó alguna obra que diga su lugar: es un mínimo."""
    if datos.cobertura.empty:
        return Html("")
    origen = partial(write_origen, datos, "cobertura")
    filas = datos.cobertura.assign(nombre=[_write_clase(f) for f in datos.cobertura.itertuples(index=False)])
    filas = filas.sort_values("nombre", key=lambda s: s.map(_get_orden), kind="stable", ignore_index=True)
    motivos = list(dict.fromkeys(m for m in filas["motivo"] if m))
    concluye = f"No se puede concluir: {'; '.join(motivos)}. " if motivos else ""
    return Tabla(
        id="tabla-cobertura",
        titulo="Localidades y AGEB con alguna obra registrada",
        columnas=[
            Columna("nombre", "Lugares"),
            Columna("lugares", "Cuántos hay", "entero", procedencia=origen("lugares")),
            Columna("con_obra", "Con obra, al menos", "entero", procedencia=origen("con_obra")),
            Columna("cobertura_pct", "Porcentaje", "pct", procedencia=origen("cobertura_pct")),
        ],
        filas=filas,
        fuente=join_citas(datos.citas, "libro", "localidades"),
        nota=f"{concluye}Sólo cuentan las obras que dicen su lugar. Una obra en la localidad no quiere decir "
        "que benefició a toda su gente. No se tiene el grado de rezago de cada localidad: van por tamaño.",
    )


def _write_clase(fila) -> str:
    if fila.clase_de == "tamaño":
        return (
            "Localidades sin dato de población"
            if fila.clase == "sin dato"
            else f"Localidades de {fila.clase}"
        )
    return f"AGEB con marginación {_GENERO[fila.clase]}"


def _get_orden(nombre: str) -> int:
    """Primero las localidades, de la más chica a la mayor; luego las AGEB, de la mayor marginación."""
    orden = [f"Localidades de {t}" for t in TAMANOS]
    orden += [
        "Localidades sin dato de población",
        *(f"AGEB con marginación {_GENERO[g]}" for g in reversed(GRADOS)),
    ]
    return orden.index(nombre) if nombre in orden else len(orden)


def list_reglas_visibles(datos: ConInversion) -> pd.DataFrame:
    """Los hallazgos que se listan: todos en el panorama; en el expediente, los que se pudieron evaluar."""
    if datos.reglas.empty or len(datos.lugar.clave) == 2:
        return datos.reglas
    return datos.reglas[datos.reglas["resultado"] != NO_EVALUABLE]


def build_tabla_reglas(datos: ConInversion) -> Tabla | Html:
    """Qué se observa y qué pedía la regla de cada ejercicio, con su certeza: avisa, nunca falla."""
    visibles = list_reglas_visibles(datos)
    if visibles.empty:
        return (
            Html("") if datos.reglas.empty else render_aviso("informacion", _write_nota(datos.reglas, False))
        )
    filas = _write_reglas(visibles)
    es_estado = len(datos.lugar.clave) == 2
    fondo = [Columna("fondo", "Fondo")] if es_estado else []
    es_una = filas["nombre"].nunique() == 1
    return Tabla(
        id="tabla-reglas",
        titulo=f"{filas['nombre'].iloc[0]}, año por año"
        if es_una
        else "El reparto frente a las reglas de cada año",
        columnas=[
            *([] if es_una else [Columna("nombre", "Regla")]),
            Columna("cuando", "Año"),
            *fondo,
            Columna(
                "observado_pct",
                "Se observa",
                "pct",
                procedencia=write_origen(datos, "reglas", "observado_pct"),
            ),
            Columna("pedia", "Se pedía"),
            Columna("hallazgo", "Resultado"),
            Columna("que_tan_cierta", "¿Qué tan segura es la regla?"),
        ],
        filas=filas.sort_values(["regla", "ejercicio"], kind="stable", ignore_index=True),
        fuente=datos.citas["libro"],
        nota=_write_nota(datos.reglas, es_estado),
    )


def _write_cuando(fila) -> str:
    if fila.version == TODO_EL_ANIO:
        return str(fila.ejercicio)
    version = _FECHA.sub(lambda m: format_fecha(date.fromisoformat(m[0])).rsplit(" de ", 1)[0], fila.version)
    return f"{fila.ejercicio}, {version.replace('desde ', 'desde el ').replace('hasta ', 'hasta el ')}"


def _write_esperado(fila) -> str:
    if fila.regla == "FOCALIZACION":
        return "todas"
    if not fila.esperado or "PIZU" in fila.esperado:
        return "no se sabe"
    operador, _, resto = fila.esperado.partition(" ")
    return f"{_COMPARA.get(operador, operador)} {resto.split(' %')[0]}\u00a0%"


def _write_hallazgo(fila) -> str:
    if fila.resultado == NO_EVALUABLE:
        razon = _RAZONES.get(fila.razon, fila.razon).replace("no declaran su vía", "no lo declaran")
        return f"{NO_EVALUABLE}: {razon}"
    if fila.es_demostracion:
        return NO_SE_PUEDE
    # Una regla sin verificar avisa, nunca falla.
    return AVISO if fila.accion != "nada" and fila.leyenda else fila.resultado


def _write_certeza(fila) -> str:
    certeza = "de memoria" if fila.certeza == "recordada" else fila.certeza
    return f"{certeza}, {fila.leyenda}" if fila.leyenda else certeza


def _write_nota(filas: pd.DataFrame, es_estado: bool) -> str:
    """Qué no se pudo evaluar y por qué, y que una regla por verificar sólo avisa."""
    partes = [ES_DEMOSTRACION] if filas["es_demostracion"].any() else []
    partes.append("Lo «por verificar» no se ha cotejado con el Diario Oficial: avisa, no acusa.")
    if filas["version"].ne(TODO_EL_ANIO).any():
        partes.append("Si la regla cambió en el año van las dos, contra el año completo.")
    if es_estado:
        return " ".join(partes)
    fuera = filas[filas["resultado"] == NO_EVALUABLE]
    for regla in dict.fromkeys(fuera["regla"]):
        anios = phrase_anios(sorted({int(e) for e in fuera.loc[fuera["regla"] == regla, "ejercicio"]}))
        partes.append(f"No se evaluó «{NOMBRES_REGLA[regla]}» de {anios}: {_join_razones(fuera, regla)}.")
    return " ".join(partes)


def _join_razones(fuera: pd.DataFrame, regla: str) -> str:
    if regla == "FOCALIZACION":
        return "hay obras que no dicen a qué población llegan"
    razones = fuera.loc[fuera["regla"] == regla, "razon"]
    return "; ".join(dict.fromkeys(_RAZONES.get(r, r) for r in razones))


def _write_reglas(visibles: pd.DataFrame) -> pd.DataFrame:
    """Los hallazgos con sus columnas para leer."""
    renglones = list(visibles.itertuples(index=False))
    return visibles.assign(
        nombre=visibles["regla"].map(NOMBRES_REGLA),
        cuando=[_write_cuando(f) for f in renglones],
        pedia=[_write_esperado(f) for f in renglones],
        hallazgo=[_write_hallazgo(f) for f in renglones],
        que_tan_cierta=[_write_certeza(f) for f in renglones],
    )
