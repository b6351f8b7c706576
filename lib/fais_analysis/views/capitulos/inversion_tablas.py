"""Las tablas del capítulo de inversión."""

from dataclasses import replace
from functools import partial

from fais_analysis.schemas.capitulos.inversion import InversionMunicipio
from fais_analysis.views.capitulos.comun import get_corto, phrase_numero
from fais_analysis.views.capitulos.focalizacion_tablas import list_reglas_visibles
from fais_analysis.views.capitulos.inversion import list_reales
from fais_analysis.views.capitulos.origen import write_origen
from fais_analysis.views.dato import fill_procedencia
from fais_analysis.views.formato import format_entero
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Columna
from fais_analysis.views.registros import list_renglones
from fais_analysis.views.tabla import Tabla

TABLAS = ("grupos", "cobertura", "reglas", "necesidad", "obras")


def list_tablas(datos: InversionMunicipio) -> tuple[str, ...]:
    """Tablas que muestra el capítulo: ninguna si el libro no registra obras del municipio."""
    if datos.total.empty:
        return ()
    omitidas = {"cobertura"} if datos.cobertura.empty else set()
    omitidas |= {"reglas"} if list_reglas_visibles(datos).empty else set()
    propias = tuple(t for t in TABLAS if t not in omitidas)
    return (*propias, *list_reales(datos)) if datos.es_demostracion else propias


def show_grafica(datos: InversionMunicipio, grafica: Grafica | Html) -> Grafica | Tabla | Html:
    """La gráfica o, con un libro de demostración, sólo su tabla: lo ficticio no da para un mensaje."""
    if isinstance(grafica, Html) or not datos.es_demostracion:
        return grafica
    return replace(grafica.tabla, titulo=grafica.descripcion, fuente=grafica.fuente, nota=grafica.nota)


def build_tabla_grupos(datos: InversionMunicipio) -> Tabla | Html:
    """Inversión, proyectos y acciones por grupo."""
    if datos.total.empty:
        return Html("")
    campos = ("inversion_mxn", "proyectos", "acciones")
    total = {"grupo": "Total"}
    filas = datos.por_grupo
    for campo in campos:
        plantilla = write_origen(datos, "por_grupo", campo)
        origenes = [fill_procedencia(plantilla, r) for r in list_renglones(filas)]
        filas = filas.assign(**{f"origen_{campo}": origenes})
        total |= {campo: datos.total[campo].iloc[0], f"origen_{campo}": write_origen(datos, "total", campo)}
    return Tabla(
        id="tabla-grupos",
        titulo="Inversión, proyectos y acciones por grupo",
        columnas=[
            Columna("grupo", "Grupo"),
            Columna("inversion_mxn", "Inversión", "mxn2", procedencia="{origen_inversion_mxn}"),
            Columna("proyectos", "Proyectos", "entero", procedencia="{origen_proyectos}"),
            Columna("acciones", "Acciones", "entero", procedencia="{origen_acciones}"),
        ],
        filas=filas,
        fuente=datos.citas["libro"],
        nota="Una obra (un folio del libro) puede traer varios proyectos o acciones: por eso no dan el "
        "número de obras. Una acción es un apoyo por vivienda; no se suma con los proyectos.",
        total=total,
    )


def build_tabla_necesidad(datos: InversionMunicipio) -> Tabla | Html:
    """Personas, dinero y conclusión de cada carencia que el FAIS mueve directamente."""
    if datos.total.empty:
        return Html("")
    regla, origen = datos.parametros.iloc[0], partial(write_origen, datos, "necesidad")
    final = "inversion_final_mxn"
    return Tabla(
        id="tabla-necesidad",
        titulo="Carencia contra peso",
        columnas=[
            Columna("nombre", "Carencia"),
            Columna("personas", "Personas con la carencia", "entero", procedencia=origen("personas")),
            Columna("obras", "Obras que la atienden", "entero", procedencia=origen("obras")),
            Columna("inversion_mxn", "Inversión que la atiende", "mxn", procedencia=origen("inversion_mxn")),
            Columna(final, "De ella, en la vivienda", "mxn", procedencia=origen(final)),
            Columna("conclusion", "Conclusión"),
        ],
        filas=datos.necesidad.assign(nombre=datos.necesidad["carencia"].map(get_corto)),
        fuente=f"{datos.citas['libro']}; {datos.citas['pobreza_municipal']}",
        nota=(
            f"«Parecida a su peso»: hasta {format_entero(regla['umbral_peso_pp'])} puntos porcentuales "
            "entre las personas y el dinero. No se concluye con datos de demostración, con menos de "
            f"{format_entero(regla['minimo_personas'])} personas o menos de "
            f"{format_entero(regla['minimo_obras'])} obras. {_write_sin_clasificar(datos)}"
        ),
    )


def _write_sin_clasificar(datos: InversionMunicipio) -> str:
    obras = int(datos.sin_clasificar["obras"].iloc[0])
    cuantas = "ninguna" if obras == 0 else format_entero(obras)
    return f"Obras sin clasificar en el catálogo de su año: {cuantas}."


def build_tabla_obras(datos: InversionMunicipio) -> Tabla | Html:
    """Las obras con más dinero."""
    if datos.total.empty:
        return Html("")
    cuantas = len(datos.obras)
    titulo = "La obra registrada" if cuantas == 1 else f"Las {phrase_numero(cuantas)} obras con más inversión"
    return Tabla(
        id="tabla-obras-mayores",
        titulo=titulo,
        columnas=[
            Columna("nombre_obra", "Obra o acción"),
            Columna("ejercicio", "Año", "anio"),
            Columna("incidencia", "Incidencia"),
            Columna(
                "inversion_mxn",
                "Inversión",
                "mxn2",
                procedencia=write_origen(datos, "obras", "inversion_mxn"),
            ),
        ],
        filas=datos.obras,
        fuente=datos.citas["libro"],
    )
