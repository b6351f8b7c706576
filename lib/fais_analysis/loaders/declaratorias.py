"""Lectores de los anexos de la declaratoria ZAP, con el formato no cotejado con el archivo.

Rechazan por su nombre lo que no cuadra. Se unen por clave, nunca por nombre: el Diario Oficial los corta, y
por eso del nombre sólo se pide que empiece como el de su clave.
"""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from fais_analysis.claves import PATRON_AGEB, PATRON_LOCALIDAD, PATRON_MUNICIPIO, is_ageb
from fais_analysis.errors import EsquemaError, FuenteFaltanteError
from fais_analysis.loaders.anexos_lectura import Renglon, Tabla, read_tablas
from fais_analysis.loaders.identificacion import list_nombres_ajenos
from fais_analysis.loaders.lectura import load_mapa
from fais_analysis.loaders.ordenadas import has_tabla, load_tabla
from fais_analysis.schemas.validacion import validate
from fais_analysis.schemas.zap import ZAP_ANEXOS
from fais_analysis.sources.anexos import AnexoZap, check_anexo, load_anexos, locate_anexo, store_anexo

TABLA = "zap_anexos"
PATRONES = {
    "clave_municipio": PATRON_MUNICIPIO,
    "clave_localidad": PATRON_LOCALIDAD,
    "clave_ageb": PATRON_AGEB,
}
SI_NO = {"SI": "sí", "NO": "no", "": None}
QUE_HACER = (
    "compare el archivo con su decreto; si el formato es otro, agregue sus rótulos a "
    "loaders/columnas/declaratorias.yml"
)


def read_anexo(ruta: Path, ambito: str) -> pd.DataFrame:
    """Claves que nombra un anexo: una fila = un municipio, una localidad o una AGEB.

    Parameters
    ----------
    ruta
        Página del DOF en HTML, CSV, XLSX o un ZIP con uno de ellos.
    ambito
        «rural» (Anexo A, municipios; o localidades si trae su clave) o «urbana» (Anexo B, AGEB). De la urbana
        se toma la clave actualizada, si viene: con ella cierran los totales oficiales.

    Returns
    -------
    DataFrame
        ``clave, clave_municipio, traslape_rural`` (sí, no o nulo), ordenada por clave.

    Raises
    ------
    FuenteAlteradaError
        Si el archivo está dañado o es de otro tipo.
    EsquemaError
        Si no aparece el encabezado, una columna se repite, un renglón trae otra cosa que una clave, la clave
        no es de su entidad o se repite.
    """
    mapa = load_mapa("declaratorias")
    renglones: list[dict[str, str]] = []
    columnas: dict[str, int] | None = None
    encabezado: Renglon = []
    for tabla in read_tablas(ruta):
        inicio, hallado = _find_encabezado(tabla, mapa, ambito, ruta.name)
        if hallado is not None:
            columnas, encabezado, tabla = hallado, tabla[inicio], tabla[inicio + 1 :]
        elif columnas is None or _get_ancho(tabla) != len(encabezado):
            columnas = None  # otra tabla de la página (el otro anexo, firmas): aquí acaba la nuestra
            continue
        renglones += _read_renglones(tabla, columnas, encabezado, ruta.name)
    if not renglones:
        _fail_encabezado(mapa[ambito], ruta.name, ambito)
    return _build_claves(pd.DataFrame(renglones).fillna(""), ambito, ruta.name)


def load_zap_anexos() -> pd.DataFrame:
    """Todos los anexos importados, en una tabla: una fila = año, ámbito y clave.

    Raises
    ------
    FuenteFaltanteError
        Si no se ha importado ninguno.
    EsquemaError
        Si un anexo no cuadra o nombra municipios que no existen.
    """
    anexos = load_anexos()
    if not anexos:
        raise FuenteFaltanteError(
            "No se ha importado ningún anexo de la declaratoria ZAP.",
            donde="carpeta de fuentes, zap/declaratorias",
            esperado="al menos un Anexo A o B del Diario Oficial",
            encontrado="ninguno",
            que_hacer="fais datos importar ARCHIVO --zap rural --anio AAAA --fecha-dof AAAA-MM-DD",
        )
    partes = [_put_decreto(read_anexo(locate_anexo(a), a.ambito), a) for a in anexos]
    tabla = pd.concat(partes, ignore_index=True).sort_values(["anio", "ambito", "clave"], ignore_index=True)
    return validate(ZAP_ANEXOS, tabla, "anexos de la declaratoria ZAP")


def load_declaratorias_cargadas() -> pd.DataFrame:
    """La tabla ordenada de anexos (``data/zap_anexos.csv``); vacía, con sus columnas, si no hay ninguno."""
    if has_tabla(TABLA):
        return validate(ZAP_ANEXOS, load_tabla(TABLA), f"data/{TABLA}.csv")
    tipos = {c: "int64" if c == "anio" else "str" for c in ZAP_ANEXOS.columns}
    return pd.DataFrame({c: pd.Series(dtype=t) for c, t in tipos.items()})


def import_anexo(ruta: Path, anexo: AnexoZap, *, reemplazar: bool = False) -> tuple[AnexoZap, list[str]]:
    """Revisa un anexo y, sólo si cuadra, lo guarda en la carpeta de fuentes.

    Returns
    -------
    tuple
        El anexo anotado y los avisos que se imprimen: el formato no cotejado, cuántas claves trae y si la
        cuenta difiere de la que se conoce (por cotejar).

    Raises
    ------
    ParametroError, FuenteFaltanteError, FuenteAlteradaError, EsquemaError
        Si lo declarado, el archivo o sus claves no cuadran.
    """
    check_anexo(anexo)
    if not ruta.is_file():
        raise FuenteFaltanteError(
            "No existe el anexo.",
            donde=ruta.name,
            esperado="un archivo .html, .csv, .xlsx o .zip",
            encontrado="no existe o es una carpeta",
            que_hacer="revise la ruta",
        )
    claves = read_anexo(ruta, anexo.ambito)
    return store_anexo(ruta, anexo, reemplazar=reemplazar), _list_avisos(claves, anexo)


def _find_encabezado(
    tabla: Tabla, mapa: dict[str, Any], ambito: str, donde: str
) -> tuple[int, dict[str, int] | None]:
    for numero, renglon in enumerate(tabla[: mapa["renglones_encabezado"]]):
        columnas = _match_columnas(renglon, mapa[ambito], donde)
        if columnas is not None and not _is_del_otro(renglon, mapa, ambito, donde):
            return numero, columnas
    return 0, None


def _is_del_otro(renglon: Renglon, mapa: dict[str, Any], ambito: str, donde: str) -> bool:
    """El Anexo B también trae entidad y municipio: si nombra la AGEB, no es el rural."""
    return ambito == "rural" and _match_columnas(renglon, mapa["urbana"], donde) is not None


def _match_columnas(renglon: Renglon, reglas: dict[str, Any], donde: str) -> dict[str, int] | None:
    rotulos = [_normalize(c) for c in renglon]
    columnas = {}
    for nombre, regla in {**reglas["obligatorias"], **reglas.get("opcionales", {})}.items():
        lugares = [n for n, r in enumerate(rotulos) if _is_contenido(r, regla.get("contiene", ()))]
        iguales = {_normalize(i) for i in regla.get("iguales", [])}
        lugares = lugares or [n for n, r in enumerate(rotulos) if r in iguales]
        if len(lugares) > 1:
            _fail(donde, f"una sola columna de {nombre}", f"{len(lugares)} columnas que se llaman así")
        if lugares:
            columnas[nombre] = lugares[0]
    return columnas if set(reglas["obligatorias"]) <= set(columnas) else None


def _is_contenido(rotulo: str, palabras: Sequence[str]) -> bool:
    return bool(palabras) and all(_normalize(p) in rotulo for p in palabras)


def _normalize(texto: str) -> str:
    sin_acentos = unicodedata.normalize("NFD", texto).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]", "", sin_acentos.upper())


def _get_ancho(tabla: Tabla) -> int:
    return max((len(r) for r in tabla), default=0)


def _read_renglones(
    tabla: Tabla, columnas: dict[str, int], encabezado: Renglon, donde: str
) -> list[dict[str, str]]:
    """Los renglones con datos; salta los vacíos, los títulos y el encabezado repetido, y nada más."""
    filas, ancho = [], len(encabezado)
    for numero, renglon in enumerate(tabla, start=1):
        textos = [c for c in renglon if c]
        if not textos or renglon == encabezado:
            continue
        es_titulo = len(textos) == 1 and not re.fullmatch(r"\d{2,}\w?", textos[0])
        if es_titulo:
            continue
        if len(renglon) < ancho or any(renglon[ancho:]):
            _fail(donde, f"{ancho} celdas en cada renglón", f"el renglón {numero} trae {len(renglon)}")
        filas.append({nombre: renglon[n].strip() for nombre, n in columnas.items()})
    return filas


def _build_claves(crudo: pd.DataFrame, ambito: str, donde: str) -> pd.DataFrame:
    if ambito == "urbana":
        clave, nivel = _join_ageb(crudo), "clave_ageb"
    elif "clave_localidad" in crudo:
        clave, nivel = crudo["clave_localidad"].str.zfill(9), "clave_localidad"
    else:
        clave, nivel = _pad_municipio(crudo), "clave_municipio"
    _check_forma(clave, PATRONES[nivel], nivel, donde)
    ajenas = clave[~clave.map(is_ageb)] if nivel == "clave_ageb" else clave[:0]
    if len(ajenas):
        _fail(donde, "AGEB que terminen en su verificador", f"{len(ajenas):,} que no: {_join(ajenas)}")
    if "clave_entidad" in crudo:
        otras = clave[clave.str[:2] != crudo["clave_entidad"].str.zfill(2)]
        if len(otras):
            _fail(donde, "claves que empiecen con la de su entidad", f"{len(otras):,}: {_join(otras)}")
    _check_municipios(clave.str[:5], donde)
    if "municipio" in crudo:
        malas = list_nombres_ajenos(clave.str[:5], crudo["municipio"])
        if malas:
            _fail(
                donde, "el nombre que da el catálogo a cada clave", f"{len(malas):,} que no: {_join(malas)}"
            )
    repetidas = clave[clave.duplicated()]
    if len(repetidas):
        _fail(donde, "cada clave una sola vez", f"{len(repetidas):,} repetidas: {_join(repetidas)}")
    traslape = crudo.get("traslape_rural", pd.Series("", index=crudo.index)).map(_normalize)
    ajenos = traslape[~traslape.isin(list(SI_NO))]
    if len(ajenos):
        _fail(donde, "SI o NO en la columna de traslape", f"{len(ajenos):,}: {_join(ajenos)}")
    tabla = pd.DataFrame(
        {
            "clave": clave.astype("str"),
            "clave_municipio": clave.str[:5].astype("str"),
            "traslape_rural": traslape.map(SI_NO).astype("str").where(traslape != ""),
        }
    )
    return tabla.sort_values("clave", ignore_index=True)


def _pad_municipio(crudo: pd.DataFrame) -> pd.Series:
    """Repone el cero que pierden las entidades 01 a 09; tres dígitos no son una clave completa."""
    clave = crudo["clave_municipio"]
    return clave.where(clave.str.len() != 4, clave.str.zfill(5))


def _join_ageb(crudo: pd.DataFrame) -> pd.Series:
    """La AGEB completa (13), o localidad (9) más AGEB (4)."""
    clave = crudo["clave_ageb"].str.upper().str.replace("-", "", regex=False)
    clave = clave.where(clave.str.len() != 12, clave.str.zfill(13))
    if "clave_localidad" not in crudo:
        return clave
    return clave.where(clave.str.len() != 4, crudo["clave_localidad"].str.zfill(9) + clave)


def _check_forma(clave: pd.Series, patron: str, nivel: str, donde: str) -> None:
    malas = clave[~clave.str.fullmatch(patron)]
    if len(malas):
        _fail(donde, f"claves con la forma de {nivel}", f"{len(malas):,} que no: {_join(malas)}")


def _check_municipios(claves: pd.Series, donde: str) -> None:
    ajenas = sorted(set(claves) - set(load_tabla("catalogo_municipios")["clave_municipio"]))
    if ajenas:
        _fail(donde, "municipios del catálogo del INEGI", f"{len(ajenas):,} que no existen: {_join(ajenas)}")


def _put_decreto(claves: pd.DataFrame, anexo: AnexoZap) -> pd.DataFrame:
    url = pd.Series(anexo.url_dof or None, index=claves.index, dtype="str")
    tabla = claves.assign(anio=anexo.anio, ambito=anexo.ambito, fecha_dof=anexo.fecha_dof, url_dof=url)
    return tabla[list(ZAP_ANEXOS.columns)]


def _list_avisos(claves: pd.DataFrame, anexo: AnexoZap) -> list[str]:
    avisos = [f"{load_mapa('declaratorias')['aviso']}; {len(claves):,} claves leídas"]
    campo = "municipios_rural" if anexo.ambito == "rural" else "agebs_urbana"
    conocidas = load_tabla("zap_declaratorias").set_index("anio")[campo].dropna()
    if anexo.anio in conocidas.index and int(conocidas[anexo.anio]) != len(claves):
        avisos.append(
            f"la cuenta conocida de {anexo.anio}, por cotejar, es {int(conocidas[anexo.anio]):,}: revise que "
            "el archivo esté completo"
        )
    return avisos


def _join(valores: Any) -> str:
    return ", ".join(f"«{v}»" for v in list(dict.fromkeys(valores))[:5])


def _fail_encabezado(reglas: dict[str, Any], donde: str, ambito: str) -> NoReturn:
    pedidos = [r.get("iguales", r.get("contiene"))[0] for r in reglas["obligatorias"].values()]
    _fail(
        donde, f"una tabla {ambito} con las columnas {', '.join(pedidos)}", "ninguna tabla con ese encabezado"
    )


def _fail(donde: str, esperado: str, encontrado: str) -> NoReturn:
    raise EsquemaError(
        "El anexo de la declaratoria no tiene el formato esperado.",
        donde=donde,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer=QUE_HACER,
    )
