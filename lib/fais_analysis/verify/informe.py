"""Verifica un informe: recalcula cada cifra desde los datos y compara todo lo demás, pieza por pieza."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from fais_analysis.batch.corridas.manifiesto import BUENO, NOMBRE, read_manifiesto
from fais_analysis.claves import ENTIDADES
from fais_analysis.errors import EsquemaError, FaisError, FuenteAlteradaError, ParametroError
from fais_analysis.loaders import ordenadas
from fais_analysis.pages.lectura import DIGITO, Informe, read_informe
from fais_analysis.schemas.registro import ESQUEMAS
from fais_analysis.verify.cifras import check_cifras
from fais_analysis.verify.comparacion import Diferencia, compare_piezas
from fais_analysis.verify.condiciones import Condiciones, build_condiciones
from fais_analysis.verify.resultado import DISCREPANCIA, SIN_COMPROBAR, Conteo, Hallazgo, Verificacion

BYTES_MAXIMO = 50_000_000
ROTULOS = ("Expediente municipal", "Panorama estatal")
INFORMES = ("expediente.html", "panorama.html", "interactivo.html", "panorama_interactivo.html")


def verify_archivo(ruta: Path, sha256: str = "") -> Verificacion:
    """Verifica un expediente o un panorama contra los datos de esta máquina.

    Parameters
    ----------
    ruta
        El HTML.
    sha256
        La huella que el manifiesto de la corrida registró, si se tiene.

    Raises
    ------
    ParametroError
        Si no es un expediente ni un panorama, o no se puede leer.
    FuenteFaltanteError, EsquemaError, LibroInversionError
        Si los datos de esta máquina no se pueden leer.
    """
    crudo = read_crudo(ruta)
    verificacion = verify_documento(decode_documento(crudo, ruta), str(ruta))
    huella = hashlib.sha256(crudo).hexdigest()
    if not sha256 or huella == sha256:
        return verificacion
    razon = "el archivo cambió después de publicarse la corrida"
    hallazgo = Hallazgo(
        DISCREPANCIA, f"{NOMBRE}, sha256 del archivo", f"{huella[:12]}…", f"{sha256[:12]}…", razon
    )
    return _with_hallazgos(verificacion, (hallazgo,))


def verify_documento(documento: str, archivo: str) -> Verificacion:
    """Verifica el texto de un informe. ``archivo`` es cómo se nombra en el resultado."""
    informe = read_informe(documento)
    check_informe(informe, archivo)
    from fais_analysis.verify.rearmado import rebuild_informe  # nbconvert tarda: sólo si es un informe

    rotulo = f"{informe.rotulo}, {informe.clave}{', interactivo' if informe.es_interactivo else ''}"
    try:
        rearmado = rebuild_informe(informe.clave)
    except FuenteAlteradaError as error:
        return _build_alterada(informe, archivo, error)
    condiciones = build_condiciones(informe, rearmado)
    diferencias = compare_piezas(informe.piezas, rearmado.read_como(informe).piezas)
    de_cifras = check_cifras(informe, diferencias, condiciones)
    sueltos = [
        _judge(d, condiciones) for d in diferencias if d.cifra < 0 and not condiciones.is_explicada(d.lugar)
    ]
    textos = count_textos(informe, sueltos)
    hallazgos = (*condiciones.hallazgos, *(h for h in de_cifras if h is not None), *sueltos)
    return Verificacion(archivo, rotulo, count_cifras(informe, de_cifras), textos, hallazgos)


def list_informes(rutas: Sequence[Path]) -> list[tuple[Path, str]]:
    """Los informes por verificar, con la huella que les dio su manifiesto (o vacío).

    Una carpeta con ``manifest.json`` da los informes buenos de esa corrida; sin él, todo lo que se llame
    ``expediente.html``, ``panorama.html`` o su forma interactiva.

    Raises
    ------
    ParametroError
        Si una ruta no existe o una carpeta no trae informes.
    """
    lista: list[tuple[Path, str]] = []
    for ruta in rutas:
        if not ruta.is_dir():
            lista.append((ruta, ""))
        elif (ruta / NOMBRE).is_file():
            fichas = read_manifiesto(ruta).list_estado(BUENO)
            lista += [(check_dentro(ruta, f.informe or ""), f.sha256 or "") for f in fichas]
            lista += [
                (check_dentro(ruta, f.interactivo), f.interactivo_sha256 or "")
                for f in fichas
                if f.interactivo
            ]
        else:
            lista += [(r, "") for r in sorted(ruta.rglob("*.html")) if r.name in INFORMES]
    if not lista:
        raise ParametroError(
            "No hay informes que verificar.",
            donde=", ".join(r.name for r in rutas) or "fais verificar",
            esperado=f"archivos {', '.join(INFORMES)}, o la carpeta de una corrida",
            encontrado="ninguno",
            que_hacer="indique un archivo o una carpeta de outputs",
        )
    return lista


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
            raise _build_ajeno(ruta.name, f"un archivo de más de {BYTES_MAXIMO // 1_000_000} MB")
        return ruta.read_bytes()
    except OSError as error:
        raise _build_ajeno(ruta.name, error.strerror or str(error)) from None


def decode_documento(crudo: bytes, ruta: Path) -> str:
    """El texto de un informe: UTF-8 exacto, sin caracteres nulos."""
    try:
        documento = crudo.decode("utf-8")
    except UnicodeDecodeError:
        raise _build_ajeno(ruta.name, "bytes que no son UTF-8") from None
    if not documento.strip() or "\0" in documento:
        raise _build_ajeno(ruta.name, "caracteres nulos" if documento.strip() else "un archivo vacío")
    return documento


def check_informe(informe: Informe, archivo: str) -> None:
    """Que sea un expediente o un panorama de esta herramienta, con su clave y su ficha."""
    tamano = {ROTULOS[0]: 5, ROTULOS[1]: 2}.get(informe.rotulo, 0)
    clave = informe.clave
    es_clave = clave.isascii() and clave.isdigit() and len(clave) == tamano and clave[:2] in ENTIDADES
    if not es_clave or "Versión" not in informe.ficha:
        hallado = f"«{informe.rotulo[:40]}», clave «{clave[:10]}»" if informe.rotulo else "otra cosa"
        raise _build_ajeno(Path(archivo).name, hallado)


def count_cifras(informe: Informe, de_cifras: Sequence[Hallazgo | None]) -> Conteo:
    """Cuántas cifras coinciden, discrepan o no se pueden comprobar."""
    estados = [h.estado if h else "" for h in de_cifras]
    discrepan, sin = estados.count(DISCREPANCIA), estados.count(SIN_COMPROBAR)
    return Conteo(len(informe.cifras) - discrepan - sin, discrepan, sin)


def count_textos(informe: Informe, sueltos: Sequence[Hallazgo]) -> Conteo:
    """Lo mismo de las demás piezas con dígitos."""
    total = sum(p.cifra < 0 and p.tipo in ("texto", "atributo") and bool(DIGITO.search(p.valor))
                for p in informe.piezas)  # fmt: skip
    discrepan = sum(h.estado == DISCREPANCIA for h in sueltos)
    sin = len(sueltos) - discrepan
    return Conteo(max(0, total - discrepan - sin), discrepan, sin)


def _judge(diferencia: Diferencia, condiciones: Condiciones) -> Hallazgo:
    """Una diferencia fuera de las cifras: discrepancia, o no se puede comprobar si hay razón para ello."""
    razon = condiciones.get_razon(diferencia.lugar)
    lugar = str(diferencia.lugar)
    donde = f"{lugar} › {diferencia.detalle}" if diferencia.detalle else lugar
    estado = SIN_COMPROBAR if razon else DISCREPANCIA
    return Hallazgo(estado, donde, diferencia.informe, diferencia.datos, razon)


def _build_alterada(informe: Informe, archivo: str, error: FuenteAlteradaError) -> Verificacion:
    """Los datos de esta máquina no son los de su ficha: se nombran todas las tablas cambiadas."""
    hallazgos = [_build_tabla_alterada(e) for e in list_alteradas()] or [_build_tabla_alterada(error)]
    razon = "una tabla de data/ no es la que describe su ficha"
    cifras = Hallazgo(SIN_COMPROBAR, "todas las cifras del informe", razon=razon)
    total = Conteo(sin_comprobar=len(informe.cifras))
    return Verificacion(archivo, f"{informe.rotulo}, {informe.clave}", total, hallazgos=(*hallazgos, cifras))


def list_alteradas() -> list[FuenteAlteradaError]:
    """Las tablas de ``data/`` que no son las que describe su ficha."""
    errores = []
    for nombre in sorted({*ESQUEMAS, *ordenadas.list_tablas()}):
        try:
            ordenadas.load_tabla(nombre)
        except FuenteAlteradaError as error:
            errores.append(error)
        except FaisError:
            continue
    return errores


def _build_tabla_alterada(error: FuenteAlteradaError) -> Hallazgo:
    return Hallazgo(DISCREPANCIA, error.donde, error.esperado, error.encontrado, error.que_paso)


def _with_hallazgos(v: Verificacion, hallazgos: tuple[Hallazgo, ...]) -> Verificacion:
    return Verificacion(v.archivo, v.rotulo, v.cifras, v.textos, (*hallazgos, *v.hallazgos))


def _build_ajeno(nombre: str, encontrado: str) -> ParametroError:
    return ParametroError(
        "El archivo no es un informe que se pueda verificar.",
        donde=nombre,
        esperado="un expediente.html, panorama.html o su forma interactiva, hecho con fais reportes",
        encontrado=encontrado,
        que_hacer="indique el HTML tal como lo produjo fais reportes, o la carpeta de la corrida",
    )
