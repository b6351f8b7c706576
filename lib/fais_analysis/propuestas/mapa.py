"""Las obras ubicadas, en GeoPackage o KML: su punto propio o, si no lo dicen, el de su localidad."""

import os
import secrets
from pathlib import Path

import geopandas as gpd
import pandas as pd

from fais_analysis.errors import PropuestaError
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.obras.modelo import Obra, format_obras
from fais_analysis.propuestas.revision import Revision

CONTROLADORES = {"gpkg": "GPKG", "kml": "KML"}
PROPIO, APROXIMADO = "de la obra", "de su localidad (aproximado)"
GEOGRAFICAS = "EPSG:4326"  # grados, WGS 84


def export_mapa(revision: Revision, formato: str, carpeta: Path) -> tuple[Path, int]:
    """Escribe las obras ubicadas y devuelve la ruta y cuántas no se pudieron ubicar.

    Parameters
    ----------
    formato
        «gpkg» o «kml».

    Raises
    ------
    PropuestaError
        Si ninguna obra se puede ubicar.
    """
    propuesta = revision.propuesta
    tabla = build_mapa(propuesta.obras, propuesta.clave_municipio)
    if tabla.empty:
        raise PropuestaError(
            "No hay obras que llevar al mapa.",
            donde=propuesta.archivo,
            esperado="latitud y longitud, o la localidad, de al menos una obra",
            encontrado=f"{format_obras(len(propuesta.obras))} sin lugar",
            que_hacer="escriba la clave de la localidad de cada obra",
        )
    if formato == "gpkg":
        tabla = tabla.rename(columns={"Name": "obra"})
    destino = carpeta / f"{propuesta.clave_municipio}_{propuesta.ejercicio}_obras.{formato}"
    carpeta.mkdir(parents=True, exist_ok=True)
    temporal = destino.with_name(f".{secrets.token_hex(4)}{destino.suffix}")
    try:
        tabla.to_file(temporal, driver=CONTROLADORES[formato], layer="obras")
        os.replace(temporal, destino)
    finally:
        temporal.unlink(missing_ok=True)
    return destino, len(propuesta.obras) - len(tabla)


def build_mapa(obras: tuple[Obra, ...], clave_municipio: str) -> gpd.GeoDataFrame:
    """Los puntos de las obras, en el orden de su contenido.

    Una fila = obra ubicada: ``folio, Name, renglon, incidencia, localidad, pesos, viviendas, punto``;
    ``punto`` dice si es el de la obra o el de su localidad.
    """
    localidades = load_tabla("localidades")
    propias = localidades[localidades["clave_municipio"] == clave_municipio]
    puntos = {
        clave: (float(x), float(y))
        for clave, x, y in zip(
            propias["clave_localidad"], propias["longitud"], propias["latitud"], strict=True
        )
        if pd.notna(x) and pd.notna(y)
    }
    filas = []
    for obra in sorted(obras, key=lambda o: o.llave):
        lugar = obra.lugar
        punto = lugar.punto or puntos.get(lugar.localidad)
        if punto is not None:
            filas.append(
                {**_describe_obra(obra), "punto": PROPIO if lugar.punto else APROXIMADO, "xy": punto}
            )
    tabla = pd.DataFrame(filas, columns=[*filas[0]] if filas else ["xy"])
    xy = tabla.pop("xy")
    return gpd.GeoDataFrame(
        tabla, geometry=gpd.points_from_xy([p[0] for p in xy], [p[1] for p in xy]), crs=GEOGRAFICAS
    )


def _describe_obra(obra: Obra) -> dict[str, object]:
    """Lo que lleva cada punto; «Name» es como KML llama al rótulo. Pesos en texto exacto."""
    catalogo = obra.catalogo
    return {
        "folio": obra.folio,
        "Name": obra.nombre,
        "renglon": catalogo.subclasificacion if catalogo else "por confirmar",
        "incidencia": catalogo.incidencia if catalogo else "por confirmar",
        "localidad": obra.lugar.localidad,
        "pesos": f"{obra.total // 100}.{obra.total % 100:02d}",
        "viviendas": "sin dato" if obra.metas.viviendas is None else str(obra.metas.viviendas),
    }
