"""Una copia del proyecto donde se camina lo que CONTRIBUTING dice, y la cuenta de los archivos que se tocan."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.docs.corredor import Corredor

RAIZ = Path(__file__).resolve().parents[2]
CARPETAS = ("lib", "data", "shapefiles", "notebooks", "docs")
RUTA = re.compile(r"`((?:lib|data|tests|docs|notebooks)/[^`\s]+)`")


@dataclass(frozen=True)
class Copia:
    """El proyecto recién clonado, en otra carpeta; ``originales`` es su carpeta de archivos oficiales."""

    raiz: Path
    corredor: Corredor

    @property
    def originales(self) -> Path:
        """Donde ``fais datos importar`` deja los archivos oficiales."""
        return self.raiz / "originales"

    def replace(self, ruta: str, antes: str, despues: str) -> None:
        """Cambia un texto que está una sola vez en un archivo versionado."""
        archivo = self.raiz / ruta
        texto = archivo.read_text(encoding="utf-8")
        assert texto.count(antes) == 1, f"{ruta}: «{antes}» está {texto.count(antes)} veces"
        archivo.write_text(texto.replace(antes, despues), encoding="utf-8")

    def append(self, ruta: str, texto: str) -> None:
        """Agrega un texto al final de un archivo."""
        with (self.raiz / ruta).open("a", encoding="utf-8") as archivo:
            archivo.write(texto)

    def run(self, *argumentos: str, entidad: str = "") -> str:
        """Corre ``fais`` en la copia, con la biblioteca de la copia, y da lo que imprimió."""
        return self.corredor.run(*argumentos, entidad=entidad)

    def list_tocados(self) -> set[str]:
        """Los archivos escritos a mano: lo que difiere del repositorio, sin lo que las órdenes generan."""
        generados = ("data/", "docs/diccionario.md", "docs/fuentes.md", "docs/reglas.md")
        propios = (r for c in CARPETAS for r in (self.raiz / c).rglob("*") if r.is_file())
        nombres = (r.relative_to(self.raiz).as_posix() for r in propios if "__pycache__" not in r.parts)
        return {
            n
            for n in nombres
            if not n.startswith(generados)
            and (not (RAIZ / n).is_file() or (RAIZ / n).read_bytes() != (self.raiz / n).read_bytes())
        }


def copy_proyecto(carpeta: Path, lote: bool = False) -> Copia:
    """Copia lo versionado que hace falta para producir informes."""
    listado = subprocess.run(
        ["git", "ls-files", "-z", *CARPETAS], cwd=RAIZ, capture_output=True, check=True
    ).stdout.decode()
    for nombre in filter(None, listado.split("\0")):
        if (RAIZ / nombre).is_file():
            (carpeta / nombre).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(RAIZ / nombre, carpeta / nombre)
    for compilados in (RAIZ / "lib").rglob("__pycache__"):  # si no, cada proceso compila la biblioteca entera
        destino = carpeta / compilados.relative_to(RAIZ)
        if destino.parent.is_dir():
            shutil.copytree(compilados, destino, ignore=shutil.ignore_patterns("*.pyc.*"))
    entorno = {**os.environ, "FAIS_FUENTES": str(carpeta / "originales")}
    return Copia(carpeta, Corredor(carpeta, carpeta / "lib", entorno, lote))


def read_apartado(titulo: str) -> str:
    """Un apartado de CONTRIBUTING; falla si no hay exactamente uno."""
    texto = (RAIZ / "CONTRIBUTING.md").read_text(encoding="utf-8")
    partes = re.split(r"^#{2,3} ", texto, flags=re.M)
    (apartado,) = (p for p in partes if p.splitlines()[0] == titulo)
    return apartado


def list_rutas(apartado: str) -> set[str]:
    """Los archivos que un apartado manda tocar en la biblioteca (las pruebas y los datos van aparte)."""
    return {r for r in RUTA.findall(apartado) if r.startswith("lib/")}


def read_expediente(copia: Copia, clave: str) -> str:
    """El expediente que la última corrida de la copia hizo de un municipio."""
    (ruta,) = (copia.raiz / "outputs" / "ultima").glob(f"{clave}_*/expediente.html")
    return ruta.read_text(encoding="utf-8")
