"""The part "Your own table" of notebook 8.1, on files that a practitioner may bring."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.notebooks.books import read

CELLS = {cell.id: cell.source for cell in read("8.1").cells}
IMPORTS = """
import numpy as np
import polars as pl
from sklearn.pipeline import make_pipeline
from workbench import cases
from workbench.data.split import split
from workbench.data.encode import make_encoder
"""


def explained(path: Path, target: str) -> dict[str, object]:
    """Run the cells on a file, as a learner would who changes their first line."""
    given = "path, target = None, None"
    assert given in CELLS["8-1-own-read"]
    code = CELLS["8-1-own-read"].replace(given, f"path, target = {str(path)!r}, {target!r}")
    names: dict[str, object] = {}
    exec("\n".join([IMPORTS, code, CELLS["8-1-own-explain"], CELLS["8-1-own-overview"]]), names)
    return names


def with_gaps(values: np.ndarray, rng: np.random.Generator) -> list[object]:
    return [None if rng.random() < 0.2 else value for value in values.tolist()]


@pytest.mark.parametrize("kind", ["number", "classes", "numbered classes"])
def test_other_tables_are_explained_too(kind, tmp_path, capsys):
    rng = np.random.default_rng(0)
    rows = 300
    size, place = rng.uniform(20, 200, rows).round(1), rng.choice(["centre", "suburb", "village"], rows)
    price = 3 * size + 100 * (place == "centre") + rng.normal(0, 20, rows)
    target = {
        "number": price.round(2),
        "classes": np.where(price > 450, "high", np.where(price > 250, "middle", "low")),
        "numbered classes": np.where(price > 350, 2, 1),
    }[kind]
    table = pl.DataFrame(
        {
            "sold on": [f"2024-{1 + i % 12:02}-{1 + i % 28:02}" for i in range(rows)],
            "size": with_gaps(size, rng),
            "place": with_gaps(place, rng),
            "target": target,
        },
        strict=False,
    )
    table.write_csv(tmp_path / "houses.csv", separator=";", decimal_comma=True)
    names = explained(tmp_path / "houses.csv", "target")
    assert {"size", "place"} <= set(names["my_lab"].controls)
    assert names["my_lab"].run().gap < 1e-6 * 1000
    assert names["my_overview"].run().keys[0] == "size"  # it decides most in all three
    measure = "R²" if kind == "number" else "Accuracy"
    assert f"{measure} on rows the model has not seen: 0." in capsys.readouterr().out


def nearly_empty(rows, values):
    """A column that is empty but for its last rows."""
    return [None] * (rows - len(values)) + values


AWKWARD = {
    "a number that is nearly never known": lambda n: {"rare": nearly_empty(n, [1.5])},
    "some numbers": lambda n: {"rare": nearly_empty(n, [1.5, 2.5, 7.25, 7.5])},
    "a word that is nearly never known": lambda n: {"rare": nearly_empty(n, ["yes", "no"])},
    "columns of one value": lambda n: {"five": [5] * n, "same": ["same"] * n},
    "an empty column": lambda n: {"empty": [None] * n},
    "yes and no": lambda n: {
        "new": [i % 3 == 0 for i in range(n)],
        "sold": [(True, False, None)[i % 3] for i in range(n)],
    },
    "a time": lambda n: {"seen": [f"2024-{1 + i % 12:02}-{1 + i % 28:02} 10:00" for i in range(n)]},
    "rows of gaps": lambda n: {name: [None if i % 40 < 2 else i % 7 for i in range(n)] for name in ("size", "rooms")},
}


@pytest.mark.parametrize(("kind", "task"), list(zip(AWKWARD, cycle(["regression", "classification"]), strict=False)))
def test_awkward_columns_are_no_obstacle(kind, task, tmp_path):
    rows = 120
    rng = np.random.default_rng(0)
    height = rng.normal(100, 20, rows).round(1)
    target = (height + rng.normal(0, 10, rows)).round(2)
    table = {"height": height, **AWKWARD[kind](rows)}
    table["target"] = np.where(target > 100, "tall", "small") if task == "classification" else target
    pl.DataFrame(table, strict=False).write_csv(tmp_path / "table.csv")
    names = explained(tmp_path / "table.csv", "target")
    for lab in (names["my_lab"], names["my_overview"]):
        frame = lab.run()
        lab.picture(frame)  # warnings are errors here
        assert lab.describe(frame).endswith(".")
    assert names["my_lab"].run().gap < 1e-3
    assert frame.keys[0] == "height"
