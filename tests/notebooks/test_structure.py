"""What every notebook has in common: its parts, their order, and nothing that belongs to one machine."""

from __future__ import annotations

import ast
import re
from functools import cache

import nbformat
import pytest

from tests.notebooks.books import FOLDER, NUMBERS, PATHS, read, words
from workbench.course.content import load
from workbench.labs import LABS

pytestmark = pytest.mark.parametrize("number", NUMBERS)

# The parts of a notebook, by the names of their cells, in order; a part may have several cells.
ANATOMY = (
    "card", "setup", "concept", "example", "predict", "lab", "experiment", "compare", "exercise", "break", "quiz",
    "recap", "evidence", "progress",
)  # fmt: skip
SHOWN = rf"\b({'|'.join(LABS)})(?:\.on\([^()]*\))?\.(?:show|bind)\("  # a live lab
PAGE = (FOLDER.parent / "workbench" / "live" / "page.js").read_text(encoding="utf-8")  # holds the words on every lab
THIS_MACHINE = re.compile(r"(?<![\w.])/(home|root|Users|tmp|work|mnt|opt)/|[A-Z]:\\|https?://(?!127\.0\.0\.1)")


def names(number: str) -> list[str]:
    """The ids of all cells without the number they begin with."""
    prefix = number.replace(".", "-") + "-"
    ids = [cell.id for cell in read(number).cells]
    assert all(identity.startswith(prefix) for identity in ids)
    return [identity.removeprefix(prefix) for identity in ids]


def sources(number: str, kind: str) -> dict[str, str]:
    """The text of all cells of a kind, by id."""
    return {cell.id: cell.source for cell in read(number).cells if cell.cell_type == kind}


def test_it_is_a_clean_file(number):
    book = read(number)
    nbformat.validate(book)
    assert PATHS[number].read_text(encoding="utf-8") == nbformat.writes(book) + "\n"
    assert book.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in book.cells:
        assert set(cell.metadata) <= {"tags", "jp-MarkdownHeadingCollapsed"}
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
            ast.parse(cell.source)


def test_ids_are_words_and_unique(number):
    ids = names(number)
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+[a-z0-9-]*", identity) for identity in ids)


def test_all_parts_are_there_in_order(number):
    ids = names(number)
    places = [next((i for i, name in enumerate(ids) if name.split("-")[0] == part), None) for part in ANATOMY]
    assert None not in places, dict(zip(ANATOMY, places, strict=True))
    assert places == sorted(places)
    assert sum(name.startswith("experiment") for name in ids) >= 3


def test_it_agrees_with_its_content(number):
    content, code = load(number), sources(number, "code")
    card = next(iter(sources(number, "markdown").values()))
    assert card.startswith(f"# {number} {content.title}\n")
    assert f"**{content.minutes}**" in card
    calls = "\n".join(code.values())
    assert f'nb = course.open("{number}")' in calls
    for prediction in content.predictions:
        asked, compared = calls.index(f'nb.predict("{prediction.id}")'), calls.index(f'nb.compare("{prediction.id}")')
        assert asked < re.compile(SHOWN).search(calls, asked).start() < compared
    assert "nb.quiz()" in calls and "nb.progress()" in calls


def test_each_exercise_stands_in_three_cells(number):
    cells = read(number).cells
    exercises = load(number).exercises
    for position, exercise in enumerate(exercises, 1):
        name = f"{number.replace('.', '-')}-exercise-{position}"
        at = [cell.id for cell in cells].index(name)
        task, answer, check = (cell.source for cell in cells[at : at + 3])
        assert task == f'ex{position} = nb.exercise("{exercise.id}")'
        assert answer == exercise.starter.strip("\n")
        assert check == f"ex{position}.check()"
    assert "nb.exercise(" in cells[at].source
    assert sum("nb.exercise(" in cell.source for cell in cells) == len(exercises)
    text = "\n".join(sources(number, "markdown").values())
    assert all(f"ex1.{action}()" in text for action in ("hint", "solution", "reset"))


def test_text_is_short(number):
    texts = sources(number, "markdown")
    assert words(texts[f"{number.replace('.', '-')}-concept"]) <= 150
    assert all(words(text) <= 160 for text in texts.values())
    for identity, code in sources(number, "code").items():  # wider lines would have to be scrolled
        assert identity.endswith("-answer") or max(map(len, code.splitlines())) <= 100, identity


def test_each_experiment_ends_in_a_question(number):
    text = "\n".join(sources(number, "markdown").values())
    experiments = re.split(r"\*\*Experiment \d", text)[1:]
    assert len(experiments) >= 3
    for experiment in experiments:
        question = re.search(r"\*Question: [^*]+\?\*", experiment)
        assert question and "<details><summary>What you should see</summary>" in experiment


def test_controls_are_called_by_their_names(number):
    """Bold words in an experiment are controls, options or buttons of a lab that the notebook shows."""
    shown = set(re.findall(SHOWN, "\n".join(sources(number, "code").values())))
    controls = [control for name in shown for control in LABS[name].controls.values()]
    known = {control.label for control in controls}
    known |= {option for control in controls for _, option in control.options}
    for identity, text in sources(number, "markdown").items():
        told = [part.partition("**")[2].partition("*Question")[0] for part in text.split("**Experiment")[1:]]
        told += [text] if identity.endswith("-tour") else []
        for name in re.findall(r"\*\*([^*]+)\*\*", "\n".join(told)):
            on_every_lab = re.search(rf'" ?{re.escape(name)}"', PAGE)
            assert name in known or on_every_lab or any(name in suggestions(lab) for lab in shown), (identity, name)


@cache
def suggestions(lab: str) -> set[str]:
    """The words on the buttons that a lab offers for the settings it begins with."""
    return {suggestion.label for suggestion in LABS[lab].run().suggestions}


def test_notes_for_the_instructor_are_folded_and_tagged(number):
    notes = [cell for cell in read(number).cells if "For instructors" in cell.source]
    assert notes
    for cell in read(number).cells:
        assert (cell.metadata.get("tags") == ["instructor"]) == (cell in notes)
    assert all(cell.source.startswith("<details><summary>For instructors</summary>\n\n") for cell in notes)


def test_nothing_belongs_to_one_machine_and_links_lead_somewhere(number):
    for cell in read(number).cells:
        assert not THIS_MACHINE.search(cell.source), cell.id
        for target in re.findall(r"\]\(([^)#]+\.ipynb)\)", cell.source):
            assert (PATHS[number].parent / target).resolve().is_relative_to(FOLDER)
            assert (PATHS[number].parent / target).exists(), target
