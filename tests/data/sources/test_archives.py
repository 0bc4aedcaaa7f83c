"""Are archives unpacked safely, and refused with the right words?"""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from data.errors import DataError
from data.sources import archives

TABLE = "a,b\n1,2\n3,4\n"


def packed(**members: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_one_table(opened) -> None:
    content = packed(**{"folder/t.csv": TABLE, "__MACOSX/folder/._t.csv": b"\0\1", "folder/": ""})
    source, rows = opened(content, name="file.zip")
    assert rows == [("1", "2"), ("3", "4")]
    assert (source.file_name, source.format) == ("file.zip", "csv")


def test_hash_is_that_of_the_archive(opened, tmp_path: Path) -> None:
    source, _ = opened(packed(**{"t.csv": TABLE}), name="file.zip")
    assert source.sha256 == hashlib.sha256((tmp_path / "file.zip").read_bytes()).hexdigest()


def encrypted() -> bytes:
    content = bytearray(packed(**{"t.csv": TABLE}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def damaged() -> bytes:
    content = bytearray(packed(**{"t.csv": TABLE * 1000}))
    content[60:70] = b"\xff" * 10
    return bytes(content)


BAD = {
    "zip of zips": (
        packed(**{"inner.zip": packed(**{"t.csv": TABLE})}),
        "file.zip holds another archive (inner.zip); unpack it and load the table itself",
    ),
    "several": (
        packed(**{"b.csv": TABLE, "a.csv": TABLE}),
        "file.zip holds 2 files (a.csv, b.csv); put exactly one table into the archive",
    ),
    "none": (packed(), "file.zip holds 0 files; put exactly one table into the archive"),
    "leads out": (
        packed(**{"../../etc/t.csv": TABLE}),
        "file.zip holds ../../etc/t.csv, a name that leads out of its folder; pack the table again",
    ),
    "absolute": (
        packed(**{"/etc/t.csv": TABLE}),
        "file.zip holds /etc/t.csv, a name that leads out of its folder; pack the table again",
    ),
    "drive": (
        packed(**{"C:\\t.csv": TABLE}),
        "file.zip holds C:\\t.csv, a name that leads out of its folder; pack the table again",
    ),
    "encrypted": (encrypted(), "file.zip is encrypted; unpack it and load the table itself"),
    "truncated": (
        packed(**{"t.csv": TABLE * 1000})[:-30],
        "file.zip is cut off or damaged; copy or export it again",
    ),
    "damaged": (damaged(), "file.zip is cut off or damaged; copy or export it again"),
    "a picture inside": (
        packed(**{"t.png": b"\x89PNG\r\n"}),
        "t.png in file.zip is a picture, not a table; export the table as CSV, XLSX, JSON or "
        "Parquet",
    ),
    "an empty file inside": (
        packed(**{"t.csv": ""}),
        "t.csv in file.zip is empty; export it again",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_archives(opened, tmp_path: Path, case: str) -> None:
    content, message = BAD[case]
    before = set(tmp_path.parent.iterdir())
    with pytest.raises(DataError) as told:
        opened(content, name="file.zip")
    assert str(told.value) == message
    assert set(tmp_path.parent.iterdir()) == before


def test_bomb_by_ratio(opened) -> None:
    with pytest.raises(DataError) as told:
        opened(packed(**{"t.csv": bytes(archives.SMALL + 1)}), name="file.zip")
    assert str(told.value).startswith("file.zip would unpack to 1,0")
    assert str(told.value).endswith(
        "times its size, allowed is 300; unpack it and load the table itself"
    )


def test_bomb_by_size(opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 1 << 30)
    content = bytearray(packed(**{"t.csv": TABLE}))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (3 << 30).to_bytes(4, "little")
    with pytest.raises(DataError) as told:
        opened(bytes(content), name="file.zip")
    assert str(told.value) == "file.zip would unpack to 3 GB, allowed are 1; split the table"
