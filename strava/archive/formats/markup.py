"""XML as devices write it: read in pieces, without namespaces, and forgivingly.

Document types are refused, and with them all entities but XML's own five, so a small file cannot
expand to a large one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeVar
from xml.parsers import expat

from ..faults import UnreadableFile
from .track import CUT_OFF

_PIECE = 64 * 1024
_LONGEST_TAG = 1024 * 1024
"""Bytes. The parser reads an unfinished tag or comment again with each piece."""
_LARGEST_REPAIRED = 32 * 1024 * 1024
_MOST_TEXTS = 100
"""Of one element, in units of the parser's buffer of 8 KiB."""


_BEFORE_THE_START = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
"""The bytes of byte order marks and spaces."""
_SEARCHED = 64 * 1024
_WRONG_ENCODING = re.compile(
    rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"'](?:utf-?16|utf8|unicode)", re.I
)
_CUT = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
}
_REPAIRABLE = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_INVALID_TOKEN,
        expat.errors.XML_ERROR_UNDEFINED_ENTITY,
        expat.errors.XML_ERROR_BAD_CHAR_REF,
    )
}
_AFTER_THE_END = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]
_NOT_ALLOWED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)|<(?![A-Za-z_/!?])")


class Malformed(Exception):
    """Raised by a reader for a document that it does not read on; the message is a sentence."""


class Reader(Protocol):
    """Receives the elements of a document in their order."""

    texts: list[str]
    """The parser appends the text of the current element; the reader clears it."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...


R = TypeVar("R", bound=Reader)


class Source(NamedTuple):
    """The bytes of a document from its first `<` on."""

    data: memoryview
    encoding: str | None
    """None if the document's own declaration holds."""


class _Flaw(NamedTuple):
    sentence: str
    may_be_repaired: bool = False


def source(data: bytes) -> Source | None:
    """Return where a document starts and how it is encoded; None if the bytes are no markup.

    Spaces and a byte order mark may precede it.
    """
    head = data[:_SEARCHED]
    start = len(head) - len(head.lstrip(_BEFORE_THE_START))
    if data[start : start + 1] != b"<":
        return None
    if data[start + 1 : start + 2] == b"\0":
        if data[:1] in (b"\0", b"\xfe"):
            return Source(memoryview(data)[start - 1 :], "UTF-16BE")
        return Source(memoryview(data)[start:], "UTF-16LE")
    misnamed = _WRONG_ENCODING.match(data, start)
    return Source(memoryview(data)[start:], "UTF-8" if misnamed else None)


def read(document: Source, make_reader: Callable[[], R]) -> tuple[R, str | None]:
    """Return a reader that has received a document, and a sentence if the document is not whole.

    Raises UnreadableFile for a document type, and what the reader raises except Malformed.
    """
    try:
        reader = make_reader()
        flaw = _feed(document, reader)
    except (LookupError, ValueError):
        # An encoding that the parser does not know. Tags and numbers are the same in all.
        reader = make_reader()
        flaw = _feed(document._replace(encoding="ISO-8859-1"), reader)
    if flaw is None or not flaw.may_be_repaired or len(document.data) > _LARGEST_REPAIRED:
        return reader, flaw and flaw.sentence
    reader = make_reader()
    flaw = _feed(_repair(document), reader)
    if flaw is None:
        return reader, "The file has characters that XML does not allow; they were left out."
    return reader, flaw.sentence


def _feed(document: Source, reader: Reader) -> _Flaw | None:
    parser = expat.ParserCreate(document.encoding)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    texts = reader.texts
    parser.CharacterDataHandler = texts.append
    try:
        for position in range(0, len(document.data), _PIECE):
            parser.Parse(document.data[position : position + _PIECE], False)
            del texts[_MOST_TEXTS:]
            if position - parser.CurrentByteIndex > _LONGEST_TAG:
                return _Flaw("The file has a tag without end; what comes before is kept.")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        return _flaw(error)
    except Malformed as error:
        return _Flaw(str(error))
    return None


def _flaw(error: expat.ExpatError) -> _Flaw:
    if error.code in _CUT:
        return _Flaw(CUT_OFF)
    if error.code == _AFTER_THE_END:
        return _Flaw("The file goes on after its end; what comes there was left out.")
    return _Flaw(
        f"The file is damaged in line {error.lineno}; what comes before is kept.",
        may_be_repaired=error.code in _REPAIRABLE,
    )


def _repair(document: Source) -> Source:
    """Return a document without the characters that XML does not allow."""
    text = bytes(document.data).decode(document.encoding or "UTF-8", "replace")
    text = _BARE.sub(_escape, _NOT_ALLOWED.sub("", text))
    return Source(memoryview(text.encode()), "UTF-8")


def _escape(match: re.Match[str]) -> str:
    return "&amp;" if match[0] == "&" else "&lt;"


def _refuse(name: str, *_: object) -> None:
    raise UnreadableFile(
        "The file is a web page, not a recording."
        if name.lower() == "html"
        else "The file declares a document type (DTD). Logbook reads none, since they can do harm."
    )
