"""Las propiedades de la mezcla y de la letra a tamaño completo: una vez, no en cada corrida de las pruebas.

``python bench/obras_propiedades.py [barajas|mochilas|letra]`` · sin nada, las tres.
"""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from fais_analysis.obras.letra import write_letra
from fais_analysis.obras.mezcla import find_mezcla
from fais_analysis.obras.mezcla_modelo import EncargoMezcla
from fais_analysis.obras.modelo import Lectura, Metas, Obra, Ubicacion
from fais_analysis.propuestas.contexto import load_necesidad, load_reconocedor

BARAJAS, MOCHILAS, MONTOS = 1_000, 150, 1_000_000
LUGARES = ("100140001", "100140042", "100140015", "100140016")


def build_obras(azar: random.Random, cuantas: int) -> list[Obra]:
    """Obras inventadas de Mezquital, con gemelas."""
    catalogo = {r.subclasificacion: r for r in load_reconocedor(2020).catalogo}
    tipos = [
        next(n for n in catalogo if n.startswith(t)) for t in ("Piso firme", "Sanitario con", "Cuarto dorm")
    ]
    obras = []
    for n in range(cuantas):
        tipo, viviendas = tipos[n % len(tipos)], azar.randrange(5, 60)
        lectura, lugar = Lectura("exacto", catalogo[tipo]), Ubicacion(azar.choice(LUGARES), via="rezago")
        dinero = {"FISE": azar.randrange(10**6, 10**8), "FISMDF": azar.randrange(10**6, 10**8)}
        obras.append(
            Obra(f"t-{n}", n, f"{tipo} {n % 7}", dinero, None, lectura, lugar, Metas(viviendas=viviendas))
        )
    return [*obras, *(replace(o, folio=f"t-g{n}") for n, o in enumerate(obras[:3]))]


def run_barajas() -> str:
    """Cuántas mezclas distintas salen de mil órdenes de los mismos renglones."""
    obras = build_obras(random.Random(5), 20)
    presupuesto = {f: sum(o.montos[f] for o in obras) * 6 // 10 for f in ("FISE", "FISMDF")}
    vistas = set()
    for semilla in range(BARAJAS):
        barajadas = [*obras]
        random.Random(semilla).shuffle(barajadas)
        barajadas = [replace(o, renglon=n, folio=f"t-{n}") for n, o in enumerate(barajadas)]
        partes = find_mezcla(barajadas, [], load_necesidad("10014"), EncargoMezcla(presupuesto)).partes
        vistas.add(str(sorted((p.obra.nombre, p.obra.lugar.localidad, p.unidades, p.total) for p in partes)))
    return f"{BARAJAS:,} barajas: {len(vistas)} mezcla(s) distinta(s)"


def run_mochilas() -> str:
    """En cuántas mochilas un centavo cortas se pasa el presupuesto."""
    pasadas = 0
    for semilla in range(MOCHILAS):
        obras = build_obras(random.Random(semilla), 12)
        presupuesto = {f: sum(o.montos[f] for o in obras[:6]) - 1 for f in ("FISE", "FISMDF")}
        partes = find_mezcla(obras, [], load_necesidad("10014"), EncargoMezcla(presupuesto)).partes
        pasadas += any(sum(p.montos.get(f, 0) for p in partes) > tope for f, tope in presupuesto.items())
    return f"{MOCHILAS} mochilas: {pasadas} se pasan"


def run_letra() -> str:
    """En cuántos montos el entero no se escribe como num2words en modo moneda."""
    from num2words import num2words

    azar, distintos = random.Random(2026), 0
    for _ in range(MONTOS):
        centavos = azar.randrange(10 ** azar.randrange(1, 15))
        pesos = centavos // 100
        suyo = num2words(Decimal(pesos), lang="es", to="currency", currency="MXN").split(" con ")[0]
        mio = write_letra(Decimal(centavos) / 100).strip("()").rsplit(" ", 2)[0].lower()
        suyo = suyo.replace("millón pesos", "millón de pesos").replace("millones pesos", "millones de pesos")
        distintos += (
            suyo.replace("billón pesos", "billón de pesos").replace("billones pesos", "billones de pesos")
            != mio
        )
    return f"{MONTOS:,} montos: {distintos} distintos de num2words"


PRUEBAS: dict[str, Callable[[], str]] = {"barajas": run_barajas, "mochilas": run_mochilas, "letra": run_letra}


if __name__ == "__main__":
    for nombre in sys.argv[1:] or PRUEBAS:
        inicio = time.process_time()
        print(PRUEBAS[nombre](), f"({time.process_time() - inicio:.0f} s de CPU)", flush=True)
