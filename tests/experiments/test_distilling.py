import dataclasses

import pytest
import torch

from workbench.experiments.distilling import (
    EVERY,
    HARD,
    MOST_LABELLED,
    STEPS,
    Teaching,
    hardest,
    parts_for_teaching,
    rows_of,
    said,
    student_of,
    student_run,
    teacher_of,
    teacher_run,
    ways,
)
from workbench.experiments.shipped import shipped
from workbench.training.distillation import UNLABELLED

CHOSEN = Teaching(teacher=200, labelled=60, unlabelled=300, temperature=4.0, mixing=0.8, width=16)


@pytest.fixture(scope="module")
def digits():
    return shipped("digits")


def test_no_picture_is_in_two_parts(digits):
    parts = parts_for_teaching(digits)
    assert [len(y) for _, y in parts] == [2000, 2000, 1000]
    pictures = [{X[i].numpy().tobytes() for i in range(len(X))} for X, _ in parts]
    assert all(not pictures[a] & pictures[b] for a, b in ((0, 1), (0, 2), (1, 2)))


def test_a_teacher_with_more_pictures_is_better(digits):
    few, many = (teacher_run(digits, pictures).last.accuracy for pictures in (200, 2000))
    assert 0.7 < few < many and many > 0.93


def test_what_the_teacher_says_is_remembered_and_its_accuracy_is_that_of_its_answers(digits):
    X, y = parts_for_teaching(digits).test
    logits = said(digits, 200)[1]
    assert logits is said(digits, 200)[1]
    assert (logits.argmax(1) == y).double().mean().item() == pytest.approx(teacher_run(digits, 200).last.accuracy)
    with torch.no_grad():
        assert torch.allclose(teacher_of(digits, 200)(X[:5]), logits[:5], atol=1e-5)


def test_the_hardest_pictures_are_those_with_the_lowest_top_probability(digits):
    top = said(digits, 200)[1].softmax(1).max(1).values
    rows = hardest(digits, 200)
    others = torch.ones(len(top), dtype=torch.bool)
    others[rows] = False
    assert len(set(rows.tolist())) == HARD and top[rows].max() <= top[others].min()


def test_a_student_gets_its_labels_and_the_teacher_the_rest(digits):
    y = parts_for_teaching(digits).student[1]
    rows, labels = rows_of(digits, CHOSEN, 3)
    assert len(set(rows.tolist())) == len(rows) == 360
    assert torch.equal(labels[:60], y[rows[:60]]) and (labels[60:] == UNLABELLED).all()
    more, _ = rows_of(digits, dataclasses.replace(CHOSEN, labelled=MOST_LABELLED), 3)
    assert set(rows[:60].tolist()) <= set(more[:MOST_LABELLED].tolist()) and set(rows.tolist()) <= set(more.tolist())
    assert not torch.equal(rows, rows_of(digits, CHOSEN, 4)[0])


def test_ways_that_come_to_the_same_are_the_same():
    every = ways(CHOSEN)
    assert every["both"] == CHOSEN and len(set(every.values())) == 4
    without = ways(dataclasses.replace(CHOSEN, unlabelled=0))
    assert without["alone"] == without["labels"] and without["soft"] == without["both"]
    hard = ways(dataclasses.replace(CHOSEN, mixing=0.0))
    assert hard["alone"] == hard["soft"] and hard["labels"] == hard["both"]


def test_a_student_is_trained_once_and_comes_out_as_it_was_measured(digits):
    run = student_run(digits, CHOSEN, 0)
    assert run is student_run(digits, CHOSEN, 0)
    assert [lesson.steps for lesson in run] == list(range(0, STEPS + 1, EVERY))
    X, y = parts_for_teaching(digits).test
    with torch.no_grad():
        right = (student_of(digits, CHOSEN, 0)(X).argmax(1) == y).double().mean().item()
    assert right == pytest.approx(run.last.accuracy)


def test_alone_is_the_plain_training_of_torch(digits):
    """A student that learns alone, trained again by hand: no teacher comes in."""
    from torch.nn.functional import cross_entropy

    from workbench.experiments.distilling import BATCH, DECAY, RATE, make_student

    teaching = ways(CHOSEN)["alone"]
    student, (X, y) = make_student(digits, 16, 0), parts_for_teaching(digits).student
    rows, _ = rows_of(digits, teaching, 0)
    optimiser = torch.optim.AdamW(student.parameters(), RATE, weight_decay=DECAY)
    generator = torch.Generator().manual_seed(0)
    for _ in range(EVERY):
        batch = rows[torch.randint(len(rows), (BATCH,), generator=generator)]
        optimiser.zero_grad()
        cross_entropy(student(X[batch]), y[batch]).backward()
        optimiser.step()
    X, y = parts_for_teaching(digits).test
    with torch.no_grad():
        right = (student(X).argmax(1) == y).double().mean().item()
    assert right == pytest.approx(student_run(digits, teaching, 0)[1].accuracy, abs=0.002)
