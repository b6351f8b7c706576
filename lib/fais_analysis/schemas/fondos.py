"""Contratos del FAIS y de los fondos del Ramo 33 por entidad."""

from fais_analysis.claves import PATRON_ENTIDAD
from fais_analysis.schemas.anios import load_anios
from fais_analysis.schemas.columnas import build_anio, build_entero, build_esquema, build_texto

FONDO_TOTAL = "total"
# Fondo → cómo se dice; los que van después de «de los que» son parte del anterior.
FONDOS = {
    FONDO_TOTAL: "todo el Ramo 33 de la entidad",
    "faeb": "educación básica (FAEB)",
    "fassa": "servicios de salud (FASSA)",
    "fais": "infraestructura social (FAIS)",
    "fise": "de los que, FISE (del FAIS)",
    "fism": "de los que, FISM (del FAIS)",
    "fam": "aportaciones múltiples (FAM)",
    "fam_asistencia": "de los que, asistencia social (del FAM)",
    "fam_basica": "de los que, infraestructura educativa básica (del FAM)",
    "fam_superior": "de los que, infraestructura de educación superior (del FAM)",
    "fortamun": "fortalecimiento de los municipios (FORTAMUN)",
    "faeta": "educación tecnológica y de adultos (FAETA)",
    "fasp": "seguridad pública (FASP)",
    "fafef": "fortalecimiento de las entidades (FAFEF)",
}


MOMENTOS = ("aprobado", "devengado")

FAIS_ESTATAL = build_esquema(
    "fais_estatal",
    "una fila por entidad, año y momento con dato: el FAIS entero, sin separar FISE de FISMDF",
    {
        "clave_entidad": build_texto("Clave INEGI de la entidad", patron=PATRON_ENTIDAD),
        "anio": build_anio("Ejercicio fiscal", load_anios("fais_estatal")),
        "momento": build_texto("Si es lo aprobado o lo devengado por la entidad", valores=MOMENTOS),
        "monto_centavos": build_entero("FAIS de la entidad", "centavos corrientes", 1),
    },
    llave=["clave_entidad", "anio", "momento"],
)

RAMO33 = build_esquema(
    "ramo33_fondos",
    "una fila por entidad («00» = nacional), año y fondo con dato",
    {
        "clave_entidad": build_texto(
            "Clave INEGI de la entidad; «00» = nacional", patron=r"0[0-9]|[12]\d|3[0-2]"
        ),
        "anio": build_anio("Ejercicio fiscal", load_anios("ramo33_fondos")),
        "fondo": build_texto(
            "Fondo: " + "; ".join(f"{f} = {d}" for f, d in FONDOS.items()), valores=[*FONDOS]
        ),
        "monto_centavos": build_entero("Monto del presupuesto de egresos", "centavos corrientes", 0),
    },
    llave=["clave_entidad", "anio", "fondo"],
)
