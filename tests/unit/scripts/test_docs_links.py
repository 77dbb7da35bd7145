import re
from pathlib import Path

import pytest

from mapa_uslug.network.speed_profile import default_profile

ROOT = Path(__file__).resolve().parents[3]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _anchor(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        linked = page if not file else (page.parent / file).resolve()
        assert linked.is_relative_to(ROOT), target
        assert linked.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert anchor in {_anchor(h) for h in headings}, target


def test_the_manual_names_the_files_of_a_run():
    manual = (ROOT / "docs" / "podrecznik.md").read_text(encoding="utf-8")
    for name in ("mapa.html", "raport.html", "luki.csv", "wyniki.gpkg", "manifest.json", "roznice.csv"):
        assert name in manual


def test_scripts_for_analysts_are_short():
    for name in ("gap_report.py", "partner_gains.py", "plan_report.py", "make_sample_plan.py"):
        assert len((ROOT / "scripts" / name).read_text(encoding="utf-8").splitlines()) <= 40


def test_the_list_of_sections_in_the_methods_is_true():
    page = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    listed = re.findall(r"\[([^]]+)\]\(#", page.partition("\n## ")[0])
    assert listed == re.findall(r"^## (.+)$", page, flags=re.MULTILINE)


def test_the_speeds_in_the_methods_are_those_of_the_table():
    page = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (\w[\w ]*?)(?: \(.*\)|, unknown)? \| (\d+) \| (\d+) \|$", page, flags=re.MULTILINE
    )
    classes = default_profile().car_classes
    written = {name.replace(" ", "_"): (float(outside), float(inside)) for name, outside, inside in rows}
    assert len(written) == 10
    assert written == {name: classes[name] for name in written}
