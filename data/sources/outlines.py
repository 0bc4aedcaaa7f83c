"""Which outlines does a file of shapes hold, in WGS84 and sound?

GeoPackage, GeoJSON, TopoJSON and Shapefile, zipped or not, become rows like those of any table:
the properties as text, the outline as well-known binary in hexadecimal.
"""

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pyogrio.errors
import pyproj
import shapely

from data.errors import DataError
from data.sentences import Sentence, listed, say
from data.sources import archives, datums, names, personal
from data.sources.source_file import ReadOptions, SourceFile, literal, unique_headers

SHAPE, SYSTEM, ORIGIN = "geometry", "source_crs", "source"
WGS84 = "EPSG:4326"
JSON = (".json", ".topojson", ".geojson")
ENDINGS = (".shp", ".gpkg", *JSON)
MARKS = (b'"FeatureCollection"', b'"Topology"', b'"Feature"')
HEAD = 65_536  # bytes in which a mark is looked for
AREAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass
class Findings:
    """What was done to the shapes, by the name of the place."""

    features: int = 0
    repaired: list[str] = field(default_factory=list)
    shapeless: list[str] = field(default_factory=list)
    dissolved: list[str] = field(default_factory=list)

    @property
    def messages(self) -> tuple[Sentence, ...]:
        """Sentences for the report of the load."""
        told = []
        if self.dissolved:
            places = listed(self.dissolved)
            told.append(say("outline.joined", count=self.features, places=places))
        if self.repaired:
            told.append(say("outline.repaired", places=listed(self.repaired)))
        if self.shapeless:
            told.append(say("outline.shapeless", places=listed(self.shapeless)))
        return tuple(told)


def path_of(path: Path) -> str:
    """Address of the shapes in a file as GDAL reads it; "" if the file holds none."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"SQLite format 3"):
        return str(path)
    if head.startswith(b"PK"):
        return _packed(path)
    compact = head.replace(b" ", b"").replace(b"\n", b"")
    is_json = compact.removeprefix(b"\xef\xbb\xbf").startswith(b"{")
    if is_json and any(b'"type":' + mark in compact for mark in MARKS):
        return str(path)
    return str(path) if path.suffix.lower() == ".shp" else ""


def _packed(path: Path) -> str:
    """The one file of shapes in an archive."""
    if not zipfile.is_zipfile(path):
        return ""
    with zipfile.ZipFile(path) as archive:
        inside = [name for name in archive.namelist() if name.lower().endswith(ENDINGS)]
    if not inside:
        return ""
    archives.check_sizes(path)
    if len(inside) > 1:
        raise DataError("outline.several", name=path.name, count=len(inside), inside=listed(inside))
    return f"/vsizip/{{{path.resolve()}}}/{inside[0]}"


def open_outlines(
    path: Path,
    address: str,
    wanted: ReadOptions,
    connection: duckdb.DuckDBPyConnection,
    workspace: Path,
) -> SourceFile:
    """Open a file of shapes: one row a place, columns of its properties and those named above.

    Parameters
    ----------
    path : Path
        The file.
    address : str
        What `path_of` gives.
    wanted : ReadOptions
        `crs` as declared, `sheet` as the layer, `encoding` of a Shapefile, and the headers that
        the profile knows: shapes that agree in them are parts of one place.
    connection : duckdb.DuckDBPyConnection
        Connection that will scan the relation.
    workspace : Path
        Folder for the rows; the caller deletes it after the load.

    Raises
    ------
    DataError
        If it cannot be read, its coordinate system is not known or cannot be right.
    """
    frame = _read(path, address, wanted)
    if frame.empty:
        raise DataError("outline.none", name=path.name)
    system, shapes = _located(path.name, frame, wanted.crs)
    properties = _texts(frame)
    headers = [str(c) for c in properties]
    keys = [header for header in headers if names.header(header) in wanted.known] or headers
    rows, found = _placed(properties, shapes, keys)
    rows[SYSTEM] = system
    if ORIGIN not in rows:
        rows[ORIGIN] = path.name
    copy = workspace / "outlines.parquet"
    rows.astype("string").to_parquet(copy)
    return SourceFile(
        relation=f"read_parquet({literal(str(copy))})",
        columns=tuple(str(column) for column in rows),
        format="outlines",
        encoding=wanted.encoding,
        sha256="",
        file_name=path.name,
        first_row=1,
        tidy=False,
        connection=connection,
        messages=found.messages,
    )


# ---------------------------------------------------------------- reading
def _read(path: Path, address: str, wanted: ReadOptions) -> geopandas.GeoDataFrame:
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(address)]
        layer = wanted.sheet or (layers[0] if len(layers) == 1 else "")
        if layer not in layers:
            raise DataError("outline.layers", name=path.name, layers=listed(layers))
        options = {"encoding": wanted.encoding} if wanted.encoding else {}
        return pyogrio.read_dataframe(address, layer=layer, **options)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise DataError(
            "outline.unreadable", name=path.name, detail=str(error).splitlines()[0]
        ) from error


def _texts(frame: geopandas.GeoDataFrame) -> pd.DataFrame:
    """Properties as text, None where empty. A `name` in a file of shapes is that of a place."""
    columns = {}
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    for name, header in zip(plain, unique_headers([str(c) for c in plain]), strict=True):
        title = f"place {header}" if personal.header_kind(header) else header
        columns[title] = [_text(value) for value in plain[name].tolist()]
    return pd.DataFrame(columns, dtype=object, index=range(len(frame)))


def _text(value: object) -> str | None:
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() or None


# ---------------------------------------------------------------- where it lies
def _located(name: str, frame: geopandas.GeoDataFrame, declared: str) -> tuple[str, np.ndarray]:
    """The coordinate system, as it is kept, and the shapes in WGS84."""
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    system = declared.upper().replace("-", "") if declared else ""
    if system in datums.SHIFTED:
        _check_degrees(name, shapes, system)
        move: Callable = lambda points: datums.to_wgs84(points, system)  # noqa: E731
        return system, shapely.transform(shapes, move)
    read = frame.crs.to_string() if frame.crs else ""
    if not read and name.lower().endswith(JSON):  # TopoJSON names no system and means this one
        read = WGS84
    system = declared or read
    if not system:
        raise DataError("outline.no_system", name=name)
    try:
        placed = geopandas.GeoSeries(shapes, crs=system).to_crs(WGS84)
    except pyproj.exceptions.CRSError as error:
        raise DataError("outline.bad_system", system=system) from error
    moved = placed.to_numpy()
    _check_degrees(name, moved, system)
    code = frame.crs.to_epsg() if frame.crs and not declared else None
    return f"EPSG:{code}" if code else system, moved


def _check_degrees(name: str, shapes: np.ndarray, system: str) -> None:
    west, south, east, north = shapely.total_bounds(shapes)
    if np.isnan(west) or (west >= -180 and south >= -90 and east <= 180 and north <= 90):
        return
    raise DataError(
        "outline.no_degrees",
        name=name,
        west=west,
        south=south,
        east=east,
        north=north,
        system=system,
    )


# ---------------------------------------------------------------- one sound outline a place
def _placed(
    properties: pd.DataFrame, shapes: np.ndarray, keys: Sequence[str]
) -> tuple[pd.DataFrame, Findings]:
    """One row for each different set of keys, with the union of its repaired shapes."""
    found = Findings(features=len(shapes))
    broken = ~(shapely.is_valid(shapes) | shapely.is_missing(shapes))
    sound = np.array([_areal(shape) for shape in _repaired(shapes, broken)], dtype=object)
    groups = properties.groupby(list(keys), dropna=False, sort=False).indices
    rows = []
    for members in groups.values():
        first = properties.iloc[members[0]].to_dict()
        title = next((str(first[key]) for key in keys if first[key] is not None), "?")
        parts = [sound[i] for i in members if sound[i] is not None]
        if len(members) > 1:
            found.dissolved.append(title)
        if any(broken[i] for i in members):
            found.repaired.append(title)
        if not parts:
            found.shapeless.append(title)
        whole = shapely.union_all(parts) if len(parts) > 1 else (parts or [None])[0]
        first[SHAPE] = None if whole is None else shapely.to_wkb(whole, hex=True)
        rows.append(first)
    return pd.DataFrame(rows, dtype=object), found


def _repaired(shapes: np.ndarray, broken: np.ndarray) -> np.ndarray:
    repaired = shapes.copy()
    repaired[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    return repaired


def _areal(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """The polygons of a shape; None for points, lines and nothing."""
    if shape is None or shape.is_empty:
        return None
    parts = [p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon"]
    if shapely.get_type_id(shape) in AREAL:
        return shape
    return shapely.union_all(parts) if parts else None
