"""The buttons without a page: each press does what the call does, and leaves the same events."""

from __future__ import annotations

import pytest
from IPython.core.formatters import DisplayFormatter

from workbench.course import buttons, log, notebook
from workbench.course.buttons import Buttons
from workbench.course.content import load
from workbench.course.exercise import Result
from workbench.course.notebook import ExerciseHandle
from workbench.errors import WorkbenchError

EXERCISE = load("4.2").exercises[2]
WRONG = next(iter(EXERCISE.wrong.values()))


@pytest.fixture
def task(monkeypatch):
    """A task whose cell holds a mistake, checked once."""
    namespace: dict[str, object] = {}
    exec(WRONG.code, namespace)
    monkeypatch.setattr(notebook, "_learners_names", lambda: namespace)
    monkeypatch.setattr(notebook.cells, "code", lambda names: WRONG.code)
    one = ExerciseHandle(EXERCISE)
    one.check()
    return one


def press(widget, content):
    """As the page does it."""
    widget._handle_custom_msg(content, [])
    return widget.answer["html"]


def events():
    """What was saved, but for the time."""
    return [{name: value for name, value in event.items() if name != "time"} for event in log.read().events]


@pytest.mark.parametrize("actions", [buttons.ACTIONS, ("hint",) * 5, ("solution", "reset", "solution", "hint")])
def test_a_press_saves_what_the_call_saves_and_shows_what_it_shows(task, actions, home):
    widget = Buttons(task)
    shown = [press(widget, {"press": action}) for action in actions]
    by_button = events()[1:]
    log.path().unlink()
    again = ExerciseHandle(EXERCISE)
    again.check()
    called = [getattr(again, action)().html for action in actions]
    assert by_button == events()[1:]
    assert all(whole.endswith(one) for whole, one in zip(shown, called, strict=True))
    assert widget.answer["presses"] == len(actions)


def test_hints_stay_until_all_are_shown_at_once(task):
    widget, hints = Buttons(task), EXERCISE.hints
    for number in range(1, len(hints) + 1):
        html = press(widget, {"press": "hint"})
        assert all(f"Hint {n} of {len(hints)}." in html for n in range(1, number + 1))
    assert press(widget, {"press": "hint"}).count("<strong>All hints.</strong>") == 1
    assert "Hint 1 of" not in widget.answer["html"]
    assert "Hint" not in press(widget, {"press": "mine"})


def test_before_an_attempt_the_solution_is_not_shown(home):
    widget = Buttons(ExerciseHandle(EXERCISE))
    assert "Try first." in press(widget, {"press": "solution"})
    assert log.read().events == []


def test_code_of_the_learner_is_shown_and_not_obeyed(task, monkeypatch):
    monkeypatch.setattr(notebook.cells, "code", lambda names: "x = '<img src=x onerror=alert(1)>'")
    task.check()
    html = press(Buttons(task), {"press": "mine"})
    assert "&lt;img src=x onerror=alert(1)&gt;" in html and "<img" not in html


def test_what_cannot_be_read_is_said(task, monkeypatch):
    def refuse(*_, **__):
        raise WorkbenchError("Your progress could not be read.")

    monkeypatch.setattr(log, "read", refuse)
    assert "Your progress could not be read." in press(Buttons(task), {"press": "hint"})


@pytest.mark.parametrize(
    "content", [None, [], "hint", {}, {"press": "check"}, {"press": "__init__"}, {"press": ["hint"]}]
)
def test_whatever_a_page_sends_nothing_breaks_and_nothing_is_saved(task, content):
    before = events()
    assert press(Buttons(task), content) == ""
    assert events() == before


@pytest.fixture
def shown(monkeypatch):
    """What is displayed, in order."""
    found = []
    monkeypatch.setattr(buttons, "_made", {})
    monkeypatch.setattr(buttons, "display", lambda data, **_: found.append(data))
    return found


def test_the_verdict_comes_first_and_the_buttons_below_it(task, shown):
    result = task.check()
    result._ipython_display_()
    verdict, below = shown
    assert verdict.plain == result.panel().plain and result.panel().html in verdict.html
    assert below["text/plain"] == "" and "application/vnd.jupyter.widget-view+json" in below


def test_a_new_check_makes_no_new_buttons(task, shown):
    for one in (task, task, ExerciseHandle(EXERCISE)):  # the last as after `nb.exercise` has run again
        one.check()._ipython_display_()
    assert [one["application/vnd.jupyter.widget-view+json"]["model_id"] for one in shown[1::2]] == [
        buttons._made[EXERCISE.id].model_id
    ] * 3
    assert buttons._made[EXERCISE.id]._task is one


def test_hints_stay_open_until_the_exercise_is_passed(task, shown):
    buttons.show(task, Result("failed", ""))
    widget = buttons._made[EXERCISE.id]
    press(widget, {"press": "hint"})
    buttons.show(task, Result("failed", ""))
    assert "Hint 1 of" in widget.answer["html"]
    buttons.show(task, Result("passed", ""))
    assert widget.answer["html"] == ""
    press(widget, {"press": "solution"})
    buttons.show(task, Result("failed", ""))
    assert widget.answer["html"] == ""


def test_a_result_on_its_own_has_no_buttons():
    data, _ = DisplayFormatter().format(Result("passed", "Right."))
    assert data["text/plain"] == "Passed.\nRight."


@pytest.mark.parametrize("part", ['role: "status"', 'role: "group"', "aria-label", "data-lm-suppress-shortcuts"])
def test_the_page_uses_what_screen_readers_and_keyboards_need(part):
    assert part in (buttons.HERE / "buttons.js").read_text(encoding="utf-8")
