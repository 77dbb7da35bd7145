"""Whatever the product says, it says in Polish too: the catalogue against the code."""

from __future__ import annotations

import ast
import contextlib
import gettext
import importlib.util
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
import typer
from babel.messages.catalog import Message

from mapa_uslug import cli
from mapa_uslug.core import text as text_module
from mapa_uslug.core.command_words import translate_command_words
from mapa_uslug.core.text import Text

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "messages.py"


def _load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = _load_script()


def _fields(message: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(message) if name is not None)


def _forms(value: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


@pytest.fixture(scope="module")
def catalogue() -> dict[str, Message]:
    return {_forms(m.id)[0]: m for m in script.read_catalogue() if m.id}


@pytest.fixture(scope="module")
def wanted() -> dict[str, tuple[str, ...]]:
    """Message ids of the code, by their first form."""
    return {_forms(m)[0]: _forms(m) for m in script.collect_messages()}


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Text:
    """Polish out of a catalogue compiled for this test, whether or not the package has one."""
    target = tmp_path / "pl" / "LC_MESSAGES" / "mapa_uslug.mo"
    target.parent.mkdir(parents=True)
    script.compile_catalogue(script.CATALOGUE, target)
    monkeypatch.setattr(text_module, "_LOCALES", tmp_path)
    text_module.translation.cache_clear()
    try:
        return Text("pl")
    finally:
        text_module.translation.cache_clear()


def test_catalogue_has_the_messages_of_the_code_and_no_others(
    catalogue: dict[str, Message], wanted: dict[str, tuple[str, ...]]
) -> None:
    assert len(wanted) > 500
    assert {k: _forms(m.id) for k, m in catalogue.items()} == wanted


def test_no_entry_is_obsolete_or_fuzzy() -> None:
    source = script.CATALOGUE.read_text(encoding="utf-8")
    assert not re.findall(r"^#~|^#,.*fuzzy", source, re.MULTILINE)


def test_every_message_has_a_polish_one(catalogue: dict[str, Message]) -> None:
    assert [key for key, m in catalogue.items() if not all(form.strip() for form in _forms(m.string))] == []


def test_plural_messages_have_three_forms(catalogue: dict[str, Message]) -> None:
    plural = {key: m for key, m in catalogue.items() if not isinstance(m.id, str)}
    assert len(plural) > 10
    assert {key: len(_forms(m.string)) for key, m in plural.items()} == dict.fromkeys(plural, 3)


def test_translations_keep_every_field(catalogue: dict[str, Message]) -> None:
    changed = {
        key: form
        for key, m in catalogue.items()
        for form in _forms(m.string)
        if _fields(form) != _fields(_forms(m.id)[-1])
    }
    assert changed == {}


def test_translations_keep_the_space_and_the_mark_at_the_end(catalogue: dict[str, Message]) -> None:
    """Parts that are joined with others keep their outer spaces, and a sentence stays a sentence."""
    for key, m in catalogue.items():
        for form in _forms(m.string):
            assert (form[:1] == " ", form[-1:] == " ") == (key[:1] == " ", key[-1:] == " "), key
            assert (form[-1] in ".?") == (key[-1] in ".?"), (key, form)


def test_quotes_are_polish(catalogue: dict[str, Message]) -> None:
    for key, m in catalogue.items():
        for form in _forms(m.string):
            assert "“" not in form, key
            assert form.count("„") == form.count("”"), key
            assert '"' not in form, key


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 osób"),
        (1, "1 osoba"),
        (2, "2 osoby"),
        (5, "5 osób"),
        (12, "12 osób"),
        (22, "22 osoby"),
        (112, "112 osób"),
    ],
)
def test_plural_forms_of_people(polish: Text, count: int, words: str) -> None:
    assert polish.plural("{count} person", "{count} people", count) == words


def test_compiled_catalogue_speaks_polish(polish: Text) -> None:
    assert polish("Too far") == "Za daleko"
    assert polish("The key {key} is missing.", key="area") == "Brak klucza area."


def test_compile_makes_text_speak_polish(tmp_path: Path) -> None:
    """As in a checkout: the script beside the package, then a process that has never read a catalogue."""
    package = tmp_path / "mapa_uslug"
    for part in ("__init__.py", "core", "locale"):
        source = ROOT / "mapa_uslug" / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, _made(package) / part)
    for compiled in package.rglob("*.mo"):
        compiled.unlink()
    shutil.copy(SCRIPT, _made(tmp_path / "scripts") / "messages.py")
    ask = (
        "from mapa_uslug.core.text import Text; print(Text('pl')('Not known'), '|', Text('en')('Not known'))"
    )
    before = _python(["-c", ask], tmp_path)
    _python(["scripts/messages.py", "compile"], tmp_path)
    assert (before, _python(["-c", ask], tmp_path)) == ("Not known | Not known", "Nie wiadomo | Not known")


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _python(arguments: list[str], folder: Path) -> str:
    environment = {"PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8", "PATH": ""}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, check=True
    )
    return done.stdout.decode("utf-8").strip()


def test_writing_the_catalogue_again_changes_no_byte() -> None:
    written = script.CATALOGUE.read_bytes()
    assert (
        script.format_catalogue(script.read_catalogue()).split(b"\n\n", 1)[1] == written.split(b"\n\n", 1)[1]
    )
    assert b"-Date" not in written


def test_update_twice_gives_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pl" / "LC_MESSAGES" / "mapa_uslug.po"
    path.parent.mkdir(parents=True)
    shutil.copy(script.CATALOGUE, path)
    monkeypatch.setattr(script, "CATALOGUE", path)
    script.update()
    assert path.read_bytes() == (ROOT / "mapa_uslug/locale/pl/LC_MESSAGES/mapa_uslug.po").read_bytes()


def test_messages_are_found_wherever_they_are_said() -> None:
    source = """
text("a one"); self.text("b"); found.text.plural("{count} c", "{count} cs", n); mark("d")
problem("e", where=w, hint="f" if x else "g", reason="no message")
log.add("h", where=w, hint="i"); seen.add("no message")
Issue("no message", "no message", "j", "k", {})
loader.read("l", lambda: 1); stream.read("no message"); path.read("no message", "no message")
_forms(text, "{people} m", "{people} ms"); progress(""); other("no message")
"""
    found = set(script.messages_in_python(source))
    assert found == {
        "a one", "b", ("{count} c", "{count} cs"), "d", "e", "f", "g", "h", "i", "j", "k", "l",
        ("{people} m", "{people} ms"),
    }  # fmt: skip


def test_messages_are_found_in_templates() -> None:
    source = """<p>{{ text("It's a") }} {{ text('b “c”', x=1) }}{{ text.plural("{count} d", "{count} ds", n) }}</p>"""
    assert set(script.messages_in_template(source)) == {"It's a", "b “c”", ("{count} d", "{count} ds")}


def _templates_of(source: str) -> set[str]:
    """Texts with a field in braces that are neither an f-string nor a docstring."""
    tree = ast.parse(source)
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    silent |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    texts = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in silent]
    found = {n.value for n in texts if isinstance(n.value, str)}
    return {t for t in found if " " in t and re.search(r"\{[a-z_]+\}", t) and "<" not in t and "{{" not in t}


def test_no_template_of_the_code_goes_untold(wanted: dict[str, tuple[str, ...]]) -> None:
    """Messages in dictionaries or variables would stay English: they must be marked."""
    known = {form for forms in wanted.values() for form in forms}
    written = {t for p in (ROOT / "mapa_uslug").rglob("*.py") for t in _templates_of(p.read_text("utf-8"))}
    assert len(written) > 150
    assert written - known == set()


def test_reason_is_translated_where_it_is_a_message(polish: Text) -> None:
    told = polish.tell("{key}: {reason} (given: {value})", {"key": "k", "reason": "thresholds must ascend: (3, 2, 1)", "value": "Car"})  # fmt: skip
    assert told == "k: progi muszą rosnąć: (3, 2, 1) (podano: Car)"


@pytest.mark.parametrize(
    ("said", "translated"),
    [
        ("Usage: mapa-uslug run [OPTIONS] {area}\n", "Użycie: mapa-uslug run [OPCJE] {area}\n"),
        ("Try 'mapa-uslug run --help' for help.\n", "Pomoc: mapa-uslug run --help\n"),
        ("Error: Missing option '--out'.\n", "Błąd: Brak opcji --out.\n"),
        ("Error: No such command 'runn'. Did you mean 'run'?\n", "Błąd: Nie ma polecenia runn. Czy chodziło o: 'run'?\n"),
        ("Error: No such option: --foo (Possible options: --out)\n", "Błąd: Nie ma opcji --foo. Czy chodziło o: --out?\n"),
        ("  --k  Ile.  [default: 1; x>=1]\n", "  --k  Ile.  [domyślnie: 1; x>=1]\n"),
        ("Zupełnie inne słowa.\n", "Zupełnie inne słowa.\n"),
    ],
)  # fmt: skip
def test_words_of_the_command_line_library(polish: Text, said: str, translated: str) -> None:
    assert translate_command_words(said, polish) == translated
    assert translate_command_words(said, Text("en")) == said


@pytest.mark.parametrize(
    "line",
    ["--help", "run --help", "nearest --help", "scenario", "run", "nope", "runn", "run --nope", "run --out",
     "run a b --out c", "--version=3", "nearest --k x", "nearest --k 0", "nearest --terminal x"],
)  # fmt: skip
def test_help_and_misspelt_commands_have_no_english_words(polish: Text, line: str) -> None:
    """What the library itself says today, not only what it said when its phrases were listed."""
    command = typer.main.get_command(cli.build_app(polish))
    cli._translate_help(command, polish)
    said = _said(command, line.split(), polish)
    english = re.compile(
        r"\b(?:Usage|Options?|Arguments?|Commands?|Error|Show|Missing|No such|Invalid|Input|should|required|default|"
        r"Try|Got|unexpected|OPTIONS|COMMAND|path)\b"
    )
    assert said
    assert english.findall(said) == []


def _said(command: object, arguments: list[str], text: Text) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            command(arguments, prog_name="mapa-uslug", standalone_mode=False)  # type: ignore[operator]
        except cli._UsageError as error:
            cli._show_usage_error(error, text)
    return out.getvalue()


def test_catalogue_is_readable_by_gettext(tmp_path: Path) -> None:
    target = tmp_path / "m.mo"
    script.compile_catalogue(script.CATALOGUE, target)
    with target.open("rb") as stream:
        read = gettext.GNUTranslations(stream)
    assert read.gettext("Served") == "Obsłużeni"
