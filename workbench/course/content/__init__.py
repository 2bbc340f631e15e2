"""What each notebook asks of the learner: its card, predictions, exercises and quiz. One folder a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from workbench.course.exercise import Exercise, Result
from workbench.course.prediction import Prediction
from workbench.course.quiz import Question
from workbench.course.quiz_file import read as read_quiz
from workbench.errors import WorkbenchError

# Number of the notebook and the folder of its content, in the order of the course. What the learner does is kept under
# the name of the folder, which never changes; numbers may.
NOTEBOOKS: Mapping[str, str] = {
    "0.1": "p0_start.what_a_model_is",
    "1.1": "p1_problem.task_and_metric",
    "1.2": "p1_problem.risk_and_data_design",
    "2.1": "p2_data.collect_and_clean",
    "2.2": "p2_data.labels_and_synthetic",
    "2.3": "p2_data.privacy_and_poisoning",
    "2.4": "p2_data.splitting",
    "3.1": "p3_architecture.tables",
    "3.2": "p3_architecture.images",
    "3.3": "p3_architecture.text",
    "4.1": "p4_training.loss_and_optimisers",
    "4.2": "p4_training.overfitting",
    "4.3": "p4_training.search",
    "4.4": "p4_training.pretraining_and_fine_tuning",
    "4.5": "p4_training.distillation_and_reward",
    "4.6": "p4_training.evaluation_sets",
    "4.7": "p4_training.cost_and_change",
    "5.1": "p5_deployment.from_model_to_service",
    "5.2": "p5_deployment.drift_and_retraining",
    "6.1": "p6_agents.goal_and_tools",
    "6.2": "p6_agents.testing_an_agent",
    "8.1": "p8_ethics.explain_with_shap",
}


class Minutes(NamedTuple):
    """How long a notebook takes, in steps of five; `tests/notebooks/minutes.py` counts it.

    Attributes:
        reading: Texts, code and labs that the next notebook builds on.
        exercises: Those that it builds on.
        extra: Everything that stands in a section called "Extra".
    """

    reading: int
    exercises: int
    extra: int

    def __str__(self) -> str:
        """As it stands on the card."""
        both = self.reading + self.exercises
        return (
            f"About {both} minutes: {self.reading} reading and labs, {self.exercises} exercises. Extra: {self.extra}."
        )


@dataclass(frozen=True)
class Content:
    """Everything that one notebook asks, and the card that says what it is for.

    Attributes:
        id: Number of the notebook, such as "4.2".
        title: As in its first heading.
        minutes: How long it takes.
        able: What the learner will be able to do; each completes "You will be able to ...".
        before: What is needed first.
        after: What the learner will have produced.
        uses: Packages it imports.
        predictions: One to three.
        exercises: Three to five.
        questions: The file with three to five questions, in the JSON shape of jupyterquiz.
    """

    id: str
    title: str
    minutes: Minutes
    able: tuple[str, ...]
    before: str
    after: str
    uses: tuple[str, ...]
    predictions: tuple[Prediction, ...]
    exercises: tuple[Exercise, ...]
    questions: Path

    @property
    def name(self) -> str:
        """Under which its progress is kept, such as "overfitting"."""
        return NOTEBOOKS[self.id].rpartition(".")[2]

    @property
    def quiz(self) -> tuple[Question, ...]:
        """The questions, with their numbers and names."""
        return read_quiz(self.questions, f"{self.id}.q", self.name)


class Unknown(WorkbenchError, KeyError):
    """There is no notebook or exercise of this name."""

    __str__ = Exception.__str__  # KeyError would show the sentence as a quoted string


@cache
def load(notebook: str) -> Content:
    """The content of one notebook.

    Raises: Unknown if there is no such notebook.
    """
    if notebook not in NOTEBOOKS:
        raise Unknown(f"There is no notebook {notebook!r}. Choose one of {', '.join(NOTEBOOKS)}.")
    content: Content = import_module(f"{__name__}.{NOTEBOOKS[notebook]}").CONTENT
    numbered = (
        replace(one, name=f"{content.name}/{one.name}", id=f"{notebook}.p{place}")
        for place, one in enumerate(content.predictions, 1)
    )
    return replace(content, predictions=tuple(numbered))


class _Exercises(Mapping[str, Exercise]):
    """All exercises by id; the content of a notebook is loaded when one of its exercises is first asked for."""

    def __getitem__(self, identity: str) -> Exercise:
        notebook = identity.rpartition(".")[0]
        for exercise in load(notebook).exercises if notebook in NOTEBOOKS else ():
            if exercise.id == identity:
                return exercise
        raise Unknown(f"There is no exercise {identity!r}. `course.EXERCISES` lists all of them.")

    def __iter__(self) -> Iterator[str]:
        return (exercise.id for notebook in NOTEBOOKS for exercise in load(notebook).exercises)

    def __len__(self) -> int:
        return sum(1 for _ in self)


EXERCISES: Mapping[str, Exercise] = _Exercises()


def check_exercise(identity: str, namespace: Mapping[str, Any], seed: int | None = None) -> Result:
    """Check the answer to an exercise: what learner, tests and instructor all use.

    Args:
        identity: Such as "4.2.1".
        namespace: The names the learner's code made.
        seed: Of the data the check makes up; None takes fresh data.
    Raises: Unknown if there is no such exercise.
    """
    return EXERCISES[identity].check(namespace, seed)
