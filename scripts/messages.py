"""Keep the Polish catalogue in step with the messages in the code, and compile it.

``python scripts/messages.py update`` adds new messages to the catalogue and drops those that are gone;
``python scripts/messages.py compile`` writes the ``.mo`` files that the package reads.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "mapa_uslug"
CATALOGUE = PACKAGE / "locale" / "pl" / "LC_MESSAGES" / "mapa_uslug.po"
MessageId = str | tuple[str, str]

# Calls whose texts are shown to people: callee -> positions of the message ids.
_CALLS = {
    "text": (0,),
    "mark": (0,),
    "problem": (0,),
    "add": (0,),
    "progress": (0,),
    "_progress": (0,),
    "read": (0,),
}
_ISSUE = (2, 3)
_TEMPLATE = re.compile(r"text\(\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')")
_TEMPLATE_PLURAL = re.compile(r"text\.plural\(\s*(\"[^\"]*\"|'[^']*')\s*,\s*(\"[^\"]*\"|'[^']*')")


def collect_messages() -> set[MessageId]:
    """Every message id in the code and the templates; a pair is one with a plural."""
    found: set[MessageId] = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        found.update(_in_python(ast.parse(path.read_text(encoding="utf-8"))))
    for path in sorted(PACKAGE.rglob("*.j2")):
        source = path.read_text(encoding="utf-8")
        found.update(ast.literal_eval(m[1]) for m in _TEMPLATE.finditer(source))
        found.update(
            (ast.literal_eval(m[1]), ast.literal_eval(m[2])) for m in _TEMPLATE_PLURAL.finditer(source)
        )
    return found


def _in_python(tree: ast.AST) -> Iterator[MessageId]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name == "plural" and len(node.args) >= 2:
            texts = [_text_of(a) for a in node.args[:2]]
            if all(texts):
                yield texts[0], texts[1]
        positions = _ISSUE if name == "Issue" else _CALLS.get(name.removeprefix("self."), ())
        for position in positions:
            if position < len(node.args):
                yield from _texts_in(node.args[position])
        if name in ("problem", "add", "_problem"):
            for keyword in node.keywords:
                if keyword.arg == "hint":
                    yield from _texts_in(keyword.value)


def _texts_in(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _texts_in(node.body)
        yield from _texts_in(node.orelse)
    elif text := _text_of(node):
        yield text


def _text_of(node: ast.expr) -> str:
    """The string that an expression is; identifiers and file modes are no messages."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    value = node.value if is_text else ""  # type: ignore[attr-defined]
    return value if " " in value or value[:1].isupper() or value in _SHORT else ""


_SHORT = frozenset({"by car", "on foot"})


def read_catalogue() -> Catalog:
    """The Polish catalogue as it stands."""
    if not CATALOGUE.exists():
        return Catalog(locale="pl")
    with CATALOGUE.open("rb") as stream:
        return read_po(stream, locale="pl")


def update() -> None:
    """Add new messages, drop old ones, keep every translation."""
    old, new = read_catalogue(), Catalog(locale="pl", project="mapa_uslug", fuzzy=False)
    for message in sorted(collect_messages(), key=str):
        singular = message if isinstance(message, str) else message[0]
        known = old.get(singular)
        new.add(message, string=known.string if known else "")
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as stream:
        write_po(
            stream,
            new,
            width=118,
            omit_header=False,
            sort_output=True,
            ignore_obsolete=True,
            include_lineno=False,
        )
    missing = [
        m.id for m in new if m.id and not (all(m.string) if isinstance(m.string, tuple | list) else m.string)
    ]
    print(f"{len(new)} messages, {len(missing)} without a translation")
    for message in missing:
        print(f"  {message!r}")


def compile_catalogues() -> None:
    """Write a ``.mo`` beside every ``.po``."""
    for path in PACKAGE.glob("locale/*/LC_MESSAGES/*.po"):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=path.parts[-3]))


if __name__ == "__main__":
    update() if sys.argv[1:] == ["update"] else compile_catalogues()
