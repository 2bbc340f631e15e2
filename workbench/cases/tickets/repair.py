"""Times, units and rules that no longer hold: faults of the tickets, mended with Polars."""

from __future__ import annotations

import polars as pl

# How an office may write a time. One with its own zone says so; one without is in the zone of its office.
WITH_ZONE = ("%Y-%m-%dT%H:%MZ", "%Y-%m-%d %H:%M %z")
WITHOUT_ZONE = ("%d.%m.%Y %H:%M",)

HOURS = {"hours": 1.0, "minutes": 1 / 60}


def opened_in_utc(tickets: pl.DataFrame, offices: pl.DataFrame) -> pl.Series:
    """When each ticket came, in universal time (UTC), whichever way its office writes it.

    Args:
        tickets: With columns opened (text) and office.
        offices: One row an office: office, time_zone such as "Europe/Berlin".
    Returns: Times in UTC, shape (n,); missing where a text is no time in a known way.
    """
    zones = dict(offices.select("office", "time_zone").iter_rows())
    opened = pl.col("opened")
    ways = [opened.str.to_datetime(WITH_ZONE[0], strict=False, time_zone="UTC", time_unit="us")]
    ways += [opened.str.to_datetime(WITH_ZONE[1], strict=False, time_zone="UTC", time_unit="us")]
    for form in WITHOUT_ZONE:
        for office, zone in zones.items():
            local = opened.str.to_datetime(form, strict=False, time_unit="us")
            # In autumn an hour comes twice; the first one is taken. In spring one never comes, and stays missing.
            there = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
            ways.append(pl.when(pl.col("office") == office).then(there.dt.convert_time_zone("UTC")))
    return tickets.select(opened_utc=pl.coalesce(ways)).to_series()


def reply_in_hours(tickets: pl.DataFrame, offices: pl.DataFrame) -> pl.Series:
    """The time to the first reply in hours, whichever unit its office counts in.

    Args:
        tickets: With columns first_reply and office.
        offices: One row an office: office, reply_unit ("hours" or "minutes").
    Returns: Hours, shape (n,); missing where they were.
    """
    factor = offices.select("office", factor=pl.col("reply_unit").replace_strict(HOURS, return_dtype=pl.Float64))
    joined = tickets.select("office", "first_reply").join(factor, on="office", how="left", maintain_order="left")
    return joined.select(first_reply_hours=pl.col("first_reply") * pl.col("factor")).to_series()


def stale(replies: pl.Series, rules: pl.DataFrame, day: str) -> pl.Series:
    """Which replies quote a rule that no longer holds on a day.

    Only rules quoted word for word are found.

    Args:
        replies: Texts, shape (n,).
        rules: One row a rule: rule (a sentence), valid_until (last day such as "2025-02-28", or missing).
        day: The day that counts, such as "2025-12-31".
    Returns: True where a reply quotes an old rule, shape (n,).
    """
    old = rules.filter(pl.col("valid_until") < day)["rule"].to_list()
    return replies.str.contains_any(old) if old else pl.zeros(replies.len(), pl.Boolean, eager=True)
