"""Cada medición: qué corre, qué compara y qué exige."""

import argparse
import shutil
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import figuras_px
from corredores import RAIZ, Lote, Medida, run_fabrica, run_sin_jupyter
from revision import check_corrida, check_fabrica, check_iguales

ENTIDAD = "10"
CHICOS = 3  # municipios de la corrida chica: la pendiente entre las dos es la CPU de un expediente ya tibio
Fila = dict[str, Any]


@dataclass
class Banco:
    """Dónde se trabaja, qué se pidió y lo que unas mediciones dejan para otras."""

    carpeta: Path
    opciones: argparse.Namespace
    numero: int = 0
    guardado: dict[str, Any] = field(default_factory=dict)

    def list_claves(self, entidad: str = ENTIDAD) -> list[str]:
        """Municipios de una entidad; de la propia, sólo los que se pidieron medir."""
        from fais_analysis.batch.plan.insumos import list_municipios

        claves = list(list_municipios(entidad))
        cuantos = self.opciones.municipios
        return claves[:cuantos] if entidad == ENTIDAD and cuantos else claves

    def get_carpeta(self, nombre: str) -> Path:
        """Carpeta nueva y vacía para una corrida."""
        self.numero += 1
        return self.carpeta / f"{self.numero:02}-{nombre}"

    def run_lote(self, claves: list[str], con_memoria: bool = False, **opciones: Any) -> tuple[Medida, Path]:
        """Corre y revisa unos municipios de la entidad propia; entrega la medida y la corrida."""
        lote = Lote(self.get_carpeta("lote"), self.opciones.trabajadores, **opciones)
        medida = lote.run(ENTIDAD, claves, con_memoria)
        (corrida,) = lote.find_corridas()
        self.guardado["cuentas"] = check_corrida(corrida, claves)
        return medida, corrida

    def say(self, texto: str) -> None:
        """Avisa por la salida de errores en qué va."""
        print(f"… {texto}", file=sys.stderr, flush=True)


def measure_lote(banco: Banco) -> list[Fila]:
    """El lote en frío contra el bucle en serie de fábrica."""
    claves, razones, detalles = banco.list_claves(), [], []
    muestra = pick_muestra(claves, banco.opciones.muestra)
    for par in range(1, banco.opciones.pares + 1):
        banco.say(f"lote: par {par}, bucle de fábrica con {len(muestra)} municipios")
        carpeta = banco.get_carpeta("fabrica")
        fabrica = run_fabrica(RAIZ / "notebooks", carpeta, muestra)
        banco.say(f"lote: par {par}, los {len(claves)}")
        lote, corrida = banco.run_lote(claves)
        for clave in muestra:
            check_fabrica(carpeta, clave, banco.guardado["cuentas"][clave])
        shutil.rmtree(corrida.parent, ignore_errors=True)
        serial_s = scale_fabrica(fabrica, len(claves))
        razones.append(serial_s / lote.reloj_s)
        detalles.append({"serial_escalado_s": serial_s, "lote_s": lote.reloj_s, "lote_cpu_s": lote.cpu_s})
    lote_s = statistics.median(d["lote_s"] for d in detalles)
    serial_s = statistics.median(d["serial_escalado_s"] for d in detalles)
    banco.guardado["lote_por_municipio_s"] = lote_s / len(claves)
    texto = f"{describe(razones, '×')}; {lote_s:.1f} s contra {serial_s:.0f} s (escalado de {len(muestra)})"
    filas = [build_fila(f"los {len(claves)} en frío contra el bucle de fábrica", "≥ 25×", "≥ 40×", texto)]
    filas[0] |= {"cumple": statistics.median(razones) >= 25, "razones": razones, "detalles": detalles}
    return filas + (measure_serial(banco, claves, lote_s) if banco.opciones.serial_completo else [])


def measure_serial(banco: Banco, claves: list[str], lote_s: float) -> list[Fila]:
    """El bucle de fábrica completo, una vez: valida el escalado."""
    banco.say(f"lote: el bucle de fábrica completo, {len(claves)} municipios")
    medida = run_fabrica(RAIZ / "notebooks", banco.get_carpeta("fabrica"), claves)
    texto = f"{medida.reloj_s / lote_s:.1f}×; {medida.reloj_s:.0f} s, sin escalar"
    return [{**build_fila("lo mismo, bucle completo una vez", "–", "–", texto), "serial_s": medida.reloj_s}]


def measure_cpu(banco: Banco) -> list[Fila]:
    """CPU por expediente ya tibio contra el ensamble sin Jupyter, con el mismo HTML."""
    claves, razones, detalles = banco.list_claves(), [], []
    for par in range(1, banco.opciones.pares + 1):
        banco.say(f"cpu: par {par}")
        propia_s, corrida = measure_pendiente(banco, claves)
        carpeta = banco.get_carpeta("sin-jupyter")
        limite_s = run_sin_jupyter(ENTIDAD, carpeta, claves).renglon["cpu_por_expediente_s"]
        iguales = check_iguales(corrida, carpeta, claves)
        shutil.rmtree(corrida.parent, ignore_errors=True)
        razones.append(propia_s / limite_s)
        detalles.append({"lote_cpu_s": propia_s, "sin_jupyter_cpu_s": limite_s, "html_iguales": iguales})
    banco.guardado["cpu_s"] = statistics.median(d["lote_cpu_s"] for d in detalles)
    limite_s = statistics.median(d["sin_jupyter_cpu_s"] for d in detalles)
    texto = f"{describe(razones, '×')}; {banco.guardado['cpu_s']:.2f} s contra {limite_s:.2f} s"
    fila = build_fila("CPU por expediente tibio contra sin Jupyter (HTML idéntico)", "≤ 12×", "≤ 6×", texto)
    return [{**fila, "cumple": statistics.median(razones) <= 12, "razones": razones, "detalles": detalles}]


def measure_px(banco: Banco) -> list[Fila]:
    """El mismo corredor, con cada figura construida además con plotly express."""
    claves, razones = banco.list_claves(), []
    cuadernos = figuras_px.write_cuadernos(RAIZ / "notebooks", banco.get_carpeta("cuadernos-px"))
    for par in range(1, banco.opciones.pares + 1):
        banco.say(f"px: par {par}")
        propia_s, corrida = measure_pendiente(banco, claves)
        shutil.rmtree(corrida.parent, ignore_errors=True)
        con_px_s, corrida = measure_pendiente(banco, claves, cuadernos=cuadernos)
        shutil.rmtree(corrida.parent, ignore_errors=True)
        razones.append(con_px_s / propia_s)
    texto = f"{describe(razones, '×')} de CPU por expediente"
    fila = build_fila("mismo corredor con plotly express en vez de diccionarios", "se informa", "–", texto)
    return [{**fila, "razones": razones}]


def measure_pendiente(banco: Banco, claves: list[str], **opciones: Any) -> tuple[float, Path]:
    """Segundos de CPU de cada expediente más: lo que cuesta la corrida completa sobre una de pocos."""
    chica, corrida = banco.run_lote(claves[:CHICOS], **opciones)
    shutil.rmtree(corrida.parent, ignore_errors=True)
    entera, corrida = banco.run_lote(claves, **opciones)
    return (entera.cpu_s - chica.cpu_s) / max(1, len(claves) - CHICOS), corrida


def measure_memoria(banco: Banco) -> list[Fila]:
    """El proceso mayor y lo privado de cada hijo, en una corrida aparte (leer la memoria la hace lenta)."""
    banco.say("memoria")
    medida, corrida = banco.run_lote(banco.list_claves(), con_memoria=True)
    shutil.rmtree(corrida.parent, ignore_errors=True)
    m = medida.memoria
    mayor = f"{m['proceso_mayor_rss_mb']:.0f} MB residentes ({m['proceso_mayor_pss_mb']:.0f} PSS)"
    hijo = f"{m['hijo_privada_maxima_mb']:.0f} MB el mayor, {m['hijo_privada_mediana_mb']:.0f} la mediana"
    return [
        {
            **build_fila("proceso mayor", "≤ 320 MB", "≤ 250 MB", mayor),
            "cumple": m["proceso_mayor_rss_mb"] <= 320,
            **m,
        },
        {
            **build_fila("memoria privada por hijo", "≤ 40 MB", "≤ 20 MB", f"{hijo} ({m['hijos']} hijos)"),
            "cumple": m["hijos"] > 0 and m["hijo_privada_maxima_mb"] <= 40,
        },
    ]


def measure_pais(banco: Banco) -> list[Fila]:
    """Tiempo por municipio de una corrida nacional contra el de los 39."""
    pedidos = [banco.opciones.entidades] * banco.opciones.pares
    filas = [compare_pais(banco, pedidos, "muestra nacional")]
    if banco.opciones.pais_completo:
        filas.append(compare_pais(banco, ["todas"], "las 32 entidades"))
    return filas


def compare_pais(banco: Banco, pedidos: list[str], nombre: str) -> Fila:
    """Pares: los 39 y la corrida nacional."""
    propias, razones, detalles = banco.list_claves(), [], []
    for par, pedido in enumerate(pedidos, start=1):
        banco.say(f"país: par {par}, los {len(propias)}")
        base, corrida = banco.run_lote(propias)
        shutil.rmtree(corrida.parent, ignore_errors=True)
        banco.say(f"país: par {par}, entidades {pedido}")
        nacional, cuantos = run_pais(banco, pedido)
        razones.append((nacional.reloj_s / cuantos) / (base.reloj_s / len(propias)))
        detalles.append({"base_s": base.reloj_s, "nacional_s": nacional.reloj_s, "municipios": cuantos})
    ultimo = detalles[-1]
    texto = f"{describe(razones, '×')}; {ultimo['municipios']:,} municipios en {ultimo['nacional_s']:.0f} s"
    fila = build_fila(
        f"{nombre} ({pedidos[0]}): tiempo por municipio contra los 39", "≤ 1.2×", "≤ 1.0×", texto
    )
    return {**fila, "cumple": statistics.median(razones) <= 1.2, "razones": razones, "detalles": detalles}


def run_pais(banco: Banco, pedido: str) -> tuple[Medida, int]:
    """Corre y revisa varias entidades; entrega la medida y cuántos municipios son."""
    lote = Lote(banco.get_carpeta("pais"), banco.opciones.trabajadores)
    medida = lote.run(pedido)
    cuantos = 0
    for corrida in lote.find_corridas():
        claves = list_esperadas(corrida)
        cuantos += len(check_corrida(corrida, claves))
    shutil.rmtree(lote.salida, ignore_errors=True)
    return medida, cuantos


def list_esperadas(corrida: Path) -> list[str]:
    """Los municipios que la entidad de una corrida debe tener, según el catálogo."""
    from fais_analysis.batch.corridas.manifiesto import read_manifiesto
    from fais_analysis.batch.plan.insumos import list_municipios

    return list(list_municipios(read_manifiesto(corrida).entidad))


def pick_muestra(claves: list[str], cuantos: int) -> list[str]:
    """Municipios repartidos a lo largo de la lista."""
    paso = max(1, len(claves) // max(1, cuantos))
    return claves[paso // 2 :: paso][:cuantos]


def scale_fabrica(medida: Medida, municipios: int) -> float:
    """Lo que tardaría el bucle de fábrica con todos: el arranque una vez y lo demás en proporción."""
    arranque_s, tiempos = medida.renglon["arranque_s"], medida.renglon["por_municipio_s"]
    return arranque_s + (medida.reloj_s - arranque_s) * municipios / len(tiempos)


def describe(razones: list[float], unidad: str) -> str:
    """Mediana y, si hay más de una, el intervalo."""
    mediana = f"{statistics.median(razones):.1f}{unidad}"
    if len(razones) == 1:
        return mediana
    return f"{mediana} ({min(razones):.1f}–{max(razones):.1f}, {len(razones)} pares)"


def build_fila(que: str, exigido: str, meta: str, medido: str) -> Fila:
    """Un renglón de la tabla, sin juicio."""
    return {"que": que, "exigido": exigido, "meta": meta, "medido": medido, "cumple": None}
