"""Write the sample plan of docs, of one gmina of the example: ``python scripts/make_sample_plan.py [FOLDER]``."""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from mapa_uslug.pipeline import run_report

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "data" / "example"
PLAN = EXAMPLE / "plan_dzienny_dom.toml"
LINKS = {"(plan_uslug_": "(img/plan/"}
NOTE = """
> Przykład: obszar i wszystkie dane są zmyślone. Dokument zapisało polecenie `mapa-uslug report area.toml --gmina Grodzieniec
> --plan plan_dzienny_dom.toml --form md`; opisuje je [podręcznik](podrecznik.md#raport-siedem-kroków).
"""


def main(docs: Path = ROOT / "docs") -> None:
    """Write ``przykladowy_plan.md``, and its drawings in half their size, so that the repository stays small."""
    pictures = docs / "img" / "plan"
    shutil.rmtree(pictures, ignore_errors=True)
    with TemporaryDirectory() as made:
        folder = Path(made)
        run_report(EXAMPLE / "area.toml", folder, gminas=("Grodzieniec",), forms=("md",), plans=(PLAN,))
        pictures.mkdir(parents=True)
        for path in folder.glob("*.png"):
            small = Image.open(path).convert("RGB").reduce(2).quantize(64)
            small.save(pictures / path.name.removeprefix("plan_uslug_"), optimize=True)
        title, _, said = (folder / "plan_uslug.md").read_text(encoding="utf-8").partition("\n")
    for link, target in LINKS.items():
        said = said.replace(link, target)
    (docs / "przykladowy_plan.md").write_text(f"{title}\n{NOTE}{said}", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
