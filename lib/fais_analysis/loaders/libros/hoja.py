"""La hoja sin interpretar: dónde está el encabezado y si trae las columnas debidas, sólo ésas y una vez."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fais_analysis.loaders.libros.ajenas import build_ajena
from fais_analysis.loaders.libros.celdas import Celdas, ErrorExcel, Fila, build_lugar
from fais_analysis.loaders.libros.columnas import DE_MAS, normalize_columnas
from fais_analysis.loaders.libros.problemas import Advertencia, Problema, show_valor
from fais_analysis.loaders.libros.valores import is_vacio, normalize_texto
from fais_analysis.schemas.libros import CON_NUMERO, FormatoLibro

RENGLON_LEJANO, COLUMNA_LEJANA = 100_000, 1_000  # más allá, hasta un espacio solo es una celda perdida


@dataclass
class HojaCruda:
    """Los renglones de una hoja capturada, sin interpretar.

    ``columnas`` va por posición (vacía = sin encabezado); ``filas`` son (renglón de Excel, valores por
    columna). Una columna que no viene no está en los valores; una celda vacía sí, y vale nulo.
    ``entendidas`` son los rótulos que se leyeron con otro nombre.
    """

    nombre: str = ""
    columnas: list[str] = field(default_factory=list)
    renglon_encabezado: int = 0
    filas: list[tuple[int, dict[str, object]]] = field(default_factory=list)
    problemas: list[Problema] = field(default_factory=list)
    advertencias: list[Advertencia] = field(default_factory=list)
    entendidas: list[Advertencia] = field(default_factory=list)


def add_problema(hoja: HojaCruda, encontrado: str, esperado: str, que_hacer: str) -> HojaCruda:
    """Anota un problema del archivo completo y devuelve la misma hoja."""
    hoja.problemas.append(Problema(0, "", encontrado, esperado, que_hacer))
    return hoja


def count_reconocidas(rotulos: Sequence[object], formato: FormatoLibro) -> int:
    """Cuántas columnas distintas del formato nombra un renglón."""
    return len(set(normalize_columnas(rotulos, formato)) & set(formato.por_nombre))


def find_encabezado(filas: Sequence[Fila], formato: FormatoLibro) -> Fila | None:
    """El primer renglón, de los primeros, con bastantes nombres de columna; o nada."""
    return next(
        (
            f
            for f in filas
            if f.numero <= formato.renglones_encabezado
            and count_reconocidas(list(f.valores.values()), formato) >= formato.minimo_reconocidas
        ),
        None,
    )


def split_encabezado(hoja: HojaCruda, celdas: Celdas, formato: FormatoLibro) -> list[Fila]:
    """Separa encabezado y renglones, sin perder el número que ve Excel, y revisa las columnas.

    Devuelve los renglones con datos bajo algún encabezado.
    """
    encabezado = find_encabezado(celdas.filas, formato)
    if encabezado is None:
        add_problema(
            hoja,
            f"ningún renglón de encabezados en los primeros {formato.renglones_encabezado}",
            f"los nombres de columna: {', '.join(formato.obligatorias[:4])}…",
            "copie los encabezados de la plantilla",
        )
        return []
    if formato.admite_dos_renglones:
        encabezado = _join_renglones(encabezado, celdas, formato)
    hoja.renglon_encabezado = encabezado.numero
    crudas = [encabezado.valores.get(i) for i in range(max(encabezado.valores) + 1)]
    hoja.columnas = normalize_columnas(crudas, formato)
    _check_columnas(hoja, crudas, formato)
    filas = [f for f in celdas.filas if f.numero > encabezado.numero]
    con_datos = [f for f in filas if _check_fila(hoja, f, encabezado)]
    hoja.filas = [(f.numero, _name_valores(hoja, f)) for f in con_datos]
    _drop_repetidas(hoja, con_datos, formato)
    if encabezado.numero > 1 + formato.admite_dos_renglones:
        hoja.advertencias.append(
            Advertencia(f"El encabezado está en el renglón {encabezado.numero}; lo de arriba no se leyó")
        )
    return con_datos


def _join_renglones(encabezado: Fila, celdas: Celdas, formato: FormatoLibro) -> Fila:
    """El encabezado con el renglón de abajo, si éste sólo trae rótulos: el de más abajo es el que precisa."""
    debajo = next((f for f in celdas.filas if f.numero == encabezado.numero + 1), None)
    precisos = {} if debajo is None else {i: v for i, v in debajo.valores.items() if not is_vacio(v)}
    rotulos = normalize_columnas(list(precisos.values()), formato)
    if (
        debajo is None
        or len(rotulos) < 2
        or not {*formato.por_nombre, *formato.ignoradas}.issuperset(rotulos)
    ):
        return encabezado
    celdas.combinadas = [c for c in celdas.combinadas if c[2] > debajo.numero]
    return Fila(debajo.numero, {**encabezado.valores, **precisos}, encabezado.largo)


def _name_valores(hoja: HojaCruda, fila: Fila) -> dict[str, object]:
    return {columna: fila.valores.get(i) for i, columna in enumerate(hoja.columnas) if columna}


def _drop_repetidas(hoja: HojaCruda, filas: Sequence[Fila], formato: FormatoLibro) -> None:
    """Un número que dos columnas del mismo nombre dicen distinto no vale: no se elige uno por su lugar.

    La celda queda como error, no vacía: el renglón sigue siendo una obra.
    """
    numericas = {c.nombre for c in formato.columnas if c.tipo in CON_NUMERO}
    repetidas = {c for c in numericas if hoja.columnas.count(c) > 1}
    for columna in repetidas:
        lugares = [i for i, nombre in enumerate(hoja.columnas) if nombre == columna]
        for fila, (_, valores) in zip(filas, hoja.filas, strict=True):
            dichos = {str(v): v for i in lugares if not is_vacio(v := fila.valores.get(i))}
            valores[columna] = _choose_dicho(list(dichos.values()))


def _choose_dicho(dichos: Sequence[object]) -> object:
    return ErrorExcel("dos valores") if len(dichos) > 1 else next(iter(dichos), None)


def _check_fila(hoja: HojaCruda, fila: Fila, encabezado: Fila) -> bool:
    """Si el renglón trae algo bajo un encabezado; lo que esté fuera queda dicho, con su celda."""
    if 0 < fila.largo < encabezado.largo and any(not is_vacio(v) for v in fila.valores.values()):
        hoja.problemas.append(
            Problema(
                fila.numero,
                "",
                f"{fila.largo} columnas",
                f"{encabezado.largo}, como el encabezado",
                "revise comillas y saltos de renglón",
            )
        )
    nombradas = {i for i, columna in enumerate(hoja.columnas) if columna}
    fuera = sorted(
        i
        for i, valor in fila.valores.items()
        if (_is_lejana(fila.numero, i) if is_vacio(valor) else i not in nombradas)
    )
    if fuera:
        celda = build_lugar(fila.numero, fuera[0])
        hoja.problemas.append(
            Problema(
                fila.numero,
                "",
                f"datos en una columna sin encabezado (celda {celda})",
                "datos sólo bajo un encabezado",
                f"borre la celda {celda} o revise comas de más o columnas corridas",
            )
        )
    return any(not is_vacio(v) for i, v in fila.valores.items() if i in nombradas)


def _is_lejana(renglon: int, columna: int) -> bool:
    return renglon >= RENGLON_LEJANO or columna >= COLUMNA_LEJANA


def _check_columnas(hoja: HojaCruda, crudas: Sequence[object], formato: FormatoLibro) -> None:
    presentes = [c for c in hoja.columnas if c]
    renglon = hoja.renglon_encabezado
    for columna in formato.debidas:
        if columna not in presentes:
            hoja.problemas.append(
                Problema(renglon, columna, "que no está", "la columna, que es obligatoria", "agréguela")
            )
    for columna in sorted({c for c in presentes if presentes.count(c) > 1 and not c.endswith(DE_MAS)}):
        hoja.problemas.append(
            Problema(renglon, columna, "la columna repetida", "una sola vez", "quite la que sobra")
        )
    _warn_orden(hoja, list(formato.por_nombre))
    _check_rotulos(hoja, crudas, formato)


def _check_rotulos(hoja: HojaCruda, crudas: Sequence[object], formato: FormatoLibro) -> None:
    """Los rótulos que se leyeron con otro nombre y las columnas que no son del formato."""
    conocidas = {*formato.por_nombre, *formato.ignoradas, *formato.reservadas}
    saltadas = []
    for columna, cruda in zip(hoja.columnas, crudas, strict=True):
        if columna in formato.por_nombre and normalize_texto(str(cruda)).replace(" ", "_") != columna:
            hoja.entendidas.append(Advertencia(f"La columna {show_valor(cruda)} se leyó como «{columna}»"))
        if columna.endswith(DE_MAS):
            texto = f"La columna {show_valor(cruda)} dice lo mismo que otra: sólo llena sus huecos"
            hoja.advertencias.append(Advertencia(texto))
        elif (columna or not is_vacio(cruda)) and columna not in conocidas:
            ajena = build_ajena(cruda, hoja.renglon_encabezado, formato)
            if ajena is None:
                saltadas.append(show_valor(cruda))
            else:
                hoja.problemas.append(ajena)
    if saltadas:
        texto = f"Columnas que no son de la plantilla y no se leyeron: {', '.join(saltadas)}"
        hoja.advertencias.append(Advertencia(texto))


def _warn_orden(hoja: HojaCruda, debido: Sequence[str]) -> None:
    """Dos rótulos cambiados de lugar no se notan en ninguna celda: el orden de la plantilla los delata."""
    presentes = [c for c in hoja.columnas if c in debido]
    en_orden = sorted(presentes, key=debido.index)
    movidas = [c for c, debida in zip(presentes, en_orden, strict=True) if c != debida]
    if movidas:
        hoja.advertencias.append(
            Advertencia(
                "Columnas en otro orden que el de la plantilla; verifique que cada dato esté bajo su rótulo: "
                + ", ".join(movidas[:5])
                + ("…" if len(movidas) > 5 else "")
            )
        )
