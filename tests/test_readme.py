"""What the README promises is there, and what is there is in the README."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

import matplotlib.axes
import numpy as np
import pytest

from workbench.live import spec

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
LINKS = [
    (page, link)
    for page in PAGES
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / page).read_text("utf-8"))
]


@pytest.mark.parametrize(("page", "link"), LINKS)
def test_a_link_leads_somewhere(page: str, link: str) -> None:
    assert (ROOT / link).is_file()


def test_the_map_links_every_notebook_there_is() -> None:
    linked = {link for page, link in LINKS if page == "README.md" and link.endswith(".ipynb")}
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "notebooks").glob("*/[0-9].[0-9]_*.ipynb")}
    assert linked == there


def test_the_lab_in_the_readme_works() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    names = {**vars(spec), "np": np, "Axes": matplotlib.axes.Axes, "dataclass": dataclasses.dataclass}
    exec(compile(ast.parse(code), "README.md", "exec"), names)
    lab = names["LAB"]
    frame = lab.run(throws=500)
    assert frame.share.shape == (500,)
    assert lab.describe(frame).startswith("After 500 throws, ")
    assert len(lab.picture(frame).axes) == 1
