"""Las tablas del capítulo de inversión."""

from fais_analysis.schemas.informes import InversionMunicipio
from fais_analysis.views.capitulos.comun import get_corto
from fais_analysis.views.marcado import Html
from fais_analysis.views.modelos import Columna, Tabla


def build_tabla_grupos(datos: InversionMunicipio) -> Tabla | Html:
    """Inversión, obras, proyectos y acciones por grupo."""
    if datos.total.empty:
        return Html("")
    columnas = [
        Columna("grupo", "Grupo"),
        Columna(
            "inversion_mxn",
            "Inversión",
            "mxn2",
            procedencia=f"inversion[{datos.lugar.clave}].grupo[{{grupo}}]",
        ),
        Columna("porcentaje_pct", "Porcentaje", "pct"),
        Columna("proyectos", "Proyectos", "entero"),
        Columna("acciones", "Acciones", "entero"),
    ]
    total = {
        "grupo": "Total",
        **datos.total.iloc[0][["inversion_mxn", "porcentaje_pct", "proyectos", "acciones"]],
    }
    return Tabla(
        id="tabla-grupos",
        titulo="Inversión registrada por grupo",
        columnas=columnas,
        filas=datos.por_grupo,
        fuente=datos.citas["libro"],
        nota="Un proyecto es una obra; una acción es un apoyo por vivienda. No se suman entre sí.",
        total=total,
    )


def build_tabla_anios(datos: InversionMunicipio) -> Tabla | Html:
    """Inversión por año en pesos corrientes y constantes."""
    if datos.total.empty:
        return Html("")
    return Tabla(
        id="tabla-anios",
        titulo=f"Inversión por año, en pesos corrientes y a precios de {datos.anio_base}",
        columnas=[
            Columna("ejercicio", "Año", "anio", "izquierda"),
            Columna("inversion_mxn", "Pesos corrientes", "mxn2"),
            Columna("inversion_constante_mxn", f"Pesos de {datos.anio_base}", "mxn"),
        ],
        filas=datos.por_anio,
        fuente=f"{datos.citas['libro']}; {datos.citas['inpc']}",
        nota="INPC promedio anual derivado de publicaciones oficiales: por verificar.",
    )


def build_tabla_necesidad(datos: InversionMunicipio) -> Tabla | Html:
    """Necesidad y peso de cada carencia que el FAIS mueve directamente."""
    if datos.total.empty:
        return Html("")
    filas = datos.necesidad.assign(nombre=datos.necesidad["carencia"].map(get_corto))
    return Tabla(
        id="tabla-necesidad",
        titulo="La carencia frente al peso",
        columnas=[
            Columna("nombre", "Carencia"),
            Columna("personas", "Personas con la carencia", "entero"),
            Columna("inversion_mxn", "Inversión que la atiende", "mxn"),
            Columna("inversion_final_mxn", "De ella, en la vivienda", "mxn"),
            Columna("peso_necesidad_pct", "Peso en la necesidad", "pct"),
            Columna("peso_inversion_pct", "Peso en la inversión", "pct"),
            Columna("conclusion", "Conclusión"),
        ],
        filas=filas,
        fuente=f"{datos.citas['libro']}; {datos.citas['pobreza_municipal']}",
        nota="Una persona puede tener varias carencias y las obras cuestan distinto. No mide efecto.",
    )


def build_tabla_obras(datos: InversionMunicipio) -> Tabla | Html:
    """Las obras con más dinero."""
    if datos.total.empty:
        return Html("")
    return Tabla(
        id="tabla-obras-mayores",
        titulo="Las diez obras con más inversión registrada",
        columnas=[
            Columna("nombre_obra", "Obra o acción"),
            Columna("ejercicio", "Año", "anio"),
            Columna("grupo", "Grupo"),
            Columna("incidencia", "Incidencia"),
            Columna("inversion_mxn", "Inversión", "mxn2"),
        ],
        filas=datos.obras,
        fuente=datos.citas["libro"],
    )
