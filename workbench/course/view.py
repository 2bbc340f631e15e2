"""The form in which predictions and quizzes are answered. Grading and memory are in Python; the page only asks.

Beside the live form stands a plain copy of question, answer and feedback. It is hidden while the form is alive, and
is what a saved notebook shows when its kernel is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.display import display

from workbench.course import log, record
from workbench.course.page import as_sentence, code_block, inline
from workbench.course.prediction import Prediction
from workbench.course.quiz import Answer, Question, recalled
from workbench.errors import WorkbenchError
from workbench.scripts import script

HERE = Path(__file__).parent
CHANGE = "You can change it until you compare."
OTHER_OPTIONS = "You have answered this before, when it had other options or another order. Answer again to see more."

# Without the form, the page would say "model not found" above the copy.
_HIDE_DEAD_FORM = (
    '<style>.jp-OutputArea:has(.workbench-answers) [data-mime-type="application/vnd.jupyter.widget-view+json"]'
    ":not(:has(.workbench-form)) {display: none}</style>"
)


@dataclass
class Field:
    """One question as it stands on the page.

    Attributes:
        id: Of the prediction or question.
        legend: The question, as HTML.
        button: What the button says.
        problem: Why an answer cannot be used at all, or "".
        respond: Takes an answer, saves it, and then changes `tone` and `lines`.
        options: What to choose from, as HTML, in the order of the file; empty if the answer is typed.
        order: The positions of the options in the order in which they are shown.
        many: Whether several options may be chosen.
        numeric: Whether a number is to be typed.
        answer: The newest answer, or None.
        tone: "", "note", "passed" or "failed": the colour beside the words.
        lines: The feedback.
        locked: Whether it can no longer be answered.
        answered: How many answers came; so the page notices even one that changes nothing.
    """

    id: str
    legend: str
    button: str
    problem: Callable[[Answer], str]
    respond: Callable[[Field, Answer], None]
    options: Sequence[str] = ()
    order: Sequence[int] = ()
    many: bool = False
    numeric: bool = False
    answer: Answer | None = None
    tone: str = ""
    lines: list[str] = field(default_factory=list)
    locked: bool = False
    answered: int = 0

    def state(self) -> dict[str, Any]:
        """What the page needs to draw it."""
        names = ("id", "legend", "button", "many", "numeric", "answer", "tone", "locked", "answered")
        feedback = "<br>".join(inline(line) for line in self.lines)
        lists = {"options": list(self.options), "order": list(self.order)}
        return {name: getattr(self, name) for name in names} | lists | {"feedback": feedback}

    def still(self) -> str:
        """Question, options, answer and feedback as plain HTML."""
        if isinstance(self.answer, str):
            marks = f"<div>Your answer: {inline(self.answer)}</div>"
        else:
            chosen = self.answer or []
            words = [f"{self.options[i]} (your choice)" if i in chosen else self.options[i] for i in self.order]
            marks = f"<ul>{''.join(f'<li>{word}</li>' for word in words)}</ul>" if words else ""
        feedback = "<br>".join(inline(line) for line in self.lines or ["Not answered yet."])
        return f"<p><strong>{self.legend}</strong></p>{marks}<p>{feedback}</p>"


class Fields(anywidget.AnyWidget):
    """The page side: draws the fields and sends answers."""

    # Texts and not paths: anywidget watches a path, and what watches keeps every form alive.
    _esm = script(HERE / "form.js")
    _css = (HERE / "form.css").read_text(encoding="utf-8")
    fields: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)


class Form:
    """Questions to be answered, and their plain copy. Left on the last line of a cell, it shows itself."""

    def __init__(self, fields: Sequence[Field]) -> None:
        """A form with these questions."""
        self.fields = {one.id: one for one in fields}
        self.widget = Fields(fields=self._states())
        self.widget.on_msg(self._received)
        self._copy: Any = None

    def answer(self, identity: str, answer: Answer) -> Field:
        """Answer one question, as the page does. Returns the field with its feedback."""
        one = self.fields[identity]
        if not one.locked:
            one.answered += 1
            problem = one.problem(answer)
            if not problem or isinstance(answer, str):
                one.answer = answer  # what was typed stays in its box, to be corrected
            if not problem:
                try:
                    one.respond(one, answer)
                except WorkbenchError as unsaved:
                    problem = str(unsaved)
            if problem:
                one.tone, one.lines = "failed", [problem]
        self._refresh()
        return one

    def lock(self) -> None:
        """Take no more answers."""
        for one in self.fields.values():
            one.locked = True
        self._refresh()

    def close(self) -> None:
        """Take the form off the page."""
        self.widget.close()

    def still(self) -> str:
        """The plain copy, as HTML."""
        copies = "".join(one.still() for one in self.fields.values())
        return f'<div class="workbench-answers mathjax_ignore tex2jax_ignore">{_HIDE_DEAD_FORM}{copies}</div>'

    def _ipython_display_(self) -> None:
        display(self.widget)
        self._copy = display(self._bundle(), raw=True, display_id=True)

    def _bundle(self) -> dict[str, str]:
        plain = "\n".join(line for one in self.fields.values() for line in one.lines)
        return {"text/html": self.still(), "text/plain": plain}

    def _states(self) -> list[dict[str, Any]]:
        return [one.state() for one in self.fields.values()]

    def _refresh(self) -> None:
        self.widget.fields = self._states()
        if self._copy is not None:
            self._copy.update(self._bundle(), raw=True)

    def _received(self, _: Fields, content: Any, __: object) -> None:
        match content:  # a page may send anything
            case {"id": str(identity), "answer": answer} if identity in self.fields:
                self.answer(identity, answer)


def prediction_form(prediction: Prediction) -> Form:
    """The form of one prediction, with what was predicted before."""

    def respond(one: Field, answer: Answer) -> None:
        chosen = _words(prediction.options, answer)
        log.append("prediction", prediction.name, answer=answer, chosen=chosen, question=prediction.question)
        one.tone, one.lines = "note", [f"Saved: {as_sentence(prediction.words(answer))} {CHANGE}"]

    made = record.record(prediction.name)
    one = Field(
        prediction.id,
        inline(prediction.question),
        "Save my prediction",
        prediction.problem,
        respond,
        options=[inline(option) for option in prediction.options],
        order=range(len(prediction.options)),  # most are amounts, which belong in their order
        numeric=not prediction.options,
    )
    answer = prediction.recalled(made)
    if answer is not None:
        one.answer, one.tone = answer, "note"
        one.lines = [f"Saved: {as_sentence(prediction.words(answer))}"]
        one.locked = made.compared
    return Form([one])


def quiz_form(questions: Sequence[Question]) -> Form:
    """The form of a quiz, with the answers given before."""
    found, seed = record.records(log.read().events), log.seed()
    return Form([_quiz_field(question, found[question.name], seed) for question in questions])


def _quiz_field(question: Question, made: record.Record, seed: str) -> Field:
    def show(one: Field, answer: Answer) -> None:
        correct, feedback = question.grade(answer)
        one.tone = "passed" if correct else "failed"
        one.lines = ["Correct." if correct else "Not yet. Try again.", *feedback]

    def respond(one: Field, answer: Answer) -> None:
        correct = question.grade(answer).correct
        chosen = _words(question.options, answer)
        log.append("answer", question.name, answer=answer, chosen=chosen, question=question.text, correct=correct)
        show(one, answer)

    code = code_block(question.code) if question.code else ""
    one = Field(
        question.id,
        inline(question.text) + code,
        "Check",
        question.problem,
        respond,
        options=[inline(option) for option in question.options],
        order=question.order(seed),
        many=question.type == "many_choice",
        numeric=question.type == "numeric",
    )
    if made.answer is not None and made.question == question.text:
        answer = recalled(made.answer, made.chosen, question.options)
        if answer is None or question.problem(answer):
            one.tone, one.lines = "note", [OTHER_OPTIONS]
        else:
            one.answer = answer
            show(one, answer)
    return one


def _words(options: Sequence[str], answer: Answer) -> list[str] | None:
    """The words of the chosen options, which stay true when the options change places; None for a typed answer."""
    return None if isinstance(answer, str) else [options[position] for position in answer]
