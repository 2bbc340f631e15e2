"""What may be asked of an explainer, and what a model must be able to do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from workbench.errors import ExplainError
from workbench.explain import networks


def check_model(model: Any) -> None:
    """The model must be able to answer."""
    if not (hasattr(model, "predict") or networks.is_network(model)):
        raise ExplainError(
            f"`model` must have `predict`, or be a torch module; got {type(model).__name__}. Pass a fitted model."
        )


def check_options(method: str, known: Collection[str], units: Any, **numbers: tuple[int | None, int]) -> None:
    """Each number comes with the least that it may be; None is always allowed."""
    if method not in known:
        raise ExplainError(
            f"`method` must be one of {', '.join(known)}; got {method!r}. Leave it out to have one chosen."
        )
    if not isinstance(units, Mapping | None):
        raise ExplainError(
            f"`units` must be a dict of names and units; got {type(units).__name__}. "
            'Pass it as in {"age": "years"}, or leave it out.'
        )
    for name, (number, least) in numbers.items():
        if number is not None and number < least:
            raise ExplainError(f"`{name}` must be {least} or more; got {number}. Leave it out to have one chosen.")
