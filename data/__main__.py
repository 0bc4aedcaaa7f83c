"""Commands on the records; `python -m data --help` lists them."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from analytics import monthly
from data import backup, cluster, counted, demo, lake, load, manifest, schema, settings, store
from data.errors import DataError
from data.loading import salt
from data.monthly import outdated

REFUSED = 4  # exit code of a refused file or choice; nothing was published


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code; a person's mistake is told in one sentence."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    if argv and argv[0] == "load":  # has exit codes and a report of its own
        return load.main(argv[1:])
    choices = _parser().parse_args(argv)
    try:
        choices.run(choices)
    except DataError as mistake:
        print(mistake, file=sys.stderr)
        return REFUSED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data", description=_description())
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    one = commands.add_parser("demo", help="invent a district in an empty store")
    one.add_argument("--scale", type=float, default=1.0, help="times the size of a real pilot")
    one.add_argument("--seed", type=int, default=demo.SEED, help="another seed, another district")
    one.add_argument("--if-empty", action="store_true", help="do nothing if there are records")
    one.set_defaults(run=_demo)

    commands.add_parser("load", help="load a file (load --help tells all)", add_help=False)

    one = commands.add_parser("snapshots", help="list the snapshots, oldest first")
    one.set_defaults(run=_snapshots)

    one = commands.add_parser("rollback", help="make an earlier snapshot the current one")
    one.add_argument("snapshot")
    one.set_defaults(run=lambda c: print(f"current: {store.default().rollback(c.snapshot).id}"))

    one = commands.add_parser("backup", help="copy current records, reviews and profiles")
    one.add_argument("target", type=Path, help="a folder that does not exist yet, or is empty")
    one.set_defaults(run=_backup)

    one = commands.add_parser("lake", help="write current records as Parquet for a cluster")
    one.add_argument("--to", type=Path, required=True, metavar="DIR", help="folder of the lake")
    one.set_defaults(run=lambda c: print(f"current: {lake.write(store.default(), c.to).id}"))

    one = commands.add_parser("publish", help="let a cluster count the records of a lake, and "
                              "show the counts from this store")  # fmt: skip
    one.add_argument("--engine", required=True, metavar="ADDRESS", help="spark://HOST:PORT, or "
                     "local[N] for N threads")  # fmt: skip
    one.add_argument("--lake", type=Path, required=True, metavar="DIR", help="folder of the lake")
    one.set_defaults(run=_publish)

    one = commands.add_parser("refresh", help="write the current records anew, all in order")
    one.add_argument("--if-older", action="store_true", help="only what this version cannot read")
    one.set_defaults(run=_refresh)

    one = commands.add_parser("dictionary", help="print the data dictionary as Markdown")
    one.set_defaults(run=_dictionary)
    return parser


def _description() -> str:
    listed = "; ".join(f"{s.name} ({s.default or 'none'}): {s.help}" for s in settings.SETTINGS)
    return f"Commands on the records. Settings from the environment: {listed}"


def _demo(choices: argparse.Namespace) -> None:
    home = store.default()
    if home.current():
        if choices.if_empty:
            return
        raise DataError("store.demo_mixed", home=str(home.home))
    print(f"inventing the demo district in {home.home}", file=sys.stderr)
    demo.build(home, scale=choices.scale, seed=choices.seed)


def _backup(choices: argparse.Namespace) -> None:
    home = store.default()
    print(backup.copy(home, choices.target))
    if (home.home / salt.NAME).exists():
        print(
            f"the secret {home.home / salt.NAME} is not in it: keep a copy somewhere else, for "
            "without it later loads of households and visits do not meet the earlier ones",
            file=sys.stderr,
        )


def _publish(choices: argparse.Namespace) -> None:
    with cluster.connected(choices.engine, choices.lake) as records:
        print(f"current: {counted.publish(store.default(), records, monthly.counted).id}")


def _dictionary(choices: argparse.Namespace) -> None:
    del choices
    print(schema.dictionary(), end="")


def _refresh(choices: argparse.Namespace) -> None:
    home = store.default()
    current = home.current()
    if choices.if_older and (current is None or current.layout == manifest.LAYOUT):
        if current and not current.is_counted and outdated(home.reader().con):
            with home.build("counts of this version"):
                pass
        return
    print(f"current: {home.refresh().id}")


def _snapshots(choices: argparse.Namespace) -> None:
    del choices
    home = store.default()
    current = home.current()
    for snapshot in home.snapshots():
        mark = "*" if current and snapshot.id == current.id else " "
        size = home.size(snapshot.id) / 1e6
        records = sum(snapshot.rows.values())
        print(f"{mark} {snapshot.id}  {records:>12,} records  {size:>9,.1f} MB  {snapshot.reason}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
