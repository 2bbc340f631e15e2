"""What a notebook calls: `nb = course.open("4.2")`, then `nb.predict`, `nb.exercise`, `nb.quiz`, `nb.progress`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from IPython.core.getipython import get_ipython
from IPython.display import Markdown, display

from workbench.course import log, record, reset
from workbench.course.content import EXERCISES, Content, Unknown, load
from workbench.course.exercise import Exercise, Result
from workbench.course.page import Panel, code_block, framed, inline, panel
from workbench.course.prediction import Prediction
from workbench.course.quiz import QuizSource
from workbench.course.quiz import read as read_quiz
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.course.view import Form


def open(identity: str) -> Notebook:
    """Begin a notebook, or come back to it: shows its card and what is done. Safe to run again.

    Args:
        identity: Number of the notebook, such as "4.2".
    Raises: WorkbenchError if there is no such notebook, or `identity` is no text.
    """
    content = load(_text("identity", identity, "4.2"))
    display(_card(content))
    return Notebook(content)


class Notebook:
    """One notebook of the course, with what it asks and what was done."""

    def __init__(self, content: Content) -> None:
        """A notebook with this content."""
        self.content = content
        self._forms: dict[str, Form] = {}

    def __repr__(self) -> str:
        """Number and title."""
        return f"{self.content.id} {self.content.title}"

    def exercise(self, identity: str) -> Task:
        """Show a task, and return the handle with `check`, `hint`, `solution` and `reset`."""
        task = Task(EXERCISES[_text("identity", identity, f"{self.content.id}.1")])
        end = "" if task.exercise.title.endswith("?") else "."
        display(Markdown(f"**Exercise {identity}: {task.exercise.title}{end}** {task.exercise.prompt}"))
        return task

    def predict(self, identity: str) -> Form:
        """The form for a prediction. It is recorded, and can be changed until you compare."""
        from workbench.course import view

        return self._shown(identity, view.prediction_form(self._prediction(identity)))

    def compare(self, identity: str) -> Panel:
        """What happened, beside what you predicted. The outcome is computed now."""
        prediction = self._prediction(identity)
        made = record.record(identity)
        if not made.done:
            return panel("Predict first", "Answer the question above, save it, then run this cell again.")
        outcome = prediction.outcome()
        right, words = prediction.verdict(made.answer, outcome)
        unsaved = _save("comparison", identity, outcome=float(outcome.value), right=bool(right))
        if identity in self._forms:
            self._forms[identity].lock()
        heading = "Your prediction came true" if right else "It came out differently"
        return panel(heading, *words.split("\n"), unsaved, tone="passed" if right else "failed")

    def quiz(self, source: QuizSource | None = None) -> Form:
        """The quiz of this notebook, or one of your own in the JSON shape of jupyterquiz (a path or a list)."""
        from workbench.course import view

        own = source is not None
        questions = read_quiz(source, f"{self.content.id}.own.q") if source is not None else self.content.quiz
        return self._shown("own quiz" if own else "quiz", view.quiz_form(questions))

    def evidence(self, line: str) -> Panel:
        """Keep this line of evidence for your model card; a second run replaces it."""
        return self._kept("evidence", _text("line", line, "Accuracy: 0.87"))

    def model_card(self, words: str) -> Panel:
        """Keep the part of your model card that you write yourself, in Markdown; a second run replaces it."""
        return self._kept("words", _text("words", words, "### Model card"))

    def progress(self) -> Panel:
        """What is done in this notebook, item by item."""
        return record.notebook_progress(self.content)

    def reset(self) -> Panel:
        """Put a fresh copy of this notebook in its place; the old one is kept beside it."""
        return panel("Notebook restored", reset.restore(self.content.id))

    def _kept(self, kind: str, text: str) -> Panel:
        unsaved = _save(kind, self.content.id, text=text)
        note = unsaved or "It is in your model card now. `course.model_card()` shows the whole card."
        return Panel(f"{text}\n{note}", framed(f"<div>{inline(text)}</div><div><em>{inline(note)}</em></div>"))

    def _prediction(self, identity: str) -> Prediction:
        for prediction in self.content.predictions:
            if prediction.id == identity:
                return prediction
        known = ", ".join(prediction.id for prediction in self.content.predictions)
        raise Unknown(f"There is no prediction {identity!r} in this notebook. It has {known}.")

    def _shown(self, name: str, form: Form) -> Form:
        """Remember the form; one that the same cell made before is closed, so that none pile up."""
        if name in self._forms:
            self._forms[name].close()
        self._forms[name] = form
        return form


class Task:
    """One exercise in the learner's hands."""

    def __init__(self, exercise: Exercise) -> None:
        """The task of this exercise."""
        self.exercise = exercise

    def __repr__(self) -> str:
        """What it is and what it can do."""
        return f"Exercise {self.exercise.id}: {self.exercise.title}. It has check(), hint(), solution(), reset()."

    def check(self) -> Result:
        """Check what your cell made. Run that cell first."""
        result = self.exercise.check(_learners_names())
        if result.status == "unattempted":
            return result
        unsaved = _save("check", self.exercise.id, status=result.status, message=result.message)
        return Result(result.status, result.message, " ".join(filter(None, [result.next_step, unsaved])))

    def hint(self) -> Panel:
        """The next hint. After the last, all of them again."""
        shown = record.record(self.exercise.id).hints
        hints = self.exercise.hints
        if shown >= len(hints):
            return panel("All hints", *hints, "If you are still stuck after an attempt, `solution()` shows one way.")
        unsaved = _save("hint", self.exercise.id, number=shown + 1)
        return panel(f"Hint {shown + 1} of {len(hints)}", hints[shown], unsaved)

    def solution(self, force: bool = False) -> Panel:
        """One way to do it, once you have tried; `force=True` shows it at once."""
        if not force and not record.record(self.exercise.id).attempts:
            return panel("Try first", "Fill the gaps, run your cell and `check()` it. Or call `solution(force=True)`.")
        unsaved = _save("solution", self.exercise.id)
        return _with_code(panel("One way to do it", unsaved), self.exercise.solution)

    def reset(self) -> Panel:
        """Forget what was done with this exercise, and show its starter code again."""
        unsaved = _save("forget", self.exercise.id)
        words = "Checks, hints and solution are forgotten. To begin again, put this into your cell:"
        return _with_code(panel("Exercise reset", words, unsaved), self.exercise.starter)


def _text(name: str, value: object, example: str) -> str:
    """The value, if it is a text; half an emoji in it, which cannot be saved or shown, becomes a question mark."""
    if not isinstance(value, str):
        raise WorkbenchError(f'`{name}` must be a text; got {value!r}. Put it between quotes, such as "{example}".')
    return value.encode(errors="replace").decode()


def _learners_names() -> Mapping[str, Any]:
    shell = get_ipython()
    return shell.user_ns if shell is not None else vars(sys.modules["__main__"])


def _save(kind: str, item: str, **details: Any) -> str:
    """Record an event; if that fails, say so in the panel that is shown anyway."""
    try:
        log.append(kind, item, **details)
    except WorkbenchError as problem:
        return str(problem)
    return ""


def _with_code(top: Panel, code: str) -> Panel:
    return Panel(f"{top.plain}\n\n{code}", f"{top.html}{code_block(code)}")


def _card(content: Content) -> Panel:
    missing = [name for name in content.uses if find_spec(name) is None]
    able = "".join(f"<li>{inline(line)}</li>" for line in content.able)
    lines = (
        f"It takes about {content.minutes} minutes.",
        f"You need first: {content.before}",
        f"You will have: {content.after}",
        f"Done so far: {record.counts(content)}.",
    )
    trouble = (
        f"Missing here: {', '.join(missing)}. Close JupyterLab and run `python3 -m workbench start` again."
        if missing
        else ""
    )
    plain = "\n".join(
        [f"{content.id} {content.title}", "You will be able to", *content.able, *lines, *filter(None, [trouble])]
    )
    html = (
        f"<strong>{content.id} {inline(content.title)}</strong>"
        f"<div>You will be able to</div><ul style='margin: 0'>{able}</ul>"
        + "".join(f"<div>{inline(line)}</div>" for line in lines)
        + (f"<div role='alert'><strong>{inline(trouble)}</strong></div>" if trouble else "")
    )
    return Panel(plain, framed(html, "error" if missing else "note"))
