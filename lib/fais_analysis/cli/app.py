"""Las órdenes de ``fais``."""

import signal
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from fais_analysis import __version__
from fais_analysis.claves import ENTIDADES
from fais_analysis.cli.idioma import GrupoEspanol

if TYPE_CHECKING:
    from fais_analysis.batch.plan.pedido import Pedido

ENTIDAD_OMISION = "10"
# Cada una es un módulo de este cuarto: un grupo si tiene ``app``; si no, la función de su nombre y ``AYUDA``.
# El módulo de una orden de varias palabras se llama como ella, con guion bajo.
ORDENES = (
    "corridas",
    "datos",
    "inversion",
    "propuesta",
    "convenio",
    "avance",
    "obras",
    "correo",
    "verificar",
    "explorar",
    "padron",
    "preparar-sin-internet",
    "evaluaciones",
)
AYUDA = """Diagnósticos municipales de pobreza e inversión FAIS.

Salida 0: todo bien. 1: algún informe falló. 2: algo está mal en lo pedido o en los datos."""

app = typer.Typer(
    name="fais",
    cls=GrupoEspanol,
    help=AYUDA,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for orden in ORDENES:
    nombre = orden.replace("-", "_")
    modulo = import_module(f"fais_analysis.cli.{nombre}")
    if hasattr(modulo, "app"):
        app.add_typer(modulo.app, name=orden)
    else:
        app.command(orden, help=modulo.AYUDA)(getattr(modulo, nombre))


def print_version(pedida: bool) -> None:
    """Dice la versión y termina: ``fais --version`` y ``fais version``."""
    if pedida:
        typer.echo(f"fais_analysis {__version__}")
        raise typer.Exit


@app.callback()
def start(
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Dice la versión.")
    ] = False,
) -> None:
    """Lo que va antes de cualquier orden."""


Entidad = Annotated[str, typer.Option("--entidad", "-e", help="Clave de la entidad, dos dígitos.")]
EntidadOTodas = Annotated[
    str, typer.Option("--entidad", "-e", help="Clave de la entidad; varias, con comas; o «todas».")
]

Salida = Annotated[Path | None, typer.Option(help="Dónde queda la corrida; si no, en outputs.")]
Trabajadores = Annotated[
    int | None, typer.Option("--trabajadores", "-t", help="Procesos; si no, uno por núcleo.")
]
Incrustar = Annotated[
    bool, typer.Option("--incrustar", help="El interactivo en un solo archivo, con plotly adentro.")
]
ConPdf = Annotated[bool, typer.Option("--pdf", help="También en PDF, con el navegador instalado.")]
ConDocx = Annotated[bool, typer.Option("--docx", help="También la hoja, en un documento de Word editable.")]
Motor = Annotated[str, typer.Option("--motor", help="fais (rápido) o papermill (el de fábrica, con kernel).")]
Dask = Annotated[str, typer.Option("--dask", help="Clúster de dask que los corra: tcp://servidor:8786.")]
Forzar = Annotated[bool, typer.Option("--forzar", help="Produce todo de nuevo, aunque nada haya cambiado.")]
Cuadernos = Annotated[Path | None, typer.Option(help="Carpeta de los cuadernos; si no, notebooks.")]


@app.command()
def reportes(
    claves: Annotated[
        list[str] | None,
        typer.Argument(metavar="CLAVE", help="Municipios, cinco dígitos; sin ninguno, todos."),
    ] = None,
    entidad: EntidadOTodas = ENTIDAD_OMISION,
    salida: Salida = None,
    trabajadores: Trabajadores = None,
    cuadernos: Cuadernos = None,
    incrustar: Incrustar = False,
    pdf: ConPdf = False,
    docx: ConDocx = False,
    motor: Motor = "fais",
    dask: Dask = "",
    forzar: Forzar = False,
) -> None:
    """Produce el panorama estatal y los expedientes municipales; con --entidad todas, los del país."""
    from fais_analysis.batch.plan.pedido import Pedido, get_cuadernos
    from fais_analysis.sources.rutas import get_salidas

    _catch_termino()
    pedido = Pedido(
        entidad,
        tuple(claves or ()),
        cuadernos=cuadernos or get_cuadernos(),
        salida=salida or get_salidas(),
        trabajadores=trabajadores,
        es_incrustado=incrustar,
        con_pdf=pdf,
        con_docx=docx,
        motor=motor,
        dask=dask,
        forzar=forzar,
    )
    raise typer.Exit(_produce(pedido))


@app.command("pdf")
def convert_pdf(
    archivos: Annotated[list[Path], typer.Argument(metavar="ARCHIVO", help="Informes en HTML.")],
) -> None:
    """Hace el PDF de informes ya producidos, con el navegador instalado."""
    from fais_analysis.batch.corrida import print_pdfs

    raise typer.Exit(print_pdfs(archivos))


@app.command()
def municipios(
    buscado: Annotated[
        list[str] | None,
        typer.Argument(metavar="NOMBRE", help="Parte del nombre; se toleran acentos y erratas."),
    ] = None,
    entidad: Entidad = ENTIDAD_OMISION,
) -> None:
    """Lista las claves y los nombres de los municipios de una entidad, o busca uno en todo el país."""
    from fais_analysis.batch.plan.insumos import find_municipios, list_municipios

    if buscado:
        texto = " ".join(buscado)
        propios = find_municipios(texto, entidad)
        typer.echo(f"«{texto}»: {len(propios)} {'municipio' if len(propios) == 1 else 'municipios'}")
    else:
        propios = list_municipios(entidad)
        typer.echo(f"{entidad} {ENTIDADES[entidad]}: {len(propios)} municipios")
    for clave, nombre in propios.items():
        ajeno = "" if clave.startswith(entidad) else f" ({ENTIDADES[clave[:2]]})"
        typer.echo(f"{clave}  {nombre}{ajeno}")


@app.command()
def localidades(
    municipio: Annotated[
        list[str], typer.Argument(metavar="MUNICIPIO", help="Clave de cinco dígitos, o el nombre.")
    ],
    entidad: Entidad = ENTIDAD_OMISION,
) -> None:
    """Lista las claves, los nombres y los habitantes de las localidades de un municipio (Censo 2020)."""
    from fais_analysis.batch.plan.insumos import find_municipios
    from fais_analysis.loaders.ordenadas import load_tabla

    tabla = load_tabla("localidades").sort_values("poblacion_personas", ascending=False, kind="stable")
    for clave, nombre in find_municipios(" ".join(municipio), entidad).items():
        propias = tabla[tabla["clave_municipio"] == clave]
        sin_datos = "" if len(propias) else "; data/ no trae las de esa entidad (docs/otro_estado.md)"
        typer.echo(f"{clave} {nombre}: {len(propias):,} localidades{sin_datos}")
        for fila in propias.fillna({"poblacion_personas": -1}).to_dict("records"):
            habitantes = int(fila["poblacion_personas"])
            cuantos = f"{habitantes:,} habitantes" if habitantes >= 0 else "habitantes: sin dato"
            typer.echo(f"{fila['clave_localidad']}  {fila['localidad']}  ({cuantos})")


@app.command()
def version() -> None:
    """Dice la versión instalada."""
    print_version(True)


def run() -> NoReturn:
    """Corre la orden con los argumentos del proceso y termina con su código de salida."""
    for corriente in (sys.stdout, sys.stderr):
        if hasattr(corriente, "reconfigure"):
            corriente.reconfigure(encoding="utf-8", errors="replace")  # consolas de Windows
    sys.exit(app(prog_name="fais"))


def _produce(pedido: "Pedido") -> int:
    """Corre una entidad, o varias si se pidieron varias o «todas»; devuelve el código de salida."""
    from fais_analysis.batch.corrida import produce_reportes

    if not pedido.entidad.isdigit():
        from fais_analysis.batch.pais import list_entidades, produce_pais

        if entidades := list_entidades(pedido.entidad, pedido.claves):
            return produce_pais(entidades, pedido)
    return produce_reportes(pedido)


def _catch_termino() -> None:
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
