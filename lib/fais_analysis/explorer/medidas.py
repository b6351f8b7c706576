"""Lo que el explorador sabe medir: pobreza, componentes de la vivienda, FISMDF, inversión pública y libro."""

from dataclasses import dataclass

from fais_analysis.schemas.componentes import COMPONENTES_MARGINACION, COMPONENTES_REZAGO
from fais_analysis.schemas.vocabulario import CARENCIAS, INDICADORES

POBREZA, REZAGO, MARGINACION, DINERO, DEL_LIBRO = "pobreza", "rezago", "marginacion", "dinero", "libro"
PCT, MXN = "pct", "mxn"
DE_INVERSION = "inversion_libro"


@dataclass(frozen=True)
class Medible:
    """Lo que se puede poner en el mapa, la tabla y la serie.

    ``id`` la nombra en la vista; ``origen`` dice de qué tabla sale; ``columna``, cómo se llama en ella;
    ``formato`` es «pct» (porcentaje) o «mxn» (pesos por habitante); ``unidad`` encabeza la leyenda.
    ``subindicador`` es la parte de la carencia que ayuda a entender, si es un componente de la vivienda.
    """

    id: str
    nombre: str
    corto: str
    origen: str
    columna: str
    formato: str
    unidad: str
    subindicador: str = ""

    @property
    def campo(self) -> str:
        """Su columna en la tabla de municipios."""
        return f"municipio_{self.formato}"

    @property
    def brecha(self) -> str:
        """La columna de su diferencia con el estado."""
        return "brecha_pp" if self.formato == PCT else "brecha_mxn"

    @property
    def cambio(self) -> str:
        """La columna de su cambio desde la medición anterior."""
        return "cambio_pp" if self.formato == PCT else "cambio_mxn"

    @property
    def conteo(self) -> str:
        """La columna de a cuántos toca: personas o pesos."""
        return "personas" if self.formato == PCT else "monto_mxn"


def _build_componentes() -> list[Medible]:
    return [
        Medible(f"{prefijo}_{c.id}", c.nombre, c.nombre, origen, c.id, PCT, c.unidad, c.subindicador)
        for prefijo, origen, componentes in (
            ("irs", REZAGO, COMPONENTES_REZAGO),
            ("imm", MARGINACION, COMPONENTES_MARGINACION),
        )
        for c in componentes
    ]


def _build_dinero() -> list[Medible]:
    filas = (
        (DE_INVERSION, "Inversión del libro, con los filtros", DEL_LIBRO, "inversion_mxn"),
        ("fismdf_aprobado", "FISMDF aprobado, informado por el municipio", DINERO, "aprobado_mxn"),
        ("fismdf_pagado", "FISMDF pagado, informado por el municipio", DINERO, "pagado_mxn"),
        ("inversion_publica", "Inversión pública del municipio (no es FAIS)", DINERO, "inversion_publica"),
    )
    return [
        Medible(id_, f"{nombre}, por habitante", nombre, origen, columna, MXN, "pesos por habitante")
        for id_, nombre, origen, columna in filas
    ]


MEDIDAS: dict[str, Medible] = {
    m.id: m
    for m in (
        *(Medible(i.id, i.nombre, i.corto, POBREZA, i.id, PCT, "% de la población") for i in INDICADORES),
        *_build_componentes(),
        *_build_dinero(),
    )
}
# Lo que una obra puede atender: las carencias y los componentes de la vivienda.
NECESIDADES: tuple[str, ...] = (*CARENCIAS, *(m.id for m in MEDIDAS.values() if m.subindicador))
