"""A large network teaches a small one to read digits: four ways to learn, several times each, all remembered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters
from torch.optim.lr_scheduler import OneCycleLR

from workbench.cases import Case
from workbench.data.split import split
from workbench.experiments.pictures import accuracy, as_tensors
from workbench.experiments.replay import Replay
from workbench.models.cnn import CNN
from workbench.threads import on_one_thread, one_thread
from workbench.training.distillation import UNLABELLED, distil, logits_of
from workbench.training.loop import Data
from workbench.training.optimisers import make_optimiser
from workbench.training.teacher_card import TeacherCard

FRACTIONS = (0.4, 0.4, 0.2)  # the teacher's pictures, the student's, and those that both are judged on
TEACHERS = (2000, 200)  # how many pictures a teacher may have learned from
CHANNELS, TEACHER_STEPS, TEACHER_RATE, BATCH = (8, 16), 150, 1e-2, 64
TOLD = 10  # steps of the teacher between two reports
MOST_LABELLED = 500  # the rest of the student's pictures can be unlabelled ones
STEPS, EVERY, RATE, DECAY = 450, 30, 3e-3, 1e-3
HARD = 50  # pictures that the teacher finds hardest: those that can be looked at


class Parts(NamedTuple):
    """Three sets of pictures, shape (n, 1, side, side), with their classes; none is in two of them."""

    teacher: Data
    student: Data
    test: Data


@dataclass(frozen=True)
class Teaching:
    """What a student learns from.

    Attributes:
        teacher: Pictures that its teacher learned from, one of `TEACHERS`.
        labelled: Pictures with their right class.
        unlabelled: Pictures of which only the teacher says what they show.
        temperature: Of the soft targets; it does not matter where `mixing` is 0.
        mixing: Share of the soft targets, in [0, 1].
        width: Neurons of the student.
    """

    teacher: int
    labelled: int
    unlabelled: int
    temperature: float
    mixing: float
    width: int


@dataclass(frozen=True, eq=False)
class Lesson:
    """A student on its way.

    Attributes:
        steps: Batches it has learned from.
        accuracy: On the test pictures.
        weights: In one row at the end; before, nothing.
    """

    steps: int
    accuracy: float
    weights: Tensor | None


# Four ways, each a change of what the learner has chosen. "labels": the teacher only names the class.
WAYS: Mapping[str, str] = {
    "alone": "alone",
    "soft": "soft targets",
    "labels": "more pictures",
    "both": "both",
}


def ways(chosen: Teaching) -> dict[str, Teaching]:
    """What each of the `WAYS` learns from; those that come to the same are equal."""
    few = {"labelled": chosen.labelled, "unlabelled": 0}
    many = {**few, "unlabelled": chosen.unlabelled}
    hard = {"temperature": 1.0, "mixing": 0.0}
    soft = {"temperature": chosen.temperature, "mixing": chosen.mixing} if chosen.mixing else hard
    made = {"alone": (few, hard), "soft": (few, soft), "labels": (many, hard), "both": (many, soft)}
    return {
        way: Teaching(teacher=chosen.teacher, width=chosen.width, **rows, **loss)  # type: ignore[arg-type]
        for way, (rows, loss) in made.items()
    }


@lru_cache(maxsize=2)
def parts_for_teaching(case: Case) -> Parts:
    """The pictures, split so that the teacher has seen none of the student's."""
    return Parts(*(as_tensors(case, rows) for rows in split(case.frame, case.target, FRACTIONS)))


def make_teacher(case: Case) -> CNN:
    """The untrained teacher."""
    X, y = parts_for_teaching(case).teacher
    return CNN(X.shape[-1], CHANNELS, int(y.max()) + 1, torch.Generator().manual_seed(0))


def make_student(case: Case, width: int, seed: int) -> nn.Sequential:
    """An untrained student: one hidden layer on the pixels."""
    X, y = parts_for_teaching(case).teacher
    generator = torch.Generator().manual_seed(seed)
    layers = []
    for inputs, outputs in ((X[0].numel(), width), (width, int(y.max()) + 1)):
        layer = nn.utils.skip_init(nn.Linear, inputs, outputs)  # torch's own weights use its global random state
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
        nn.init.zeros_(layer.bias)
        layers.append(layer)
    return nn.Sequential(nn.Flatten(), layers[0], nn.ReLU(), layers[1])


@lru_cache(maxsize=4)
def teacher_run(case: Case, pictures: int) -> Replay[Lesson]:
    """A teacher's training on so many labelled pictures; the last item holds its weights."""
    return Replay(lambda: on_one_thread(_train_teacher(case, pictures)))


def teacher_card(case: Case, pictures: int) -> TeacherCard:
    """Whose teacher it is: our own, so that only the rights of its pictures count."""
    data = f"{pictures:,} pictures of {case.card.title.partition(':')[0]}"
    licence = case.card.licence.partition(":")[0]
    return TeacherCard("a CNN of 8 and 16 kernels", "made here", "our own", "yes", data, licence)


def teacher_of(case: Case, pictures: int) -> CNN:
    """The trained teacher."""
    teacher, weights = make_teacher(case), teacher_run(case, pictures).last.weights
    assert weights is not None  # the last item has them
    vector_to_parameters(weights.clone(), teacher.parameters())  # torch takes the vector itself
    return teacher.eval()


def _train_teacher(case: Case, pictures: int) -> Iterator[Lesson]:
    teacher, (X, y) = make_teacher(case), parts_for_teaching(case).teacher
    X, y = X[:pictures], y[:pictures]
    optimiser = make_optimiser("adamw", teacher.parameters(), TEACHER_RATE)
    rate = OneCycleLR(optimiser, TEACHER_RATE, total_steps=TEACHER_STEPS)
    optimiser.register_step_post_hook(lambda *_: rate.step())
    nobody = torch.zeros(len(X), int(y.max()) + 1)  # a teacher has no teacher: all its targets are hard
    options = {"steps": TEACHER_STEPS, "batch_size": BATCH, "generator": torch.Generator().manual_seed(0)}
    for step in distil(teacher, optimiser, X, nobody, y, mixing=0.0, **options):  # type: ignore[arg-type]
        if step % TOLD == 0:
            last = step == TEACHER_STEPS
            right = _accuracy(teacher, parts_for_teaching(case).test) if last else float("nan")
            yield Lesson(step, right, parameters_to_vector(teacher.parameters()).detach() if last else None)


@lru_cache(maxsize=4)
def said(case: Case, pictures: int) -> tuple[Tensor, Tensor]:
    """The teacher's logits of the student's pictures, and of the test pictures."""
    teacher, parts = teacher_of(case, pictures), parts_for_teaching(case)
    with one_thread():
        return logits_of(teacher, parts.student[0]), logits_of(teacher, parts.test[0])


@lru_cache(maxsize=150)
def student_run(case: Case, teaching: Teaching, seed: int) -> Replay[Lesson]:
    """A student's training; each few steps its accuracy, with the last its weights. The untrained one comes first."""
    return Replay(lambda: on_one_thread(_train_student(case, teaching, seed)))


def student_of(case: Case, teaching: Teaching, seed: int) -> nn.Sequential:
    """The student at the end of its training."""
    student, weights = make_student(case, teaching.width, seed), student_run(case, teaching, seed).last.weights
    assert weights is not None  # the last item has them
    vector_to_parameters(weights.clone(), student.parameters())
    return student.eval()


def rows_of(case: Case, teaching: Teaching, seed: int) -> tuple[Tensor, Tensor]:
    """Which of its pictures a student sees, and their labels; another seed, others. Shape (n,) each.

    Those of a smaller number are among those of a larger one.
    """
    X, y = parts_for_teaching(case).student
    order = torch.randperm(len(X), generator=torch.Generator().manual_seed(seed))
    labelled = order[: teaching.labelled]
    unlabelled = order[MOST_LABELLED : MOST_LABELLED + teaching.unlabelled]
    labels = torch.cat([y[labelled], torch.full((len(unlabelled),), UNLABELLED)])
    return torch.cat([labelled, unlabelled]), labels


def _train_student(case: Case, teaching: Teaching, seed: int) -> Iterator[Lesson]:
    student, parts = make_student(case, teaching.width, seed), parts_for_teaching(case)
    rows, known = rows_of(case, teaching, seed)
    labels = torch.full((len(parts.student[0]),), UNLABELLED)
    labels[rows] = known
    yield Lesson(0, _accuracy(student, parts.test), None)
    steps = distil(
        student,
        torch.optim.AdamW(student.parameters(), RATE, weight_decay=DECAY, fused=True),
        parts.student[0],
        said(case, teaching.teacher)[0],
        labels,
        rows=rows,
        temperature=teaching.temperature,
        mixing=teaching.mixing,
        steps=STEPS,
        batch_size=BATCH,
        generator=torch.Generator().manual_seed(seed),
    )
    for step in steps:
        if step % EVERY == 0:
            weights = parameters_to_vector(student.parameters()).detach() if step == STEPS else None
            yield Lesson(step, _accuracy(student, parts.test), weights)


def _accuracy(network: nn.Module, data: Data) -> float:
    return accuracy(logits_of(network, data[0]), data[1]).item()


def hardest(case: Case, pictures: int) -> Tensor:
    """The test pictures that the teacher is least sure of, shape (HARD,)."""
    logits = said(case, pictures)[1]
    return torch.softmax(logits, 1).max(1).values.argsort(stable=True)[:HARD]
