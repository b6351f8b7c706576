"""Las columnas corrientes de hojas verdaderas, MIDS y SRFT que no hacen falta o dicen lo mismo que otra."""

from collections.abc import Mapping

# Se admiten y no se leen.
IGNORADAS: tuple[str, ...] = (
    *("observaciones", "no.", "no", "num", "numero", "consecutivo", "#", "rubro", "incidencia", "carencia"),
    *("fondo", "descripcion", "trimestre", "estatus", "situacion", "id_entidad_federativa", "clasificacion"),
    *(
        "entidad_federativa",
        "entidad",
        "clave_entidad",
        "id_entidad",
        "institucion_ejecutora",
        "grado_rezago",
    ),
    *(
        "grado_de_rezago",
        "grado_de_marginacion",
        "tipo_zap",
        "tipo_de_localidad",
        "ambito",
        "tipo_licitacion",
    ),
    *("ejecutor", "tipo", "factibilidad", "efecto", "flujo", "metas_beneficiarios", "georeferencias"),
    *("avances_fisicos", "categoria", "version", "estatus_mids", "id_municipio_responsable", "ramo"),
    *("municipio_responsable", "id_ramo", "id_modalidad", "id_pp"),
)
# Pares que un mismo libro trae juntos, la clave y su nombre: cuál se lee; la otra, donde falte la primera.
PREFERIDAS: Mapping[str, tuple[str, ...]] = {
    "localidad": ("localidad_clave", "clave_localidad", "clave_de_localidad", "cve_loc"),
    "municipio": ("clave_municipio", "municipio_clave", "id_municipio"),
    "nombre_obra": (
        *("nombre_obra", "nombre_de_la_obra", "nombre_de_obra", "nombre_de_la_obra_o_accion"),
        *("nombre", "nombre_del_proyecto", "obra", "obra_o_accion"),
    ),
    "estatal": ("estatal", "aportacion_estatal", "recurso_estatal", "rec._estatal", "aport_estatal"),
}
