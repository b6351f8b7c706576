"""``fais padron publicar``: la edición pública de un ejercicio, que no delata a nadie."""

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fais_analysis.cli.padron_comun import Motivo, app, explain, load_personas, open_deposito

if TYPE_CHECKING:
    import pandas as pd

    from fais_analysis.padron.deposito import Deposito
    from fais_analysis.padron.ediciones import Altas, Filas
    from fais_analysis.padron.lista import Lista
    from fais_analysis.padron.lista_blanca import PerfilPublicacion
    from fais_analysis.padron.publicacion import Edicion

SUMAS = "SHA256SUMS"
Acciones = Annotated[
    Path | None,
    typer.Option(
        "--acciones",
        help="Acciones del anexo: se supone público el total de cada localidad que nombra; sin él, de todas.",
    ),
]
Ejercicio = Annotated[int, typer.Option("--ejercicio", help="El ejercicio que se publica.")]
Formato = Annotated[
    Path | None, typer.Option("--formato", help="El libro en blanco del portal (SIPOT), para llenarlo.")
]


@app.command()
@explain
def publicar(
    carpeta: Annotated[Path, typer.Argument(help="Dónde queda la edición; una carpeta que no exista.")],
    ejercicio: Ejercicio,
    acciones: Acciones = None,
    lista: Annotated[bool, typer.Option("--lista", help="También la lista de personas adultas.")] = False,
    formato: Formato = None,
    motivo: Motivo = "",
) -> None:
    """Publica los apoyos de un ejercicio, redondeados y atacados: nadie demuestra una celda de 1 a 4."""
    from fais_analysis.padron.accesos import record_acceso
    from fais_analysis.padron.ediciones import close_edicion
    from fais_analysis.padron.lista import Lista, build_lista
    from fais_analysis.padron.lista_blanca import get_perfil

    perfil, deposito = get_perfil(ejercicio), open_deposito()
    if os.path.exists(carpeta):  # sin permiso o con un nombre largo, lo dice la escritura
        raise typer.BadParameter(f"{carpeta} ya existe: dé una carpeta nueva")
    exactas, lugares = read_exactas(acciones), load_lugares()
    de_personas = build_lista(load_personas(deposito), ejercicio, lugares) if lista or formato else Lista()
    hecha = _prepare_edicion(deposito, str(ejercicio), exactas, de_personas.filas, lugares)
    archivos = _build_tablas(perfil, ejercicio, hecha)
    if lista or formato:
        archivos |= _build_listas(de_personas, perfil.lista, ejercicio, formato)
    with _write_edicion(carpeta, archivos):
        if hecha.edicion is not None:
            close_edicion(deposito, hecha.edicion, hecha.filas, hecha.otras, hecha.altas)
    record_acceso(deposito.carpeta, "publicar", len(hecha.filas), motivo=motivo)
    for renglon in _describe_edicion(ejercicio, hecha):
        typer.echo(renglon)
    typer.echo(f"Edición en {carpeta}. Antes de subirla: fais padron comprobar {carpeta}")


@dataclass(frozen=True)
class _Hecha:
    """Lo que se publica de un ejercicio; sin ``edicion`` es una que se repite."""

    edicion: "Edicion | None"
    filas: "Filas"
    otras: "Filas"
    altas: "Altas"


def _prepare_edicion(
    deposito: "Deposito",
    ejercicio: str,
    exactas: Sequence[str] | None,
    listadas: Sequence[Mapping[str, object]],
    lugares: Mapping[str, str],
) -> _Hecha:
    """La edición nueva o, si el ejercicio ya se publicó, la misma."""
    from fais_analysis.padron import ediciones
    from fais_analysis.padron.otros import build_otras
    from fais_analysis.padron.registros import load_registros, select_personas

    registros, cerradas = load_registros(deposito), ediciones.load_cerradas(deposito)
    personas, llave = select_personas(registros), deposito.llave.derive("publicacion")
    if previa := cerradas.get(ejercicio):
        filas = ediciones.check_repetida(ejercicio, previa, personas, listadas, exactas)
        return _Hecha(None, filas, previa.otras, {})
    altas = ediciones.compute_altas(personas, cerradas, ejercicio)
    otras = build_otras(registros, ejercicio, lugares, llave)
    edicion = _build_edicion(deposito, personas, ejercicio, exactas, listadas)
    if not (edicion.tablas or otras):
        raise typer.BadParameter(f"no hay apoyos registrados en {ejercicio}")
    filas = ediciones.build_filas(edicion, lugares, ediciones.round_ajustes(altas, llave))
    return _Hecha(edicion, filas, otras, altas)


def _build_tablas(perfil: "PerfilPublicacion", ejercicio: int, hecha: _Hecha) -> dict[str, bytes]:
    """La tabla de apoyos a personas y, si hay, la de organizaciones y obras, cada una con su diccionario."""
    tablas = {"apoyos": ("diccionario", perfil.agregados, hecha.filas)}
    if hecha.otras:
        tablas["otros"] = ("diccionario_otros", perfil.otros, hecha.otras)
    archivos = {}
    for nombre, (diccionario, columnas, renglones) in tablas.items():
        archivos[f"{nombre}_{ejercicio}.csv"] = build_csv([list(columnas), *renglones])
        dichos = [[c, s, perfil.ley, perfil.certeza] for c, s in columnas.items()]
        archivos[f"{diccionario}.csv"] = build_csv(
            [["columna", "significado", "fundamento", "certeza"], *dichos]
        )
    return archivos


def build_csv(renglones: Sequence[Sequence[object]]) -> bytes:
    """Un CSV como lo abre una hoja de cálculo."""
    from fais_analysis.views.hoja_csv import build_hoja_csv

    return build_hoja_csv(renglones).encode()


def _build_edicion(
    deposito: "Deposito",
    personas: "pd.DataFrame",
    ejercicio: str,
    exactas: Sequence[str] | None,
    listadas: Sequence[Mapping[str, object]],
) -> "Edicion":
    from fais_analysis.padron.celdas import add_listados, build_conteos
    from fais_analysis.padron.ediciones import SORTEOS
    from fais_analysis.padron.publicacion import build_edicion

    llave = deposito.llave.derive("publicacion")
    conteos = build_conteos(personas[personas["ejercicio"] == ejercicio], llave)
    add_listados(conteos, listadas)
    return build_edicion(ejercicio, conteos, llave, deposito.open_json(SORTEOS, {}), exactas)


def read_exactas(acciones: Path | None) -> list[str] | None:
    """Las localidades cuyo total dice el anexo; sin él, no se sabe cuáles."""
    if acciones is None:
        return None
    from fais_analysis.loaders.padron_acciones import read_acciones

    return sorted({a.clave_localidad for a in read_acciones(acciones) if a.clave_localidad})


def _build_listas(
    lista: "Lista", columnas: Mapping[str, str], ejercicio: int, formato: Path | None
) -> dict[str, bytes]:
    """La lista en CSV y, si se dio el blanco del portal, también llena en él."""
    if not lista.filas:
        typer.echo(f"Sin lista: no hay a quién nombrar; se reservan {lista.reservadas:,}.")
    else:
        typer.echo(
            f"Lista: {len(lista.filas):,} apoyos a personas adultas; se reservan {lista.reservadas:,}."
        )
    for apoyo in lista.sin_lista:
        typer.echo(f"  {apoyo}: sin lista, porque restándola se contaría a las personas reservadas.")
    if not lista.filas:
        return {}
    filas = [[fila[c] for c in columnas] for fila in lista.filas]
    archivos = {f"lista_{ejercicio}.csv": build_csv([list(columnas), *filas])}
    archivos["diccionario_lista.csv"] = build_csv([["columna", "significado"], *map(list, columnas.items())])
    if formato is not None:
        from fais_analysis.loaders.padron_sipot import fill_blanco, read_blanco

        blanco = read_blanco(formato)
        archivos[f"sipot_{ejercicio}.xlsx"] = fill_blanco(blanco, lista.filas)
        typer.echo(
            f"Portal: hoja «{blanco.hoja}», {len(blanco.columnas):,} columnas llenas. "
            "Si alguien no registró H ni M, la lista no dice el sexo de nadie: pregunte a su transparencia."
        )
        if blanco.sin_reconocer:
            typer.echo(f"  El blanco no pide, o no se reconoce: {', '.join(blanco.sin_reconocer)}.")
    return archivos


@contextlib.contextmanager
def _write_edicion(carpeta: Path, archivos: Mapping[str, bytes]) -> Iterator[None]:
    """Todo o nada: se escribe al lado, se cierra la edición y se renombra. Lo escrito ya es público."""
    from fais_analysis.sources.escritura import explain_escritura
    from fais_analysis.sources.huella import compute_sha256_bytes

    parcial = carpeta.with_name(f".{carpeta.name}.parcial")
    sumas = "".join(f"{compute_sha256_bytes(c)}  {n}\n" for n, c in sorted(archivos.items()))
    try:
        with explain_escritura(
            "La edición no se pudo escribir.",
            donde=carpeta.name,
            que_hacer="dé otra carpeta y repita: saldrá la misma tabla",
        ):
            shutil.rmtree(parcial, ignore_errors=True)
            parcial.mkdir(parents=True)
            for nombre, contenido in archivos.items():
                (parcial / nombre).write_bytes(contenido)
            (parcial / SUMAS).write_text(sumas, encoding="utf-8")
            yield
            parcial.rename(carpeta)
    finally:
        shutil.rmtree(parcial, ignore_errors=True)


def _describe_edicion(ejercicio: int, hecha: _Hecha) -> list[str]:
    """Con qué detalle salió cada apoyo; sin edición, es una que se repite."""
    from collections import Counter

    edicion, filas = hecha.edicion, hecha.filas
    tipos = len({fila[1] for fila in filas}) if edicion is None else len(edicion.tablas)
    renglones = [f"Ejercicio {ejercicio}: {len(filas):,} celdas publicadas; tipos de apoyo, {tipos:,}."]
    if hecha.otras:
        renglones.append(f"De organizaciones y obras comunitarias: {len(hecha.otras):,} celdas.")
    if edicion is None:
        return [*renglones, "Ese ejercicio ya se había publicado: es la misma tabla."]
    for tabla in edicion.tablas:
        cuantos = Counter(tabla.detalle.municipios.values())
        detalle = [
            f"{cuantos[d]:,} {frase}"
            for d, frase in enumerate(
                ("por localidad y sexo", "por localidad", "por sexo", "sólo su total", "sólo en el estado")
            )
            if cuantos[d]
        ]
        renglones.append(f"  {tabla.conteo.apoyo}: municipios {', '.join(detalle)}.")
        if tabla.primeras:
            renglones.append(f"    Con todo el detalle se demostraban {tabla.primeras:,} celdas; ya ninguna.")
    supuesto = (
        "Se supone que el anexo del convenio dice el total exacto de cada municipio y de {:,} localidades."
    )
    return [*renglones, supuesto.format(len(edicion.exactas))]


def load_lugares() -> dict[str, str]:
    """El nombre oficial de cada municipio y localidad, por su clave."""
    from fais_analysis.loaders.ordenadas import load_tabla

    municipios, localidades = load_tabla("catalogo_municipios"), load_tabla("localidades")
    lugares = dict(zip(municipios["clave_municipio"], municipios["municipio"], strict=True))
    return lugares | dict(zip(localidades["clave_localidad"], localidades["localidad"], strict=True))
