"""What people decided, kept in a file beside the services, so that no question is asked twice.

``*_decyzje.csv``: UTF-8 with BOM, semicolons, one row a decision, by case. Lists inside a cell are separated by ``|``;
a ``|``, a backslash or a line end inside a value has a backslash before it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from mapa_uslug.contracts.cases import CASE_KINDS, Decision
from mapa_uslug.contracts.sheet import COLUMN_NAMES, LIST_SEPARATOR
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.safe_cells import csv_text, restore_text

TYPED: Final = "wpisano"
"""Answer where columns were filled in instead of choosing."""
MERGE: Final = "scal"
"""Answer that joins two rows of one service."""
KEEP: Final = "zostaw"
"""Answer that leaves everything as it is."""
WITHDRAW: Final = "cofnij"
"""Answer that takes an earlier decision back: the question is asked again."""

HEADERS: Final = ("case_id", "rodzaj", "usluga_id", "odpowiedz", "zmiany")
# The id is what a decision finds its row by, and no decision may make a sensitive row public.
FIXED_COLUMNS: Final = frozenset({"usluga_id", "wrazliwosc"})
CHANGEABLE_COLUMNS: Final = frozenset(COLUMN_NAMES) - FIXED_COLUMNS

_LINE_ENDS: Final = {"\n": "n", "\r": "r"}
_MAX_BYTES: Final = 50_000_000


def merge_decisions(old: Iterable[Decision], new: Iterable[Decision]) -> list[Decision]:
    """Bring new decisions to the old ones; sorted by case.

    A case has one decision, the new one. Where another case's new decision gives a column of the same service
    another value, the old decision loses that column, and is forgotten when nothing is left of it: what was decided
    last counts; one that stands in `old` just so is not new. `WITHDRAW` forgets the decision of its case.
    """
    earlier = {d.case_id: d for d in old}
    latest = {d.case_id: d for d in new if earlier.get(d.case_id) != d}
    changed = {(s, c): v for d in latest.values() for s in d.service_ids[:1] for c, v in d.changes}
    kept = [_without_overruled(d, changed) for case, d in earlier.items() if case not in latest]
    merged = [d for d in kept if d is not None] + [d for d in latest.values() if d.answer != WITHDRAW]
    return sorted(merged)


def _without_overruled(decision: Decision, changed: dict[tuple[str, str], str]) -> Decision | None:
    service = decision.service_ids[:1]
    left = tuple((c, v) for c, v in decision.changes if all(changed.get((s, c), v) == v for s in service))
    if left == decision.changes:
        return decision
    return replace(decision, changes=left) if left else None


def write_kept_decisions(decisions: Iterable[Decision], path: Path) -> None:
    """Write the file atomically, sorted; the same decisions in any order give the same bytes.

    Raises
    ------
    ValueError
        A decision that changes anything but official columns, or two decisions of one case.
    """
    ordered = sorted(set(decisions))
    foreign = sorted({c for d in ordered for c, _ in d.changes} - CHANGEABLE_COLUMNS)
    twice = sorted(c for c, n in Counter(d.case_id for d in ordered).items() if n > 1)
    if foreign or twice:
        raise ValueError(", ".join([*foreign, *twice]))
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow(HEADERS)
    writer.writerows(_write_row(d) for d in ordered)
    with atomic_path(path) as part:
        part.write_bytes(written.getvalue().encode("utf-8-sig"))


def _write_row(decision: Decision) -> list[str]:
    changes = [f"{column}={value}" for column, value in decision.changes]
    cells = (decision.case_id, decision.kind, _join(decision.service_ids), decision.answer, _join(changes))
    return [csv_text(cell) for cell in cells]


def _join(parts: Sequence[str]) -> str:
    return LIST_SEPARATOR.join("".join(map(_escape, part)) for part in parts)


def _escape(character: str) -> str:
    if character in _LINE_ENDS:
        return "\\" + _LINE_ENDS[character]
    return "\\" + character if character in ("\\", LIST_SEPARATOR) else character


def _split(text: str) -> list[str]:
    line_ends = {letter: end for end, letter in _LINE_ENDS.items()}
    parts, characters = [""], iter(text)
    for character in characters:
        if character == LIST_SEPARATOR:
            parts.append("")
        elif character == "\\":
            escaped = next(characters, "")
            parts[-1] += line_ends.get(escaped, escaped)
        else:
            parts[-1] += character
    return parts if text else []


def read_kept_decisions(path: Path) -> list[Decision]:
    """Read the file, sorted; also as a spreadsheet program saves it (Windows-1250, commas). No file: no decisions.

    Raises
    ------
    InputError
        Every row that is no decision, and cases that are decided in two ways.
    """
    if not path.exists():
        return []
    lines = _read_lines(path)
    found: dict[str, tuple[int, Decision]] = {}
    problems: list[Problem] = []
    for number, cells in lines:
        where = f"{path.name}:{number}"
        decision, wrong = _read_row(cells, where)
        problems += wrong
        earlier = found.setdefault(decision.case_id, (number, decision))
        if earlier[1] != decision:
            problems.append(problem(
                "Case {case} is decided twice, also in row {row}.", where=where, code="decided_twice",
                hint="Leave one of the two rows.", case=decision.case_id, row=earlier[0]))  # fmt: skip
    if problems:
        raise InputError(problems)
    return sorted(d for _, d in found.values())


def _read_lines(path: Path) -> list[tuple[int, list[str]]]:
    text = _decode(path)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cells)]
    except csv.Error as error:
        raise InputError([problem("The file of decisions cannot be read: {reason}", where=path.name, code="decisions_file",
                                  hint="Restore it from a copy, or delete it to decide again.", reason=error)]) from error  # fmt: skip
    header = [h.strip() for h in lines[0][1][: len(HEADERS)]] if lines else []
    if header != list(HEADERS):
        raise InputError([problem("This is no file of decisions: its columns are {found}, not {expected}.", where=path.name,
                                  code="decisions_file", hint="Restore it from a copy, or delete it to decide again.",
                                  found="; ".join(header) or "-", expected="; ".join(HEADERS))])  # fmt: skip
    return lines[1:]


def _decode(path: Path) -> str:
    if path.stat().st_size > _MAX_BYTES:
        raise InputError([problem("The file is larger than {limit} MB.", where=path.name, code="too_large",
                                  hint="Split it into several files.", limit=_MAX_BYTES // 1_000_000)])  # fmt: skip
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1250", errors="replace")


def _read_row(cells: list[str], where: str) -> tuple[Decision, list[Problem]]:
    padded = [restore_text(c) for c in [*cells, *[""] * len(HEADERS)][: len(HEADERS)]]
    case_id, kind, services, answer, changes = padded
    pairs = [part.partition("=") for part in _split(changes)]
    decision = Decision(
        case_id, kind, tuple(_split(services)), answer, tuple((column, value) for column, _, value in pairs)
    )
    problems = [
        problem("The decision has no {column}.", where=where, code="bad_decision", column=column,
                hint="Restore the row from a copy, or delete it to decide again.")
        for column, value in zip(HEADERS[:4], padded[:4], strict=True) if not value
    ]  # fmt: skip
    if kind and kind not in CASE_KINDS:
        problems.append(problem("{value} is no kind of case.", where=where, code="bad_decision", value=kind,
                                hint="Restore the row from a copy, or delete it to decide again."))  # fmt: skip
    problems += [
        problem("A decision may not change the column {column}.", where=where, code="bad_decision", column=column or "-",
                hint="Only columns of the official sheet may be changed, and neither usluga_id nor wrazliwosc.")
        for column, equals, _ in pairs if not equals or column not in CHANGEABLE_COLUMNS
    ]  # fmt: skip
    return decision, problems
