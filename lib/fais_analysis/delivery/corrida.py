"""Lo que la entrega sabe de una corrida: su ``manifest.json``, leído con rigor, y los bytes de cada uno."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fais_analysis.claves import check_clave_municipio
from fais_analysis.delivery.errores import CorridaError
from fais_analysis.errors import FaisError

NOMBRE, ESQUEMA, BUENO = "manifest.json", 2, "bueno"
HOJA = "hoja.html"
LEYENDA_DEMOSTRACION = "DATOS DE DEMOSTRACIÓN"  # en mayúsculas: en minúsculas es prosa que sí puede salir
BYTES_MAXIMO = 20_000_000
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class CifraPrincipal:
    """Una cifra principal: ``texto`` es como se lee; ``valor`` es nulo si no hay dato o no es número."""

    id: str
    rotulo: str
    texto: str
    valor: float | None
    nota: str = ""
    procedencia: str = ""


@dataclass(frozen=True)
class InformeCorrida:
    """El informe de un municipio según el manifiesto. ``ruta`` es nula si no salió bien.

    La versión ``anterior`` que se conserva de un informe fallido no se lee: sólo se envía lo bueno.
    """

    clave: str
    nombre: str
    carpeta: str
    estado: str
    ruta: Path | None
    sha256: str
    cifras: tuple[CifraPrincipal, ...]
    advertencias: tuple[str, ...]
    marcado: bool = False
    hoja: Path | None = None
    hoja_sha256: str = ""

    @property
    def huella_conjunta(self) -> str:
        """La del expediente y su hoja: lo que se verifica junto."""
        return hashlib.sha256(f"{self.sha256} {self.hoja_sha256}".encode()).hexdigest()

    @property
    def huella_corta(self) -> str:
        """Los doce primeros dígitos de la huella del informe: los que van en el mensaje."""
        return self.sha256[:12]

    @property
    def es_demostracion(self) -> bool:
        """Si su ficha o alguna advertencia dice que usó datos de demostración."""
        return self.marcado or any(LEYENDA_DEMOSTRACION in texto for texto in self.advertencias)


@dataclass(frozen=True)
class Corrida:
    """Una corrida: quién es, si es de demostración y sus informes municipales por clave."""

    carpeta: Path
    nombre: str
    entidad: str
    nombre_entidad: str
    es_demostracion: bool
    huella: str
    archivos: dict[str, str]
    informes: dict[str, InformeCorrida]


def read_corrida(carpeta: Path) -> Corrida:
    """Lee el manifiesto de una corrida y nada más.

    Raises
    ------
    CorridaError
        Si falta, no es del esquema conocido, repite una clave o señala un archivo fuera de su carpeta.
    """
    carpeta = _find_carpeta(carpeta.expanduser()).resolve()
    try:
        crudo = json.loads((carpeta / NOMBRE).read_text(encoding="utf-8"))
        if crudo["esquema"] != ESQUEMA:
            raise ValueError(f"esquema {crudo['esquema']!r}")
        fichas = [_build_informe(carpeta, ficha) for ficha in _take(crudo, "municipios", list)]
        informes = {informe.clave: informe for informe in fichas}
        if len(informes) != len(fichas):
            raise ValueError("una clave de municipio repetida")
        return Corrida(
            carpeta,
            _take(crudo, "corrida", str),
            _take(crudo, "entidad", str),
            _take(crudo, "nombre_entidad", str),
            _take(crudo, "es_demostracion", bool),
            _check_sha256(_take(crudo, "huella_corrida", str)),
            dict(_take(_take(crudo, "insumos", dict), "archivos", dict)),
            dict(sorted(informes.items())),
        )
    except (OSError, ValueError, KeyError, TypeError, FaisError) as error:
        detalle = error.que_paso if isinstance(error, FaisError) else f"{type(error).__name__}: {error}"
        raise CorridaError(
            "No se pudo leer el manifiesto de la corrida.",
            donde=f"{carpeta.name}/{NOMBRE}",
            esperado=f"un manifiesto con esquema {ESQUEMA}, de fais reportes",
            encontrado=detalle[:200],
            que_hacer="indique la carpeta de una corrida terminada, o produzca otra con: fais reportes",
        ) from error


def _find_carpeta(carpeta: Path) -> Path:
    """La carpeta pedida; donde no se pueden crear enlaces (Windows), «ultima.txt» dice cuál es «ultima»."""
    puntero = carpeta.with_name(f"{carpeta.name}.txt")
    if carpeta.is_dir() or not puntero.is_file():
        return carpeta
    return carpeta.with_name(puntero.read_text(encoding="utf-8").strip())


def read_bytes_hoja(informe: InformeCorrida) -> bytes:
    """Los bytes de la hoja de un informe bueno, con la huella que el manifiesto le dio; vacío si no trae."""
    if informe.hoja is None:
        return b""
    return _read_con_huella(informe.hoja, informe.hoja_sha256, f"{informe.clave} {informe.nombre}, {HOJA}")


def read_bytes_informe(informe: InformeCorrida) -> bytes:
    """Los bytes de un informe bueno, con la huella que el manifiesto le dio.

    Raises
    ------
    CorridaError
        Si el informe no es bueno, no está o cambió después de publicarse.
    """
    donde = f"{NOMBRE}, {informe.clave} {informe.nombre}"
    if informe.ruta is None:
        raise CorridaError(
            "El informe no salió bien en la corrida.",
            donde=donde,
            esperado=f"estado «{BUENO}»",
            encontrado=f"estado «{informe.estado}»",
            que_hacer="vea la causa en el índice de la corrida y vuelva a producirlo",
        )
    return _read_con_huella(informe.ruta, informe.sha256, donde)


def _read_con_huella(ruta: Path, sha256: str, donde: str) -> bytes:
    try:
        crudo = ruta.read_bytes()
    except OSError as error:
        raise _build_alterado(donde, f"no se pudo leer ({type(error).__name__})") from None
    huella = hashlib.sha256(crudo).hexdigest()
    if huella != sha256 or len(crudo) > BYTES_MAXIMO:
        raise _build_alterado(donde, f"sha256 {huella[:12]}…")
    return crudo


def _build_alterado(donde: str, encontrado: str) -> CorridaError:
    return CorridaError(
        "El archivo del informe no es el que registró la corrida.",
        donde=donde,
        esperado="los mismos bytes que publicó fais reportes",
        encontrado=encontrado,
        que_hacer="no edite los expedientes; vuelva a producir la corrida",
    )


def _build_informe(carpeta: Path, ficha: dict[str, Any]) -> InformeCorrida:
    estado, relativa = _take(ficha, "estado", str), ficha["informe"]
    ruta, sha256, hoja, hoja_sha256 = None, "", None, ""
    if estado == BUENO:
        if ficha["anterior"] is not None or ficha["causa"] is not None:
            raise ValueError("un informe bueno con causa de falla o con versión anterior")
        ruta, sha256 = _check_dentro(carpeta, relativa), _check_sha256(_take(ficha, "sha256", str))
        hoja, hoja_sha256 = _find_hoja(carpeta, ficha)
    cifras = tuple(_build_cifra(id_, c) for id_, c in _take(ficha, "cifras", dict).items())
    return InformeCorrida(
        check_clave_municipio(ficha["clave"]),
        _take(ficha, "nombre", str),
        _take(ficha, "carpeta", str),
        estado,
        ruta,
        sha256,
        cifras,
        tuple(str(texto) for texto in _take(ficha, "advertencias", list)),
        _take(ficha, "es_demostracion", bool),
        hoja,
        hoja_sha256,
    )


def _find_hoja(carpeta: Path, ficha: dict[str, Any]) -> tuple[Path | None, str]:
    """La hoja para la reunión y su huella, si la corrida la trae."""
    relativa = f"{_take(ficha, 'carpeta', str)}/{HOJA}"
    sha256 = (ficha.get("salidas") or {}).get(relativa)
    return (None, "") if sha256 is None else (_check_dentro(carpeta, relativa), _check_sha256(sha256))


def _build_cifra(id_: str, campos: dict[str, Any]) -> CifraPrincipal:
    valor = campos["valor"]
    if valor is not None and (isinstance(valor, bool) or not isinstance(valor, int | float)):
        raise ValueError(f"cifra {id_}: el valor no es un número")
    numero = None if valor is None else float(valor)
    return CifraPrincipal(
        id_, _take(campos, "rotulo", str), _take(campos, "texto", str), numero, campos.get("nota") or "",
        campos.get("procedencia") or "",
    )  # fmt: skip


def _take(campos: dict[str, Any], nombre: str, tipo: type) -> Any:
    if not isinstance(campos[nombre], tipo):
        raise ValueError(f"«{nombre}» no es {tipo.__name__}")
    return campos[nombre]


def _check_sha256(texto: str) -> str:
    if not _SHA256.fullmatch(texto):
        raise ValueError("una huella que no es sha256")
    return texto


def _check_dentro(carpeta: Path, relativa: object) -> Path:
    if not isinstance(relativa, str) or not relativa or Path(relativa).is_absolute():
        raise ValueError("un informe bueno sin ruta dentro de la corrida")
    ruta = (carpeta / relativa).resolve()
    if not ruta.is_relative_to(carpeta):
        raise ValueError("un informe que está fuera de la corrida")
    return ruta
