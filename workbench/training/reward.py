"""Training by reward: a model tries answers, a grader rates them, and what was rated well becomes likelier.

The losses take log probabilities, so they fit any model that writes tokens, from a tiny one to a large one. Sources:
REINFORCE, Williams (1992), Machine Learning 8; the group as a baseline, Shao et al. (2024), "DeepSeekMath" (GRPO);
DPO, Rafailov et al. (2023), "Direct Preference Optimization".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from numbers import Real
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import logsigmoid
from torch.nn.utils import clip_grad_norm_

from workbench.errors import WorkbenchError

RewardOf = Callable[
    [Tensor, Tensor], Tensor
]  # questions (n, q), answers (n, a) -> rewards (n,), or of each step (n, a)
LONGEST_STEP = 1.0  # the gradient is shortened to this length: one lucky group must not throw the model off


class GraderError(WorkbenchError, ValueError):
    """A grader stopped, or gave something that is no reward."""


def each_by(grader: Callable[[list[int], list[int]], Any]) -> RewardOf:
    """A grade for many answers from a plain function that grades one: lists of tokens in, a number from 0 to 1 out.

    Raises: GraderError, when it grades, if the function stops or gives anything else; it names the answer.
    """

    def grade(questions: Tensor, answers: Tensor) -> Tensor:
        pairs = zip(questions.tolist(), answers.tolist(), strict=True)
        return torch.tensor([_graded(grader, question, answer) for question, answer in pairs])

    return grade


def _graded(grader: Callable[[list[int], list[int]], Any], question: list[int], answer: list[int]) -> float:
    case = f"the question {question} and the answer {answer}"
    try:
        given = grader(list(question), list(answer))
    except Exception as problem:  # whatever somebody's own function raises
        kind = type(problem).__name__
        raise GraderError(f"Your grader stopped with {kind}: {problem}. It was given {case}.") from problem
    plain = given.tolist() if hasattr(given, "tolist") else given  # a number of NumPy or torch
    reward = float(plain) if isinstance(plain, Real) else math.nan
    if not 0 <= reward <= 1:  # NaN fails too
        shown = "nothing (None)" if given is None else repr(given)[:40]
        raise GraderError(
            f"Your grader must return a number from 0 to 1; for {case} it gave {shown}. Return 0, 1 or a share."
        )
    return reward


def token_log_probability(model: nn.Module, questions: Tensor, answers: Tensor) -> Tensor:
    """The log probability that the model gives to each token of an answer, shape (n, a).

    Args:
        model: From tokens, shape (n, length), logits of the next one at each place, shape (n, length, tokens).
        questions: Tokens, shape (n, q).
        answers: Tokens, shape (n, a).
    """
    logits = model(torch.cat([questions, answers[:, :-1]], dim=1))[:, questions.shape[1] - 1 :]  # (n, a, tokens)
    return torch.log_softmax(logits, dim=-1).gather(2, answers[..., None])[..., 0]


def advantages(rewards: Tensor, group: int) -> Tensor:
    """How much better each answer is than the others to the same question, in standard deviations of that group.

    A group whose answers all earn the same teaches nothing: its advantages are 0.

    Args:
        rewards: Shape (n,), or of each step, shape (n, a); answers to one question stand one after the other.
        group: Answers to each question, 2 or more; n must be a multiple of it.
    Returns: Same shape. Of steps: each counts what is earned from there on.
    Raises: ValueError if the groups do not come out even, or are of one.
    """
    if group < 2 or len(rewards) % group:
        raise ValueError(
            f"`group` must be 2 or more, and divide the {len(rewards)} answers; got {group}. "
            "Ask for as many answers to each question."
        )
    earned = rewards if rewards.ndim == 1 else rewards.flip(1).cumsum(1).flip(1)  # this step and all that follow
    groups = earned.unflatten(0, (-1, group))  # (questions, group, ...)
    centred = groups - groups.mean(1, keepdim=True)
    made: Tensor = centred / (groups.std(1, keepdim=True) + 1e-4)
    return made.flatten(0, 1)


def policy_gradient_loss(log_probability: Tensor, advantage: Tensor) -> Tensor:
    """A number whose gradient is that of minus the mean reward: a step against it makes good answers likelier.

    Args:
        log_probability: Of each token of each sampled answer, shape (n, a).
        advantage: Of each answer, shape (n,), or of each step, shape (n, a).
    """
    weights = advantage[:, None] if advantage.ndim == 1 else advantage
    return -(weights.detach() * log_probability).sum(1).mean()


def kl_from(reference: Tensor, log_probability: Tensor) -> Tensor:
    """How far the model has moved from a reference, estimated from its own sampled answers; in nats for an answer.

    For each token r − 1 − log r, where r is the reference's probability over the model's: never below 0, and right on
    average.

    Args:
        reference: Log probability of each token under the reference, shape (n, a).
        log_probability: Under the model, same shape.
    Source: Schulman (2020), "Approximating KL divergence", estimator k3.
    """
    difference = reference.detach() - log_probability
    return (difference.exp() - 1 - difference).sum(1).mean()


def dpo_loss(
    chosen: Tensor, rejected: Tensor, reference_chosen: Tensor, reference_rejected: Tensor, beta: float
) -> Tensor:
    """The loss of direct preference optimisation (DPO): no grader, only pairs of a better and a worse answer.

    Args:
        chosen: Log probability of each better answer, its tokens summed, shape (n,).
        rejected: Of each worse answer, shape (n,).
        reference_chosen: The same under the model as it was at the start, shape (n,).
        reference_rejected: The same, shape (n,).
        beta: Above 0; the smaller, the farther the model may move from the start.
    Returns: ln 2 at the start. It falls as the *distance* between both grows: both may become unlikely.
    """
    margin = (chosen - reference_chosen) - (rejected - reference_rejected)
    return -logsigmoid(beta * margin).mean()


@dataclass(frozen=True)
class Practice:
    """One step of training by reward.

    Attributes:
        step: Steps made, from 1.
        reward: Mean reward of the answers that the model tried, before the step.
        kl: How far it had moved from the start, in nats for an answer; estimated from the answers it tried, so that it
            may be a little below 0.
    """

    step: int
    reward: float
    kl: float


def train_by_reward(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    ask: Callable[[int], Tensor],
    answer: Callable[[Tensor], Tensor],
    grade: RewardOf,
    *,
    steps: int,
    answers: int = 256,
    group: int = 8,
    leash: float = 0.0,
) -> Iterator[Practice]:
    """Let a model practise: it answers, is graded, and makes what was better than its group more likely.

    Args:
        model: See `token_log_probability`. It is changed in place.
        optimiser: Changes the model's weights.
        ask: Makes so many questions, shape (n, q).
        answer: Draws one answer to each question from the model as it is, shape (n, a).
        grade: The reward of each answer, shape (n,), or of each of its steps, shape (n, a).
        steps: How often.
        answers: Tried in each step; rounded down to whole groups.
        group: Answers to the same question.
        leash: Weight of the distance from the model as it is now (KL); 0 lets it go anywhere.
    Yields: A `Practice` after each step.
    """
    reference = deepcopy(model).eval().requires_grad_(False)
    for step in range(1, steps + 1):
        questions = ask(max(1, answers // group)).repeat_interleave(group, dim=0)
        tried = answer(questions)
        rewards = grade(questions, tried)
        log_probability = token_log_probability(model, questions, tried)
        with torch.no_grad():
            before = token_log_probability(reference, questions, tried)
        loss = policy_gradient_loss(log_probability, advantages(rewards, group))
        if leash:
            loss = loss + leash * kl_from(before, log_probability)
        optimiser.zero_grad()
        loss.backward()
        clip_grad_norm_(model.parameters(), LONGEST_STEP)
        optimiser.step()
        moved = (log_probability.detach() - before).sum(1).mean().item()  # far off it varies less than `kl_from`
        yield Practice(step, rewards.mean().item(), moved)
