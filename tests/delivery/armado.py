"""Corridas, directorios y configuraciones en miniatura para probar la entrega. Todo es ficticio."""

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from fais_analysis.delivery.aprobacion import approve_campania
from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.carpeta import BITACORA, CONFIGURACION, get_carpeta
from fais_analysis.delivery.configuracion import DIAS, build_configuracion, read_plantilla_paquete
from fais_analysis.delivery.corrida import read_corrida
from fais_analysis.delivery.decisiones import Firma
from fais_analysis.delivery.directorio import COLUMNAS, read_directorio
from fais_analysis.delivery.pedido import PedidoCampania, RenglonRevision
from fais_analysis.delivery.plantilla import Plantillas
from fais_analysis.delivery.preparacion import prepare_campania
from fais_analysis.delivery.resolucion import resolve_mensajes
from fais_analysis.delivery.revision import stream_revision
from fais_analysis.delivery.testigo import check_testigo

RAIZ = Path(__file__).resolve().parents[2]
GEOJSON = RAIZ / "shapefiles" / "municipios_10.geojson"
NOMBRES = {
    r["properties"]["clave_municipio"]: r["properties"]["nombre"]
    for r in json.loads(GEOJSON.read_text("utf-8"))["features"]
}
TRES = ("10014", "10021", "10033")  # Mezquital, Peñón Blanco, Súchil: con y sin acentos y eñe
CAMPANIA = "2020-diagnostico"
AHORA = datetime.fromisoformat("2026-11-22T10:00:00-06:00")

PETICION = (
    '<h1>A <b><data value="{pobreza}" data-procedencia="peticion[].municipio_pct">{pobreza}</data> de cada 100</b> '
    "personas les falta en casa agua.</h1>"
)
DOCUMENTO = """<!doctype html>
<html lang="es-MX" data-clave="{clave}"><head><meta charset="utf-8"><title>{nombre} ({clave}): expediente municipal</title></head>
<body>{franja}<header class="portada-breve"><p class="nombre">{nombre}</p></header><main><section class="capitulo" data-procedencia-base="hoja({clave})."><div class="peticion">{peticion}
<section class="pide"><h2>Le proponemos</h2><ul><li><span><strong>Piso firme</strong><small>piso de tierra</small></span><span class="n"><data value="1234" data-procedencia="obras[piso].viviendas">1,234</data></span></li></ul></section></div></section>
<nav class="indice"></nav>
<section data-procedencia-base="diagnostico({clave})."><h2>Diagnóstico</h2><p>{cifras}</p>
<table><caption>Pobreza</caption><thead><tr><th scope="col">Año</th><th scope="col">Porcentaje</th></tr></thead>
<tbody><tr><th scope="row">2020</th><td><data value="{pobreza}" data-procedencia="p({clave}).t[2020].pobreza_pct">{pobreza} %</data></td></tr></tbody></table>
<p>{texto}</p></section></main>
<footer><section aria-labelledby="fuentes"><h2 id="fuentes">Fuentes</h2><ul><li>CONEVAL (2020). <a href="https://ejemplo.example">Pobreza municipal</a>. Estimaciones.</li></ul></section>
<section aria-labelledby="ficha"><h2 id="ficha">Ficha</h2><code>{huella}</code></section></footer></body></html>
"""


HOJA = """<!doctype html>
<html lang="es-MX" data-clave="{clave}"><head><meta charset="utf-8"><title>{nombre} ({clave}): hoja</title></head>
<body><h1>{nombre}</h1><p>{texto}</p></body></html>
"""


@dataclass
class Municipio:
    """Cómo sale un municipio en una corrida de prueba."""

    pobreza: float = 50.0
    texto: str = "Texto."
    estado: str = "bueno"
    clave_dentro: str = ""
    leyenda: str = ""
    advertencias: Sequence[str] = ("La pobreza municipal es una estimación de modelo.",)
    pide: bool = True
    marcado: bool = False
    reuso: dict[str, str] | None = None
    anterior: dict[str, str] | None = None


def write_corrida(
    carpeta: Path,
    municipios: Mapping[str, Municipio] | Sequence[str] = tuple(NOMBRES),
    *,
    es_demostracion: bool = False,
    huella: str = "a" * 64,
) -> Path:
    """Escribe una corrida con su manifiesto."""
    if not isinstance(municipios, Mapping):
        municipios = {clave: Municipio(pobreza=30 + i) for i, clave in enumerate(municipios)}
    fichas = [_write_informe(carpeta, clave, m, huella) for clave, m in municipios.items()]
    manifiesto = {
        "esquema": 2, "corrida": carpeta.name, "generado": "2026-11-22T10:00:00-06:00", "entidad": "10",
        "nombre_entidad": "Durango", "es_demostracion": es_demostracion, "huella_corrida": huella,
        "versiones": {}, "panorama": None, "municipios": fichas, "tiempos": {},
        "insumos": {"archivos": {"shapefiles/municipios_10.geojson": hashlib.sha256(GEOJSON.read_bytes()).hexdigest()}},
    }  # fmt: skip
    (carpeta / "manifest.json").write_text(json.dumps(manifiesto, ensure_ascii=False), encoding="utf-8")
    return carpeta


def _write_informe(carpeta: Path, clave: str, m: Municipio, huella: str) -> dict[str, Any]:
    nombre = NOMBRES[clave]
    relativa = f"{clave}_x/expediente.html"
    crudo = DOCUMENTO.format(
        clave=m.clave_dentro or clave,
        nombre=nombre,
        peticion=PETICION.format(pobreza=m.pobreza) if m.pide else "",
        pobreza=m.pobreza,
        texto=m.texto,
        huella=huella[:12],
        franja=m.leyenda,
        cifras="".join(_write_cifra(c) for c in _build_cifras(clave, m).values() if c["procedencia"]),
    ).encode()
    (carpeta / relativa).parent.mkdir(parents=True, exist_ok=True)
    (carpeta / relativa).write_bytes(crudo)
    hoja = HOJA.format(clave=clave, nombre=nombre, texto=m.texto).encode()
    (carpeta / f"{clave}_x/hoja.html").write_bytes(hoja)
    bueno = m.estado == "bueno"
    cifras = _build_cifras(clave, m)
    return {
        "clave": clave, "nombre": nombre, "carpeta": f"{clave}_x", "estado": m.estado,
        "informe": relativa if bueno else None, "sha256": hashlib.sha256(crudo).hexdigest() if bueno else None,
        "tamanio_bytes": len(crudo), "conteos": {}, "cifras": cifras,
        "advertencias": list(m.advertencias), "causa": None, "es_demostracion": m.marcado,
        "reuso": m.reuso, "anterior": m.anterior,
        "salidas": {f"{clave}_x/hoja.html": hashlib.sha256(hoja).hexdigest()},
    }  # fmt: skip


def _build_cifras(clave: str, m: Municipio) -> dict[str, Any]:
    cifras = {
        "voz": {"id": "voz", "rotulo": "Petición", "texto": "urgente", "valor": None, "nota": "", "procedencia": ""},
        "pobreza": _build_cifra(clave, "pobreza", "Pobreza", m.pobreza),
        "pobreza_extrema": _build_cifra(clave, "pobreza_extrema", "Pobreza extrema", 10.0),
    }  # fmt: skip
    return cifras


def _build_cifra(clave: str, id_: str, rotulo: str, valor: float) -> dict[str, Any]:
    procedencia = f"diagnostico({clave}).brechas[{id_},2020].municipio_pct"
    return {"id": id_, "rotulo": rotulo, "texto": f"{valor}\u00a0%", "valor": valor,
            "nota": "1,234\u00a0personas en 2020", "procedencia": procedencia}  # fmt: skip


def _write_cifra(c: Mapping[str, Any]) -> str:
    """La cifra y sus personas, como las dice el expediente: con la procedencia sin lo que da su sección."""
    procedencia = c["procedencia"].partition(").")[2]
    personas = procedencia.replace("_pct", "_personas")
    return (
        f'<data value="{c["valor"]!r}" data-procedencia="{procedencia}">{c["texto"]}</data> '
        f'<data value="1234.0" data-procedencia="{personas}">1,234\u00a0personas</data> '
    )


def build_fila(clave: str, **cambios: Any) -> dict[str, Any]:
    """Un renglón del directorio."""
    fila = {
        "clave_municipio": clave, "municipio": NOMBRES.get(clave, "Otro"), "rol": "presidencia",
        "cargo": "Presidenta municipal", "nombre": f"Persona de Ejemplo {clave}", "correo": f"presidencia@m{clave}.example",
        "formato": "html", "vigente_desde": "2025-09-01", "vigente_hasta": "2099-08-31",
    }  # fmt: skip
    return fila | cambios


def write_directorio(ruta: Path, filas: Sequence[Mapping[str, Any]]) -> Path:
    """Escribe un directorio CSV."""
    with ruta.open("w", encoding="utf-8", newline="") as archivo:
        hoja = csv.DictWriter(archivo, COLUMNAS)
        hoja.writeheader()
        hoja.writerows(filas)
    return ruta


def build_ajustes(**cambios: Any) -> dict[str, Any]:
    """``correo.yml`` completo para pruebas: servidor local y sin esperas."""
    base = yaml.safe_load(read_plantilla_paquete("correo.yml"))
    base |= {
        "remitente": {"nombre": "Dirección de Ejemplo", "correo": "avisos@despacho.example"},
        "responder_a": "atencion@despacho.example", "baja": "baja@despacho.example", "retorno": "rebotes@despacho.example",
        "oficina": {"nombre": "Dirección de Ejemplo", "telefono": "618 000 0000", "horario": "Lunes a viernes, 9 a 15 h",
                    "correo": "atencion@despacho.example"},
        "enlace": "https://informes.example/{clave}/{huella}.html", "por_minuto": 6000, "variacion_pct": 0,
        "ventana": {"dias": [*DIAS], "desde": "00:00", "hasta": "24:00", "feriados": []},
        "espera_s": 0, "espera_maxima_s": 0, "conexion_s": 5, "respuesta_s": 5, "cierre_s": 5,
    }  # fmt: skip
    return base | cambios


@dataclass
class Oficina:
    """Una carpeta del correo con su corrida, su directorio y su configuración."""

    raiz: Path
    claves: Sequence[str] = TRES
    ajustes: dict[str, Any] = field(default_factory=build_ajustes)
    filas: list[dict[str, Any]] | None = None
    numero: int = 0

    def __post_init__(self) -> None:
        self.carpeta = get_carpeta(self.raiz / "correo")
        self.directorio = self.raiz / "contactos.csv"
        self.corrida = write_corrida(self.raiz / "corrida-1", self.claves)
        self.save()

    def save(self) -> None:
        """Escribe la configuración y el directorio."""
        (self.carpeta / CONFIGURACION).write_text(
            yaml.safe_dump(self.ajustes, allow_unicode=True), encoding="utf-8"
        )
        write_directorio(self.directorio, self.filas or [build_fila(c) for c in self.claves])

    def prepare(
        self, corrida: Path | None = None, verificador=None, ahora: datetime = AHORA
    ) -> list[RenglonRevision]:
        """Prepara la campaña y devuelve la revisión."""
        self.corrida = corrida or self.corrida
        with Bitacora(self.carpeta / BITACORA, crear=True) as bitacora:
            check_testigo(bitacora, CAMPANIA)
            return prepare_campania(
                PedidoCampania(
                    CAMPANIA, self.carpeta, read_corrida(self.corrida), read_directorio(self.directorio), self.directorio,
                    build_configuracion(self.ajustes), Plantillas(self.carpeta / "plantillas"), bitacora,
                    verificador or verify_todo, ahora, lambda _: None,
                )
            )  # fmt: skip

    def approve(self, persona: str = "Responsable de Ejemplo") -> None:
        """Aprueba lo pendiente."""
        with Bitacora(self.carpeta / BITACORA) as bitacora:
            approve_campania(bitacora, CAMPANIA, persona, self.carpeta / CAMPANIA)

    def list_mensajes(self, *estados: str):
        """Los mensajes de la bitácora."""
        with Bitacora(self.carpeta / BITACORA) as bitacora:
            return bitacora.list_mensajes(CAMPANIA, *estados)

    def read_eml(self, clave: str) -> bytes:
        """Los bytes del mensaje de un municipio."""
        (mensaje,) = [m for m in self.list_mensajes() if m.clave == clave and m.estado != "retirado"]
        return (self.carpeta / CAMPANIA / mensaje.archivo).read_bytes()


def verify_todo(informes) -> dict[str, str]:
    """Un verificador que da todo por bueno."""
    return {informe.huella_conjunta: "coincide" for informe in informes}


def build_revision(campania: str, corrida, renglones: Sequence[RenglonRevision], ahora: datetime) -> str:
    """La revisión entera."""
    return "".join(stream_revision(campania, corrida, renglones, ahora))


def resolve_mensaje(bitacora: Bitacora, folio: int, resultado: str, persona: str, motivo: str):
    """Resuelve un solo folio."""
    return resolve_mensajes(bitacora, [folio], resultado, Firma(persona, motivo))[0]
