"""En qué va cada propuesta y a quién llamar primero: los municipios de una entidad en una tabla."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xlsxwriter import Workbook

from fais_analysis.claves import check_clave_entidad
from fais_analysis.loaders.estado_propuestas import ESTADO_ENTIDAD
from fais_analysis.loaders.libros.plantilla import Formatos, build_libro
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.obras.estados import CONCLUIDAS, EJECUCION, ESTADOS, INICIAL, find_paso
from fais_analysis.obras.modelo import format_obras, format_pesos
from fais_analysis.propuestas.acuses import Acuse, read_acuses
from fais_analysis.propuestas.contexto import ANIO, load_municipios
from fais_analysis.propuestas.estados import Transicion, index_estados, read_transiciones
from fais_analysis.propuestas.paginas import Celda, Paginas, build_pesos
from fais_analysis.propuestas.registros import list_acuerdos, list_anexos
from fais_analysis.propuestas.resumen import write_parte_de
from fais_analysis.sources.escritura import write_con_carpeta

ORDEN = (
    "Primero quien no ha enviado, de más a menos personas en pobreza extrema; después, quien tiene lo que "
    "bloquea; al final, lo cerrado."
)


@dataclass(frozen=True)
class FilaEstado:
    """Un municipio en la tabla: en qué va, cuánto llega a la vivienda antes y después, y qué le falta.

    ``antes`` y ``despues`` son centavos que llegan a la vivienda en la primera versión y en la última;
    nulos si no ha enviado, o si sólo hay una versión. ``acuerdos`` son las obras y rubros ya acordados.
    """

    clave: str
    municipio: str
    estado: str
    desde: str
    version: int
    total: int | None
    total_inicial: int | None
    antes: int | None
    despues: int | None
    bloqueos: int
    por_corregir: int
    extrema_personas: int
    acuerdos: int = 0

    @property
    def llega(self) -> str:
        """La parte que llega a la vivienda, de la primera versión a la última."""
        if self.antes is None or self.total_inicial is None:
            return ""
        antes = write_parte_de(self.antes, self.total_inicial)
        if self.despues is None or self.total is None:
            return antes
        return f"{antes} → {write_parte_de(self.despues, self.total)}"

    @property
    def pesos_llegan(self) -> str:
        """Lo mismo en pesos."""
        return " → ".join(format_pesos(c) for c in (self.antes, self.despues) if c is not None)

    @property
    def acordado(self) -> str:
        """Cuántas obras y rubros ya tienen acuerdo; vacío si ninguno."""
        return f"{self.acuerdos:,} acuerdos" if self.acuerdos > 1 else "1 acuerdo" if self.acuerdos else ""

    @property
    def hallazgos(self) -> str:
        """Cuántos bloquean y cuántos hay por corregir."""
        dicho = f"que bloquean, {self.bloqueos:,}; por corregir, {self.por_corregir:,}"
        return dicho if self.version else ""

    @property
    def sigue(self) -> str:
        """A quién le toca y qué."""
        if self.bloqueos and self.estado in ("recibida", "analizada", "modificada", "decision"):
            return f"Municipio: corregir {self.bloqueos:,} que bloquean"
        return ESTADOS[self.estado].sigue


def list_estado(carpeta: Path, ejercicio: int, clave_entidad: str) -> list[FilaEstado]:
    """Una fila por municipio de la entidad, en el orden en que conviene llamarlos.

    Raises
    ------
    ClaveError
        Si la clave no es de una entidad.
    PropuestaError
        Si los registros se alteraron.
    """
    check_clave_entidad(clave_entidad)
    acuses = [a for a in read_acuses(carpeta) if a.ejercicio == ejercicio]
    estados = index_estados(read_transiciones(carpeta), ejercicio)
    extrema = _load_extrema()
    filas = [
        _build_fila(c, n, [a for a in acuses if a.clave_municipio == c], estados.get(c), extrema)
        for c, n in load_municipios().items()
        if c.startswith(clave_entidad)
    ]
    acordados = {f.clave: len(list_acuerdos(carpeta, f.clave, ejercicio)) for f in filas if f.version}
    return sorted((replace(f, acuerdos=acordados.get(f.clave, 0)) for f in filas), key=_rank)


def build_estado(filas: Sequence[FilaEstado], ejercicio: int) -> str:
    """La tabla, en renglones de texto."""
    recibidas = sum(f.version > 0 for f in filas)
    renglones = [f"Propuestas {ejercicio}: {recibidas:,} de {len(filas):,} municipios", f"  {ORDEN}"]
    for f in filas:
        cabeza = f"  {f.clave} {f.municipio:<28} {ESTADOS[f.estado].rotulo:<24}"
        if not f.version:
            falta = "no ha enviado" if f.estado == INICIAL else f.sigue
            renglones.append(f"{cabeza} {falta} ({f.extrema_personas:,} personas en pobreza extrema)")
            continue
        dinero = f"v{f.version} {format_pesos(f.total or 0):>16} pesos, {f.llega} a la vivienda"
        acordado = f"; {f.acordado}" if f.acordado else ""
        renglones.append(f"{cabeza} {dinero}; {f.hallazgos}{acordado} → {f.sigue}")
    return "\n".join(renglones)


def build_libro_estado(filas: Sequence[FilaEstado], ejercicio: int) -> bytes:
    """La misma tabla en .xlsx, para filtrar y ordenar."""
    cabeza: list[Celda] = [
        *("clave", "municipio", "estado", "desde", "versión", "pesos de la última"),
        *(
            "a la vivienda, primera",
            "a la vivienda, última",
            "bloquean",
            "por corregir",
            "acuerdos",
            "a quién llamar",
        ),
        "personas en pobreza extrema (2020)",
    ]
    celdas = [
        [
            *(f.clave, f.municipio, ESTADOS[f.estado].rotulo, f.desde[:10], f.version),
            *(build_pesos(f.total), build_pesos(f.antes), build_pesos(f.despues)),
            *(f.bloqueos, f.por_corregir, f.acuerdos, f.sigue, f.extrema_personas),
        ]
        for f in filas
    ]

    def escribir(libro: Workbook, formatos: Formatos) -> None:
        anchos = (9, 24, 24, 12, 10, 18, 18, 18, 10, 10, 10, 40, 14)
        Paginas(libro).add(f"Propuestas {ejercicio}", [cabeza, *celdas], anchos)

    return build_libro(f"Estado de las propuestas {ejercicio}", escribir)


def describe_paso(carpeta: Path, hecha: Transicion) -> str:
    """Lo que se movió, a quién le toca ahora y lo que conviene saber, en renglones.

    Raises
    ------
    PropuestaError
        Si el registro de anexos se alteró.
    """
    de, a = ESTADOS[hecha.de], ESTADOS[hecha.a]
    renglones = [f"{hecha.clave_municipio} {hecha.ejercicio}: {de.rotulo} → {a.rotulo}"]
    paso = find_paso(hecha.de, hecha.a, previo=hecha.a)
    if paso and not any(area.casefold() in hecha.area.casefold() for area in paso.areas):
        renglones.append(
            f"  Este paso lo suele mover {' o '.join(paso.areas)}; quedó a nombre de {hecha.area}"
        )
    anexos = list_anexos(carpeta, hecha.clave_municipio, hecha.ejercicio)
    if hecha.a == EJECUCION and anexos and anexos[-1].sin_mids:
        renglones.append(
            f"  {format_obras(anexos[-1].sin_mids)} sin folio de la MIDS (por verificar; no bloquea)"
        )
    return "\n".join([*renglones, f"  Sigue → {a.sigue}"])


def save_estado_indice(carpeta: Path, clave_entidad: str) -> None:
    """Deja lo que el índice de los informes muestra del ejercicio más nuevo; privado, como toda la carpeta.

    Raises
    ------
    PropuestaError
        Si los registros se alteraron.
    """
    ejercicio = _find_ejercicio(carpeta, clave_entidad)
    if ejercicio is None:
        return
    filas = [
        {
            "clave": f.clave,
            "municipio": f.municipio,
            "estado": ESTADOS[f.estado].rotulo,
            "llega": f"{f.pesos_llegan} ({f.llega})" if f.llega else "",
            "pesos": "" if f.total is None else format_pesos(f.total),
            "hallazgos": f.hallazgos,
            "acuerdos": f.acordado,
            "sigue": f.sigue,
        }
        for f in list_estado(carpeta, ejercicio, clave_entidad)
    ]
    texto = json.dumps({"ejercicio": ejercicio, "orden": ORDEN, "filas": filas}, ensure_ascii=False, indent=1)
    write_con_carpeta(carpeta / ESTADO_ENTIDAD.format(clave_entidad), texto + "\n")


def _find_ejercicio(carpeta: Path, clave_entidad: str) -> int | None:
    """El más nuevo con algo recibido; si nada se ha recibido, el más nuevo que se movió."""
    for hechos in (read_acuses(carpeta), read_transiciones(carpeta)):
        ejercicios = [h.ejercicio for h in hechos if h.clave_municipio.startswith(clave_entidad)]
        if ejercicios:
            return max(ejercicios)
    return None


def _build_fila(
    clave: str,
    nombre: str,
    acuses: Sequence[Acuse],
    paso: Transicion | None,
    extrema: Mapping[str, int],
) -> FilaEstado:
    """La primera versión se mide con lo último que se confirmó de ella."""
    primera = next((a for a in reversed(acuses) if a.version == 1), None)
    ultima = acuses[-1] if acuses else None
    es_otra = ultima is not None and ultima.version > 1
    return FilaEstado(
        clave,
        nombre,
        paso.a if paso else INICIAL,
        paso.fecha if paso else (ultima.recibido_en if ultima else ""),
        ultima.version if ultima else 0,
        ultima.total_centavos if ultima else None,
        primera.total_centavos if primera else None,
        primera.prioritario_centavos if primera else None,
        ultima.prioritario_centavos if ultima is not None and es_otra else None,
        ultima.bloqueos if ultima else 0,
        ultima.por_corregir if ultima else 0,
        extrema.get(clave, 0),
    )


def _rank(fila: FilaEstado) -> tuple[int, int, int, int, str]:
    if not fila.version and fila.estado not in CONCLUIDAS:
        return 0, 0, -fila.extrema_personas, 0, fila.clave
    grupo = 2 if fila.estado in CONCLUIDAS else 1
    return grupo, -fila.bloqueos, list(ESTADOS).index(fila.estado), -fila.por_corregir, fila.clave


def _load_extrema() -> dict[str, int]:
    tabla = load_tabla("pobreza_municipal")
    propia = tabla[(tabla["anio"] == ANIO) & tabla["pobreza_extrema_personas"].notna()]
    personas = propia["pobreza_extrema_personas"].astype("int64")
    return dict(zip(propia["clave_municipio"], personas, strict=True))
