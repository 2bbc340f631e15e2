import math

import pytest
import torch
from scipy.special import log_softmax, softmax
from torch import nn
from torch.nn.functional import cross_entropy

from workbench.training.distillation import (
    UNLABELLED,
    distil,
    distillation_loss,
    hard_target_loss,
    logits_of,
    soft_target_loss,
    soften,
)


@pytest.fixture
def logits():
    generator = torch.Generator().manual_seed(3)
    student, teacher = (3 * torch.randn(7, 4, generator=generator, dtype=torch.float64) for _ in range(2))
    return student, teacher, torch.randint(0, 4, (7,), generator=generator)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 4.0])
def test_the_soft_loss_is_the_divergence_by_hand(logits, temperature):
    student, teacher, _ = logits
    p = softmax(teacher.numpy() / temperature, axis=1)
    log_p, log_q = (log_softmax(z.numpy() / temperature, axis=1) for z in (teacher, student))
    by_hand = temperature**2 * (p * (log_p - log_q)).sum(1).mean()
    assert soft_target_loss(student, teacher, temperature).item() == pytest.approx(by_hand)
    assert soft_target_loss(teacher, teacher, temperature).item() == pytest.approx(0, abs=1e-12)


def test_at_temperature_1_it_is_torchs_cross_entropy_less_the_teachers_own_doubt(logits):
    student, teacher, _ = logits
    p = soften(teacher, 1.0)
    entropy = torch.distributions.Categorical(probs=p).entropy().mean()
    expected = cross_entropy(student, p) - entropy  # torch takes probabilities as targets, too
    assert soft_target_loss(student, teacher, 1.0).item() == pytest.approx(expected.item())


def test_at_the_extremes_the_mixed_loss_is_one_of_the_plain_ones(logits):
    student, teacher, labels = logits
    assert distillation_loss(student, teacher, labels, 4.0, 0.0).item() == pytest.approx(
        cross_entropy(student, labels).item()
    )
    soft = soft_target_loss(student, teacher, 4.0).item()
    assert distillation_loss(student, teacher, labels, 4.0, 1.0).item() == pytest.approx(soft)
    mixed = 0.3 * soft + 0.7 * cross_entropy(student, labels).item()
    assert distillation_loss(student, teacher, labels, 4.0, 0.3).item() == pytest.approx(mixed)


def test_where_there_is_no_label_the_teachers_answer_stands_in(logits):
    student, teacher, labels = logits
    some = labels.clone()
    some[2:5] = UNLABELLED
    expected = labels.clone()
    expected[2:5] = teacher.argmax(1)[2:5]
    assert hard_target_loss(student, teacher, some).item() == pytest.approx(cross_entropy(student, expected).item())


def test_a_soft_target_near_no_softness_is_the_teachers_answer(logits):
    student, teacher, _ = logits
    sure = 1000 * teacher  # all of the probability on one class
    assert soft_target_loss(student, sure, 1.0).item() == pytest.approx(
        hard_target_loss(student, sure, torch.full((7,), UNLABELLED)).item()
    )


def test_t_squared_keeps_the_gradients_size(logits):
    student, teacher, _ = logits

    def gradient(temperature):
        z = (0.01 * student).requires_grad_()
        soft_target_loss(z, 0.01 * teacher, temperature).backward()
        return z.grad.norm().item()

    assert gradient(20.0) == pytest.approx(gradient(5.0), rel=0.02)


def test_nothing_is_learned_through_the_teacher(logits):
    student, teacher, labels = logits
    teacher.requires_grad_()
    distillation_loss(student.requires_grad_(), teacher, labels, 2.0, 0.5).backward()
    assert teacher.grad is None and student.grad is not None


@pytest.mark.parametrize("temperature", [0.0, -1.0, math.nan])
def test_a_temperature_that_cannot_be_is_refused(logits, temperature):
    with pytest.raises(ValueError, match="`temperature` must be above 0; got .*. Take 1 to leave all as it is."):
        soften(logits[0], temperature)


@pytest.mark.parametrize("mixing", [-0.1, 1.1, math.nan])
def test_a_mixing_that_cannot_be_is_refused(logits, mixing):
    with pytest.raises(ValueError, match="`mixing` must be between 0 and 1; got .*. 1 takes the teacher's soft"):
        distillation_loss(*logits, 4.0, mixing)


def test_a_student_with_enough_room_copies_its_teacher():
    generator = torch.Generator().manual_seed(0)
    X, W = torch.randn(200, 5, generator=generator), torch.randn(5, 3, generator=generator)
    student = nn.Linear(5, 3)
    nn.init.zeros_(student.weight)
    labels = torch.full((200,), UNLABELLED)
    run = distil(
        student,
        torch.optim.Adam(student.parameters(), 0.05),
        X,
        X @ W,
        labels,
        temperature=2.0,
        mixing=1.0,
        steps=400,
        batch_size=50,
        generator=generator,
    )
    assert list(run) == list(range(1, 401))
    gap = (soften(student(X), 1.0) - soften(X @ W, 1.0)).abs().max().item()
    assert gap < 0.02


def test_the_teacher_is_asked_without_dropout_and_left_as_it_was():
    teacher = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.5), nn.Linear(8, 2)).train()
    X = torch.ones(9, 3)
    said = logits_of(teacher, X, rows_at_once=4)
    assert said.shape == (9, 2) and torch.allclose(said, said[:1].expand(9, 2)) and not said.requires_grad
    assert teacher.training
