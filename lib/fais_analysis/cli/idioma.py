"""La orden habla español: ayuda, errores de uso, errores previstos y fallas que nadie previó."""

import re
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from fais_analysis import __version__
from fais_analysis.errors import FaisError

SALIDA_USO, SALIDA_IMPREVISTO, SALIDA_INTERRUPCION = 2, 70, 130

# typer no trae traducción: (inglés como expresión, español). En orden; lo más largo primero.
FRASES: tuple[tuple[str, str], ...] = (
    (r"^Usage: ", "Uso: "),
    (r"\[OPTIONS\]", "[OPCIONES]"),
    (r"COMMAND \[ARGS\]\.\.\.", "ORDEN [ARGUMENTOS]..."),
    (r"^Arguments:$", "Argumentos:"),
    (r"^Options:$", "Opciones:"),
    (r"^Commands:$", "Órdenes:"),
    (r"Show this message and exit\.", "Muestra esta ayuda y termina."),
    (r"\[default: ", "[si no se da: "),
    (r"; required\]", "; obligatorio]"),
    (r"\[required\]", "[obligatorio]"),
    (r"\[env var: ", "[variable de entorno: "),
    (r"\bINTEGER\b", "ENTERO"),
    (r"\bTEXT\b", "TEXTO"),
    (r"\bPATH\b", "RUTA"),
    (r"\bFILE\b", "ARCHIVO"),
    (r"\bDIRECTORY\b", "CARPETA"),
    (r"\bFLOAT\b", "NÚMERO"),
    (r"Missing command\.", "Falta la orden."),
    (r"Missing argument (.+?)\.$", r"Falta el argumento \1."),
    (r"Missing option (.+?)\.$", r"Falta la opción \1."),
    (r"Missing parameter: ", "Falta el parámetro "),
    (r"No such command (.+?)\.", r"No existe la orden \1."),
    (r"Did you mean (.+?)\?", r"¿Quiso decir \1?"),
    (r"No such option: (\S+)", r"No existe la opción \1."),
    (r"\(Possible options: (.+?)\)", r"Parecidas: \1."),
    (r"Option (\S+) requires an argument\.?", r"La opción \1 necesita un valor."),
    (r"Option (\S+) requires (\d+) arguments\.?", r"La opción \1 necesita \2 valores."),
    (r"Argument (\S+) takes (\d+) values\.", r"El argumento \1 lleva \2 valores."),
    (r"Option (\S+) does not take a value\.", r"La opción \1 no lleva valor."),
    (r"Got unexpected extra argument(?:\(s\)|s)? \((.+?)\)", r"Sobra en la orden: \1."),
    (r"Invalid value for (.+?): ", r"Valor no válido para \1: "),
    (r"Invalid value: ", "Valor no válido: "),
    (r"Input should be a valid integer.*", "debe ser un entero."),
    (r"Input should be a valid number.*", "debe ser un número."),
    (r"Input should be a valid boolean.*", "debe ser sí o no."),
    (r"Input should be greater than or equal to (\S+)", r"debe ser \1 o más"),
    (r"Input should be less than or equal to (\S+)", r"debe ser \1 o menos"),
    (r"Input should be a valid (\S+).*", r"no tiene la forma debida (\1)."),
    (r" ?<list\[\w+\]>", ""),
    (r"<str>", "TEXTO"),
    (r"<path>", "RUTA"),
    (r"<int>", "ENTERO"),
    (r"<float>", "NÚMERO"),
    (r"(\S+) is not a valid integer range\.", r"\1 no es un entero."),
    (r"(\S+) is not a valid integer\.", r"\1 no es un entero."),
    (r"(\S+) is not a valid float\.", r"\1 no es un número."),
    (r"(\S+) is not a valid boolean\.", r"\1 no es sí o no."),
    (r"(\S+) is not one of (.+?)\.", r"\1 no es una de: \2."),
    (r"(\S+) is not in the range (.+?)\.", r"\1 está fuera de \2."),
    (r"(?:Path|File|Directory) (.+?) does not exist\.", r"no existe \1."),
    (r"(?:Path|File|Directory) (.+?) is not readable\.", r"no se puede leer \1."),
    (r"(?:Path|File|Directory) (.+?) is not writable\.", r"no se puede escribir \1."),
    (r"(?:Path|File|Directory) (.+?) is a directory\.", r"\1 es una carpeta."),
    (r"(?:Path|File|Directory) (.+?) is a file\.", r"\1 es un archivo."),
)
_COMPILADAS = tuple((re.compile(patron, re.MULTILINE), frase) for patron, frase in FRASES)
_ErrorDeOrden: type[Exception] = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")
# La clase la decide typer al importar.
_ContextoBase: Any = next(c for c in reversed(typer.Context.__mro__) if c.__name__ == "Context")
_FormatoBase: Any = _ContextoBase.formatter_class

# Una dirección nunca queda en el reporte de una falla.
CORREO = re.compile(r"[^\s@'\"<>=]+@[^\s@'\"<>]+")


def translate(texto: str) -> str:
    """Texto de typer en español; lo que no se reconoce queda igual.

    Examples
    --------
    >>> translate("No such option: --mapa")
    'No existe la opción --mapa.'
    """
    for patron, frase in _COMPILADAS:
        texto = patron.sub(frase, texto)
    return texto


class _Formato(_FormatoBase):
    """Formato de la ayuda: el de typer, traducido antes de alinear y al entregarlo."""

    def write_dl(self, rows: Sequence[tuple[str, str]], *medidas: int, **opciones: int) -> None:
        super().write_dl([(translate(a), translate(b)) for a, b in rows], *medidas, **opciones)

    def getvalue(self) -> str:
        return translate(super().getvalue())


_ContextoBase.formatter_class = _Formato


class GrupoEspanol(typer.core.TyperGroup):
    """Grupo de órdenes que convierte todo error en un mensaje en español y un código de salida."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Corre la orden. Con ``standalone_mode`` termina el proceso, como espera typer."""
        propios: dict[str, Any] = {"prog_name": prog_name, "complete_var": complete_var}
        propios |= {"windows_expand_args": windows_expand_args, **extra}
        if not standalone_mode:
            return super().main(args=args, standalone_mode=False, **propios)
        sys.exit(self._run(args, propios))

    def invoke(self, ctx: Any) -> Any:
        """Corre la orden; typer convertiría Ctrl-C en un código de salida sin decir nada."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _print_error("Interrumpido; lo que estaba a medias se descartó.")
            raise typer.Exit(SALIDA_INTERRUPCION) from None

    def _run(self, args: Sequence[str] | None, extra: dict[str, Any]) -> int:
        try:
            codigo = super().main(args=args, standalone_mode=False, **extra)
            return codigo if isinstance(codigo, int) else 0
        except typer.Exit as salida:
            return salida.exit_code
        except _ErrorDeOrden as error:
            return report_uso(error)
        except FaisError as error:
            _print_error(f"Error: {error}")
            return error.codigo_salida
        except (KeyboardInterrupt, typer.Abort):
            _print_error("Interrumpido; lo que estaba a medias se descartó.")
            return SALIDA_INTERRUPCION
        except BrokenPipeError:
            sys.stdout = None  # quien leía ya se fue; no hay a quién avisar
            return 1
        except Exception:
            return report_imprevisto()


def report_uso(error: Any) -> int:
    """Error de uso: qué orden, qué está mal y cómo ver la ayuda."""
    contexto = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        _print_error(error.format_message())
        return SALIDA_USO
    if contexto is not None:
        _print_error(f"{translate(contexto.get_usage())}\nAyuda: {contexto.command_path} --help\n")
    _print_error(f"Error: {translate(error.format_message())}")
    return SALIDA_USO


def report_imprevisto() -> int:
    """Falla que nadie previó: mensaje corto y la traza completa en un archivo."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="fais-falla-", suffix=".txt", delete=False, encoding="utf-8"
    ) as archivo:
        archivo.write(f"fais_analysis {__version__}\norden: {' '.join(Path(sys.argv[0]).name.split())} ")
        detalle = f"{' '.join(sys.argv[1:])}\n\n{traceback.format_exc()}"
        archivo.write(CORREO.sub("(correo omitido)", detalle))
    tipo, valor, _ = sys.exc_info()
    _print_error(
        "Error: algo falló que la herramienta no había previsto.\n"
        f"  Qué: {tipo.__name__ if tipo else ''}: {valor}\n"
        f"  Detalle: {archivo.name}\n"
        "  Qué hacer: abra un reporte (issue) en el repositorio del proyecto y adjunte ese archivo;"
        " revise antes que no traiga datos de personas."
    )
    return SALIDA_IMPREVISTO


def _print_error(texto: str) -> None:
    print(texto, file=sys.stderr, flush=True)
