"""The widget, with a page that is played by the test."""

from __future__ import annotations

import gc
import random
import time
import weakref
import zlib
from dataclasses import dataclass, replace
from types import SimpleNamespace

import ipywidgets
import numpy as np
import pytest

from workbench.errors import SettingsError
from workbench.live.lab import Lab
from workbench.live.spec import Frame, Suggestion, slider


@dataclass(frozen=True)
class Settings:
    height: float = slider(1.0, 0.0, 5.0, label="Height")
    width: int = slider(2, 1, 9, label="Width")


@dataclass(frozen=True)
class Line(Frame):
    y: np.ndarray


def compute(s):
    if s.width == 7:
        raise ZeroDivisionError("seven is broken")
    yield Line(np.full(5, s.height), suggestions=(Suggestion("Back", {"height": 1.0}),))


class Picture:
    def __init__(self, axes):
        axes.set(xlim=(0, 4), ylim=(0, 5))
        (self.line,) = axes.plot([], [])

    def update(self, frame, ghost):
        self.line.set_data(np.arange(5), frame.y)

    def pick(self, frame, panel, x, y):
        return {"height": float(round(y, 1))}

    def hover(self, frame, panel, x, y):
        return {"width": 3 if y > 2 else 1}


LAB = Lab("Line", "How high?", Settings, compute, Picture, lambda frame: f"Height {frame.y[0]:g}.")


OUTSIDE = ipywidgets.FloatSlider(2.0)


class Page:
    """What page.js says and hears."""

    def __init__(self, view):
        self.view, self.heard = view, []
        view.send = lambda content, buffers=None: self.hear(content, buffers)

    def hear(self, content, buffers):
        if content["type"] == "frame":  # complete before it is heard: the test waits in another thread
            content["pixels"] = len(zlib.decompress(buffers[0])) // 8
        self.heard.append(content)
        if content["type"] == "frame":
            self.say(type="painted", count=1)

    def say(self, **message):
        self.view._hear(message)

    def look(self, theme="light", width=800, ratio=1.0):
        self.say(type="look", theme=theme, width=width, ratio=ratio)

    def wait(self, type, timeout=5, **expected):
        for _ in range(int(timeout * 100)):
            for message in reversed(self.heard):
                if message["type"] == type and all(message.get(key) == value for key, value in expected.items()):
                    return message
            time.sleep(0.01)
        raise AssertionError([{k: m.get(k) for k in ("type", "run", "state")} for m in self.heard])


@pytest.fixture
def page():
    view = LAB.show()
    yield Page(view)
    view.close()


def test_the_first_look_brings_the_settings_and_the_picture(page):
    page.look()
    assert page.wait("here")["values"] == {"height": 1.0, "width": 2}
    frame = page.wait("frame", state="settled")
    assert frame["text"] == "Height 1."
    assert frame["size"][0] == 800
    assert "LAB.run()" in frame["code"]
    assert frame["suggestions"] == [{"label": "Back", "values": {"height": 1.0}}]


def test_a_page_that_comes_in_the_middle_of_a_step_gets_its_picture():
    def slow(s):
        time.sleep(0.3)
        yield from compute(s)

    view = replace(LAB, compute=slow).show()
    page = Page(view)
    time.sleep(0.1)
    page.look()
    page.wait("frame", state="settled", timeout=1)
    view.close()


def test_a_page_that_comes_at_the_moment_of_the_last_picture_gets_it(monkeypatch):
    def slow(s):
        time.sleep(0.2)
        yield from compute(s)

    view = replace(LAB, compute=slow).show()
    page, session = Page(view), view.session
    may_show, arrived = session._may_show, []

    def come_in(now):
        answer = may_show(now)
        if not arrived and session._generator is None and session.frame is not None:
            arrived.append(now)
            page.look()
        return answer

    monkeypatch.setattr(session, "_may_show", come_in)
    for _ in range(300):
        if arrived:
            break
        time.sleep(0.01)
    assert arrived
    page.wait("frame", state="settled", timeout=3)
    view.close()


def test_a_moved_control_brings_its_own_picture(page):
    page.look()
    page.say(type="set", run=5, values={"height": 3.0})
    frame = page.wait("frame", run=5, state="settled")
    assert frame["text"] == "Height 3."
    assert page.view.settings == Settings(height=3.0)


def test_a_wrong_value_is_answered_with_one_sentence_and_the_old_settings_stay(page):
    page.look()
    page.say(type="set", run=5, values={"height": 99})
    error = page.wait("error", run=5)
    assert error["sentence"] == "`height` must be a number between 0 and 5; got 99. Choose a value in this range."
    assert page.view.settings == Settings()


def test_an_error_of_the_lab_is_shown_with_its_traceback_and_ends_with_the_next_settings(page):
    page.look()
    page.say(type="set", run=5, values={"width": 7})
    error = page.wait("error", run=5)
    assert error["sentence"] == "The lab stopped with an error. ZeroDivisionError: seven is broken"
    assert "in compute" in error["traceback"]
    page.say(type="set", run=6, values={"width": 3})
    page.wait("frame", run=6, state="settled")


def test_a_theme_change_draws_the_picture_again(page):
    page.look()
    page.wait("frame", state="settled")
    page.heard.clear()
    page.look(theme="dark")
    frame = page.wait("frame", state="settled")
    assert frame["pixels"] == frame["size"][0] * frame["size"][1]


def test_a_page_that_asks_brings_settings_that_were_lost_and_gets_a_whole_picture(page):
    page.look()
    page.wait("frame", state="settled")
    page.say(type="set", run=2, values={"height": 2.0})
    assert page.wait("frame", run=2, state="settled")["part"] == 1
    page.say(type="look", theme="light", width=800, ratio=1.0, run=9, values={"height": 3.0, "width": 4})
    frame = page.wait("frame", run=9, state="settled")
    assert (frame["text"], frame["part"]) == ("Height 3.", 0)
    page.heard.clear()
    page.say(type="look", theme="light", width=800, ratio=1.0, run=9, values={"height": 5.0, "width": 4})
    assert page.wait("frame", state="settled")["text"] == "Height 3."  # the kernel had these settings: nothing is lost


def test_a_page_that_comes_when_the_picture_is_about_to_be_kept_disturbs_nothing(page):
    kept = []
    page.view._still_output = SimpleNamespace(update=lambda bundle, raw: kept.append(bundle["text/html"]))
    page.look()
    page.wait("frame", state="settled")
    page.heard.clear()

    def come_in_and_keep():
        page.view._see(page.view._look)
        page.view._leave_still()

    page.view.session.call(come_in_and_keep)
    frame = page.wait("frame", state="settled")
    assert frame["part"] == 0
    assert "data:image/png;base64," in kept[0]
    assert not [message for message in page.heard if message["type"] == "error"]


class Careless(Page):
    """A page that loses one of eight of its answers."""

    def __init__(self, view, chance):
        super().__init__(view)
        self.chance = chance

    def say(self, **message):
        if message["type"] != "painted" or self.chance.random() > 1 / 8:
            super().say(**message)


@pytest.mark.parametrize("seed", range(10))
def test_whatever_a_page_says_and_whenever_the_last_settings_are_shown(seed, monkeypatch):
    def in_steps(s):
        for step in range(1, s.width + 1):
            time.sleep(0.002)
            yield Line(np.full(5, s.height), progress=step / s.width)

    monkeypatch.setattr("workbench.live.view.STILL_DELAY", 0.02)
    chance = random.Random(seed)
    view = replace(LAB, compute=in_steps).show()
    view._still_output = SimpleNamespace(update=lambda bundle, raw: None)
    page = Careless(view, chance)
    deeds = (
        lambda: page.look(chance.choice(["light", "dark"]), chance.choice([500, 800])),
        lambda: page.say(type="set", run=0, values={"height": chance.uniform(0, 4), "width": chance.randint(1, 6)}),
        lambda: page.say(type="again", run=0),
        lambda: page.say(type="stop"),
        lambda: page.say(type="pause"),
        lambda: page.say(type="go_on"),
        lambda: page.say(type="ghost", on=chance.random() < 0.5),
        lambda: page.say(type="bye"),
    )
    for _ in range(60):
        chance.choice(deeds)()
        time.sleep(chance.choice([0, 0.002, 0.03]))
    page.look()
    page.say(type="set", run=1000, values={"height": 4.5, "width": 3})
    assert page.wait("frame", run=1000, state="settled")["text"] == "Height 4.5."
    assert not [message for message in page.heard if message["type"] == "error"]
    view.close()


def test_a_frame_tells_every_page_the_newest_settings_and_whether_the_run_is_held():
    def endless(s):
        while True:
            time.sleep(0.01)
            yield Line(np.full(5, s.height), progress=0.5)

    view = replace(LAB, compute=endless).show()
    page = Page(view)
    page.look()
    page.say(type="set", run=7, values={"height": 3.0})
    frame = page.wait("frame", run=7, state="busy")
    assert frame["newest"] == {"run": 7, "values": {"height": 3.0, "width": 2}}
    page.say(type="pause")
    assert page.wait("frame", state="idle")["paused"]
    page.heard.clear()
    page.say(type="stop")
    assert not page.wait("frame", state="idle")["paused"]
    view.close()


def test_when_one_page_leaves_the_others_are_asked_to_look_again(page):
    page.look()
    page.wait("frame", state="settled")
    page.heard.clear()
    page.say(type="bye")
    page.wait("left")
    page.look()
    assert page.wait("frame", state="settled")["part"] == 0


def test_a_click_sets_the_settings_it_asks_for(page):
    page.look()
    page.wait("frame", state="settled")
    canvas = page.view._canvas
    width, height = canvas.figure.bbox.size
    x, y = canvas._axes[0].transData.transform((2, 4))
    page.say(type="pick", x=x / width, y=1 - y / height)
    assert page.wait("settings")["values"]["height"] == 4.0
    assert page.wait("frame", text="Height 4.")


def test_a_mouse_above_sets_what_it_asks_for_and_only_what_is_new(page):
    page.look()
    page.wait("frame", state="settled")
    canvas = page.view._canvas
    width, height = canvas.figure.bbox.size
    x, y = canvas._axes[0].transData.transform((2, 4))
    page.say(type="hover", x=x / width, y=1 - y / height)
    assert page.wait("settings")["values"]["width"] == 3
    run = page.wait("frame", state="settled", run=page.view.session.newest[0])["run"]
    page.say(type="hover", x=x / width + 0.01, y=1 - y / height)
    time.sleep(0.1)
    assert page.view.session.newest[0] == run and page.view.spec["hovers"] is True


def test_the_ghost_can_be_switched_off(page):
    page.look()
    page.wait("frame", state="settled")
    page.say(type="ghost", on=False)
    time.sleep(0.1)
    assert page.view._ghost_on is False


def test_a_page_that_leaves_frees_the_figure_and_may_come_back(page):
    page.look()
    page.wait("frame", state="settled")
    page.say(type="bye")
    for _ in range(100):
        if page.view._canvas is None:
            break
        time.sleep(0.01)
    assert page.view._canvas is None
    page.heard.clear()
    page.look()
    page.wait("frame", state="settled")


def test_ipywidgets_drive_a_bound_setting():
    outside = ipywidgets.FloatSlider(2.0, min=0, max=5)
    view = LAB.bind(height=outside)
    page = Page(view)
    page.look()
    assert page.wait("frame", state="settled")["text"] == "Height 2."
    outside.value = 4.0
    assert page.wait("frame", text="Height 4.")
    assert view.spec["bound"] == ["height"]
    view.close()


def test_a_bound_widget_that_goes_too_far_is_told_so_in_the_lab():
    outside = ipywidgets.FloatSlider(2.0, max=9.0)
    view = LAB.bind(height=outside)
    page = Page(view)
    page.look()
    page.wait("frame", state="settled")
    outside.value = 9.0
    error = page.wait("error")
    assert error["sentence"] == "`height` must be a number between 0 and 5; got 9.0. Choose a value in this range."
    outside.value = 3.0
    page.wait("frame", state="settled", text="Height 3.")
    view.close()


@pytest.mark.parametrize("show", [LAB.show, lambda: LAB.bind(height=OUTSIDE)])
def test_a_closed_lab_is_collected(show):
    view = show()
    page = Page(view)
    page.look()
    page.wait("frame", state="settled")
    view.close()
    session, gone = weakref.ref(view.session), weakref.ref(view)
    del view, page
    for _ in range(100):
        gc.collect()
        if gone() is None and session() is None:
            return
        time.sleep(0.02)
    raise AssertionError("a closed lab is still held by something")


NAMES = "is not a setting of this lab; it has height, width."


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda view: view.set(typo=1), f"`typo` {NAMES}"),
        (lambda view: view.set(height=1.0, toString=1), f"`toString` {NAMES}"),
        (lambda view: view.bind(typo=OUTSIDE), f"`typo` {NAMES}"),
        (lambda view: LAB.show(typo=1), f"`typo` {NAMES}"),
        (lambda view: LAB.run(typo=1), f"`typo` {NAMES}"),
        (lambda view: LAB.bind(typo=OUTSIDE), f"`typo` {NAMES}"),
        (lambda view: LAB.bind(height=3), "`height` must be a widget with a `value`; got 3. Pass one such as"),
        (
            lambda view: view.bind(height=ipywidgets.Text("low")),
            "`height` must be a number between 0 and 5; got 'low'.",
        ),
        (lambda view: view.set(width=10**400), "`width` must be a whole number between 1 and 9; got 1000000"),
        (lambda view: view.set(width=10**5000), "`width` must be a whole number between 1 and 9; got a value of type"),
        (lambda view: view.set(width=np.arange(3)), "`width` must be a whole number between 1 and 9; got array([0, 1"),
        (lambda view: view.set(width="x" * 10**6), "`width` must be a whole number between 1 and 9; got 'xxx"),
    ],
)
def test_a_wrong_call_is_answered_with_a_sentence(page, call, message):
    with pytest.raises(SettingsError) as caught:
        call(page.view)
    assert str(caught.value).startswith(message) and len(str(caught.value)) < 250
    assert page.view.settings == Settings() and page.view.spec["bound"] == []


HUGE = 10**400
HOSTILE = [
    "nonsense",
    {},
    {"type": None},
    {"type": ["set"]},
    *({"type": kind} for kind in ("look", "set", "painted", "again", "ghost", "pick", "hover")),
    *(
        {"type": "set", "run": run, "values": {}}
        for run in (1e308, float("nan"), float("inf"), HUGE, -5, "x", None, [])
    ),
    *({"type": "again", "run": run} for run in (1e308, float("nan"), HUGE, 2**53)),
    *({"type": "set", "run": 3, "values": values} for values in (None, [1], "x", {"toString": 1}, {"__proto__": 1})),
    *(
        {"type": "set", "run": 3, "values": {"width": value}}
        for value in (HUGE, float("nan"), {}, [], None, "9" * 9999)
    ),
    *(
        {"type": "look", "theme": "light", "width": width, "ratio": 1}
        for width in (1e6, 1e308, -3, 0, "x", float("nan"))
    ),
    *({"type": "look", "theme": "light", "width": 300, "ratio": ratio} for ratio in (1e9, 0, -1, None, float("inf"))),
    {"type": "look", "theme": {"a": 1}, "width": 300, "ratio": 1, "run": 1e308, "values": 3},
    *({"type": "pick", "x": x, "y": y} for x, y in ((float("nan"), 0.5), (0.5, None), (1e300, 0.2), ("x", {}))),
]


def test_whatever_a_page_says_the_lab_goes_on_hearing_and_stays_small(page):
    page.look()
    page.wait("frame", state="settled")
    for content in HOSTILE:
        page.view._hear(content)
        if isinstance(content, dict) and content.get("type") == "look":
            time.sleep(0.2)  # so that its picture is really made
    page.look(width=600)
    run = page.view.session.newest[0] + 1
    assert run < 1000
    page.say(type="set", run=run, values={"height": 4.5})
    assert page.wait("frame", run=run, state="settled")["text"] == "Height 4.5."
    sizes = [message["size"] for message in page.heard if message["type"] == "frame"]
    assert max(width for width, _ in sizes) <= 2000
    assert not [message for message in page.heard if message["type"] == "error" and message["traceback"]]


def test_a_refusal_names_the_settings_that_stay(page):
    page.look()
    page.say(type="set", run=5, values={"toString": 1}, restore=True)
    error = page.wait("error", run=5)
    assert error["sentence"] == f"`toString` {NAMES}"
    assert error["newest"] == {"run": 1, "values": {"height": 1.0, "width": 2}}


def test_a_page_hears_for_how_long_nothing_came():
    def blocked(s):
        time.sleep(1.5)
        yield from compute(s)

    view = replace(LAB, compute=blocked).show()
    page = Page(view)
    for _ in range(500):
        if view.session.step_began is not None:
            break
        time.sleep(0.01)
    time.sleep(0.6)
    page.look()
    assert 0.4 < page.wait("here")["silence"] < 1.4
    page.wait("frame", state="settled")
    page.heard.clear()
    page.look()
    assert page.wait("here")["silence"] < 0.4
    view.close()


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no words")

    __repr__ = __str__


@pytest.mark.parametrize(
    "error", [Mute(), ValueError("half \ud83d"), ValueError("x" * 10_000_000), SystemExit(), KeyboardInterrupt()]
)
@pytest.mark.parametrize("place", ["compute", "update", "describe"])
def test_an_error_that_cannot_be_told_harms_no_other_lab(error, place):
    def fails(*arguments):
        raise error
        yield

    class Broken(Picture):
        def update(self, frame, ghost):
            raise error

    changed = {
        "compute": {"compute": fails},
        "update": {"Picture": Broken},
        "describe": {"describe": lambda frame: next(fails())},
    }
    broken, good = replace(LAB, **changed[place]).show(), LAB.show()
    one, two = Page(broken), Page(good)
    one.look()
    told = one.wait("error")
    assert type(error).__name__ in told["sentence"] and len(told["sentence"] + told["traceback"]) < 50_000
    told["sentence"].encode()
    two.look()
    two.say(type="set", run=9, values={"height": 2.0})
    two.wait("frame", run=9, state="settled")
    broken.close()
    good.close()


def test_a_lab_that_is_closed_leaves_no_widget_and_no_comm():
    from ipywidgets.widgets.widget import _instances

    before = len(_instances)
    for _ in range(5):
        view = LAB.show()
        view.close()
    assert len(_instances) == before


def test_a_page_made_from_the_notebook_names_the_lab():
    view = LAB.show()
    assert repr(view) == f"Lab: {LAB.title}. {LAB.question}"
    view.close()
    assert "object at 0x" not in repr(view)
