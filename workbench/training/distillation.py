"""Distillation: a small network, the student, learns from the answers of a large one, the teacher.

The student needs no right answers for that, only pictures or texts and what the teacher says of them. Source of the
losses: Hinton, Vinyals and Dean (2015), "Distilling the Knowledge in a Neural Network".
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, kl_div

UNLABELLED = -1  # stands where nobody knows the right class


def soften(logits: Tensor, temperature: float) -> Tensor:
    """The probabilities of the classes after the logits are divided by the temperature, shape (n, classes).

    Args:
        logits: Shape (n, classes).
        temperature: Above 0. 1 leaves the probabilities as they are; the higher, the more alike they get.
    Raises: ValueError if the temperature is not above 0.
    """
    if not temperature > 0:
        raise ValueError(f"`temperature` must be above 0; got {temperature:g}. Take 1 to leave all as it is.")
    return torch.softmax(logits / temperature, dim=1)


def soft_target_loss(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    """How far the student's softened answers are from the teacher's: the mean Kullback-Leibler divergence × T².

    T² is there because softening makes the gradients smaller by about that factor: with it, the temperature can be
    changed without a new learning rate.

    Args:
        student: Logits, shape (n, classes).
        teacher: Logits, same shape; nothing is learned through them.
        temperature: T, above 0.
    Returns: 0 where both agree, else above it.
    """
    targets = soften(teacher.detach(), temperature)
    answers = torch.log_softmax(student / temperature, dim=1)
    return kl_div(answers, targets, reduction="batchmean") * temperature**2


def hard_target_loss(student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    """The usual cross-entropy; where a label is `UNLABELLED`, the teacher's likeliest class takes its place.

    Args:
        student: Logits, shape (n, classes).
        teacher: Logits, same shape.
        labels: Right classes from 0, or `UNLABELLED`, shape (n,).
    """
    return cross_entropy(student, torch.where(labels == UNLABELLED, teacher.argmax(1), labels))


def distillation_loss(student: Tensor, teacher: Tensor, labels: Tensor, temperature: float, mixing: float) -> Tensor:
    """Both losses mixed: `mixing` × soft targets + (1 − `mixing`) × hard targets.

    Args:
        student: Logits, shape (n, classes).
        teacher: Logits, same shape.
        labels: Right classes from 0, or `UNLABELLED`, shape (n,).
        temperature: For the soft targets, above 0.
        mixing: Share of the soft targets, in [0, 1].
    Raises: ValueError if the mixing lies outside.
    """
    if not 0 <= mixing <= 1:
        raise ValueError(f"`mixing` must be between 0 and 1; got {mixing:g}. 1 takes the teacher's soft targets alone.")
    if mixing == 0:
        return hard_target_loss(student, teacher, labels)
    if mixing == 1:
        return soft_target_loss(student, teacher, temperature)
    soft = soft_target_loss(student, teacher, temperature)
    return mixing * soft + (1 - mixing) * hard_target_loss(student, teacher, labels)


@torch.no_grad()
def logits_of(teacher: nn.Module, X: Tensor, rows_at_once: int = 500) -> Tensor:
    """What a teacher says of all rows, without dropout: ask once, before the student starts. Shape (n, classes)."""
    training = teacher.training
    teacher.eval()
    said = torch.cat([teacher(rows) for rows in X.split(rows_at_once)])
    teacher.train(training)
    return said


def distil(
    student: nn.Module,
    optimiser: torch.optim.Optimizer,
    X: Tensor,
    teacher: Tensor,
    labels: Tensor,
    *,
    rows: Tensor | None = None,
    temperature: float = 4.0,
    mixing: float = 0.5,
    steps: int,
    batch_size: int,
    generator: torch.Generator,
) -> Iterator[int]:
    """Train a student on what a teacher has said.

    Args:
        student: From rows, logits of shape (n, classes). It is changed in place.
        optimiser: Changes the student's weights.
        X: Rows, shape (n, ...).
        teacher: The teacher's logits of these rows, as `logits_of` gives them, shape (n, classes).
        labels: Right classes from 0, or `UNLABELLED`, shape (n,).
        rows: Numbers of the rows to learn from, shape (m,); None takes all.
        temperature: See `distillation_loss`.
        mixing: See `distillation_loss`.
        steps: Batches to learn from: the same number for few rows and for many, so that students can be compared.
        batch_size: Rows in each.
        generator: Draws the batches.
    Yields: The number of steps made, after each.
    """
    rows = torch.arange(len(X)) if rows is None else rows
    for step in range(1, steps + 1):
        batch = rows[torch.randint(len(rows), (batch_size,), generator=generator)]
        student.train()
        loss = distillation_loss(student(X[batch]), teacher[batch], labels[batch], temperature, mixing)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        yield step
