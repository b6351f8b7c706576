"""A quién se escribe: lo que elige el directorio, menos lo que un renglón con la clave mal pone en duda.

Si la clave de quien entra al cargo está mal escrita, su renglón no cuenta y gana el de quien salió, si su
vigencia quedó sin cerrar. Por eso un renglón cuya clave no es de su municipio detiene a los dos municipios, y
uno sin clave legible, a todos: no se sabe de quién habla.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from fais_analysis.delivery.direccion import fold_comun
from fais_analysis.delivery.directorio import Contacto, Directorio, Seleccion, select_contactos
from fais_analysis.delivery.errores import DirectorioError
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.nombres import fold_texto


def choose_contactos(
    directorio: Directorio, nombres: Mapping[str, str], fecha: date, roles: Iterable[str]
) -> dict[str, Seleccion]:
    """A quién se escribe en cada municipio de ``nombres`` (clave → nombre), o por qué no.

    Raises
    ------
    DirectorioError
        Si un renglón no tiene una clave legible, o ni su clave ni su nombre dicen de qué municipio es.
    """
    check_claves(directorio, nombres)
    dudas = find_dudas(directorio.contactos, nombres)
    compartidos = find_compartidos(c for c in directorio.contactos if c.is_vigente(fecha))
    elegidos = select_contactos(directorio, nombres, fecha, roles)
    return {
        clave: _doubt(seleccion, dudas.get(clave, ""), compartidos) for clave, seleccion in elegidos.items()
    }


def check_claves(directorio: Directorio, nombres: Mapping[str, str]) -> None:
    """Exige que cada renglón diga de qué municipio es."""
    malos = list(directorio.problemas.get("", ()))
    conocidos = _load_catalogo() | dict(nombres)
    por_nombre = _index_nombres(nombres)
    for c in directorio.contactos:
        existe = c.clave in conocidos and fold_texto(conocidos[c.clave]) == fold_texto(c.municipio)
        if not existe and c.clave not in nombres and fold_texto(c.municipio) not in por_nombre:
            malos.append(f"renglón {c.renglon}: la clave {c.clave} no es la de su municipio")
    if not malos:
        return
    raise DirectorioError(
        "El directorio trae renglones que no se sabe de qué municipio son; no se prepara ni se envía nada.",
        donde="; ".join(m.partition(":")[0] for m in malos[:10]),
        esperado="una clave de cinco dígitos que sea la de su municipio, en todos los renglones",
        encontrado="; ".join(malos[:3]),
        que_hacer="corrija o borre esos renglones: uno de ellos puede ser el de quien hoy ocupa el cargo",
    )


def find_dudas(contactos: Iterable[Contacto], nombres: Mapping[str, str]) -> dict[str, str]:
    """Por clave, el renglón que nombra a ese municipio con la clave de otro, también el vencido."""
    por_nombre = _index_nombres(nombres)
    dudas: dict[str, str] = {}
    for c in contactos:
        if fold_texto(nombres.get(c.clave, "")) == fold_texto(c.municipio):
            continue
        for clave in por_nombre.get(fold_texto(c.municipio), ()):
            dudas.setdefault(clave, f"renglón {c.renglon}: nombra a {nombres[clave]} con la clave {c.clave}")
    return dudas


def find_compartidos(contactos: Iterable[Contacto]) -> dict[str, str]:
    """Buzones en que caen direcciones de dos o más municipios, con los renglones: «+» y puntos no cuentan."""
    duenos: dict[str, dict[str, int]] = {}
    for c in contactos:
        duenos.setdefault(fold_comun(c.correo), {}).setdefault(c.clave, c.renglon)
    return {b: ", ".join(map(str, r.values())) for b, r in duenos.items() if len(r) > 1}


def _doubt(seleccion: Seleccion, duda: str, compartidos: Mapping[str, str]) -> Seleccion:
    if seleccion.problema and duda:
        return Seleccion(problema=f"{seleccion.problema}; {duda}")
    if duda:
        return Seleccion(problema=duda)
    for contacto in seleccion.contactos:
        if renglones := compartidos.get(fold_comun(contacto.correo)):
            return Seleccion(problema=f"el mismo buzón sirve a varios municipios (renglones {renglones})")
    return seleccion


def _index_nombres(nombres: Mapping[str, str]) -> dict[str, list[str]]:
    por_nombre: dict[str, list[str]] = {}
    for clave, nombre in nombres.items():
        por_nombre.setdefault(fold_texto(nombre), []).append(clave)
    return por_nombre


@lru_cache(maxsize=1)
def _load_catalogo() -> dict[str, str]:
    catalogo = load_tabla("catalogo_municipios")
    return dict(zip(catalogo["clave_municipio"], catalogo["municipio"], strict=True))
