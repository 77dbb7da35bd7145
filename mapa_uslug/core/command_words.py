"""What the command-line library says by itself (headings of the help, misspelt options), in the user's language.

The library has these words in English only and no way to exchange them, so they are found in what it wrote.
"""

from __future__ import annotations

import re
from typing import Final

from mapa_uslug.core.text import Text, mark

_PHRASES: Final = tuple(
    (re.compile(pattern, re.MULTILINE), message)
    for pattern, message in (
        (r"^Usage: ", mark("Usage: ")),
        (r"\[OPTIONS\]", mark("[OPTIONS]")),
        (r"COMMAND \[ARGS\]\.\.\.", mark("COMMAND [ARGUMENTS]...")),
        (r"^Arguments:$", mark("Arguments:")),
        (r"^Options:$", mark("Options:")),
        (r"^Commands:$", mark("Commands:")),
        (r"Show this message and exit\.", mark("Show this help.")),
        (r"\[required\]", mark("[required]")),
        (r"\[default:", mark("[default:")),
        (r"\[env var: (?P<name>[^\]]+)\]", mark("[environment variable: {name}]")),
        (r"<(?:list\[)?[Pp]ath\]?>", mark("<path>")),
        (r"^Try '(?P<command>.+)' for help\.$", mark("Help: {command}")),
        (r"^Error: ", mark("Error: ")),
        (r"Missing argument '(?P<name>[^']*)'\.", mark("The argument {name} is missing.")),
        (r"Missing option '(?P<name>[^']*)'\.", mark("The option {name} is missing.")),
        (r"Missing command\.", mark("The command is missing.")),
        (r"No such command '(?P<name>[^']*)'\.?", mark("There is no command {name}.")),
        (r"No such option: (?P<name>[^\s.]+)\.?", mark("There is no option {name}.")),
        (r"Did you mean (?P<suggestion>.+)\?$", mark("Did you mean: {suggestion}?")),
        (r"\(Possible options: (?P<suggestion>.+)\)$", mark("Did you mean: {suggestion}?")),
        (r"Got unexpected extra argument(?:\(s\)|s)? \((?P<name>.*)\)", mark("There is no place for: {name}")),
        (r"Option '(?P<name>[^']*)' requires an argument\.", mark("The option {name} needs a value.")),
        (r"Option '(?P<name>[^']*)' does not take a value\.", mark("The option {name} takes no value.")),
        (r"Invalid value for '(?P<name>[^']*)': ", mark("{name} cannot have this value. ")),
        (r"Input should be a valid integer.*$|'.*' is not a valid int(?:eger)?\.", mark("Give a whole number.")),
        (r"Input should be a valid number.*$|'.*' is not a valid float\.", mark("Give a number, with a decimal point.")),
        (r"Input should be greater than or equal to (?P<expected>\S+)$", mark("Give at least {expected}.")),
        (r"Input should be less than or equal to (?P<expected>\S+)$", mark("Give at most {expected}.")),
    )
)  # fmt: skip


def translate_command_words(said: str, text: Text) -> str:
    """Put the library's phrases into the language of `text`; everything else stays as it is."""
    if text.language == "en":
        return said
    for pattern, message in _PHRASES:
        said = pattern.sub(lambda found, message=message: text(message, **found.groupdict()), said)  # type: ignore[misc]
    return said
