"""Banco del correo: memoria y tiempo de preparar y de pasar la guarda a muchos mensajes.

``python -m bench.correo CORRIDA N``: toma los informes de una corrida verdadera, hace con ellos N municipios
que caben en el mapa de su entidad y mide. No imprime PDF ni verifica: eso es de otros bancos.
"""

import hashlib
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import yaml

from fais_analysis.delivery import registro
from fais_analysis.delivery.aprobacion import approve_campania
from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.carpeta import write_privado
from fais_analysis.delivery.configuracion import Configuracion, build_configuracion, read_plantilla_paquete
from fais_analysis.delivery.corrida import Corrida, read_corrida
from fais_analysis.delivery.directorio import Contacto, Directorio
from fais_analysis.delivery.encargo import Encargo
from fais_analysis.delivery.plantilla import Plantillas
from fais_analysis.delivery.preparacion import prepare_campania
from fais_analysis.delivery.revision import stream_revision

PERSONA = {"nombre": "Oficina de Ejemplo", "correo": "avisos@despacho.example"}


def build_ajustes() -> Configuracion:
    """La configuración de fábrica con una oficina de ejemplo."""
    base = yaml.safe_load(read_plantilla_paquete("correo.yml"))
    oficina = {
        "nombre": "Oficina",
        "telefono": "618 000 0000",
        "horario": "9 a 15 h",
        "correo": "a@d.example",
    }
    datos = {"remitente": PERSONA, "responder_a": "a@d.example", "baja": "b@d.example", "oficina": oficina}
    return build_configuracion(base | datos | {"formato_omision": "html"})


def copy_corrida(origen: Path, destino: Path) -> Corrida:
    """La corrida sin la marca de demostración: sólo se mide."""
    manifiesto = json.loads((origen / "manifest.json").read_text("utf-8"))
    manifiesto["es_demostracion"] = False
    for ficha in manifiesto["municipios"]:
        crudo = (origen / ficha["informe"]).read_text("utf-8")
        for marca in ("DATOS DE DEMOSTRACIÓN", "franja-demostracion", "marca-demostracion"):
            crudo = crudo.replace(marca, "medida")
        crudo = crudo.replace("fais-aviso-demostracion", "medida")
        ruta = destino / ficha["informe"]
        ruta.parent.mkdir(parents=True, exist_ok=True)
        ruta.write_bytes(crudo.encode())
        ficha |= {"es_demostracion": False, "advertencias": []}
        ficha["sha256"] = hashlib.sha256(crudo.encode()).hexdigest()
    (destino / "manifest.json").write_text(json.dumps(manifiesto), encoding="utf-8")
    return read_corrida(destino)


def build_directorio(corrida: Corrida, copias: int) -> Directorio:
    """``copias`` personas por municipio, cada una con su dirección."""
    contactos = [
        Contacto(2, clave, i.nombre, "presidencia" if not n else "enlace", "Presidenta municipal",
                 f"Persona {clave} {n}", f"p{n}@m{clave}.example", "html", None, None)
        for clave, i in corrida.informes.items() for n in range(copias)
    ]  # fmt: skip
    return Directorio(tuple(contactos), {}, "0" * 64)


def measure(nombre: str, hace: Callable[[], object], cuantos: int) -> object:
    """Corre algo y dice CPU por mensaje y el máximo de memoria residente hasta entonces."""
    inicio = time.process_time()
    resultado = hace()
    cpu = (time.process_time() - inicio) / cuantos
    pico = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{nombre}: {cuantos} mensajes, {cpu:.3f} s de CPU cada uno, {pico:.0f} MB\n")
    return resultado


def main(origen: Path, cuantos: int) -> None:
    """Mide preparar y escribir la revisión."""
    with tempfile.TemporaryDirectory() as temporal:
        raiz = Path(temporal)
        corrida = copy_corrida(origen.resolve(), raiz / "corrida")
        copias = -(-cuantos // len(corrida.informes))
        configuracion = replace(build_ajustes(), roles=("presidencia", "enlace"))
        (raiz / "correo").mkdir()
        with Bitacora(raiz / "bitacora.sqlite", crear=True) as bitacora:
            encargo = Encargo(
                "banco", raiz / "correo", corrida, build_directorio(corrida, copias), raiz / "d.csv",
                configuracion, Plantillas(), bitacora, lambda todos: {i.sha256: "coincide" for i in todos},
                datetime.now().astimezone(), lambda _: None,
            )  # fmt: skip
            total = copias * len(corrida.informes)
            renglones = measure("preparar", lambda: prepare_campania(encargo), total)
            trozos = (t.encode() for t in stream_revision("banco", corrida, renglones, encargo.ahora))
            measure("revisión", lambda: write_privado(raiz / "revision.html", trozos), total)
            persona = "Persona de Ejemplo"
            carpeta = raiz / "correo" / "banco"
            measure("aprobar", lambda: approve_campania(bitacora, "banco", persona, carpeta), total)
            sys.stdout.write(
                f"{registro.get_campania(bitacora, 'banco').nombre}: {len(renglones)} renglones\n"
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
