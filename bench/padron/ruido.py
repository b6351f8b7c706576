"""Los errores con que se vuelve a capturar a una persona: de varias clases, honestos, en tres niveles."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from generador import Persona, _flatten

TECLAS = {
    **{
        "a": "sq",
        "b": "vn",
        "c": "xv",
        "d": "sf",
        "e": "wr",
        "f": "dg",
        "g": "fh",
        "h": "gj",
        "i": "uo",
        "j": "hk",
    },
    **{
        "l": "kñ",
        "m": "n",
        "n": "bm",
        "o": "ip",
        "p": "o",
        "r": "et",
        "s": "ad",
        "t": "ry",
        "u": "yi",
        "v": "cb",
    },
    **{"z": "x", "á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u"},
}
FONETICAS = (
    ("v", "b"),
    ("b", "v"),
    ("s", "z"),
    ("z", "s"),
    ("ll", "y"),
    ("h", ""),
    ("ge", "je"),
    ("gi", "ji"),
    ("c", "s"),
    ("j", "g"),
)
Clase = Callable[[Persona, random.Random], Persona | None]


def _spoil(texto: str, azar: random.Random) -> str:
    """Una vecina, una omisión, una trasposición o una letra doble, lejos de la inicial."""
    if len(texto) < 4:
        return texto
    i = azar.randrange(1, len(texto) - 1)
    como = azar.randrange(4)
    if como == 0:
        vecina = TECLAS.get(texto[i].lower())
        return texto[:i] + azar.choice(vecina) + texto[i + 1 :] if vecina else texto[:i] + texto[i + 1 :]
    if como == 1:
        return texto[:i] + texto[i + 1 :]
    if como == 2:
        return texto[:i] + texto[i + 1] + texto[i] + texto[i + 2 :]
    return texto[:i] + texto[i] + texto[i:]


def _pick_campo(azar: random.Random) -> str:
    return azar.choice(("nombres", "primer_apellido", "segundo_apellido"))


def _acentos(p: Persona, azar: random.Random) -> Persona:
    como = azar.choice((str.upper, str.lower, str.title))

    def plano(t: str) -> str:
        return como(_flatten(t)).replace(" ", azar.choice((" ", "  ")))

    return replace(
        p,
        nombres=plano(p.nombres),
        primer_apellido=plano(p.primer_apellido),
        segundo_apellido=plano(p.segundo_apellido),
    )


def _enie(p: Persona, azar: random.Random) -> Persona | None:
    if "ñ" not in p.primer_apellido + p.segundo_apellido:
        return None
    otra = azar.choice(("n", "x", "ni", "#"))
    return replace(
        p,
        primer_apellido=p.primer_apellido.replace("ñ", otra),
        segundo_apellido=p.segundo_apellido.replace("ñ", otra),
    )


def _maria_jose(p: Persona, azar: random.Random) -> Persona | None:
    partes = p.nombres.split()
    formas = {
        "María": ("Ma.", "Mª", "M.", "MA"),
        "José": ("J.", "J"),
        "Guadalupe": ("Gpe.",),
        "Francisco": ("Fco.",),
    }
    cuales = [i for i, t in enumerate(partes) if t in formas]
    if not cuales or len(partes) < 2:
        return None
    i = cuales[0]
    if partes[i] in ("María", "José") and azar.random() < 0.3:
        del partes[i]
    else:
        partes[i] = azar.choice(formas[partes[i]])
    return replace(p, nombres=" ".join(partes))


def _segundo_nombre(p: Persona, azar: random.Random) -> Persona | None:
    partes = p.nombres.split()
    return replace(p, nombres=partes[0]) if len(partes) > 1 and partes[0] not in ("María", "José") else None


def _orden_nombres(p: Persona, azar: random.Random) -> Persona | None:
    partes = p.nombres.split()
    return replace(p, nombres=" ".join(reversed(partes))) if len(partes) == 2 else None


def _particulas(p: Persona, azar: random.Random) -> Persona | None:
    if not p.primer_apellido.startswith("De"):
        return None
    formas = (
        p.primer_apellido.replace(" ", ""),
        p.primer_apellido.split()[-1],
        p.primer_apellido.replace("De ", "D "),
    )
    return replace(p, primer_apellido=azar.choice(formas))


def _invertidos(p: Persona, azar: random.Random) -> Persona | None:
    if not p.segundo_apellido or p.primer_apellido == p.segundo_apellido:
        return None
    return replace(p, primer_apellido=p.segundo_apellido, segundo_apellido=p.primer_apellido)


def _sin_materno(p: Persona, azar: random.Random) -> Persona | None:
    return replace(p, segundo_apellido="") if p.segundo_apellido else None


def _casada(p: Persona, azar: random.Random) -> Persona | None:
    if p.sexo != "M" or not p.fecha_nacimiento or p.fecha_nacimiento.year > 2006:
        return None
    return replace(p, segundo_apellido=f"de {azar.choice(('Valdez', 'Salas', 'García', 'Soto', 'Luna'))}")


def _teclado(p: Persona, azar: random.Random) -> Persona | None:
    campo = _pick_campo(azar)
    nuevo = _spoil(getattr(p, campo), azar)
    return replace(p, **{campo: nuevo}) if nuevo != getattr(p, campo) else None


def _fonetico(p: Persona, azar: random.Random) -> Persona | None:
    campo = _pick_campo(azar)
    texto = getattr(p, campo)
    cuales = [(a, b) for a, b in FONETICAS if a in texto.lower()]
    if not cuales:
        return None
    a, b = azar.choice(cuales)
    i = texto.lower().index(a)
    nuevo = (
        (texto[:i] + b + texto[i + len(a) :]).capitalize() if i == 0 else texto[:i] + b + texto[i + len(a) :]
    )
    return replace(p, **{campo: nuevo})


def _fecha_dm(p: Persona, azar: random.Random) -> Persona | None:
    f = p.fecha_nacimiento
    if f.day > 12 or f.day == f.month:
        return None
    return replace(p, fecha_nacimiento=date(f.year, f.day, f.month))


def _fecha_dia(p: Persona, azar: random.Random) -> Persona:
    return replace(p, fecha_nacimiento=p.fecha_nacimiento + timedelta(days=azar.choice((-1, 1))))


def _fecha_anio(p: Persona, azar: random.Random) -> Persona | None:
    f = p.fecha_nacimiento
    anio = f.year + azar.choice((-10, -1, 1, 10))
    if (f.month == 2 and f.day == 29) or not 1920 <= anio <= 2026:
        return None
    return replace(p, fecha_nacimiento=f.replace(year=anio))


def _fecha_0101(p: Persona, azar: random.Random) -> Persona | None:
    f = p.fecha_nacimiento
    return replace(p, fecha_nacimiento=date(f.year, 1, 1)) if (f.month, f.day) != (1, 1) else None


def _sin_fecha(p: Persona, azar: random.Random) -> Persona:
    return replace(p, fecha_nacimiento=None)  # type: ignore[arg-type]


def _localidad(p: Persona, azar: random.Random) -> Persona:
    clave = azar.choice(("", p.clave_localidad[:5] + "0001"))
    return replace(p, clave_localidad=clave, localidad=_flatten(p.localidad)[:12], vivienda="")


def _sin_curp(p: Persona, azar: random.Random) -> Persona | None:
    return replace(p, curp="") if p.curp else None


def _curp_tecleada(p: Persona, azar: random.Random) -> Persona | None:
    if len(p.curp) != 18:
        return None
    i = azar.randrange(18)
    otra = azar.choice(("", "O" if p.curp[i] == "0" else azar.choice("ABCDEFGHJKLMN0123456789")))
    return replace(p, curp=p.curp[:i] + otra + p.curp[i + 1 :]) if otra != p.curp[i] else None


def _sexo_mal(p: Persona, azar: random.Random) -> Persona:
    return replace(p, sexo=azar.choice(("", "X", "M" if p.sexo == "H" else "H")))


def _pegado(p: Persona, azar: random.Random) -> Persona:
    return replace(
        p,
        nombres=" ".join(f"{p.primer_apellido} {p.segundo_apellido} {p.nombres}".split()),
        primer_apellido="",
        segundo_apellido="",
    )


CLASES: dict[str, Clase] = {
    "acentos": _acentos, "enie": _enie, "maria_jose": _maria_jose, "segundo_nombre": _segundo_nombre,
    "orden_nombres": _orden_nombres, "particulas": _particulas, "apellidos_invertidos": _invertidos,
    "sin_materno": _sin_materno, "casada": _casada, "teclado": _teclado, "fonetico": _fonetico,
    "fecha_dm": _fecha_dm, "fecha_dia": _fecha_dia, "fecha_anio": _fecha_anio, "fecha_0101": _fecha_0101,
    "sin_fecha": _sin_fecha, "localidad": _localidad, "sin_curp": _sin_curp, "curp_tecleada": _curp_tecleada,
    "sexo_mal": _sexo_mal, "nombre_pegado": _pegado,
}  # fmt: skip
CON_CURP = {"leve": 0.85, "moderado": 0.70, "fuerte": 0.55}
CUANTAS = {"leve": (1, 1), "moderado": (1, 2), "fuerte": (1, 3)}


def build_registros(personas: list[Persona], nivel: str, semilla: int) -> list[Persona]:
    """Los renglones de un padrón: cada persona una vez y, el 22 %, otra o dos más, con errores."""
    azar = random.Random(semilla * 7919 + 1)
    por_vivienda: dict[str, list[Persona]] = {}
    for p in personas:
        por_vivienda.setdefault(p.vivienda, []).append(p)
    renglones = []
    for p in personas:
        base = p if azar.random() < CON_CURP[nivel] else replace(p, curp="")
        renglones.append(replace(base, clases=[]))
        copias = (2 if azar.random() < 0.25 else 1) if azar.random() < 0.22 else 0
        for _ in range(copias):
            copia = replace(p if azar.random() < CON_CURP[nivel] else replace(p, curp=""), clases=[])
            renglones.append(spoil_copia(copia, por_vivienda[p.vivienda], nivel, azar))
    azar.shuffle(renglones)
    return renglones


def spoil_copia(p: Persona, hogar: list[Persona], nivel: str, azar: random.Random) -> Persona:
    """La copia con tantas clases de error como diga su nivel, sin repetir clase."""
    puestas: list[str] = []
    for _ in range(azar.randint(*CUANTAS[nivel])):
        for _intento in range(30):
            if azar.random() < 0.02 and "curp_ajena" not in puestas and len(hogar) > 1 and p.curp:
                otra = azar.choice([o for o in hogar if o.persona != p.persona])
                p, clase = replace(p, curp=otra.curp), "curp_ajena"
                puestas.append(clase)
                break
            clase = azar.choice(list(CLASES))
            cambiada = (
                CLASES[clase](p, azar) if clase not in puestas and _compatible(clase, puestas) else None
            )
            if cambiada is not None:
                p = cambiada
                puestas.append(clase)
                break
    return replace(p, clases=puestas)


def _compatible(clase: str, puestas: list[str]) -> bool:
    fechas = {c for c in puestas if c.startswith("fecha") or c == "sin_fecha"}
    if "sin_fecha" in fechas and clase.startswith("fecha"):
        return False
    return not (
        "nombre_pegado" in puestas
        and clase
        in (
            "apellidos_invertidos",
            "sin_materno",
            "casada",
            "particulas",
            "enie",
            "orden_nombres",
            "segundo_nombre",
            "maria_jose",
        )
    )
