"""Which rows does a JSON file hold?"""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb

from data.errors import DataError
from data.sentences import say
from data.sources import delimited, inspecting
from data.sources.source_file import ReadOptions, SourceFile, unique_headers

MOST_BYTES = 256 << 20  # of a document that has to be read whole


def open_json(
    path: Path,
    name: str,
    wanted: ReadOptions,
    connection: duckdb.DuckDBPyConnection,
    workspace: Path,
) -> SourceFile:
    """Open a list of objects, or one object a line, by way of a text copy in the workspace.

    Keys of nested objects are joined with "."; a list of plain values is joined with ";".
    """
    found = inspecting.text(path, name, wanted.encoding, ",")
    by_line = _is_by_line(path, found.encoding)
    if not by_line and path.stat().st_size > MOST_BYTES:
        raise DataError("file.long_json", name=name, most=MOST_BYTES >> 20)

    def records() -> Iterator[dict[str, str]]:
        return _records(path, name, found.encoding, by_line, wanted)

    keys = list(dict.fromkeys(key for row in records() for key in row))
    if not keys:
        raise DataError("file.no_records", name=name)
    copy = workspace / "records.csv"
    _write(copy, keys, records())
    source = delimited.relation(copy, unique_headers(keys), ",", 0, connection)
    return replace(
        source,
        format="json",
        encoding=found.encoding,
        sha256=found.sha256,
        file_name=name,
        first_row=1,
    )


def _records(
    path: Path, name: str, encoding: str, by_line: bool, wanted: ReadOptions
) -> Iterator[dict[str, str]]:
    items: Iterable[object]
    if by_line:
        items = _by_line(path, name, encoding)
    else:
        items = _listed(path, name, encoding, wanted.records)
    for item in _wanted(items, name, wanted):
        row: dict[str, str] = {}
        _flatten(item, "", row)
        yield row


def _is_by_line(path: Path, encoding: str) -> bool:
    """The first line is a whole object and so is the next; or it is the only record there is."""
    with path.open(encoding=_name(encoding), errors="replace") as file:
        first = file.readline(1 << 20).strip()
        following = next((line for line in file if line.strip()), "")
    try:
        record = json.loads(first) if first.startswith("{") else None
    except (ValueError, RecursionError):
        return False
    if not isinstance(record, dict):
        return False
    return following.lstrip().startswith("{") or not (following or _lists(record))


def _name(encoding: str) -> str:
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _loads(text: str, where: str) -> object:
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=lambda _: None)
    except RecursionError as error:
        raise DataError("file.deep_json", name=where) from error
    except json.JSONDecodeError as error:
        raise DataError("file.bad_json", name=where, at=error.pos + 1) from error


def _by_line(path: Path, name: str, encoding: str) -> Iterator[object]:
    with path.open(encoding=_name(encoding), errors="replace") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _loads(line, say("file.line", name=name, line=number))


def _listed(path: Path, name: str, encoding: str, records: str) -> Iterable[object]:
    whole = _loads(path.read_text(_name(encoding), errors="replace"), name)
    if records:
        return _at(whole, records, name)
    if isinstance(whole, list):
        return whole
    lists = _lists(whole)
    if not lists:
        raise DataError("file.no_list", name=name)
    if len(lists) > 1:
        raise DataError("file.several_lists", name=name, lists=list(lists))
    return next(iter(lists.values()))


def _lists(whole: object) -> dict[str, list[object]]:
    """The lists of objects that a document holds at its top."""
    return {
        key: value
        for key, value in (whole.items() if isinstance(whole, dict) else ())
        if isinstance(value, list) and any(isinstance(item, dict) for item in value)
    }


def _at(whole: object, records: str, name: str) -> list[object]:
    found: object = whole
    for key in records.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    if not isinstance(found, list):
        raise DataError("file.no_list_at", name=name, records=records)
    return found


def _wanted(items: Iterable[object], name: str, wanted: ReadOptions) -> Iterator[object]:
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise DataError("file.no_object", name=name, number=number)
        if any(str(item.get(key)) != value for key, value in wanted.only):
            continue
        inner = item.get(wanted.item) if wanted.item else item
        if not isinstance(inner, dict):
            raise DataError("file.no_item", name=name, number=number, item=wanted.item)
        yield inner


def _flatten(value: object, key: str, row: dict[str, str]) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _flatten(inner, f"{key}.{name}" if key else name, row)
    elif isinstance(value, list):
        plain = not any(isinstance(inner, dict | list) for inner in value)
        row[key] = (
            ";".join(_text(inner) for inner in value)
            if plain
            else json.dumps(value, ensure_ascii=False)
        )
    else:
        row[key] = _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n")


def _write(target: Path, keys: list[str], rows: Iterable[dict[str, str]]) -> None:
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, keys, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
