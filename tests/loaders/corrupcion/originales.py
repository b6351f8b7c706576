"""Archivos con el acomodo oficial de cada institución, escritos desde ``data/``: la base que se corrompe.

Cada uno trae tres entidades completas (o todo lo que hay, si es chico). Como salen de las cifras oficiales, al
leerlos deben dar exactamente las filas de la tabla ordenada.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from fais_analysis.claves import ENTIDADES
from fais_analysis.loaders.lectura import load_mapa
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.sources.tablas import format_numero
from tests.loaders.corrupcion.hoja_chica import build_xlsx

ENTIDADES_BASE = ("03", "06", "10")
Rejilla = list[list[object]]


@dataclass(frozen=True)
class Formato:
    """Un original: su fuente, su rejilla y la tabla que debe salir.

    ``encabezado`` es el renglón de los rótulos, que sigue en ``debajo`` renglones más; el de ``anios`` trae los
    años. ``clave`` y ``nombres`` son las columnas que identifican la fila y ``cifras``, las que llegan a la
    tabla ordenada. Con ``por_fila`` los rótulos van en la primera columna.
    """

    id: str
    fuente: str
    anio: int | None
    tabla: str
    rejilla: Rejilla
    clave: int
    nombres: tuple[int, ...]
    cifras: tuple[int, ...]
    leer: Callable[[], pd.DataFrame]
    esperada: pd.DataFrame
    hoja: str = ""
    encabezado: int = 0
    debajo: int = 0
    anios: int | None = None
    por_fila: bool = False
    otras: dict[str, Rejilla] = field(default_factory=dict)
    codificacion: str = "utf-8"
    peso: float = 1.0

    def write(self, rejilla: Rejilla, ocultas: Sequence[str] = ()) -> bytes:
        """Los octetos del archivo con otra rejilla."""
        if self.hoja:
            return build_xlsx({**self.otras, self.hoja: rejilla}, ocultas)
        salida = io.StringIO()
        csv.writer(salida, lineterminator="\n").writerows([map(_as_csv, fila) for fila in rejilla])
        return salida.getvalue().encode(self.codificacion, errors="replace")


def _as_csv(valor: object) -> str:
    if isinstance(valor, float):
        return "" if valor != valor else format_numero(valor)
    return "" if valor is None else str(valor)


def get_esperada(tabla: str, anio: int | None = None) -> pd.DataFrame:
    """Las filas de la tabla ordenada que salen de la base."""
    entera = load_tabla(tabla)
    if anio is not None:
        entera = entera[entera["anio"] == anio]
    if "clave_municipio" in entera:
        entera = entera[entera["clave_municipio"].str[:2].isin(ENTIDADES_BASE)]
    return entera.reset_index(drop=True)


def list_formatos() -> list[Formato]:
    """Todos los originales de la batería."""
    from tests.loaders.corrupcion.originales_largos import list_largos

    formatos = [_pobreza(anio) for anio in (2010, 2015, 2020)]
    formatos += [_rezago(anio) for anio in (2015, 2020)]
    formatos += [_marginacion(anio) for anio in (2010, 2015)]
    formatos += [_ageb(anio) for anio in (2010, 2020)]
    formatos += [_cuadro(hoja) for hoja in ("Cuadro 4A", "Cuadro 5", "Cuadro 19D")]
    formatos += [_estatal(), _sabana(), _original(), _localidades(), _catalogo(), _inpc(), _fismdf()]
    formatos += [_finanzas(), _viviendas()]
    return [*formatos, *list_largos()]


def _names(claves: pd.Series) -> pd.DataFrame:
    return load_tabla("catalogo_municipios").set_index("clave_municipio").loc[claves].reset_index()


def _build(
    id_: str, columnas: dict[str, list[object]], fijas: int, leer: object, **campos: object
) -> Formato:
    filas = [list(columnas), *map(list, zip(*columnas.values(), strict=True))]
    cifras = tuple(range(fijas, len(columnas)))
    return Formato(id=id_, rejilla=filas, cifras=cifras, leer=leer, **campos)


def _identify(esperada: pd.DataFrame, rotulos: tuple[str, str, str, str]) -> dict[str, list[object]]:
    nombres = _names(esperada["clave_municipio"])
    entidad, nombre, clave, municipio = rotulos
    return {
        entidad: nombres["clave_entidad"].tolist(),
        nombre: nombres["entidad"].tolist(),
        clave: nombres["clave_municipio"].tolist(),
        municipio: nombres["municipio"].tolist(),
    }


def _put_cifras(esperada: pd.DataFrame, mapa: dict[str, str], sin_dato: str = "") -> dict[str, list[object]]:
    return {
        rotulo: [sin_dato if v is None or v != v else v for v in esperada[columna].tolist()]
        for rotulo, columna in mapa.items()
        if not columna.startswith("clave_")
    }


def _pobreza(anio: int) -> Formato:
    from fais_analysis.loaders.coneval import load_pobreza_municipal

    esperada = get_esperada("pobreza_municipal", anio)
    mapa = load_mapa("coneval_pobreza_municipal")["anios"][anio]
    columnas = _identify(esperada, ("clave_entidad", "entidad_federativa", "clave_municipio", "municipio"))
    columnas |= _put_cifras(esperada, mapa, "n.d")
    return _build(
        f"pobreza_municipal_{anio}",
        columnas,
        4,
        lambda: load_pobreza_municipal(anio),
        peso=0.2,
        fuente="coneval_pobreza_municipal",
        anio=anio,
        tabla="pobreza_municipal",
        clave=2,
        nombres=(1, 3),
        esperada=esperada,
        codificacion="latin-1",
    )


def _rezago(anio: int) -> Formato:
    from fais_analysis.loaders.coneval import load_rezago_social

    esperada = get_esperada("rezago_social", anio)
    mapa = load_mapa("coneval_rezago_social")
    columnas = _identify(esperada, ("Clave entidad", "Entidad federativa", "Clave municipio", "Municipio"))
    columnas |= _put_cifras(esperada, mapa["municipios"][anio]["columnas"])
    base = _build(
        f"rezago_social_{anio}",
        columnas,
        4,
        lambda: load_rezago_social(anio),
        peso=0.4,
        fuente="coneval_rezago_social",
        anio=anio,
        tabla="rezago_social",
        clave=2,
        nombres=(1, 3),
        esperada=esperada,
        hoja="Municipios",
        debajo=1,
        otras={"Estados": _rezago_estados(anio)},
    )
    base.rejilla.insert(1, [""] * len(base.rejilla[0]))
    return base


def _rezago_estados(anio: int) -> Rejilla:
    mapa = load_mapa("coneval_rezago_social")["estados"][anio]["columnas"]
    tabla = load_tabla("rezago_social_estatal")
    tabla = tabla[tabla["anio"] == anio]
    nombres = {**ENTIDADES, "00": "Nacional"}
    columnas = {
        "Clave entidad": tabla["clave_entidad"].tolist(),
        "Entidad federativa": [nombres[c] for c in tabla["clave_entidad"]],
        **_put_cifras(tabla, mapa),
    }
    return [list(columnas), [""] * len(columnas), *map(list, zip(*columnas.values(), strict=True))]


def _marginacion(anio: int) -> Formato:
    from fais_analysis.loaders.conapo import load_marginacion_municipal

    esperada = get_esperada("marginacion_municipal", anio)
    mapa = load_mapa("conapo_marginacion_municipal")["anios"][anio]
    columnas = _identify(esperada, ("CVE_ENT", "NOM_ENT", "CVE_MUN", "NOM_MUN"))
    columnas |= _put_cifras(esperada, mapa["columnas"])
    return _build(
        f"marginacion_municipal_{anio}",
        columnas,
        4,
        lambda: load_marginacion_municipal(anio),
        peso=0.6,
        fuente="conapo_marginacion_municipal",
        anio=anio,
        tabla="marginacion_municipal",
        clave=2,
        nombres=(1, 3),
        esperada=esperada,
        hoja=f"IMM_{anio}",
    )


def _ageb(anio: int) -> Formato:
    from fais_analysis.loaders.conapo import load_marginacion_ageb

    esperada = get_esperada("marginacion_ageb", anio).iloc[::12].reset_index(drop=True)
    mapa = load_mapa("conapo_marginacion_ageb")["anios"][anio]
    nombres = _names(esperada["clave_municipio"])
    columnas = {
        "CVE_AGEB": esperada["clave_ageb"].tolist(),
        "ENT": nombres["clave_entidad"].tolist(),
        "NOM_ENT": nombres["entidad"].tolist(),
        "MUN": nombres["clave_municipio"].str[2:].tolist(),
        "NOM_MUN": nombres["municipio"].tolist(),
        "LOC": esperada["clave_localidad"].str[5:].tolist(),
        **_put_cifras(esperada, mapa),
    }
    return _build(
        f"marginacion_ageb_{anio}",
        columnas,
        7,
        lambda: load_marginacion_ageb(anio),
        peso=0.4,
        fuente="conapo_marginacion_ageb",
        anio=anio,
        tabla="marginacion_ageb",
        clave=0,
        nombres=(2, 4, 6),
        esperada=esperada,
    )


def _estatal() -> Formato:
    from fais_analysis.loaders.coneval import load_pobreza_estatal

    mapa = load_mapa("coneval_pobreza_estatal")
    esperada = load_tabla("pobreza_estatal")
    hojas = {
        ENTIDADES.get(clave, mapa["hoja_nacional"]): _estatal_hoja(grupo, clave == "00")
        for clave, grupo in esperada.groupby("clave_entidad")
    }
    rejilla = hojas.pop("Durango")
    return Formato(
        id="pobreza_estatal",
        fuente="coneval_pobreza_estatal",
        anio=None,
        tabla="pobreza_estatal",
        rejilla=rejilla,
        clave=0,
        nombres=(0,),
        cifras=tuple(range(1, len(rejilla[0]))),
        leer=load_pobreza_estatal,
        esperada=esperada,
        hoja="Durango",
        debajo=1,
        anios=1,
        por_fila=True,
        otras=hojas,
        peso=0.2,
    )


def _estatal_hoja(grupo: pd.DataFrame, es_nacional: bool) -> Rejilla:
    mapa = load_mapa("coneval_pobreza_estatal")
    anios = grupo["anio"].tolist()
    unidad, factor = ("Millones de personas", 1e6) if es_nacional else ("Miles de personas", 1e3)
    ancho = len(anios)
    superior = ["Indicadores"]
    for nombre in ("Porcentaje", unidad, "Carencias promedio"):
        superior += [nombre, *[""] * ancho]
    inferior = ["", *([*anios, ""] * 3)]
    filas: Rejilla = [superior, inferior]
    for rotulo, id_ in mapa["rotulos"].items():
        fila: list[object] = [rotulo]
        for medida in ("pct", "personas", "carencias_promedio"):
            valores = grupo[f"{id_}_{medida}"].fillna(0.0)
            fila += [*(valores / factor if medida == "personas" else valores).tolist(), ""]
        filas.append(fila)
    return filas


def _cuadro(hoja: str) -> Formato:
    """Un cuadro del anexo 2008-2018, con los demás del libro intactos."""
    from fais_analysis.loaders import anexo_cuadros

    mapa = load_mapa("coneval_pobreza_estatal_anterior")
    pobreza, sub = load_tabla("pobreza_estatal_anterior"), load_tabla("subcarencias_estatales")
    hojas = {h: _cuadro_hoja(pobreza, h, rotulos) for h, rotulos in mapa["pobreza"].items()}
    hojas |= {h: _cuadro_hoja(sub, h, rotulos) for h, rotulos in mapa["subcarencias"].items()}
    es_sub = hoja in mapa["subcarencias"]
    rejilla = hojas.pop(hoja)
    return Formato(
        id=f"anexo_2008_2018_{hoja.split()[1]}",
        fuente="coneval_pobreza_estatal_anterior",
        anio=None,
        tabla="subcarencias_estatales" if es_sub else "pobreza_estatal_anterior",
        rejilla=rejilla,
        clave=0,
        nombres=(0,),
        cifras=tuple(range(1, len(rejilla[0]))),
        leer=anexo_cuadros.load_subcarencias_estatales
        if es_sub
        else anexo_cuadros.load_pobreza_estatal_anterior,
        esperada=sub if es_sub else pobreza,
        hoja=hoja,
        debajo=2,
        anios=2,
        otras=hojas,
        peso=0.4,
    )


def _cuadro_hoja(tabla: pd.DataFrame, hoja: str, rotulos: dict[str, str]) -> Rejilla:
    """Tres renglones de rótulos (indicador, medida y año) y las 33 filas; el 5 trae los %, el 6, las personas."""
    medidas = load_mapa("coneval_pobreza_estatal_anterior")["medidas"]
    nombres = {**ENTIDADES, "00": "Estados Unidos Mexicanos"}
    filas: Rejilla = [["Entidad federativa"], [""], [""], *([n] for n in nombres.values())]
    for rotulo, id_ in rotulos.items():
        for medida, (sufijo, factor) in medidas.items():
            toca = (medida == "") == (id_ == "poblacion") and f"{id_}_{sufijo}" in tabla
            ajena = {"Cuadro 5": "Miles de personas", "Cuadro 6": "Porcentaje"}.get(hoja)
            if not toca or medida == ajena:
                continue
            ancha = tabla.pivot(index="clave_entidad", columns="anio", values=f"{id_}_{sufijo}")
            for n, anio in enumerate(ancha.columns):
                arriba = [rotulo if n == 0 else "", medida if n == 0 else "", int(anio)]
                valores = [float(ancha.loc[clave, anio]) / factor for clave in nombres]
                for fila, valor in zip(filas, [*arriba, *valores], strict=True):
                    fila.append(valor)
    return filas


def _sabana() -> Formato:
    from fais_analysis.loaders.coneval import load_rezago_social, load_subcarencias_sabana

    mapa = load_mapa("coneval_sabana")
    rezago, subcarencias = get_esperada("rezago_social"), get_esperada("subcarencias_2010")
    rezago = rezago[rezago["anio"].isin(mapa["rezago_social"])]
    base = rezago[rezago["anio"] == 2010]
    columnas = _identify(base, ("ent", "nom_ent", "clave_mun", "nom_mun"))
    for conjunto, tabla in (("rezago_social", rezago), ("subcarencias", subcarencias)):
        for anio, suyas in mapa[conjunto].items():
            columnas |= _put_cifras(tabla[tabla["anio"] == anio], suyas)

    def leer() -> pd.DataFrame:
        partes = [load_rezago_social(anio) for anio in mapa["rezago_social"]]
        return pd.concat(partes).merge(
            load_subcarencias_sabana(), on=["clave_municipio", "anio"], how="outer"
        )

    return _build(
        "sabana",
        columnas,
        4,
        leer,
        fuente="coneval_sabana",
        anio=None,
        tabla="",
        peso=0.2,
        clave=2,
        nombres=(1, 3),
        esperada=rezago.merge(subcarencias, on=["clave_municipio", "anio"], how="outer"),
        codificacion="latin-1",
    )


def _original() -> Formato:
    from fais_analysis.loaders.conapo import load_marginacion_original

    esperada = get_esperada("marginacion_original")
    columnas = _identify(esperada, ("CVE_ENT", "ENT", "CVE_MUN", "MUN"))
    columnas |= _put_cifras(esperada, load_mapa("conapo_marginacion_original")["columnas"], "-")
    return _build(
        "marginacion_original",
        columnas,
        4,
        load_marginacion_original,
        peso=1.4,
        fuente="conapo_marginacion_original",
        anio=None,
        tabla="marginacion_original",
        clave=2,
        nombres=(1, 3),
        esperada=esperada,
        codificacion="latin-1",
    )


def _localidades() -> Formato:
    from fais_analysis.loaders.inegi import load_localidades

    esperada = load_tabla("localidades").iloc[::45].reset_index(drop=True)
    nombres = _names(esperada["clave_municipio"])
    columnas = {
        "CVEGEO": esperada["clave_localidad"].tolist(),
        "entidad": nombres["clave_entidad"].tolist(),
        "nom_ent": nombres["entidad"].tolist(),
        "mun": nombres["clave_municipio"].str[2:].tolist(),
        "nom_mun": nombres["municipio"].tolist(),
        "loc": esperada["clave_localidad"].str[5:].tolist(),
        **_put_cifras(esperada, load_mapa("inegi")["localidades"]),
    }
    return _build(
        "localidades",
        columnas,
        7,
        load_localidades,
        peso=1.4,
        fuente="inegi_localidades",
        anio=2020,
        tabla="localidades",
        clave=0,
        nombres=(2, 4, 6),
        esperada=esperada,
    )


def _catalogo() -> Formato:
    from fais_analysis.loaders.inegi import load_catalogo_municipios

    esperada = get_esperada("catalogo_municipios")
    columnas = {
        "CVEGEO": esperada["clave_municipio"].tolist(),
        "CVE_ENT": esperada["clave_entidad"].tolist(),
        "NOM_ENT": esperada["entidad"].tolist(),
        "CVE_MUN": esperada["clave_municipio"].str[2:].tolist(),
        "NOM_MUN": esperada["municipio"].tolist(),
    }
    return _build(
        "catalogo_municipios",
        columnas,
        1,
        load_catalogo_municipios,
        peso=2,
        fuente="inegi_catalogo_municipios",
        anio=None,
        tabla="catalogo_municipios",
        clave=0,
        nombres=(2, 4),
        esperada=esperada,
    )


def _inpc() -> Formato:
    from fais_analysis.loaders.inegi import load_inpc

    esperada = load_tabla("inpc")
    columnas = {
        "anio": esperada["anio"].tolist(),
        "inpc_promedio": esperada["inpc_promedio"].tolist(),
        "inpc_diciembre": esperada["inpc_diciembre"].tolist(),
        "base": ["segunda quincena de julio de 2018 = 100"] * len(esperada),
        "certeza": esperada["certeza"].str.upper().tolist(),
    }
    return _build(
        "inpc",
        columnas,
        1,
        load_inpc,
        peso=2,
        fuente="inegi_inpc",
        anio=None,
        tabla="inpc",
        clave=0,
        nombres=(),
        esperada=esperada,
    )


def _fismdf() -> Formato:
    from fais_analysis.loaders.srft import load_fismdf_informado

    esperada = load_tabla("fismdf_informado")
    columnas = {
        "cvegeo": esperada["clave_municipio"].tolist(),
        "fortamun_2020": [1_000_000.0] * len(esperada),
        "fais_2020": (esperada["aprobado_centavos"] / 100).tolist(),
        "fais_pagado_2020": (esperada["pagado_centavos"] / 100).tolist(),
        "trimestre_reporte_fais": esperada["trimestre"].astype("float64").tolist(),
    }
    return _build(
        "fismdf_informado",
        columnas,
        2,
        load_fismdf_informado,
        fuente="shcp_srft_fismdf",
        anio=None,
        tabla="fismdf_informado",
        clave=0,
        nombres=(),
        esperada=esperada,
    )


def _finanzas() -> Formato:
    from fais_analysis.loaders.finanzas import load_finanzas_municipales

    esperada, mapa = get_esperada("finanzas_municipales"), load_mapa("inegi_efipem_municipal")
    ancha = esperada.pivot(index="clave_municipio", columns="concepto", values="monto_centavos") / 100
    poblacion = pd.Series([1_000 + 7 * n for n in range(len(ancha))], index=ancha.index)
    montos = {rotulo: ancha[concepto] for rotulo, concepto in mapa["conceptos"].items()}
    columnas = {mapa["clave"]: ancha.index.tolist(), mapa["poblacion"]: poblacion.tolist()}
    columnas |= {f"{rotulo}_pc": (monto / poblacion).tolist() for rotulo, monto in montos.items()}
    fijas = len(columnas)
    columnas |= {rotulo: monto.tolist() for rotulo, monto in montos.items()}
    return _build(
        "finanzas_municipales",
        columnas,
        fijas,
        load_finanzas_municipales,
        fuente="inegi_efipem_municipal",
        anio=None,
        tabla="finanzas_municipales",
        clave=0,
        nombres=(),
        esperada=esperada,
    )


def _viviendas() -> Formato:
    from fais_analysis.loaders.viviendas import load_viviendas_municipales

    esperada, mapa = get_esperada("viviendas_municipales"), load_mapa("inegi_iter_municipal")["columnas"]
    nombres = _names(esperada["clave_municipio"])
    columnas: dict[str, list[object]] = {
        "ENTIDAD": nombres["clave_entidad"].str.lstrip("0").tolist(),
        "NOM_ENT": nombres["entidad"].tolist(),
        "MUN": nombres["clave_municipio"].str[2:].str.lstrip("0").tolist(),
        "NOM_MUN": nombres["municipio"].tolist(),
    }
    for rotulo, columna in mapa.items():
        if rotulo.startswith("VPH"):
            columnas[f"{rotulo}_%"] = (
                (esperada[columna] / esperada["total_viviendas"] * 100).round(1).tolist()
            )
    fijas = len(columnas)
    columnas |= {rotulo: esperada[columna].tolist() for rotulo, columna in mapa.items()}
    return _build(
        "viviendas_municipales",
        columnas,
        fijas,
        load_viviendas_municipales,
        fuente="inegi_iter_municipal",
        anio=2020,
        tabla="viviendas_municipales",
        clave=2,
        nombres=(1, 3),
        esperada=esperada,
    )
