"""A lab on somebody's own table, in the page: rows are picked, boxes take the whole range, nothing complains."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

OWN = """
import numpy as np, polars as pl
from sklearn.linear_model import Ridge
from workbench.labs import what_if
chance = np.random.default_rng(0)
X = pl.DataFrame({"Preis, €": chance.normal(size=300).round(3), "class": chance.normal(size=300).round(3)})
X[5, 0] = 90.0  # far beyond all others
y = X.to_numpy() @ [2.0, 1.0]
model = Ridge().fit(X.to_numpy(), y)
what_if.on(model, X, y)
"""


def test_a_row_is_picked_and_a_box_takes_what_lies_beyond_the_handle(open_notebook):
    notebook = open_notebook(OWN)
    notebook.run_all()
    lab = notebook.lab("what_if")
    lab.settle()
    handle, box = lab.slider("preis"), lab.box("preis")
    assert float(handle.get_attribute("max")) < 4 and float(box.get_attribute("max")) == 90
    box.fill("90")
    box.press("Enter")
    lab.settle()
    assert lab.values["preis"] == 90 and float(handle.input_value()) > 2
    lab.root.get_by_role("button", name="Next row", exact=True).click()
    lab.settle()
    assert lab.values["row"] == 1
    assert "For row 1 the model answers" in lab.text
    assert not notebook.errors
