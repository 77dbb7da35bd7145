from pathlib import Path

import pytest
from hand_register import hand_gminas, write_register

from mapa_uslug.geocoding import open_index


@pytest.fixture(scope="session")
def gminas():
    return hand_gminas()


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory, gminas):
    folder: Path = tmp_path_factory.mktemp("register")
    opened = open_index([write_register(folder / "adresy.csv")], gminas=gminas, folder=folder)
    yield opened
    opened.close()
