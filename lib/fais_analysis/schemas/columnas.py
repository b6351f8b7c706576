"""Piezas con las que se arma cada contrato: una columna con su significado, su unidad y su rango."""

from collections.abc import Sequence

import pandera.pandas as pa

from fais_analysis.schemas.vocabulario import GRADOS

PRIMER_ANIO, ULTIMO_ANIO = 1990, 2030


def build_texto(
    significado: str, *, patron: str = "", valores: Sequence[str] = (), nulo: bool = False
) -> pa.Column:
    """Columna de texto, con patrón o lista de valores si los tiene."""
    checks = []
    if patron:
        checks.append(pa.Check.str_matches(patron, error=f"no tiene la forma {patron}"))
    if valores:
        checks.append(pa.Check.isin(list(valores), error=f"no es uno de: {', '.join(valores)}"))
    return pa.Column(str, checks, nullable=nulo, description=significado, metadata={"unidad": "texto"})


def build_anio(significado: str = "Año de la medición", anios: Sequence[int] = ()) -> pa.Column:
    """Columna de año; con ``anios``, sólo admite los publicados."""
    check = (
        pa.Check.isin(list(anios), error=f"no es un año publicado ({', '.join(map(str, anios))})")
        if anios
        else pa.Check.in_range(PRIMER_ANIO, ULTIMO_ANIO, error="está fuera de 1990-2030")
    )
    return pa.Column("int64", check, description=significado, metadata={"unidad": "año"})


def build_pct(significado: str, unidad: str = "% de la población", *, nulo: bool = True) -> pa.Column:
    """Columna de porcentaje, de 0 a 100."""
    return build_numero(significado, unidad, minimo=0, maximo=100, nulo=nulo)


def build_personas(significado: str, *, nulo: bool = True) -> pa.Column:
    """Columna de personas: entera y no negativa (``float64`` para que quepa el nulo)."""
    entera = pa.Check(lambda s: s.dropna() % 1 == 0, error="no es un número entero de personas")
    columna = build_numero(significado, "personas", minimo=0, nulo=nulo)
    columna.checks.append(entera)
    return columna


def build_numero(
    significado: str,
    unidad: str,
    *,
    minimo: float | None = None,
    maximo: float | None = None,
    nulo: bool = True,
) -> pa.Column:
    """Columna numérica con su rango admitido."""
    checks = []
    if minimo is not None:
        checks.append(pa.Check.ge(minimo, error=f"es menor que {minimo}"))
    if maximo is not None:
        checks.append(pa.Check.le(maximo, error=f"es mayor que {maximo}"))
    return pa.Column("float64", checks, nullable=nulo, description=significado, metadata={"unidad": unidad})


def build_entero(significado: str, unidad: str, minimo: int, maximo: int | None = None) -> pa.Column:
    """Columna entera sin nulos, con su rango."""
    checks = [pa.Check.ge(minimo, error=f"es menor que {minimo}")]
    if maximo is not None:
        checks.append(pa.Check.le(maximo, error=f"es mayor que {maximo}"))
    return pa.Column("int64", checks, description=significado, metadata={"unidad": unidad})


def build_grado(significado: str, *, nulo: bool = True) -> pa.Column:
    """Columna de grado, de «Muy bajo» a «Muy alto»."""
    return build_texto(significado, valores=GRADOS, nulo=nulo)


def build_esquema(
    nombre: str,
    descripcion: str,
    columnas: dict[str, pa.Column],
    llave: Sequence[str],
    checks: Sequence[pa.Check] = (),
) -> pa.DataFrameSchema:
    """Contrato de una tabla: columnas exactas y en orden, llave única e identidades."""
    return pa.DataFrameSchema(
        columnas,
        checks=list(checks),
        strict=True,
        ordered=True,
        unique=list(llave),
        name=nombre,
        description=descripcion,
    )
