"""El HTML del mensaje se revisa por lista de lo admitido: lo demás no sale, se escriba como se escriba."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.delivery.html_correo import ATRIBUTOS, ESTILOS, ETIQUETAS, PROPIOS, Revisor

URL = "https://rastreo.example/p.gif"


@pytest.mark.parametrize("html", [
    f'<p style="background:url({URL})">', f'<p style="background:u\\72l({URL})">', f"<p style='list-style-image:url({URL})'>",
    f'<p style="background:image-set(\'{URL}\' 1x)">', f'<p style="content:\'{URL}\'">', f'<input type="image" src="{URL}">',
    f"<style>@import '{URL}'</style>", f'<!--[if mso]><img src="{URL}"><![endif]-->', f'<!--[if mso]><v:fill src="{URL}"/><![endif]-->',
    f'<![if !mso]><img src="{URL}"><![endif]>', f'<picture><source srcset="{URL}"></picture>', f'<meta http-equiv="refresh" content="0;url={URL}">',
    f'<video poster="{URL}"></video>', f'<body background="{URL}">', f'<svg><image href="{URL}"/></svg>', f'<img src="cid:x" srcset="{URL} 2x">',
    f'<img lowsrc="{URL}" src="cid:x">', f'<img src="cid:x" longdesc="{URL}">', f'<a ping="{URL}" href="https://x.example">x</a>',
    f'<?xml-stylesheet href="{URL}"?>', f"<p style=\"cursor:url('{URL}')\">", "<p style='width:expression(1)'>", '<img src="data:image/png,x">',
    f'<p style="background:/**/url({URL})">', '<a href="java\tscript:1">x</a>', f'<bgsound src="{URL}">', f'<embed src="{URL}">',
])  # fmt: skip
def test_no_known_way_of_loading_a_remote_picture_passes(html: str):
    assert Revisor().read(html).problemas, html


@given(
    st.text("abcdefghijklmnopqrstuvwxyz:-", min_size=1, max_size=12), st.sampled_from(["p", "td", "img", "a"])
)
@settings(max_examples=200, deadline=None)
def test_any_attribute_outside_the_list_is_refused(nombre: str, tag: str):
    if nombre in ATRIBUTOS | PROPIOS.get(tag, set()) or not nombre[0].isalpha():
        return
    assert Revisor().read(f'<{tag} {nombre}="{URL}">').problemas


@given(
    st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=14),
    st.sampled_from(["url(x)", "image(x)", "var(--x)", "x\\66"]),
)
@settings(max_examples=200, deadline=None)
def test_no_property_takes_a_function_but_colors(nombre: str, valor: str):
    assert Revisor().read(f'<p style="{nombre}:{valor}">').problemas
    assert ESTILOS
    assert "style" not in ETIQUETAS
