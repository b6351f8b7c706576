"""Lo que se acordó en la reunión, obra por obra o por rubro: se registra una vez y la hoja lo lleva."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from pathlib import Path

from fais_analysis.errors import ParametroError
from fais_analysis.loaders.libros.valores import ValorError, parse_centavos
from fais_analysis.loaders.propuestas import read_acuerdos
from fais_analysis.obras.modelo import Propuesta, format_pesos
from fais_analysis.propuestas.bitacora import append_asiento, get_ultima, is_repetido
from fais_analysis.propuestas.registros import ACUERDOS, OBRA, RUBRO, Acuerdo
from fais_analysis.propuestas.revision import Revision
from fais_analysis.schemas.propuestas import DECISIONES, SE_AGREGA, SE_QUITA
from fais_analysis.sources.escritura import write_con_carpeta
from fais_analysis.sources.huella import compute_sha256

CELDA = re.compile(r'(<td class="acuerdo" data-obra="([^"]*)">)[^<]*(</td>)')
SUYOS = re.compile(r'(<span class="acuerdo" data-folios="([^"]*)">)[^<]*(</span>)')
LISTA = re.compile(r'(<div id="acuerdos">).*?(</div>)', re.DOTALL)


@dataclass(frozen=True)
class Acordado:
    """Lo que se acordó de una obra (su folio) o de un rubro; ``monto_centavos``, nulo si no se dijo."""

    ambito: str
    que: str
    decision: str
    monto_centavos: int | None = None
    nota: str = ""


@dataclass(frozen=True)
class Reunion:
    """Quién registra lo acordado, cuándo y con qué acta; ``acta`` puede faltar."""

    area: str
    momento: datetime
    acta: Path | None = None


def load_dichos(ruta: Path) -> list[Acordado]:
    """Lo que una persona escribió en las columnas del acuerdo del libro de la mezcla.

    Raises
    ------
    PropuestaError
        Si el libro no trae esas columnas, o algo de ellas no se entiende.
    """
    filas = read_acuerdos(ruta)
    return [
        Acordado(OBRA, str(f["folio"]), str(f["acuerdo"]), _pick_centavos(f), str(f.get("nota", "")))
        for f in filas
    ]


def save_acuerdos(
    carpeta: Path, revision: Revision, dichos: Sequence[Acordado], reunion: Reunion
) -> list[Acuerdo]:
    """Registra los acuerdos de una reunión y da los que son nuevos; si uno no se puede, ninguno queda.

    Raises
    ------
    ParametroError
        Si una obra o un rubro no están en la propuesta, la decisión no existe, su dinero no le toca o falta
        el área o el acta.
    PropuestaError
        Si el registro se alteró.
    """
    for dicho in dichos:
        _check_dicho(revision, dicho)
    _check_reunion(dichos, reunion)
    return [nuevo for d in dichos if (nuevo := _append(carpeta, revision, d, reunion)) is not None]


def fill_acuerdos(pagina: str, acuerdos: Sequence[Acuerdo]) -> str:
    """La hoja de la reunión con lo acordado en su columna; lo que no cabe en ella, en la lista de abajo.

    Raises
    ------
    ParametroError
        Si la página no es una hoja de la reunión.
    """
    por_obra = {a.que: a for a in acuerdos if a.ambito == OBRA}
    puestas = {unescape(hallada[2]) for hallada in CELDA.finditer(pagina)}
    if not LISTA.search(pagina):
        raise _build_error("la hoja de la reunión", "la que hace fais propuesta mezcla", "otra página")

    def fill(hallada: re.Match[str]) -> str:
        acuerdo = por_obra.get(unescape(hallada[2]))
        return f"{hallada[1]}{escape(write_acuerdo(acuerdo)) if acuerdo else ''}{hallada[3]}"

    otros = [a for a in acuerdos if a.ambito == RUBRO or a.que not in puestas]
    renglones = "".join(f"<li>{escape(a.que)}: {escape(write_acuerdo(a))}</li>" for a in otros)
    lista = f"<h2>Otros acuerdos</h2><ul>{renglones}</ul>" if otros else ""
    return LISTA.sub(lambda h: f"{h[1]}{lista}{h[2]}", CELDA.sub(fill, pagina))


def fill_hoja(pagina: str, acuerdos: Sequence[Acuerdo]) -> str:
    """La hoja del municipio con lo acordado de las obras de cada renglón, en su última columna.

    Lo que se agrega y no es de ninguno va con las otras, en el último.
    """
    por_obra = {a.que: a for a in acuerdos if a.ambito == OBRA}
    celdas = list(SUYOS.finditer(pagina))
    conocidos = {folio for c in celdas for folio in unescape(c[2]).split("|")}
    ajenos = [a for a in acuerdos if a.ambito == RUBRO or a.que not in conocidos]

    def fill(hallada: re.Match[str]) -> str:
        suyos = [por_obra[f] for f in unescape(hallada[2]).split("|") if f in por_obra]
        if hallada.start() == celdas[-1].start():
            suyos += ajenos
        return f"{hallada[1]}{escape(_join_acuerdos(suyos))}{hallada[3]}"

    return SUYOS.sub(fill, pagina)


def _join_acuerdos(acuerdos: Sequence[Acuerdo]) -> str:
    """Uno, con su dinero; varios, cuántos de cada decisión y la suma de lo que se acordó."""
    veces = Counter(a.decision for a in acuerdos)
    dicho = "; ".join(d if len(acuerdos) == 1 else f"{n:,} {d}" for d, n in veces.items())
    montos = [a.monto_centavos for a in acuerdos if a.monto_centavos is not None]
    return f"{dicho}, ${format_pesos(sum(montos)).partition('.')[0]}" if montos else dicho


def write_acuerdo(acuerdo: Acuerdo) -> str:
    """Lo acordado en un renglón: qué, con cuánto dinero y por qué."""
    partes = [acuerdo.decision]
    if acuerdo.monto_centavos is not None:
        partes.append(f"{format_pesos(acuerdo.monto_centavos)} pesos")
    return "; ".join([*partes, acuerdo.nota] if acuerdo.nota else partes)


def build_acuerdos_consola(nuevos: Sequence[Acuerdo], vigentes: Sequence[Acuerdo], revision: Revision) -> str:
    """Lo que quedó registrado y cuántas obras siguen sin acuerdo, en renglones."""
    con_acuerdo = {a.que for a in vigentes if a.ambito == OBRA}
    faltan = sum(o.folio not in con_acuerdo for o in revision.propuesta.obras)
    renglones = [f"Acuerdos registrados: {len(nuevos):,}"]
    renglones += [f"  {a.ambito} {a.que}: {write_acuerdo(a)}" for a in nuevos]
    return "\n".join([*renglones, f"  Obras de la propuesta sin acuerdo propio: {faltan:,}"])


def _append(carpeta: Path, revision: Revision, dicho: Acordado, reunion: Reunion) -> Acuerdo | None:
    propuesta = revision.propuesta

    def build(hechos: Sequence[Acuerdo]) -> Acuerdo | None:
        nuevo = Acuerdo(
            registrado_en=reunion.momento.isoformat(timespec="seconds"),
            clave_municipio=propuesta.clave_municipio,
            ejercicio=propuesta.ejercicio,
            version=propuesta.contenido,
            ambito=dicho.ambito,
            que=dicho.que,
            decision=dicho.decision,
            monto_centavos=dicho.monto_centavos,
            nota=dicho.nota.strip(),
            area=reunion.area.strip(),
            acta=reunion.acta.name if reunion.acta else "",
            acta_sha256=compute_sha256(reunion.acta) if reunion.acta else "",
            anterior=get_ultima(hechos),
        )
        llave = (nuevo.clave_municipio, nuevo.ejercicio, nuevo.ambito, nuevo.que)
        iguales = [h for h in hechos if (h.clave_municipio, h.ejercicio, h.ambito, h.que) == llave]
        return None if is_repetido(nuevo, iguales[-1] if iguales else None, "registrado_en") else nuevo

    return append_asiento(carpeta / ACUERDOS, Acuerdo, build)


def _check_dicho(revision: Revision, dicho: Acordado) -> None:
    obras = revision.propuesta.obras
    rubros = sorted({o.catalogo.rubro for o in obras if o.catalogo})
    es_suya = dicho.que in {o.folio for o in obras}
    monto = dicho.monto_centavos
    faltas = (
        (dicho.decision in DECISIONES, f"uno de: {', '.join(DECISIONES)}", dicho.decision),
        (
            dicho.ambito != RUBRO or dicho.que in rubros,
            f"un rubro de sus obras: {', '.join(rubros) or 'ninguno está confirmado'}",
            dicho.que,
        ),
        (
            dicho.ambito != OBRA or es_suya or (dicho.decision == SE_AGREGA and bool(dicho.que.strip())),
            "el folio de una obra de la propuesta (hoja Obra por obra), o «se agrega»",
            dicho.que,
        ),
        (
            dicho.ambito != OBRA or dicho.decision != SE_AGREGA or not es_suya,
            "una obra que la propuesta no trae: ésta ya está",
            dicho.que,
        ),
        (monto is None or monto >= 0, "pesos, cero o más", "" if monto is None else format_pesos(monto)),
        (
            dicho.decision != SE_QUITA or not monto,
            "ningún peso para lo que se quita",
            format_pesos(monto or 0),
        ),
    )
    for consta, esperado, encontrado in faltas:
        if not consta:
            raise _build_error(f"{dicho.ambito} {dicho.que}", esperado, encontrado)


def _check_reunion(dichos: Sequence[Acordado], reunion: Reunion) -> None:
    faltas = (
        (bool(dichos), "al menos un acuerdo: --folio, --rubro o --libro", "ninguno"),
        (bool(reunion.area.strip()), "el área que registra", "ninguna"),
        (
            reunion.acta is None or reunion.acta.is_file(),
            "el archivo del acta",
            reunion.acta.name if reunion.acta else "",
        ),
    )
    for consta, esperado, encontrado in faltas:
        if not consta:
            raise _build_error("fais propuesta acordar", esperado, encontrado)


def parse_monto(texto: str) -> int | None:
    """Los centavos de un monto escrito en la orden; vacío, nulo: no se habló de dinero.

    Raises
    ------
    ParametroError
        Si no es un monto.
    """
    try:
        return parse_centavos(texto) if texto.strip() else None
    except ValorError as error:
        raise _build_error("opción --monto", error.esperado, texto) from None


def save_en_hoja(carpeta: Path, propuesta: Propuesta, acuerdos: Sequence[Acuerdo]) -> Path | None:
    """Pone lo acordado en la hoja de la reunión que ya se hizo y da su ruta; nulo si no la hay.

    Raises
    ------
    ParametroError
        Si ese archivo no es la hoja de la reunión.
    """
    base = f"{propuesta.clave_municipio}_{propuesta.ejercicio}"
    hecha = None
    for que, fill in (("reunion", fill_acuerdos), ("hoja", fill_hoja)):
        ruta = carpeta / f"{base}_{que}.html"
        if ruta.is_file():
            write_con_carpeta(ruta, fill(ruta.read_text(encoding="utf-8"), acuerdos))
            hecha = ruta
    return hecha


def _pick_centavos(fila: dict[str, object]) -> int | None:
    monto = fila.get("pesos_acordados")
    return monto if isinstance(monto, int) else None


def _build_error(donde: str, esperado: str, encontrado: str) -> ParametroError:
    return ParametroError(
        "El acuerdo no se puede registrar así.",
        donde=donde,
        esperado=esperado,
        encontrado=f"«{encontrado}»",
        que_hacer="corrija la orden o el libro y repita; no se registró ninguno",
    )
