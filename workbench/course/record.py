"""What the log says: what was done in each notebook, the map of the course, and the export."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

import workbench
from workbench.course import log
from workbench.course.content import NOTEBOOKS, Content, load
from workbench.course.exercise import WORDS, Exercise
from workbench.course.experiments import file_of
from workbench.course.page import Panel, framed, inline
from workbench.course.prediction import Prediction
from workbench.course.quiz import Question
from workbench.errors import WorkbenchError
from workbench.escape import markdown, own_markdown


@dataclass
class Record:
    """What the learner did with one prediction, exercise or question.

    Attributes:
        attempts: Checks of an exercise or answers to a question.
        done: An exercise was passed, a question once answered correctly, a prediction made.
        hints: How many hints were shown.
        solution: Whether the solution was shown.
        answer: The newest answer to a question or prediction: what was typed, or positions in the file's order.
        chosen: The words of the chosen options, or None if the answer was typed or is from an older version.
        question: The words of the question when it was answered.
        compared: Whether the prediction was set beside its outcome.
    """

    attempts: int = 0
    done: bool = False
    hints: int = 0
    solution: bool = False
    answer: Any = None
    chosen: list[str] | None = None
    question: str = ""
    compared: bool = False

    @property
    def state(self) -> str:
        """The state in one or two words."""
        if self.done:
            return "done, after seeing the solution" if self.solution else "done"
        return "begun" if self.attempts or self.hints or self.solution else "not begun"


def records(events: Iterable[log.Event]) -> Mapping[str, Record]:
    """One record an item, from the events in the order of writing; an item never touched has an empty record."""
    found: dict[str, Record] = defaultdict(Record)
    for event in events:
        record = found[event["item"]]
        match event["kind"]:
            case "check":
                record.attempts += 1
                record.done |= event["status"] == "passed"
            case "hint":
                record.hints = max(record.hints, event["number"])
            case "solution":
                record.solution = True
            case "answer":
                record.attempts += 1
                record.done |= event["correct"]
                _answered(record, event)
            case "prediction":
                record.done = True
                _answered(record, event)
            case "comparison":
                record.compared = True
            case "forget":
                found[event["item"]] = Record()
            case "sum":
                summed = Record(**{one.name: event[one.name] for one in fields(Record)})
                found[event["item"]] = max(summed, record, key=_progress)  # of one item under its number and its name
    return found


def _progress(record: Record) -> tuple[bool, int]:
    return record.done, record.attempts


def _answered(record: Record, event: log.Event) -> None:
    record.answer, record.chosen, record.question = event["answer"], event.get("chosen"), event["question"]


def record(item: str) -> Record:
    """What was done with one item so far."""
    return records(log.read().events)[item]


def progress() -> Panel:
    """The map of the whole course: what is done in each notebook."""
    events, damaged = log.read()
    found = records(events)
    rows = [(content.id, content.title, _count(content, found)) for content in map(load, NOTEBOOKS)]
    note = f"{damaged} damaged line(s) in {log.path()} set aside." if damaged else ""
    return _table("The course so far", ("Notebook", "Title", "Done"), rows, note, _links())


def _links() -> dict[str, str]:
    """The title of each notebook as a link to its file, as one in another folder of the course reaches it."""
    files = {content.title: file_of(content.id) for content in map(load, NOTEBOOKS)}
    return {
        title: f"<a href='../{quote(f'{file.parent.name}/{file.name}')}'>{inline(title)}</a>"
        for title, file in files.items()
        if file
    }


def notebook_progress(content: Content) -> Panel:
    """What is done in one notebook, item by item."""
    found = records(log.read().events)
    rows = [(item.id, words, found[item.name].state) for item, words in _items(content)]
    return _table(f"{content.id} so far: {_count(content, found)}", ("Number", "What", "State"), rows)


def counts(content: Content) -> str:
    """How much of one notebook is done, in words."""
    return _count(content, records(log.read().events))


class Attempt(NamedTuple):
    """The code of one attempt at an exercise, and what its check said."""

    code: str
    status: str
    time: str

    @property
    def state(self) -> str:
        """What the check said, in a word or two."""
        return next((words.lower() for status, words in WORDS.items() if status == self.status), self.status)


def attempts(item: str) -> list[Attempt]:
    """All attempts at one exercise whose code was kept, in the order of time."""
    return [
        Attempt(event["code"], str(event.get("status")), event["time"])
        for event in log.history()
        if event["item"] == item and event["kind"] in ("check", "attempt") and isinstance(event.get("code"), str)
    ]


class ModelCard(str):
    """A model card in Markdown, which Jupyter shows as such."""

    def _repr_markdown_(self) -> str:
        return str(self)


def model_card(path: str | Path | None = None) -> ModelCard:
    """What you wrote for your model card so far, and the newest line of evidence from each notebook.

    Args:
        path: Where to write it as Markdown, too; None only shows it.
    Raises: WorkbenchError if the file cannot be written.
    """
    newest: dict[tuple[str, str], str] = {}
    for event in log.read().events:
        if event["kind"] in ("words", "evidence"):
            newest[event["kind"], event["item"]] = event["text"]
    names = [load(number).name for number in NOTEBOOKS]
    words = [own_markdown(newest["words", n].strip()) for n in names if ("words", n) in newest]
    lines = ["- " + markdown(newest["evidence", n]) for n in names if ("evidence", n) in newest]
    nothing = "Nothing yet: the last cells of each notebook put a line here."
    parts = [*(words or ["### Model card"]), "#### Evidence", "\n".join(lines) or nothing]
    card = ModelCard("\n\n".join(parts) + "\n")
    if path is not None:
        _write(Path(path), card)
    return card


def export(path: str | Path | None = None) -> Path:
    """Write everything the log holds into one JSON file, for you or your instructor. Nothing is sent anywhere.

    Args:
        path: Where to write; None makes a file with today's date in the current folder.
    Raises: WorkbenchError if the file cannot be written.
    """
    path = Path(path or f"workbench-progress-{date.today()}.json")
    events, damaged = list(log.history()), log.read().damaged
    found = records(events)
    notebooks = [
        {
            "id": content.id,
            "name": content.name,
            "title": content.title,
            "items": {item.name: {"number": item.id, **asdict(found[item.name])} for item, _ in _items(content)},
        }
        for content in map(load, NOTEBOOKS)
    ]
    report = {"workbench": workbench.__version__, "notebooks": notebooks, "events": events, "damaged_lines": damaged}
    _write(path, json.dumps(report, ensure_ascii=False, indent=1))
    return path.resolve()


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as problem:
        raise WorkbenchError(f"{path} cannot be written ({problem}). Give a path in a folder of yours.") from problem


def _items(content: Content) -> Iterator[tuple[Prediction | Exercise | Question, str]]:
    """Everything a notebook asks, and what to call it."""
    yield from ((prediction, "Prediction") for prediction in content.predictions)
    yield from ((exercise, f"Exercise: {exercise.title}") for exercise in content.exercises)
    yield from ((question, "Quiz question") for question in content.quiz)


def _count(content: Content, found: Mapping[str, Record]) -> str:
    kinds = (
        ("predictions", content.predictions),
        ("exercises", content.exercises),
        ("quiz questions", content.quiz),
    )
    return ", ".join(f"{sum(found[item.name].done for item in items)} of {len(items)} {kind}" for kind, items in kinds)


def _table(
    heading: str,
    columns: Iterable[str],
    rows: Iterable[tuple[str, ...]],
    note: str = "",
    links: Mapping[str, str] = MappingProxyType({}),
) -> Panel:
    """Rows under a heading, as text and as HTML; a cell that is among the links becomes one."""
    rows = list(rows)
    plain = "\n".join([heading, *("  ".join(row) for row in rows), *filter(None, [note])])
    left = "style='text-align: left'"
    head = "".join(f"<th scope='col' {left}>{inline(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td {left}>{links.get(cell) or inline(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    caption = f"<caption {left}><strong>{inline(heading)}</strong></caption>"
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return Panel(plain, framed(table + inline(note)))
