import pytest
from six_cell_town import build_town

from mapa_uslug.catalog.reading import read_catalog


@pytest.fixture
def town():
    return build_town()


@pytest.fixture(scope="session")
def catalog():
    return read_catalog()
