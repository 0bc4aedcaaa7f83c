"""What does a district look like that nobody lives in? A demo with known truths in it.

Everything is invented, drawn from one seed, and the same in every run. What has been planted for
pages to find stands in `stories`.
"""

from data.building import Building
from data.demo import (
    areas,
    arrivals,
    benchmarks,
    district,
    handling,
    programmes,
    projects,
    register,
    requests,
    rules,
    surveys,
    visits,
)
from data.demo.clock import ZONE, quarters
from data.demo.writer import Writer
from data.errors import DataError
from data.store import Store

SEED = 20261020
LEAST_SCALE, MOST_SCALE = 0.001, 100.0


def build(store: Store, *, scale: float = 1.0, seed: int = SEED) -> None:
    """Invent the demo district and publish it as a snapshot of an empty store.

    Parameters
    ----------
    store : Store
        A store without records.
    scale : float
        Times as many households, visits and requests as the pilot district of 200 villages has;
        the places stay the same. Some 73,000 households at 1.
    seed : int
        Of the records; places, names and planted stories stay the same.

    Raises
    ------
    DataError
        If the scale is out of range, or the operator has set another time zone.
    """
    if not LEAST_SCALE <= scale <= MOST_SCALE:
        raise DataError("store.demo_scale", scale=scale, least=LEAST_SCALE, most=MOST_SCALE)
    with store.build(f"demo district, scale {scale:g}, seed {seed}", zone=ZONE) as building:
        if building.zone != ZONE:
            raise DataError("store.demo_zone", zone=building.zone, home=ZONE)
        write(building, scale, seed)


def write(building: Building, scale: float, seed: int) -> None:
    """Write all tables of the demo into a snapshot."""
    writer = Writer(building, label=f"demo, scale {scale:g}, seed {seed}")
    place = district.imagine(seed, scale)
    people = register.enrol(place, building.connection)
    areas.write(writer, place, people)
    register.write(writer, place, people)
    rules.write(writer)
    benchmarks.write(writer, place)
    programmes.write(writer, place)
    projects.write(writer, place)
    surveys.write(writer, place)
    rates = visits.rates(place, people)
    for part, days in enumerate(quarters()):
        made = visits.make(place, people, rates, days, part)
        visits.write(writer, place, people, made)
        received = arrivals.make(place, made, days, part)
        done = handling.handle(place, received, part)
        requests.write(writer, place, received, done, part)
    writer.finish()
