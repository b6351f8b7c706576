"""Qué archivos se verifican, de quién debe ser cada uno y qué falta en una corrida."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fais_analysis.batch.corridas.manifiesto import BUENO, NOMBRE, FichaInforme, Manifiesto, read_manifiesto
from fais_analysis.batch.corridas.salida import build_nombre_carpeta
from fais_analysis.claves import ENTIDADES
from fais_analysis.errors import EsquemaError, ParametroError
from fais_analysis.nombres import fold_texto
from fais_analysis.pages.lectura import Informe, read_informe
from fais_analysis.pages.lectura_json import read_json
from fais_analysis.schemas.capitulos.resumen import ARCHIVO_RESUMEN
from fais_analysis.verify.resultado import DISCREPANCIA, Reparo

BYTES_MAXIMO = 50_000_000
# Nombre de un informe → dígitos de la clave de quien debe ser: un municipio o una entidad.
INFORMES = {
    "expediente.html": 5,
    "hoja.html": 5,
    "hoja.docx": 5,
    ARCHIVO_RESUMEN: 5,
    "interactivo.html": 5,
    "panorama.html": 2,
    "panorama_interactivo.html": 2,
}
INYECTADOS = "injected-parameters"  # la celda que papermill agrega con la clave del informe
CLAVE_PARAMETRO = re.compile(r'^clave_(?:municipio|entidad) = "([0-9]{2,5})"$', re.MULTILINE)
CLAVE_EN_NOMBRE = re.compile(r"(?<!\d)(\d{5})(?!\d)", re.ASCII)


@dataclass(frozen=True)
class Buscado:
    """Un informe por verificar: dónde está y, si se saben, la huella de su manifiesto y de quién debe ser."""

    ruta: Path
    sha256: str = ""
    clave: str = ""


def read_corridas(rutas: Sequence[Path]) -> dict[Path, Manifiesto]:
    """El manifiesto de cada carpeta que lo tiene.

    Raises
    ------
    EsquemaError
        Si alguno no se puede leer.
    """
    return {ruta: read_manifiesto(ruta) for ruta in rutas if (ruta / NOMBRE).is_file()}


def list_informes(rutas: Sequence[Path], corridas: Mapping[Path, Manifiesto]) -> list[Buscado]:
    """Los informes por verificar.

    Una carpeta de ``corridas`` da los informes buenos de esa corrida; sin él, todo lo que se llame
    como un informe (``INFORMES``).

    Raises
    ------
    ParametroError
        Si una ruta no existe o una carpeta no trae informes.
    """
    lista: list[Buscado] = []
    for ruta in rutas:
        if not ruta.is_dir():
            lista.append(Buscado(ruta))
        elif ruta in corridas:
            lista += [b for f in corridas[ruta].list_estado(BUENO) for b in list_ficha(ruta, f)]
        else:
            lista += [Buscado(r) for r in sorted(ruta.rglob("*.*")) if r.name in INFORMES]
    if not lista:
        raise ParametroError(
            "No hay informes que verificar.",
            donde=", ".join(r.name for r in rutas) or "fais verificar",
            esperado=f"archivos {', '.join(INFORMES)}, o la carpeta de una corrida",
            encontrado="ninguno",
            que_hacer="indique un archivo o una carpeta de outputs",
        )
    return lista


def list_ficha(carpeta: Path, ficha: FichaInforme) -> Iterator[Buscado]:
    """Las formas de un informe que están en disco; las que faltan las dice ``check_corrida``."""
    resumen = f"{ficha.carpeta}/{ARCHIVO_RESUMEN}"
    formas = (
        (ficha.informe, ficha.sha256),
        (ficha.interactivo, ficha.interactivo_sha256),
        (ficha.hoja, ficha.salidas.get(ficha.hoja or "")),
        (resumen in ficha.salidas and resumen, ficha.salidas.get(resumen)),
        # Se hace aparte, con --docx: no está en el manifiesto.
        (ficha.hoja and str(PurePosixPath(ficha.hoja).with_suffix(".docx")), ""),
    )
    for relativa, sha256 in formas:
        if relativa and check_dentro(carpeta, relativa).is_file():
            yield Buscado(carpeta / relativa, sha256 or "", ficha.clave)


def check_corrida(carpeta: Path, manifiesto: Manifiesto) -> Iterator[str]:
    """Lo que no cuadra entre un manifiesto, su carpeta y el catálogo: cada renglón es una discrepancia."""
    claves = Counter(f.clave for f in manifiesto.informes)
    yield from (f"el manifiesto nombra {n} veces a {clave}" for clave, n in claves.items() if n > 1)
    nombres = list_esperados(manifiesto.entidad)
    for ficha in manifiesto.informes:
        yield from _check_nombres(ficha, nombres)
    for ficha in manifiesto.list_estado(BUENO):
        for forma in (ficha.informe or "", ficha.interactivo, ficha.hoja):
            if forma == "" or (forma and not check_dentro(carpeta, forma).is_file()):
                yield f"falta el informe de {ficha.clave} {ficha.nombre}: {forma or 'sin archivo'}"
        yield from _check_cuadernos(carpeta, ficha)
    yield from _list_de_mas(carpeta, manifiesto)


def _check_cuadernos(carpeta: Path, ficha: FichaInforme) -> Iterator[str]:
    """Que los cuadernos ejecutados que están en su carpeta sean de ese informe, según su parámetro."""
    for relativa in (r for r in ficha.salidas if r.endswith(".ipynb")):
        ruta = check_dentro(carpeta, relativa)
        clave = find_parametro(read_crudo(ruta)) if ruta.is_file() else ficha.clave
        if clave != ficha.clave:
            yield f"el cuaderno «{relativa}» es de {clave or 'nadie que se sepa'}, no de {ficha.clave}"


def find_parametro(crudo: bytes) -> str:
    """La clave con que se ejecutó un cuaderno; vacía si no se entiende o no la trae una sola vez."""
    try:
        celdas = json.loads(crudo)["cells"]
        fuentes = ["".join(c["source"]) for c in celdas if INYECTADOS in c["metadata"].get("tags", [])]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""
    claves = CLAVE_PARAMETRO.findall("\n".join(fuentes))
    return claves[0] if len(claves) == 1 else ""


def list_esperados(entidad: str) -> dict[str, str]:
    """Cada clave que puede venir en una corrida de la entidad, con su nombre oficial; vacío si no existe."""
    from fais_analysis.batch.plan.insumos import list_municipios

    return {entidad: ENTIDADES[entidad], **list_municipios(entidad)} if entidad in ENTIDADES else {}


def _check_nombres(ficha: FichaInforme, nombres: Mapping[str, str]) -> Iterator[str]:
    """Que la clave sea de la entidad y que el nombre y la carpeta sean los de esa clave."""
    dicho = f"{ficha.clave} {ficha.nombre}"
    oficial = nombres.get(ficha.clave)
    if oficial is None:
        yield f"el manifiesto trae a {dicho}, que no es de su entidad"
    elif fold_texto(oficial) != fold_texto(ficha.nombre):
        yield f"el manifiesto llama «{ficha.nombre}» a {ficha.clave} {oficial}"
    debida = build_nombre_carpeta(ficha.clave, oficial or ficha.nombre)
    if ficha.carpeta and ficha.carpeta != debida:
        yield f"el manifiesto dice que {dicho} está en «{ficha.carpeta}»"


def _list_de_mas(carpeta: Path, manifiesto: Manifiesto) -> Iterator[str]:
    """Los informes que están en la corrida y su manifiesto no nombra; de lo que no salió bien ya se avisa."""
    sin_salir = {f.carpeta for f in manifiesto.informes if f.estado != BUENO}
    conocidos = {forma for f in manifiesto.informes for forma in (f.informe, f.interactivo, f.hoja) if forma}
    for ruta in sorted([*carpeta.glob("*.html"), *carpeta.glob("*/*.html")]):
        relativa = ruta.relative_to(carpeta).as_posix()
        if ruta.name in INFORMES and relativa not in conocidos and ruta.parent.name not in sin_salir:
            yield f"el manifiesto no nombra el informe que está en «{relativa}»"


def list_avisos(manifiesto: Manifiesto) -> Iterator[str]:
    """Lo que a una corrida le falta sin que nada discrepe: lo que no salió y lo que no se pidió."""
    for ficha in manifiesto.informes:
        if ficha.estado != BUENO:
            yield f"{ficha.clave} {ficha.nombre} no se verifica: quedó {ficha.estado}."
    total = len(list_esperados(manifiesto.entidad)) - 1
    if len(manifiesto.municipios) < total:
        yield (
            f"La corrida trae {len(manifiesto.municipios)} de los {total} municipios de "
            f"{manifiesto.nombre_entidad}{name_faltantes(manifiesto)}."
        )


def name_faltantes(manifiesto: Manifiesto) -> str:
    """Los municipios de la entidad que una corrida no trae, con su clave, si el catálogo los conoce."""
    presentes = {manifiesto.entidad, *(f.clave for f in manifiesto.municipios)}
    faltan = [f"{c} {n}" for c, n in list_esperados(manifiesto.entidad).items() if c not in presentes]
    return f"; faltan: {', '.join(faltan)}" if faltan else ""


def check_identidad(ruta: Path, informe: Informe, clave: str) -> Iterator[Reparo]:
    """Que el informe sea de quien dicen el manifiesto, su carpeta y el nombre del archivo."""
    dichas = {
        "el manifiesto": clave,
        "su carpeta": find_clave(ruta.resolve().parent.name) if is_municipal(ruta) else "",
        "el nombre del archivo": find_clave(ruta.stem),
    }
    for quien, dicha in dichas.items():
        if dicha and dicha != informe.clave:
            razon = f"el informe no es de quien dice {quien}: pudo quedar en lugar de otro"
            yield Reparo(DISCREPANCIA, "de quién es el informe", informe.clave, dicha, razon)
    digitos = INFORMES.get(ruta.name)
    if digitos and len(informe.clave) != digitos:
        razon = "un panorama no va con nombre de expediente, ni al revés"
        yield Reparo(DISCREPANCIA, "nombre del archivo", informe.rotulo, ruta.name, razon)


def find_clave(nombre: str) -> str:
    """La clave de municipio que dice un nombre («10014_mezquital»); vacía si ninguna o varias."""
    claves = [c for c in CLAVE_EN_NOMBRE.findall(nombre) if c in list_esperados(c[:2])]
    return claves[0] if len(claves) == 1 else ""


def is_municipal(ruta: Path) -> bool:
    """Si por su nombre el archivo es de un municipio."""
    return INFORMES.get(ruta.name, 5) == 5


def check_dentro(carpeta: Path, relativa: str) -> Path:
    """Ruta de un informe dentro de su corrida; un manifiesto no puede señalar fuera de ella."""
    ruta = carpeta / relativa
    if not relativa or not ruta.resolve().is_relative_to(carpeta.resolve()):
        raise EsquemaError(
            "El manifiesto señala un informe fuera de su carpeta.",
            donde=f"{carpeta.name}/{NOMBRE}",
            esperado="rutas dentro de la corrida",
            encontrado=ascii(relativa)[:80],
            que_hacer="verifique el archivo directamente o vuelva a producir la corrida",
        )
    return ruta


def read_crudo(ruta: Path) -> bytes:
    """Los bytes de un informe, si existe y no es desmedido."""
    try:
        if ruta.stat().st_size > BYTES_MAXIMO:
            raise build_ajeno(ruta.name, f"un archivo de más de {BYTES_MAXIMO // 1_000_000} MB")
        return ruta.read_bytes()
    except OSError as error:
        raise build_ajeno(ruta.name, error.strerror or str(error)) from None


def read_documento(crudo: bytes, ruta: Path) -> tuple[Informe, bytes]:
    """El informe leído y los bytes con que se compara su huella: en texto, sin lo que un correo le cambia."""
    try:
        if ruta.suffix.lower() == ".docx":
            from fais_analysis.pages.lectura_docx import read_docx

            return read_docx(crudo), crudo
        documento = decode_documento(crudo, ruta)
        leido = read_json(documento) if ruta.suffix.lower() == ".json" else read_informe(documento)
        return leido, documento.encode("utf-8")
    except ValueError as error:
        raise build_ajeno(ruta.name, str(error)) from None


def decode_documento(crudo: bytes, ruta: Path) -> str:
    """El texto de un informe: UTF-8 exacto, sin caracteres nulos.

    Un correo puede agregar una marca de orden o cambiar los saltos de línea; eso no es cambiar el informe.
    """
    try:
        documento = crudo.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise build_ajeno(ruta.name, "bytes que no son UTF-8") from None
    if not documento.strip() or "\0" in documento:
        raise build_ajeno(ruta.name, "caracteres nulos" if documento.strip() else "un archivo vacío")
    return documento


def build_ajeno(nombre: str, encontrado: str) -> ParametroError:
    """El error de un archivo que no es un informe."""
    return ParametroError(
        "El archivo no es un informe que se pueda verificar.",
        donde=nombre,
        esperado=f"un {', '.join(INFORMES)}, de fais reportes",
        encontrado=encontrado,
        que_hacer="indique el archivo tal como lo produjo fais reportes, o la carpeta de la corrida",
    )
