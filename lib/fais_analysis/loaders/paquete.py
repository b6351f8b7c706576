"""``data/datapackage.json``: las tablas como paquete Frictionless, desde sus fichas y sus contratos."""

import json
from typing import Any

import pandera.pandas as pa

from fais_analysis.loaders.guardas import RUTA_GUARDAS, check_guardas, load_guardas
from fais_analysis.loaders.ordenadas import load_ficha_tabla, load_tabla
from fais_analysis.schemas.registro import ESQUEMAS, OPCIONALES
from fais_analysis.sources.huella import compute_sha256
from fais_analysis.sources.tablas import FichaTabla

ARCHIVO = "datapackage.json"
# Lo que agrega la casa a cada recurso y al paquete: las guardas cumplidas y la huella de su declaración.
GUARDAS, HUELLA_GUARDAS = "guardas", "huella_guardas"
TIPOS = {"texto": "string", "entero": "integer", "numero": "number", "decimal": "number", "logico": "boolean"}
# Un sí o un no se escribe en español.
LOGICO = {"trueValues": ["sí"], "falseValues": ["no"]}


def build_paquete(tablas: list[str]) -> str:
    """El texto de ``datapackage.json``: un recurso por tabla, con sus columnas, su llave y su huella.

    No lleva fecha ni rutas de la máquina: con las mismas fichas salen los mismos bytes. Las tablas opcionales
    (las que alguien importó) y lo privado no entran.

    Parameters
    ----------
    tablas
        Nombres de las tablas ordenadas.

    Raises
    ------
    FuenteFaltanteError, FuenteAlteradaError
        Si falta una ficha o no se puede leer.
    EsquemaError
        Si una tabla no cumple sus guardas.
    """
    paquete = {
        "profile": "tabular-data-package",
        "name": "fais_analysis",
        "title": "Pobreza, rezago, marginación e inversión FAIS por municipio",
        "description": "Las claves son texto; una celda vacía es «sin dato», nunca cero.",
        HUELLA_GUARDAS: compute_sha256(RUTA_GUARDAS),
        "resources": [_build_recurso(load_ficha_tabla(n)) for n in tablas if n not in OPCIONALES],
    }
    return json.dumps(paquete, ensure_ascii=False, indent=1) + "\n"


def _build_recurso(ficha: FichaTabla) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": ficha.tabla.replace("/", "-"),
        "path": f"{ficha.tabla}.csv",
        "title": ficha.titulo,
        "description": " ".join(ficha.advertencias),
        "encoding": "utf-8",
        "format": "csv",
        "mediatype": "text/csv",
        "hash": f"sha256:{ficha.sha256}",
        GUARDAS: _list_guardas(ficha.tabla),
        "licenses": [_build_licencia(ficha.terminos)],
        "sources": [{"title": o.titulo, **({"path": o.url} if o.url else {})} for o in ficha.originales]
        or [{"title": ficha.cita}],
        "schema": {
            "fields": _build_campos(ficha),
            "primaryKey": list(ficha.llave),
            "missingValues": [""],
        },
    }


def _list_guardas(tabla: str) -> list[str]:
    """Las guardas que la tabla cumple, ya comprobadas."""
    propias = [*load_guardas().get(tabla, ())]
    if propias:
        check_guardas(tabla, load_tabla(tabla), f"data/{tabla}.csv")
    return propias


def _build_licencia(terminos: str) -> dict[str, str]:
    """Los términos de la tabla: con su dirección o, si no tienen, por su nombre."""
    titulo, _, resto = terminos.partition("http")
    if not resto:
        return {"name": "terminos-de-cada-fuente", "title": terminos}
    return {"path": f"http{resto.split()[0]}".rstrip(";"), "title": titulo.strip()}


def _build_campos(ficha: FichaTabla) -> list[dict[str, Any]]:
    contrato = ESQUEMAS.get(ficha.tabla)
    columnas = contrato.columns if contrato is not None else {}
    return [
        {
            "name": nombre,
            "type": TIPOS[columna.tipo],
            "description": columna.significado + (f" ({columna.unidad})" if columna.unidad else ""),
            **(LOGICO if columna.tipo == "logico" else {}),
            **_build_restricciones(columnas.get(nombre), nombre in ficha.llave),
        }
        for nombre, columna in ficha.columnas.items()
    ]


def _build_restricciones(columna: pa.Column | None, es_llave: bool) -> dict[str, Any]:
    if columna is None:
        return {"constraints": {"required": True}} if es_llave else {}
    return {} if columna.nullable else {"constraints": {"required": True}}
