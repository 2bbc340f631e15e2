"""Dollar signs in names and words are letters in the plots of shap; its own formulas stay."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest
import shap
from matplotlib.text import Text

from workbench.explain.drawn import drawn

NAMES = ["price ($)", "a$b$c", r"$\frac{$"]


@pytest.fixture
def explanation():
    rng = np.random.default_rng(0)
    data = np.empty((20, 3), object)
    data[:, 0], data[:, 1], data[:, 2] = rng.normal(size=20), "$5", [None, "$x^2$"] * 10
    return shap.Explanation(rng.normal(size=(20, 3)), base_values=np.zeros(20), data=data, feature_names=NAMES)


def shown():
    """What stands in the figure, as letters; what is read as a formula is left out."""
    plt.gcf().canvas.draw()
    made = [text._preprocess_math(text.get_text()) for text in plt.gcf().findobj(Text)]
    plt.close("all")
    return " | ".join(words for words, formula in made if not formula), [words for words, formula in made if formula]


def test_names_and_words_are_drawn_as_they_are(explanation):
    shap.plots.waterfall(drawn(explanation)[1], show=False)
    letters, formulas = shown()
    assert all(name in letters for name in [*NAMES, "$5", "$x^2$"])
    assert any("f(x)" in formula for formula in formulas)
    shap.plots.beeswarm(drawn(explanation[:, :2]), show=False, plot_size=None)
    letters, formulas = shown()
    assert all(name in letters for name in NAMES[:2]) and not formulas


def test_the_explanation_itself_stays(explanation):
    drawn(explanation)
    assert list(explanation.feature_names) == NAMES and explanation.data[0, 1] == "$5"
