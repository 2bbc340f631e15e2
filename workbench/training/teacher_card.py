"""Whose model teaches, and what rights that needs: filled in before the first question is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workbench.escape import markdown

MayTrain = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class TeacherCard:
    """A teacher as the model card of its student must name it. What nobody knows stays empty.

    Attributes:
        name: Of the model, with its version.
        owner: Who made it, or who runs the service.
        licence: Of its weights, or the terms of the service, with their date.
        answers_may_train: Whether licence or terms allow to train another model on its answers.
        learned_from: The data it has seen.
        data_licence: What may be done with these.
    """

    name: str
    owner: str
    licence: str = ""
    answers_may_train: MayTrain = "unknown"
    learned_from: str = ""
    data_licence: str = ""

    @property
    def open_points(self) -> tuple[str, ...]:
        """What stands in the way, or must be found out first; empty if nothing does."""
        points = []
        if self.answers_may_train == "no":
            points.append("Its answers may not train another model: take another teacher, or ask the owner.")
        if self.answers_may_train == "unknown":
            points.append("Find out whether its answers may train another model: read licence and terms, or ask.")
        if not self.licence:
            points.append("Find its licence or terms, and keep a copy with the date.")
        if not self.learned_from:
            points.append("Nobody says what it learned from: its mistakes, and what is private there, may come along.")
        elif not self.data_licence:
            points.append("Find out what may be done with the data it learned from.")
        return tuple(points)

    def __str__(self) -> str:
        """One sentence for a model card."""
        source = f", trained on {self.learned_from}" if self.learned_from else ""
        rights = f" ({self.data_licence})" if self.data_licence else ""
        return f"Teacher: {self.name}, {self.owner}{source}{rights}."

    def _repr_markdown_(self) -> str:
        facts = {
            "teacher": self.name,
            "owner": self.owner,
            "licence or terms": self.licence or "unknown",
            "may its answers train another model?": self.answers_may_train,
            "learned from": self.learned_from or "unknown",
            "licence of that": self.data_licence or "unknown",
        }
        rows = "\n".join(f"| {name} | {markdown(value)} |" for name, value in facts.items())
        points = "\n".join(f"- {point}" for point in self.open_points) or "- Nothing is open."
        return f"| fact | value |\n| --- | --- |\n{rows}\n\n**To do first**\n\n{points}\n"
