"""``correo.yml``: remitente, oficina, servidor, ritmo. Estricto: lo que no se conoce es un error."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from fais_analysis.delivery.direccion import check_direccion, is_texto_limpio
from fais_analysis.delivery.errores import ConfiguracionError
from fais_analysis.nombres import fold_texto

PAQUETE = "fais_analysis.delivery.plantillas"
FORMATOS = ("pdf", "html", "enlace")
ROLES = ("presidencia", "tesoreria", "obras_publicas", "planeacion", "enlace")
SEGURIDADES = ("starttls", "tls")
DIAS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_HORA, _FECHA = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00"), re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Persona:
    """Quién firma: nombre visible y dirección."""

    nombre: str
    correo: str


@dataclass(frozen=True)
class Oficina:
    """A quién llamar."""

    nombre: str
    telefono: str
    horario: str
    correo: str


@dataclass(frozen=True)
class ServidorCorreo:
    """Servidor SMTP. ``certificados``: archivo PEM de la autoridad, o vacío para las del sistema."""

    nombre: str
    puerto: int
    seguridad: str
    certificados: str


@dataclass(frozen=True)
class Ventana:
    """Cuándo se puede enviar: días de la semana, horas locales («HH:MM») y días feriados («AAAA-MM-DD»)."""

    dias: tuple[str, ...] = DIAS
    desde: str = "00:00"
    hasta: str = "24:00"
    feriados: tuple[str, ...] = ()


@dataclass(frozen=True)
class Configuracion:
    """Todo lo que dice ``correo.yml``; los tiempos en segundos."""

    asunto: str
    remitente: Persona
    responder_a: str
    retorno: str
    baja: str
    oficina: Oficina
    roles: tuple[str, ...]
    formato_omision: str
    enlace: str
    aprobadores: int
    cifra_mapa: str
    cortes_mapa: tuple[float, ...]
    servidor: ServidorCorreo
    servidores_permitidos: tuple[str, ...]
    por_minuto: float
    variacion_pct: float
    intentos: int
    espera_s: float
    espera_maxima_s: float
    fallas_seguidas: int
    conexion_s: float
    respuesta_s: float
    cierre_s: float
    ventana: Ventana = Ventana()
    adjunto_maximo_mb: float = 5

    @property
    def dominio(self) -> str:
        """Dominio del remitente: el de los Message-ID."""
        return self.remitente.correo.rpartition("@")[2]


_GRUPOS = {"remitente": Persona, "oficina": Oficina, "servidor": ServidorCorreo, "ventana": Ventana}
_LISTAS = {"roles": str, "cortes_mapa": float, "servidores_permitidos": str}
_ENTEROS = {"aprobadores": (1, 2), "intentos": (1, 20), "fallas_seguidas": (1, 39)}
_NUMEROS = {
    "por_minuto": (0.1, 6000), "variacion_pct": (0, 90), "espera_s": (0, 86400),
    "espera_maxima_s": (0, 86400), "conexion_s": (0.1, 600), "respuesta_s": (0.1, 600),
    "cierre_s": (0.1, 3600), "adjunto_maximo_mb": (0.1, 5),
}  # fmt: skip


def read_plantilla_paquete(nombre: str) -> str:
    """Texto de un archivo de plantillas que viaja con el paquete."""
    return files(PAQUETE).joinpath(nombre).read_text(encoding="utf-8")


def read_configuracion(ruta: Path) -> Configuracion:
    """Lee ``correo.yml``.

    Raises
    ------
    ConfiguracionError
        Si falta, no es YAML, trae una opción desconocida, le falta una o un valor no sirve.
    """
    try:
        crudo = yaml.safe_load(ruta.read_text(encoding="utf-8"))
    except OSError:
        raise _build_error(ruta.name, "el archivo de configuración", "no está o no se puede leer") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _build_error(ruta.name, "YAML bien escrito", type(error).__name__) from None
    return build_configuracion(crudo, ruta.name)


def build_configuracion(crudo: object, donde: str = "correo.yml") -> Configuracion:
    """Configuración a partir de lo leído, comprobada campo por campo."""
    campos = _check_campos(crudo, Configuracion, donde)
    for nombre, clase in _GRUPOS.items():
        if nombre in campos:
            campos[nombre] = clase(**_check_campos(campos[nombre], clase, f"{donde}, {nombre}"))
    for nombre, tipo in _LISTAS.items():
        campos[nombre] = _check_lista(campos[nombre], tipo, f"{donde}, {nombre}")
    for nombre, (minimo, maximo) in {**_ENTEROS, **_NUMEROS}.items():
        if nombre in campos:
            _check_numero(campos[nombre], nombre in _ENTEROS, (minimo, maximo), f"{donde}, {nombre}")
    campos["ventana"] = _check_ventana(campos.get("ventana", Ventana()), donde)
    _check_direcciones(campos, donde)
    _check_opciones(campos, donde)
    return Configuracion(**campos)


def _check_campos(crudo: object, clase: type, donde: str) -> dict[str, Any]:
    esperados = [campo.name for campo in fields(clase)]
    opcionales = {campo.name for campo in fields(clase) if campo.default is not MISSING}
    if not isinstance(crudo, Mapping):
        raise _build_error(donde, f"las opciones {', '.join(esperados)}", "otra cosa")
    sobran, faltan = (
        sorted(set(map(str, crudo)) - set(esperados)),
        sorted(set(esperados) - set(crudo) - opcionales),
    )
    if sobran or faltan:
        detalle = "; ".join(f"{q}: {', '.join(v)}" for q, v in (("sobra", sobran), ("falta", faltan)) if v)
        raise _build_error(donde, f"exactamente {', '.join(esperados)}", detalle)
    for nombre, valor in crudo.items():
        if isinstance(valor, str) and not is_texto_limpio(valor):
            raise _build_error(f"{donde}, {nombre}", "un renglón de texto", "saltos o caracteres de control")
    return dict(crudo)


def _check_lista(valor: object, tipo: type, donde: str) -> tuple[Any, ...]:
    admitidos = (int, float) if tipo is float else tipo
    if not isinstance(valor, list) or not valor or not all(isinstance(v, admitidos) for v in valor):
        raise _build_error(donde, "una lista", f"{type(valor).__name__}")
    return tuple(tipo(v) for v in valor)


def _check_ventana(ventana: Ventana, donde: str) -> Ventana:
    """Días, horas y feriados bien escritos, en ese orden y con algo en medio."""
    feriados = ventana.feriados
    dias = [fold_texto(str(d)) for d in ventana.dias] if isinstance(ventana.dias, list | tuple) else []
    horas = [h if isinstance(h, str) and _HORA.fullmatch(h) else "" for h in (ventana.desde, ventana.hasta)]
    if not dias or not set(dias) <= set(DIAS):
        raise _build_error(f"{donde}, ventana, dias", f"algunos de {', '.join(DIAS)}", "otra cosa")
    if not all(horas) or horas[0] >= horas[1]:
        raise _build_error(f"{donde}, ventana", 'desde y hasta, como "09:00" y "18:00"', "otra cosa")
    textos = [f.isoformat() if isinstance(f, date) else str(f) for f in feriados or ()]
    if not all(_FECHA.fullmatch(texto) for texto in textos):
        raise _build_error(f"{donde}, ventana, feriados", 'fechas como "2026-12-25"', "otra cosa")
    return Ventana(tuple(dias), horas[0], horas[1], tuple(textos))


def _check_numero(valor: object, entero: bool, limites: tuple[float, float], donde: str) -> None:
    tipos = int if entero else (int, float)
    bien = isinstance(valor, tipos) and not isinstance(valor, bool) and limites[0] <= valor <= limites[1]
    if not bien:
        raise _build_error(donde, f"un número de {limites[0]:g} a {limites[1]:g}", type(valor).__name__)


def _check_direcciones(campos: dict[str, Any], donde: str) -> None:
    campos["retorno"] = campos["retorno"] or campos["remitente"].correo
    pares = {
        "remitente": campos["remitente"].correo, "responder_a": campos["responder_a"],
        "retorno": campos["retorno"], "baja": campos["baja"], "oficina": campos["oficina"].correo,
    }  # fmt: skip
    for nombre, direccion in pares.items():
        if not isinstance(direccion, str) or (problema := check_direccion(direccion)):
            raise _build_error(f"{donde}, {nombre}", "una dirección de correo", problema or "otra cosa")
        if not direccion.isascii():
            raise _build_error(f"{donde}, {nombre}", "una dirección sin acentos", "caracteres no ASCII")
    textos = {
        "oficina, nombre": campos["oficina"].nombre, "oficina, telefono": campos["oficina"].telefono,
        "remitente, nombre": campos["remitente"].nombre, "asunto": campos["asunto"],
    }  # fmt: skip
    for nombre, texto in textos.items():
        if not isinstance(texto, str) or not texto.strip():
            raise _build_error(f"{donde}, {nombre}", "un texto", "nada")


def _check_opciones(campos: dict[str, Any], donde: str) -> None:
    servidor, enlace, cortes = campos["servidor"], campos["enlace"], campos["cortes_mapa"]
    casos = {
        "formato_omision": campos["formato_omision"] in FORMATOS,
        "roles": set(campos["roles"]) <= set(ROLES),
        "servidor, seguridad": servidor.seguridad in SEGURIDADES,
        "servidor, puerto": type(servidor.puerto) is int and 0 < servidor.puerto < 65536,
        "servidor, nombre": isinstance(servidor.nombre, str) and bool(servidor.nombre),
        "servidor, certificados": isinstance(servidor.certificados, str),
        "cifra_mapa": isinstance(campos["cifra_mapa"], str),
        "cortes_mapa": len(cortes) == 4 and list(cortes) == sorted(set(cortes)),
        "enlace": isinstance(enlace, str) and (not enlace or _is_enlace(enlace)),
    }
    for nombre, bien in casos.items():
        if not bien:
            raise _build_error(f"{donde}, {nombre}", _ESPERADOS.get(nombre, "un valor admitido"), "otra cosa")


_ESPERADOS = {
    "formato_omision": " | ".join(FORMATOS),
    "roles": ", ".join(ROLES),
    "servidor, seguridad": " o ".join(SEGURIDADES) + " (sin cifrar no se envía)",
    "cortes_mapa": "cuatro números de menor a mayor",
    "enlace": "https://… con {clave} y {huella}, uno de ellos como carpeta",
}


def _is_enlace(enlace: str) -> bool:
    marcas = enlace.count("{clave}") == 1 and enlace.count("{huella}") == 1 and enlace.count("{") == 2
    carpeta = enlace.rpartition("/")[0]  # cada expediente, con su hoja.html al lado
    return enlace.startswith("https://") and marcas and "{" in carpeta and not set(" ?") & set(enlace)


def _build_error(donde: str, esperado: str, encontrado: str) -> ConfiguracionError:
    return ConfiguracionError(
        "La configuración del correo no sirve.",
        donde=donde,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="corrija el archivo; para empezar de un modelo: fais correo plantilla-mensaje",
    )
