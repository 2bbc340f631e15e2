"""Every small change of a solution is caught by its check, or is listed here with the reason why it is right too."""

from __future__ import annotations

import re
import warnings
from fnmatch import fnmatchcase
from random import Random
from typing import Any

import pytest

from tests.course.mutants import mutants, time_limit
from workbench import course
from workbench.course.exercise import Result

# What a change may look like, and why it gives the same answers; `*` stands for anything.
EQUIVALENT: dict[str, dict[str, str]] = {
    "0.1.1": {"weights = parameters['weights']": "`@` turns a list into an array"},
    "0.1.2": {
        "probability = probability": "the check hands over an array",
        "without probability = np.asarray(probability)": "the check hands over an array",
        "return cost_of_waiting >= cost_of_check": "where both cost the same, both are right",
    },
    "0.1.3": {
        "text = name + '.x'": "what follows the end of a name is never asked for",
        "for here, following in zip(name, text[1:]):": "the end of a name comes first in no pair",
        "counts[following] += 2": "the share stays the same",
    },
    "1.1.2": {"return min(thresholds, key=costs.get)": "the keys of `costs` are the thresholds"},
    "1.1.4": {
        "return max(candidates, key=scores.get)": "the keys of `scores` are the candidates",
        "labels = KMeans(k, *random_state=?).fit_predict(same_scale)": "heaps this clear are found from any start",
        "labels = KMeans(k, n_init=10).fit_predict(same_scale)": "heaps this clear are found from any start",
    },
    "1.2.3": {"yes, people = (answers.sum(), len(answers))": "SciPy takes NumPy's whole numbers too"},
    "1.2.4": {"for name in group:": "each group is computed again, with the same result"},
    "2.1.3": {"return frame.unique(subset=facts, maintain_order=True)": "polars keeps the first row here, unpromised"},
    "2.2.1": {"for label in np.unique(second):": "a label that one person never uses adds 0"},
    "2.2.2": {
        "p = cross_val_predict(model, X, y, method='predict_proba')": "five folds are the default",
        "p = cross_val_predict(model, X, y, cv=4, method='predict_proba')": "another number of folds is honest too",
        "p = cross_val_predict(model, X, y, cv=6, method='predict_proba')": "another number of folds is honest too",
        "given = p[np.arange(len(?)), y]": "as many as labels",
    },
    "2.2.3": {
        "return (f1_score(from_made.predict(X_test), y_test)*": "F1 is the same both ways round",
        "return (f1_score(y_test, from_made.predict(X_test)), f1_score(from_real.predict(X_test), y_test))": (
            "F1 is the same both ways round"
        ),
    },
    "2.2.4": {
        "neighbours = "
        "NearestNeighbors(*).fit(scale.transform(real))": "the nearest comes first, however many are found",
        "return distance[:, -1]": "there is one column",
    },
    "2.3.1": {"digit = digit - 9 if digit > 8 else digit": "twice a digit is never 9", "*digit >= 9*": "never 9"},
    "2.4.3": {"judged = shuffled[:round(share * len(shuffled))]": "as many as names"},
    "2.4.4": {
        "cut = len(from_old_to_new) - round(share * len(time))": "as many as times",
        "cut = len(time) - round(share * len(from_old_to_new))": "as many as times",
    },
    "2.4.2": {
        "model = make_pipeline(SelectKBest(), LogisticRegression())": "ten columns are the default",
        "scores = cross_val_score(model, X, y)": "five folds are the default",
    },
    "3.1.2": {"columns = make_column_transformer((StandardScaler(), *": "in either order"},
    "3.2.2": {
        "model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01))": "the usual 100 steps are enough here",
        "model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=*))": "fewer steps are enough",
    },
    "3.2.3": {
        "return kernels * weights + kernels": "as many biases as kernels",
        "return biases * weights + biases": "as many biases as kernels",
    },
    "3.2.4": {
        "weights = gradients.mean(axis=(2, 1))": "a mean over both, in either order",
        "return np.maximum(0, total)": "the larger of the two, whichever comes first",
    },
    "3.3.1": {
        "powers = np.exp(scores - scores.min())": "any number may be taken off, while the powers are not too large",
        "powers = np.exp(scores - logits.max())": "any number may be taken off, while the powers are not too large",
    },
    "3.3.3": {"wrong = 1 - right[says].mean() if answered.any() else 0.0": "a share is 0 where nothing is answered"},
    "3.3.4": {"lengths = np.linalg.norm(vectors, axis=1)*": "one number for all rows changes no order"},
    "4.1.1": {"p = np.clip(1e-12, p, 1 - 1e-12)": "the higher of the two, whichever comes first"},
    "4.1.2": {"slope_w = 2 * X.T @ error / len(*)": "as many as rows"},
    "4.1.3": {
        "loss = loss_of(y, model(X))": "a squared difference is the same both ways round",
        "model.zero_grad()": "a model can clear its gradients too",
    },
    "4.1.4": {
        "usable = losses[-1] < losses[0]": "no comparison with NaN is true",
        "usable = * and losses[-1] < losses[0]": "no comparison with NaN is true",
    },
    "4.2.2": {
        "return max(depths, key=scores.get)": "the keys of `scores` are the depths",
        "tree = DecisionTreeClassifier(max_depth=depth)": "chance decides between equal cuts alone",
        "scores[depth] = f1_score(tree.predict(X_validation), y_validation)": "F1 is the same both ways round",
    },
    "4.3.4": {
        "return reports[step] < np.median(then)": "no comparison with NaN is true",
        "return len(then) >= 0 and reports[step] < np.median(then)": "no comparison with NaN is true",
        "return len(then) > -1 and reports[step] < np.median(then)": "no comparison with NaN is true",
        "return len(others) > 0 and reports[step] < np.median(then)": "no comparison with NaN is true",
        "return len(reports) > 0 and reports[step] < np.median(then)": "no comparison with NaN is true",
    },
    "4.4.3": {
        "seen, unseen = (*": "a list holds each name once",
        "hits = sum((name in training for name in written)) / len(written)": "a list does what a set does, slower",
        "guesses = sum((name in held_out for name in written)) / len(written)": "a list does what a set does, slower",
        "by_chance = guesses * len(seen) / len(held_out)": "a list holds each name once",
        "by_chance = guesses * len(training) / len(unseen)": "a list holds each name once",
    },
    "4.5.1": {
        "same_digits = answer == sorted(question)": "this alone is the right answer",
        "return in_order and same_digits": "True is 1.0",
    },
    "4.5.3": {
        "groups = rewards.reshape(-2, group)": "NumPy takes any negative number for what is left",
        "spread = above.std(axis=1, keepdims=True)": "a spread does not depend on the mean",
        "return np.where(* > *, above / np.maximum(spread, *), 0.0).ravel()": "0 divided by a little is 0 too",
        "return np.where(* >= *, above / np.maximum(spread, *), 0.0).ravel()": "0 divided by a little is 0 too",
        "return np.where(spread > 0, above / np.maximum(1e-12, spread), 0.0).ravel()": "the larger of the two",
    },
    "4.5.4": {"return np.logaddexp(-beta * margin, 0).mean()": "a sum is the same both ways round"},
    "4.6.4": {"first, second = (np.asarray(second, float), np.asarray(first, float))": "both reviewers count alike"},
    "4.7.1": {
        "machine_hours = answers * seconds / 3601": "less than rounding changes",
        "machine_hours = answers * seconds / 3599": "less than rounding changes",
    },
    "4.7.3": {"places = range(len(scores))": "as many as costs"},
    "5.2.1": {
        "before = counts_before / np.sum(counts_before)": "NumPy divides lists too",
        "now = counts_now / np.sum(counts_now)": "NumPy divides lists too",
        "before = np.maximum(least, before)": "the larger of the two, whichever comes first",
        "now = np.maximum(least, now)": "the larger of the two, whichever comes first",
        "return np.sum((now - before) * np.log(now / before))": "NumPy's float is one too",
    },
    "6.1.1": {
        "if name not in name:": "the missing tool is then found in the try, and its KeyError names it",
        "return {'result': '', 'error': f'There is no tool x{name}.'}": "words that stand in the cell",
        "return {'result': '', 'error': f'There is no tool {name}.x'}": "words that stand in the cell",
        "return {'result': '', 'error': f'There is no tool {action}.'}": "the action names the tool too",
    },
    "6.1.2": {
        "failed = [(step['args'], step['tool']) for step in trace if step['error']]": "a pair is the same both ways",
        "last_failed = trace and bool(trace[-1]['error'])": "an empty trace is as good as False",
        "last_failed = bool(trace) and trace[-1]['error']": "an empty error is as good as False",
        "last_failed = bool(failed) and bool(trace[-1]['error'])": "who failed last has failed",
    },
    "6.1.3": {
        "return {'name': function.__name__, 'description': inspect.getdoc(function), 'arguments': parameters, "
        "'required': [name for name, one in parameters.items() if one.default is one.empty]}": "its keys are the names",
    },
    "6.2.2": {"return 'The goal does not name this ticket.x'": "words that stand in the cell"},
    "8.1.1": {"orders = list(permutations(credit))": "its keys are the features, in their order"},
}
NUMBERS = {"2.4.3": (0.2,), "4.2.1": (0.05,), "2.2.2": (24,), "4.1.2": (0.01,), "4.1.3": (12,)}
SECONDS = 20
SAMPLE = 4  # changes of each exercise, on every day


@pytest.mark.parametrize("identity", course.EXERCISES)
def test_small_changes_are_caught(identity, long):
    exercise = course.EXERCISES[identity]
    found = mutants(exercise.solution, (0, 1, *NUMBERS.get(identity, ())))
    harmless = EQUIVALENT.get(identity, {})
    changed = [name for name in found if not any(_like(name, pattern) for pattern in harmless)]
    if not long:
        changed = Random(identity).sample(changed, SAMPLE)
    passed = [
        name
        for name in changed
        if all(checked(identity, found[name], seed).status == "passed" for seed in range(5 if long else 3))
    ]
    assert not passed


@pytest.mark.parametrize("identity", EQUIVALENT)
def test_what_is_called_harmless_exists(identity):
    found = mutants(course.EXERCISES[identity].solution)
    unused = [pattern for pattern in EQUIVALENT[identity] if not any(_like(name, pattern) for name in found)]
    assert not unused


@pytest.mark.parametrize(
    ("identity", "old", "new"),
    [
        ("4.1.4", "losses[-1] < losses[0]", "losses[-1] < 2"),
        ("2.1.3", "[name for name in frame.columns if name != identifier]", '["customer"]'),
        ("2.1.4", "in_range(0, 1000)", "in_range(-0.5, 1999)"),
        ("8.1.1", "len(orders)", "6"),
    ],
)
def test_what_fits_one_case_alone_is_caught(identity, old, new):
    solution = course.EXERCISES[identity].solution
    assert old in solution
    assert {checked(identity, solution.replace(old, new), seed).status for seed in range(5)} == {"failed"}


def test_a_change_is_one_change():
    changed = {"return b > b", "return a > a", "return a >= b", "return a < b"}
    assert set(mutants("def f(a, b):\n    return a > b", constants=())) == changed


def checked(identity: str, code: str, seed: int) -> Result:
    """The result of a check, which may not take long; two numbers that differ must not look alike in its words."""
    import polars  # noqa: F401 - so that nobody is stopped while importing
    import sklearn.linear_model  # noqa: F401
    import torch  # noqa: F401

    namespace: dict[str, Any] = {}
    exec(compile(code, "<cell>", "exec"), namespace)
    with warnings.catch_warnings(), time_limit(SECONDS):
        warnings.simplefilter("ignore")
        result = course.EXERCISES[identity].check(namespace, seed)
    for right, given in re.findall(r"it must be (\S+); yours is (\S+?)[.:,;]*(?:\s|$)", result.next_step):
        assert right != given, result.next_step
    return result


def _like(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern.replace("[", "[[]"))
