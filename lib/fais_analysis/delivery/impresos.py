"""La vía de papel: para la presidencia sin correo, el expediente y una hoja de acuse para firmar."""

import html
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.carpeta import make_carpeta, write_privado
from fais_analysis.delivery.corrida import HOJA, Corrida, InformeCorrida, read_bytes_hoja, read_bytes_informe
from fais_analysis.delivery.decisiones import IMPRESO, Decision, Firma, check_firma, save_decision
from fais_analysis.delivery.errores import CampaniaError
from fais_analysis.delivery.portada import find_discordancia, read_portada
from fais_analysis.delivery.registro import get_verificaciones
from fais_analysis.delivery.verificacion import COINCIDE
from fais_analysis.views.formato import format_fecha

CARPETA = "impresos"
ACUSE = """<!doctype html>
<html lang="es-MX"><head><meta charset="utf-8"><title>Acuse: {municipio} ({clave})</title>
<style>body{{font:12pt/1.5 sans-serif;margin:2cm}}dt{{font-weight:700}}
.firma{{margin-top:3cm;border-top:1px solid;width:9cm}}</style>
</head><body><h1>Acuse de recibo</h1>
<dl><dt>Municipio</dt><dd>{municipio}, clave INEGI {clave}</dd><dt>Campaña</dt><dd>{campania}</dd>
<dt>Documento</dt><dd>Expediente municipal</dd><dt>Huella del expediente</dt><dd>{huella}</dd>
<dt>Impreso el</dt><dd>{fecha}</dd></dl>
<p>Recibí el expediente impreso cuya huella se indica.</p>
<p class="firma">Nombre, cargo y firma</p><p class="firma">Lugar, fecha y sello</p>
</body></html>
"""


@dataclass(frozen=True)
class Impreso:
    """Lo que se dejó para imprimir de un municipio: el expediente y su acuse."""

    expediente: Path
    acuse: Path


def write_impreso(destino: Path, campania: str, informe: InformeCorrida, hoy: date) -> Impreso:
    """Deja el expediente y su acuse, con la misma huella, listos para imprimir."""
    carpeta = make_carpeta(destino / CARPETA)
    expediente, acuse = (carpeta / f"{informe.clave}_{n}.html" for n in ("expediente", "acuse"))
    crudo = read_bytes_informe(informe)
    campos = {
        "municipio": informe.nombre, "clave": informe.clave, "campania": campania,
        "huella": informe.huella_corta, "fecha": format_fecha(hoy),
    }  # fmt: skip
    write_privado(expediente, crudo)
    if hoja := read_bytes_hoja(informe):
        write_privado(carpeta / f"{informe.clave}_{HOJA}", hoja)
    write_privado(acuse, ACUSE.format(**{n: html.escape(v) for n, v in campos.items()}).encode())
    return Impreso(expediente, acuse)


def check_imprimible(bitacora: Bitacora, corrida: Corrida, clave: str) -> InformeCorrida:
    """El informe de un municipio, si se puede entregar en papel: bueno, suyo, verificado y real.

    Raises
    ------
    CampaniaError
        Si no.
    """
    informe = corrida.informes[clave]
    portada = read_portada(read_bytes_informe(informe))
    razon = find_discordancia(informe, portada)
    if corrida.es_demostracion or informe.es_demostracion:
        razon = razon or "usa datos de demostración"
    verificado = get_verificaciones(bitacora, [informe.huella_conjunta]).get(informe.huella_conjunta)
    razon = razon or ("" if verificado == COINCIDE else "no está verificado: prepare la campaña")
    if not razon:
        return informe
    raise CampaniaError(
        "El expediente no se puede entregar en papel.", donde=f"{clave} {informe.nombre}",
        esperado="un expediente bueno, verificado y de ese municipio", encontrado=razon,
        que_hacer="corrija la corrida y vuelva a preparar",
    )  # fmt: skip


def save_entrega_impresa(bitacora: Bitacora, campania: str, informe: InformeCorrida, firma: Firma) -> None:
    """Asienta que se entregó en papel, quién lo dice y con qué constancia. Sale en el acuse de la campaña."""
    firma = check_firma(firma)
    dato = f"{informe.sha256} {informe.nombre}"
    with bitacora.transact():
        save_decision(
            bitacora, Decision(firma.persona, firma.motivo, IMPRESO, None, campania, informe.clave, "", dato)
        )
