"""Una carpeta de fuentes con recortes, para leerlos por la misma puerta que los originales."""

from pathlib import Path

import pytest

from fais_analysis.sources.ediciones import accept_edicion
from fais_analysis.sources.fichas import get_archivo
from fais_analysis.sources.huella import compute_sha256

RECORTES = Path(__file__).with_name("recortes")
ORIGEN: dict[str, tuple[str, int | None]] = {
    "pobreza_municipal_2010.csv": ("coneval_pobreza_municipal", 2010),
    "pobreza_municipal_2015.csv": ("coneval_pobreza_municipal", 2015),
    "pobreza_municipal_2020.csv": ("coneval_pobreza_municipal", 2020),
    "sabana.csv": ("coneval_sabana", None),
    "marginacion_original.csv": ("conapo_marginacion_original", None),
    "marginacion_ageb_2010.csv": ("conapo_marginacion_ageb", 2010),
    "marginacion_ageb_2020.csv": ("conapo_marginacion_ageb", 2020),
    "localidades.csv": ("inegi_localidades", 2020),
    "catalogo_municipios.csv": ("inegi_catalogo_municipios", None),
    "inpc.csv": ("inegi_inpc", None),
    "zap_rural.csv": ("zap_rural_durango", None),
    "zap_declaratorias.csv": ("zap_declaratorias", None),
}


class Recortes:
    """Carpeta de fuentes de prueba; ``put`` cambia el contenido de uno y lo deja aceptado."""

    def __init__(self, carpeta: Path) -> None:
        self.carpeta = carpeta
        for nombre in ORIGEN:
            self.put(nombre, (RECORTES / nombre).read_bytes())

    def put(self, nombre: str, contenido: bytes) -> Path:
        ruta = get_archivo(*ORIGEN[nombre]).ruta
        destino = self.carpeta / ruta
        destino.parent.mkdir(parents=True, exist_ok=True)
        destino.write_bytes(contenido)
        accept_edicion(self.carpeta, ruta, compute_sha256(destino))
        return destino

    def replace(self, nombre: str, antes: str, despues: str, codificacion: str = "latin-1") -> Path:
        contenido = (RECORTES / nombre).read_bytes()
        viejo, nuevo = antes.encode(codificacion), despues.encode(codificacion)
        assert viejo in contenido, f"el recorte no trae {antes!r}"
        return self.put(nombre, contenido.replace(viejo, nuevo, 1))


@pytest.fixture
def recortes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recortes:
    """Carpeta de fuentes con los doce recortes, ya aceptados."""
    monkeypatch.setenv("FAIS_FUENTES", str(tmp_path))
    return Recortes(tmp_path)
