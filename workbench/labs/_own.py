"""What the labs share that take a table or a model of somebody's own: see `Lab.on`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, make_dataclass
from typing import Any

from workbench.cases import Case
from workbench.errors import DataError, ExplainError
from workbench.live.lab import Lab
from workbench.live.spec import Value


@dataclass(frozen=True, eq=False)
class OwnModel:
    """A model and rows of somebody's own; for the attributes see `Lab.on`."""

    model: Any
    X: Any
    y: Any = None
    background: Any = None
    units: Any = None
    group: Any = None


@dataclass(frozen=True)
class Own:
    """How a lab is made for somebody's own case, or for their model; None where it cannot.

    Attributes:
        case: From a case and a group.
        model: From a model with its rows.
    """

    case: Callable[[Case, str | None], Lab] | None = None
    model: Callable[[OwnModel], Lab] | None = None

    def __call__(self, subject: Any, X: Any, y: Any, background: Any, units: Any, group: Any) -> Lab:
        """The lab for these arguments of `Lab.on`.

        Raises: DataError or ExplainError if something is missing, or too much.
        """
        if isinstance(subject, Case):
            if self.case is None:
                raise ExplainError(
                    f"This lab explains a fitted model; got the case {subject.name}. Fit one, and write "
                    "`on(model, X)` with rows as it learned them."
                )
            if any(part is not None for part in (X, y, background, units)):
                raise DataError("A case needs no `X`, `y`, `background` or `units`; got some. Write `on(case)`.")
            return self.case(subject, group)
        if self.model is None:
            raise DataError(
                f"This lab takes a case; got {type(subject).__name__}. "
                'Write `on(cases.from_csv("my.csv", target="..."))`.'
            )
        if not (hasattr(subject, "predict") or hasattr(subject, "forward")):
            what = "a case or a model" if self.case else "a model"
            raise ExplainError(
                f"This lab takes {what} with `predict`; got {type(subject).__name__}. Pass a fitted model."
            )
        if X is None:
            raise ExplainError("`X` must be given with a model; got None. Pass rows as the model learned them.")
        return self.model(OwnModel(subject, X, y, background, units, group))


def adapted(base: type, *, without: Mapping[str, Value] | None = None, **changed: Any) -> type:
    """The settings of a lab for another table.

    Args:
        base: The lab's own `Settings`.
        without: Settings that are left out, and the value that each keeps.
        changed: Settings with another range, and new ones, made with slider, number, choice or toggle.
    """
    old = {f.name: field(default=f.default, metadata=f.metadata) for f in fields(base) if f.name not in (without or {})}
    specs = [(name, type(made.default), made) for name, made in {**old, **changed}.items()]
    properties = {name: value for name, value in vars(base).items() if isinstance(value, property)}
    return made_settings(base.__module__, specs, {**properties, **(without or {})})


def made_settings(module: str, specs: list[Any], constants: Mapping[str, Any] | None = None) -> type:
    """A class of settings: name, type and field of each; it belongs to the lab of that module."""
    made = make_dataclass("Settings", specs, namespace=dict(constants or {}), frozen=True)
    made.__module__ = module
    return made


def ticks(low: float, high: float) -> list[int]:
    """Round numbers from low to high for an axis of factors: few enough to stand side by side."""
    steps = (1,) if high / low > 50 else (1, 2, 5)
    return [step * 10**power for power in range(1, 7) for step in steps if low <= step * 10**power <= high]
