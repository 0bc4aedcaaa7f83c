"""Which records does this person ask for? Every read of the dashboard, by name.

`Scope` (what a person may see) and `Filters` (what they chose) become ibis tables; `listings` has
the small frames about places, names and loads. Every table carries the same group
columns, so that a metric can be grouped by any of them: village_code, township_code,
district_code, city_code, province_code, setting, village_class, and `date`, the day that puts a
record in a period.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date
from functools import partial
from zoneinfo import ZoneInfo

import ibis
from ibis import _

from data import monthly, register, successors
from data.access import Scope
from data.errors import ElsewhereError
from data.filters import FILTERED, Filters, allowed, chosen, level_of, within
from data.places import LEVELS
from data.reading import Records
from data.schema import unknown
from data.views import EVENTS

PROMISE_YEARS = "promise_years"
DRAWN = "drawn_answers"
# Tables of the register of households; dated ones reach back beyond the window where they must.
REGISTER = (
    "households",
    "household_names",
    "assignments",
    "household_visits",
    "home_months",
    PROMISE_YEARS,
    "visit_dates",
    "visit_log",
    "busy_log",
    "grids",
    "raised",
)


OF_RECORDS = frozenset({"requests", "backlog", "callbacks", "visits", "responses", *REGISTER})


class Tables(Mapping[str, ibis.Table]):
    """The tables a metric can ask for, within scope and filters; each is built when asked for.

    Building one takes the milliseconds of putting expressions together; the engine works only
    when a measure is taken.

    Raises
    ------
    DataError
        If the area is unknown or outside the scope, or the snapshot is no longer kept.
    """

    NAMES = (
        "requests",
        "backlog",
        "callbacks",
        "visits",
        "responses",
        "answers",
        DRAWN,
        "round_coverage",
        "places",
        *REGISTER,
    )
    # Counts by village and month; only where they tell the same as the records.
    COUNTED = {handed: name for name, handed in monthly.HANDED_IN.items()}  # noqa: RUF012

    def __init__(
        self, store: Records, scope: Scope, filters: Filters, *, counted: bool = True
    ) -> None:
        self._records = store
        self._counted = counted
        self._stored = partial(store.table, snapshot_id=filters.snapshot)
        self._scope = scope
        self._filters = filters
        self._zone = store.zone(filters.snapshot)
        wanted = filters.area
        self._area = successors.heir(self._stored, wanted) if filters.as_now else wanted
        self._area_level = self._level_of(self._area)
        self._built: dict[str, ibis.Table] = {}
        # Names of tables whose records stay in a lake, while this snapshot holds counts of them.
        self.elsewhere = OF_RECORDS if store.is_counted(filters.snapshot) else frozenset()

    def __iter__(self) -> Iterator[str]:
        counted = [name for name, table in self.COUNTED.items() if self._is_counted(table)]
        return iter((*filter(self._is_there, self.NAMES), *counted))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __getitem__(self, name: str) -> ibis.Table:
        if name in self.COUNTED and self._is_counted(self.COUNTED[name]):
            return self._by_month(self.COUNTED[name])
        if name not in self.NAMES or not self._is_there(name):
            raise KeyError(unknown("table", name, list(self.NAMES)))
        if name in self.elsewhere:
            raise ElsewhereError("store.elsewhere")
        if name not in self._built:
            self._built[name] = getattr(self, f"_{name}")()
        return self._built[name]

    @property
    def of_one_part(self) -> frozenset[str]:
        """Counts by the parts of the whole which, as chosen, are those of a single part."""
        return frozenset(filter(self._lies_in_one, monthly.OF_PARTS))

    def _lies_in_one(self, name: str) -> bool:
        counts, snapshot = monthly.NAMES[name], self._filters.snapshot
        if not self._records.has(counts, snapshot):
            return False
        levels = [level for level in LEVELS if f"{level}_code" in self._stored(counts).columns]
        return self._area_level == levels[-1]

    def _is_there(self, name: str) -> bool:
        """Whether a table tells anything that is asked of it, where that depends on the window."""
        if name == PROMISE_YEARS:
            return self._counted and self._are_judged()
        return name != DRAWN or self._has_drawn()

    def _is_counted(self, name: str) -> bool:
        """Whether counts by village and month tell what the records chosen would."""
        filters, table = self._filters, self._stored(monthly.COUNTED_FROM[name])
        narrowed = self._picks_among(table) or not (
            filters.exclusions or "exclusion_code" not in table.columns
        )
        within_village = self._area_level == "grid" and "grid_code" in table.columns
        if not self._counted or filters.as_now or narrowed or within_village:
            return False
        if name in monthly.OF_PARTS and not self._is_of_parts(name):
            return False
        window = (None if name == "backlog" else filters.start, filters.end)
        return monthly.serves(self._records, name, window, filters.as_of, filters.snapshot)

    def _is_of_parts(self, name: str) -> bool:
        """Whether what is chosen and may be seen is made of whole parts of the whole."""
        filters, areas = self._filters, self._scope.areas or ()
        if not self._records.has(monthly.NAMES[name], filters.snapshot):
            return False
        columns = self._stored(monthly.NAMES[name]).columns
        levels = {self._area_level, *(self._level_of(area) for area in areas)}
        chosen = filters.settings or filters.village_classes
        return not chosen and all(f"{level}_code" in columns for level in levels - {""})

    def _by_month(self, name: str) -> ibis.Table:
        table = self._seen(self._stored(monthly.NAMES[name]))
        start = self._filters.start if self._filters.start and name != "backlog" else None
        first = monthly.begin(name, start) if start else None
        return table.filter(within(table, first, self._filters.end))

    def _places(self) -> ibis.Table:
        """Villages that exist at the end of the window: their households are the denominators."""
        return self._existing(self._stored("places"), "village_code")

    def _requests(self) -> ibis.Table:
        return self._within_window(self._known("known_requests"))

    def _backlog(self) -> ibis.Table:
        """All that came in up to the end of the window, whenever that was."""
        table = self._known("known_requests")
        return table.filter(within(table, None, self._filters.end))

    def _callbacks(self) -> ibis.Table:
        """Call-backs of the requests chosen: the cohort is that of the requests."""
        return self._within_window(self._known("known_callbacks"))

    def _visits(self) -> ibis.Table:
        table = self._visited_by_then(self._seen(self._stored("known_visits")))
        if self._picks_among(table) or not self._counted:
            table = table.drop("previous_date", "is_settled")
        return self._within_window(table)

    def _responses(self) -> ibis.Table:
        return self._within_window(self._known_rounds("known_responses"))

    def _answers(self) -> ibis.Table:
        """Answers counted by round, village, question and score."""
        return self._within_window(self._known_rounds("known_answers"))

    def _drawn_answers(self) -> ibis.Table:
        """Those of random rounds."""
        return self["answers"].filter(_.is_drawn)

    def _has_drawn(self) -> bool:
        """Whether a random round closed in the window."""
        drawn = self._stored("rounds").filter(_.selection == "random").closed_date
        closed = self._records.once(
            self._filters.snapshot, "random rounds", lambda: drawn.to_pyarrow().to_pylist()
        )
        first, last = self._filters.start or date.min, self._filters.end or date.max
        return any(first <= day <= last for day in closed)

    def _round_coverage(self) -> ibis.Table:
        return self._within_window(self._known_rounds("known_round_coverage"))

    # ------------------------------------------------------------ the register of households
    def _households(self) -> ibis.Table:
        return self._seen(register.households(self._stored, self._zone, self._filters.as_of))

    def _household_names(self) -> ibis.Table:
        return register.household_names(self._stored, self["households"])

    def _assignments(self) -> ibis.Table:
        return self._seen(register.assignments(self._stored))

    def _household_visits(self) -> ibis.Table:
        """All up to the end of the window: a cadence and a wait look back beyond its start."""
        table = register.household_visits(self._stored, self["households"])
        return self._visited_by_then(table).filter(within(table, None, self._filters.end))

    def _home_months(self) -> ibis.Table:
        return register.months_of(self["household_visits"])

    def _promise_years(self) -> ibis.Table:
        return self._seen(register.promise_years(self._stored))

    def _are_judged(self) -> bool:
        """Whether months are as publishing judged them: only those that are over are judged, so a
        moment bears on them on their last days."""
        moment = self._filters.as_of
        return moment is None or not register.is_last_of_month(moment, self._zone)

    def _visit_dates(self) -> ibis.Table:
        """One row, the same for everybody: a fact about loads, not about places."""
        return register.visit_dates(self._stored, self._zone, self._filters.as_of)

    def _visit_log(self) -> ibis.Table:
        lasting = successors.lasting(self["visits"].select(*register.LOG), self._stored)
        return lasting.drop("grid_code")

    def _busy_log(self) -> ibis.Table:
        """Visits of the days on which one can break a rule, with the second of the local day."""
        busy = self._visited_by_then(self._seen(self._stored("known_busy_visits")))
        return self._within_window(busy).select(*register.BUSY)

    def _grids(self) -> ibis.Table:
        return self._existing(register.grids(self._stored), "grid_code")

    def _raised(self) -> ibis.Table:
        """Requests from the visits of the window; what became of them is part of the visit."""
        requests = self._as_known(self._stored("known_requests"))
        return register.raised(self["visits"], requests, self._filters.as_of)

    def undecided(self, name: str) -> ibis.Table:
        """Records of the filters, places as now, that do not tell in which part of a divided
        village they lie: requests, visits, responses, or households, which have no day.
        """
        if name == "households":
            homes = register.households(self._stored, self._zone, self._filters.as_of)
            return self._seen(successors.undecided(homes, self._stored))
        known = self._stored(f"known_{name}")
        return self._within_window(self._seen(successors.undecided(known, self._stored)))

    # ------------------------------------------------------------ parts
    def _level_of(self, area: str) -> str:
        return self._records.once(
            self._filters.snapshot,
            ("level", self._scope, area),
            lambda: level_of(self._stored, self._scope, area),
        )

    def _seen(self, table: ibis.Table) -> ibis.Table:
        if self._filters.as_now:
            table = self._moved(table)
        else:
            table = table.filter(allowed(table, self._scope))
        table = table.filter(*chosen(table, self._filters), ibis.literal(True))
        return table.filter(self._inside(table)) if self._area else table

    def _moved(self, table: ibis.Table) -> ibis.Table:
        """As now: whoever may see a place, or the one that took it over, sees its records."""
        if self._scope.areas is None:
            return successors.as_now(table, self._stored)
        marked = table.mutate(was_allowed=allowed(table, self._scope))
        moved = successors.as_now(marked, self._stored)
        return moved.filter(_.was_allowed | allowed(moved, self._scope)).drop("was_allowed")

    def _inside(self, table: ibis.Table) -> ibis.Value:
        """Whether a row lies in the chosen area; a table without grids answers by village."""
        if self._area_level == "grid" and "grid_code" not in table.columns:
            grids = self._stored("areas").filter(_.area_code == self._area)
            if self._filters.as_now:
                grids = successors.handed_on(grids, self._stored, "parent_code")
            return table.village_code.isin(grids.parent_code)
        return table[f"{self._area_level}_code"] == self._area

    def _existing(self, table: ibis.Table, key: str) -> ibis.Table:
        """Places that exist at the end of the window; as now, those that exist today."""
        end = None if self._filters.end is None else ibis.literal(self._filters.end)
        if self._filters.as_now:
            table = successors.standing(table, self._stored, key)
        seen = self._seen(table)
        if end is None:
            return seen.filter(_.valid_to.isnull())
        if not self._filters.as_now:
            seen = seen.filter(_.valid_from <= end)
        return seen.filter(_.valid_to.isnull() | (_.valid_to >= end))

    def _visited_by_then(self, table: ibis.Table) -> ibis.Table:
        """Visits made up to the moment chosen, if one was."""
        if self._filters.as_of is None:
            return table
        return table.filter(_.visited_at <= ibis.literal(self._filters.as_of))

    def _picks_among(self, table: ibis.Table) -> bool:
        """Whether visits are chosen by what they are, not where and when: the one before to a
        household is then perhaps not among them."""
        of_places = set(self._stored("places").columns)
        return any(
            getattr(self._filters, field)
            for column, field in FILTERED.items()
            if column in table.columns and column not in of_places
        )

    def _within_window(self, table: ibis.Table) -> ibis.Table:
        return table.filter(within(table, self._filters.start, self._filters.end))

    def _known(self, name: str) -> ibis.Table:
        """Requests or call-backs, at the chosen moment if one was chosen."""
        return self._as_known(self._seen(self._stored(name)))

    def _as_known(self, table: ibis.Table) -> ibis.Table:
        if self._filters.as_of is None:
            return table
        moment = ibis.literal(self._filters.as_of)
        table = table.mutate(as_of=ibis.least(_.as_of, moment))
        if "called_at" in table.columns:
            return table.filter(_.known_at <= moment)
        table = table.filter(_.received_at <= moment)
        closed_later = table.closed_at > moment  # unknown where it is open
        return table.mutate(
            **{event: (table[event] <= moment).ifelse(table[event], None) for event in EVENTS},
            closed_date=closed_later.ifelse(None, table.closed_date),
            is_closed=closed_later.ifelse(False, table.is_closed),
            outcome=closed_later.ifelse(None, table.outcome),
        )

    def _known_rounds(self, name: str) -> ibis.Table:
        table = self._seen(self._stored(name))
        if self._filters.as_of is not None:
            local = self._filters.as_of.replace(tzinfo=UTC).astimezone(ZoneInfo(self._zone))
            table = table.filter(_.date <= ibis.literal(local.date()))
        return table


def tables(
    store: Records, scope: Scope, filters: Filters, *, counted: bool = True
) -> Mapping[str, ibis.Table]:
    """Every table a metric can ask for, by name; see `Tables`.

    Without `counted` there is only what the definitions ask for, also where something worked out
    at publish tells the same for less work: counts, months of promises, the visit before.
    """
    return Tables(store, scope, filters, counted=counted)
