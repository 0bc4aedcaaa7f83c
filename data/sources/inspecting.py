"""Of what kind is a file, and is it whole: its format, encoding, line ends, hash?"""

import codecs
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from data.errors import DataError
from data.sentences import say

CHUNK = 4 << 20
BLOCK = 1 << 17
Bytes = npt.NDArray[np.uint8]
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
REFUSED = (
    (b"%PDF", say("format.pdf")),
    (b"\x1f\x8b", say("format.gzip")),
    (b"7z\xbc\xaf", say("format.seven")),
    (b"Rar!", say("format.rar")),
    (b"BZh", say("format.bzip")),
    (b"\x89PNG", say("format.picture")),
    (b"\xff\xd8\xff", say("format.picture")),
    (b"GIF8", say("format.picture")),
    (b"{\\rtf", say("format.document")),
    (b"SQLite format 3", say("format.database")),
    (b"PARE", say("format.encrypted")),
)


def magic(path: Path, name: str) -> str:
    """Kind of the file by its first bytes: zip, ole, parquet, html, json or text.

    name: what messages call the file.

    Raises
    ------
    DataError
        If it is missing, a folder, not readable, empty, or of a kind that holds no table.
    """
    if not path.exists():
        raise DataError("file.absent", path=str(path))
    if path.is_dir():
        raise DataError("file.folder", name=name)
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise DataError("file.forbidden", name=name) from error
    if not head:
        raise DataError("file.empty", name=name)
    for mark, refused in REFUSED:
        if head.startswith(mark):
            raise DataError("file.no_table", name=name, format=refused)
    for mark, kind in ((b"PK", "zip"), (b"\xd0\xcf\x11\xe0", "ole"), (b"PAR1", "parquet")):
        if head.startswith(mark):
            return kind
    return _kind_of_text(head)


def _kind_of_text(head: bytes) -> str:
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if text[:1] == b"<":
        return "html"
    inside = text[1:].lstrip()[:1]
    if (text[:1] == b"{" and inside in (b'"', b"}")) or (text[:1] == b"[" and inside in b"{[]"):
        return "json"
    return "text"


@dataclass(frozen=True)
class Text:
    """What one pass over a text file found."""

    sha256: str
    encoding: str
    mixed_line_ends: bool
    tidy: bool  # nothing is quoted, and no cell has white space around it


def chunks(path: Path) -> Iterator[bytes]:
    """The file's bytes, a few megabytes at a time."""
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def sha256(path: Path) -> str:
    """Hash of the file."""
    digest = hashlib.sha256()
    for chunk in chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def text(path: Path, name: str, encoding: str, delimiter: str) -> Text:
    """Read a text file once: hash it, find its encoding and line ends, look for things to trim.

    encoding: as declared by the profile; "" means that it is to be found.
    """
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    is_wide = _head(path).startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    is_utf8, ends, edges = not is_wide, _LineEnds(), _Edges(delimiter)
    position = 0
    with ThreadPoolExecutor(1) as beside:  # hashing and searching take about as long
        for chunk in chunks(path):
            hashed = beside.submit(digest.update, chunk)
            if not is_wide and b"\0" in chunk:
                at = position + chunk.index(b"\0") + 1
                raise DataError("file.nul", name=name, at=at)
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
            ends.see(chunk)
            edges.see(chunk)
            position += len(chunk)
            hashed.result()
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    found = encoding or _encoding(path, name, is_utf8, is_wide)
    return Text(digest.hexdigest(), found, ends.mixed, is_utf8 and not edges.found)


class _Edges:
    """Is there white space beside a delimiter or line end, or a quotation mark?

    Counted in blocks that fit the processor's cache: a search for pairs of bytes costs five times
    as much, and the answer spares the engine a trim() of every cell.
    """

    def __init__(self, delimiter: str) -> None:
        self._delimiter = ord(delimiter)
        self._last = b""
        self.found = False

    def see(self, chunk: bytes) -> None:
        """Look at the next piece of the file."""
        if self.found or b'"' in chunk or (b"\t" in chunk and self._delimiter != ord("\t")):
            self.found = True
            return
        seen = np.frombuffer(self._last + chunk, np.uint8)
        wide = not chunk.isascii()
        blocks = (seen[at : at + BLOCK + 2] for at in range(0, len(seen), BLOCK))
        self.found = any(self._has_edge(b) or (wide and _has_wide_space(b)) for b in blocks)
        self._last = chunk[-2:]

    def _has_edge(self, block: Bytes) -> bool:
        space, end = block == ord(" "), block == self._delimiter
        end |= (block == ord("\n")) | (block == ord("\r"))
        return bool((space[:-1] & end[1:]).any() or (end[:-1] & space[1:]).any())


def _has_wide_space(block: Bytes) -> bool:
    """The ideographic or the no-break space in UTF-8."""
    first, second, third = block[:-2], block[1:-1], block[2:]
    ideographic = (first == 0xE3) & (second == 0x80) & (third == 0x80)
    return bool(ideographic.any() or ((block[:-1] == 0xC2) & (block[1:] == 0xA0)).any())


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    if chunk.isascii() and not final and not decoder.getstate()[0]:
        return True
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


class _LineEnds:
    """Which line ends were seen; the parser needs one kind throughout."""

    def __init__(self) -> None:
        self.lines = self.windows = self.old_mac = 0
        self._last = b""

    def see(self, chunk: bytes) -> None:
        """Look at the next piece of the file."""
        if b"\r" in chunk or self._last == b"\r":
            joined = self._last + chunk
            pairs = joined.count(b"\r\n")
            self.windows += pairs
            self.old_mac += joined.count(b"\r", 0, len(joined) - 1) - pairs
            self._last = b"\r" if chunk.endswith(b"\r") else b""
        self.lines += chunk.count(b"\n")

    @property
    def mixed(self) -> bool:
        """More than one kind was seen."""
        return (self.windows > 0 and self.lines > self.windows) or (
            self.old_mac > 0 and self.lines > 0
        )


def _encoding(path: Path, name: str, is_utf8: bool, is_wide: bool) -> str:
    if is_wide:
        return "utf-16"
    if is_utf8 or _is_damaged_utf8(path):
        return "utf-8"
    if _is_chinese(path):
        return "gb18030"
    if not any(chunk.translate(None, _CP1252) for chunk in chunks(path)):
        return "cp1252"
    raise DataError("file.encodings", name=name)


_CP1252 = bytes(set(range(256)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D} - (set(range(32)) - {9, 10, 13}))


def _sample(path: Path, encoding: str, errors: str) -> str:
    """Non-ASCII characters of the whole file, at most a few million of them."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    found: list[str] = []
    for chunk in chunks(path):
        found.append("".join(c for c in decoder.decode(chunk) if c > "\x7f"))
        if sum(map(len, found)) > CHUNK:
            break
    return "".join(found)


def _is_damaged_utf8(path: Path) -> bool:
    """UTF-8 with a few broken characters: the rows that hold them are rejected one by one."""
    seen = _sample(path, "utf-8", "replace")
    return seen.count("\ufffd") * 10 < len(seen)


def _is_chinese(path: Path) -> bool:
    """Valid GB18030 whose characters are ones that people write; accented Latin text is not."""
    try:
        decoder = codecs.getincrementaldecoder("gb18030")()
        for chunk in chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    seen = _sample(path, "gb18030", "strict")
    usual = sum(len(c.encode("gb2312", "ignore")) == 2 for c in seen)
    return usual * 10 >= len(seen) * 7
