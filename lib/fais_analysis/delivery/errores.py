"""Errores de la entrega. Ningún mensaje lleva el nombre ni la dirección de una persona."""

from fais_analysis.errors import FaisError


class CorridaError(FaisError):
    """La corrida no se puede entregar: manifiesto ilegible, archivo ausente o alterado."""


class DirectorioError(FaisError):
    """El directorio no se puede leer: formato, columnas o lugar donde está guardado."""


class ConfiguracionError(FaisError):
    """``correo.yml`` o una plantilla traen algo que no se conoce o les falta algo."""


class CampaniaError(FaisError):
    """La campaña no existe, no está aprobada o se pidió un paso que no toca."""


class BitacoraError(FaisError):
    """La bitácora no permite ese cambio o no se puede abrir."""


class EnvioAjenoError(BitacoraError):
    """El testigo sabe de un envío que esta bitácora ignora."""


class EnvioError(FaisError):
    """No se puede enviar: servidor, certificado, credenciales o demasiadas fallas seguidas."""

    codigo_salida = 1
