"""A model as a folder that runs without workbench: model, schema, service, pages, container, card."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from workbench.cases import Case
from workbench.deploy.convert import ModelFile, convert
from workbench.deploy.reference import summary
from workbench.deploy.schema import ColumnRule, fields_of
from workbench.errors import DataError
from workbench.escape import markdown
from workbench.explain.rows import rows_of

TEMPLATE = Path(__file__).with_name("template")
MOST = 100_000  # rows on which the file is compared with the model
KEPT = ("feedback.jsonl", "requests.jsonl", "requests.jsonl.1")  # what a service has written stays
WITH_ONNX = ("fastapi", "httptools", "numpy", "onnxruntime", "prometheus-client", "pydantic", "uvicorn", "uvloop")
WITH_SKOPS = (*(name for name in WITH_ONNX if name != "onnxruntime"), "pandas", "scikit-learn", "skops")
NOT_ON_WINDOWS = "uvloop"


@dataclass(frozen=True)
class Exported:
    """A service on the disk.

    Attributes:
        folder: Where it lies.
        model: "model.onnx" or "model.skops".
        difference: The largest difference of its answers from those of the model, on all rows compared; in
            probability, or in the unit of the answers.
        compared: How many rows were compared.
        reason: Why the model is not ONNX; empty if it is.
        fields: What a row must hold.
        size: Bytes of the model.
    """

    folder: Path
    model: str
    difference: float
    compared: int
    reason: str
    fields: tuple[ColumnRule, ...]
    size: int

    def __repr__(self) -> str:
        """What was written, and how near it is to the model."""
        lines = [
            f"{self.folder}: a service with {self.model} ({self.size / 1000:,.0f} kB) and {len(self.fields)} fields.",
            f"Its answers on {self.compared:,} rows differ by {self.difference:.2g} at most.",
        ]
        if self.reason:
            lines.append(f"Not ONNX, because: {self.reason}.")
        return "\n".join(lines)


def export(
    model: Any,
    data: Any,
    folder: str | Path,
    *,
    version: str = "1",
    title: str = "",
    target: str = "",
    classes: Sequence[Any] | None = None,
) -> Exported:
    """Write a service: the model as a safe file, and all that it needs to answer over HTTP.

    Args:
        model: A fitted estimator or pipeline of scikit-learn, with XGBoost in it or not; or a torch network that gives
            a score for each class of an image.
        data: The case, or the table of features, that the model has learned from: types, ranges and words come from
            there. For a network images, shape (n, channels, rows, columns).
        folder: Where to write; a new one, or one that holds a service, whose logs and feedback stay.
        version: What every answer carries.
        title: What to call it.
        target: What it predicts, if `data` is a table.
        classes: Of a network, in the order of its scores; None numbers them.
    Returns: What was written, with the largest difference of its answers from the model's.
    Raises: DataError if the folder holds something else, or a column is of no use; ConversionError if the model cannot
        be written safely.
    """
    folder = Path(folder)
    _check_free(folder)
    if hasattr(model, "state_dict"):
        return _export_network(model, np.asarray(data), folder, version, title, target, classes)
    case = data if isinstance(data, Case) else None
    table = case.frame[case.features] if case else data
    rows = rows_of(table)
    told = {one.name: (one.unit, one.meaning) for one in case.card.columns} if case else {}
    fields = fields_of(rows.columns, told)
    kept = summary(rows.columns)
    if len(rows) > MOST:
        places = np.sort(np.random.default_rng(0).choice(len(rows), MOST, replace=False))
        table, rows = rows.take(places), rows_of(rows.take(places))
    made = convert(model, table, fields, rows.columns)
    known = _plain(model.classes_) if hasattr(model, "classes_") else None
    schema = _schema(
        made, fields, title or (case.card.title if case else type(model).__name__), version, known,
        target or (case.target if case else "answer"),
    )  # fmt: skip
    example = {
        one.name: next((value for value in column if value is not None), None)
        for one, column in zip(fields, rows.columns, strict=True)
    }
    return _service(folder, schema, made, fields, case, example, kept)


def _export_network(
    model: Any, images: np.ndarray, folder: Path, version: str, title: str, target: str, classes: Sequence[Any] | None
) -> Exported:
    from workbench.deploy.networks import convert_network

    made, scores = convert_network(model, images)
    known = list(classes) if classes is not None else list(range(scores.shape[1]))
    if len(known) != scores.shape[1]:
        raise DataError(
            f"`classes` must name each score of the network; got {len(known)} names for {scores.shape[1]} scores."
        )
    low, high = float(images.min()), float(images.max())
    field = ColumnRule("image", "array", low, high, least=low, most=high, shape=images.shape[1:], unit="brightness")
    schema = _schema(made, [field], title or type(model).__name__, version, known, target or "class")
    return _service(folder, schema, made, [field], None, {"image": "[[[...]]]"}, None)


def _schema(
    made: ModelFile, fields: Sequence[ColumnRule], title: str, version: str, classes: list[Any] | None, target: str
) -> dict[str, Any]:
    return {
        "title": title,
        "version": str(version),
        "task": "regression" if classes is None else "classification",
        "target": target,
        "classes": classes,
        "model": made.name,
        "inputs": made.inputs,
        "precision": made.precision,
        "trusted": list(made.trusted),
        "difference": made.difference,
        "columns": [one.as_dict() for one in fields],
    }


def _service(
    folder: Path,
    schema: dict[str, Any],
    made: ModelFile,
    fields: Sequence[ColumnRule],
    case: Case | None,
    example: dict[str, Any],
    kept: dict[str, Any] | None,
) -> Exported:
    """Write all files beside the folder, then let them take its place."""
    part = Path(mkdtemp(prefix=".service-", dir=_parent(folder)))
    try:
        _write(part, schema, made.content, _card(schema, case), example, made.compared)
        if kept is not None:
            _text(part / "reference.json", json.dumps(kept, ensure_ascii=False, allow_nan=False) + "\n")
        for name in KEPT:
            if (folder / name).exists():
                shutil.copy2(folder / name, part / name)
        _put(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Exported(folder, made.name, made.difference, made.compared, made.reason, tuple(fields), len(made.content))


def _check_free(folder: Path) -> None:
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / "schema.json").is_file()):
        raise DataError(
            f"`folder` must be new, empty, or hold a service; {folder} holds something else. Choose another name."
        )


def _parent(folder: Path) -> Path:
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    return folder.absolute().parent


def _put(part: Path, folder: Path) -> None:
    """Let the new folder take the place of the old one; a service that runs keeps its open files."""
    part.chmod(0o755)
    if folder.exists():
        old = part.with_name(part.name + "-old")
        folder.rename(old)
        part.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        part.rename(folder)


def _write(
    place: Path, schema: dict[str, Any], content: bytes, card: str, example: dict[str, Any], compared: int
) -> None:
    for name in ("app.py", "fields.py", "guard.py", "Dockerfile", "docs.html"):
        shutil.copy(TEMPLATE / name, place / name)
    with_onnx = schema["model"] == "model.onnx"
    shutil.copy(TEMPLATE / ("model_onnx.py" if with_onnx else "model_skops.py"), place / "model.py")
    (place / schema["model"]).write_bytes(content)
    text = json.dumps(schema, indent=1, ensure_ascii=False, allow_nan=False)
    _text(place / "schema.json", text + "\n")
    inside = json.dumps(schema, allow_nan=False).replace("<", "\\u003c")  # no name ends the script around it
    form = (TEMPLATE / "form.html").read_text(encoding="utf-8")
    _text(place / "form.html", form.replace("const SCHEMA = null", f"const SCHEMA = {inside}", 1))
    difference = f"its answers on {compared:,} rows differ by {schema['difference']:.2g} at most from the original's"
    words = {name: markdown(str(schema[name])) for name in ("title", "version", "model")}
    code = json.dumps(example, ensure_ascii=True, default=str).replace("`", "\\u0060")
    code = code.replace(": null", ": None").replace(": true", ": True").replace(": false", ": False")
    guide = (TEMPLATE / "README.md").read_text(encoding="utf-8")
    _text(place / "README.md", guide.format(**words, difference=difference, example=code))
    _text(place / "model_card.md", card)
    names = WITH_ONNX if with_onnx else WITH_SKOPS
    if "xgboost." in "".join(schema["trusted"]):
        names = (*names, "xgboost-cpu" if sys.platform != "darwin" else "xgboost")
    _text(place / "requirements.txt", "".join(f"{line}\n" for line in map(_pinned, sorted(names)) if line))
    _text(place / ".dockerignore", "*.jsonl*\n.venv\n__pycache__\n")


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _pinned(name: str) -> str:
    try:
        line = f"{name}=={installed(name).partition('+')[0]}"
    except ImportError:  # PackageNotFoundError: there is none for this platform
        return ""
    return f"{line}; sys_platform != 'win32'" if name == NOT_ON_WINDOWS else line


def _plain(classes: np.ndarray) -> list[Any]:
    return [value.item() if isinstance(value, np.generic) else value for value in classes]


def _card(schema: dict[str, Any], case: Case | None) -> str:
    """A card with what is known; the rest is asked for in plain words, never made up."""
    known = (
        f"It learned from: {case.card.title}. {case.card.rows:,} rows. Licence of the data: {case.card.licence}."
        if case
        else "It learned from a table of its maker's own."
    )
    lines = [
        f"# Model card: {markdown(schema['title'])}, version {markdown(schema['version'])}",
        "",
        f"- Task: {schema['task']}; it predicts {markdown(schema['target'])}.",
        f"- {markdown(known)}",
        f"- File: {schema['model']}. Its answers differ by {schema['difference']:.2g} at most from the original's.",
        "",
        *(
            f"## {question}\n\nNot written yet.\n"
            for question in (
                "What is it for, and what is it not for?",
                "How good is it, and for whom is it worse?",
                "Who may be harmed, and who answers to them?",
                "When is it looked at again?",
            )
        ),
    ]
    return "\n".join(lines)
