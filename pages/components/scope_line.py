"""What exactly was looked at? The line printed on everything, and what to bear in mind."""

from analytics import periods
from data.access import Scope
from pages.components import days, kinds, numbers, reads
from pages.components.sentences import Teller
from pages.components.standing import CLOCKS, Standing
from pages.components.view import View


def line(teller: Teller, view: View) -> str:
    """Place, period, what it is compared with, and the data date."""
    lang, comparison = teller.lang, view.comparison
    before = comparison.previous
    compared = (
        teller.say("scope.compared", period=days.period(lang, before.label, short=True))
        if teller.before
        else teller.say("scope.not_compared")
    )
    told = teller.say(
        "scope.line",
        place=teller.place,
        period=days.period(lang, view.period.label, short=True),
        days=days.span(lang, comparison.current.start, comparison.current.end),
        compared=compared,
        data_date=days.moment(lang, view.records.data_date, view.records.zone),
        zone=days.zone(lang, view.records.zone),
    )
    return teller.say("scope.join").join([told, *kinds.told(teller, view)])


def short(teller: Teller, view: View, place: str) -> str:
    """Place, period and data date, for what stands further down."""
    told = teller.say(
        "scope.short",
        place=place,
        period=days.period(teller.lang, view.period.label, short=True),
        data_date=days.moment(teller.lang, view.records.data_date, view.records.zone),
    )
    return teller.say("scope.join").join([told, *kinds.told(teller, view)])


def notes(scope: Scope, teller: Teller, view: View, standing: Standing) -> list[str]:
    """What is provisional, where records begin late or end early, what became of places, which
    snapshot was named.
    """
    records, told = view.records, []
    if not records.is_complete(view.period):
        told.append(teller.say("scope.unfinished"))
    states = standing.headline.set_index("metric")["state"]
    due = [m for m in standing.recorded if states.get(m) == "provisional"]
    if due and records.is_complete(view.period):
        names = teller.say("sentence.list").join(teller.inline(metric) for metric in due)
        told.append(teller.say("scope.outcomes_due", metrics=names))
    told += _gaps(teller, view)
    if reads.is_counted(view):
        told.append(teller.say("scope.counts_alone"))
    told += [*_successions(teller, view), *_divisions(teller, view)]
    told += _undecided(scope, teller, view)
    if view.is_pinned:
        moment = days.moment(teller.lang, records.data_date, records.zone)
        told.append(teller.say("scope.pinned", snapshot=records.snapshot, moment=moment))
    return told


def _gaps(teller: Teller, view: View) -> list[str]:
    """Where the records of a table begin or end inside the days looked at."""
    records, current, told = view.records, view.comparison.current, []
    for table in dict.fromkeys(CLOCKS.values()):
        if table not in records.data_dates:
            continue
        name = teller.say(f"table_name.{table}")
        first, reach = records.first_by_table[table], records.data_dates[table]
        if current.start < first <= current.end:
            day = days.day(teller.lang, first)
            told.append(teller.say("scope.starts_late", table=name, day=day))
        if current.start <= periods.last_day(reach, records.zone) < current.end:
            moment = days.moment(teller.lang, reach, records.zone)
            told.append(teller.say("scope.ends_early", table=name, moment=moment))
    return told


def _successions(teller: Teller, view: View) -> list[str]:
    """What became of the place chosen, or which places became it: no old code ends in silence."""
    tree, named = view.records.tree, view.pinned.area

    def say(key: str, old: str, heir: str) -> str:
        return teller.say(
            key, old=tree.name(old), heir=tree.name(heir), day=_end(teller, view, old)
        )

    if named in tree.heirs:
        key = "scope.taken_over" if view.as_now else "scope.ended"
        return [] if named in tree.parts else [say(key, named, tree.heirs[named])]
    key = "scope.with_former" if view.as_now else "scope.without_former"
    became = [old for old, heir in tree.heirs.items() if heir == view.area]
    return [say(key, old, view.area) for old in became if old not in tree.parts]


def _divisions(teller: Teller, view: View) -> list[str]:
    """Into which villages the one chosen was divided, or of which ones it has got a part."""
    tree, named = view.records.tree, view.pinned.area
    basis = "now" if view.as_now else "then"
    chosen = named if named in tree.heirs else view.area
    told = []
    if chosen in tree.parts:
        names = [tree.name(part) for part in tree.parts[chosen] if part != chosen]
        told.append(
            teller.say(
                f"scope.divided_{basis}" if chosen in tree.heirs else f"scope.gave_{basis}",
                old=tree.name(chosen),
                day=_end(teller, view, chosen),
                parts=teller.say("sentence.list").join(names),
                heir=tree.name(view.area),
            )
        )
    whence = [old for old, parts in tree.parts.items() if view.area in parts and old != view.area]
    told += [
        teller.say(f"scope.part_{basis}", old=tree.name(old)) for old in whence if old != chosen
    ]
    return told


def _end(teller: Teller, view: View, code: str) -> str:
    """Last day of a place, "" while it exists."""
    ended = view.records.tree.ended(code)
    return days.day(teller.lang, ended) if ended else ""


def _undecided(scope: Scope, teller: Teller, view: View) -> list[str]:
    """How many records stand with a successor because nothing tells their part of a village."""
    if not (view.as_now and view.records.tree.parts):
        return []
    found = reads.undecided(scope, view.filters(view.comparison.current, area=view.area))
    counts = [
        teller.say(
            "scope.counted",
            number=numbers.count(teller.lang, row.records, exact=True),
            table=teller.say(f"table_name.{row.table}"),
        )
        for row in found.itertuples()
    ]
    if not counts:
        return []
    return [teller.say("scope.undecided", counts=teller.say("sentence.list").join(counts))]


def nothing(teller: Teller, view: View) -> str:
    """Title where the place has no record in the period."""
    return teller.say(
        "empty.no_records",
        place=teller.place,
        period=days.period(teller.lang, view.period.label),
    )


def nothing_here(teller: Teller, view: View) -> str:
    """What to do where the place has no record in the period."""
    records = view.records
    return teller.say(
        "empty.no_records_hint", days=days.span(teller.lang, records.first, records.last)
    )
