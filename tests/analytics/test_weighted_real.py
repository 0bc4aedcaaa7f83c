"""Does a weighted survey of 2,000 people come out as an independent computation has it?"""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.weightstats import DescrStatsW

from analytics.intervals import wilson
from analytics.measure import measure
from data import listings, queries
from data.access import EVERYWHERE
from data.filters import Filters
from data.load import load
from data.store import Store

pytestmark = pytest.mark.real

METRICS = ["satisfaction_rate", "dissatisfaction_rate", "full_marks_rate", "item_nonresponse_rate"]


@pytest.fixture
def measured(store: Store, real_data: Path) -> pd.DataFrame:
    """The result frame, by way of a load."""
    load(store, real_data / "surveys/hdv2003_weighted.csv", "hdv2003_survey", create_areas=True)
    tables = queries.tables(store, EVERYWHERE, Filters())
    window = (date(2003, 1, 1), date(2003, 12, 31))
    as_of = listings.data_dates(store, EVERYWHERE, Filters()).as_of.max().to_pydatetime()
    return measure(tables, METRICS, as_of=as_of, window=window).set_index("metric")


def test_weighted_shares_of_satisfaction_with_work(measured: pd.DataFrame, real_data: Path) -> None:
    """Against statsmodels' weighted mean and the sandwich variance of a weighted regression."""
    people = pd.read_csv(real_data / "surveys/hdv2003_weighted.csv")
    asked = people.dropna(subset=["trav.satisf"])
    for metric, answer in (
        ("satisfaction_rate", "Satisfaction"),
        ("dissatisfaction_rate", "Insatisfaction"),
        ("full_marks_rate", "Satisfaction"),
    ):
        yes = (asked["trav.satisf"] == answer).to_numpy(float)
        weights = asked["poids"].to_numpy()
        independent = DescrStatsW(yes, weights)
        row = measured.loc[metric]
        assert row["value"] == pytest.approx(independent.mean, rel=1e-12)
        assert row["n"] == len(asked) == 1048
        influence = weights * (yes - independent.mean) / weights.sum()
        effect = float(influence @ influence) / (independent.var / len(asked))
        assert effect > 1.5  # the weights of this survey differ by a factor of hundreds
        size = len(asked) / effect
        low, high = wilson([independent.mean * size], [size])
        assert (row["low"], row["high"]) == (pytest.approx(low[0]), pytest.approx(high[0]))
    assert measured.loc["item_nonresponse_rate", "numerator"] == 952
    assert np.isclose(measured.loc["item_nonresponse_rate", "value"], 952 / 2000)
