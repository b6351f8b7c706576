"""Banco del correo: memoria y tiempo de preparar y de pasar la guarda a muchos mensajes.

``python -m bench.correo CORRIDA N``: toma los informes de una corrida verdadera, hace con ellos N municipios
que caben en el mapa de su entidad y mide. No imprime PDF ni verifica: eso es de otros bancos.
"""

import csv
import hashlib
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import yaml

from fais_analysis.delivery.aprobacion import approve_campania
from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.carpeta import BITACORA, CONFIGURACION, write_privado
from fais_analysis.delivery.configuracion import build_configuracion, read_plantilla_paquete
from fais_analysis.delivery.corrida import HOJA, Corrida, read_corrida
from fais_analysis.delivery.despacho import open_despacho, rehearse
from fais_analysis.delivery.directorio import COLUMNAS, Directorio, read_directorio
from fais_analysis.delivery.pedido import PedidoCampania
from fais_analysis.delivery.plantilla import Plantillas
from fais_analysis.delivery.preparacion import prepare_campania
from fais_analysis.delivery.revision import stream_revision

T = TypeVar("T")
CAMPANIA = "banco"
PERSONA = {"nombre": "Oficina de Ejemplo", "correo": "avisos@despacho.example"}


def build_ajustes() -> dict[str, Any]:
    """Los ajustes de fábrica con una oficina de ejemplo."""
    base = yaml.safe_load(read_plantilla_paquete("correo.yml"))
    oficina = {
        "nombre": "Oficina",
        "telefono": "618 000 0000",
        "horario": "9 a 15 h",
        "correo": "a@d.example",
    }
    datos = {"remitente": PERSONA, "responder_a": "a@d.example", "baja": "b@d.example", "oficina": oficina}
    return base | datos | {"formato_omision": "html", "roles": ["presidencia", "enlace"]}


def copy_sin_marca(origen: Path, destino: Path, relativa: str) -> str:
    """Copia un documento sin la marca de demostración; devuelve su huella."""
    crudo = (origen / relativa).read_text("utf-8")
    for marca in ("DATOS DE DEMOSTRACIÓN", "franja-demostracion", "marca-demostracion"):
        crudo = crudo.replace(marca, "medida")
    copia = crudo.replace("fais-aviso-demostracion", "medida").encode()
    (destino / relativa).parent.mkdir(parents=True, exist_ok=True)
    (destino / relativa).write_bytes(copia)
    return hashlib.sha256(copia).hexdigest()


def copy_corrida(origen: Path, destino: Path) -> Corrida:
    """La corrida sin la marca de demostración: sólo se mide."""
    manifiesto = json.loads((origen / "manifest.json").read_text("utf-8"))
    manifiesto["es_demostracion"] = False
    for ficha in manifiesto["municipios"]:
        hoja = f"{ficha['carpeta']}/{HOJA}"
        ficha["sha256"] = copy_sin_marca(origen, destino, ficha["informe"])
        ficha["salidas"] = {hoja: copy_sin_marca(origen, destino, hoja)}
        ficha |= {"es_demostracion": False, "advertencias": []}
    (destino / "manifest.json").write_text(json.dumps(manifiesto), encoding="utf-8")
    return read_corrida(destino)


def write_directorio(ruta: Path, corrida: Corrida, copias: int) -> Directorio:
    """``copias`` personas por municipio, cada una con su dirección."""
    with ruta.open("w", encoding="utf-8", newline="") as archivo:
        hoja = csv.DictWriter(archivo, COLUMNAS)
        hoja.writeheader()
        for clave, informe in corrida.informes.items():
            for n in range(copias):
                rol, correo = "enlace" if n else "presidencia", f"p{n}@m{clave}.example"
                campos = (clave, informe.nombre, rol, "Presidencia municipal", f"Persona {clave} {n}", correo)
                hoja.writerow(dict(zip(COLUMNAS, (*campos, "html", "", ""), strict=True)))
    return read_directorio(ruta)


def measure(nombre: str, hace: Callable[[], T], cuantos: int) -> T:
    """Corre algo y dice CPU por mensaje y el máximo de memoria residente hasta entonces."""
    inicio = time.process_time()
    resultado = hace()
    cpu = (time.process_time() - inicio) / cuantos
    pico = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{nombre}: {cuantos} mensajes, {cpu:.3f} s de CPU cada uno, {pico:.0f} MB\n")
    return resultado


def main(origen: Path, cuantos: int) -> None:
    """Mide preparar, escribir la revisión, aprobar y pasar la guarda a cada mensaje."""
    with tempfile.TemporaryDirectory() as temporal:
        raiz, carpeta = Path(temporal), Path(temporal) / "correo"
        os.environ["FAIS_CORREO_TESTIGO"] = str(raiz / "testigo")
        corrida = copy_corrida(origen.resolve(), raiz / "corrida")
        copias = -(-cuantos // len(corrida.informes))
        directorio = write_directorio(raiz / "d.csv", corrida, copias)
        carpeta.mkdir(mode=0o700)
        (carpeta / CONFIGURACION).write_text(yaml.safe_dump(build_ajustes(), allow_unicode=True), "utf-8")
        with Bitacora(carpeta / BITACORA, crear=True) as bitacora:
            pedido = PedidoCampania(
                CAMPANIA, carpeta, corrida, directorio, raiz / "d.csv",
                build_configuracion(build_ajustes()), Plantillas(), bitacora,
                lambda todos: {i.huella_conjunta: "coincide" for i in todos},
                datetime.now().astimezone(), lambda _: None,
            )  # fmt: skip
            total = copias * len(corrida.informes)
            renglones = measure("preparar", lambda: prepare_campania(pedido), total)
            trozos = (t.encode() for t in stream_revision(CAMPANIA, corrida, renglones, pedido.ahora))
            measure("revisión", lambda: write_privado(raiz / "revision.html", trozos), total)
            persona = "Persona de Ejemplo"
            aprueba = lambda: approve_campania(bitacora, CAMPANIA, persona, carpeta / CAMPANIA)  # noqa: E731
            measure("aprobar", aprueba, total)
        ensayo = measure("guarda", lambda: rehearse(open_despacho(carpeta, CAMPANIA)), total)
        sys.stdout.write(f"{len(renglones)} renglones; saldrían {ensayo[1]}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
