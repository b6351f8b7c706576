"""Diagnósticos municipales de pobreza e inversión FAIS.

Los archivos oficiales entran una vez y se comprueban; el cálculo es puro; los cuadernos sólo
muestran; cada cifra sabe decir de qué fuente y de qué regla viene.

Quien programa empieza con ``from fais_analysis import load_pobreza, compute_brechas, …``: la lista de
nombres es ``fais_analysis.__all__`` y la guía, ``docs/guia_analista.md``. Cada nombre se importa hasta que
se usa (PEP 562): ``import fais_analysis`` no carga pandas. Sus tipos los dice ``__init__.pyi``.
"""

__version__ = "0.1.0"

# Nombre público → módulo donde vive. Va como texto y no como ``import``: así nadie paga lo que no usa y los
# cuartos de abajo, que leen ``__version__``, no dependen de los de arriba (contrato de capas).
_DONDE: dict[str, str] = {
    # Cargar
    "describe_columnas": "analisis.tablas",
    "list_municipios": "analisis.tablas",
    "load_inversion": "analisis.tablas",
    "load_localidades": "analisis.tablas",
    "load_marginacion": "analisis.tablas",
    "load_municipios_geo": "loaders.ordenadas",
    "load_pobreza": "analisis.tablas",
    "load_rezago": "analisis.tablas",
    "load_tabla": "analisis.tablas",
    "read_tabla_propia": "analisis.propias",
    # Reglas y catálogos
    "get_regla": "rules.reglas",
    "load_carencias": "rules.carencias",
    "load_catalogo_obras": "rules.catalogo",
    # Calcular
    "compute_brechas": "indicators.brechas",
    "compute_cambios": "indicators.tendencias",
    "compute_comparacion_familia": "indicators.familias_comparacion",
    "compute_familia": "analisis.calculo",
    "compute_focalizacion": "analisis.calculo",
    "compute_inversion_constante_por": "indicators.constantes",
    "compute_inversion_per_capita": "indicators.per_capita",
    "compute_inversion_por": "indicators.inversion",
    "compute_prioridad": "analisis.calculo",
    # Mostrar y guardar
    "Campos": "views.figures",
    "Cortes": "views.maps",
    "Presentacion": "views.presentacion",
    "PresentacionMapa": "views.presentacion",
    "build_sello": "entidad.zonas",
    "export_excel": "analisis.exportar",
    "export_html": "analisis.exportar",
    "plot_barras": "views.figures",
    "plot_evolucion": "views.figures",
    "plot_mapa": "views.maps",
    "project_poligonos": "views.maps",
    "show_estilo": "analisis.exportar",
    # Informes
    "build_diagnostico": "reports.diagnostico",
    "describe_procedencia": "procedencia.valor",
    "evaluate_procedencia": "procedencia.valor",
    "produce_reportes": "analisis.informes",
    "verify_archivo": "verify.informe",
}

__all__ = sorted(_DONDE)


def __getattr__(nombre: str) -> object:
    if nombre not in _DONDE:
        raise AttributeError(f"fais_analysis no tiene «{nombre}»; lo público está en fais_analysis.__all__")
    from importlib import import_module
    from types import FunctionType

    valor = getattr(import_module(f"{__name__}.{_DONDE[nombre]}"), nombre)
    if isinstance(valor, FunctionType):  # quien programa se equivoca de tipo; la casa por dentro, no
        valor = import_module(f"{__name__}.analisis.tipos").guard_tipos(valor)
    globals()[nombre] = valor  # la siguiente vez ya no pasa por aquí
    return valor


def __dir__() -> list[str]:
    return sorted({*globals(), *_DONDE})
