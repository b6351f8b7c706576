"""Un monto en letra, en la forma legal mexicana y exacto al centavo."""

from decimal import Decimal

_HASTA_VEINTINUEVE = [
    "CERO",
    "UNO",
    "DOS",
    "TRES",
    "CUATRO",
    "CINCO",
    "SEIS",
    "SIETE",
    "OCHO",
    "NUEVE",
    "DIEZ",
    "ONCE",
    "DOCE",
    "TRECE",
    "CATORCE",
    "QUINCE",
    "DIECISÉIS",
    "DIECISIETE",
    "DIECIOCHO",
    "DIECINUEVE",
    "VEINTE",
    "VEINTIUNO",
    "VEINTIDÓS",
    "VEINTITRÉS",
    "VEINTICUATRO",
    "VEINTICINCO",
    "VEINTISÉIS",
    "VEINTISIETE",
    "VEINTIOCHO",
    "VEINTINUEVE",
]
_DECENAS = {
    3: "TREINTA",
    4: "CUARENTA",
    5: "CINCUENTA",
    6: "SESENTA",
    7: "SETENTA",
    8: "OCHENTA",
    9: "NOVENTA",
}
_CENTENAS = {
    1: "CIENTO",
    2: "DOSCIENTOS",
    3: "TRESCIENTOS",
    4: "CUATROCIENTOS",
    5: "QUINIENTOS",
    6: "SEISCIENTOS",
    7: "SETECIENTOS",
    8: "OCHOCIENTOS",
    9: "NOVECIENTOS",
}
MILLON, BILLON = 10**6, 10**12
TOPE = 10**18


def write_letra(monto: Decimal) -> str:
    """El monto en letra, entre paréntesis: «(VEINTIÚN MIL PESOS 00/100 M.N.)».

    Raises
    ------
    TypeError
        Si no es ``Decimal``: un entero se confunde con centavos y un flotante no es exacto.
    ValueError
        Si es negativo, no es finito, trae más de dos decimales o no cabe en billones.

    Examples
    --------
    >>> write_letra(Decimal("31000000.50"))
    '(TREINTA Y UN MILLONES DE PESOS 50/100 M.N.)'
    """
    if not isinstance(monto, Decimal):
        raise TypeError(f"un monto en letra pide Decimal, no {type(monto).__name__}")
    if not monto.is_finite() or (monto.is_signed() and monto != 0) or monto >= TOPE:
        raise ValueError("un monto en letra es finito, de cero o más y menor que un trillón")
    centavos = monto * 100
    if centavos != centavos.to_integral_value():
        raise ValueError("un monto en letra lleva a lo más dos decimales")
    pesos, resto = divmod(int(centavos), 100)
    de = "DE " if pesos and pesos % MILLON == 0 else ""
    moneda = "PESO" if pesos == 1 else "PESOS"
    return f"({_write_entero(pesos)} {de}{moneda} {resto:02d}/100 M.N.)"


def _write_entero(numero: int) -> str:
    """Un entero con apócope: siempre va ante «mil», «millones» o «pesos»."""
    if numero == 0:
        return _HASTA_VEINTINUEVE[0]
    billones, resto = divmod(numero, BILLON)
    millones, unidades = divmod(resto, MILLON)
    partes = []
    if billones:
        partes.append("UN BILLÓN" if billones == 1 else f"{_write_miles(billones)} BILLONES")
    if millones:
        partes.append("UN MILLÓN" if millones == 1 else f"{_write_miles(millones)} MILLONES")
    if unidades:
        partes.append(_write_miles(unidades))
    return " ".join(partes)


def _write_miles(numero: int) -> str:
    miles, resto = divmod(numero, 1000)
    partes = []
    if miles:
        partes.append("MIL" if miles == 1 else f"{_write_centenas(miles)} MIL")
    if resto:
        partes.append(_write_centenas(resto))
    return " ".join(partes)


def _write_centenas(numero: int) -> str:
    if numero == 100:
        return "CIEN"
    centenas, resto = divmod(numero, 100)
    partes = [_CENTENAS[centenas]] if centenas else []
    if resto:
        partes.append(_write_decenas(resto))
    return " ".join(partes)


def _write_decenas(numero: int) -> str:
    if numero < 30:
        return {1: "UN", 21: "VEINTIÚN"}.get(numero, _HASTA_VEINTINUEVE[numero])
    decenas, unidad = divmod(numero, 10)
    if not unidad:
        return _DECENAS[decenas]
    return f"{_DECENAS[decenas]} Y {'UN' if unidad == 1 else _HASTA_VEINTINUEVE[unidad]}"
