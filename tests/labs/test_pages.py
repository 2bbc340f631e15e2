"""A small page of every lab: its pictures are those of the live lab, and the licence of its data stands on it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.live.paper import book_of, pixels_of
from workbench.cases import load
from workbench.errors import SettingsError
from workbench.labs import LABS
from workbench.live.picture import Canvas
from workbench.live.style import Look

# Two values for one setting, where a run takes long also others that make it short; and the data that must be named.
PAGES = {
    "threshold": ({"threshold": [0.2, 0.5]}, "income"),
    "forecast_error": ({"scale": [0.8, 1.2]}, "bikes"),
    "clusters": ({"groups": [2, 3]}, "penguins"),
    "how_many_rows": ({"rows": [200, 400], "repeats": 2}, "income"),
    "cleaning": ({"copies": ["keep", "exact"]}, "tickets"),
    "synthetic": ({"leaf": [5, 50], "rows": 200}, "income"),
    "poison": ({"target": [3, 7]}, "digits"),
    "leakage": ({"repeats": [2, 3], "rows": 100}, "income"),
    "transfer": ({"cell": [0, 3], "labels": 20, "draws": 1, "tuned": False, "look": "frozen"}, "solar"),
    "optimisers": ({"steps": [20, 60]}, None),
    "training": ({"epochs": [5, 10], "rows": 100}, None),
    "overfitting": ({"degree": [1, 9]}, None),
    "capacity": ({"depth": [2, 4], "rows": 1000, "trees": 20}, "income"),
    "boundaries": ({"depth": [2, 5], "data": "income"}, "income"),
    "zoo": ({"mlp": [False, True], "forest": False, "catboost": False, "rows": 200}, "income"),
    "pretraining": ({"steps": [40, 80], "names": 100}, "names"),
    "fine_tuning": ({"rank": [2, 8], "steps": 0}, "tickets"),
    "search": ({"trials": [5, 8], "rows": 200}, "income"),
    "suite": ({"bar_1": [50, 90]}, "income"),
    "worth_it": ({"people": [0.0, 4.0]}, "income"),
    "distillation": ({"picture": [0, 1], "teacher": 200, "seeds": 1, "unlabelled": 0}, "digits"),
    "reward": ({"group": [4, 8], "steps": 10, "imitation": 8}, None),
    "retraining": ({"delay": [0, 30]}, "bikes"),
    "drift": ({"month": [7, 12]}, "bikes"),
    "injection": ({"attack": ["german", "private"], "from_goal": True}, "tickets"),
    "bits": ({"bits": [2, 5]}, "digits"),
    "prune": ({"share": [50, 90]}, "digits"),
    "what_if": ({"age": [20, 60]}, "income"),
    "what_if_bikes": ({"hour": [3, 17]}, "bikes"),
    "global_shap": ({"show": [3, 8], "people": 50}, "income"),
    "convergence": ({"budget": [100, 1000]}, "income"),
    "correlated": ({"correlation": [0.0, 0.9]}, None),
}


# What a person draws or writes: nobody knows it beforehand.
LIVE_ONLY = {
    "convolution": "kernel",
    "draw": "digit",
    "meaning": "sentence",
    "next_token": "prompt",
    "attention": "sentence",
    "agent": "letter",
}
# What needs more than its settings, and why.
NEEDS_MORE = {"service": "it measures a service that runs on this computer now"}


@pytest.mark.parametrize("name", NEEDS_MORE)
def test_a_lab_that_needs_more_than_its_settings_says_that_it_can_be_no_page(name, tmp_path):
    with pytest.raises(SettingsError, match=f"cannot be a page: {NEEDS_MORE[name]}. Show it live: `{name}.show"):
        LABS[name].page(tmp_path / "page.html", **{next(iter(LABS[name].controls)): [10, 20]})


@pytest.mark.parametrize("name", LIVE_ONLY)
def test_a_lab_that_a_person_draws_in_says_that_it_can_be_no_page(name, tmp_path):
    with pytest.raises(
        SettingsError, match=f"cannot be a page: `{LIVE_ONLY[name]}` takes what a person draws or writes"
    ):
        LABS[name].page(tmp_path / "page.html", **{next(reversed(LABS[name].controls)): [1, 2]})


@pytest.mark.parametrize("name", [name for name in LABS if name not in LIVE_ONLY.keys() | NEEDS_MORE.keys()])
def test_a_page_shows_what_the_lab_shows(name, tmp_path):
    lab, (values, data) = LABS[name], PAGES[name]
    path = lab.page(tmp_path / f"{name}.html", **values)
    book = book_of(path)
    ((setting, (_, last)),) = ((key, value) for key, value in values.items() if isinstance(value, list))
    frame = lab.run(**{**values, setting: last})
    assert book["pictures"][1]["text"] == lab.describe(frame)
    for shape, look in (
        ("wide", Look("light", 960, 1.5, 480)),
        ("narrow", Look("dark", 390, 2.0, 180 * len(lab.panels) + 60)),
    ):
        assert np.array_equal(pixels_of(book, 1, shape, look.theme), Canvas(lab, look).draw(frame, None)), shape
    assert len(book["fixed"]) == len(lab.controls) - 1
    assert path.stat().st_size < 2_500_000
    licences = re.findall(r"<p>Data: .* Licence: (.*?)\. Source: ", path.read_text("utf-8"))
    assert licences == ([load(data).card.licence] if data else [])


def test_every_lab_has_a_page_here():
    assert PAGES.keys() | LIVE_ONLY.keys() | NEEDS_MORE.keys() == LABS.keys()
