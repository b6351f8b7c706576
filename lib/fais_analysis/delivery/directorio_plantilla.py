"""La plantilla del directorio: un renglón de presidencia por municipio, con listas y sin datos."""

import os
from pathlib import Path

import xlsxwriter

from fais_analysis.claves import check_clave_entidad
from fais_analysis.delivery.carpeta import check_privada
from fais_analysis.delivery.configuracion import FORMATOS, ROLES
from fais_analysis.delivery.directorio import COLUMNAS, HOJA, PRESIDENCIA
from fais_analysis.delivery.errores import DirectorioError
from fais_analysis.errors import SalidaError, describe_falla_sistema
from fais_analysis.loaders.ordenadas import load_tabla

RENGLONES = 500
ANCHOS = (16, 28, 16, 28, 34, 38, 12, 14, 14)
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
    try:
        with xlsxwriter.Workbook(str(destino)) as libro:
            _write_hojas(libro, municipios)
        if os.name == "posix":
            destino.chmod(0o600)  # va a llevar datos de personas
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        detalle = describe_falla_sistema(error) if isinstance(error, OSError) else "no se pudo crear"
        raise SalidaError(
            "No se pudo escribir la plantilla.",
            donde=str(destino),
            esperado="una carpeta con permiso de escritura",
            encontrado=detalle,
            que_hacer="elija otro lugar con --salida",
        ) from None
    return destino


def _write_hojas(libro: xlsxwriter.Workbook, municipios: dict[str, str]) -> None:
    texto, fecha = libro.add_format({"num_format": "@"}), libro.add_format({"num_format": "yyyy-mm-dd"})
    cabeza = libro.add_format({"bold": True, "bg_color": "#dde3e8", "bottom": 1})
    hoja = libro.add_worksheet(HOJA)
    for columna, (nombre, ancho) in enumerate(zip(COLUMNAS, ANCHOS, strict=True)):
        hoja.set_column(columna, columna, ancho, fecha if nombre.startswith("vigente") else texto)
        hoja.write_string(0, columna, nombre, cabeza)
    for renglon, (clave, nombre) in enumerate(sorted(municipios.items()), start=1):
        for columna, valor in enumerate((clave, nombre, PRESIDENCIA)):
            hoja.write_string(renglon, columna, valor, texto)
    for nombre, opciones in (("rol", ROLES), ("formato", FORMATOS)):
        columna = COLUMNAS.index(nombre)
        lista = {"validate": "list", "source": list(opciones), "error_title": "Valor no admitido",
                 "error_message": "Elija uno de la lista."}  # fmt: skip
        hoja.data_validation(1, columna, RENGLONES, columna, lista)
    hoja.freeze_panes(1, 2)
    ayuda = libro.add_worksheet("Instrucciones")
    ayuda.set_column(0, 0, 120)
    for renglon, parrafo in enumerate(INSTRUCCIONES):
        ayuda.write_string(renglon, 0, parrafo)
