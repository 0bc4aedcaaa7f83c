"""How is a store kept a second time, so that it can be opened right where the copy lies?"""

from pathlib import Path

from data import disk, manifest, mappings, reviews
from data.errors import DataError
from data.manifest import Manifest
from data.store import Store

# What people wrote, kept outside the snapshots.
BESIDE = ((reviews.FOLDER, "*.json"), (mappings.FOLDER, "*.toml"))


def copy(store: Store, target: Path) -> Path:
    """Copy the current snapshot, the saved reviews and the saved profiles into a folder.

    The copy is a store itself: named in DASHBOARD_HOME it opens. The secret with which households
    and visitors are hashed stays behind, so that no copy holds both the records and the key to
    them.

    Parameters
    ----------
    store : Store
        What to copy; others may write to it meanwhile.
    target : Path
        A folder that does not exist yet, or an empty one.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    DataError
        If there are no records, or the folder holds anything.
    """
    snapshot = store.current()
    if snapshot is None:
        raise DataError("store.nothing_to_back_up")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise DataError("store.taken_folder", folder=str(target))
    for name, files in BESIDE:
        for file in sorted((store.home / name).glob(files)):
            _keep(file, target / name / file.name)
    _keep(store.path(snapshot.id), target / "snapshots" / f"{snapshot.id}.duckdb")
    manifest.write(target, Manifest(snapshot.id, (snapshot,)))  # last: now it is whole
    return target


def _keep(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    disk.copy(source, target)
    disk.sync(target)
    disk.sync(target.parent)
