"""La plantilla del directorio: un renglón de presidencia por municipio, con listas y sin datos."""

import os
from pathlib import Path

from xlsxwriter import Workbook

from fais_analysis.claves import check_clave_entidad
from fais_analysis.delivery.carpeta import check_privada
from fais_analysis.delivery.directorio import FORMATO, PRESIDENCIA
from fais_analysis.delivery.errores import DirectorioError
from fais_analysis.loaders.libros.plantilla import (
    HOJA_LISTAS,
    Captura,
    Formatos,
    build_libro,
    write_captura,
    write_listas,
)
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.sources.escritura import explain_escritura, write_con_carpeta

RENGLONES = 500
ANCHOS = {"municipio": 28, "cargo": 28, "nombre": 34, "correo": 38}
COMO_SE_ESCRIBE = {
    "clave_municipio": "Texto de cinco dígitos, con su cero inicial.",
    "municipio": "El nombre que va con la clave.",
    "rol": "Elija de la lista.",
    "cargo": "Como va en el saludo.",
    "nombre": "Como va en el saludo.",
    "correo": "Una sola dirección, nombre@dominio.",
    "formato": "Elija de la lista, o deje vacía la celda.",
    "vigente_desde": "Una fecha: AAAA-MM-DD.",
    "vigente_hasta": "Una fecha: AAAA-MM-DD, o vacía.",
}
INSTRUCCIONES = (
    "Directorio para el envío de expedientes municipales",
    "",
    "Un renglón por persona. Cada municipio necesita exactamente una presidencia vigente el día del envío.",
    "clave_municipio y municipio ya vienen escritos: no los mueva; se comprueba que vayan juntos.",
    "cargo: como va en el saludo, por ejemplo «Presidenta municipal» o «Presidente municipal».",
    "nombre: como va en el saludo. correo: una sola dirección; no se repite entre municipios.",
    "formato: pdf, html o enlace, lo que prefiera quien recibe. Vacío: el de la configuración.",
    "vigente_desde y vigente_hasta: AAAA-MM-DD.",
    "Al cambiar la administración cierre el renglón anterior y agregue otro.",
    "",
    "Guárdelo fuera del repositorio del proyecto: trae datos de personas.",
)


def build_plantilla_directorio(destino: Path, entidad: str = "10") -> Path:
    """Escribe la plantilla .xlsx con los municipios de una entidad.

    Raises
    ------
    DirectorioError
        Si el destino ya existe (no se pisa un directorio con datos) o git lo versionaría.
    SalidaError
        Si no se puede escribir.
    """
    catalogo = load_tabla("catalogo_municipios")
    propios = catalogo[catalogo["clave_entidad"] == check_clave_entidad(entidad)]
    municipios = dict(zip(propios["clave_municipio"], propios["municipio"], strict=True))
    check_privada(destino)
    if destino.exists():
        raise DirectorioError(
            "La plantilla no se escribió: el archivo ya existe.",
            donde=destino.name,
            esperado="un archivo nuevo",
            encontrado="uno que podría traer datos capturados",
            que_hacer="elija otro nombre con --salida",
        )
    with explain_escritura(
        "No se pudo escribir la plantilla.",
        donde=str(destino),
        que_hacer="elija otro lugar con --salida",
    ):
        write_con_carpeta(destino, _build_contenido(municipios))
        if os.name == "posix":
            destino.chmod(0o600)  # va a llevar datos de personas
    return destino


def _build_contenido(municipios: dict[str, str]) -> bytes:
    def escribir(libro: Workbook, formatos: Formatos) -> None:
        hoja, ayuda = libro.add_worksheet(FORMATO.hoja), libro.add_worksheet("Instrucciones")
        listas = {c.nombre: c.opciones for c in FORMATO.columnas if c.opciones}
        write_captura(hoja, formatos, Captura(FORMATO, listas, COMO_SE_ESCRIBE, ANCHOS, RENGLONES))
        for renglon, (clave, nombre) in enumerate(sorted(municipios.items()), start=1):
            for columna, valor in enumerate((clave, nombre, PRESIDENCIA)):
                hoja.write_string(renglon, columna, valor, formatos["texto"])
        ayuda.set_column(0, 0, 120)
        for renglon, parrafo in enumerate(INSTRUCCIONES):
            ayuda.write_string(renglon, 0, parrafo)
        write_listas(libro.add_worksheet(HOJA_LISTAS), formatos, listas)

    return build_libro(INSTRUCCIONES[0], escribir)
