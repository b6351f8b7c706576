"""El mapa de columnas de un programa: un YAML que dice qué columna es qué; lo no declarado no entra."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from fais_analysis.errors import EsquemaError, describe_falla_sistema
from fais_analysis.schemas.padron import (
    CAMPOS_PADRON,
    CAMPOS_PERSONA,
    DEBIDOS,
    FORMATOS_FECHA,
    UNIDADES_PADRON,
    ColumnaPadron,
    MapaPadron,
    UnidadPadron,
)

_CAMPOS_MAPA = {
    *("programa", "unidad", "hoja", "columnas", "aviso_privacidad"),
    *("ventana_meses", "conservacion_meses", "sensible", "ignorar"),
}
_MESES = ("ventana_meses", "conservacion_meses")
_CAMPOS_COLUMNA = {"de", "fijo", "formato", "valores"}


def read_mapa_padron(ruta: Path) -> MapaPadron:
    """Lee y revisa el mapa de columnas de un registro.

    Raises
    ------
    EsquemaError
        Si no es YAML, le falta algo debido, le sobra un campo o mezcla personas con una obra.
    """
    crudo = _read_yaml(ruta)
    _check_campos(ruta, crudo)
    columnas = {campo: _build_columna(ruta, campo, valor) for campo, valor in crudo["columnas"].items()}
    unidad: UnidadPadron = crudo["unidad"]
    _check_unidad(ruta, unidad, columnas)
    return MapaPadron(
        programa=str(crudo["programa"]),
        unidad=unidad,
        hoja=str(crudo.get("hoja") or "Padrón"),
        columnas=columnas,
        aviso_privacidad=str(crudo["aviso_privacidad"]),
        ventana_meses=crudo.get("ventana_meses"),
        conservacion_meses=crudo.get("conservacion_meses"),
        es_sensible=crudo.get("sensible", False),
        ignorar=tuple(map(str, crudo.get("ignorar") or ())),
    )


def _read_yaml(ruta: Path) -> dict[str, Any]:
    try:
        texto = ruta.read_text(encoding="utf-8")
        crudo = yaml.safe_load(texto)
    except OSError as error:
        raise _fail(ruta, "un archivo que se pueda abrir", describe_falla_sistema(error)) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise _fail(ruta, "un YAML en UTF-8", "un texto que no lo es") from None
    if not isinstance(crudo, dict):
        raise _fail(ruta, "campos con su valor", "otra cosa")
    if repetido := _find_repetido(yaml.compose(texto, yaml.SafeLoader)):
        raise _fail(ruta, "cada campo una sola vez", f"{_cite(ruta, repetido)} dos veces")
    return crudo


def _find_repetido(nodo: yaml.Node | None) -> str:
    """El primer campo escrito dos veces: YAML se queda con el último y calla."""
    if not isinstance(nodo, yaml.MappingNode):
        return ""
    campos = [str(llave.value) for llave, _ in nodo.value]
    repetidos = [c for i, c in enumerate(campos) if c in campos[:i]]
    return next(filter(None, [*repetidos, *(_find_repetido(valor) for _, valor in nodo.value)]), "")


def _check_campos(ruta: Path, crudo: dict[str, Any]) -> None:
    faltan = {"programa", "unidad", "columnas", "aviso_privacidad"} - crudo.keys()
    if faltan:
        raise _fail(ruta, "programa, unidad, columnas y aviso_privacidad", f"falta {min(faltan)}")
    if sobran := {str(c) for c in crudo} - _CAMPOS_MAPA:
        raise _fail(ruta, f"sólo: {', '.join(sorted(_CAMPOS_MAPA))}", _cite(ruta, min(sobran)))
    if crudo["unidad"] not in UNIDADES_PADRON:
        raise _fail(ruta, f"unidad: {', '.join(UNIDADES_PADRON)}", "otra unidad")
    if not isinstance(crudo["columnas"], dict):
        raise _fail(ruta, "columnas: campo y rótulo", "otra cosa")
    for campo in _MESES:
        meses = crudo.get(campo)
        if meses is not None and (isinstance(meses, bool) or not isinstance(meses, int) or meses < 1):
            raise _fail(ruta, f"{campo}: un entero de 1 o más", "otra cosa")
    if not isinstance(crudo.get("sensible", False), bool):
        raise _fail(ruta, "sensible: true o false", "otra cosa")


def _build_columna(ruta: Path, campo: str, valor: object) -> ColumnaPadron:
    if campo not in CAMPOS_PADRON:
        raise _fail(ruta, f"campos de: {', '.join(CAMPOS_PADRON)}", _cite(ruta, campo))
    partes: Mapping[str, Any] = valor if isinstance(valor, dict) else {"de": valor}
    if sobran := {str(p) for p in partes} - _CAMPOS_COLUMNA:
        raise _fail(ruta, f"en {campo}: {', '.join(sorted(_CAMPOS_COLUMNA))}", _cite(ruta, min(sobran)))
    de = partes.get("de") or ()
    rotulos = (str(de),) if isinstance(de, str | int) else tuple(map(str, de))
    fijo = str(partes.get("fijo") or "").strip()
    if bool(rotulos) == bool(fijo):
        raise _fail(ruta, f"en {campo}: «de» o «fijo», uno de los dos", "ninguno o ambos")
    formato = str(partes.get("formato", ""))
    if formato and formato not in FORMATOS_FECHA:
        raise _fail(ruta, f"formato: {', '.join(FORMATOS_FECHA)}", f"otro en {campo}")
    valores = {str(k): str(v) for k, v in (partes.get("valores") or {}).items()}
    return ColumnaPadron(rotulos, fijo, formato, valores)


def _check_unidad(ruta: Path, unidad: UnidadPadron, columnas: Mapping[str, ColumnaPadron]) -> None:
    if faltan := [c for c in DEBIDOS[unidad] if c not in columnas]:
        raise _fail(ruta, f"columnas de {unidad}: {', '.join(DEBIDOS[unidad])}", f"falta {faltan[0]}")
    if not {"ejercicio", "fecha_apoyo"} & columnas.keys():
        raise _fail(ruta, "ejercicio o fecha_apoyo", "ninguno de los dos")
    if not {"clave_localidad", "clave_municipio"} & columnas.keys():
        raise _fail(ruta, "clave_localidad o clave_municipio", "ninguna de las dos")
    de_mas = [c for c in CAMPOS_PERSONA if c in columnas]
    if unidad in ("actor_social", "obra") and de_mas:
        raise _fail(ruta, f"ningún dato de personas en un registro de {unidad}", f"la columna {de_mas[0]}")


def _cite(ruta: Path, campo: object) -> str:
    """Un campo del mapa; el que no se conoce, por su renglón: puede ser un dato del registro."""
    if campo in _CAMPOS_MAPA | _CAMPOS_COLUMNA | set(CAMPOS_PADRON):
        return f"«{campo}»"
    renglones = ruta.read_text(encoding="utf-8").splitlines()
    numero = next((i for i, r in enumerate(renglones, start=1) if str(campo) in r), 1)
    return f"un campo que no se conoce, en el renglón {numero}"


def _fail(ruta: Path, esperado: str, encontrado: str) -> EsquemaError:
    return EsquemaError(
        "El mapa de columnas del registro no se puede usar.",
        donde=ruta.name,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="corrija el mapa; hay un ejemplo en docs/padron.md",
    )
