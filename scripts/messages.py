"""Keep the Polish catalogue in step with the messages in the code, and compile it.

``python scripts/messages.py update`` adds new messages to the catalogue and drops those that are gone;
``python scripts/messages.py compile`` writes the ``.mo`` files that the package reads.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "mapa_uslug"
CATALOGUE = PACKAGE / "locale" / "pl" / "LC_MESSAGES" / "mapa_uslug.po"
MessageId = str | tuple[str, str]

# Calls whose texts are shown to people: name without a leading underscore -> positions of the message ids.
_CALLS = {"text": (0,), "mark": (0,), "tell": (0,), "problem": (0,), "progress": (0,), "Issue": (2, 3)}
# `add` is a method of sets too, `read` one of files: those that take messages have these besides.
_ADD_KEYWORD = "where"
_READ_ARGUMENTS = 2
_PLURALS = {"plural": (0, 1), "forms": (1, 2)}
_LITERAL = r"\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\s*"
_TEMPLATE = re.compile(r"\btext\(" + _LITERAL)
_TEMPLATE_PLURAL = re.compile(r"\btext\.plural\(" + _LITERAL + "," + _LITERAL)
_HEADER = "# Polish translations for mapa_uslug."
# Fields of the header that would differ from one run to the next, or name nobody.
_IDLE_FIELDS = re.compile(
    rb'^"(?:Project-Id-Version|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To|Generated-By):.*\n',
    re.MULTILINE,
)


def collect_messages() -> set[MessageId]:
    """Every message id in the code and the templates; a pair is one with a plural."""
    found: set[MessageId] = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        found.update(messages_in_python(path.read_text(encoding="utf-8")))
    for path in sorted(PACKAGE.rglob("*.j2")):
        found.update(messages_in_template(path.read_text(encoding="utf-8")))
    return found


def messages_in_python(source: str) -> Iterator[MessageId]:
    """Message ids in the calls of a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _in_call(node)


def messages_in_template(source: str) -> Iterator[MessageId]:
    """Message ids in a Jinja template."""
    yield from (ast.literal_eval(m[1]) for m in _TEMPLATE.finditer(source))
    yield from ((ast.literal_eval(m[1]), ast.literal_eval(m[2])) for m in _TEMPLATE_PLURAL.finditer(source))


def _in_call(call: ast.Call) -> Iterator[MessageId]:
    name = getattr(call.func, "attr", getattr(call.func, "id", "")).removeprefix("_")
    if name in _PLURALS:
        pair = [text for i in _PLURALS[name] if i < len(call.args) for text in _texts_in(call.args[i])]
        if len(pair) == 2:
            yield pair[0], pair[1]
    for position in _positions(name, call):
        if position < len(call.args):
            yield from _texts_in(call.args[position])
    for keyword in call.keywords:
        if keyword.arg == "hint":
            yield from _texts_in(keyword.value)


def _positions(name: str, call: ast.Call) -> tuple[int, ...]:
    takes_messages = {
        "add": any(keyword.arg == _ADD_KEYWORD for keyword in call.keywords),
        "read": len(call.args) == _READ_ARGUMENTS and isinstance(call.args[1], ast.Lambda),
    }
    return (0,) if takes_messages.get(name) else _CALLS.get(name, ())


def _texts_in(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _texts_in(node.body)
        yield from _texts_in(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value


def read_catalogue() -> Catalog:
    """The Polish catalogue as it stands."""
    if not CATALOGUE.exists():
        return Catalog(locale="pl")
    with CATALOGUE.open("rb") as stream:
        return read_po(stream, locale="pl")


def update() -> None:
    """Add new messages, drop old ones, keep every translation."""
    old = read_catalogue()
    new = Catalog(locale="pl", header_comment=_HEADER, fuzzy=False)
    for message in sorted(collect_messages(), key=_singular):
        known = old.get(_singular(message))
        new.add(message, string=known.string if known else "")
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(format_catalogue(new))
    missing = [m.id for m in new if m.id and not is_translated(m)]
    print(f"{len(new)} messages, {len(missing)} without a translation")
    for untranslated in missing:
        print(f"  {untranslated!r}")


def format_catalogue(catalogue: Catalog) -> bytes:
    """A catalogue as ``.po``: the same bytes for the same messages, whenever it is written."""
    written = BytesIO()
    write_po(written, catalogue, width=118, sort_output=True, ignore_obsolete=True)
    return _IDLE_FIELDS.sub(b"", written.getvalue())


def is_translated(message: Message) -> bool:
    """Whether every form of a message has a text."""
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def _singular(message: MessageId) -> str:
    return message if isinstance(message, str) else message[0]


def compile_catalogue(source: Path, target: Path) -> None:
    """Write one ``.po`` as ``.mo``."""
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=source.parent.parent.name)
    with target.open("wb") as stream:
        write_mo(stream, catalogue)


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        update()
    elif sys.argv[1:] == ["compile"]:
        for path in sorted(PACKAGE.glob("locale/*/LC_MESSAGES/*.po")):
            compile_catalogue(path, path.with_suffix(".mo"))
    else:
        sys.exit("usage: messages.py update | compile")
