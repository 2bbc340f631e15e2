"""The predictions of notebook 5.1. Each outcome is computed, with the services that the lab keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.course.prediction import Outcome, Prediction

if TYPE_CHECKING:
    from workbench.deploy.service import Service

AHEAD = 4  # hours that UTC is before Washington in summer and autumn
BATCH = 200  # rows a request
LITTLE, TWICE = 1.25, 2.0  # an error of so many times the old one
FLOOD, LITTLE_USED, BUSY = 3000.0, 0.1, 0.8  # requests a second; shares of what the service bears
SAME, FEW = 1.5, 4.0  # times as long


def _service(model: str) -> Service:
    """The lab's own service, which ends some seconds after its last use."""
    from workbench.experiments.serving import readying, shipped_subject

    return [kept for kept in readying(shipped_subject(model), 1) if kept is not None][0].service


def hour_in_utc() -> Outcome:
    """The answers of the service for the weeks after training, with the hour as it is and in UTC."""
    import numpy as np
    import polars as pl

    from workbench.data.split import split_case
    from workbench.experiments.shipped import shipped

    case, service = shipped("bikes"), _service("boosted")
    later = split_case(case).validation
    utc = later.with_columns((pl.col("hour") + AHEAD) % 24)
    truth, refused = later[case.target].to_numpy(), 0
    errors = []
    for rows in (later, utc):
        made: list[float] = []
        with service.client() as client:
            for part in rows[case.features].iter_slices(BATCH):
                answer = client.post("/predict", json={"rows": part.to_dicts()})
                refused += part.height * (answer.status_code != 200)
                made += answer.json()["predictions"] if answer.status_code == 200 else [np.nan] * part.height
        errors.append(float(np.nanmean(np.abs(np.array(made) - truth))))
    ratio = errors[1] / errors[0]
    value = 0 if refused else 1 if ratio < LITTLE else 2 if ratio < TWICE else 3
    told = (
        f"{refused:,} of {later.height:,} rows were refused" if refused else f"All {later.height:,} rows were answered"
    )
    return Outcome(
        value,
        f"{told}. The mean error was {errors[0]:.0f} bikes, in UTC it is {errors[1]:.0f}. Every hour from 0 to 23 is "
        "allowed, so the schema has nothing to say. It knows what values may be. It does not know what they mean.",
    )


def slowest_when_busy() -> Outcome:
    """The lab's service with XGBoost: what it bears, then a tenth of it, then four fifths."""
    from workbench.deploy.load import under_load
    from workbench.experiments.serving import shipped_subject

    service, rows = _service("boosted"), shipped_subject("boosted").rows()
    bears = under_load(service, rows, rate=FLOOD, seconds=1.5).throughput
    quiet, busy = (under_load(service, rows, rate=share * bears, seconds=2.5) for share in (LITTLE_USED, BUSY))
    ratio = busy.percentile(99) / quiet.percentile(99)
    value = 0 if ratio < SAME else 1 if ratio < FEW else 2
    told = (
        f"This service bears about {bears:,.0f} requests a second here. At a tenth of that, 99 of 100 answers came "
        f"within {quiet.percentile(99):.0f} ms, and half within {quiet.percentile(50):.1f} ms. At four fifths it was "
        f"{busy.percentile(99):.0f} ms, and half within {busy.percentile(50):.1f} ms."
    )
    why = " A queue forms before a service is full, because people do not come one after the other." if value else ""
    return Outcome(value, f"{told}{why} Other work on this machine makes it longer.")


PREDICTIONS = (
    Prediction(
        "hour_in_utc",
        "A new client of your service sends the hour in UTC, the time of the internet. The model learned the hour of "
        "Washington, which is 4 or 5 hours behind. What happens?",
        hour_in_utc,
        options=(
            "The service refuses some of the rows, or all.",
            "All rows are answered, and the error hardly changes.",
            "All rows are answered, and the error is a half larger or so.",
            "All rows are answered, and the error is twice as large or more.",
        ),
    ),
    Prediction(
        "slowest_when_busy",
        "You find out how many requests a second your service bears. Then you send only four fifths of that: one fifth "
        "is still free. How long do the slowest answers take (1 of 100 is slower still), compared with a service that "
        "is nearly idle?",
        slowest_when_busy,
        options=("About as long: there is room left.", "Two or three times as long.", "Four times as long or more."),
    ),
)
