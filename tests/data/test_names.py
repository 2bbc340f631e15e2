"""A column may bear any name, also one that the code itself or Polars uses: the answer is that under a plain name."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from sklearn.linear_model import LinearRegression

from workbench.cases import from_csv
from workbench.data.changes import Changes
from workbench.data.duplicates import exact_copies
from workbench.data.encode import make_encoder
from workbench.data.likeness import column_gaps, group_rates, nearest, pair_gap, use
from workbench.data.profile import missing_by, profile
from workbench.data.split import split, split_in_time
from workbench.data.synthesise import bootstrap, gaussian_copula, tree_chain
from workbench.evaluation.groups import base_rates
from workbench.explain.explainer import Explainer
from workbench.explain.what_if import nearest_other, what_if
from workbench.models.families import FAMILIES, Capacity, make, with_words
from workbench.models.steps import fit_in_steps

ROOT = Path(__file__).parents[2]

HOSTILE = (
    *("count", "index", "len", "literal", "row_nr", "rownames", "target", "place", "value", "values", "rows", "row"),
    *("real", "made", "proportion", "answer", "yes", "people", "missing", "share", "rate", "low", "high", "column"),
    *(
        "name",
        "kind",
        "self",
        "exprs",
        "explainer",
        "frame",
        "word",
        "small",
        "key",
        "group",
        "copy",
        "column_0",
        "element",
    ),
    *(
        "*",
        "^.*$",
        "^a",
        "",
        " ",
        "a.b",
        "a__b",
        "$",
        "column_0",
        "field_0",
        "x_right",
        "count_right",
        "None",
        "ä ö",
        "'\"",
    ),
)

PLAIN = pl.DataFrame(
    {
        "word": ["red", "blue", "red", None, "green", "blue"] * 20,
        "yes": [1, 0, 1, 1, 0, 0, 1, 0] * 15,
        "size": [float(i % 11) for i in range(120)],
    }
)
OTHER = PLAIN.reverse()[:90]


def cells_changed(frame: pl.DataFrame) -> list[tuple]:
    changes = Changes(frame)
    changes.step("shift", "to see it", frame.with_columns(pl.all().shift(1)))
    return changes.table().rows()


def moved(frame: pl.DataFrame, yes: str, size: str) -> list[float]:
    """How far two contributions move when the number changes, in a linear model."""
    features = frame[[yes, size]]
    model = LinearRegression().fit(features, features.to_numpy() @ [2.0, 5.0])
    return list(what_if(Explainer(model, background=features), features[:1], **{size: 3.0}).moved.values())


def answered(frame: pl.DataFrame, features: list[str], target: str, in_steps: bool) -> list[list[int]]:
    """What each family answers, fitted as a whole or in steps."""
    X, y, few = frame[features], frame[target].to_numpy(), Capacity(depth=2, trees=12, width=4)
    models = [make(family, X, "classification", few) for family in FAMILIES if not in_steps or family != "mlp"]
    for model in models:
        if in_steps:
            list(fit_in_steps(model, X, y))
        else:
            model.fit(X, y)
    return [np.asarray(model.predict(X)).tolist() for model in models]


# Each function with a frame, another one, and the names of their word, their yes or no, and their number.
WALK: dict[str, Callable[[pl.DataFrame, pl.DataFrame, str, str, str], object]] = {
    "exact_copies": lambda f, o, word, yes, size: exact_copies(f, [size]).to_list(),
    "bootstrap": lambda f, o, word, yes, size: bootstrap(f, 50).rows(),
    "gaussian_copula": lambda f, o, word, yes, size: gaussian_copula(f, 50).rows(),
    "tree_chain": lambda f, o, word, yes, size: tree_chain(f, 50).rows(),
    "column_gaps": lambda f, o, word, yes, size: list(column_gaps(f, o).values()),
    "pair_gap": lambda f, o, word, yes, size: pair_gap(f, o),
    "nearest": lambda f, o, word, yes, size: nearest(o, f).tolist(),
    "use": lambda f, o, word, yes, size: use(f, o, yes, word),
    "group_rates": lambda f, o, word, yes, size: group_rates(f, yes, word),
    "profile": lambda f, o, word, yes, size: profile(f).drop("column").rows(),
    "missing_by": lambda f, o, word, yes, size: missing_by(f, word, yes).rows(),
    "split": lambda f, o, word, yes, size: [
        part.rows() for group in (None, size) for part in split(f, yes, group=group)
    ],
    "base_rates": lambda f, o, word, yes, size: base_rates(f, word, yes).rows(),
    "make_encoder": lambda f, o, word, yes, size: make_encoder(f, "dense").fit_transform(f).tolist(),
    "nearest_other": lambda f, o, word, yes, size: nearest_other(f, o.row(7, named=True), (f[yes] == 1).to_numpy()),
    "what_if": lambda f, o, word, yes, size: moved(f, yes, size),
    "make": lambda f, o, word, yes, size: answered(f, [word, size], yes, in_steps=False),
    "fit_in_steps": lambda f, o, word, yes, size: answered(f, [word, size], yes, in_steps=True),
    "with_words": lambda f, o, word, yes, size: with_words(f).to_numpy().tolist(),
    "split_in_time": lambda f, o, word, yes, size: [part.rows() for part in split_in_time(f, size)],
    "step": lambda f, o, word, yes, size: cells_changed(f),
}
# Their columns have fixed names (tickets, a table by group), or hold pictures.
FIXED = {"as_tensors", "decide", "opened_in_utc", "reply_in_hours", "stale", "check", "promised_and_true"}


def triples(long: bool) -> list[tuple[str, str, str]]:
    """Three names for the three columns; each comes once, and with --long in each place."""
    turned = [HOSTILE[turn:] + HOSTILE[:turn] for turn in range(3 if long else 1)]
    return [names[i : i + 3] for names in turned for i in range(0, len(names) - 2, 3)]


@pytest.mark.parametrize("function", WALK)
def test_a_frame_may_have_columns_of_any_name(function, long):
    walk = WALK[function]
    expected = repr(walk(PLAIN, OTHER, *PLAIN.columns))
    for names in triples(long):
        frame, other = (table.rename(dict(zip(PLAIN.columns, names, strict=True))) for table in (PLAIN, OTHER))
        assert repr(walk(frame, other, *names)) == expected, names


def test_a_file_may_have_columns_of_any_name(long, tmp_path):
    full, file = PLAIN.with_columns(pl.col("word").fill_null("none")), tmp_path / "mine.csv"
    for names in triples(long):
        if not all(name.strip() for name in names):
            continue
        frame = full.rename(dict(zip(PLAIN.columns, names, strict=True)))
        frame.write_csv(file)
        said = {names[0]: "category", names[2]: "number"}  # "index" and its like would be left out
        case = from_csv(file, names[1], missing=[], kinds=said)
        assert case.frame.equals(frame)
        assert case.features == [names[0], names[2]]


def test_every_function_that_takes_a_frame_is_walked():
    found = set()
    for package in ("cases/tickets", "data", "security", "evaluation", "models", "training", "explain", "experiments"):
        for file in (ROOT / "workbench" / package).rglob("*.py"):
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                    if any(a.annotation and "DataFrame" in ast.unparse(a.annotation) for a in arguments):
                        found.add(node.name)
    assert found == (WALK.keys() | FIXED) - {"step"}  # a method
