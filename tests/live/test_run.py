"""The engine without a page: newest settings win, nothing queues, errors come out."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import numpy as np
import pytest

from workbench.live import run as engine
from workbench.live.lab import Lab
from workbench.live.run import Session, Worker
from workbench.live.spec import Frame


@dataclass(frozen=True)
class Settings:
    pass


@dataclass(frozen=True)
class Count(Frame):
    settings: int
    step: int


class Screen:
    """A page that paints at once, later, or never."""

    def __init__(self, compute, worker, paints=True):
        self.shown, self.failed, self.paints = [], [], paints
        self.changed = threading.Condition()
        self.session = Session(compute, self.show, self.fail, worker)

    def show(self, shown):
        with self.changed:
            self.shown.append(shown)
            self.changed.notify_all()
        if self.paints:
            self.session.painted()

    def fail(self, run, error):
        with self.changed:
            self.failed.append((run, error))
            self.changed.notify_all()

    def wait(self, condition, timeout=5):
        with self.changed:
            assert self.changed.wait_for(lambda: condition(self), timeout), [(s.run, s.state) for s in self.shown]

    def wait_settled(self, run):
        self.wait(lambda s: s.shown and s.shown[-1].run == run and s.shown[-1].state == "settled")


@pytest.fixture
def worker():
    return Worker()


def steps(n, pause=0.0):
    def compute(settings):
        for i in range(n):
            time.sleep(pause)
            yield Count(settings, i, progress=(i + 1) / n)

    return compute


def test_the_last_frame_is_shown_and_belongs_to_the_settings(worker):
    screen = Screen(steps(10), worker)
    screen.session.watch()
    run = screen.session.set(42)
    screen.wait_settled(run)
    assert screen.shown[-1].frame == Count(42, 9, progress=1.0)


def test_the_newest_settings_win_and_nothing_queues(worker):
    begun = []

    def compute(settings):
        begun.append(settings)
        yield from steps(5, 0.01)(settings)

    screen = Screen(compute, worker)
    screen.session.watch()
    for settings in range(200):
        last = screen.session.set(settings)
        time.sleep(0.001)
    screen.wait_settled(last)
    assert screen.shown[-1].frame.settings == 199
    assert len(begun) < 100  # most settings were replaced before their run began


def test_a_superseded_run_is_closed_at_its_next_yield(worker):
    closed = threading.Event()

    def compute(settings):
        try:
            while settings == "old":
                time.sleep(0.005)
                yield Count(0, 0, progress=0.5)
            yield Count(1, 1)
        finally:
            if settings == "old":
                closed.set()

    screen = Screen(compute, worker)
    screen.session.watch()
    screen.session.set("old")
    screen.wait(lambda s: s.shown and s.shown[-1].frame)  # an empty one may come before the run begins
    screen.wait_settled(screen.session.set("new"))
    assert closed.is_set()


def test_no_more_than_two_frames_are_on_their_way_to_a_page(worker, monkeypatch):
    monkeypatch.setattr(engine, "CALM", 60)
    monkeypatch.setattr(engine, "PAINT_TIMEOUT", 60)
    screen = Screen(steps(400, 0.002), worker, paints=False)
    screen.session.watch()
    screen.session.set(0)
    for count in (2, 3, 5):
        screen.wait(lambda s, count=count: len(s.shown) == count)
        time.sleep(0.3)
        assert len(screen.shown) == count
        screen.session.painted(1 if count == 2 else 2)


def test_a_result_that_is_known_costs_no_computing_unless_it_is_asked_for_anew(worker, monkeypatch):
    monkeypatch.setattr(engine, "KEPT", 2)
    asked = []

    def compute(settings):
        asked.append(settings)
        yield Count(settings, 0, progress=0.5)
        yield Count(settings, 1)

    screen = Screen(compute, worker)
    for settings in (1, 2, 1, 3, 1, 2):  # 2 is the one that was shown longest ago when 3 comes
        screen.wait_settled(screen.session.set(settings))
        assert (screen.shown[-1].frame.settings, screen.shown[-1].frame.step) == (settings, 1)
    assert asked == [1, 2, 3, 2]
    screen.wait_settled(screen.session.set(2, anew=True))
    assert asked == [1, 2, 3, 2, 2]


def test_a_run_that_was_stopped_is_not_taken_for_a_result(worker):
    screen = Screen(steps(200, 0.005), worker)
    screen.session.watch()
    screen.session.set(0)
    screen.wait(lambda s: len(s.shown) > 1)
    screen.session.stop()
    screen.wait(lambda s: s.shown[-1].state == "idle")
    screen.session.set(0)
    screen.wait(lambda s: s.shown[-1].run == 2)
    assert screen.shown[-1].state == "busy"


def test_settings_that_cannot_be_a_key_are_computed_each_time(worker):
    screen = Screen(steps(3), worker)
    for _ in range(2):
        screen.wait_settled(screen.session.set(np.zeros(2)))
    assert not screen.failed


def test_frames_that_come_slowly_need_no_answer_but_for_one_in_a_few(worker, monkeypatch):
    monkeypatch.setattr(engine, "CALM", 0.01)
    monkeypatch.setattr(engine, "CALM_FRAMES", 4)
    monkeypatch.setattr(engine, "IN_FLIGHT", 1)
    monkeypatch.setattr(engine, "PAINT_TIMEOUT", 60)
    screen = Screen(steps(400, 0.05), worker, paints=False)
    screen.session.watch()
    screen.session.set(0)
    for _ in range(2):
        screen.wait(lambda s: s.shown and s.shown[-1].answer)
        time.sleep(0.2)
        assert screen.shown[-1].answer  # nothing more until the page has painted this one
        before = len(screen.shown)
        screen.session.painted()
        screen.wait(lambda s, before=before: len(s.shown) == before + 4)
        assert [shown.answer for shown in screen.shown[before:]] == [False, False, False, True]


def test_a_lost_acknowledgement_does_not_stop_the_picture(worker):
    screen = Screen(steps(3), worker, paints=False)
    screen.session.watch()
    begun = time.perf_counter()
    screen.session.set(0)
    screen.wait_settled(1)
    screen.wait_settled(screen.session.set(1))
    assert time.perf_counter() - begun > engine.PAINT_TIMEOUT


def test_a_long_run_shows_few_of_its_frames(worker):
    screen = Screen(steps(2000, 0.0005), worker)
    screen.session.watch()
    begun = time.perf_counter()
    screen.wait_settled(screen.session.set(0))
    assert len(screen.shown) <= 3 + (time.perf_counter() - begun) / engine.FLOW[0]


def test_a_run_that_flows_may_leave_its_slow_panel_behind_but_never_at_its_ends(worker, monkeypatch):
    monkeypatch.setattr(engine, "FLOW", (0.02, 1.0))
    screen = Screen(steps(200, 0.005), worker)
    screen.session.watch()
    screen.wait_settled(screen.session.set(0))
    hasty = [shown.hasty for shown in screen.shown if shown.frame is not None]
    assert not hasty[0] and not hasty[-1]
    assert any(hasty) and not all(hasty[1:-1])  # some in between are whole, too
    longest = max(len(run) for run in "".join("h" if h else " " for h in hasty).split())
    assert longest < 2 * engine.LAG / 0.02


def test_without_a_page_only_the_end_is_shown(worker):
    screen = Screen(steps(50, 0.002), worker)
    screen.wait_settled(screen.session.set(0))
    assert [shown.state for shown in screen.shown] == ["settled"]


def test_stop_keeps_the_last_picture(worker):
    screen = Screen(steps(10_000, 0.005), worker)
    screen.session.watch()
    screen.session.set(0)
    screen.wait(lambda s: len(s.shown) > 1)
    asked = time.perf_counter()
    screen.session.stop()
    screen.wait(lambda s: s.shown[-1].state == "idle")
    assert time.perf_counter() - asked < 0.2
    assert screen.shown[-1].frame is not None


def test_stop_then_a_new_look_shows_the_picture_again(worker):
    screen = Screen(steps(10_000, 0.005), worker)
    screen.session.watch()
    screen.session.set(0)
    screen.wait(lambda s: len(s.shown) > 1)
    screen.session.stop()
    screen.wait(lambda s: s.shown[-1].state == "idle")
    before = len(screen.shown)
    screen.session.watch()
    screen.wait(lambda s: len(s.shown) > before)
    assert screen.shown[-1].state == "idle"


def test_pause_holds_and_goes_on_where_it_was(worker):
    screen = Screen(steps(60, 0.005), worker)
    screen.session.watch()
    run = screen.session.set(0)
    screen.wait(lambda s: len(s.shown) > 1)
    screen.session.pause()
    screen.wait(lambda s: s.shown[-1].state == "idle")
    held = screen.session.frame.step
    time.sleep(0.1)
    assert screen.session.frame.step == held < 59
    screen.session.go_on()
    screen.wait_settled(run)
    assert screen.session.frame.step == 59


def test_an_error_comes_out_and_new_settings_recover(worker):
    def compute(settings):
        yield Count(settings, 0, progress=0.5)
        if settings == 1:
            raise ValueError("no such thing")
        yield Count(settings, 1)

    screen = Screen(compute, worker)
    screen.session.watch()
    run = screen.session.set(1)
    screen.wait(lambda s: s.failed)
    assert screen.failed[0][0] == run
    assert str(screen.failed[0][1]) == "no such thing"
    screen.wait_settled(screen.session.set(2))


@pytest.mark.parametrize("bad", [lambda s: iter(()), lambda s: iter([3]), lambda s: iter([Frame(progress=0.5), None])])
def test_a_generator_that_breaks_the_contract_is_reported_or_ends(worker, bad):
    screen = Screen(bad, worker)
    screen.session.watch()
    screen.session.set(0)
    screen.wait(lambda s: s.failed or (s.shown and s.shown[-1].state == "settled"))


def test_even_an_exit_does_not_kill_the_thread(worker):
    def leave(settings):
        raise SystemExit
        yield

    broken = Screen(leave, worker)
    broken.session.set(0)
    broken.wait(lambda s: s.failed)
    good = Screen(steps(2), worker)
    good.wait_settled(good.session.set(0))


def test_two_labs_take_turns(worker):
    slow, other = Screen(steps(300, 0.005), worker), Screen(steps(20, 0.005), worker)
    for screen in (slow, other):
        screen.session.watch()
        screen.session.set(0)
    other.wait_settled(1)
    assert slow.shown[-1].state == "busy"
    slow.wait_settled(1)


def test_the_ghost_is_a_picture_that_was_looked_at(worker, monkeypatch):
    screen = Screen(steps(2), worker)
    screen.session.watch()
    screen.wait_settled(screen.session.set(1))
    screen.wait_settled(screen.session.set(2))
    assert screen.shown[-1].ghost is None  # settings 1 were replaced at once
    monkeypatch.setattr(engine, "GHOST_AGE", 0.05)
    time.sleep(0.06)
    screen.wait_settled(screen.session.set(3))
    assert screen.shown[-1].ghost.settings == 2


def test_time_left_falls_to_none(worker):
    screen = Screen(steps(100, 0.005), worker)
    screen.session.watch()
    screen.wait_settled(screen.session.set(0))
    lefts = [shown.left for shown in screen.shown if shown.frame is not None]
    assert lefts[-1] is None
    assert all(left >= 0 for left in lefts[:-1])


def test_a_closed_session_does_nothing_more(worker):
    screen = Screen(steps(10_000, 0.002), worker)
    screen.session.watch()
    screen.session.set(0)
    screen.wait(lambda s: s.shown)
    screen.session.close()
    time.sleep(0.05)
    count = len(screen.shown)
    time.sleep(0.2)
    assert len(screen.shown) == count


def after_full_progress(settings):
    for step in range(4):
        time.sleep(0.01)
        yield Count(settings, step)  # each says that it is the last


def test_a_frame_after_full_progress_is_shown(worker):
    screen = Screen(after_full_progress, worker)
    screen.session.watch()
    screen.wait_settled(screen.session.set(0))
    assert screen.shown[-1].frame.step == 3


def test_frames_without_progress_are_all_offered(worker, monkeypatch):
    monkeypatch.setattr(engine, "FLOW", (0.0, 1e9))
    screen = Screen(after_full_progress, worker)
    screen.session.watch()
    screen.wait_settled(screen.session.set(0))
    assert [shown.frame.step for shown in screen.shown if shown.frame is not None] == [0, 1, 2, 3]


def test_a_single_frame_is_sent_once(worker):
    screen = Screen(steps(1), worker)
    screen.session.watch()
    screen.wait_settled(screen.session.set(0))
    time.sleep(0.05)
    assert len([shown for shown in screen.shown if shown.frame is not None]) == 1


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no words")

    __repr__ = __str__


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, GeneratorExit, Mute, StopIteration, MemoryError])
@pytest.mark.parametrize("place", ["compute", "close", "show", "errand", "fail"])
def test_nothing_ends_the_thread(worker, error, place):
    """Whatever is raised and wherever, another lab of the same thread goes on, and so does this one."""
    broken = [True]

    def compute(settings):
        try:
            for step in range(3):
                if broken[0] and place in ("compute", "fail") and step == 1:
                    raise error
                yield Count(settings, step, progress=(step + 1) / 3)
                time.sleep(0.01)
        finally:
            if broken[0] and place == "close":
                raise error

    screen = Screen(compute, worker)
    show, fail = screen.session._show, screen.session._fail

    def show_or_raise(shown):
        show(shown)
        if broken[0] and place == "show":
            raise error

    def fail_or_raise(run, problem):
        fail(run, problem)
        if broken[0] and place == "fail":
            raise error

    def errand():
        raise error

    screen.session._show, screen.session._fail = show_or_raise, fail_or_raise
    screen.session.watch()
    screen.session.set(0)
    if place == "errand":
        screen.session.call(errand)
    if place == "close":
        screen.wait(lambda s: any(shown.frame is not None for shown in s.shown))
        screen.session.stop()
    if (place, error) != ("close", GeneratorExit):  # which is how a generator ends when it is closed
        screen.wait(lambda s: s.failed)
    other = Screen(steps(3), worker)
    other.wait_settled(other.session.set(0))
    broken[0] = False
    screen.wait_settled(screen.session.set(1))
    if place == "fail":
        assert any("report of this error failed" in note for note in screen.failed[0][1].__notes__)


def test_a_lab_that_never_yields_keeps_no_other_waiting(worker, monkeypatch):
    monkeypatch.setattr(engine, "SILENT", 0.2)
    release = threading.Event()

    def block(settings):
        if settings == "blocked":
            release.wait()
        yield Count(0, 7)

    blocked, other, third = Screen(block, worker), Screen(steps(5, 0.01), worker), Screen(block, worker)
    for screen in (blocked, other, third):
        screen.session.watch()
    blocked.session.set("blocked")
    time.sleep(0.05)
    other.wait_settled(other.session.set(0))
    assert blocked.session.silence > 0.2 and not blocked.session.settled and other.session.silence < 0.2
    third.session.set("blocked")
    other.wait_settled(other.session.set(1))
    blocked.session.stop()
    assert not blocked.session.settled  # Stop waits for the next step
    release.set()
    blocked.wait(lambda s: s.shown and s.shown[-1].state in ("idle", "settled"))
    third.wait_settled(1)
    assert blocked.session.silence == 0.0
    blocked.wait_settled(blocked.session.set("free"))


def test_only_one_thread_draws(worker, monkeypatch):
    monkeypatch.setattr(engine, "SILENT", 0.1)
    inside, most = [0], [0]

    def slow_show(screen_show):
        def show(shown):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.3)  # longer than a step may take: another thread takes over
            inside[0] -= 1
            screen_show(shown)

        return show

    screens = [Screen(steps(2), worker) for _ in range(3)]
    for screen in screens:
        screen.session._show = slow_show(screen.session._show)
        screen.session.watch()
        screen.session.set(0)
    for screen in screens:
        screen.wait_settled(1)
    assert most[0] == 1


def returns_a_frame(settings):
    return Count(settings, 0)


def returns_nothing(settings):
    pass


@pytest.mark.parametrize(
    ("compute", "words"),
    [
        (returns_nothing, "`compute` must yield frames; it returned None. Write `yield` before each frame."),
        (returns_a_frame, "`compute` must yield frames; it returned Count("),
        (lambda s: iter(()), "`compute` must yield at least one frame; it yielded no frame. Yield the result."),
        (lambda s: iter([3]), "`compute` must yield a Frame; got 3. Yield a Frame each time."),
        (lambda s: iter([Frame(), None, Frame()]), "`compute` must yield a Frame; got None. Yield a Frame each time."),
        *(
            (lambda s, p=p: iter([Frame(progress=p)]), f"`progress` must be a number from 0 to 1; got {p!r}.")
            for p in (float("nan"), float("inf"), -0.1, 1.5, "half", None)
        ),
    ],
)
def test_what_a_lab_may_not_yield_is_said_alike_on_the_page_and_in_a_run(worker, compute, words):
    screen = Screen(compute, worker)
    screen.session.watch()
    screen.session.set(0)
    screen.wait(lambda s: s.failed)
    lab = Lab("Wrong", "?", Settings, compute, object, str)
    with pytest.raises((TypeError, ValueError, RuntimeError)) as caught:
        lab.run()
    assert str(screen.failed[0][1]).startswith(words)
    assert str(caught.value).startswith(words)
