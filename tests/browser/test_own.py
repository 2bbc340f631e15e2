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


WIDE = """
import numpy as np, polars as pl
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from workbench.data.encode import make_encoder
from workbench.labs import what_if
chance = np.random.default_rng(0)
X = pl.DataFrame({f"measure {i}": chance.normal(size=400).round(3) for i in range(30)})
town = [f"town {'abcdefghijklmnopqrstuvwxyz'[i % 26]}{'xyz'[i % 3] if i > 300 else ''}" for i in range(400)]
X = X.with_columns(pl.Series("Town", town))
y = X["measure 7"].to_numpy() + 3 * X["Town"].str.ends_with("z").to_numpy()
model = make_pipeline(make_encoder(X, "dense"), Ridge()).fit(X, y)
what_if.on(model, X, y)
"""


@pytest.mark.parametrize("dark", [False, True])
def test_of_many_controls_one_is_found_by_its_name(open_notebook, dark):
    notebook = open_notebook(WIDE, width=1366, height=768, dark=dark)
    notebook.run_all()
    lab, keys = notebook.lab("what_if"), notebook.page.keyboard
    lab.settle()
    box, rare = lab.root.get_by_label("Find a control"), lab.slider("measure_29")
    assert lab.slider("measure_7").is_visible() and not rare.is_visible()
    box.click()
    keys.type("29 Mea")
    rare.wait_for()
    assert not lab.slider("measure_7").is_visible()
    lab.root.get_by_text("1 of 35 controls. Escape shows all.").wait_for()
    rare.focus()
    keys.press("ArrowRight")
    lab.settle()
    assert "changed: measure 29." in lab.text
    box.focus()
    keys.press("Escape")
    lab.slider("measure_7").wait_for()
    rare.wait_for(state="hidden")
    assert box.input_value() == ""


def test_a_seldom_word_is_typed(open_notebook):
    notebook = open_notebook(WIDE)
    notebook.run_all()
    lab = notebook.lab("what_if")
    lab.settle()
    towns = lab.control("town").locator("select")
    towns.focus()
    notebook.page.keyboard.type("town qz")
    lab.settle()
    assert lab.values["town"] == "town qz"
    assert "changed: Town." in lab.text
