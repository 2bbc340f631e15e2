"""A model that is fed words.

A linear model can only add numbers up. `OneHotEncoder` gives each word a column of 0 and 1, and `StandardScaler`
brings numbers to one scale. A word that was never seen must not stop your service: with `handle_unknown="ignore"`
its row gets zeros. Complete `word_model`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.course.checks import Mistake, Names, Random, array, fail_if, versus

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

CELL = '''\
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def word_model(X_train, y_train, words, numbers):
    """A fitted model of columns of words and of numbers. A new word is no error."""
    columns = make_column_transformer(
        (‹OneHotEncoder(handle_unknown="ignore")›, words),
        (‹StandardScaler()›, ‹numbers›),
    )
    return make_pipeline(columns, LogisticRegression()).fit(X_train, y_train)
'''
HINTS = (
    "Each pair in `make_column_transformer` is something to fit, and the names of the columns it is for.",
    "The first gap is an encoder that ignores unknown words; the second brings numbers to one scale.",
    '`OneHotEncoder(handle_unknown="ignore")`, `StandardScaler()`, `numbers`.',
)

STOPS_AT_NEW_WORD = Mistake(
    "A word that was not among the training rows stops your model with an error.",
    'Write `OneHotEncoder(handle_unknown="ignore")`.',
    {'handle_unknown="ignore"': ""},
)
NUMBERS_WORDS = Mistake(
    "Your model treats words as amounts: the third word in the alphabet counts three times the first.",
    "Give each word a column of its own, with `OneHotEncoder`.",
    {
        "OneHotEncoder, StandardScaler": "OrdinalEncoder, StandardScaler",
        'OneHotEncoder(handle_unknown="ignore")': "OrdinalEncoder("
        "handle_unknown='use_encoded_value', unknown_value=-1)",
    },
)
LEAVES_SCALE = Mistake(
    "Your model gets numbers as they come. A column of small numbers then hardly counts: it would need a large weight.",
    "Use `StandardScaler()` for the numbers.",
    {"StandardScaler()": '"passthrough"'},
)
LEAVES_NUMBERS_OUT = Mistake(
    "Your model does not look at the numbers.",
    "The second pair is for `numbers`.",
    {"(StandardScaler(), numbers)": "(StandardScaler(), [])"},
)


def examine(answer: Names, rng: Random) -> str:
    """Words and two numbers of very different size decide; a new word comes later."""
    import numpy as np
    from sklearn.preprocessing import OneHotEncoder

    names = [str(rng.choice(pair)) for pair in (("job", "work"), ("years", "months"), ("rate", "bonus"))]
    word, *numbers = names
    X, y = _rows(rng, names)
    new, _ = _rows(rng, names)
    new.loc[0, word] = "astronaut"
    model = answer["word_model"](X.copy(), y.copy(), [word], numbers)
    fail_if(not hasattr(model, "predict_proba"), "`word_model` must return the fitted model.", "Return the pipeline.")
    try:
        given = array(model.predict_proba(new)[:, 1], "the model's answer", (len(new),))
    except ValueError as error:
        STOPS_AT_NEW_WORD.fail_if("unknown categor" in str(error))
        raise
    expected = _by_hand(X, y, new)
    compared = f"For one row {versus(expected[1], float(given[1]))}."
    if np.abs(given - expected).max() > 0.02:
        other = new.assign(**{name: new[name] * 3 for name in numbers})
        LEAVES_NUMBERS_OUT.fail_if(bool(np.allclose(model.predict_proba(other)[:, 1], given)), compared)
        steps = [step for _, step, _ in model[0].transformers_]
        NUMBERS_WORDS.fail_if(not any(isinstance(step, OneHotEncoder) for step in steps), compared)
        LEAVES_SCALE.fail_if(True, compared)
    return "It answers for an astronaut too, whom it has never seen: by the numbers alone."


def _rows(rng: Random, names: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """200 people, with a yes or no that depends on all three columns."""
    import numpy as np
    import pandas as pd

    job = rng.choice(["baker", "clerk", "nurse", "pilot"], 200)
    years, rate = rng.uniform(0, 40, 200), rng.uniform(0, 0.05, 200)
    push = np.select([job == "clerk", job == "pilot"], [2.0, -2.0], 0.0)
    y = push + (years - 20) / 10 + (rate - 0.025) / 0.0125 + rng.normal(size=200) > 0
    return pd.DataFrame(dict(zip(names, (job, years, rate), strict=True))), y.astype(int)


def _by_hand(X: pd.DataFrame, y: np.ndarray, new: pd.DataFrame) -> list[float]:
    """The same model with the columns made by hand."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    word, *names = X.columns

    def columns(frame: pd.DataFrame) -> np.ndarray:
        words = [(frame[word] == one).astype(float) for one in sorted(X[word].unique())]
        numbers = [(frame[name] - X[name].mean()) / X[name].std(ddof=0) for name in names]
        return np.column_stack([*words, *numbers])

    model = LogisticRegression().fit(columns(X), y)
    return [float(p) for p in model.predict_proba(columns(new))[:, 1]]
