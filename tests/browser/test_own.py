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


@pytest.mark.parametrize("dark", [False, True])
def test_a_seldom_word_is_typed(open_notebook, dark):
    notebook = open_notebook(WIDE, width=1366, height=768, dark=dark)
    notebook.run_all()
    lab, keys = notebook.lab("what_if"), notebook.page.keyboard
    lab.settle()
    control = lab.control("town")
    towns, options, said = control.locator("input"), control.get_by_role("option"), control.locator(".wb-complaint")

    towns.click()
    assert options.count() == 12 and control.get_by_text("Type to find one of 92 others.").is_visible()
    keys.type("qz")  # what stood there was marked, and goes
    assert options.all_inner_texts() == ["town qz"]
    keys.press("ArrowDown")
    assert options.first.get_attribute("aria-selected") == "true"
    keys.press("Enter")
    lab.settle()
    assert lab.values["town"] == "town qz" and not options.count() and "changed: Town." in lab.text

    towns.fill("town c")
    keys.press("Enter")  # a whole word, though others have it in them
    lab.settle()
    assert lab.values["town"] == "town c"

    towns.fill("nowhere")
    assert not options.count() and control.get_by_text("Nothing here has this in it.").is_visible()
    keys.press("Tab")
    assert said.inner_text() == (
        "This must be one of 104 values; “nowhere” is none, or stands for several. The lab still uses “town c”."
    )
    assert lab.values["town"] == "town c" and towns.input_value() == "nowhere"
    towns.focus()
    keys.press("Escape")
    assert towns.input_value() == "town c" and not said.inner_text()

    keys.press("ArrowDown")
    options.nth(3).click()
    lab.settle()
    assert lab.values["town"] == towns.input_value() == options_of(lab)[3]
    lab.button("reset").click()
    lab.settle()
    assert towns.input_value() == lab.values["town"] == "town a"


def options_of(lab):
    """The words in the list, commonest first."""
    lab.control("town").locator("input").click()
    found = lab.control("town").get_by_role("option").all_inner_texts()
    lab.page.keyboard.press("Escape")
    return found
