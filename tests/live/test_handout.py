"""A page to hand out: each picture is the live one, nothing of it can break out, and nothing is left behind."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from types import SimpleNamespace

import numpy as np
import pytest

from tests.live.paper import book_of, pixels_of
from workbench.errors import SettingsError
from workbench.live import handout
from workbench.live.lab import Lab
from workbench.live.picture import Canvas
from workbench.live.spec import Frame, Suggestion, choice, slider, toggle
from workbench.live.style import Look

NASTY = '</script><!--<b onload="alert(1)"> & \'\u2028 ${title} $book'


@dataclass(frozen=True)
class Settings:
    height: float = slider(1.0, 0.0, 5.0, step=0.5, label="Height", unit="m")
    tall: bool = toggle(False, label="Tall")
    name: str = choice("plain", {"plain": "Plain", NASTY: NASTY}, label=NASTY)
    rate: float = slider(1e-6, 1e-6, 1.0, log=True, label="Rate")


@dataclass(frozen=True, kw_only=True)
class Line(Frame):
    y: np.ndarray
    high: float
    name: str


def compute(s):
    if s.height == 4.5:
        raise ZeroDivisionError("four and a half is broken")
    yield Line(y=np.zeros(5), high=5.0, name=s.name, progress=0.5)
    moves = (
        Suggestion("Two", {"height": 2.0}),
        Suggestion("Nine", {"height": 3.5}),  # not among the values
        Suggestion("Other", {"height": 2.0, "tall": not s.tall}),  # would need a setting that is fixed
        Suggestion("Same", {"height": 2.0, "tall": s.tall}),
        Suggestion("None", {"tall": s.tall}),
    )
    yield Line(y=np.full(5, s.height), high=50.0 if s.height > 2 else 5.0, name=s.name, suggestions=moves)


class Picture:
    def __init__(self, axes):
        self.axes = axes
        (self.line,) = axes.plot([], [])
        self.words = axes.text(0, 0, "")

    def update(self, frame, ghost):
        self.line.set_data(np.arange(5), frame.y)
        self.axes.set(xlim=(0, 4), ylim=(0, frame.high))
        self.words.set_text(frame.name)


LAB = Lab("Line", "How high?", Settings, compute, Picture, lambda frame: f"Height {frame.y[0]:g}. {frame.name}")
HEIGHTS = [0.0, 1.0, 2.0, 3.0]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "line.html"


class Reader(HTMLParser):
    """What a browser finds in a file: elements with their attributes, and the text in each."""

    def __init__(self, text):
        super().__init__()
        self.found, self.texts = [], {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_data(self, data):
        if self.found:
            self.texts.setdefault(self.found[-1][0], []).append(data)


@pytest.mark.parametrize(
    ("shape", "look"), [("wide", Look("light", 960, 1.5, 480)), ("narrow", Look("dark", 390, 2.0, 240))]
)
def test_each_picture_is_the_live_one(path, shape, look):
    LAB.page(path, height=HEIGHTS)
    book = book_of(path)
    for place, height in enumerate(HEIGHTS):  # 3.0 changes the axes
        fresh = Canvas(LAB, look).draw(LAB.run(height=height), None)
        assert np.array_equal(pixels_of(book, place, shape, look.theme), fresh)
        assert book["pictures"][place]["text"] == f"Height {height:g}. plain"


def test_it_says_what_is_fixed_and_how_to_open_the_live_lab(path):
    assert LAB.page(path, height=HEIGHTS, tall=True) == path
    book = book_of(path)
    assert book["fixed"] == [["Tall", "on"], [NASTY, "Plain"], ["Rate", "1e-06"]]
    assert [control["name"] for control in book["spec"]["controls"]] == ["height"]
    assert book["spec"]["values"] == {"height": 1.0}
    assert book["pictures"][2]["code"].endswith("LAB.show(height=2.0, tall=True)")
    names = {}
    exec(book["pictures"][2]["code"].replace("LAB.show", "settings = LAB.settings"), names)
    assert names["settings"] == Settings(height=2.0, tall=True)


def test_only_suggestions_stay_that_the_page_can_follow(path):
    LAB.page(path, height=HEIGHTS)
    moves = [{"label": label, "values": {"height": 2.0}} for label in ("Two", "Same")]
    assert all(picture["suggestions"] == moves for picture in book_of(path)["pictures"])


def test_foreign_text_cannot_break_out(path):
    card = SimpleNamespace(title=NASTY, licence=NASTY, source=NASTY)
    lab = replace(LAB, title=NASTY, question=NASTY, data=lambda settings: [card])
    lab.page(path, height=[0, 1], name=["plain", NASTY])
    LAB.page(path.with_name("tame.html"), height=[0, 1], name="plain")
    nasty, tame = (Reader(one.read_text("utf-8")) for one in (path, path.with_name("tame.html")))
    assert [tag for tag, _ in nasty.found] == [*(tag for tag, _ in tame.found[:-2]), "p", *("script", "script")]
    assert not [name for _, attributes in nasty.found for name in attributes if name.startswith("on")]
    assert nasty.texts["title"][0] == NASTY.replace("\u2028", "\ufffd")
    assert book_of(path)["spec"]["title"] == NASTY
    assert book_of(path)["pictures"][1]["text"].endswith(NASTY)


def test_only_its_own_script_and_style_may_work_and_nothing_is_fetched(path):
    LAB.page(path, height=[0, 1])
    text = path.read_text("utf-8")
    page = Reader(text)
    (policy,) = (one["content"] for tag, one in page.found if one.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules.keys() == {"default-src", "script-src", "style-src", "img-src", "base-uri", "form-action"}
    assert rules["default-src"] == "'none'" and rules["img-src"] == "data:"
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        inner = re.findall(f'<{tag}(?: type="module")?>(.*?)</{tag}>', text, re.DOTALL)
        assert len(inner) == 1
        digest = base64.b64encode(hashlib.sha256(inner[0].encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"
    links = [
        value for _, one in page.found for name, value in one.items() if name in ("src", "href", "srcset", "action")
    ]
    assert len(links) == 2 and all(link.startswith("data:image/png;base64,") for link in links)
    (code,) = re.findall('<script type="module">(.*?)</script>', text, re.DOTALL)
    assert not re.search(r"\beval\b|new Function|https?://|<!--", code)


def test_an_older_page_is_replaced_and_no_other_file(path):
    LAB.page(path, height=[0, 1])
    LAB.page(path, height=[0, 1, 2])
    assert len(book_of(path)["pictures"]) == 3
    path.write_text("my thesis")
    with pytest.raises(SettingsError) as raised:
        LAB.page(path, height=[0, 1])
    assert str(raised.value) == "'line.html' is there already, and is no page of a lab. Choose another name."
    assert path.read_text() == "my thesis"


def test_where_a_page_cannot_go(tmp_path):
    with pytest.raises(SettingsError) as raised:
        LAB.page("line.pdf", height=[0, 1])
    assert str(raised.value) == "`path` must end in \".html\"; got 'line.pdf'. Add the ending."
    with pytest.raises(SettingsError, match="must be there; it is missing. Make it first"):
        LAB.page(tmp_path / "no" / "line.html", height=[0, 1])


def test_too_many_bytes_are_noticed_on_the_way(path, monkeypatch):
    monkeypatch.setattr(handout, "MOST_BYTES", 50_000)
    ran = []
    lab = replace(LAB, compute=lambda s: (ran.append(s), *compute(s))[1:])
    with pytest.raises(SettingsError) as raised:
        lab.page(path, height=HEIGHTS, tall=[False, True])
    sentence = str(raised.value)
    assert re.fullmatch(
        r"A page has 0\.05 MB at most; this would have about \d+ MB: 8 pictures, 4 \(height\) × 2 \(tall\)\. "
        r"Leave out some values, such as every second one of `height`, or a whole setting\.", sentence
    ), sentence  # fmt: skip
    assert len(ran) < 8
    assert list(path.parent.iterdir()) == []


def test_a_run_that_fails_leaves_nothing_and_says_with_which_settings(path):
    with pytest.raises(ZeroDivisionError, match="four and a half") as raised:
        LAB.page(path, height=[4.0, 4.5])
    assert raised.value.__notes__ == ["The page was not made. The settings were " + repr(Settings(height=4.5)) + "."]
    assert list(path.parent.iterdir()) == []


def test_progress_is_told_now_and_then(path, monkeypatch, capsys):
    monkeypatch.setattr(handout, "BETWEEN", 0.0)
    LAB.page(path, height=HEIGHTS)
    lines = capsys.readouterr().out.split("\r")
    assert [line[:15] for line in lines[1:4]] == [f"{done} of 4 pictures"[:15] for done in (1, 2, 3)]
    assert re.fullmatch(r"line\.html: 4 pictures, \d\.\d MB\. Open it in any browser\.\s*\n", lines[4])


def test_pages_cost_few_bytes_a_picture(path):
    LAB.page(path, height=np.arange(0, 2.5, 0.5))
    patches = [len(data) for picture in book_of(path)["pictures"][1:] for _, _, data in picture["layers"]]
    assert max(patches) < 10_000  # a line that moves, in two themes
