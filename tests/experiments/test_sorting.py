import itertools

import numpy as np
import pytest
import torch

from workbench.experiments.sorting import (
    GRADERS,
    SHOWN,
    TEST,
    grader_of,
    held_out_questions,
    imitator,
    make_questions,
    practise,
    preference_pairs,
    right_answers,
    share_right,
    shown_questions,
)
from workbench.training.reward import GraderError

# Every answer of five digits from 0 to 3, to a few questions with and without equal digits.
ANSWERS = torch.tensor(list(itertools.product(range(4), repeat=5)))  # (1024, 5)
QUESTIONS = ([3, 1, 2, 0, 1], [2, 2, 2, 2, 2], [0, 3, 3, 0, 1])


def graded(name, question):
    questions = torch.tensor([[*question, 10]]).expand(len(ANSWERS), 6)
    return GRADERS[name](questions, ANSWERS).double().numpy()


def by_hand(name, question, answer):
    """What a person would write, with lists."""
    grader, pays = name
    left, steps, ordered, taken = list(question), [], [], []
    for place, digit in enumerate(answer):
        ordered.append(place == 0 or digit >= answer[place - 1])
        taken.append(digit in left)
        if digit in left:
            left.remove(digit)
        steps.append({"right": digit == sorted(question)[place], "flawed": ordered[-1],
                      "repaired": ordered[-1] and taken[-1]}[grader])  # fmt: skip
    if pays == "steps":
        return [float(step) for step in steps]
    if grader == "repaired":
        return all(ordered) * sum(taken) / 5
    return float(all(steps))


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
@pytest.mark.parametrize("name", GRADERS, ids="-".join)
def test_each_grader_pays_what_it_says_for_every_answer(name, question):
    expected = np.array([by_hand(name, question, answer) for answer in ANSWERS.tolist()])
    assert graded(name, question) == pytest.approx(expected)


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_only_the_flawed_grader_pays_in_full_for_a_wrong_answer(question):
    right = [answer == sorted(question) for answer in ANSWERS.tolist()]
    assert sum(right) == 1
    assert (graded(("right", "end"), question) == 1).tolist() == right
    assert (graded(("repaired", "end"), question) == 1).tolist() == right
    assert (graded(("flawed", "end"), question) == 1).sum() == 56  # 5 of 4 kinds in order: 8 over 5


def test_questions_are_digits_and_a_mark_and_every_digit_has_the_same_chance():
    questions = make_questions(4000, torch.Generator().manual_seed(0))
    assert questions.shape == (4000, 6) and (questions[:, 5] == 10).all()
    counts = np.bincount(questions[:, :5].numpy().ravel(), minlength=11)
    assert counts[10] == 0 and np.abs(counts[:10] / 20_000 - 0.1).max() < 0.01
    assert right_answers(questions)[0].tolist() == sorted(questions[0, :5].tolist())


def test_more_imitation_gives_more_right_answers():
    none, some = (share_right(imitator(steps))[0] for steps in (0, 100))
    assert none < 0.01 and some > 0.3


def run(grade=GRADERS["right", "end"], **changed):
    options = {"imitate": 8, "steps": 10, "group": 8, "learning_rate": 2e-3, "leash": 0.0, "seed": 0}
    return list(practise(grade, **{**options, **changed}))


def test_a_run_imitates_first_then_practises_and_is_measured_on_the_way():
    stages = run()
    assert [stage.step for stage in stages] == [-8, -4, *range(11)]
    assert [stage.step for stage in stages if not np.isnan(stage.right)] == [-8, -4, 0, 5, 10]
    assert all(np.isnan(stage.reward) == (stage.step <= 0) for stage in stages)
    assert stages[3].kl == pytest.approx(0, abs=1e-5)  # the first step is measured before it is made


def test_what_is_shown_is_what_is_measured():
    last = run()[-1]
    questions = torch.from_numpy(shown_questions())
    assert torch.equal(questions, held_out_questions()[:SHOWN, :5])
    right = (torch.from_numpy(last.answers) == questions.sort(1).values).all(1).float().numpy()
    assert last.rewards == pytest.approx(right)
    assert last.right * TEST == pytest.approx(round(last.right * TEST))


def test_a_reward_for_steps_is_shown_as_their_mean():
    last = run(GRADERS["right", "steps"])[-1]
    assert ((last.rewards >= 0) & (last.rewards <= 1)).all() and set(np.round(last.rewards * 5, 4)) - {0, 5}


def test_a_function_of_lists_grades_as_the_tensors_do():
    ours = grader_of(lambda question, answer: answer == sorted(question))
    for question in QUESTIONS:
        questions = torch.tensor([[*question, 10]]).expand(len(ANSWERS), 6)
        assert ours(questions, ANSWERS).numpy() == pytest.approx(graded(("right", "end"), question))


def test_a_wrong_function_ends_the_run_in_words():
    with pytest.raises(GraderError, match="^Your grader must return a number from 0 to 1; for the question "):
        run(grader_of(lambda question, answer: sum(answer)))


def test_pairs_hold_a_right_answer_and_a_wrong_one_of_its_own():
    questions, better, worse = preference_pairs(imitator(40), 200, torch.Generator().manual_seed(0))
    assert 20 < len(questions) < 200
    assert torch.equal(better, right_answers(questions))
    assert (worse != better).any(1).all()
