"""Reads a page back as a reader's program would: elements with their attributes, tables with their text."""

import re
from html.parser import HTMLParser

_NUMBER = re.compile(r"^(Tabela|Table)\s\d+[a-z]?\.\s")
_VOID = {"meta", "br", "rect", "circle", "link", "img", "input"}


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.tables, self.headings = [], [], []
        self._open, self._cell = [], None
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "table":
            self.tables.append({"caption": "", "rows": []})
        elif tag == "tr":
            self.tables[-1]["rows"].append([])
        elif tag in ("th", "td", "caption", "h1", "h2"):
            self._cell = ""

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag in _VOID:
            return
        assert self._open.pop() == tag
        if tag in ("th", "td"):
            self.tables[-1]["rows"][-1].append(" ".join(self._cell.split()))
        elif tag == "caption":
            self.tables[-1]["caption"] = " ".join(self._cell.split())
        elif tag in ("h1", "h2"):
            self.headings.append(" ".join(self._cell.split()))
        else:
            return
        self._cell = None

    def handle_data(self, data):
        if self._cell is not None:
            self._cell += data

    def named(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]

    def table(self, begins):
        """Rows of the one table whose caption begins so, whatever number it bears."""
        (found,) = [t for t in self.tables if _NUMBER.sub("", t["caption"]).startswith(begins)]
        return found["rows"]
