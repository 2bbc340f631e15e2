"""Build an inference engine.

A trained logistic regression is a handful of numbers: one weight for each feature, and a *bias*. They can be saved in
a text file. What turns them into answers is the *inference engine*. Complete it: the score of a row is its features
times the weights, added up, plus the bias; the probability is `1 / (1 + exp(-score))`.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, array, close, fail_if, farthest, versus

CELL = '''\
import numpy as np


def engine(parameters, X):
    """Probability of "yes" for each row of X, which has shape (rows, features)."""
    weights = np.array(parameters["weights"])
    bias = parameters["bias"]
    score = ‹X @ weights + bias›
    return ‹1 / (1 + np.exp(-score))›
'''
HINTS = (
    "`X @ weights` multiplies each row by the weights and adds up: one number a row.",
    "The bias is added to each of these numbers.",
    "The score is `X @ weights + bias`; the last line is `return 1 / (1 + np.exp(-score))`.",
)

FORGETS_BIAS = Mistake(
    "The bias is missing.", "Without it a row of zeros could only ever get the probability 0.5.", {" + bias": ""}
)
RETURNS_SCORE = Mistake(
    "You return the score, not a probability.",
    "A score can be any number. `1 / (1 + np.exp(-score))` squeezes it between 0 and 1.",
    {"1 / (1 + np.exp(-score))": "score"},
)
FORGETS_MINUS = Mistake(
    'These are the probabilities of "no".',
    "A high score must give a high probability: mind the minus in `np.exp(-score)`.",
    {"-score": "score"},
)
DECIDES = Mistake("You return the decision, not the probability.", "", {"1 / (1 + np.exp(-score))": "score > 0"})


def examine(answer: Names, rng: Random) -> str:
    """A logistic regression trained by scikit-learn, taken apart and put together again by the learner."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    X = rng.normal(size=(200, 3))
    y = X @ [1.0, -1.0, 0.5] + rng.normal(1.5, 0.5, 200) > 0
    model = LogisticRegression().fit(X, y)
    parameters = {"weights": model.coef_[0].tolist(), "bias": float(model.intercept_[0])}
    rows = rng.normal(size=(6, 3))
    expected = model.predict_proba(rows)[:, 1]
    got = array(answer["engine"](parameters, rows.copy()), "engine", (6,))
    score = rows @ model.coef_[0] + model.intercept_[0]
    place = farthest(expected, got)
    compared = f"For one of the rows {versus(expected[place], got[place])}."
    RETURNS_SCORE.fail_if(close(got, score), compared)
    FORGETS_BIAS.fail_if(close(got, 1 / (1 + np.exp(-(score - model.intercept_[0])))), compared)
    FORGETS_MINUS.fail_if(close(got, 1 - expected), compared)
    DECIDES.fail_if(close(got, expected > 0.5), compared)
    fail_if(not agrees(got, expected), "These are not the probabilities of this model.", compared)
    return "From 4 numbers and two lines you get the same probabilities as scikit-learn. That is the whole model."
