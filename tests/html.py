"""Reads the HTML of a page into elements, so that tests do not depend on how it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
"""Elements without an end tag."""


@dataclass
class Element:
    """An element with its attributes and what it contains: elements and text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text inside, with single spaces."""
        return " ".join(" ".join(self._strings()).split())

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def find_all(self, tag: str, class_name: str = "") -> list[Element]:
        """Return the elements inside with this tag, and this class if given."""
        return [
            element
            for element in self._descendants()
            if element.tag == tag and (not class_name or class_name in element.classes)
        ]

    def find(self, tag: str, class_name: str = "") -> Element:
        """Return the first of them."""
        return self.find_all(tag, class_name)[0]

    def by_id(self, element_id: str) -> Element:
        """Return the element inside with this id."""
        (found,) = (one for one in self._descendants() if one.attributes.get("id") == element_id)
        return found

    def count(self) -> int:
        """Return the number of elements inside."""
        return sum(1 for _ in self._descendants())

    def _descendants(self) -> Iterator[Element]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child._descendants()

    def _strings(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._strings()


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)

    def handle_endtag(self, tag: str) -> None:
        # End tags that may be left out, as of <option> or <p>, close with their parent.
        if any(element.tag == tag for element in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def parse(page: str) -> Element:
    """Return the root of a page; it has neither a tag nor attributes."""
    parser = _Parser()
    parser.feed(page)
    parser.close()
    return parser.root
