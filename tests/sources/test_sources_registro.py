"""Rutas, fichas, ubicación con huella y escritura determinista."""

import hashlib
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fais_analysis.errors import EsquemaError, FuenteAlteradaError, FuenteFaltanteError
from fais_analysis.sources import rutas
from fais_analysis.sources.ediciones import accept_edicion, read_ediciones_aceptadas
from fais_analysis.sources.fichas import get_archivo, get_ficha, load_fichas
from fais_analysis.sources.locate import locate_archivo
from fais_analysis.sources.tablas import format_csv, format_numero, write_tabla

INPC = ("inegi_inpc", None)


def put_fuente(carpeta: Path, contenido: bytes) -> Path:
    ruta = carpeta / get_archivo(*INPC).ruta
    ruta.parent.mkdir(parents=True, exist_ok=True)
    ruta.write_bytes(contenido)
    return ruta


class TestRutas:
    def test_root_is_the_repository(self, raiz):
        assert rutas.get_raiz() == raiz
        assert rutas.get_datos() == raiz / "data"
        assert rutas.get_shapefiles() == raiz / "shapefiles"
        assert rutas.get_salidas() == raiz / "outputs"

    def test_declared_root_wins(self, tmp_path, monkeypatch):
        monkeypatch.setenv("FAIS_RAIZ", str(tmp_path))

        assert rutas.get_datos() == tmp_path / "data"

    def test_declared_root_that_does_not_exist(self, tmp_path, monkeypatch):
        monkeypatch.setenv("FAIS_RAIZ", str(tmp_path / "no"))

        with pytest.raises(FuenteFaltanteError) as error:
            rutas.get_raiz()

        assert "FAIS_RAIZ" in error.value.que_hacer

    def test_working_folder_when_installed_elsewhere(self, tmp_path, monkeypatch):
        monkeypatch.delenv("FAIS_RAIZ", raising=False)
        monkeypatch.setattr(rutas, "REPOSITORIO", tmp_path / "a")
        proyecto = tmp_path / "proyecto"
        for carpeta in ("data", "shapefiles", "notebooks"):
            (proyecto / carpeta).mkdir(parents=True)
        monkeypatch.chdir(proyecto / "notebooks")
        assert rutas.get_raiz() == proyecto

        monkeypatch.chdir(tmp_path)
        with pytest.raises(FuenteFaltanteError):
            rutas.get_raiz()

    def test_sources_folder_defaults_to_the_user_cache(self, monkeypatch):
        monkeypatch.delenv("FAIS_FUENTES", raising=False)

        assert rutas.get_fuentes().parts[-2:] == ("fais_analysis", "fuentes")


class TestFichas:
    @pytest.mark.parametrize("id_", load_fichas())
    def test_ficha_is_complete(self, id_):
        ficha = get_ficha(id_)

        assert ficha.institucion
        assert ficha.titulo
        assert ficha.cita
        assert ficha.terminos
        assert ficha.archivos
        for archivo in ficha.archivos.values():
            assert archivo.estado_url in ("visto", "plantilla", "portal", "ninguna")
            assert bool(archivo.url) == (archivo.estado_url != "ninguna")
            if archivo.sha256:
                assert len(archivo.sha256) == 64
                assert int(archivo.sha256, 16)
            else:
                assert "sin original a la mano" in archivo.fidelidad
            assert (archivo.bytes > 0) == bool(archivo.sha256)
            assert not Path(archivo.ruta).is_absolute()

    def test_files_do_not_collide(self):
        archivos = [a for f in load_fichas().values() for a in f.archivos.values()]

        huellas = [a.sha256 for a in archivos if a.sha256]

        assert len({a.ruta for a in archivos}) == len(archivos)
        assert len({*huellas}) == len(huellas)

    @pytest.mark.fuentes
    @pytest.mark.parametrize(
        ("id_", "edicion"),
        [(f.id, e) for f in load_fichas().values() for e, a in f.archivos.items() if a.sha256],
    )
    def test_registered_hash_is_that_of_the_file(self, id_, edicion):
        assert locate_archivo(id_, *edicion).stat().st_size == get_archivo(id_, *edicion).bytes

    def test_what_can_be_downloaded_says_its_page(self):
        """Un enlace que se movió manda a buscarlo ahí."""
        sin_pagina = [
            id_
            for id_, ficha in load_fichas().items()
            if any(a.es_descargable for a in ficha.archivos.values()) and not ficha.pagina
        ]
        assert sin_pagina == []
        assert all(a.pagina == f.pagina for f in load_fichas().values() for a in f.archivos.values())

    def test_each_edition_is_found_by_year_and_state(self):
        # El del país y el de un estado son dos; el único de su año se encuentra también sin decir el estado.
        assert get_archivo("inegi_iter_localidades", 2020).nombre.endswith("00CSV20.csv")
        assert get_archivo("inegi_iter_localidades", 2020, "10").nombre.endswith("10CSV20.csv")
        assert get_archivo("inegi_localidades", 2020) == get_archivo("inegi_localidades", 2020, "10")
        for ajena in ("32", "00"):
            with pytest.raises(FuenteFaltanteError) as error:
                get_archivo("inegi_localidades", 2020, ajena)
            assert "2020 10" in error.value.esperado

    def test_unknown_source_lists_the_known_ones(self):
        with pytest.raises(FuenteFaltanteError) as error:
            get_ficha("coneval")

        assert "coneval_pobreza_municipal" in error.value.esperado
        assert "fais datos fichas" in error.value.que_hacer

    def test_unpublished_year_is_not_interpolated(self):
        with pytest.raises(FuenteFaltanteError) as error:
            get_archivo("coneval_pobreza_municipal", 2018)

        assert "2010, 2015, 2020" in error.value.esperado


class TestLocate:
    def test_missing_folder(self, tmp_path, monkeypatch):
        monkeypatch.setenv("FAIS_FUENTES", str(tmp_path / "no"))

        with pytest.raises(FuenteFaltanteError) as error:
            locate_archivo(*INPC)

        assert error.value.encontrado == "no existe la carpeta de fuentes"
        assert "fais datos descargar" in error.value.que_hacer
        assert "FAIS_FUENTES" in error.value.que_hacer

    def test_altered_file(self, tmp_path, monkeypatch):
        monkeypatch.setenv("FAIS_FUENTES", str(tmp_path))
        put_fuente(tmp_path, b"otra cosa")

        with pytest.raises(FuenteAlteradaError) as error:
            locate_archivo(*INPC)

        assert error.value.que_paso == "El archivo de inegi_inpc cambió."
        assert "9 bytes" in error.value.encontrado

    def test_accepted_edition(self, tmp_path, monkeypatch):
        monkeypatch.setenv("FAIS_FUENTES", str(tmp_path))
        ruta = put_fuente(tmp_path, b"otra edicion")
        accept_edicion(tmp_path, get_archivo(*INPC).ruta, hashlib.sha256(b"otra edicion").hexdigest())

        assert locate_archivo(*INPC) == ruta

    def test_accepting_twice_writes_it_once(self, tmp_path):
        for _ in range(2):
            accept_edicion(tmp_path, "a/b.csv", "f" * 64)

        assert read_ediciones_aceptadas(tmp_path) == {"a/b.csv": ["f" * 64]}


class TestEscritura:
    def make_ficha(self, tabla: pd.DataFrame, llave: list[str]) -> dict:
        return {
            **{k: "prueba" for k in ("titulo", "institucion", "cita", "terminos", "fecha_corte")},
            "llave": llave,
            "columnas": {c: {"significado": c, "unidad": "—"} for c in tabla.columns},
        }

    @pytest.mark.parametrize(
        ("valor", "texto"),
        [
            (3.4785999999999997, "3.4786"),  # ruido binario de la hoja de cálculo
            (12.0, "12"),
            (1e-7, "0.0000001"),
            (119530753.0, "119530753"),
            (-0.0, "0"),
            (float("nan"), ""),
        ],
    )
    def test_number_format(self, valor, texto):
        assert format_numero(valor) == texto

    @given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
    def test_number_survives_the_trip(self, valor):
        texto = format_numero(valor)

        assert float(texto) == pytest.approx(valor, rel=1e-14, abs=1e-300)
        assert format_numero(float(texto)) == texto

    def test_order_of_rows_does_not_matter(self, tmp_path):
        tabla = pd.DataFrame({"clave": ["2", "1", "3"], "x_pct": [0.1, np.nan, 3.0]})
        rutas_a = write_tabla("a", tabla, self.make_ficha(tabla, ["clave"]), tmp_path / "1")
        rutas_b = write_tabla(
            "a", tabla.sample(frac=1, random_state=7), self.make_ficha(tabla, ["clave"]), tmp_path / "2"
        )

        assert [r.read_bytes() for r in rutas_a] == [r.read_bytes() for r in rutas_b]
        assert rutas_a[0].read_bytes() == b"clave,x_pct\n1,\n2,0.1\n3,3\n"

    def test_decimals_keep_their_cents(self):
        tabla = pd.DataFrame({"monto_mxn": [Decimal("10.10"), Decimal("1234567.00")]})

        assert format_csv(tabla) == "monto_mxn\n10.10\n1234567.00\n"

    def test_repeated_key_is_an_error(self, tmp_path):
        tabla = pd.DataFrame({"clave": ["1", "1"], "x_pct": [1.0, 2.0]})

        with pytest.raises(EsquemaError, match="llave"):
            write_tabla("a", tabla, self.make_ficha(tabla, ["clave"]), tmp_path)

        assert list(tmp_path.iterdir()) == []

    def test_undescribed_column_is_an_error(self, tmp_path):
        tabla = pd.DataFrame({"clave": ["1"], "x_pct": [1.0]})
        ficha = self.make_ficha(tabla, ["clave"])
        del ficha["columnas"]["x_pct"]

        with pytest.raises(EsquemaError) as error:
            write_tabla("a", tabla, ficha, tmp_path)

        assert "x_pct" in error.value.encontrado
