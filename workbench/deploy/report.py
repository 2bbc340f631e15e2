"""The page that a check writes: one file, no outside request, readable in light and dark and on a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from workbench.escape import html

if TYPE_CHECKING:
    from workbench.deploy.checking import ServiceCheck
    from workbench.deploy.folder import ServiceFolder

_CODE = re.compile("`([^`]+)`")
BARS, SHOWN = 10, 8  # bars of a small picture, and columns that get one
HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --line: color-mix(in srgb, CanvasText 22%, Canvas);
  --soft: color-mix(in srgb, CanvasText 6%, Canvas); --before: light-dark(#8a8f98, #9aa0aa);
  --now: light-dark(#0a5fa8, #7cc0ff); --bad: light-dark(#a3260f, #ffab91); }}
body {{ font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }}
h1 {{ font-size: 1.4rem; margin: .2rem 0; }} h2 {{ font-size: 1.1rem; margin: 1.8rem 0 .4rem; }}
h1, h2, td, th, li {{ overflow-wrap: anywhere; }}
.verdict {{ background: var(--soft); border-left: .4rem solid var(--now); border-radius: .3rem; padding: .7rem 1rem; }}
.verdict.bad {{ border-color: var(--bad); }} .verdict b {{ font-size: 1.15rem; }}
p.small {{ color: color-mix(in srgb, CanvasText 70%, Canvas); font-size: .875rem; }}
.scroll {{ overflow-x: auto; }} table {{ border-collapse: collapse; font-size: .9rem; width: 100%; }}
td, th {{ border-bottom: 1px solid var(--line); padding: .3rem .8rem .3rem 0; text-align: left; }}
.number {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }}
.pictures {{ display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); }}
figure {{ margin: 0; }} figcaption {{ font-size: .875rem; overflow-wrap: anywhere; }}
svg {{ width: 100%; height: 6rem; }}
.before {{ fill: var(--before); }} .now {{ fill: var(--now); }}
.key i {{ display: inline-block; height: .7rem; width: .7rem; margin: 0 .3rem 0 .8rem; }}
</style></head><body>
"""


def page(found: ServiceCheck, folder: ServiceFolder, table: pl.DataFrame) -> str:
    """The whole page, as HTML. Everything that comes from the data is escaped."""
    verdict = "Somebody should look" if found.reasons else "Nothing to look at"
    error = "" if np.isnan(found.error) else f" {found.measure.capitalize()}: {found.error:.3g}."
    parts = [
        HEAD.format(title=html(found.title)),
        f"<h1>{html(found.title)}</h1>",
        f'<p class="small">{datetime.now():%d %B %Y, %H:%M}. {found.rows:,} new rows.{error}</p>',
        f'<div class="verdict{" bad" if found.reasons else ""}"><b>{verdict}.</b>',
        _list(found.reasons),
        "</div>",
    ]
    if found.misfits:
        parts += ["<h2>What the service would refuse</h2>", _list(map(str, found.misfits))]
    if found.groups:
        rows = [(one.group, f"{one.rows:,}", f"{one.error:.3g}") for one in found.groups]
        parts += [f"<h2>{html(found.measure.capitalize())} by group</h2>", _table(("Group", "Rows", "Error"), rows)]
        parts.append('<p class="small">A group of fewer than 30 rows raises no alarm: chance alone moves it far.</p>')
    parts += ["<h2>Where the rows have moved</h2>", _drift_table(found)]
    parts.append(
        '<p class="small">PSI below 0.1 is little, above 0.25 much. Drift is a reason to look, and no proof of harm; '
        "only right answers show harm.</p>"
    )
    parts += ['<p class="small key"><i style="background:var(--before)"></i>training'
              '<i style="background:var(--now)"></i>new rows</p>', '<div class="pictures">']  # fmt: skip
    names = found.drift.table["column"].to_list()[:SHOWN]
    parts += [_picture(name, folder.reference[name], table[name]) for name in names]
    return "\n".join([*parts, "</div>", "</body></html>", ""])


def _list(lines: Iterable[str]) -> str:
    marked = (_CODE.sub(r"<code>\1</code>", html(line)) for line in lines)
    return "<ul>" + "".join(f"<li>{line}</li>" for line in marked) + "</ul>"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = "".join(f'<th{_class(place)} scope="col">{html(name)}</th>' for place, name in enumerate(head))
    lines = (
        "<tr>" + "".join(f"<td{_class(place)}>{html(cell)}</td>" for place, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f'<div class="scroll"><table><tr>{cells}</tr>{"".join(lines)}</table></div>'


def _class(place: int) -> str:
    return ' class="number"' if place else ""


def _drift_table(found: ServiceCheck) -> str:
    head = ("Column", "PSI", "by chance", "Wasserstein", "p, corrected", "gaps before", "gaps now", "new words")
    names = ("PSI", "PSI by chance", "Wasserstein", "p corrected")
    rows = [
        (
            row["column"],
            *(_number(row[name]) for name in names),
            *(f"{row[name]:.1%}" for name in ("gaps before", "gaps now", "new words")),
        )
        for row in found.drift.table.iter_rows(named=True)
    ]
    return _table(head, rows)


def _number(value: float) -> str:
    return "–" if value != value else "<0.001" if abs(value) < 0.001 else f"{value:.3f}"


def _picture(name: str, before: pl.Series, now: pl.Series) -> str:
    """Two bars a bin: the share of the rows in training and now."""
    if before.dtype.is_numeric():
        old, new = (one.cast(pl.Float64, strict=False).drop_nulls().drop_nans().to_numpy() for one in (before, now))
        low, high = float(old.min()), float(old.max())
        edges = np.linspace(low, high if high > low else low + 1, BARS + 1)
        shares = [np.histogram(np.clip(one, edges[0], edges[-1]), edges)[0] / max(len(one), 1) for one in (old, new)]
        said = f"{edges[0]:.4g} to {edges[-1]:.4g}; what lies beyond is in the outer bars"
    else:
        words = before.drop_nulls().value_counts(sort=True)[before.name].head(BARS).to_list()
        shares = [
            np.array([(one.cast(pl.String) == word).sum() for word in words]) / max(one.drop_nulls().len(), 1)
            for one in (before, now)
        ]
        said = ", ".join(words)
    tall, wide = max(float(np.max(shares)), 1e-9), 100 / len(shares[0])
    bars = "".join(
        f'<rect class="{kind}" x="{place * wide + side * wide * 0.42 + 0.08 * wide:.2f}" width="{0.42 * wide:.2f}" '
        f'y="{100 - 96 * share / tall:.2f}" height="{96 * share / tall:.2f}"/>'
        for side, (kind, each) in enumerate(zip(("before", "now"), shares, strict=True))
        for place, share in enumerate(each)
    )
    caption = f"<b>{html(name)}</b><br>{html(said[:120])}"
    drawing = f'<svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="{html(name)}">{bars}</svg>'
    return f"<figure>{drawing}<figcaption>{caption}</figcaption></figure>"
