"""La lista de las pruebas lentas no nombra ninguna que ya no exista."""

from pathlib import Path

PRUEBAS = Path(__file__).resolve().parents[1]


def test_every_slow_test_still_exists():
    lentas = (PRUEBAS / "lentas.txt").read_text(encoding="utf-8").splitlines()[1:]
    perdidas = []
    for lenta in lentas:
        archivo, *_, prueba = lenta.split("::")
        ruta = PRUEBAS / archivo
        if not ruta.is_file() or f"def {prueba}(" not in ruta.read_text(encoding="utf-8"):
            perdidas.append(lenta)

    assert lentas == sorted(lentas)
    assert perdidas == []
