"""How do the requests of the demo and the call-backs to residents look as records?"""

from typing import Any

import numpy as np

from data.demo import stories
from data.demo.arrivals import KINDS, Arrivals
from data.demo.catalogue import CHANNELS, LEAVES, LIMITS
from data.demo.chance import lognormal, stream
from data.demo.clock import AS_OF, DAY, HOUR, NEVER, in_office
from data.demo.district import District
from data.demo.handling import EXCLUSIONS, HANDLED, LEVELS, OUTCOMES, Handling, units
from data.demo.writer import Writer, coded, dates, numbered, optional, planned, times

SOURCE = "12345"
WITH_GRID, WITH_POINT = 0.97, 0.80

# Call-backs: 晴隆 samples 10 % a month, Beijing all that it can reach (domain.md 2.2).
CALLED_SHARE, VALID_SHARE = 0.62, 0.83
CALL_DELAY = (20 * HOUR, 0.6)
# By word of residents: 97.2 % resolved, 97.6 % satisfied in Beijing in 2025 (domain.md 2.1).
CONTACTED, RESOLVED, PARTLY_OF_REST = 0.987, 0.968, 0.45
RESOLUTIONS = ("resolved", "partly", "unresolved")
SATISFACTIONS = ("very_satisfied", "satisfied", "basically", "dissatisfied", "very_dissatisfied")
SATISFIED_IF_RESOLVED = (0.50, 0.480, 0.015, 0.004, 0.001)
SATISFIED_IF_NOT = (0.02, 0.14, 0.22, 0.42, 0.20)
IF_LATE = 0.05  # off the share resolved, where the limit had passed
CONTACTED_IF_HASTY = 0.30


def write(
    writer: Writer, district: District, arrivals: Arrivals, handling: Handling, part: int
) -> None:
    """Write the requests of one quarter as they stand at the data date, and their call-backs."""
    _write_requests(writer, district, arrivals, handling, part)
    _write_callbacks(writer, district, arrivals, handling, part)


def _write_requests(
    writer: Writer, district: District, arrivals: Arrivals, handling: Handling, part: int
) -> None:
    rng = stream(district.seed, "locations", part)
    columns = _as_received(rng, district, arrivals) | _as_handled(district, arrivals, handling)
    writer.columns(SOURCE, "requests", columns)


def _as_received(
    rng: np.random.Generator, district: District, arrivals: Arrivals
) -> dict[str, Any]:
    """Columns that are known as soon as a request is in."""
    day = arrivals.day
    count = len(day)
    no_grid = rng.random(count) >= WITH_GRID
    no_point = no_grid | (rng.random(count) >= WITH_POINT)
    point = district.outlines.points(rng, arrivals.grid)
    village = district.village_at(arrivals.village, day)
    grid = district.grid_at(arrivals.grid, day)
    limit = np.array([list(LIMITS).index(leaf.limit) for leaf in LEAVES])[arrivals.leaf]
    return {
        "source": coded([SOURCE], np.zeros(count)),
        "request_id": numbered(arrivals.number),
        "village_code": coded(district.layout.village_codes, village),
        "grid_code": coded(district.grid_codes, grid, no_grid),
        "longitude": optional(point[:, 0], no_point),
        "latitude": optional(point[:, 1], no_point),
        "kind": coded(KINDS, arrivals.kind),
        "category_code": coded([leaf.code for leaf in LEAVES], arrivals.leaf),
        "channel": coded(list(CHANNELS), arrivals.channel),
        "received_at": times(arrivals.received),
        "received_date": dates(day),
        "time_limit_code": coded(list(LIMITS), limit),
        "episode_ref": numbered(arrivals.episode, arrivals.episode < 0),
        "visit_id": numbered(arrivals.visit, arrivals.visit < 0),
    }


def _as_handled(district: District, arrivals: Arrivals, handling: Handling) -> dict[str, Any]:
    """Columns that fill as a request is handled, as far as it had come at the data date."""
    is_closed = handling.closed <= AS_OF
    is_done = is_closed & (handling.outcome < HANDLED)
    silent = handling.whistled > AS_OF
    return {
        "classified_at": times(handling.classified),
        "dispatched_at": times(handling.dispatched),
        "signed_at": times(handling.signed),
        "contacted_at": times(handling.contacted),
        "supervised_at": times(handling.supervised),
        "closed_at": times(handling.closed),
        "feedback_at": times(handling.feedback),
        "updated_at": times(_last_change(arrivals, handling)),
        "due_at": planned(handling.due),
        "is_closed": is_closed,
        "outcome": coded(OUTCOMES, handling.outcome, ~is_closed),
        "solved_level": coded(LEVELS, handling.level, ~is_done),
        "lead_unit": coded(units(district), handling.unit, handling.dispatched > AS_OF),
        "departments_called": optional(handling.called_departments, silent),
        "departments_arrived": optional(handling.arrived_departments, silent),
        "whistled_at": times(handling.whistled),
        "arrived_at": times(handling.arrived),
        "exclusion_code": coded(EXCLUSIONS, handling.exclusion, handling.exclusion < 0),
        "reopened_count": np.where(is_closed, handling.reopened, 0),
    }


def _last_change(arrivals: Arrivals, handling: Handling) -> np.ndarray:
    """The latest step up to the data date."""
    steps = (
        handling.classified,
        handling.dispatched,
        handling.signed,
        handling.contacted,
        handling.supervised,
        handling.closed,
        handling.feedback,
        handling.whistled,
        handling.arrived,
    )
    last = arrivals.received
    for step in steps:
        last = np.where(step <= AS_OF, np.maximum(last, step), last)
    return last


def _write_callbacks(
    writer: Writer, district: District, arrivals: Arrivals, handling: Handling, part: int
) -> None:
    """Write calls after closing, and second calls where the first found the matter unresolved."""
    rng = stream(district.seed, "callbacks", part)
    wanted = (
        (handling.outcome < HANDLED)
        & (handling.closed < NEVER)
        & (rng.random(len(handling.closed)) < CALLED_SHARE)
    )
    request = np.flatnonzero(wanted)
    late = handling.closed[request] > handling.due[request]
    hasty = handling.hasty[request]
    called = _call(rng, handling.closed[request])
    resolved = np.where(hasty, stories.QUICK_CLOSURES.resolved_share, RESOLVED - IF_LATE * late)
    first = _answers(rng, resolved, np.where(hasty, CONTACTED_IF_HASTY, CONTACTED))
    _write_calls(writer, arrivals, request, called, first)
    again = first["valid"] & (first["resolution"] > 0) & (rng.random(len(request)) < 0.5)
    second = _answers(rng, np.full(int(again.sum()), 0.6), np.full(int(again.sum()), 0.99))
    _write_calls(writer, arrivals, request[again], _call(rng, called[again] + 3 * DAY), second)


def _call(rng: np.random.Generator, after: np.ndarray) -> np.ndarray:
    median, spread = CALL_DELAY
    return in_office(after + 1 + lognormal(rng, median, spread, len(after)), opens=9, closes=18)


def _answers(
    rng: np.random.Generator, resolved: np.ndarray, contacted: np.ndarray
) -> dict[str, np.ndarray]:
    """What residents say; the answers of calls that do not count are not kept."""
    count = len(resolved)
    luck = rng.random(count)
    partly = resolved + (1 - resolved) * PARTLY_OF_REST
    resolution = np.where(luck < resolved, 0, np.where(luck < partly, 1, 2))
    bounds = np.where(
        (resolution == 0)[:, None], np.cumsum(SATISFIED_IF_RESOLVED), np.cumsum(SATISFIED_IF_NOT)
    )
    return {
        "valid": rng.random(count) < VALID_SHARE,
        "contacted": (rng.random(count) < contacted) | (rng.random(count) < 0.02),
        "resolution": resolution,
        "satisfaction": (rng.random(count)[:, None] > bounds[:, :4]).sum(axis=1),
    }


def _write_calls(
    writer: Writer,
    arrivals: Arrivals,
    request: np.ndarray,
    called: np.ndarray,
    answers: dict[str, np.ndarray],
) -> None:
    known = called <= AS_OF
    said = {name: column[known] for name, column in answers.items()}
    void = ~said["valid"]
    writer.columns(
        SOURCE,
        "callbacks",
        {
            "source": coded([SOURCE], np.zeros(int(known.sum()))),
            "request_id": numbered(arrivals.number[request[known]]),
            "called_at": times(called[known]),
            "is_valid": said["valid"],
            "was_contacted": optional(said["contacted"], void),
            "resolution": coded(RESOLUTIONS, said["resolution"], void),
            "satisfaction": coded(SATISFACTIONS, said["satisfaction"], void),
        },
    )
