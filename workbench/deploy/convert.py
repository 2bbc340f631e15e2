"""A fitted model as a file that is safe to load: ONNX where that is possible, otherwise skops.

ONNX is a description of the computing itself, which its own runtime carries out: it cannot run code of a stranger.
skops writes down a scikit-learn model piece by piece and loads only the types that the reader names. A pickle may do
anything when it is loaded, so there is none here.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from workbench.deploy.schema import ColumnRule
from workbench.errors import WorkbenchError

OPSET = {"": 15, "ai.onnx.ml": 3}
GAP = "None"
ALIKE = 1e-3  # how far answers may lie apart, as a share of their spread; probabilities: of 1
# What skops may load without being asked: parts of the field's own libraries, no function of the learner's.
TRUSTED = ("sklearn.", "numpy.", "scipy.", "xgboost.", "collections.")


class ConversionError(WorkbenchError, ValueError):
    """A model cannot be written as a file that another computer could load safely."""


class NoMatrix(ConversionError):
    """A table with words is no matrix of numbers, which is no reason against ONNX."""


@dataclass(frozen=True)
class ModelFile:
    """A model as bytes.

    Attributes:
        name: "model.onnx" or "model.skops".
        content: The file.
        inputs: "columns" if it takes one input a column, "matrix" if one of numbers, "frame" for skops.
        precision: Of its numbers: "float32", or "float64" where the first would change an answer.
        difference: The largest difference of its answers from those of the original, on all rows compared. In the unit
            of the answers, or in probability.
        compared: How many rows were compared.
        trusted: The types that skops loads, by name.
        reason: Why it is not ONNX; empty if it is.
    """

    name: str
    content: bytes = field(repr=False)
    inputs: str
    precision: str
    difference: float
    compared: int
    trusted: tuple[str, ...] = ()
    reason: str = ""


def convert(model: Any, table: Any, fields: Sequence[ColumnRule], columns: Sequence[pl.Series]) -> ModelFile:
    """Write a model as ONNX, or else as skops, and compare its answers with the original's on every row.

    Args:
        model: A fitted scikit-learn estimator or pipeline, with XGBoost in it or not.
        table: Rows as the model has learned them.
        fields: What the columns may hold.
        columns: The columns of the table, gaps as nulls.
    Raises: ConversionError if neither way gives the original's answers, with both reasons.
    """
    wanted = answers(model, table)
    reasons = []
    for name, way in WAYS.items():
        try:
            made, given = way(model, fields, columns)
            _check_alike(given, wanted)
        except Exception as problem:  # libraries refuse in many ways; each reason is told
            if not isinstance(problem, NoMatrix):
                reasons.append(f"{name}: {_first_line(problem)}")
            continue
        return ModelFile(
            **made,
            difference=float(np.max(np.abs(given - wanted), initial=0.0)),
            compared=len(wanted),
            reason="" if made["name"] == "model.onnx" else "; ".join(dict.fromkeys(reasons)),
        )
    raise ConversionError(
        "The model must be one that ONNX or skops can write; neither could. "
        + "; ".join(reasons)
        + ". Use an estimator of scikit-learn or XGBoost, without functions of your own in it."
    )


def answers(model: Any, table: Any) -> np.ndarray:
    """What the model says: probabilities of each class, shape (n, classes), or numbers, shape (n,)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if hasattr(model, "predict_proba"):
            return np.asarray(model.predict_proba(table), dtype=float)
        if hasattr(model, "classes_"):
            return np.searchsorted(model.classes_, np.asarray(model.predict(table))).astype(float)
        return np.asarray(model.predict(table), dtype=float).ravel()


def feeds(
    fields: Sequence[ColumnRule], columns: Sequence[pl.Series], inputs: str, precision: str
) -> Mapping[str, np.ndarray]:
    """The columns as the ONNX file takes them; a missing number is NaN."""
    if inputs == "matrix":
        return {"rows": np.column_stack([_numbers(column, precision) for column in columns])}
    return {
        one.name: _words(column) if one.kind in ("word", "text") else _numbers(column, precision).reshape(-1, 1)
        for one, column in zip(fields, columns, strict=True)
    }


def _numbers(column: pl.Series, precision: str) -> np.ndarray:
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy().astype(precision)


def _words(column: pl.Series) -> np.ndarray:
    """A gap becomes the word None, as the converter writes the category of gaps."""
    if column.null_count() and GAP in column.to_list():
        raise ConversionError(f"the column {column.name!r} holds the word {GAP}, which stands for a gap")
    return np.array([str(value) for value in column], dtype=object).reshape(-1, 1)


def _onnx(
    model: Any, fields: Sequence[ColumnRule], columns: Sequence[pl.Series], inputs: str, precision: str
) -> tuple[dict[str, Any], Any]:
    from onnxruntime import InferenceSession
    from skl2onnx import to_onnx

    _know_xgboost()
    types = _types(fields, inputs, precision)
    fed = feeds(fields, columns, inputs, precision)
    options = {id(model): {"zipmap": False}} if hasattr(model, "predict_proba") else None
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        content = to_onnx(model, initial_types=types, options=options, target_opset=OPSET).SerializeToString()
    out = InferenceSession(content, providers=["CPUExecutionProvider"]).run(None, fed)
    if hasattr(model, "predict_proba"):
        given = np.asarray(out[1], dtype=float)
    elif hasattr(model, "classes_"):
        given = np.searchsorted(model.classes_, np.asarray(out[0])).astype(float)
    else:
        given = np.asarray(out[0], dtype=float).ravel()
    return {"name": "model.onnx", "content": content, "inputs": inputs, "precision": precision}, given


def _types(fields: Sequence[ColumnRule], inputs: str, precision: str) -> list[tuple[str, Any]]:
    from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType

    number = FloatTensorType if precision == "float32" else DoubleTensorType
    if inputs == "matrix":
        if any(one.kind in ("word", "text") for one in fields):
            raise NoMatrix("some columns hold words")
        return [("rows", number([None, len(fields)]))]
    return [(one.name, (StringTensorType if one.kind in ("word", "text") else number)([None, 1])) for one in fields]


def _know_xgboost() -> None:
    """Teach the converter of pipelines what XGBoost's models are."""
    from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
    from skl2onnx import update_registered_converter
    from skl2onnx.common.shape_calculator import (
        calculate_linear_classifier_output_shapes,
        calculate_linear_regressor_output_shapes,
    )
    from xgboost import XGBClassifier, XGBRegressor

    choices = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
    update_registered_converter(
        XGBClassifier, "XGBClassifier", calculate_linear_classifier_output_shapes, convert_xgboost, options=choices
    )
    update_registered_converter(XGBRegressor, "XGBRegressor", calculate_linear_regressor_output_shapes, convert_xgboost)


def _skops(model: Any, fields: Sequence[ColumnRule], columns: Sequence[pl.Series]) -> tuple[dict[str, Any], Any]:
    import skops.io

    content = skops.io.dumps(model)
    trusted = skops.io.get_untrusted_types(data=content)
    foreign = [name for name in trusted if not name.startswith(TRUSTED)]
    if foreign:
        raise ConversionError(f"it holds {', '.join(foreign)}, which another computer does not have")
    loaded = skops.io.loads(content, trusted=trusted)
    made: dict[str, Any] = {"name": "model.skops", "content": content, "inputs": "frame", "precision": "float64"}
    made["trusted"] = tuple(trusted)
    return made, answers(loaded, frame(model, fields, columns))


def frame(model: Any, fields: Sequence[ColumnRule], columns: Sequence[pl.Series]) -> Any:
    """The columns as the service gives them to a model of skops: a frame of pandas, or an array if it learned one."""
    import pandas as pd

    made = pd.DataFrame(
        {
            one.name: pd.Series(column.to_list(), dtype=object if one.kind in ("word", "text") else float)
            for one, column in zip(fields, columns, strict=True)
        }
    )
    return made if hasattr(model, "feature_names_in_") else made.to_numpy()


def _check_alike(given: np.ndarray, wanted: np.ndarray) -> None:
    if given.shape != wanted.shape:
        raise ConversionError(f"its answers have the shape {given.shape} in place of {wanted.shape}")
    spread = 1.0 if wanted.ndim == 2 else float(np.std(wanted)) or 1.0
    apart = np.abs(given - wanted)
    apart = apart.max(axis=1) if apart.ndim == 2 else apart
    far = int((~(apart <= ALIKE * spread)).sum())
    if far:
        raise ConversionError(f"{far:,} of {len(apart):,} rows get another answer, by up to {np.nanmax(apart):.3g}")


def _first_line(problem: Exception) -> str:
    line = next((line for line in str(problem).splitlines() if line.strip()), type(problem).__name__)
    return line.strip().rstrip(".")[:200]


# Tried in this order. Many converters know 32-bit numbers alone; in a tree they may send a row another way.
WAYS: Mapping[str, Callable[[Any, Sequence[ColumnRule], Sequence[pl.Series]], tuple[dict[str, Any], Any]]] = {
    "ONNX, a matrix": partial(_onnx, inputs="matrix", precision="float32"),
    "ONNX, columns": partial(_onnx, inputs="columns", precision="float32"),
    "ONNX, a matrix of 64 bits": partial(_onnx, inputs="matrix", precision="float64"),
    "ONNX, columns of 64 bits": partial(_onnx, inputs="columns", precision="float64"),
    "skops": _skops,
}
