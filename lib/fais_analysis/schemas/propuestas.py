"""Qué columnas trae una propuesta municipal y con qué otros rótulos se las encuentra en la calle.

Una fila = una obra o acción con su dinero por fuente. Ninguna columna sobra para leerla: la plantilla las
ofrece todas, y una hoja que sólo traiga nombre, lugar y monto también se lee.
"""

from fais_analysis.claves import PATRON_AGEB
from fais_analysis.schemas.inversion import VIAS_FOCALIZACION
from fais_analysis.schemas.libros import ColumnaLibro, FormatoLibro
from fais_analysis.schemas.propuestas_ajenas import IGNORADAS, PREFERIDAS
from fais_analysis.schemas.propuestas_dinero import MONTOS

SI_NO: tuple[str, ...] = ("sí", "no")
EJECUCIONES: tuple[str, ...] = ("contrato", "administración")
RESPUESTAS: tuple[str, ...] = ("atendida", "pospuesta", "no procede")
COLUMNAS_PROPUESTA: tuple[ColumnaLibro, ...] = (
    ColumnaLibro("folio", "Folio de la obra; vacío si todavía no tiene", tipo="clave", alias=("folio_obra",)),
    ColumnaLibro(
        "nombre_obra",
        "Qué obra o acción es, sin datos de personas",
        "texto",
        True,
        alias=(
            "nombre",
            "obra",
            "nombre_de_la_obra",
            "obra_o_accion",
            "nombre_de_la_obra_o_accion",
            "concepto",
            "nombre_del_proyecto",
            "proyecto",
            "descripcion_de_la_obra",
            "obra/accion",
            "accion",
            "obras",
            "tipo_programa_proyecto",
            "nombre_de_obra",
            "obras_y_acciones",
            "obra_y/o_accion",
            "nombre_de_la_obra_y/o_accion",
        ),
    ),
    ColumnaLibro(
        "subclasificacion",
        "Renglón del Catálogo de obras",
        "texto del catálogo",
        es_lista_abierta=True,
        alias=("tipo_de_obra", "catalogo", "subclasificacion_del_proyecto", "clasificacion_catalogo"),
    ),
    ColumnaLibro("modalidad", "Construcción, ampliación, rehabilitación…", es_lista_abierta=True),
    ColumnaLibro(
        "localidad",
        "Localidad: su clave de nueve dígitos y su nombre",
        "clave y nombre",
        es_lista_abierta=True,
        alias=(
            "localidad_clave",
            "clave_localidad",
            "nombre_localidad",
            "comunidad",
            "loc.",
            "localidad/colonia",
            "localidad_o_colonia",
            "poblacion",
            "ubicacion",
            "nom_loc",
            "cve_loc",
            "clave_de_localidad",
            "localidad/comunidad",
            "comunidad/localidad",
            "nombre_de_la_localidad",
        ),
    ),
    ColumnaLibro(
        "ageb",
        "Clave de la AGEB urbana; vacía si no aplica",
        tipo="clave",
        largo=13,
        patron=PATRON_AGEB,
        alias=("clave_ageb",),
    ),
    ColumnaLibro("latitud", "Grados decimales", "grados", tipo="medida", alias=("lat", "latitud_n")),
    ColumnaLibro(
        "longitud",
        "Grados decimales, con signo menos",
        "grados",
        tipo="medida",
        alias=("lon", "long", "longitud_o"),
    ),
    ColumnaLibro(
        "via_focalizacion",
        "Por qué vía llega a su población objetivo",
        tipo="opcion",
        opciones=VIAS_FOCALIZACION,
        alias=("via", "criterio_de_focalizacion"),
    ),
    ColumnaLibro(
        "unidad_medida",
        "Unidad de la meta (metro, vivienda, obra…)",
        alias=(
            "unidad",
            "unidad_de_medida",
            "u.m.",
            "um",
            "u_medida",
            "u_de_medida",
            "unid_de_medida",
            "u_med",
        ),
    ),
    ColumnaLibro(
        "meta", "Cuánto se hará, en su unidad", "número", tipo="numero", alias=("metas", "cantidad")
    ),
    ColumnaLibro(
        "viviendas",
        "Viviendas que reciben la obra",
        "viviendas",
        tipo="entero",
        alias=(
            "viviendas_beneficiadas",
            "no._viviendas",
            "num_viviendas",
            "viv.",
            "no_de_viviendas",
            "viviendas_benef",
        ),
    ),
    ColumnaLibro(
        "viviendas_conectadas",
        "De una red: viviendas que quedan conectadas con esta obra",
        "viviendas",
        tipo="entero",
        alias=("viviendas_por_conectar",),
    ),
    ColumnaLibro(
        "viviendas_acreditadas",
        "Viviendas en lista con CUIS o cédula que hoy carecen",
        "viviendas",
        tipo="entero",
    ),
    ColumnaLibro("con_drenaje", "De un baño: si trae su propio drenaje", tipo="opcion", opciones=SI_NO),
    ColumnaLibro(
        "beneficiarios_h",
        "Hombres beneficiados",
        "personas",
        tipo="entero",
        alias=("hombres", "benef_h", "benef_hombres", "beneficiarios_hombres"),
    ),
    ColumnaLibro(
        "beneficiarios_m",
        "Mujeres beneficiadas",
        "personas",
        tipo="entero",
        alias=("mujeres", "benef_m", "benef_mujeres", "beneficiarios_mujeres"),
    ),
    ColumnaLibro(
        "beneficiarios",
        "Personas beneficiadas, si no se desglosan",
        "personas",
        tipo="entero",
        alias=(
            "poblacion_beneficiada",
            "total_beneficiarios",
            "benef.",
            "no_beneficiarios",
            "no_de_beneficiarios",
            "pob_beneficiada",
            "habitantes_beneficiados",
        ),
    ),
    *MONTOS,
    ColumnaLibro(
        "comite_prioridad",
        "Lugar que le dio el comité comunitario (1, 2, 3…)",
        "lugar",
        tipo="entero",
        minimo=1,
        alias=("prioridad", "prioridad_del_comite", "prioridad_comite", "orden_de_prioridad"),
    ),
    ColumnaLibro(
        "comite_asamblea",
        "Fecha de la asamblea del comité",
        "fecha",
        tipo="fecha",
        alias=("asamblea", "fecha_asamblea", "fecha_de_asamblea"),
    ),
    ColumnaLibro(
        "comite_respuesta",
        "Qué se respondió al comité",
        tipo="opcion",
        opciones=RESPUESTAS,
    ),
    ColumnaLibro(
        "ejecucion",
        "Por contrato o por administración",
        tipo="opcion",
        opciones=EJECUCIONES,
        alias=("modalidad_ejecucion", "modalidad_de_ejecucion"),
    ),
    ColumnaLibro(
        "fecha_inicio",
        "Cuándo empieza",
        "fecha",
        tipo="fecha",
        alias=("inicio", "fecha_de_inicio"),
    ),
    ColumnaLibro(
        "fecha_termino",
        "Cuándo termina",
        "fecha",
        tipo="fecha",
        alias=("termino", "fecha_de_termino"),
    ),
    ColumnaLibro("folio_mids", "Folio de la MIDS, si ya lo tiene", tipo="clave", alias=("folio_matriz",)),
    ColumnaLibro(
        "municipio",
        "Municipio de la obra: clave o nombre",
        es_lista_abierta=True,
        alias=("clave_municipio", "municipio_clave", "id_municipio", "mpio", "nombre_municipio"),
    ),
    ColumnaLibro("ejercicio", "Año del recurso", "año", alias=("ciclo", "anio", "ano", "ejercicio_fiscal")),
)
MAXIMO_OBRAS = 5_000  # un municipio propone cientos: más es otro archivo
FORMATO_PROPUESTA = FormatoLibro(
    hoja="Obras",
    contenido="obras",
    columnas=COLUMNAS_PROPUESTA,
    maximo_filas=MAXIMO_OBRAS,
    minimo_reconocidas=2,
    ignoradas=IGNORADAS,
    preferidas=PREFERIDAS,
    admite_dos_renglones=True,
)
# Las que ofrece la plantilla: el municipio y el ejercicio van en su hoja de instrucciones.
FORMATO_PLANTILLA = FormatoLibro(
    hoja="Obras",
    contenido="obras",
    columnas=tuple(
        c for c in COLUMNAS_PROPUESTA if c.nombre not in ("municipio", "ejercicio", "beneficiarios")
    ),
    minimo_reconocidas=2,
)
FORMATO_CONFIRMADAS = FormatoLibro(
    hoja="Por confirmar",
    contenido="renglones por confirmar",
    columnas=(
        ColumnaLibro("texto", "Lo que dice la propuesta", es_obligatoria=True),
        ColumnaLibro("confirmada", "Renglón del Catálogo que una persona confirmó", es_lista_abierta=True),
    ),
    minimo_reconocidas=2,
    ignoradas=("obras", "pesos", "entendi", "segunda", "tercera"),
    es_hoja_obligada=True,
)
SE_QUEDA, SE_CAMBIA, SE_QUITA, SE_AGREGA = "se queda", "se cambia", "se quita", "se agrega"
DECISIONES: tuple[str, ...] = (SE_QUEDA, SE_CAMBIA, SE_QUITA, SE_AGREGA, "pendiente")
FORMATO_ACUERDOS = FormatoLibro(
    hoja="Mezcla",
    contenido="acuerdos de la reunión",
    columnas=(
        ColumnaLibro("folio", "Folio de la obra, como lo dio el libro de la mezcla", tipo="clave"),
        ColumnaLibro("acuerdo", "Qué se acordó de la obra", tipo="opcion", opciones=DECISIONES),
        ColumnaLibro("pesos_acordados", "Pesos que se acordaron; vacío si no se dijo", "pesos", tipo="monto"),
        ColumnaLibro("nota", "Por qué, sin datos de personas"),
    ),
    minimo_reconocidas=3,
    es_hoja_obligada=True,
)
