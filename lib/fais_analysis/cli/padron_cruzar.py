"""``fais padron cruzar``: lo registrado contra lo pagado, las zonas prioritarias y dónde se juntan apoyos."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fais_analysis.cli.padron_comun import (
    Motivo,
    Todos,
    app,
    explain,
    load_personas,
    open_deposito,
    print_primeros,
)
from fais_analysis.cli.padron_duplicados import open_resultado
from fais_analysis.cli.padron_publicar import load_lugares

if TYPE_CHECKING:
    import pandas as pd

CABEZA_DETALLE = ("caso", "qué se vio", "programa", "apoyo", "ejercicio", "folio", "renglón")


@app.command()
@explain
def cruzar(
    acciones: Annotated[
        Path | None, typer.Option("--acciones", help="Acciones pagadas según el anexo (.xlsx, .ods o .csv).")
    ] = None,
    detalle: Annotated[
        Path | None, typer.Option("--detalle", help="Dónde queda, sellado (.age), qué registros mirar.")
    ] = None,
    para: Annotated[str, typer.Option("--para", help="Clave pública age de quien lo revisa.")] = "",
    rezago: Annotated[
        Path | None, typer.Option("--rezago", help="Rezago por localidad: clave_localidad y grado.")
    ] = None,
    todos: Todos = False,
    motivo: Motivo = "",
) -> None:
    """Cruza el padrón con el anexo, el libro y las zonas, y señala dónde se juntan apoyos. No borra nada."""
    from fais_analysis.loaders.padron_acciones import read_acciones
    from fais_analysis.padron.accesos import record_acceso
    from fais_analysis.padron.cruces import find_juntos, find_mismo_apoyo

    if (detalle is None) != (not para):
        raise typer.BadParameter("--detalle y --para van juntos")
    deposito = open_deposito()
    personas = load_personas(deposito)
    if acciones is not None:
        for titulo, renglones in _list_pagos(personas, read_acciones(acciones)):
            print_primeros(titulo, renglones, todos)
    for renglon in _list_zonas(personas, rezago):
        typer.echo(renglon)
    casos = [*find_juntos(personas).to_dict("records"), *find_mismo_apoyo(personas).to_dict("records")]
    for tipo in ("una vivienda", "una familia", "el mismo apoyo en una vivienda"):
        propios = [c for c in casos if c["tipo"] == tipo]
        typer.echo(
            f"Por mirar, {tipo}: {len(propios):,} casos, {sum(c['apoyos'] for c in propios):,} apoyos."
        )
    if detalle is not None:
        _write_detalle(detalle, para, casos, personas)
    record_acceso(deposito.carpeta, "cruzar", len(personas), motivo=motivo)


def _list_pagos(personas: "pd.DataFrame", acciones: Sequence) -> Iterator[tuple[str, list[str]]]:
    from fais_analysis.loaders.inversion import load_inversion
    from fais_analysis.padron.cruces import compare_acciones, compare_libro, describe_diferencia

    lugares, libro = load_lugares(), load_inversion()
    tablas = {"Contra el anexo": compare_acciones(personas, acciones)}
    if libro.es_demostracion:
        typer.echo("El libro de inversión es el de demostración: con él no se cruza.")
    else:
        tablas["Contra el libro"] = compare_libro(personas, acciones, libro.tabla)
    for titulo, tabla in tablas.items():
        distintas = tabla[tabla["pagadas"] != tabla["registradas"]]
        typer.echo(f"{titulo}: coinciden {len(tabla) - len(distintas):,} de {len(tabla):,} renglones.")
        yield (
            f"{titulo}, no coinciden",
            [
                f"{f.ejercicio} · {_get_lugar(lugares, f.clave_localidad or f.clave_municipio)} · "
                f"{f.apoyo}: pagadas {f.pagadas:,}, registradas {f.registradas:,}; "
                f"{describe_diferencia(f.pagadas, f.registradas)}"
                for f in distintas.itertuples()
            ],
        )


def _get_lugar(lugares: Mapping[str, str], clave: str) -> str:
    """Su nombre; si el catálogo no la trae (otro estado sin sus localidades), la clave."""
    return lugares.get(clave, clave) or "sin municipio"


def _list_zonas(personas: "pd.DataFrame", por_localidad: Path | None) -> list[str]:
    """Apoyos dentro y fuera de la zona prioritaria rural de su ejercicio, y por rezago."""
    from fais_analysis.entidad.zonas import load_zonas
    from fais_analysis.loaders.ordenadas import load_tabla
    from fais_analysis.loaders.padron_acciones import read_rezago
    from fais_analysis.padron.cruces import count_zonas

    rezago = load_tabla("rezago_social")
    zonas: dict[tuple[str, str], bool] = {}
    for entidad in sorted({clave[:2] for clave in personas["clave_municipio"]} - {""}):
        rurales = load_zonas(entidad).query("ambito == 'rural' and unidad == 'municipio' and es_zap.notna()")
        zonas |= {(str(z.anio), z.clave_municipio): bool(z.es_zap) for z in rurales.itertuples()}
    ultimo = rezago[rezago["anio"] == rezago["anio"].max()]
    grados = dict(zip(ultimo["clave_municipio"], ultimo["grado"], strict=True))
    de_localidad = None if por_localidad is None else read_rezago(por_localidad)
    tabla = count_zonas(personas, zonas, grados, de_localidad)
    columnas = ("zona", "grado") if de_localidad is None else ("zona", "grado", "grado_localidad")
    return [
        f"{apoyo}, {valor}: {cuantos:,} apoyos."
        for columna in columnas
        for (apoyo, valor), cuantos in tabla.groupby(["apoyo", columna])["apoyos"].sum().items()
    ]


def _write_detalle(ruta: Path, para: str, casos: Sequence[dict], personas: "pd.DataFrame") -> None:
    import xlsxwriter

    from fais_analysis.padron.cruces import list_detalle
    from fais_analysis.padron.deposito import seal_para
    from fais_analysis.sources.escritura import write_atomico

    memoria = io.BytesIO()
    with xlsxwriter.Workbook(memoria, {"in_memory": True, "strings_to_formulas": False}) as libro:
        hoja = libro.add_worksheet("Por mirar")
        hoja.freeze_panes(1, 0)
        hoja.set_column(0, len(CABEZA_DETALLE) - 1, 22)
        for i, renglon in enumerate([CABEZA_DETALLE, *list_detalle(casos, personas)]):
            for j, texto in enumerate(renglon):
                hoja.write_string(i, j, texto)
    write_atomico(ruta, seal_para(memoria.getvalue(), para))
    typer.echo(f"Los registros por mirar, en {ruta}: sólo lo abre quien revisa.")


@app.command()
@explain
def resumen(
    acciones: Annotated[Path, typer.Option("--acciones", help="Acciones pagadas según el anexo.")],
    motivo: Motivo = "",
) -> None:
    """Deja para el panorama cuántas acciones tienen beneficiario registrado y cuántos apoyos se repiten."""
    from fais_analysis.loaders.padron_acciones import read_acciones
    from fais_analysis.loaders.seguimiento import PADRON, get_ruta_seguimiento, load_notas_seguimiento
    from fais_analysis.padron.accesos import record_acceso
    from fais_analysis.padron.cruces import compare_acciones
    from fais_analysis.padron.resumen import build_resumen, count_municipios
    from fais_analysis.sources.escritura import write_con_carpeta

    deposito = open_deposito()
    personas = load_personas(deposito)
    repetidos = {r["b"] for r in open_resultado(deposito, personas)["repetidos"]}
    cuentas = count_municipios(compare_acciones(personas, read_acciones(acciones)), personas, repetidos)
    dicho = build_resumen(cuentas, deposito.llave.derive("publicacion"))
    escrito = {"al": f"{date.today():%d/%m/%Y}"} | dicho
    write_con_carpeta(get_ruta_seguimiento(PADRON), json.dumps(escrito, ensure_ascii=False, indent=1))
    record_acceso(deposito.carpeta, "resumen", len(personas), motivo=motivo)
    for nota in load_notas_seguimiento()[:1]:
        typer.echo(nota)
    typer.echo(
        f"Municipios con cuentas propias: {len(dicho['municipios']):,}. "
        "El panorama y los expedientes lo dirán en la próxima corrida: fais reportes."
    )
