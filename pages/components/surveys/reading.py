"""Which frames does the page on surveys rest on? Each is read once for who asks and what."""

import pandas as pd

from analytics import answers, satisfaction, survey_places, survey_weights
from analytics.periods import Period
from analytics.satisfaction import Design, Survey
from data import queries, questionnaires, settings, store
from data.access import Scope
from data.filters import Filters
from pages.components import reads
from pages.components.view import View


@reads.remembered
def survey(scope: Scope, view: View, area: str) -> Survey:
    """All rounds of a place up to the end of the days looked at."""
    tables = queries.tables(store.default(), scope, _filters(view, area))
    days = view.comparison.current
    drawn = tables.get(queries.DRAWN)
    return satisfaction.survey(
        answers.counted(tables["answers"]),
        answers.coverage(tables["round_coverage"]),
        design(scope, view),
        settings.smallest_cell(),
        (days.start, days.end),
        None if drawn is None
        else (answers.counted(drawn, by_village=True), len(places(scope, view, area))),
    )  # fmt: skip


@reads.remembered
def by_village(scope: Scope, view: View, round_ids: tuple[str, ...]) -> pd.DataFrame:
    """Answers by village in some rounds, of all villages that are compared."""
    tables = queries.tables(store.default(), scope, _filters(view, view.ground))
    rows = tables["answers"].filter(tables["answers"].round_id.isin(round_ids))
    return answers.counted(rows, by_village=True)


@reads.remembered
def places(scope: Scope, view: View, area: str) -> pd.DataFrame:
    """All villages of a place with their households and traits, asked or not."""
    tables = queries.tables(store.default(), scope, _filters(view, area))
    known = ("village_code", "households", *survey_weights.TRAITS)
    return tables["places"].select(*known).to_pandas()


@reads.remembered
def villages(scope: Scope, view: View, round_id: str, thread: str) -> pd.DataFrame:
    """Every village in a round and the one before."""
    whole = survey(scope, view, view.ground)
    return survey_places.villages(whole, by_village(scope, view, _pair(whole, round_id)),
                                  round_id, thread)  # fmt: skip


@reads.remembered
def design(scope: Scope, view: View) -> Design:
    """What was asked."""
    home, filters = store.default(), Filters(snapshot=view.records.snapshot)
    return Design(
        rounds=questionnaires.rounds(home, scope, filters),
        questions=questionnaires.questions(home, scope, filters),
        scales=questionnaires.scales(home, scope, filters),
        crosswalk=questionnaires.crosswalk(home, scope, filters),
    )


def own(scope: Scope, view: View) -> Survey:
    """All rounds of the place looked at."""
    return survey(scope, view, view.area)


def _pair(found: Survey, round_id: str) -> tuple[str, ...]:
    """A round and the one before it."""
    rows = found.rounds[found.rounds["round_id"] == round_id]
    before = [name for name in rows["previous_id"] if isinstance(name, str)]
    return (round_id, *before)


def _filters(view: View, area: str) -> Filters:
    """All rounds up to the end of the days looked at: a trend needs those before them."""
    last = view.comparison.current.end
    return view.filters(Period(min(view.records.first, last), last), area=area)
