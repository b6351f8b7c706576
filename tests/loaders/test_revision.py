"""Un archivo se lee y se compara antes de que entre: por contenido, con motivo, o no entra."""

from functools import partial
from pathlib import Path

import pytest

from fais_analysis.errors import EsquemaError, FuenteAlteradaError, FuenteFaltanteError
from fais_analysis.loaders import revision
from fais_analysis.loaders.cambios import ACEPTADOS
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.loaders.revision import check_candidato, find_fuente
from fais_analysis.sources.fichas import EdicionArchivo
from fais_analysis.sources.importacion import LectorPrevio, import_archivo


@pytest.fixture
def inpc(raiz: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """El INPC registrado (el recorte es el archivo completo), con la carpeta de fuentes vacía."""
    monkeypatch.setenv("FAIS_FUENTES", str(tmp_path / "fuentes"))
    return (raiz / "tests/loaders/recortes/inpc.csv").read_bytes()


def import_con_motivo(ruta: Path, motivo: str = "", reemplazar: bool = False):
    return import_archivo(
        ruta,
        reemplazar=reemplazar,
        revisor=LectorPrevio(partial(check_candidato, motivo=motivo), find_fuente),
    )


def test_recognised_by_content_whatever_its_name(inpc: bytes, tmp_path: Path):
    llego = tmp_path / "precios (3).csv"
    llego.write_bytes(inpc.replace(b"\n", b"\r\n"))

    importado = import_con_motivo(llego)[0]

    assert (importado.id, importado.mismas) == ("inegi_inpc", "inpc")


def test_another_figure_needs_a_reason_and_says_which(inpc: bytes, tmp_path: Path):
    llego = tmp_path / "inpc_promedio_anual_2016_2020.csv"
    llego.write_bytes(inpc.replace(b"90.128", b"90.129"))  # promedio de 2016 en la fuente registrada

    with pytest.raises(FuenteAlteradaError) as error:
        import_con_motivo(llego)

    assert "2016, inpc_promedio: 90.128 → 90.129" in error.value.encontrado
    assert not (tmp_path / "fuentes" / "inegi").exists()

    import_con_motivo(llego, "el INEGI corrigió el promedio", reemplazar=True)
    assert "corrigió" in (tmp_path / "fuentes" / ACEPTADOS).read_text(encoding="utf-8")


def test_the_changed_cell_of_the_file_is_named(inpc: bytes, tmp_path: Path):
    """En qué renglón y columna, frente al archivo que se tiene."""
    puesto = tmp_path / "fuentes" / "inegi" / "inpc_promedio_anual_2016_2020.csv"
    puesto.parent.mkdir(parents=True)
    puesto.write_bytes(inpc)
    llego = tmp_path / puesto.name
    llego.write_bytes(inpc.replace(b"90.128", b"90.129"))

    with pytest.raises(FuenteAlteradaError) as error:
        import_con_motivo(llego, reemplazar=True)

    assert (
        "1 diferencia con el archivo que se tiene: renglón 2, columna «inpc_promedio»: 90.128 → 90.129"
        in (error.value.encontrado)
    )
    assert puesto.read_bytes() == inpc


def test_average_and_december_exchanged_do_not_come_in_even_with_a_reason(inpc: bytes, tmp_path: Path):
    llego = tmp_path / "inpc_promedio_anual_2016_2020.csv"
    encabezado, resto = inpc.split(b"\n", 1)
    cambiado = encabezado.replace(b"inpc_promedio,inpc_diciembre", b"inpc_diciembre,inpc_promedio")
    llego.write_bytes(cambiado + b"\n" + resto)

    with pytest.raises(EsquemaError, match="diciembre"):
        import_con_motivo(llego, "así viene", reemplazar=True)


def test_unknown_content_says_why(inpc: bytes, tmp_path: Path):
    llego = tmp_path / "lista.csv"
    llego.write_bytes(b"una,dos\n1,2\n")

    with pytest.raises(FuenteFaltanteError) as error:
        import_con_motivo(llego)

    assert "le faltan columnas" in error.value.encontrado


def test_a_file_nobody_reads_is_not_recognised(inpc: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Una tabla que hoy sale de otro archivo no hace conocido a éste: decir «lo mismo» sin leerlo no vale."""
    llego = tmp_path / "precios.csv"
    llego.write_bytes(inpc)
    monkeypatch.setattr(revision, "get_lector", lambda _: lambda *_: load_tabla("inpc"))

    assert revision.review_candidato("inegi_inpc", EdicionArchivo(None), llego) == []
    assert check_candidato("inegi_inpc", EdicionArchivo(None), llego) == ""
