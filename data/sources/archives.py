"""Which table does a zip archive hold, and is it safe to unpack?"""

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from data.errors import DataError
from data.sentences import MOST_NAMED

MOST_BYTES = 20 << 30
MOST_RATIO = 300
SMALL = 64 << 20  # a small file may compress as well as it likes
CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db")


def kind(path: Path, name: str) -> str:
    """What a file that begins like a zip archive is: xlsx, xlsb, ods or zip.

    Raises
    ------
    DataError
        If it is cut off or damaged.
    """
    names = {member.filename for member in _members(path, name)}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    return "zip"


def _members(path: Path, name: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError("file.damaged", name=name) from error


def check_sizes(path: Path) -> None:
    """DataError if the archive or workbook would unpack to more than any real table."""
    for member in _members(path, path.name):
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > MOST_BYTES:
            raise DataError(
                "file.huge_archive",
                name=path.name,
                size=member.file_size / 2**30,
                most=MOST_BYTES >> 30,
            )
        if member.file_size > SMALL and ratio > MOST_RATIO:
            raise DataError("file.dense_archive", name=path.name, ratio=ratio, most=MOST_RATIO)


def unpack(path: Path, workspace: Path) -> Path:
    """The one table of an archive, unpacked into the workspace.

    Raises
    ------
    DataError
        If the archive holds no file or several, another archive, a name that leads out of its
        folder, something encrypted or far too big, or is damaged.
    """
    check_sizes(path)
    members = [
        m for m in _members(path, path.name) if not m.is_dir() and not _is_clutter(m.filename)
    ]
    if not members:
        raise DataError("file.empty_archive", name=path.name)
    if len(members) > 1:
        inside = sorted(m.filename for m in members)[:MOST_NAMED]
        raise DataError("file.full_archive", name=path.name, count=len(members), inside=inside)
    member = members[0]
    name = PurePosixPath(member.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
        raise DataError("file.leading_out", name=path.name, inner=member.filename)
    if member.flag_bits & 1:
        raise DataError("file.locked_archive", name=path.name)
    return _write(path, member, workspace / name.name)


def _is_clutter(name: str) -> bool:
    return name.startswith(CLUTTER[0]) or PurePosixPath(name).name in CLUTTER


def _write(path: Path, member: zipfile.ZipInfo, target: Path) -> Path:
    try:
        with (
            zipfile.ZipFile(path) as archive,
            archive.open(member) as source,
            target.open("wb") as out,
        ):
            while chunk := source.read(1 << 20):
                out.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise DataError("file.damaged", name=path.name) from error
    return target
