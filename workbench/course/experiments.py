"""The experiments of a notebook, read out of its own text, so that they are written once."""

from __future__ import annotations

import json
import re
from pathlib import Path

from workbench.errors import WorkbenchError

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
_EXPERIMENT = re.compile(
    r"\*\*Experiment (?P<number>\d+)(?P<title>: [^*]+?)?\.?\??\*\* *(?P<steps>.*?)\n\n"
    r"\*Question: (?P<question>[^*]+)\*\s*"
    r"<details><summary>What you should see</summary>(?P<see>.*?)</details>",
    re.DOTALL,
)


def experiments(notebook: str, numbers: tuple[int, ...]) -> list[dict[str, str]]:
    """The experiments with these numbers, each with the texts `title`, `steps`, `question` and `see`, in Markdown.

    Empty if the course's own notebooks are not here: a lab without its strip is better than no lab.

    Args:
        notebook: Its number, such as "4.2".
        numbers: Those of the experiments.
    Raises: WorkbenchError if the notebook has no such experiment.
    """
    path = file_of(notebook)
    if path is None:
        return []
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    found = {int(match["number"]): match for match in _EXPERIMENT.finditer(text)}
    missing = [number for number in numbers if number not in found]
    if missing:
        known = ", ".join(map(str, found)) or "none"
        raise WorkbenchError(f"Notebook {notebook} has no experiment {missing[0]}; it has {known}. Pass one of these.")
    return [_texts(found[number]) for number in numbers]


def file_of(notebook: str) -> Path | None:
    """The course's own file of a notebook, such as "4.2"; None if it is not here."""
    return next(NOTEBOOKS.glob(f"*/{notebook}_*.ipynb"), None)


def _texts(match: re.Match[str]) -> dict[str, str]:
    title = f"Experiment {match['number']}{match['title'] or ''}"
    parts = {name: " ".join(match[name].split()) for name in ("steps", "question", "see")}
    question = parts["question"]
    return {"title": title, **parts, "question": question[:1].upper() + question[1:]}
