"""What are the few big numbers, how sure are they, and did they move beyond chance?"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.components import permalink
from pages.components.numbers import Amount
from pages.components.sparks import Spark, draw

LOCK = "🔒\ufe0e"  # the plain sign, not the coloured one


@dataclass(frozen=True)
class Card:
    """One number as a card shows it.

    `beneath` are the small lines under the number: interval and n, or why there is none;
    `tone` is "better", "worse" or "" and colours the words of `change`, never the number.
    """

    metric: str
    name: str
    amount: Amount
    state: str
    beneath: Sequence[str]
    change: str = ""
    tone: str = ""
    spark: Spark | None = None
    wide: bool = False


def row(cards: Sequence[Card]) -> None:
    """Draw the cards side by side, two abreast on a phone."""
    drawn = "".join(_card(card) for card in cards)
    # markdown, because st.html takes the small charts away
    st.markdown(f'<div class="cards">{drawn}</div>', unsafe_allow_html=True)


def _card(card: Card) -> str:
    marks = ["card", *(["provisional"] if card.state == "provisional" else [])]
    marks += ["wide"] if card.wide else []
    muted = card.state if card.state in ("few", "hidden", "none") else ""
    number = LOCK if card.state == "hidden" else safe(card.amount.text)
    unit = f'<span class="unit">{safe(card.amount.unit)}</span>' if card.amount.unit else ""
    lines = "".join(f'<div class="small">{safe(line)}</div>' for line in card.beneath if line)
    change = f'<div class="change {card.tone}">{safe(card.change)}</div>' if card.change else ""
    spark = draw(card.spark, wide=card.wide) if card.spark else ""
    link = safe(permalink.entry(card.metric))
    return (
        f'<div class="{" ".join(marks)}" data-metric="{card.metric}" data-state="{card.state}">'
        f'<div class="name"><a href="{link}">{safe(card.name)}</a></div>'
        f'<div class="value {muted}">{number}{unit}</div>{lines}{change}{spark}</div>'
    )


def sentences(told: Sequence[tuple[str, str]]) -> None:
    """Draw sentences one below the other, each with its tone: "better", "worse" or ""."""
    items = "".join(f'<li class="{tone}">{safe(text)}</li>' for text, tone in told)
    st.html(f'<ul class="findings">{items}</ul>')


def safe(text: str) -> str:
    """Text for HTML inside Markdown, where a dollar sign would start a formula."""
    return html.escape(text).replace("$", "&#36;")
