import pytest
from drawn_district import build_district

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.core.text import Text
from mapa_uslug.maps.assets import Assets


@pytest.fixture(scope="session")
def district():
    return build_district()


@pytest.fixture(scope="session")
def catalog():
    return read_catalog()


@pytest.fixture
def text():
    return Text("en")


@pytest.fixture
def stub_assets():
    """Stands for the built front end, with what a template engine would trip over."""
    return Assets(script='window.a="{{ b }}";', style="a{color:red}/*{% c %}*/")
