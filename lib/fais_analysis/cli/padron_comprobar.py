"""``fais padron comprobar``: la prueba de que lo publicado no lleva un dato de nadie ni lo deja deducir."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fais_analysis.cli.padron_comun import Motivo, app, explain, open_deposito, print_primeros
from fais_analysis.cli.padron_publicar import (
    SUMAS,
    Acciones,
    build_csv,
    load_lugares,
    read_exactas,
)

if TYPE_CHECKING:
    import pandas as pd

    from fais_analysis.padron.ediciones import Cerrada

TABLA, LISTA, OTROS = "apoyos_", "lista_", "otros_"


@app.command()
@explain
def comprobar(
    carpetas: Annotated[list[Path], typer.Argument(help="Las ediciones publicadas, todas las que haya.")],
    acciones: Acciones = None,
    motivo: Motivo = "",
) -> None:
    """Abre todo lo publicado y prueba que no lleva un dato de nadie ni deja demostrar una celda de 1 a 4."""
    from fais_analysis.padron.accesos import record_acceso
    from fais_analysis.padron.comprobacion import build_secretos, find_secretos
    from fais_analysis.padron.ediciones import load_cerradas
    from fais_analysis.padron.registros import load_registros, select_personas

    deposito = open_deposito()
    registros, lugares = load_registros(deposito), load_lugares()
    personas = select_personas(registros)
    secretos = build_secretos(registros, _list_publicables(carpetas, personas, lugares))
    fallas = []
    for carpeta in carpetas:
        for ruta in sorted(r for r in carpeta.rglob("*") if r.is_file()):
            hallados = find_secretos([ruta.read_bytes(), ruta.name.encode()], secretos, lugares)
            fallas += [f"{carpeta.name}/{_name_ajeno(ruta, hallados)}: trae {clase}" for clase in hallados]
        fallas += _check_carpeta(carpeta, personas, lugares)
    cerradas = load_cerradas(deposito)
    fallas += _check_otros(cerradas, carpetas)
    fallas += _attack(cerradas, carpetas, read_exactas(acciones))
    record_acceso(deposito.carpeta, "comprobar", len(carpetas), motivo=motivo)
    print_primeros("No se puede publicar", fallas, todos=True)
    if not fallas:
        typer.echo(
            f"Ediciones comprobadas: {len(carpetas):,}. Ningún dato de personas y 0 celdas demostradas."
        )
    raise typer.Exit(2 if fallas else 0)


def _check_carpeta(carpeta: Path, personas: "pd.DataFrame", lugares: Mapping[str, str]) -> list[str]:
    """Los archivos debidos y no otros, con su suma, y cada celda dentro de la lista blanca."""
    from fais_analysis.padron.comprobacion import Dominio, find_fuera_de_lista
    from fais_analysis.padron.ediciones import AJUSTE, NIVELES
    from fais_analysis.padron.lista_blanca import get_perfil
    from fais_analysis.padron.publicacion import OTRO, SEXOS, TOTAL

    fallas = _check_sumas(carpeta)
    for ruta in sorted(carpeta.glob(f"{TABLA}*.csv")):
        ejercicio = ruta.stem.removeprefix(TABLA)
        encabezado, *filas = read_csv(ruta) or [[]]
        dominio = Dominio(
            ejercicio, frozenset(personas["apoyo"]), lugares,
            frozenset({*NIVELES.values(), AJUSTE}), frozenset({*SEXOS, TOTAL, OTRO}),
        )  # fmt: skip
        columnas = get_perfil(int(ejercicio)).agregados if ejercicio.isdecimal() else {}
        halladas = find_fuera_de_lista(encabezado, filas, columnas, dominio)
        fallas += [f"{carpeta.name}/{ruta.name}: {f}" for f in halladas]
    return fallas + _check_listas(carpeta, personas, lugares)


def _check_listas(carpeta: Path, personas: "pd.DataFrame", lugares: Mapping[str, str]) -> list[str]:
    """Que la lista de personas sea, renglón por renglón, la que la ley deja publicar."""
    from fais_analysis.padron.lista import build_lista
    from fais_analysis.padron.lista_blanca import get_perfil

    fallas = []
    for ruta in sorted(carpeta.glob(f"{LISTA}*.csv")):
        ejercicio = _get_ejercicio(ruta)
        columnas = list(get_perfil(ejercicio).lista)
        encabezado, *filas = read_csv(ruta) or [[]]
        debidas = build_lista(personas, ejercicio, lugares).filas
        admitidas = {build_csv([[f[c] for c in columnas]]) for f in debidas}
        fuera = sum(build_csv([f]) not in admitidas for f in filas)
        if encabezado != columnas or fuera:
            fallas.append(f"{carpeta.name}/{ruta.name}: {fuera:,} renglones que la ley no deja publicar")
    return fallas


def _check_otros(cerradas: Mapping[str, "Cerrada"], carpetas: Sequence[Path]) -> list[str]:
    """Que lo de organizaciones y obras sea, renglón por renglón, lo que se publicó."""
    from fais_analysis.padron.lista_blanca import get_perfil

    fallas = []
    for ruta in sorted(r for c in carpetas for r in c.glob(f"{OTROS}*.csv")):
        ejercicio = ruta.stem.removeprefix(OTROS)
        cerrada = cerradas.get(ejercicio)
        columnas = list(get_perfil(int(ejercicio)).otros) if cerrada else []
        if cerrada is None or ruta.read_bytes() != build_csv([columnas, *cerrada.otras]):
            fallas.append(f"{ruta.parent.name}/{ruta.name}: no es lo que se publicó")
    return fallas


def _list_publicables(
    carpetas: Sequence[Path], personas: "pd.DataFrame", lugares: Mapping[str, str]
) -> set[str]:
    """Los registros cuyo nombre puede estar: los de las listas publicadas en esas carpetas."""
    from fais_analysis.padron.lista import build_lista

    ejercicios = {_get_ejercicio(r) for c in carpetas for r in c.glob(f"{LISTA}*.csv")}
    return {r for e in ejercicios for r in build_lista(personas, e, lugares).registros}


def _get_ejercicio(ruta: Path) -> int:
    """El ejercicio que dice el nombre de una lista publicada."""
    from fais_analysis.padron.errores import PadronError

    ejercicio = ruta.stem.removeprefix(LISTA)
    if not ejercicio.isdecimal():
        raise PadronError(
            "Una lista no dice de qué ejercicio es.",
            donde=f"carpeta {ruta.parent.name}",
            esperado=f"{LISTA}AAAA.csv",
            encontrado="otro nombre",
            que_hacer="quite ese archivo, que no es de la edición, y repita",
        )
    return int(ejercicio)


def _check_sumas(carpeta: Path) -> list[str]:
    from fais_analysis.sources.huella import compute_sha256

    sumas = carpeta / SUMAS
    if not sumas.is_file():
        return [f"{carpeta.name}: no trae {SUMAS}: no es una edición entera"]
    debidas: dict[str, str] = {}
    for renglon in sumas.read_text(encoding="utf-8", errors="replace").splitlines():
        suma, _, nombre = renglon.partition("  ")
        debidas[nombre] = suma
    archivos = [r for r in carpeta.rglob("*") if r.is_file() and r != sumas]
    presentes = {r.relative_to(carpeta).as_posix(): r for r in archivos}
    ajenos = [n for n in presentes if n not in debidas]
    fallas = [f"{carpeta.name}: trae un archivo que no es de la edición" for _ in ajenos]
    for nombre, suma in debidas.items():
        if nombre not in presentes or compute_sha256(presentes[nombre]) != suma:
            fallas.append(f"{carpeta.name}: un archivo falta o cambió después de publicarse")
    return fallas


def _attack(
    cerradas: Mapping[str, "Cerrada"], carpetas: Sequence[Path], exactas: Sequence[str] | None
) -> list[str]:
    """Las celdas que se demuestran con los archivos tal como están, por ejercicio."""
    from fais_analysis.padron.ediciones import attack_filas

    fallas = []
    for ruta in sorted(r for c in carpetas for r in c.glob(f"{TABLA}*.csv")):
        cerrada = cerradas.get(ruta.stem.removeprefix(TABLA))
        if cerrada is None:
            fallas.append(f"{ruta.name}: ese ejercicio no se publicó con este padrón")
            continue
        lista = ruta.with_name(ruta.name.replace(TABLA, LISTA))
        encabezado, *renglones = read_csv(lista) if lista.is_file() else [[]]
        es_lista = {"clave_municipio", "sexo", "apoyo"} <= set(encabezado)
        completos = [r for r in renglones if es_lista and len(r) == len(encabezado)]
        listadas = [dict(zip(encabezado, r, strict=True)) for r in completos]
        for apoyo, n in attack_filas(cerrada, read_csv(ruta)[1:], listadas, exactas).items():
            if n is None:
                fallas.append(f"{ruta.name}: {apoyo} no es lo que se publicó")
            elif n:
                fallas.append(f"{ruta.name}: {n:,} celdas de {apoyo} se demuestran")
    return fallas


def read_csv(ruta: Path) -> list[list[str]]:
    """Los renglones de un CSV publicado."""
    return list(csv.reader(io.StringIO(ruta.read_text(encoding="utf-8-sig", errors="replace"))))


def _name_ajeno(ruta: Path, hallados: Sequence[str]) -> str:
    """El nombre del archivo, salvo que él mismo pueda llevar el dato."""
    return ruta.name if ruta.suffix in (".csv", ".xlsx") or ruta.name == SUMAS else "un archivo ajeno"
