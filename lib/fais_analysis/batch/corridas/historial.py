"""Lo que ya hay en la carpeta de salida: corridas publicadas y las que quedaron a medias."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from fais_analysis.batch.corridas.manifiesto import (
    BUENO,
    NOMBRE,
    FichaInforme,
    Manifiesto,
    Origen,
    load_ficha,
    read_manifiesto,
)
from fais_analysis.batch.corridas.salida import CorridaEnMarcha
from fais_analysis.errors import EsquemaError
from fais_analysis.sources.escritura import write_atomico
from fais_analysis.sources.huella import compute_sha256

HECHOS, SUFIJO_PARCIAL = ".hechos", ".parcial"


@dataclass(frozen=True)
class FuenteReuso:
    """Una carpeta con informes hechos. ``manifiesto`` es nulo si la corrida murió antes de publicarse."""

    carpeta: Path
    fichas: dict[str, tuple[FichaInforme, Origen]]
    manifiesto: Manifiesto | None = None

    @property
    def es_huerfana(self) -> bool:
        """Si quedó a medias."""
        return self.manifiesto is None

    def is_de(self, entidad: str) -> bool:
        """Si es una corrida publicada de esa entidad."""
        return self.manifiesto is not None and self.manifiesto.entidad == entidad


def list_fuentes(salida: Path, entidad: str) -> list[FuenteReuso]:
    """De dónde se puede tomar un informe ya hecho: lo que quedó a medias y las corridas, de nueva a vieja.

    Un manifiesto que no se puede leer (otra versión, dañado) se pasa por alto: sus informes se rehacen.
    """
    huerfanas = [read_huerfana(carpeta) for carpeta in list_huerfanas(salida)]
    return [*huerfanas, *(f for f in list_publicadas(salida) if f.is_de(entidad))]


def list_publicadas(salida: Path) -> list[FuenteReuso]:
    """Corridas publicadas cuyo manifiesto se puede leer, de la más nueva a la más vieja."""
    fuentes = []
    for carpeta in list_carpetas(salida):
        try:
            manifiesto = read_manifiesto(carpeta)
        except EsquemaError:
            continue
        propio = Origen(manifiesto.corrida, manifiesto.generado)
        fichas = {f.clave: (f, f.reuso or propio) for f in manifiesto.informes}
        fuentes.append(FuenteReuso(carpeta, fichas, manifiesto))
    return fuentes


def list_carpetas(salida: Path) -> list[Path]:
    """Carpetas con manifiesto, de la escrita más tarde a la más temprana; sin el enlace «ultima»."""
    halladas = []
    for carpeta in _iterate(salida):
        try:
            escrita = (carpeta / NOMBRE).stat().st_mtime_ns
        except OSError:
            continue
        if not carpeta.name.startswith(".") and not carpeta.is_symlink():
            halladas.append((escrita, carpeta.name, carpeta))
    return [carpeta for *_, carpeta in sorted(halladas, reverse=True)]


def list_huerfanas(salida: Path) -> list[Path]:
    """Carpetas de trabajo de corridas que no llegaron a publicarse. Sólo con el candado tomado."""
    return sorted(
        (r for r in _iterate(salida) if r.name.startswith(".") and r.name.endswith(SUFIJO_PARCIAL)),
        reverse=True,
    )


def read_huerfana(carpeta: Path) -> FuenteReuso:
    """Los informes que una corrida muerta alcanzó a terminar y anotar."""
    fichas = {}
    for ruta in sorted((carpeta / HECHOS).glob("*.json")):
        try:
            campos = json.loads(ruta.read_text(encoding="utf-8"))
            ficha = load_ficha(campos["ficha"])
            fichas[ficha.clave] = (ficha, Origen(**campos["origen"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return FuenteReuso(carpeta, fichas)


def note_hecho(corrida: CorridaEnMarcha, ficha: FichaInforme) -> None:
    """Anota un informe bueno en cuanto está: si la corrida muere, la siguiente lo toma de aquí."""
    carpeta = corrida.parcial / HECHOS
    carpeta.mkdir(exist_ok=True)
    origen = ficha.reuso or Origen(corrida.nombre, corrida.generado)
    texto = json.dumps({"ficha": asdict(ficha), "origen": asdict(origen)}, ensure_ascii=False)
    write_atomico(carpeta / f"{ficha.clave}.json", texto)


def is_intacta(ficha: FichaInforme, carpeta: Path) -> bool:
    """Si un informe es bueno y todos sus archivos siguen siendo, byte por byte, los que se publicaron."""
    return ficha.estado == BUENO and ficha.informe in ficha.salidas and are_intactos(ficha.salidas, carpeta)


def are_intactos(salidas: dict[str, str], carpeta: Path) -> bool:
    """Si cada archivo existe y tiene su huella."""
    try:
        return all(compute_sha256(check_dentro(carpeta, ruta)) == sha for ruta, sha in salidas.items())
    except OSError:
        return False


def check_dentro(carpeta: Path, relativa: str) -> Path:
    """Ruta dentro de una corrida; FileNotFoundError si un manifiesto señala fuera de ella."""
    ruta = carpeta / relativa
    if Path(relativa).is_absolute() or ".." in Path(relativa).parts:
        raise FileNotFoundError(relativa)
    return ruta


def compute_salidas(rutas: Iterable[Path], carpeta: Path) -> dict[str, str]:
    """Huella de cada archivo, por su ruta dentro de la corrida y en orden."""
    return {r.relative_to(carpeta).as_posix(): compute_sha256(r) for r in sorted(rutas) if r.is_file()}


def find_anterior(fuentes: Sequence[FuenteReuso], clave: str) -> tuple[Path, str, Origen] | None:
    """El último informe bueno de un municipio: el archivo, su huella y la corrida que lo produjo."""
    for fuente in fuentes:
        if fuente.es_huerfana or clave not in fuente.fichas:
            continue
        ficha, origen = fuente.fichas[clave]
        relativa, sha256 = ficha.informe, ficha.sha256
        if ficha.anterior is not None:
            relativa, sha256 = ficha.anterior.informe, ficha.anterior.sha256
            origen = Origen(ficha.anterior.corrida, ficha.anterior.generado)
        if relativa and sha256 and are_intactos({relativa: sha256}, fuente.carpeta):
            return fuente.carpeta / relativa, sha256, origen
    return None


def _iterate(salida: Path) -> list[Path]:
    try:
        return [ruta for ruta in salida.iterdir() if ruta.is_dir()]
    except OSError:
        return []
