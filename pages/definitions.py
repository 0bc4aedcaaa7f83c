"""What does every number mean, how is it worked out, and what does it not say?"""

from functools import partial

from pages.components import filters, frame, panels, rooms, scope_line, signin
from pages.components.frame import Asked
from pages.components.glossary import index, methods
from pages.components.look import palette
from pages.components.rooms import Rooms
from pages.texts import t

NAME = "definitions"
MEASURES = "measures"
PARTS = (MEASURES, *methods.METHODS)


def render() -> None:
    """Draw the page, or say in a sentence why it cannot be drawn."""
    with rooms.opened(NAME) as places:
        _draw(places)


def _draw(places: Rooms) -> None:
    scope = signin.scope()
    title = places.reserve(rooms.TITLE)
    view = filters.choose(scope)
    if view is None:
        with places.fill(title):
            frame.empty()
        index.draw(scope, None)
        return
    asked = Asked(scope, view, frame.teller(view), palette())
    part = view.pinned.part if view.pinned.part in PARTS else MEASURES
    with places.fill(title):
        line = scope_line.short(asked.teller, view, asked.teller.place)
        frame.headed(view, t("glossary.title"), [line], part=part)
    frame.choose_part(PARTS, view.pinned.part, part)
    told = {
        MEASURES: partial(index.draw, scope, view),
        **{name: partial(_method, asked, name) for name in methods.METHODS},
    }
    told[part]()


def _method(asked: Asked, name: str) -> None:
    for panel in methods.METHODS[name](asked):
        panels.draw(asked.teller, asked.view, panel)


if __name__ == "__main__":  # a cold server opened at /definitions runs this file: frame first
    import dashboard

    dashboard.main()
