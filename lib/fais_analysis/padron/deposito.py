"""Lo que el padrón guarda: una carpeta 0700 fuera del repositorio, donde todo va sellado con age.

Se sella en memoria y se escribe sólo lo sellado: no hay un instante con un nombre en el disco, ni tras
kill -9.
"""

import contextlib
import io
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import platformdirs

from fais_analysis.errors import describe_falla_sistema
from fais_analysis.padron.errores import PadronError, import_extra
from fais_analysis.padron.llaves import Llave
from fais_analysis.sources.escritura import write_atomico

VARIABLE_CARPETA = "FAIS_PADRON"
CARGAS, CUARENTENA = "cargas", "cuarentena"
HERMANA_VIEJA, HERMANA_NUEVA = "vieja", "nueva"  # las carpetas de al lado mientras se cambia la llave
_SELLO = ".age"


@dataclass(frozen=True)
class Deposito:
    """La carpeta del padrón y la llave que la abre."""

    carpeta: Path
    llave: Llave

    def save(self, nombre: str, contenido: bytes) -> Path:
        """Sella y guarda; devuelve dónde quedó."""
        ruta = self.carpeta / f"{nombre}{_SELLO}"
        try:
            ruta.parent.mkdir(mode=0o700, exist_ok=True)
            write_atomico(ruta, self._seal(contenido))
        except OSError as error:
            raise _fail(ruta.name, "una carpeta donde escribir", describe_falla_sistema(error)) from None
        return ruta

    def open(self, nombre: str) -> bytes | None:
        """Lo guardado con ese nombre, o nada si no hay.

        Raises
        ------
        PadronError
            Si se guardó con otra llave o está dañado.
        """
        ruta = self.carpeta / f"{nombre}{_SELLO}"
        if not ruta.is_file():
            return None
        return open_sellado(ruta.read_bytes(), self.llave)

    def save_tabla(self, nombre: str, tabla: pd.DataFrame) -> Path:
        """Guarda una tabla de texto."""
        return self.save(nombre, tabla.to_csv(index=False, lineterminator="\n").encode())

    def open_tabla(self, nombre: str) -> pd.DataFrame | None:
        """Una tabla guardada, toda de texto y sin nulos, o nada."""
        contenido = self.open(nombre)
        if contenido is None:
            return None
        return pd.read_csv(io.BytesIO(contenido), dtype=str, keep_default_na=False)

    def save_json(self, nombre: str, valor: Any) -> Path:
        """Guarda un valor sencillo."""
        return self.save(nombre, json.dumps(valor, ensure_ascii=False, sort_keys=True).encode())

    def open_json(self, nombre: str, omision: Any) -> Any:
        """Un valor guardado o, sin él, el de omisión."""
        contenido = self.open(nombre)
        return omision if contenido is None else json.loads(contenido)

    def list_nombres(self, carpeta: str) -> list[str]:
        """Lo guardado en una subcarpeta, en orden."""
        return sorted(f"{carpeta}/{r.stem}" for r in (self.carpeta / carpeta).glob(f"*{_SELLO}"))

    def remove(self, nombres: Iterable[str]) -> int:
        """Quita lo guardado con esos nombres; devuelve cuántos había."""
        rutas = [self.carpeta / f"{nombre}{_SELLO}" for nombre in nombres]
        presentes = [ruta for ruta in rutas if ruta.is_file()]
        for ruta in presentes:
            ruta.unlink()
        return len(presentes)

    def sweep(self) -> int:
        """Quita los temporales que dejó un proceso muerto (van sellados, pero sobran)."""
        sobrantes = list(self.carpeta.rglob(".*.tmp"))
        for ruta in sobrantes:
            with contextlib.suppress(OSError):
                ruta.unlink()
        return len(sobrantes)

    def _seal(self, contenido: bytes) -> bytes:
        pyrage = import_extra("pyrage")
        propia = pyrage.x25519.Identity.from_str(self.llave.age).to_public()
        sellado: bytes = pyrage.encrypt(contenido, [propia])
        return sellado


def get_carpeta_padron() -> Path:
    """La carpeta del padrón: la de ``FAIS_PADRON`` o la de datos del usuario; sólo su dueño entra.

    Raises
    ------
    PadronError
        Si está dentro de un repositorio o no se puede crear.
    """
    declarada = os.environ.get(VARIABLE_CARPETA)
    omision = Path(platformdirs.user_data_dir("fais_analysis", appauthor=False)) / "padron"
    carpeta = (Path(declarada).expanduser() if declarada else omision).resolve()
    if any((p / ".git").exists() for p in (carpeta, *carpeta.parents)):
        raise _fail(carpeta.name, "una carpeta fuera de todo repositorio", "una que está dentro de uno")
    try:
        _recover_carpeta(carpeta)
        carpeta.mkdir(parents=True, exist_ok=True)
        if os.name == "posix":
            carpeta.chmod(0o700)
    except OSError as error:
        raise _fail(carpeta.name, "una carpeta propia", describe_falla_sistema(error)) from None
    return carpeta


def get_hermana(carpeta: Path, cual: str) -> Path:
    """La carpeta de al lado, la vieja o la nueva, que sólo existe mientras se cambia la llave."""
    return carpeta.with_name(f"{carpeta.name}.{cual}")


def has_sellado(carpeta: Path) -> bool:
    """Si una carpeta guarda algo sellado."""
    return any(carpeta.rglob(f"*{_SELLO}"))


def _recover_carpeta(carpeta: Path) -> None:
    """Si un cambio de llave murió a medias, vuelve a su sitio lo que dejó al lado; nunca lo tapa un vacío."""
    vieja, nueva = get_hermana(carpeta, HERMANA_VIEJA), get_hermana(carpeta, HERMANA_NUEVA)
    if has_sellado(carpeta) or not (has_sellado(vieja) or has_sellado(nueva)):
        return
    if not has_sellado(vieja) or (carpeta.is_dir() and any(carpeta.iterdir())):
        raise PadronError(
            "El padrón está en otra carpeta, que dejó un cambio de llave sin terminar.",
            donde=carpeta.name,
            esperado="lo guardado en su carpeta",
            encontrado=f"sólo en «{(vieja if has_sellado(vieja) else nueva).name}»",
            que_hacer="no borre nada: copie esa carpeta a otra parte y póngala en el lugar de la vacía "
            f"(«{nueva.name}» se abre con la llave nueva)",
        )
    if carpeta.is_dir():
        carpeta.rmdir()
    vieja.rename(carpeta)


def open_sellado(contenido: bytes, llave: Llave) -> bytes:
    """Abre lo que se selló para la llave del padrón.

    Raises
    ------
    PadronError
        Si se selló para otra o está dañado.
    """
    pyrage = import_extra("pyrage")
    try:
        abierto: bytes = pyrage.decrypt(contenido, [pyrage.x25519.Identity.from_str(llave.age)])
    except pyrage.DecryptError:
        raise _fail(
            "archivo sellado", f"algo sellado para la llave {llave.id}", "otra llave o daño"
        ) from None
    return abierto


def seal_para(contenido: bytes, destinatario: str) -> bytes:
    """Sella para otra persona, con su clave pública age («age1…»).

    Raises
    ------
    PadronError
        Si no es una clave pública age.
    """
    pyrage = import_extra("pyrage")
    try:
        publica = pyrage.x25519.Recipient.from_str(destinatario)
    except Exception:
        raise PadronError(
            "No se puede sellar para esa persona.",
            donde="--para",
            esperado="una clave pública age («age1…»)",
            encontrado="otra cosa",
            que_hacer="pídala a quien recibe (age-keygen la crea)",
        ) from None
    sellado: bytes = pyrage.encrypt(contenido, [publica])
    return sellado


def _fail(donde: str, esperado: str, encontrado: str) -> PadronError:
    return PadronError(
        "La carpeta del padrón no se puede usar.",
        donde=donde,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer=f"revise {VARIABLE_CARPETA} y la llave; vea docs/padron.md",
    )
