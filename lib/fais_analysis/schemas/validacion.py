"""El único lugar donde una falla de pandera se vuelve un error que se entiende."""

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from fais_analysis.errors import EsquemaError

MAX_CLAVES = 5
MAX_REGLAS = 8


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
    try:
        return esquema.validate(tabla, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise _convert_fallas(esquema, tabla, donde, error.failure_cases) from None


def _convert_fallas(
    esquema: pa.DataFrameSchema, tabla: pd.DataFrame, donde: str, fallas: pd.DataFrame
) -> EsquemaError:
    reglas = fallas.apply(_describe_falla, axis=1)
    primera = reglas.iloc[0]
    indices = fallas.loc[reglas == primera, "index"].dropna()
    claves = _list_claves(esquema, tabla, indices)
    otras = [r for r in reglas.unique() if r != primera]
    return EsquemaError(
        f"La tabla no cumple su contrato: {primera}.",
        donde=donde + (f" ({'; '.join(claves)})" if claves else ""),
        esperado=str(esquema.description or esquema.name),
        encontrado=f"{max(len(indices.unique()), 1):,} casos"
        + (f"; también incumple: {'; '.join(otras[:MAX_REGLAS])}" if otras else "")
        + ("…" if len(otras) > MAX_REGLAS else ""),
        que_hacer="compare esas filas con el archivo oficial; no se corrige a mano ni se rellena con ceros",
    )


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
    sujeto = f"«{columna}»" if falla["schema_context"] == "Column" else "identidad"
    return f"{sujeto}: {regla}"


def _list_claves(esquema: pa.DataFrameSchema, tabla: pd.DataFrame, indices: pd.Series) -> list[str]:
    llave = [c for c in (esquema.unique or []) if c in tabla.columns]
    validos = [i for i in indices.unique() if i in tabla.index][:MAX_CLAVES]
    if not llave or not validos:
        return []
    return tabla.loc[validos, llave].astype(str).agg(" · ".join, axis=1).tolist()
