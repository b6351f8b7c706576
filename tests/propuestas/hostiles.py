"""Libros hostiles, hechos al vuelo: lo que de verdad llega por correo, en una propuesta de dos obras.

Cada caso es un archivo y lo que debe pasarle: se rechaza, se lee con su total o se dice lo que no se entiende.
"""

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fais_analysis.loaders.libros.celdas import MAXIMO_BYTES
from fais_analysis.schemas.propuestas import MAXIMO_OBRAS
from tests.loaders.libros.hostiles import (
    PAQUETE,
    PRINCIPAL,
    RELACION,
    HojaXml,
    TablaOds,
    build_celda,
    build_filas_ods,
    build_ods,
    build_tabla,
    build_xlsx,
    letra,
)

TOTAL = 1_000_000_00
PLAZA = "Plaza, parque, domo o espacio público recreativo"
CABEZA = ("folio", "nombre_obra", "subclasificacion", "localidad", "viviendas", "fismdf", "via_focalizacion",
          "fecha_inicio")  # fmt: skip
UNA = ("A", "Piso firme", "Piso firme", "100140042", 40, 400000, "rezago", None)
OTRA = ("B", "Plaza", PLAZA, "100140001", None, 600000, "rezago", None)
Fila = Sequence[object]


@dataclass(frozen=True)
class Caso:
    """Un archivo hostil. ``total`` son los centavos que deben leerse (nulo: se rechaza); ``dice``, lo que
    algún hallazgo, aviso o error debe decir (vacío: nada en especial)."""

    nombre: str
    archivo: str
    build: Callable[[], bytes]
    total: int | None = TOTAL
    dice: str = ""


def change(columna: str, valor: object, fila: Fila = UNA) -> list[Fila]:
    """La tabla con un valor cambiado en una de sus dos obras."""
    nueva = [valor if c == columna else v for c, v in zip(CABEZA, fila, strict=True)]
    return [CABEZA, nueva, OTRA] if fila is UNA else [CABEZA, UNA, nueva]


def write(filas: Sequence[Fila], **rarezas: object) -> bytes:
    """Un .xlsx de una hoja con sus rarezas."""
    extra = {c: v for c, v in rarezas.items() if c in ("estricto", "formatos")}
    propias = {c: v for c, v in rarezas.items() if c not in extra}
    celdas = {**build_tabla(filas), **propias.pop("celdas", {})}  # type: ignore[dict-item]
    return build_xlsx([HojaXml(celdas, **propias)], **extra)  # type: ignore[arg-type]


def put(columna: str, interior: str, **rarezas: object) -> bytes:
    """La tabla buena con el XML de una celda de la primera obra escrito a mano."""
    return write([CABEZA, UNA, OTRA], celdas={f"{letra(CABEZA.index(columna))}2": interior}, **rarezas)


def join(libro: bytes, piezas: dict[str, bytes], sin: Sequence[str] = ()) -> bytes:
    """El mismo zip con piezas de más o cambiadas, y sin otras."""
    memoria = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(libro)) as viejo,
        zipfile.ZipFile(memoria, "w", zipfile.ZIP_DEFLATED) as nuevo,
    ):
        for ficha in viejo.infolist():
            if ficha.filename not in piezas and ficha.filename not in sin:
                nuevo.writestr(ficha, viejo.read(ficha))
        for nombre, contenido in piezas.items():
            nuevo.writestr(nombre, contenido)
    return memoria.getvalue()  # fmt: skip


def write_1904(serie: int) -> bytes:
    """Un libro que cuenta los días desde 1904, con esa serie por fecha de inicio."""
    libro = put("fecha_inicio", f' s="1"><v>{serie}</v>', formatos=("dd/mm/yyyy",))
    with zipfile.ZipFile(io.BytesIO(libro)) as abierto:
        declarado = abierto.read("xl/workbook.xml")
    return join(
        libro, {"xl/workbook.xml": declarado.replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')}
    )


def write_dobles() -> bytes:
    """Dos renglones de encabezado, con «INVERSIÓN» combinada sobre las fuentes."""
    filas = [
        ["H. AYUNTAMIENTO"], ["OBRA", "LOCALIDAD", "INVERSIÓN", None, "VIVIENDAS"],
        [None, None, "FISE", "FISMDF", None],
        ["Piso firme", "100140042", 100000, 300000, 40], ["Plaza", "100140001", None, 600000, None],
    ]  # fmt: skip
    return write(filas, combinadas=("C2:D2", "A2:A3", "B2:B3", "E2:E3", "A1:E1"))


def write_texto(
    codificacion: str, separador: str = ",", filas: Sequence[Fila] = (CABEZA, UNA, OTRA)
) -> bytes:
    """La tabla como texto separado."""
    limpias = [["" if v is None else f'"{v}"' if separador in str(v) else str(v) for v in f] for f in filas]
    return "\r\n".join(separador.join(f) for f in limpias).encode(codificacion)


def write_xlsb() -> bytes:
    """Un .xlsb de verdad, en registros BIFF12: lo abren los programas que leen ese formato."""

    def registro(tipo: int, cuerpo: bytes = b"") -> bytes:
        codigo = bytes([tipo & 0x7F | 0x80, tipo >> 7]) if tipo > 0x7F else bytes([tipo])
        largo = bytes([len(cuerpo) & 0x7F | 0x80, len(cuerpo) >> 7])
        return codigo + largo + cuerpo

    def ancho(texto: str) -> bytes:
        return struct.pack("<I", len(texto)) + texto.encode("utf-16-le")

    def celda(columna: int, valor: object) -> bytes:
        lugar = struct.pack("<II", columna, 0)
        if isinstance(valor, str):
            return registro(6, lugar + ancho(valor))
        return registro(5, lugar + struct.pack("<d", valor))

    filas = b""
    for i, fila in enumerate(BUENA):
        filas += registro(0, struct.pack("<III", i, 0, 300) + bytes([0, 0, 0, 0, 0]))
        filas += b"".join(celda(j, v) for j, v in enumerate(fila) if v is not None)
    hoja = registro(129) + registro(145) + filas + registro(146) + registro(130)
    declarada = registro(156, struct.pack("<II", 0, 1) + ancho("h1") + ancho("Obras"))
    libro = registro(131) + registro(143) + declarada + registro(144) + registro(132)
    tipos = "".join(
        f'<Override PartName="/xl/{parte}.bin" ContentType="application/vnd.ms-excel.{que}"/>'
        for parte, que in (("workbook", "sheet.binary.macroEnabled.main"), ("worksheets/sheet1", "worksheet"))
    )
    contenido = f'<Types xmlns="{PAQUETE.replace("relationships", "content-types")}">{tipos}</Types>'
    return join(
        write(BUENA),
        {
            "[Content_Types].xml": contenido.encode(),
            "_rels/.rels": _relate("officeDocument", "xl/workbook.bin", "a"),
            "xl/_rels/workbook.bin.rels": _relate("worksheet", "worksheets/sheet1.bin", "h1"),
            "xl/workbook.bin": libro,
            "xl/worksheets/sheet1.bin": hoja,
        },
        ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "xl/styles.xml"),
    )


def _relate(tipo: str, destino: str, cual: str) -> bytes:
    una = f'<Relationship Id="{cual}" Type="{RELACION}/{tipo}" Target="{destino}"/>'
    return f'<Relationships xmlns="{PAQUETE}">{una}</Relationships>'.encode()


def write_sheets() -> bytes:
    """Un .xlsx con la forma de los que baja Google Sheets: textos compartidos, todo número con decimal,
    mil renglones vacíos con su estilo, un dibujo y ninguna propiedad del documento."""
    textos: list[str] = []

    def celda(i: int, j: int, valor: object) -> str:
        lugar = f'<c r="{letra(j)}{i}" s="1"'
        if valor is None:
            return f"{lugar}/>"
        if isinstance(valor, str):
            textos.append(valor)
            return f'{lugar} t="s"><v>{len(textos) - 1}</v></c>'
        return f"{lugar}><v>{float(valor)}</v></c>"  # type: ignore[arg-type]

    vacia = (None,) * len(CABEZA)
    filas = "".join(
        f'<row r="{i}" ht="15.75" customHeight="1">{"".join(celda(i, j, v) for j, v in enumerate(f))}</row>'
        for i, f in enumerate([*BUENA, *[vacia] * 997], start=1)
    )
    hoja = (
        f'<worksheet xmlns="{PRINCIPAL}" xmlns:r="{RELACION}" xmlns:mx="http://schemas.microsoft.com/office/mac/'
        'excel/2008/main"><sheetPr><outlinePr summaryBelow="0"/></sheetPr><sheetViews><sheetView workbookViewId="0"/>'
        f'</sheetViews><sheetFormatPr customHeight="1" defaultColWidth="12.63" defaultRowHeight="15.75"/><sheetData>'
        f'{filas}</sheetData><drawing r:id="rId1"/></worksheet>'
    )
    compartidos = "".join(f"<si><t>{t}</t></si>" for t in textos)
    libro = write(BUENA, formatos=("General",))
    with zipfile.ZipFile(io.BytesIO(libro)) as abierto:
        relaciones = abierto.read("xl/_rels/workbook.xml.rels")
    otra = (
        f'<Relationship Id="s" Type="{RELACION}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    return join(
        libro,
        {
            "xl/worksheets/sheet1.xml": hoja.encode(),
            "xl/sharedStrings.xml": f'<sst xmlns="{PRINCIPAL}">{compartidos}</sst>'.encode(),
            "xl/_rels/workbook.xml.rels": relaciones.replace(b"</Relationships>", otra.encode()),
            "xl/drawings/drawing1.xml": b"<wsDr/>",
        },
    )


def read_con_hojas(*hojas: HojaXml) -> bytes:
    """Un .xlsx con varias hojas."""
    return build_xlsx(hojas)


BUENA = (CABEZA, UNA, OTRA)
FALSO_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096
MUCHAS = 50_000


def list_casos() -> list[Caso]:
    """Todos los casos."""
    return [*_list_hojas(), *_list_montos(), *_list_celdas(), *_list_archivos()]


def _list_hojas() -> list[Caso]:
    tabla = build_tabla(BUENA)
    ajena = ("A", "Piso firme", "Piso firme", "100300001", 40, 400000, "rezago", None)
    return [
        Caso("encabezado doble y combinado", "a.xlsx", write_dobles),
        Caso("nombre combinado", "a.xlsx", lambda: write(BUENA, combinadas=("B2:B3",)), dice="combinadas"),
        Caso("monto combinado", "a.xlsx", lambda: write(BUENA, combinadas=("F2:F3",)), dice="combinadas"),
        Caso("otra hoja oculta", "a.xlsx",
             lambda: read_con_hojas(HojaXml(tabla), HojaXml(tabla, "Vieja", "hidden")), dice="hoja oculta"),
        Caso("sólo hoja oculta", "a.xlsx", lambda: write(BUENA, estado="hidden"), None, "sólo en una hoja oculta"),
        Caso("sólo muy oculta", "a.xlsx", lambda: write(BUENA, estado="veryHidden"), None, "hoja oculta"),
        Caso("dos hojas", "a.xlsx",
             lambda: read_con_hojas(HojaXml(tabla, "Enero"), HojaXml(tabla, "Marzo")), None, "en 2 hojas"),
        Caso("hoja vacía", "a.xlsx", lambda: write([]), None, "encabezados"),
        Caso("sin hojas", "a.xlsx", lambda: read_con_hojas(), None, "ninguna"),
        Caso("sin encabezado", "a.xlsx", lambda: write([UNA, OTRA]), None, "encabezados"),
        Caso("sólo encabezado", "a.xlsx", lambda: write([CABEZA]), None, "ninguna obra"),
        Caso("encabezado lejano", "a.xlsx", lambda: write([*[["x"]] * 30, *BUENA]), None, "encabezados"),
        Caso("columna repetida", "a.xlsx",
             lambda: write([(*CABEZA, "fismdf"), (*UNA, 1), (*OTRA, 600000)]), TOTAL - 400_000_00, "columna repetida"),
        Caso("renglón oculto", "a.xlsx", lambda: write(BUENA, ocultos=(3,)), dice="ocultos"),
        Caso("columna oculta", "a.xlsx", lambda: join(write(BUENA), _hide_columna()), dice="Columnas ocultas"),
        Caso("de otro municipio", "a.xlsx", lambda: write([CABEZA, ajena, OTRA]), dice="otro municipio"),
        Caso("50,000 renglones", "a.xlsx", _write_muchas, None, "renglones"),
        Caso("un renglón de más en csv", "a.csv",
             lambda: write_texto("utf-8", filas=[CABEZA, *[UNA] * (MAXIMO_OBRAS + 1)]), None, "renglones"),
        Caso("última celda de la hoja", "a.xlsx",
             lambda: write(BUENA, celdas={"XFD1048576": build_celda(5)}), dice="XFD1048576"),
        Caso("último renglón", "a.xlsx",
             lambda: write(BUENA, celdas={"F1048576": build_celda(5)}), TOTAL, "total escrito"),
        Caso("muchas columnas", "a.xlsx",
             lambda: write([[*CABEZA, *[f"c{i}" for i in range(2000)]], UNA, OTRA]), dice="no se usan"),
        Caso("nota de que va en miles", "a.xlsx",
             lambda: write([["Programa 2020. Cifras en miles de pesos"], *BUENA]), dice="miles de pesos"),
        Caso("encabezado repetido", "a.xlsx", lambda: write([CABEZA, UNA, CABEZA, OTRA]), TOTAL),
        Caso("títulos con la suma de sus obras", "a.xlsx", lambda: write(
            [CABEZA, (None, "VIVIENDA", *[None] * 3, 400000), UNA, (None, "OTRAS", *[None] * 3, 600000), OTRA]
        ), TOTAL, "suma de los que siguen"),
        Caso("un título con la suma de varias", "a.xlsx", lambda: write(
            [CABEZA, (None, "OBRAS", *[None] * 3, 1000000), UNA, OTRA]), TOTAL, "suma de los que siguen"),
        Caso("medio millón de renglones vacíos", "a.xlsx", lambda: _write_vacios(
            '<row r="{0}" ht="15"/><row r="1{0}"><c r="A1{0}" s="1"/></row>')),
        Caso("combinadas donde no hay nada", "a.xlsx", lambda: write(BUENA, combinadas=("A9:B9",))),
        Caso("gemelas", "a.xlsx", lambda: write([CABEZA, UNA, UNA, OTRA]), TOTAL + 400_000_00, "folio"),
    ]  # fmt: skip


def _list_montos() -> list[Caso]:
    sin_una = TOTAL - 400_000_00
    legibles = {
        "con signo y moneda": "$400,000.00 MXN", "con espacios": "  400000 ", "con espacio duro": "$\u00a0400,000.00",
        "con apóstrofo delante": "400000.0",
    }  # fmt: skip
    dudosos = {
        "a la europea": "400.000,00", "miles mal puestos": "40,00,00", "en millones": "0.4 mdp",
        "entre paréntesis": "(400,000.00)", "negativo": "-400000", "científico en texto": "4E+05",
        "tres decimales": "400000.123", "con letra": "cuatrocientos mil", "dos montos": "200000 + 200000",
        "un rango": "300000 a 400000", "con o por cero": "4OO000", "dígitos árabes": "٤٠٠٠٠٠",
    }  # fmt: skip
    casos = [
        Caso(f"monto {n}", "a.xlsx", lambda m=m: write(change("fismdf", m))) for n, m in legibles.items()
    ]
    casos += [
        Caso(f"monto {n}", "a.xlsx", lambda m=m: write(change("fismdf", m)), sin_una, "fismdf")
        for n, m in dudosos.items()
    ]
    crudos = {
        "es un error": ' t="e"><v>#N/A</v>', "es verdadero": ' t="b"><v>1</v>',
        "es enorme": "><v>1E+30</v>", "no es número": "><v>NaN</v>", "es infinito": "><v>INF</v>",
        "es fecha": ' s="1"><v>43891</v>', "con tres decimales guardados": "><v>400000.123</v>",
        "con fórmula sin valor": "><f>F3*2</f>",
    }  # fmt: skip
    casos += [
        Caso(f"monto {n}", "a.xlsx", lambda x=x: put("fismdf", x, formatos=("dd/mm/yyyy",)), sin_una, "fismdf|celda F|#N/A|fórmula")
        for n, x in crudos.items()
    ]  # fmt: skip
    disfraces = {
        "en euros": "[$€-2] #,##0.00",
        "en dólares": '"US$"#,##0.00',
        "de porcentaje": "0%",
        "en miles": "#,##0,",
        "en millones": '0.0,,"M"',
    }
    casos += [
        Caso(f"formato {n}", "a.xlsx", lambda f=f: put("fismdf", ' s="1"><v>400000</v>', formatos=(f,)), dice="celda F2")
        for n, f in disfraces.items()
    ]  # fmt: skip
    calculado = "><f>SUM(F3:F9)</f><v>400000</v>"
    return [*casos, Caso("monto con fórmula", "a.xlsx", lambda: put("fismdf", calculado), dice="fórmula")]


def _list_celdas() -> list[Caso]:
    inyectada = '=HYPERLINK("http://ejemplo.invalid","clic")'
    return [
        Caso("viviendas negativas", "a.xlsx", lambda: write(change("viviendas", -4)), dice="viviendas"),
        Caso("viviendas a medias", "a.xlsx", lambda: write(change("viviendas", 12.5)), dice="viviendas"),
        Caso("viviendas con error", "a.xlsx", lambda: write(change("viviendas", "#REF!")), dice="#REF!"),
        Caso("viviendas de más", "a.xlsx", lambda: write(change("viviendas", 10**9)), dice="viviendas"),
        Caso("folio numérico largo", "a.xlsx", lambda: put("folio", "><v>1.2345678901234567E+17</v>"), dice="folio"),
        Caso("fecha de 1904", "a.xlsx", lambda: write_1904(42429)),
        Caso("fecha como número", "a.xlsx", lambda: put("fecha_inicio", "><v>43891</v>"), dice="fecha_inicio"),
        Caso("fecha que no existe", "a.xlsx", lambda: write(change("fecha_inicio", "31/02/2020")), dice="fecha_inicio"),
        Caso("fecha ambigua", "a.xlsx", lambda: write(change("fecha_inicio", "marzo 2020")), dice="fecha_inicio"),
        Caso("fecha de otro siglo", "a.xlsx", lambda: write(change("fecha_inicio", "01/03/0020")), dice="fecha_inicio"),
        Caso("texto muy largo", "a.xlsx", lambda: write(change("nombre_obra", "piso " * 6500))),
        Caso("caracteres de control", "a.xlsx", lambda: put("nombre_obra", ' t="inlineStr"><is><t>Piso_x0007__x000D_</t></is>')),
        Caso("de derecha a izquierda", "a.xlsx", lambda: write(change("nombre_obra", "\u202ePiso firme 🏠"))),
        Caso("fórmula en texto", "a.xlsx", lambda: write(change("nombre_obra", inyectada))),
        Caso("marcas de página", "a.xlsx", lambda: write(change("nombre_obra", "<script>alert(1)</script>"))),
        Caso("localidad ajena", "a.xlsx", lambda: write(change("localidad", "Narnia")), dice="localidad"),
        Caso("índice de texto que no existe", "a.xlsx", lambda: put("nombre_obra", ' t="s"><v>99</v>'), None, "dañado"),
    ]  # fmt: skip


def _list_archivos() -> list[Caso]:
    buena = write(BUENA)
    ods = lambda f: build_ods([TablaOds(build_filas_ods(f))])  # noqa: E731
    lejana = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    bomba = b"<row/>" * (MAXIMO_BYTES // 6 + 1)
    return [
        Caso("con macros", "a.xlsm", lambda: join(buena, {"xl/vbaProject.bin": FALSO_OLE})),
        Caso("con macros y otro nombre", "a.xlsx", lambda: join(buena, {"xl/vbaProject.bin": FALSO_OLE})),
        Caso("con más formatos que Excel", "a.xlsx", lambda: join(buena, {"xl/styles.xml":
             b"<styleSheet><cellXfs>" + b'<xf numFmtId="0"/>' * 66_000 + b"</cellXfs></styleSheet>"}), None, "formatos de celda"),
        Caso("con contraseña", "a.xlsx", lambda: FALSO_OLE, None, "contraseña"),
        Caso("con contraseña, viejo", "a.xls", lambda: FALSO_OLE, None, "contraseña"),
        Caso("estricto", "a.xlsx", lambda: write(BUENA, estricto=True)),
        Caso("xlsb", "a.xlsb", write_xlsb, None, ".xlsb"),
        Caso("xlsb con otro nombre", "a.xlsx", write_xlsb, None, "binario"),
        Caso("como lo exporta Google Sheets", "a.xlsx", write_sheets),
        Caso("ods", "a.ods", lambda: ods(BUENA)),
        Caso("ods con un millón de vacías", "a.ods",
             lambda: build_ods([TablaOds(build_filas_ods(BUENA) + lejana)])),
        Caso("ods con error", "a.ods", lambda: ods(change("fismdf", "#N/A")), TOTAL - 400_000_00, "#N/A"),
        Caso("xls que es csv", "a.xls", lambda: write_texto("utf-8"), None, "leer"),
        Caso("xls que es html", "a.xls", lambda: b"<html><table><tr><td>obra</td></tr></table>", None, "leer"),
        Caso("pdf con otro nombre", "a.xlsx", lambda: b"%PDF-1.7 hola", None, "leer"),
        Caso("vacío", "a.xlsx", lambda: b"", None, "vacío"),
        Caso("sólo ceros", "a.xlsx", lambda: b"\0" * 5000, None, "vacío"),
        Caso("a medias", "a.xlsx", lambda: buena[: len(buena) // 2], None, "leer"),
        Caso("zip de otra cosa", "a.xlsx", lambda: join(buena, {}, ("xl/workbook.xml",)), None, "leer"),
        Caso("hoja rota", "a.xlsx", lambda: join(buena, {"xl/worksheets/sheet1.xml": b"<worksheet><row"}), None, "leer"),
        Caso("hoja inflada", "a.xlsx", lambda: join(buena, {"xl/worksheets/sheet1.xml": bomba}), None, "descomprimida"),
        Caso("entidades", "a.xlsx", lambda: join(buena, {"xl/worksheets/sheet1.xml":
             b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'}), None, "entidades"),
        Caso("csv latino", "a.csv", lambda: write_texto("latin-1")),
        Caso("csv con punto y coma", "a.csv", lambda: write_texto("utf-8-sig", ";")),
        Caso("csv utf-16", "a.csv", lambda: write_texto("utf-16")),
        Caso("csv con renglón corto", "a.csv", lambda: write_texto("utf-8") + b"\r\nC,Techo", TOTAL, "columnas"),
        Caso("sin extensión", "propuesta", lambda: buena, None, "sin extensión"),
        Caso("imagen", "a.png", lambda: b"\x89PNG", None, ".png"),
    ]  # fmt: skip


def _hide_columna() -> dict[str, bytes]:
    libro = write(BUENA)
    with zipfile.ZipFile(io.BytesIO(libro)) as abierto:
        hoja = abierto.read("xl/worksheets/sheet1.xml")
    ocultas = b'<cols><col min="6" max="6" width="0" hidden="1"/></cols><sheetData>'
    return {"xl/worksheets/sheet1.xml": hoja.replace(b"<sheetData>", ocultas)}


def _write_vacios(renglon: str) -> bytes:
    libro = write(BUENA)
    with zipfile.ZipFile(io.BytesIO(libro)) as abierto:
        hoja = abierto.read("xl/worksheets/sheet1.xml")
    vacios = "".join(renglon.format(i) for i in range(100_000, 350_000)).encode()
    return join(libro, {"xl/worksheets/sheet1.xml": hoja.replace(b"</sheetData>", vacios + b"</sheetData>")})


def _write_muchas() -> bytes:
    cabeza = "".join(f'<c r="{letra(j)}1"{build_celda(c)}</c>' for j, c in enumerate(CABEZA))
    una = "".join(f'<c r="{letra(j)}{{0}}"{build_celda(v)}</c>' for j, v in enumerate(UNA) if v is not None)
    filas = "".join(f'<row r="{i}">{una.format(i)}</row>' for i in range(2, MUCHAS + 2))
    raiz = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    hoja = f'<worksheet xmlns="{raiz}"><sheetData><row r="1">{cabeza}</row>{filas}</sheetData></worksheet>'
    return join(write(BUENA), {"xl/worksheets/sheet1.xml": hoja.encode()})
