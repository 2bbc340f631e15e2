"""Words that differ in capitals alone: Yes, yes and YES are one."""

from __future__ import annotations

import polars as pl

# More different words than this are free text to a model, or names.
MANY_WORDS = 100


def one_spelling(column: pl.Series) -> tuple[pl.Series, list[str]]:
    """The column with its commonest spelling of each word, and a note if there was more than one."""
    small = column.str.to_lowercase()
    if small.n_unique() == column.n_unique() or small.n_unique() > MANY_WORDS:
        return column, []
    words = pl.DataFrame({"word": column, "small": small}).drop_nulls()
    counted = words.group_by("word", "small").agg(rows=pl.len()).sort("rows", "word", descending=[True, False])
    spellings = counted.group_by("small", maintain_order=True).agg("word").filter(pl.col("word").list.len() > 1)
    chosen = {other: group[0] for group in spellings["word"] for other in group[1:]}
    became = [f"{other!r} became {kept!r}" for other, kept in chosen.items()]
    note = (
        f"In `{column.name}`, words that differ in capitals alone are one: {', '.join(became[:5])}"
        f"{' ...' * (len(became) > 5)}. `case_matters=True` keeps them apart."
    )
    return column.replace(chosen), [note]
