"""El segundo generador: hecho sin tomar nada del primero (ni sus listas, ni sus clases, ni su azar).

Parte de renglones de ventanilla: cada persona acude a varias, y cada capturista tiene sus mañas (todo en
mayúsculas, abrevia, no pone acentos, teclea rápido, pone 1 de enero). El error es del capturista, no de una lista.
"""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd
from tabla import HOY, load_localidades

from fais_analysis.padron.carga import COLUMNAS_REGISTRO
from fais_analysis.padron.curp import compute_verificador, find_error_curp

PILA_M = [
    "Adriana",
    "Alma",
    "Angélica",
    "Araceli",
    "Aída",
    "Berenice",
    "Bertha",
    "Carolina",
    "Catalina",
    "Cecilia",
    "Clara",
    "Cristina",
    "Delia",
    "Edith",
    "Elsa",
    "Emma",
    "Erika",
    "Esther",
    "Eva",
    "Flor",
    "Genoveva",
    "Griselda",
    "Hilda",
    "Imelda",
    "Inés",
    "Ivonne",
    "Jaqueline",
    "Judith",
    "Karina",
    "Lourdes",
    "Lucía",
    "Luz",
    "Maribel",
    "Mercedes",
    "Miriam",
    "Mónica",
    "Nancy",
    "Nora",
    "Ofelia",
    "Paula",
    "Pilar",
    "Reyna",
    "Rita",
    "Rocío",
    "Sandra",
    "Sara",
    "Sonia",
    "Soledad",
    "Teresa",
    "Verónica",
    "Virginia",
    "Yadira",
    "Zulema",
    "María",
    "Guadalupe",
]
PILA_H = [
    "Abel",
    "Adán",
    "Adolfo",
    "Alfonso",
    "Álvaro",
    "Anselmo",
    "Aurelio",
    "Benjamín",
    "Bernardo",
    "Camilo",
    "César",
    "Cuauhtémoc",
    "Darío",
    "Efraín",
    "Eleazar",
    "Elías",
    "Eliseo",
    "Emilio",
    "Erasmo",
    "Ezequiel",
    "Fabián",
    "Federico",
    "Fidel",
    "Gabriel",
    "Germán",
    "Gonzalo",
    "Guillermo",
    "Gustavo",
    "Heriberto",
    "Hilario",
    "Horacio",
    "Hugo",
    "Ismael",
    "Israel",
    "Jacinto",
    "Joaquín",
    "Jonás",
    "Josué",
    "Lázaro",
    "Leopoldo",
    "Lino",
    "Macario",
    "Mauricio",
    "Moisés",
    "Noé",
    "Octavio",
    "Pascual",
    "Porfirio",
    "Ramiro",
    "Reynaldo",
    "Rogelio",
    "Saúl",
    "Silvestre",
    "Ulises",
    "José",
    "Jesús",
]
CASAS = [
    "Acosta",
    "Aguirre",
    "Alonso",
    "Andrade",
    "Aranda",
    "Arroyo",
    "Avitia",
    "Ávalos",
    "Becerra",
    "Beltrán",
    "Bernal",
    "Bravo",
    "Burciaga",
    "Caldera",
    "Carbajal",
    "Cázares",
    "Cepeda",
    "Chairez",
    "Cordero",
    "Corona",
    "Covarrubias",
    "Cuéllar",
    "De_Anda",
    "De_la_Hoya",
    "De_la_Paz",
    "Escalante",
    "Escalera",
    "Fernández",
    "Franco",
    "Frías",
    "Gaytán",
    "Godoy",
    "Guillén",
    "Güereca",
    "Hermosillo",
    "Holguín",
    "Huerta",
    "Jara",
    "Lares",
    "Leal",
    "Ledezma",
    "Loera",
    "López",
    "Lugo",
    "Luévano",
    "Machado",
    "Madrigal",
    "Manríquez",
    "Marín",
    "Martínez",
    "Medrano",
    "Mejía",
    "Mireles",
    "Miranda",
    "Monárrez",
    "Montes",
    "Mora",
    "Murillo",
    "Nieto",
    "Ontiveros",
    "Ordóñez",
    "Orozco",
    "Ortega",
    "Padilla",
    "Palacios",
    "Paredes",
    "Parra",
    "Payán",
    "Pineda",
    "Ponce",
    "Portillo",
    "Puentes",
    "Ramírez",
    "Rangel",
    "Retana",
    "Reyna",
    "Rincón",
    "Robles",
    "Roldán",
    "Rubio",
    "Sáenz",
    "Salas",
    "Saldaña",
    "Salinas",
    "Sandoval",
    "Santos",
    "Segovia",
    "Serna",
    "Serrato",
    "Sierra",
    "Silva",
    "Soria",
    "Sosa",
    "Tinoco",
    "Toledo",
    "Trejo",
    "Trujillo",
    "Valadez",
    "Valencia",
    "Valenzuela",
    "Valverde",
    "Vega",
    "Velasco",
    "Vera",
    "Villa",
    "Villegas",
    "Zaldívar",
    "Zamora",
    "Zamudio",
    "Zúñiga",
    "Hernández",
    "García",
    "González",
    "Rodríguez",
]
MANAS = ("limpio", "mayúsculas", "abrevia", "aprisa", "oído", "plantilla", "economiza", "revuelve")
FUERZA = {"leve": 0.6, "moderado": 1.3, "fuerte": 2.3}
ESTADOS = ("DG",) * 9 + ("CL", "ZS", "SL", "CH", "NE")
Renglon = dict[str, str]


def build_tabla_otra(personas: int, semilla: int, nivel: str, gemelos: float = 0.02) -> pd.DataFrame:
    """Una fila por visita a ventanilla, con persona, mañas y grupo al lado.

    ``gemelos`` es la parte de las casas con hijos que los tiene; se sube para medir ese grupo con bastantes pares.
    """
    azar = np.random.default_rng(semilla)
    lugares = load_localidades()
    pesos = np.array([p for *_, p in lugares], dtype=float) ** 0.7
    filas: list[dict] = []
    cuenta, casa, vistas, lugar = 0, 0, set(), lugares[0]
    while cuenta < personas:
        lugar = lugares[azar.choice(len(lugares), p=pesos / pesos.sum())] if casa % 4 == 0 else lugar
        for miembro in _build_casa(azar, casa, lugar, vistas, gemelos):
            visitas = 1 + int(azar.random() < 0.2) + int(azar.random() < 0.05)
            for visita in range(visitas):
                filas.append(_capture(azar, miembro, nivel, visita) | {"persona": cuenta})
            cuenta += 1
        casa += 1
    orden = azar.permutation(len(filas))
    tabla = pd.DataFrame([filas[i] for i in orden])
    tabla["registro"] = [hashlib.sha1(f"{semilla}/{i}".encode()).hexdigest()[:12] for i in range(len(tabla))]
    tabla["curp_error"] = [find_error_curp(c, HOY) for c in tabla["curp_escrita"]]
    tabla["curp"] = tabla["curp_escrita"].where(tabla["curp_error"] == "", "")
    return (
        tabla.astype(object)
        .reindex(columns=[*COLUMNAS_REGISTRO, "persona", "clases", "grupo"], fill_value="")
        .fillna("")
    )


def _pick(azar: np.random.Generator, lista: list[str]) -> str:
    return lista[min(int(azar.exponential(len(lista) / 3.2)), len(lista) - 1)].replace("_", " ")


def _build_casa(
    azar: np.random.Generator, casa: int, lugar: tuple[str, str, int], vistas: set[str], gemelos: float
) -> list[Renglon]:
    apellidos = [_pick(azar, CASAS) for _ in range(4)]
    miembros, ocupados = [], set()
    adulto = int(azar.integers(1940, 2001))
    plan = [("H", adulto, apellidos[:2]), ("M", adulto + int(azar.integers(-4, 5)), apellidos[2:])]
    plan = plan if azar.random() < 0.8 else plan[1:]
    for i in range(int(azar.poisson(1.7))):
        if adulto + 19 + 2 * i < 2025:
            plan.append(("HM"[int(azar.integers(2))], adulto + 19 + 2 * i, [apellidos[0], apellidos[2]]))
    if len(plan) > 2 and azar.random() < gemelos:
        plan.append(("HM"[int(azar.integers(2))], plan[-1][1], plan[-1][2]))
    fecha = None
    for i, (sexo, anio, familia) in enumerate(plan):
        gemelo = i > 2 and anio == plan[i - 1][1]
        fecha = fecha if gemelo and fecha else date(anio, 1, 1) + timedelta(days=int(azar.integers(0, 365)))
        pila = _pick(azar, PILA_H if sexo == "H" else PILA_M)
        repite = (
            i >= 2 and sexo == "H" and plan[0][0] == "H" and azar.random() < 0.1 and "tocayo" not in ocupados
        )
        while not repite and pila in ocupados:
            pila = _pick(azar, PILA_H if sexo == "H" else PILA_M)
        pila = miembros[0]["pila"] if repite else pila
        ocupados |= {pila, "tocayo"} if repite else {pila}
        otro = _pick(azar, PILA_H if sexo == "H" else PILA_M) if azar.random() < 0.4 else ""
        nombres = pila if not otro or otro in ocupados else f"{pila} {otro}"
        ocupados |= {otro}
        curp = _build_clave(nombres, familia, fecha, sexo, azar, vistas)
        miembros.append(
            {
                "pila": pila, "nombres": nombres, "primer_apellido": familia[0], "segundo_apellido": familia[1],
                "fecha": fecha.isoformat(), "sexo": sexo, "curp": curp, "clave_localidad": lugar[0],
                "localidad": lugar[1], "vivienda": f"F-{casa}",
                "grupo": "gemelos" if gemelo else "padre_hijo" if repite else "",
            }
        )  # fmt: skip
    return miembros


def _build_clave(
    nombres: str, familia: list[str], fecha: date, sexo: str, azar: np.random.Generator, vistas: set[str]
) -> str:
    tabla = str.maketrans("ÁÉÍÓÚÜÑ", "AEIOUUX")
    plano = [
        t.upper().translate(tabla)
        for t in (familia[0].split()[-1], familia[1].split()[-1], nombres.split()[0])
    ]
    vocal = next((c for c in plano[0][1:] if c in "AEIOU"), "X")
    medio = "".join(next((c for c in t[1:] if c.isalpha() and c not in "AEIOU"), "X") for t in plano)
    base = f"{plano[0][0]}{vocal}{plano[1][0]}{plano[2][0]}{fecha:%y%m%d}{sexo}{ESTADOS[int(azar.integers(len(ESTADOS)))]}{medio}"
    for extra in "0123456789" if fecha.year < 2000 else "ABCDEFGHIJ":
        clave = base + extra + compute_verificador(base + extra)
        if clave not in vistas:
            break
    vistas.add(clave)
    return clave


def _capture(azar: np.random.Generator, m: Renglon, nivel: str, visita: int) -> dict[str, str]:
    fila = {
        "nombres": m["nombres"], "primer_apellido": m["primer_apellido"], "segundo_apellido": m["segundo_apellido"],
        "fecha_nacimiento": m["fecha"], "sexo": m["sexo"], "clave_localidad": m["clave_localidad"],
        "clave_municipio": m["clave_localidad"][:5], "localidad": m["localidad"], "vivienda": m["vivienda"],
        "programa": "propio:otro", "unidad": "persona", "grupo": m["grupo"],
        "curp_escrita": m["curp"] if azar.random() < 0.75 else "",
    }  # fmt: skip
    cuantas = 0 if not visita else max(1, int(azar.poisson(FUERZA[nivel])))
    manas = list(azar.choice(MANAS[1:], size=min(cuantas, 4), replace=False)) if cuantas else []
    for mana in manas:
        HECHOS[mana](fila, azar)
    return fila | {"clases": "+".join(map(str, manas))}


def _upper(f: Renglon, azar: np.random.Generator) -> None:
    tabla = str.maketrans("ÁÉÍÓÚÜ", "AEIOUU")
    for campo in ("nombres", "primer_apellido", "segundo_apellido", "localidad"):
        f[campo] = f[campo].upper().translate(tabla)
        if azar.random() < 0.3:
            f[campo] = f[campo].replace("Ñ", "N") + " "


def _abbreviate(f: Renglon, azar: np.random.Generator) -> None:
    partes = f["nombres"].split()
    if len(partes) > 1 and azar.random() < 0.5:
        f["nombres"] = partes[0] if azar.random() < 0.6 else f"{partes[0]} {partes[1][0]}."
    else:
        f["nombres"] = f["nombres"].replace("María", "Ma").replace("Guadalupe", "Gpe").replace("José", "J")
    if azar.random() < 0.3:
        f["segundo_apellido"] = f["segundo_apellido"][:1] + "." if azar.random() < 0.4 else ""


def _hurry(f: Renglon, azar: np.random.Generator) -> None:
    campo = ("nombres", "primer_apellido", "segundo_apellido", "fecha_nacimiento", "curp_escrita")[
        int(azar.integers(5))
    ]
    t = f[campo]
    if len(t) < 4:
        return
    i = int(azar.integers(1, len(t) - 1))
    if campo == "fecha_nacimiento":
        d = date.fromisoformat(t)
        f[campo] = (d + timedelta(days=int(azar.choice([-10, -1, 1, 10])))).isoformat()
    elif azar.random() < 0.5:
        f[campo] = t[:i] + t[i + 1] + t[i] + t[i + 2 :]
    else:
        f[campo] = t[:i] + t[i + 1 :]


def _listen(f: Renglon, azar: np.random.Generator) -> None:
    cambios = (
        ("z", "s"),
        ("s", "z"),
        ("v", "b"),
        ("b", "v"),
        ("ll", "y"),
        ("y", "ll"),
        ("h", ""),
        ("j", "g"),
        ("c", "s"),
        ("x", "j"),
    )
    for campo in ("primer_apellido", "segundo_apellido", "nombres"):
        a, b = cambios[int(azar.integers(len(cambios)))]
        t = f[campo].lower()
        if a in t[1:]:
            i = t.index(a, 1)
            f[campo] = (t[:i] + b + t[i + len(a) :]).title()


def _template(f: Renglon, azar: np.random.Generator) -> None:
    if not f["fecha_nacimiento"]:
        return
    d = date.fromisoformat(f["fecha_nacimiento"])
    como = azar.random()
    if como < 0.35:
        f["fecha_nacimiento"] = f"{d.year}-01-01"
    elif como < 0.6 and d.day <= 12:
        f["fecha_nacimiento"] = f"{d.year}-{d.day:02d}-{d.month:02d}"
    else:
        f["fecha_nacimiento"] = (
            f"{d.year + int(azar.choice([-1, 1]))}{d:-%m-%d}" if (d.month, d.day) != (2, 29) else ""
        )


def _save_ink(f: Renglon, azar: np.random.Generator) -> None:
    campo = ("segundo_apellido", "fecha_nacimiento", "curp_escrita", "vivienda", "sexo", "clave_localidad")[
        int(azar.integers(6))
    ]
    f[campo] = ""


def _shuffle(f: Renglon, azar: np.random.Generator) -> None:
    como = azar.random()
    if como < 0.4:
        f["primer_apellido"], f["segundo_apellido"] = f["segundo_apellido"], f["primer_apellido"]
    elif como < 0.7:
        f["nombres"] = f"{f['nombres']} {f['primer_apellido']} {f['segundo_apellido']}".strip()
        f["primer_apellido"] = f["segundo_apellido"] = ""
    else:
        f["nombres"] = " ".join(reversed(f["nombres"].split()))


HECHOS: dict[str, Callable[[Renglon, np.random.Generator], None]] = {
    "mayúsculas": _upper, "abrevia": _abbreviate, "aprisa": _hurry, "oído": _listen, "plantilla": _template,
    "economiza": _save_ink, "revuelve": _shuffle,
}  # fmt: skip
