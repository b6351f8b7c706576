"""El único lugar donde una falla de pandera se vuelve un error que se entiende."""

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from fais_analysis.errors import EsquemaError

MAX_CLAVES = 5
MAX_REGLAS = 8
PREFIJO_IDENTIDAD = "identidad: "


def validate(esquema: pa.DataFrameSchema, tabla: pd.DataFrame, donde: str) -> pd.DataFrame:
    """Devuelve la tabla si cumple su contrato: columnas, llaves, rangos e identidades.

    Parameters
    ----------
    esquema
        El contrato de la tabla; ``esquema.unique`` es su llave.
    tabla
        La tabla por comprobar; no se modifica ni se convierte.
    donde
        Archivo o tabla que se revisa, para el mensaje.

    Raises
    ------
    EsquemaError
        Con el número de fallas, la regla incumplida y hasta cinco llaves.
    """
    if tabla.empty:
        raise _build_error(esquema, donde, "no trae ninguna fila", "0 filas")
    try:
        return esquema.validate(tabla, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise _convert_fallas(esquema, tabla, donde, error.failure_cases) from None


def _convert_fallas(
    esquema: pa.DataFrameSchema, tabla: pd.DataFrame, donde: str, fallas: pd.DataFrame
) -> EsquemaError:
    reglas = _describe_fallas(fallas)
    ordenadas = sorted(reglas.unique(), key=_get_prioridad)
    primera, otras = ordenadas[0], ordenadas[1:]
    indices = fallas.loc[reglas == primera, "index"].dropna()
    claves = _list_claves(esquema, tabla, indices)
    casos = max(len(indices.unique()), 1)
    return _build_error(
        esquema,
        donde + (f" ({'; '.join(claves)})" if claves else ""),
        primera,
        f"{casos:,} {'caso' if casos == 1 else 'casos'}"
        + (f"; también incumple: {'; '.join(otras[:MAX_REGLAS])}" if otras else "")
        + ("…" if len(otras) > MAX_REGLAS else ""),
    )


def _build_error(esquema: pa.DataFrameSchema, donde: str, regla: str, encontrado: str) -> EsquemaError:
    return EsquemaError(
        f"La tabla no cumple su contrato: {regla}.",
        donde=donde,
        esperado=str(esquema.description or esquema.name),
        encontrado=encontrado,
        que_hacer="compare esas filas con el archivo oficial; no se corrige a mano ni se rellena con ceros",
    )


def _get_prioridad(regla: str) -> int:
    """Primero lo que falta o sobra, luego cada columna y al final las identidades, que arrastran lo demás."""
    if regla.startswith(PREFIJO_IDENTIDAD):
        return 2
    return 1 if regla.startswith("«") else 0


def _describe_fallas(fallas: pd.DataFrame) -> pd.Series:
    """La regla de cada falla, escrita una vez por clase: de una misma puede haber un millón."""
    forma = fallas["failure_case"].where(fallas["index"].isna()).astype("str")  # qué columna falta o sobra
    clases = fallas[["schema_context", "column", "check"]].assign(forma=forma)
    numero = clases.groupby([*clases], dropna=False, sort=False).ngroup()
    es_primera = ~numero.duplicated()
    reglas = fallas[es_primera].apply(_describe_falla, axis=1)
    return numero.map(dict(zip(numero[es_primera], reglas, strict=True)))


def _describe_falla(falla: pd.Series) -> str:
    columna, regla = falla["column"], str(falla["check"])
    if regla == "column_in_schema":
        return f"sobra la columna «{falla['failure_case']}»"
    if regla == "column_in_dataframe":
        return f"falta la columna «{falla['failure_case']}»"
    if regla == "column_ordered":
        return f"la columna «{falla['failure_case']}» está fuera de orden"
    if regla == "not_nullable":
        return f"«{columna}» tiene celdas sin dato"
    if regla == "multiple_fields_uniqueness":
        return "la llave se repite"
    if regla.startswith("dtype"):
        return f"«{columna}» es de tipo {falla['failure_case']}, no {regla[7:-2]}"
    es_columna = falla["schema_context"] == "Column"
    return f"«{columna}»: {regla}" if es_columna else PREFIJO_IDENTIDAD + regla


def _list_claves(esquema: pa.DataFrameSchema, tabla: pd.DataFrame, indices: pd.Series) -> list[str]:
    llave = [c for c in (esquema.unique or []) if c in tabla.columns]
    validos = sorted(i for i in indices.unique() if i in tabla.index)[:MAX_CLAVES]
    if not llave or not validos:
        return []
    filas = tabla.loc[validos, llave].astype("object").fillna("sin clave")
    return [" · ".join(map(str, fila)) for fila in filas.to_numpy()]
