"""La página ``docs/reglas.md``, escrita desde los datos; una prueba comprueba que está al día."""

import sys
from pathlib import Path

from fais_analysis.rules.carencias import load_carencias
from fais_analysis.rules.reglas import (
    Regla,
    has_regla,
    list_codigos,
    list_ejercicios,
    list_versiones,
)
from fais_analysis.schemas.textos import read_yaml
from fais_analysis.sources.catalogo_obras import read_catalogo_obras

RUTA_TEXTO = Path(__file__).parent / "data" / "documento.yml"


def build_documento_reglas() -> str:
    """El texto completo de ``docs/reglas.md``: reglas por ejercicio, carencias y Catálogo."""
    textos = read_yaml(RUTA_TEXTO.read_text(encoding="utf-8"))
    partes = [textos["inicio"].strip(), "## Reglas por ejercicio", textos["reglas"].strip()]
    partes += [_build_seccion(codigo) for codigo in list_codigos()]
    partes += ["## Las seis carencias y qué puede el FAIS", _build_carencias()]
    partes += ["## Catálogo de obras", textos["catalogo"].strip(), _build_catalogo()]
    return "\n\n".join(partes) + "\n"


def _build_seccion(codigo: str) -> str:
    anios = [e for e in list_ejercicios(codigo) if has_regla(codigo, e)]
    versiones = [v for e in anios for v in list_versiones(codigo, e)]
    primera = versiones[0]
    sin_regla = [str(e) for e in list_ejercicios(codigo) if e not in anios]
    filas = [
        f"| {_format_vigencia(grupo)} | {_format_valor(grupo[0])} | {_format_certeza(grupo[0])} "
        f"| {_escape(grupo[0].cita)} | {_escape(grupo[0].nota)} |"
        for grupo in _group_iguales(versiones)
    ]
    return "\n".join(
        [
            f"### {codigo}",
            "",
            f"{primera.descripcion} Ámbito: {primera.ambito}."
            + (f" No regía en {', '.join(sin_regla)}." if sin_regla else ""),
            "",
            "| Ejercicio | Valor | Certeza | Cita | Nota |",
            "|---|---|---|---|---|",
            *filas,
        ]
    )


def _group_iguales(versiones: list[Regla]) -> list[list[Regla]]:
    grupos: list[list[Regla]] = []
    for regla in versiones:
        iguales = grupos and _sin_anio(grupos[-1][-1]) == _sin_anio(regla)
        if iguales and regla.ejercicio == grupos[-1][-1].ejercicio + 1:
            grupos[-1].append(regla)
        else:
            grupos.append([regla])
    return grupos


def _sin_anio(regla: Regla) -> tuple:
    return (regla.valor, regla.certeza, regla.cita, regla.nota, regla.desde, regla.hasta, regla.activa)


def _format_vigencia(grupo: list[Regla]) -> str:
    primera, ultima = grupo[0], grupo[-1]
    if primera.desde:
        return f"{primera.ejercicio}, desde el {primera.desde:%d/%m/%Y}"
    if primera.hasta:
        return f"{primera.ejercicio}, hasta el {primera.hasta:%d/%m/%Y}"
    return str(primera.ejercicio) if primera is ultima else f"{primera.ejercicio}–{ultima.ejercicio}"


def _format_valor(regla: Regla) -> str:
    valor = ", ".join(regla.valor) if isinstance(regla.valor, tuple) else regla.valor
    if valor is None:
        return "no se sabe (apagada)"
    texto = f"{regla.operador} {valor} {regla.unidad}".strip() if regla.mide != "texto" else str(valor)
    return _escape(texto) + ("" if regla.activa else " (apagada)")


def _format_certeza(regla: Regla) -> str:
    confianza = f", confianza {regla.confianza}" if regla.confianza else ""
    leyenda = f" — **{regla.leyenda}**" if regla.leyenda else ""
    return f"{regla.certeza}{confianza}{leyenda}"


def _build_carencias() -> str:
    bloques = []
    for carencia in load_carencias().values():
        subs = [
            f"| {s.nombre} (`{s.id}`) | {_escape(s.umbral)} {_escape(s.no_es_carencia)} | {_escape(s.proxy)} "
            f"| {_escape(', '.join(s.obras)) or 'ninguna'} |"
            for s in carencia.subindicadores
        ]
        bloques.append(
            "\n".join(
                [
                    f"### {carencia.nombre}",
                    "",
                    carencia.definicion,
                    "",
                    f"- **Capacidad del FAIS:** {carencia.capacidad_fais}.",
                    f"- **Qué puede:** {carencia.que_puede_fais}",
                    f"- **Qué no puede:** {carencia.que_no_puede}",
                    f"- **Cita de la definición:** {carencia.cita} ({carencia.certeza}).",
                    "",
                    "| Subindicador | Hay carencia si | Con qué dato municipal se ve | Obras del Catálogo |",
                    "|---|---|---|---|",
                    *subs,
                ]
            )
        )
    return "\n\n".join(bloques)


def _build_catalogo() -> str:
    filas = [
        f"| {f.rubro} | {_escape(f.subclasificacion)} | {f.incidencia} | {f.grupo} "
        f"| {f.grupo_alterno if isinstance(f.grupo_alterno, str) else ''} "
        f"| {f.subindicador if isinstance(f.subindicador, str) else ''} | {f.efecto} "
        f"| {f.condicion if isinstance(f.condicion, str) else ''} | {f.desde}–{f.hasta} | {f.confianza} |"
        for f in read_catalogo_obras().itertuples()
    ]
    return "\n".join(
        [
            "| Rubro | Subclasificación | Incidencia | Grupo | Grupo alterno | Subindicador | Efecto "
            "| Condición | Ejercicios | Confianza |",
            "|---|---|---|---|---|---|---|---|---|---|",
            *filas,
        ]
    )


def _escape(texto: str) -> str:
    return " ".join(str(texto).replace("|", "\\|").replace("<=", "≤").replace(">=", "≥").split())


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(build_documento_reglas(), encoding="utf-8")
