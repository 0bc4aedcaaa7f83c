"""Which records are looked at: of which category, channel, setting, excluded ones or not?"""

import streamlit as st

from data.access import Scope
from data.filters import Filters
from pages.components import permalink, reads
from pages.components.sentences import Teller
from pages.components.view import Kinds, View
from pages.texts import known, language, t

NAMED = {"category_code": "categories", "channel": "channels"}  # tables that name the values


@st.cache_resource(ttl="12h", max_entries=100, show_spinner=False)
def offered(
    scope: Scope,
    filters: Filters,
    columns: tuple[str, ...],
    lang: str,  # noqa: ARG001 - tells entries apart
) -> dict[str, Kinds]:
    """The values of some filters, kept as they are and not copied at each use."""
    return {column: there(scope, filters, column) for column in columns}


def there(scope: Scope, filters: Filters, column: str) -> Kinds:
    """The values of a filter that occur in the records, and the groups that hold them."""
    values = reads.kinds(scope, filters, column)
    if column not in NAMED:
        return Kinds({value: _word(column, value) for value in values})
    frame = reads.names(scope, filters, NAMED[column]).set_index("code")
    names = frame[f"name_{language()}"].to_dict()
    parents = frame["parent_code"].dropna().to_dict()
    found = list(values)
    for value in found:  # grows while it is walked through: groups lie in groups
        parent = parents.get(value)
        if parent and parent not in found:
            found.append(parent)
    return Kinds(
        {value: names.get(value, value) for value in sorted(found)},
        {value: parents[value] for value in found if value in parents},
    )


def draw(view: View) -> None:
    """A button that opens the filters of records; it tells how many are in use."""
    used = len(view.chosen) + (not view.exclusions)
    label = t("filters.more_used", count=str(used)) if used else t("filters.more")
    with st.popover(label, icon=":material/filter_list:", key="more_filters"):
        for column in view.records.kinds:
            _choice(view, column)
        st.session_state["without_excluded"] = not view.exclusions
        st.toggle(t("filters.exclusions"), key="without_excluded", on_change=_take_exclusions)


def told(teller: Teller, view: View) -> list[str]:
    """The filters in use, and whether places are today's, in words for the Scope line."""
    between = teller.say("sentence.list")
    lines = []
    for column, values in view.chosen:
        labels = view.records.kinds[column].labels
        named = between.join(labels[value] for value in values)
        title = teller.say(f"filters.{column}")
        lines.append(teller.say("scope.kind", filter=title, values=named))
    if not view.exclusions:
        lines.append(teller.say("scope.without_excluded"))
    return [*lines, teller.say("scope.as_now")] if view.as_now else lines


def _choice(view: View, column: str) -> None:
    labels = view.records.kinds[column].labels
    key = f"filter_{column}"
    st.session_state[key] = list(dict(view.chosen).get(column, ()))
    st.multiselect(
        t(f"filters.{column}"),
        list(labels),
        format_func=labels.__getitem__,
        key=key,
        on_change=_take,
        args=(column, key),
        placeholder=t("filters.all_kinds"),
    )


def _take(column: str, key: str) -> None:
    permalink.change(**{column: permalink.SEPARATOR.join(st.session_state[key])})


def _take_exclusions() -> None:
    permalink.change(exclusions=permalink.WITHOUT if st.session_state["without_excluded"] else "")


def _word(column: str, value: str) -> str:
    key = f"{column}.{value}"
    return t(key) if known(language(), key) else value
