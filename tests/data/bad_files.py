"""Files that are refused as a whole, each with the sentence that says why."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import openpyxl
import pyarrow
import pyarrow.parquet

HEADER = "source,request_id,village_code,kind,category_code,channel,received_at"
SOUND = "s,R1,V1,help,roads,hotline,2024-03-05 10:00:00"
AREAS = "area_code,area_name,level,parent_code,valid_from"


@dataclass(frozen=True)
class BadFile:
    """What lies in the file, and what is said of it."""

    name: str
    content: bytes | Callable[[], bytes]
    message: str
    profile: str = "requests"

    def bytes(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else self.content()


def lines(*rows: str) -> bytes:
    return ("\n".join(rows) + "\n").encode()


def archive(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def workbook(*rows: str) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row.split(","))
    book.save(out)
    return out.getvalue()


def parquet() -> bytes:
    out = io.BytesIO()
    columns = dict(zip(HEADER.split(","), SOUND.split(","), strict=True))
    pyarrow.parquet.write_table(pyarrow.table({k: [v] for k, v in columns.items()}), out)
    return out.getvalue()


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


TABLE = lines(HEADER, SOUND)
BAD_FILES = (
    BadFile(
        "empty.csv",
        b"",
        "empty.csv is empty; export it again",
    ),
    BadFile(
        "header.csv",
        lines(HEADER),
        "header.csv has a header and no rows; export it again with its records",
    ),
    BadFile(
        "blank.csv",
        b"\n\n  \n\n",
        "blank.csv holds no text; export it again",
    ),
    BadFile(
        "commas.csv",
        lines(HEADER, ",,,,,,", ",,,,,,"),
        "commas.csv has a header and no rows; export it again with its records",
    ),
    BadFile(
        "nul.csv",
        TABLE + b"\0\0\0",
        "nul.csv has a NUL byte at byte 118, so it is not text; export the table as CSV, "
        "XLSX, JSON or Parquet",
    ),
    BadFile(
        "no_header.csv",
        lines(SOUND, SOUND),
        "no_header.csv does not suit the profile requests: it lacks the column source (for "
        "source), request_id (for request_id), village_code (for village_code), kind (for "
        "kind), category_code (for category_code), channel (for channel), received_at (for "
        "received_at); choose another profile or add the header to it "
        "(columns of the file: s, R1, V1, help, roads, hotline, "
        "2024-03-05 10:00:00)",
    ),
    BadFile(
        "other_table.csv",
        lines(AREAS, "V1,Elm,village,T1,2020-01-01"),
        "other_table.csv does not suit the profile requests: it lacks the column source (for "
        "source), request_id (for request_id), village_code (for village_code), kind (for "
        "kind), category_code (for category_code), channel (for channel), received_at (for "
        "received_at); choose another profile or add the header to it "
        "(its columns suit the profile areas)",
    ),
    BadFile(
        "lacks_one.csv",
        lines(HEADER.replace(",received_at", ""), "s,R1,V1,help,r,app"),
        "lacks_one.csv does not suit the profile requests: it lacks the column received_at "
        "(for received_at); choose another profile or add the header to it (columns of the "
        "file: source, request_id, village_code, kind, category_code, channel)",
    ),
    BadFile(
        "twice.csv",
        lines(f"{HEADER},kind", f"{SOUND},help"),
        "twice.csv has more than one column kind, so nobody can say which one counts; rename "
        "or delete the others",
    ),
    BadFile(
        "twice_case.csv",
        lines(f"{HEADER},KIND", f"{SOUND},help"),
        "twice_case.csv has more than one column kind, so nobody can say which one counts; "
        "rename or delete the others",
    ),
    BadFile(
        "open_quote.csv",
        lines(HEADER, SOUND.replace("roads", '"roads'), SOUND, SOUND),
        "open_quote.csv row 2: a quotation mark opens in category_code and is not closed, so "
        "the rows after it cannot be told apart; close it or double it",
    ),
    BadFile(
        "latin.csv",
        TABLE + b"s,R2,V1,help,\x81\x8d,app,2024-03-05\n",
        "latin.csv is in none of the encodings UTF-8, UTF-16, GB18030 and Windows-1252; "
        "export it as UTF-8",
    ),
    BadFile(
        "page.csv",
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        "page.csv is a web page or XML, not a workbook; open it in a spreadsheet program and "
        "save it as XLSX or CSV",
    ),
    BadFile(
        "paper.pdf",
        b"%PDF-1.7 ...",
        "paper.pdf is a PDF, not a table; export the table as CSV, XLSX, JSON or Parquet",
    ),
    BadFile(
        "table.csv.gz",
        lambda: gzip.compress(TABLE),
        "table.csv.gz is a gzip archive, not a table; export the table as CSV, XLSX, JSON or "
        "Parquet",
    ),
    BadFile(
        "picture.csv",
        b"\x89PNG\r\n\x1a\n....",
        "picture.csv is a picture, not a table; export the table as CSV, XLSX, JSON or Parquet",
    ),
    BadFile(
        "half.xlsx",
        lambda: half(workbook(HEADER, SOUND)),
        "half.xlsx is cut off or damaged; copy or export it again",
    ),
    BadFile(
        "header.xlsx",
        lambda: workbook(HEADER),
        "header.xlsx sheet Sheet has a header and no rows; export it again",
    ),
    BadFile(
        "empty.xlsx",
        lambda: workbook(),
        "empty.xlsx has no visible sheet with data; export it again",
    ),
    BadFile(
        "wrong.xlsx",
        lambda: workbook(AREAS, "V1,Elm,village,T1,2020-01-01"),
        "wrong.xlsx does not suit the profile requests: it lacks the column source (for "
        "source), request_id (for request_id), village_code (for village_code), kind (for "
        "kind), category_code (for category_code), channel (for channel), received_at (for "
        "received_at); choose another profile or add the header to it "
        "(its columns suit the profile areas)",
    ),
    BadFile(
        "old.xls",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "old.xls is cut off or damaged; copy or export it again",
    ),
    BadFile(
        "text.zip",
        lambda: archive({"a.csv": TABLE, "b.csv": TABLE}),
        "text.zip holds 2 files (a.csv, b.csv); put exactly one table into the archive",
    ),
    BadFile(
        "nested.zip",
        lambda: archive({"a.zip": archive({"a.csv": TABLE})}),
        "nested.zip holds another archive (a.zip); unpack it and load the table itself",
    ),
    BadFile(
        "nothing.zip",
        lambda: archive({}),
        "nothing.zip holds 0 files; put exactly one table into the archive",
    ),
    BadFile(
        "half.zip",
        lambda: half(archive({"a.csv": TABLE * 100})),
        "half.zip is cut off or damaged; copy or export it again",
    ),
    BadFile(
        "empty_inside.zip",
        lambda: archive({"a.csv": b""}),
        "a.csv in empty_inside.zip is empty; export it again",
    ),
    BadFile(
        "half.parquet",
        lambda: half(parquet()),
        "half.parquet is cut off or damaged; copy or export it again",
    ),
    BadFile(
        "broken.json",
        b'[{"source": "s", ',
        "broken.json is not valid JSON from character 18 on; export it again",
    ),
    BadFile(
        "numbers.json",
        b"[1, 2, 3]",
        "numbers.json has a header and no rows; export it again with its records",
    ),
    BadFile(
        "one.json",
        json.dumps({"message": "not found"}).encode(),
        "one.json does not suit the profile requests: it lacks the column source (for "
        "source), request_id (for request_id), village_code (for village_code), kind (for "
        "kind), category_code (for category_code), channel (for channel), received_at (for "
        "received_at); choose another profile or add the header to it "
        "(columns of the file: message)",
    ),
    BadFile(
        "none.json",
        b"[]",
        "none.json holds no records; export it again",
    ),
    BadFile(
        "share.csv",
        lines(HEADER, SOUND, SOUND.replace("R1", ""), SOUND.replace("R1", "")),
        "share.csv: 2 of 3 rows are rejected (missing 2); allowed is a share of 0.5 "
        "(DASHBOARD_REJECT_SHARE); correct the file or choose another profile",
    ),
    BadFile(
        "all.csv",
        lines(HEADER, *["s,,,,,,"] * 3),
        "all.csv: 3 of 3 rows are rejected (missing 18); allowed is a share of 0.5 "
        "(DASHBOARD_REJECT_SHARE); correct the file or choose another profile",
    ),
    BadFile(
        "ragged.csv",
        lines(HEADER, SOUND, "s,R2", "s,R3"),
        "ragged.csv: 2 of 3 rows are rejected (broken_row 2); allowed is a share of 0.5 "
        "(DASHBOARD_REJECT_SHARE); correct the file or choose another profile",
    ),
    BadFile(
        "circle.csv",
        lines(AREAS, "a,A,township,b,2020-01-01", "b,B,township,a,2020-01-01"),
        "areas: a is a township and its parent b is a township; allowed as parent of a "
        "township is: province, city, district; correct parent_code or level",
        "areas",
    ),
    BadFile(
        "self.csv",
        lines(AREAS, "a,A,village,a,2020-01-01"),
        "areas: a is a village and its parent a is a village; allowed as parent of a village "
        "is: province, city, district, township; correct parent_code or level",
        "areas",
    ),
    BadFile(
        "loose_grid.csv",
        lines(AREAS, "a,A,grid,,2020-01-01"),
        "areas: a is a grid and it has no parent; allowed as parent of a grid is: village; "
        "correct parent_code or level",
        "areas",
    ),
    BadFile(
        "town_grid.csv",
        lines(AREAS, "a,A,grid,T1,2020-01-01"),
        "areas: a is a grid and its parent T1 is a township; allowed as parent of a grid is: "
        "village; correct parent_code or level",
        "areas",
    ),
    BadFile(
        "inside.csv",
        lines(AREAS, "a,A,village,V1,2020-01-01"),
        "areas: a is a village and its parent V1 is a village; allowed as parent of a village"
        " is: province, city, district, township; correct parent_code or level",
        "areas",
    ),
    BadFile(
        "moved.csv",
        lines(AREAS, "V1,Elm,township,D,2020-01-01"),
        "areas: G1 is a grid and its parent V1 is a township; allowed as parent of a grid is:"
        " village; correct parent_code or level",
        "areas",
    ),
)
