"""A table checked against a pandera schema. One that breaks a rule is refused, loudly."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from workbench.errors import DataError


def check(frame: pl.DataFrame, schema: pa.DataFrameSchema) -> pl.DataFrame:
    """The table, if it keeps all rules of the schema.

    Raises: DataError that counts the rows against each broken rule.
    """
    try:
        return schema.validate(frame, lazy=True)  # lazy: find all that is wrong, not only the first
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases.select(
            where=pl.coalesce(pl.when(pl.col("schema_context") == "Column").then("column"), "failure_case"),
            rule="check",
        )
        broken = cases.group_by("where", "rule", maintain_order=True).len()
        found = "; ".join(f"`{where}`: {rule} ({count})" for where, rule, count in broken.iter_rows())
        raise DataError(
            f"The table must keep every rule of its schema; it breaks {broken.height}: {found}. "
            "Mend the column at its source, or drop the rows and write down why."
        ) from None
