"""What a clean table of tickets must look like, as a pandera schema."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

TOPICS = ("billing", "delivery", "return", "account", "fault", "stock", "privacy")


def ticket_schema() -> pa.DataFrameSchema:
    """The rules for cleaned tickets, as a pandera schema: types, ranges, allowed words, what may be missing."""
    return pa.DataFrameSchema(
        {
            "ticket": pa.Column(pl.String, pa.Check.str_matches(r"^T\d{5}$"), unique=True),
            "opened_utc": pa.Column(pl.Datetime("us", "UTC")),
            "office": pa.Column(pl.String, pa.Check.isin(("London", "Berlin", "Chicago"))),
            "channel": pa.Column(pl.String, pa.Check.isin(("email", "form", "chat", "phone"))),
            "consent": pa.Column(pl.Int8, pa.Check.isin((0, 1))),
            "product": pa.Column(pl.String, nullable=True),
            "order_value": pa.Column(pl.Float64, pa.Check.in_range(0, 1000)),
            "first_reply_hours": pa.Column(pl.Float64, pa.Check.in_range(0, 24 * 30), nullable=True),
            "satisfaction": pa.Column(pl.Int64, pa.Check.isin((1, 2, 3, 4, 5)), nullable=True),
            "text": pa.Column(pl.String, pa.Check.str_length(min_value=1)),
            "topic": pa.Column(pl.String, pa.Check.isin(TOPICS)),
        }
    )
