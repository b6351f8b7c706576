"""La página ``docs/fuentes.md``: se genera de las fichas de las fuentes, así no puede decir otra cosa."""

from fais_analysis.claves import ENTIDADES
from fais_analysis.loaders.definiciones import load_definiciones
from fais_analysis.sources.fichas import Archivo, EdicionArchivo, Ficha, load_fichas

ENCABEZADO = """# Fuentes

Se genera de `lib/fais_analysis/sources/fuentes.yml` con `fais datos diccionario`; no se edita a mano (una
prueba comprueba que esté al día). Forma de cada ficha:
[`fuente-1.schema.json`](../lib/fais_analysis/schemas/fuente-1.schema.json). Su huella:
`fais datos fichas FUENTE`. Si están a la mano: `fais datos listar`.
"""
ESTADOS = {
    "visto": "dirección publicada",
    "plantilla": "dirección por probar",
    "portal": "se baja a mano",
    "ninguna": "sin dirección",
}


def build_documento_fuentes() -> str:
    """La página en Markdown: por fuente, de quién es, qué cubre, su cita, sus archivos y advertencias."""
    return "\n".join([ENCABEZADO, *(_format_fuente(ficha) for ficha in load_fichas().values())])


def _format_fuente(ficha: Ficha) -> str:
    hoy = f" (hoy, {ficha.institucion_hoy})" if ficha.institucion_hoy else ""
    alcance = " y ".join(ENTIDADES[e] for e in ficha.entidades) or "todo el país"
    terminos = f"[{ficha.terminos}]({ficha.terminos_url})" if ficha.terminos_url else ficha.terminos
    tablas = [n for n, d in load_definiciones().items() if _is_original(ficha.id, d)]
    return "\n".join(
        [
            f"## `{ficha.id}`\n",
            f"{ficha.titulo}. {ficha.institucion}{hoy}; {alcance}.\n",
            *([f"- Página: <{ficha.pagina}>."] if ficha.pagina else []),
            *([f"- Procesado por: {ficha.procesado_por}."] if ficha.procesado_por else []),
            f"- Cita: «{ficha.cita.strip().rstrip('.')}». Términos: {terminos}.",
            *([f"- Tablas: {', '.join(f'`{t}`' for t in tablas)}."] if tablas else []),
            *(_format_archivo(edicion, archivo) for edicion, archivo in ficha.archivos.items()),
            *(f"- {advertencia}" for advertencia in ficha.advertencias),
            *(f"- {clave}: {advertencia}." for clave, advertencia in ficha.advertencias_por_clave.items()),
            "",
        ]
    )


def _format_archivo(edicion: EdicionArchivo, archivo: Archivo) -> str:
    estado = ESTADOS[archivo.estado_url]
    direccion = f"[{estado}]({archivo.url})" if archivo.url else estado
    corte = f"{edicion.anio}: " if edicion.anio else ""
    return f"- {corte}`{archivo.ruta}`: {archivo.fidelidad}; {direccion}."


def _is_original(id_: str, definicion: dict[str, list[str]]) -> bool:
    return id_ in [*definicion["originales"], *definicion.get("originales_nacionales", [])]
