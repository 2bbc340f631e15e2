"""What a notebook calls: `nb = course.open("4.2")`, then `nb.predict`, `nb.exercise`, `nb.quiz`, `nb.progress`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from IPython.core.getipython import get_ipython
from IPython.display import Markdown, display

from workbench.course import archive, cells, experiments, figures, log, record, reset
from workbench.course.content import EXERCISES, Content, Unknown, load
from workbench.course.exercise import Exercise, Result
from workbench.course.gaps import bound_names
from workbench.course.page import Panel, as_sentence, code_block, framed, inline, panel
from workbench.course.prediction import Prediction
from workbench.course.quiz_file import QuizSource
from workbench.course.quiz_file import read as read_quiz
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.course.view import Form

LONGEST = 20_000  # characters of a cell that the log keeps; a starter has a few hundred


def open(identity: str) -> Notebook:
    """Begin a notebook, or come back to it: shows its card and what is done. Safe to run again.

    Args:
        identity: Number of the notebook, such as "4.2".
    Raises: WorkbenchError if there is no such notebook, or `identity` is not a text.
    """
    content = load(_text("identity", identity, "4.2"))
    archive.shorten()
    figures.follow_theme()
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

    def exercise(self, identity: str) -> ExerciseHandle:
        """Show a task, and return the handle with `check`, `hint`, `solution`, `reset` and `mine`."""
        task = ExerciseHandle(EXERCISES[_text("identity", identity, f"{self.content.id}.1")])
        display(Markdown(f"**Exercise {identity}: {as_sentence(task.exercise.title)}** {task.exercise.prompt}"))
        return task

    def predict(self, identity: str) -> Form:
        """The form for a prediction. It is recorded, and can be changed until you compare."""
        from workbench.course import view

        return self._shown(identity, view.prediction_form(self._prediction(identity)))

    def compare(self, identity: str) -> Panel:
        """What happened, beside what you predicted. The outcome is computed now."""
        prediction = self._prediction(identity)
        answer = prediction.recalled(record.record(prediction.name))
        if answer is None:
            return panel("Predict first", "Answer the question above, save it, then run this cell again.")
        outcome = prediction.outcome()
        right, words = prediction.verdict(answer, outcome)
        unsaved = _save("comparison", prediction.name, outcome=float(outcome.value), right=bool(right))
        if identity in self._forms:
            self._forms[identity].lock()
        heading = "Your prediction came true" if right else "It came out differently"
        return panel(heading, *words.split("\n"), unsaved, tone="passed" if right else "failed")

    def experiments(self, *numbers: int) -> list[dict[str, str]]:
        """What this notebook says about these experiments, for a lab to show: `show(experiments=nb.experiments(1))`."""
        return experiments.experiments(self.content.id, numbers)

    def quiz(self, source: QuizSource | None = None) -> Form:
        """The quiz of this notebook, or one of your own in the JSON shape of jupyterquiz (a path or a list)."""
        from workbench.course import view

        if source is None:
            return self._shown("quiz", view.quiz_form(self.content.quiz))
        questions = read_quiz(source, f"{self.content.id}.own.q", f"{self.content.name}/own")
        return self._shown("own quiz", view.quiz_form(questions))

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
        unsaved = _save(kind, self.content.name, text=text)
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


class ExerciseHandle:
    """One exercise in the learner's hands."""

    def __init__(self, exercise: Exercise) -> None:
        """The task of this exercise. From now on, the cells that answer it are remembered."""
        self.exercise = exercise
        self._names = bound_names(exercise.starter)
        self._kept = ("", "")  # the code and the status that the log has last
        cells.watch(self._names)

    def __repr__(self) -> str:
        """What it is and what it can do."""
        can = "check(), hint(), solution(), reset(), mine()"
        return f"Exercise {self.exercise.id}: {as_sentence(self.exercise.title)} It has {can}."

    def check(self) -> Result:
        """Check what your cell made. Run that cell first."""
        run = cells.stopped(self._names)
        result = _stopped(run) if run else self.exercise.check(_learners_names())
        note = self._keep(result)
        next_step = " ".join(filter(None, [result.next_step, note]))
        return Result(result.status, result.message, next_step, self._show)

    def hint(self) -> Panel:
        """The next hint. After the last, all of them again."""
        shown = record.record(self.exercise.name).hints
        hints = self.exercise.hints
        if shown >= len(hints):
            return panel("All hints", *hints, "If you are still stuck after an attempt, `solution()` shows one way.")
        unsaved = _save("hint", self.exercise.name, number=shown + 1)
        return panel(f"Hint {shown + 1} of {len(hints)}", hints[shown], unsaved)

    def solution(self, force: bool = False) -> Panel:
        """One way to do it, once you have tried; `force=True` shows it at once."""
        if not force and not record.record(self.exercise.name).attempts:
            return panel("Try first", "Fill the gaps, run your cell and `check()` it. Or call `solution(force=True)`.")
        unsaved = _save("solution", self.exercise.name)
        return _with_code(panel("One way to do it", unsaved), self.exercise.solution)

    def reset(self) -> Panel:
        """Forget what was done with this exercise, and show its starter code again."""
        unsaved = _save("forget", self.exercise.name)
        words = "Checks, hints and solution are forgotten; `mine()` still has your code. Begin again with this:"
        return _with_code(panel("Exercise reset", words, unsaved), self.exercise.starter)

    def mine(self, number: int | None = None) -> Panel:
        """Your own code, such as after a lost tab. Each `check()` keeps it, on this computer alone.

        Args:
            number: Which attempt, counted from 1; None takes the newest that passed, or else the newest.
        Raises: WorkbenchError if there is no attempt of this number.
        """
        made = record.attempts(self.exercise.name)
        if not made:
            return panel("Nothing is kept yet", "Run your cell, then `check()` it: this keeps its code.")
        passed = [i for i, attempt in enumerate(made, 1) if attempt.status == "passed"]
        chosen = (passed or [len(made)])[-1] if number is None else number
        if type(chosen) is not int or not 1 <= chosen <= len(made):
            raise WorkbenchError(f"`number` must be from 1 to {len(made)}; got {number!r}. `mine()` shows the best.")
        attempt = made[chosen - 1]
        others = f"`mine({len(made)})` shows the newest." if chosen < len(made) else ""
        heading = f"Your attempt {chosen} of {len(made)} ({attempt.state})"
        return _with_code(panel(heading, "To go on with it, put this into your cell:", others), attempt.code)

    def _show(self, result: Result) -> None:
        from workbench.course import buttons

        buttons.show(self, result)

    def _keep(self, result: Result) -> str:
        """Save what a check found, and the code if it is new. Returns what the learner must know about that, or ""."""
        code = cells.code(self._names)
        new = (code, result.status) != self._kept and code.strip() not in ("", self.exercise.starter.strip())
        details = {"status": result.status, **({"code": code} if new and len(code) <= LONGEST else {})}
        unsaved = ""
        if result.status != "unattempted":
            unsaved = _save("check", self.exercise.name, message=result.message, **details)
        elif "code" in details:
            unsaved = _save("attempt", self.exercise.name, **details)
        if not unsaved:
            self._kept = code, result.status
        if new and len(code) > LONGEST:
            return f"{unsaved} Your cell has more than {LONGEST:,} characters, so `mine()` will not have it.".strip()
        return unsaved


def _text(name: str, value: object, example: str) -> str:
    """The value, if it is a text; half an emoji in it, which cannot be saved or shown, becomes a question mark."""
    if not isinstance(value, str):
        raise WorkbenchError(f'`{name}` must be a text; got {value!r}. Put it between quotes, such as "{example}".')
    return value.encode(errors="replace").decode()


def _stopped(run: cells.Run) -> Result:
    """What a check says instead of judging the names of an older run."""
    error = ": ".join(filter(None, [type(run.problem).__name__, str(getattr(run.problem, "msg", run.problem))]))
    place = f" in line {run.line}" if run.line else ""
    return Result(
        "error",
        f"The last run of your cell stopped{place} (`{error[:200]}`), so there is nothing new to check.",
        "Mend the cell, run it until no error comes, then check again.",
    )


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
        str(content.minutes),
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
