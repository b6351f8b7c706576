"""Errores que se explican en cinco partes: qué pasó, dónde, qué se esperaba, qué se encontró, qué hacer."""

import errno

_FALLAS_DEL_SISTEMA = {
    errno.EACCES: "no hay permiso",
    errno.EPERM: "el sistema no lo permite",
    errno.ENOENT: "la ruta no existe",
    errno.ENOTDIR: "una parte de la ruta no es carpeta",
    errno.EISDIR: "es una carpeta",
    errno.ENOSPC: "no queda espacio en el disco",
    errno.EDQUOT: "se agotó la cuota de disco",
    errno.EROFS: "el disco es de sólo lectura",
    errno.ENAMETOOLONG: "el nombre es demasiado largo",
    errno.EBUSY: "otro programa lo está usando",
}


def describe_falla_sistema(error: OSError) -> str:
    """En español, por qué el sistema no dejó abrir o escribir.

    Examples
    --------
    >>> describe_falla_sistema(PermissionError(13, "Permission denied"))
    'no hay permiso'
    """
    conocida = _FALLAS_DEL_SISTEMA.get(error.errno or 0)
    return conocida or f"falla del sistema número {error.errno}" if error.errno else "falla del sistema"


class FaisError(Exception):
    """Error que la persona que usa la herramienta puede resolver.

    Parameters
    ----------
    que_paso
        Una oración: qué falló.
    donde
        Archivo, renglón, columna o parámetro. Nunca datos de una persona.
    esperado, encontrado
        Lo que debía haber y lo que hay.
    que_hacer
        El siguiente paso, en imperativo y concreto.
    """

    codigo_salida = 2

    def __init__(self, que_paso: str, *, donde: str, esperado: str, encontrado: str, que_hacer: str) -> None:
        super().__init__(que_paso)
        self.que_paso = que_paso
        self.donde = donde
        self.esperado = esperado
        self.encontrado = encontrado
        self.que_hacer = que_hacer

    def __str__(self) -> str:
        return (
            f"{self.que_paso}\n"
            f"  Dónde: {self.donde}\n"
            f"  Se esperaba: {self.esperado}\n"
            f"  Se encontró: {self.encontrado}\n"
            f"  Qué hacer: {self.que_hacer}"
        )

    def __reduce__(self):
        partes = {
            "donde": self.donde,
            "esperado": self.esperado,
            "encontrado": self.encontrado,
            "que_hacer": self.que_hacer,
        }
        return _rebuild_error, (type(self), self.que_paso, partes)


def _rebuild_error(clase: type[FaisError], que_paso: str, partes: dict[str, str]) -> FaisError:
    """Rehace el error al pasar de un proceso a otro (los argumentos van por nombre)."""
    return clase(que_paso, **partes)


class ClaveError(FaisError):
    """Una clave geográfica que no es texto, no tiene la forma debida o no existe."""


class FuenteFaltanteError(FaisError):
    """Falta un archivo oficial o una tabla ordenada."""


class FuenteAlteradaError(FaisError):
    """El archivo está, pero su huella no es la registrada."""


class EsquemaError(FaisError):
    """Una tabla no cumple su contrato: columnas, llaves, rangos o identidades."""


class ComparabilidadError(FaisError):
    """Se intentó unir o restar dos series que la institución declara no comparables."""


class LibroInversionError(FaisError):
    """El libro de inversión trae renglones que no se pueden usar."""


class PropuestaError(FaisError):
    """Una propuesta, su anexo o su avance no se pueden leer o les falta algo para seguir."""


class ReglaError(FaisError):
    """Se pidió una regla que no existe o un ejercicio que nadie ha revisado."""


class ParametroError(FaisError):
    """Un parámetro de la orden o del cuaderno está fuera de lo admitido."""


class SalidaError(FaisError):
    """No se puede escribir en la carpeta de salida."""


class CumuloError(FaisError):
    """El clúster de dask no se puede usar: falta, no contesta o sus trabajadores no tienen lo mismo."""


class ProcedenciaError(FaisError):
    """Una cifra dice venir de una tabla, un renglón o una columna que no existen, o está mal escrita."""
