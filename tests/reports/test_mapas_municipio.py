"""Con lo que alguien importó: contornos de AGEB y anexos de la declaratoria, hasta el informe (sintéticos)."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from fais_analysis.loaders.ordenadas import load_municipios_geo, load_tabla
from fais_analysis.verify.rearmado import clear_memoria
from fais_analysis.views.capitulos import mapa_zap as ver
from fais_analysis.views.grafica import Grafica
from tests.batch.bifurcado import run_fais
from tests.loaders.anexos_de_prueba import RURAL, URBANA, write_html
from tests.loaders.marcos_de_prueba import make_agebs, make_municipios, write_marco

RAIZ = Path(__file__).resolve().parents[2]
CANATLAN = "10001"  # 14 AGEB urbanas con grado en 2020: suficientes para su mapa


@pytest.fixture(scope="module")
def copia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Un proyecto aparte: datos, mapas y cuadernos copiados, sin salidas; la biblioteca lee de ahí."""
    base = tmp_path_factory.mktemp("importado")
    raiz = base / "proyecto"
    for carpeta in ("data", "shapefiles", "notebooks"):
        shutil.copytree(RAIZ / carpeta, raiz / carpeta)
    for archivo in ("pyproject.toml", "environment.yml", "requirements.lock"):
        shutil.copy(RAIZ / archivo, raiz / archivo)
    with pytest.MonkeyPatch.context() as parche:
        parche.setenv("FAIS_RAIZ", str(raiz))
        parche.setenv("FAIS_FUENTES", str(base / "fuentes"))
        yield raiz
    clear_memoria()


def run_orden(*orden: str, entidad: str = "") -> None:
    """Corre la orden de la gente en este proceso, que olvida lo que hubiera leído antes."""
    clear_memoria()
    hecha = run_fais(*orden, entidad=entidad)
    assert hecha.exit_code == 0, hecha.output


def make_marco_durango(carpeta: Path) -> Path:
    """Marco sintético: los municipios del proyecto y un cuadro en cada punto de AGEB."""
    municipios = load_municipios_geo("10").to_crs(6372).rename(columns={"nombre": "NOMGEO"})
    municipios["CVEGEO"] = municipios["clave_municipio"]
    municipios["CVE_ENT"], municipios["CVE_MUN"] = municipios["CVEGEO"].str[:2], municipios["CVEGEO"].str[2:]
    puntos = load_tabla("agebs").query("clave_municipio == @CANATLAN")
    centros = gpd.GeoSeries(gpd.points_from_xy(puntos["longitud"], puntos["latitud"]), crs=4326).to_crs(6372)
    agebs = pd.DataFrame({"CVEGEO": puntos["clave_ageb"].to_numpy()})
    cortes = {"CVE_ENT": (0, 2), "CVE_MUN": (2, 5), "CVE_LOC": (5, 9), "CVE_AGEB": (9, 13)}
    for columna, (desde, hasta) in cortes.items():
        agebs[columna] = agebs["CVEGEO"].str.slice(desde, hasta)
    # La mitad del lado: 200 m, o menos donde otra queda cerca, que el Marco no encima ninguna.
    vecinas = [centros.drop(n).distance(c).min() for n, c in centros.items()]
    medios = [min(200.0, 0.45 * cerca / 2**0.5) for cerca in vecinas]
    cuadros = [box(c.x - m, c.y - m, c.x + m, c.y + m) for c, m in zip(centros, medios, strict=True)]
    capas = {
        "mun": municipios[["CVEGEO", "CVE_ENT", "CVE_MUN", "NOMGEO", "geometry"]],
        "a": gpd.GeoDataFrame(agebs, geometry=cuadros, crs=6372),
    }
    return write_marco(carpeta, capas, entidad="10")


def read_expediente(salida: Path, clave: str) -> str:
    (ruta,) = salida.glob(f"2*/{clave}_*/expediente.html")
    return ruta.read_text(encoding="utf-8")


def find_figura(documento: str, ident: str) -> str:
    return re.search(rf'<figure [^>]*id="{ident}".*?</figure>', documento, re.DOTALL)[0]


class TestSinImportar:
    def test_agebs_are_points_and_zone_is_a_diamond(self):
        from fais_analysis.reports.mapa_zap import build_mapa_zap

        mapa = ver.plot_agebs(build_mapa_zap("10005"))

        simbolos = {t["marker"]["symbol"] for t in mapa.figura["data"] if "marker" in t}
        assert simbolos == {"circle", "diamond"}
        assert "no dibuja su contorno" in mapa.nota
        assert "El cuadro abarca" in mapa.nota

    def test_agebs_out_of_the_frame_are_counted(self):
        from fais_analysis.reports.mapa_zap import build_mapa_zap

        datos = build_mapa_zap("10007")
        mapa = ver.plot_agebs(datos)

        fuera = re.search(r"(?:Otra|Otras (\d+)) AGEB quedan? fuera del cuadro", mapa.nota)
        dibujadas = sum(len(t["x"]) for t in mapa.figura["data"] if t.get("hovertext"))
        assert dibujadas + (int(fuera[1] or 1) if fuera else 0) == datos.agebs["longitud"].notna().sum()

    def test_rural_zone_is_hatched_and_named_with_its_year(self):
        from fais_analysis.reports.mapa_zap import build_mapa_zap

        dentro, fuera = (ver.plot_localidades(build_mapa_zap(c)) for c in ("10014", "10005"))

        assert dentro.figura["data"][0]["fillpattern"]["shape"] == "/"
        assert "fillpattern" not in fuera.figura["data"][0]
        leyenda = [t["name"] for t in dentro.figura["data"] if t.get("showlegend")]
        assert "ZAP rural 2026: sólo criterios derivados" in leyenda
        assert "ZAP rural 2026: fuera" in fuera.nota

    def test_localities_are_coloured_by_grade_when_there_is_one(self):
        from fais_analysis.reports.mapa_zap import build_mapa_zap

        datos = build_mapa_zap("10014")
        con_grado = datos.localidades.assign(
            grado=["Muy alto", "Alto"] + [None] * (len(datos.localidades) - 2)
        )
        mapa = ver.plot_localidades(type(datos)(**{**vars(datos), "localidades": con_grado}))

        leyenda = [t["name"] for t in mapa.figura["data"] if t.get("showlegend")]
        assert {"Muy alto", "Alto", "Sin dato"} <= set(leyenda)
        assert "por localidad: sin dato" not in mapa.nota

    def test_localities_named_by_an_annex_are_diamonds(self):
        from fais_analysis.reports.mapa_zap import build_mapa_zap

        datos = build_mapa_zap("10014")
        en_zap = [True] * 3 + [False] * (len(datos.localidades) - 3)
        mapa = ver.plot_localidades(
            type(datos)(**{**vars(datos), "localidades": datos.localidades.assign(en_zap=en_zap)})
        )

        rombos = [t for t in mapa.figura["data"] if t.get("marker", {}).get("symbol") == "diamond"]
        assert sorted(len(t["x"]) for t in rombos) == [1, 3]  # la entrada de la leyenda y las tres

    @pytest.mark.lento
    def test_other_state_without_polygons_says_so_and_keeps_its_table(self):
        from fais_analysis.reports.mapa_zap import build_mapa_zap
        from fais_analysis.views.capitulos import mapa_zap_tablas

        datos = build_mapa_zap("32001")

        assert ver.list_mapas(datos) == ()
        assert "Sin mapas" in str(ver.plot_mapa_zap(datos))
        assert "Zacatecas" in str(ver.plot_mapa_zap(datos))
        assert not any(isinstance(v, Grafica) for v in (ver.plot_localidades(datos), ver.plot_agebs(datos)))
        assert len(mapa_zap_tablas.build_tabla_zap(datos).filas) == 11


@pytest.fixture(scope="module")
def informes(copia: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Los de tres municipios, con los contornos y los anexos de la declaratoria importados."""
    carpeta = tmp_path_factory.mktemp("fuentes")
    run_orden("datos", "mapas", "--marco", str(make_marco_durango(carpeta)))
    decreto = ["--anio", "2026", "--fecha-dof", "2025-11-21"]
    run_orden("datos", "importar", str(write_html(carpeta, RURAL)), "--zap", "rural", *decreto)
    run_orden("datos", "importar", str(write_html(carpeta, URBANA)), "--zap", "urbana", *decreto)
    run_orden("datos", "construir", "--tabla", "zap_anexos")
    run_orden("reportes", CANATLAN, "10014", "10034", "--salida", str(carpeta / "salida"), entidad="10")
    return carpeta / "salida"


@pytest.mark.lento
def test_imported_contours_reach_the_report(informes: Path):
    figura = find_figura(read_expediente(informes, CANATLAN), "mapa-agebs")
    assert "no dibuja su contorno" not in figura
    assert re.search(r"<path d=[^>]*><title>Canatlán, AGEB", figura)
    assert "<circle" not in figura


@pytest.mark.lento
def test_imported_annex_rules_the_map_and_the_table_of_its_year_only(informes: Path):
    mezquital, tamazula = (find_figura(read_expediente(informes, c), "zap") for c in ("10014", "10034"))

    # El anexo sintético nombra a Mezquital y Canelas, no a Tamazula (que los criterios derivados sí incluyen).
    assert "ZAP rural 2026: declaratoria cargada" in mezquital
    assert "2023-2025" in mezquital
    assert "Canelas y Mezquital" in mezquital
    assert re.search(r"<th[^>]*>2026</th>.*?<td[^>]*>fuera</td>", tamazula, re.DOTALL)
    assert re.search(r"<th[^>]*>2025</th>.*?<td[^>]*>en zona</td>", tamazula, re.DOTALL)
    documento = read_expediente(informes, "10014")
    assert "Las zonas rurales de 2026 son las del anexo de la declaratoria que se importó" in documento
    (informe,) = informes.glob("2*/10014_*/expediente.html")
    run_orden("verificar", str(informe))  # termina en cero sólo si nada discrepa


@pytest.mark.lento
def test_another_state_with_its_imported_polygons_draws_its_maps(copia: Path, tmp_path: Path):
    nombres = tuple(load_tabla("catalogo_municipios").query("clave_municipio.str[:2] == '32'")["municipio"])
    capas = {"mun": make_municipios(nombres=nombres), "a": make_agebs()}
    run_orden("datos", "mapas", "--marco", str(write_marco(tmp_path, capas)))

    run_orden("reportes", "32001", "--entidad", "32", "--salida", str(tmp_path / "salida"), entidad="32")

    figura = find_figura(read_expediente(tmp_path / "salida", "32001"), "zap")
    assert len(re.findall(r'<path id="zap-\d+"', figura)) == len(nombres)
    assert "ZAP rural 2023-2026: sólo criterios derivados" in figura
