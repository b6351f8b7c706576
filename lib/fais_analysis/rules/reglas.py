"""Reglas del FAIS por ejercicio: cada una con su valor, su cita y qué tan cotejada está.

Nada vale «hasta nuevo aviso»: cada versión nombra sus ejercicios. Pedir uno que nadie ha revisado
falla; así no se aplica sin querer el porcentaje del año pasado.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from fais_analysis.errors import ReglaError
from fais_analysis.schemas.anios import split_seguidos
from fais_analysis.schemas.textos import read_yaml

CARPETA_REGLAS = Path(__file__).parent / "data" / "reglas"
LEYENDA_POR_VERIFICAR = "por verificar"
MEDIDAS: tuple[str, ...] = ("parte", "conteo", "fecha", "lista", "texto", "referencia")
ACCIONES: dict[str, str] = {"verificada": "exigir", "corroborada": "señalar", "recordada": "avisar"}
ValorRegla = int | float | str | tuple[str, ...] | None


@dataclass(frozen=True)
class Regla:
    """Una regla en un ejercicio.

    ``valor`` es nulo cuando se sabe que la regla existe pero no cuánto dice. ``mide`` dice contra qué se
    compara (``parte`` = % de un fondo, ``conteo``, ``fecha``, ``lista``, ``texto`` o ``referencia``, que sólo
    informa). ``vence`` es la fecha límite cuando la regla es un plazo. ``activa`` es falso en lo que se
    conoce demasiado poco para compararlo.
    """

    codigo: str
    ejercicio: int
    descripcion: str
    valor: ValorRegla
    unidad: str
    operador: str
    ambito: str
    mide: str
    cita: str
    certeza: str
    confianza: str = ""
    nota: str = ""
    activa: bool = True
    desde: date | None = None
    hasta: date | None = None
    vence: date | None = None

    @property
    def puede_bloquear(self) -> bool:
        """Sólo lo cotejado con la norma, y con valor, puede exigirse."""
        return self.certeza == "verificada" and self.activa and self.valor is not None

    @property
    def accion(self) -> str:
        """Qué puede hacer el programa con ella: exigir, señalar o avisar."""
        return ACCIONES[self.certeza]

    @property
    def leyenda(self) -> str:
        """Lo que se imprime junto al resultado: «por verificar» si no está cotejada con la norma."""
        return "" if self.certeza == "verificada" else LEYENDA_POR_VERIFICAR


def list_codigos() -> list[str]:
    """Códigos de las reglas, en orden alfabético."""
    return sorted(_load_crudas())


def list_ejercicios(codigo: str) -> list[int]:
    """Ejercicios que alguien revisó para la regla, incluidos aquéllos en que no regía."""
    cruda = _get_cruda(codigo)
    con_valor = {e for v in cruda["versiones"] for e in v["ejercicios"]}
    return sorted(con_valor | set(cruda.get("sin_regla", [])))


def get_regla(codigo: str, ejercicio: int, fecha: date | None = None) -> Regla:
    """La regla que rige en un ejercicio y, si cambió a mitad de año, en una fecha.

    Parameters
    ----------
    codigo
        Por ejemplo ``DIRECTA_MIN``; véase :func:`list_codigos`.
    ejercicio
        Año fiscal del recurso.
    fecha
        Fecha de la obra, dentro del ejercicio. Hace falta sólo si la regla cambió ese año (2019).

    Raises
    ------
    ReglaError
        Si la regla no existe, nadie ha revisado ese ejercicio, no regía en él, la fecha es de otro año,
        o la regla cambió ese año y no se dio la fecha.

    Examples
    --------
    >>> get_regla("DIRECTA_MIN", 2019, date(2019, 7, 11)).valor
    70
    >>> get_regla("DIRECTA_MIN", 2019, date(2019, 7, 12)).valor
    40
    """
    versiones = list_versiones(codigo, ejercicio)
    if fecha is not None:
        _check_fecha(codigo, ejercicio, fecha)
        versiones = tuple(v for v in versiones if (v.desde or fecha) <= fecha <= (v.hasta or fecha))
    if len(versiones) != 1:
        raise ReglaError(
            f"La regla {codigo} cambió dentro de {ejercicio}: depende de la fecha de la obra.",
            donde=f"regla {codigo}, ejercicio {ejercicio}",
            esperado="la fecha de la obra, o todas las versiones con list_versiones",
            encontrado="sólo el ejercicio",
            que_hacer="pase la fecha; sin ella no se puede saber qué porcentaje rige",
        )
    return versiones[0]


def list_versiones(codigo: str, ejercicio: int) -> tuple[Regla, ...]:
    """Todas las versiones que rigieron en un ejercicio, en orden de vigencia (casi siempre, una).

    Raises
    ------
    ReglaError
        Como :func:`get_regla`, salvo por la fecha.
    """
    cruda = _get_cruda(codigo)
    versiones = [v for v in cruda["versiones"] if ejercicio in v["ejercicios"]]
    if not versiones:
        _fail_ejercicio(codigo, ejercicio, ejercicio in cruda.get("sin_regla", []))
    return tuple(_build_regla(cruda, version, ejercicio) for version in versiones)


def has_regla(codigo: str, ejercicio: int) -> bool:
    """Si la regla se revisó para ese ejercicio y regía en él."""
    return any(ejercicio in v["ejercicios"] for v in _get_cruda(codigo)["versiones"])


@cache
def _load_crudas() -> MappingProxyType:
    rutas = sorted(CARPETA_REGLAS.glob("*.yml"))
    crudas = [read_yaml(r.read_text(encoding="utf-8")) for r in rutas]
    return MappingProxyType({c["codigo"]: c for c in crudas})


def _get_cruda(codigo: str) -> dict:
    crudas = _load_crudas()
    if codigo not in crudas:
        raise ReglaError(
            f"No existe la regla «{codigo}».",
            donde="rules/data/reglas/",
            esperado=f"una de: {', '.join(sorted(crudas))}",
            encontrado=f"«{codigo}»",
            que_hacer="corrija el código o agregue la regla con su cita",
        )
    return crudas[codigo]


def _build_regla(cruda: dict, version: dict, ejercicio: int) -> Regla:
    plazo = cruda.get("plazo")
    valor = version["valor"]
    return Regla(
        codigo=cruda["codigo"],
        ejercicio=ejercicio,
        descripcion=cruda["descripcion"],
        valor=tuple(valor) if isinstance(valor, list) else valor,
        unidad=cruda["unidad"],
        operador=cruda["operador"],
        ambito=cruda["ambito"],
        mide=cruda["mide"],
        cita=version["cita"],
        certeza=version["certeza"],
        confianza=version.get("confianza", ""),
        nota=version.get("nota", ""),
        activa=version.get("activa", True),
        desde=version.get("desde"),
        hasta=version.get("hasta"),
        vence=date(ejercicio + plazo["anios_despues"], plazo["mes"], plazo["dia"]) if plazo else None,
    )


def _fail_ejercicio(codigo: str, ejercicio: int, no_regia: bool) -> None:
    revisados = list_ejercicios(codigo)
    raise ReglaError(
        f"La regla {codigo} no regía en {ejercicio}."
        if no_regia
        else f"Nadie ha revisado la regla {codigo} para el ejercicio {ejercicio}.",
        donde=f"rules/data/reglas/{codigo.lower()}.yml",
        esperado=f"un ejercicio revisado: {_format_anios(revisados)}",
        encontrado=str(ejercicio),
        que_hacer="no la aplique a ese ejercicio"
        if no_regia
        else "coteje la norma de ese año y agregue la versión con su cita; no se usa la de otro año",
    )


def _check_fecha(codigo: str, ejercicio: int, fecha: date) -> None:
    if fecha.year != ejercicio:
        raise ReglaError(
            f"La fecha no es del ejercicio {ejercicio}.",
            donde=f"regla {codigo}",
            esperado=f"una fecha de {ejercicio}",
            encontrado=fecha.isoformat(),
            que_hacer="use la fecha en que la obra se programó en el ejercicio de su recurso",
        )


def _format_anios(anios: list[int]) -> str:
    """Años seguidos como intervalo: 2014-2024, 2026."""
    return ", ".join(str(t[0]) if len(t) == 1 else f"{t[0]}-{t[-1]}" for t in split_seguidos(anios))
