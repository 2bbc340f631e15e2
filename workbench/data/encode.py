"""Tables made ready for a model: every column a number, and some rows held back to judge by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import polars as pl
import polars.selectors as select
from sklearn.compose import ColumnTransformer, make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from workbench.cases import Case
from workbench.data.split import Split, split_case

Encoding = Literal["ordinal", "dense"]


@dataclass(frozen=True, eq=False)
class Table:
    """Features and answers of one set of rows.

    Attributes:
        X: Features, float32, shape (n, features).
        y: Answers, 0 or 1, or whatever the target holds, shape (n,).
    """

    X: np.ndarray
    y: np.ndarray


def make_encoder(features: pl.DataFrame, encoding: Encoding, fill: bool = False) -> ColumnTransformer:
    """An encoder, not yet fitted, that turns the columns of a table into numbers.

    Args:
        features: Columns of numbers and of text.
        encoding: "ordinal" numbers the categories of a column: enough for trees, which only ask "is it below?".
            "dense" gives each category a column of 0 and 1 and brings numbers to mean 0 and standard deviation 1:
            right for linear models and neural networks. In both "missing" counts as a category, and one that
            was not there when the encoder was fitted becomes NaN or a row of zeros.
        fill: Whether a missing number becomes the mean of its column in the rows that the encoder is fitted on, or 0 if
            that column is empty there. Otherwise it stays missing.
    """
    numbers = features.select(select.numeric()).columns
    categories = [name for name in features.columns if name not in numbers]
    filled = SimpleImputer(keep_empty_features=True)
    if encoding == "ordinal":
        as_number = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan, dtype=np.float32)
        return make_column_transformer((filled if fill else "passthrough", numbers), (as_number, categories))
    as_columns = OneHotEncoder(handle_unknown="ignore", sparse_output=False, dtype=np.float32)
    scaled = make_pipeline(filled, StandardScaler()) if fill else StandardScaler()
    return make_column_transformer((scaled, numbers), (as_columns, categories))


@lru_cache(maxsize=32)
def prepare(case: Case, encoding: Encoding, rows: int, seed: int = 0) -> tuple[Table, Table]:
    """Training and validation rows of a case, encoded; remembered for the next call.

    The validation rows are always the same, so that scores can be compared; the test rows stay untouched. With the
    same seed, more training rows contain the fewer ones. The encoder is fitted on the training rows alone: what it
    learns is part of the model.

    Args:
        case: Any. Where numbers are missing, "dense" takes the mean of the column; "ordinal" leaves them missing.
        encoding: See `make_encoder`.
        rows: Training rows wanted; fewer if the case has no more to give.
        seed: Which rows to train on.
    Returns: Training rows, validation rows.
    """
    parts = _parts(case)
    chosen = np.random.default_rng(seed).permutation(parts.train.height)[:rows]
    tables = parts.train[chosen], parts.validation
    gaps = encoding == "dense" and any(case.frame[name].null_count() for name in case.features)
    encoder = make_encoder(tables[0][case.features], encoding, fill=gaps).fit(tables[0][case.features])
    training, validation = (
        Table(encoder.transform(table[case.features]).astype(np.float32), table[case.target].to_numpy())
        for table in tables
    )
    return training, validation


@lru_cache(maxsize=4)
def _parts(case: Case) -> Split:
    return split_case(case)
