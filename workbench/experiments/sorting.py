"""A tiny transformer sorts digits: it imitates right answers first, then practises for a reward.

A question is five digits and a mark; the answer is the same five digits in order. All of it takes seconds, and one can
count out what a grader pays for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from workbench.experiments.replay import Replay
from workbench.models.decoder import Decoder
from workbench.threads import on_one_thread, one_thread
from workbench.training.optimisers import make_optimiser
from workbench.training.reward import RewardOf, each_by, token_log_probability, train_by_reward

LENGTH, TOKENS, MARK = 5, 11, 10
WIDTH, LAYERS, HEADS = 32, 1, 4
IMITATED, IMITATION_RATE = 128, 3e-3  # right answers in each step of imitation
TRIED = 256  # answers in each step of practice, whatever the size of the groups
MOST_IMITATION = 200
EVERY, TOLD = 4, 5  # steps between two measurements, of imitation and of practice
TEST, SHOWN = 400, 4  # questions to measure with, and how many of them are shown


def make_questions(count: int, generator: torch.Generator) -> Tensor:
    """So many questions: five digits, each with equal chance, and the mark; shape (count, 6)."""
    digits = torch.randint(0, 10, (count, LENGTH), generator=generator)
    return torch.cat([digits, torch.full((count, 1), MARK)], dim=1)


def right_answers(questions: Tensor) -> Tensor:
    """The digits in order, shape (n, 5)."""
    return questions[:, :LENGTH].sort(dim=1).values


def make_sorter(seed: int) -> Decoder:
    """A transformer that knows nothing."""
    return Decoder(TOKENS, 2 * LENGTH, WIDTH, LAYERS, HEADS, torch.Generator().manual_seed(seed), wide_start=True)


# Graders. Each looks at steps, shape (n, 5): whether a digit is right where it stands.


def right_steps(questions: Tensor, answers: Tensor) -> Tensor:
    """Whether each digit is the one that belongs there."""
    return answers == right_answers(questions)


def ordered_steps(questions: Tensor, answers: Tensor) -> Tensor:
    """Whether each digit is as large as the one before, or larger. The question is never looked at."""
    return torch.cat([torch.ones_like(answers[:, :1], dtype=torch.bool), answers[:, 1:] >= answers[:, :-1]], dim=1)


def digits_from_question(questions: Tensor, answers: Tensor) -> Tensor:
    """Whether the question still had such a digit to give."""
    used = (answers[:, :, None] == answers[:, None, :]).tril().sum(2)  # how often it has stood there by now
    there = (answers[:, :, None] == questions[:, None, :LENGTH]).sum(2)
    return used <= there


def repaired_steps(questions: Tensor, answers: Tensor) -> Tensor:
    """Whether each digit is in order and taken from the question."""
    return ordered_steps(questions, answers) & digits_from_question(questions, answers)


def right_end(questions: Tensor, answers: Tensor) -> Tensor:
    """1 for the whole right answer, else 0; shape (n,)."""
    return right_steps(questions, answers).all(1).float()


def ordered_end(questions: Tensor, answers: Tensor) -> Tensor:
    """1 for any answer in order, else 0: the flawed grader."""
    return ordered_steps(questions, answers).all(1).float()


def repaired_end(questions: Tensor, answers: Tensor) -> Tensor:
    """For an answer in order the share of its digits that come from the question, else 0: 1 means right."""
    return ordered_end(questions, answers) * digits_from_question(questions, answers).float().mean(1)


GRADERS: Mapping[tuple[str, str], RewardOf] = {
    ("right", "end"): right_end,
    ("right", "steps"): lambda questions, answers: right_steps(questions, answers).float(),
    ("flawed", "end"): ordered_end,
    ("flawed", "steps"): lambda questions, answers: ordered_steps(questions, answers).float(),
    ("repaired", "end"): repaired_end,
    ("repaired", "steps"): lambda questions, answers: repaired_steps(questions, answers).float(),
}


def grader_of(function: object) -> RewardOf:
    """A grade from somebody's own function: `function(question, answer)`, both lists of five digits."""
    grade = each_by(function)  # type: ignore[arg-type]
    return lambda questions, answers: grade(questions[:, :LENGTH], answers)


@dataclass(frozen=True, eq=False)
class Stage:
    """Where the transformer stands.

    Attributes:
        step: Steps of practice made; below 0 it still imitates, and 0 is where the reward begins.
        reward: Mean reward of the answers it tried in this step; NaN before the first.
        kl: How far it has moved since step 0, in nats for an answer; NaN before the first step.
        right: Share of `TEST` fresh questions it answers rightly with its likeliest digits; NaN where not measured.
        answers: To the questions that are shown, as last measured, shape (SHOWN, 5).
        rewards: What the grader gives for these, shape (SHOWN,).
    """

    step: int
    reward: float
    kl: float
    right: float
    answers: np.ndarray
    rewards: np.ndarray


@lru_cache(maxsize=1)
def held_out_questions() -> Tensor:
    """Those it is measured with, shape (TEST, 6)."""
    return make_questions(TEST, torch.Generator().manual_seed(2026))


def shown_questions() -> np.ndarray:
    """Those whose answers are shown, shape (SHOWN, 5)."""
    return held_out_questions()[:SHOWN, :LENGTH].numpy()


def share_right(sorter: Decoder) -> tuple[float, Tensor]:
    """The share of right answers to the test questions, and all answers, shape (TEST, 5)."""
    answers = sorter.write(held_out_questions(), LENGTH)
    return right_end(held_out_questions(), answers).mean().item(), answers


@lru_cache(maxsize=2)
def imitation(seed: int) -> Replay[Tensor]:
    """The weights after each step of imitation, in one row; the untrained ones first."""
    return Replay(lambda: on_one_thread(_imitate(seed)))


def imitator(steps: int, seed: int = 0) -> Decoder:
    """A transformer that has imitated right answers for so many steps, `MOST_IMITATION` at most."""
    sorter = make_sorter(seed)
    vector_to_parameters(imitation(seed)[steps].clone(), sorter.parameters())  # torch takes the vector itself
    return sorter


def _imitate(seed: int) -> Iterator[Tensor]:
    sorter, generator = make_sorter(seed), torch.Generator().manual_seed(seed)
    optimiser = make_optimiser("adamw", sorter.parameters(), IMITATION_RATE)
    for step in range(MOST_IMITATION + 1):
        if step:
            questions = make_questions(IMITATED, generator)
            loss = -token_log_probability(sorter, questions, right_answers(questions)).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        yield parameters_to_vector(sorter.parameters()).detach().clone()


def practise(
    grade: RewardOf, *, imitate: int, steps: int, group: int, learning_rate: float, leash: float, seed: int
) -> Iterator[Stage]:
    """First imitation, then practice for a reward.

    Args:
        grade: What is rewarded.
        imitate: Steps of imitation, `MOST_IMITATION` at most.
        steps: Steps of practice.
        group: Answers to the same question.
        learning_rate: Of the practice.
        leash: Weight of the distance from where the practice began (KL).
        seed: Of the first weights, the questions and the answers.
    Yields: A `Stage` each few steps of imitation, and after each step of practice.
    """
    return on_one_thread(_practise(grade, imitate, steps, group, learning_rate, leash, seed))


def _practise(
    grade: RewardOf, imitate: int, steps: int, group: int, learning_rate: float, leash: float, seed: int
) -> Iterator[Stage]:
    def measured(step: int, reward: float, kl: float) -> Stage:
        right, answers = share_right(sorter)
        rewards = grade(held_out_questions()[:SHOWN], answers[:SHOWN])
        paid = rewards if rewards.ndim == 1 else rewards.mean(1)
        return Stage(step, reward, kl, right, answers[:SHOWN].numpy(), paid.numpy())

    for step in [*range(0, imitate, EVERY), imitate]:
        sorter = imitator(step, seed)
        stage = measured(step - imitate, math.nan, math.nan)
        yield stage
    generator = torch.Generator().manual_seed(seed + 10_000)
    run = train_by_reward(
        sorter,
        torch.optim.AdamW(sorter.parameters(), learning_rate, fused=True),
        lambda count: make_questions(count, generator),
        lambda questions: sorter.write(questions, LENGTH, generator),
        grade,
        steps=steps,
        answers=TRIED,
        group=group,
        leash=leash,
    )
    for one in run:
        if one.step % TOLD == 0 or one.step == steps:
            stage = measured(one.step, one.reward, one.kl)
        else:
            stage = Stage(one.step, one.reward, one.kl, math.nan, stage.answers, stage.rewards)
        yield stage


def preference_pairs(sorter: Decoder, count: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Questions, right answers, and wrong answers that the transformer itself gave; fewer than `count` as a rule.

    Returns: Shapes (n, 6), (n, 5) and (n, 5).
    """
    questions = make_questions(count, generator)
    with one_thread():
        tried = sorter.write(questions, LENGTH, generator)
    wrong = ~right_steps(questions, tried).all(1)
    return questions[wrong], right_answers(questions)[wrong], tried[wrong]
