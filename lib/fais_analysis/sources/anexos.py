"""Anexos de las declaratorias ZAP que alguien importó: dónde están, de qué año y con qué decreto."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import yaml

from fais_analysis.errors import FuenteAlteradaError, FuenteFaltanteError, ParametroError
from fais_analysis.sources.escritura import write_con_carpeta
from fais_analysis.sources.huella import compute_sha256
from fais_analysis.sources.rutas import get_fuentes

CARPETA_ANEXOS = "zap/declaratorias"
REGISTRO = "registro.yml"
ENCABEZADO = "# Anexos de declaratorias ZAP importados: de qué año y decreto es cada uno.\n"
AMBITOS: tuple[str, ...] = ("rural", "urbana")
ANIOS = (2000, 2100)


@dataclass(frozen=True)
class AnexoZap:
    """Un anexo importado. El archivo no dice de qué año es: lo declara, con su decreto, quien lo importa."""

    anio: int
    ambito: str
    fecha_dof: str
    url_dof: str = ""
    archivo: str = ""
    nombre_original: str = ""
    sha256: str = ""

    @property
    def titulo(self) -> str:
        """Cómo se cita."""
        letra = "A (rural)" if self.ambito == "rural" else "B (urbano)"
        return f"Declaratoria ZAP {self.anio}, Anexo {letra}, DOF {self.fecha_dof}"


def load_anexos() -> tuple[AnexoZap, ...]:
    """Los anexos importados, por año y ámbito; ninguno si no se ha importado nada.

    Raises
    ------
    FuenteAlteradaError
        Si el registro no se puede leer.
    """
    ruta = get_fuentes() / CARPETA_ANEXOS / REGISTRO
    if not ruta.is_file():
        return ()
    try:
        crudos = yaml.safe_load(ruta.read_text(encoding="utf-8")) or []
        anexos = [AnexoZap(**campos) for campos in crudos]
    except (yaml.YAMLError, TypeError) as error:
        raise FuenteAlteradaError(
            "El registro de anexos de la declaratoria no se puede leer.",
            donde=f"{CARPETA_ANEXOS}/{REGISTRO}",
            esperado="la lista que escribe: fais datos importar --zap",
            encontrado=f"{type(error).__name__}: {str(error).splitlines()[0][:120]}",
            que_hacer="bórrelo y vuelva a importar los anexos",
        ) from None
    return tuple(sorted(anexos, key=lambda a: (a.anio, a.ambito)))


def locate_anexo(anexo: AnexoZap) -> Path:
    """Ruta del anexo, si está y no ha cambiado.

    Raises
    ------
    FuenteFaltanteError, FuenteAlteradaError
        Si falta o su huella no es la anotada al importarlo.
    """
    ruta = get_fuentes() / CARPETA_ANEXOS / anexo.archivo
    if not ruta.is_file():
        raise FuenteFaltanteError(
            f"Falta el archivo de la {anexo.titulo}.",
            donde=f"{CARPETA_ANEXOS}/{anexo.archivo}",
            esperado=f"sha256 {anexo.sha256[:12]}…",
            encontrado="no existe el archivo",
            que_hacer="vuelva a importarlo con: fais datos importar ARCHIVO --zap",
        )
    huella = compute_sha256(ruta)
    if huella != anexo.sha256:
        raise FuenteAlteradaError(
            f"El archivo de la {anexo.titulo} cambió desde que se importó.",
            donde=f"{CARPETA_ANEXOS}/{anexo.archivo}",
            esperado=f"sha256 {anexo.sha256[:12]}…",
            encontrado=f"sha256 {huella[:12]}…",
            que_hacer="restáurelo o vuelva a importarlo con --reemplazar",
        )
    return ruta


def store_anexo(ruta: Path, anexo: AnexoZap, *, reemplazar: bool = False) -> AnexoZap:
    """Copia un anexo ya revisado a la carpeta de fuentes y lo anota en el registro.

    Raises
    ------
    FuenteAlteradaError
        Si ya hay otro anexo de ese año y ámbito y no se pidió reemplazarlo.
    """
    contenido = ruta.read_bytes()
    nuevo = AnexoZap(
        **{
            **asdict(check_anexo(anexo)),
            "archivo": f"zap_{anexo.ambito}_{anexo.anio}{ruta.suffix.lower()}",
            "nombre_original": ruta.name,
            "sha256": compute_sha256(ruta),
        }
    )
    otros = [a for a in load_anexos() if (a.anio, a.ambito) != (nuevo.anio, nuevo.ambito)]
    previo = next((a for a in load_anexos() if a not in otros), None)
    if previo and previo.sha256 != nuevo.sha256 and not reemplazar:
        raise FuenteAlteradaError(
            f"Ya hay un anexo importado de la {previo.titulo}.",
            donde=f"{CARPETA_ANEXOS}/{previo.archivo}",
            esperado=f"sha256 {previo.sha256[:12]}…",
            encontrado=f"sha256 {nuevo.sha256[:12]}… («{ruta.name}»)",
            que_hacer="si éste es el bueno, agregue --reemplazar",
        )
    carpeta = get_fuentes() / CARPETA_ANEXOS
    write_con_carpeta(carpeta / nuevo.archivo, contenido)
    todos = sorted([*otros, nuevo], key=lambda a: (a.anio, a.ambito))
    texto = ENCABEZADO + yaml.safe_dump([asdict(a) for a in todos], allow_unicode=True, sort_keys=False)
    write_con_carpeta(carpeta / REGISTRO, texto.encode("utf-8"))
    return nuevo


def check_anexo(anexo: AnexoZap) -> AnexoZap:
    """Comprueba lo que se declara de un anexo: ámbito, año y fecha del decreto.

    Raises
    ------
    ParametroError
        Con lo que no cuadra. La declaratoria de un año se publica ese año o el anterior.
    """
    fecha = anexo.fecha_dof if re.fullmatch(r"\d{4}-\d{2}-\d{2}", anexo.fecha_dof or "") else ""
    try:
        publicada = date.fromisoformat(fecha).year if fecha else 0
    except ValueError:
        publicada = 0
    problemas = {
        f"ámbito «{anexo.ambito}»": anexo.ambito not in AMBITOS,
        f"año {anexo.anio}": not ANIOS[0] <= anexo.anio <= ANIOS[1],
        f"fecha del DOF «{anexo.fecha_dof}»": publicada not in (anexo.anio, anexo.anio - 1),
    }
    malos = [nombre for nombre, malo in problemas.items() if malo]
    if malos:
        raise ParametroError(
            "Lo que se declara del anexo no cuadra.",
            donde="opciones --zap, --anio y --fecha-dof",
            esperado="--zap rural o urbana, el ejercicio, y la fecha AAAA-MM-DD de ese año o del anterior",
            encontrado=", ".join(malos),
            que_hacer="revise el decreto en el Diario Oficial: sin él no se sabe de qué año es la lista",
        )
    return anexo
