import itertools
import math
import re

import numpy as np
import pytest
import torch
from torch import nn

from workbench.training.reward import (
    GraderError,
    advantages,
    dpo_loss,
    each_by,
    kl_from,
    policy_gradient_loss,
    token_log_probability,
    train_by_reward,
)

TOKENS, LENGTH = 3, 2
ALL = torch.tensor(list(itertools.product(range(TOKENS), repeat=LENGTH)))  # every answer there is, shape (9, 2)
EMPTY = torch.zeros(1, 1, dtype=torch.long)  # the only question


class Tiny(nn.Module):
    """A policy whose next token depends on the one before, and on the place; shape of the logits (n, length, 3)."""

    def __init__(self, seed=0):
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        self.table = nn.Parameter(torch.randn(LENGTH, TOKENS, TOKENS, generator=generator, dtype=torch.float64))

    def forward(self, ids):
        return self.table[torch.arange(ids.shape[1]), ids]


def log_probability(policy, answers=ALL):
    return token_log_probability(policy, EMPTY.expand(len(answers), 1), answers)


def paid(answers):
    """A reward that is different for every answer."""
    return ((answers[:, 0] * 3 + answers[:, 1] * 5) % 7).double() / 7


def brute_force_gradient(policy, rewards):
    """Of the mean reward: the sum over all answers of probability × reward, differentiated by torch."""
    table = policy.table
    first, second = table[0, 0].softmax(0), table[1].softmax(1)
    mean = sum(first[a] * second[a, b] * rewards[i] for i, (a, b) in enumerate(ALL.tolist()))
    (gradient,) = torch.autograd.grad(mean, table)
    return gradient


def test_the_probabilities_of_all_answers_add_up_to_one():
    assert log_probability(Tiny()).sum(1).exp().sum().item() == pytest.approx(1)


@pytest.mark.parametrize("baseline", [0.0, 0.4])
def test_the_policy_gradient_is_that_of_the_mean_reward_whatever_the_baseline(baseline):
    policy = Tiny()
    rewards = paid(ALL)
    chances = log_probability(policy).sum(1).exp().detach()
    # Each answer counts by how often it is drawn: the mean over draws, without the luck of drawing.
    loss = policy_gradient_loss(log_probability(policy), len(ALL) * chances * (rewards - baseline))
    loss.backward()
    assert torch.allclose(-policy.table.grad, brute_force_gradient(policy, rewards))


def test_drawn_answers_with_their_group_as_baseline_point_the_same_way():
    policy, generator, group, draws = Tiny(1), torch.Generator().manual_seed(0), 8, 40_000
    chances = log_probability(policy).sum(1).exp().detach()
    answers = ALL[chances.multinomial(draws, replacement=True, generator=generator)]
    policy_gradient_loss(log_probability(policy, answers), advantages(paid(answers), group)).backward()
    exact = brute_force_gradient(policy, paid(ALL))
    assert torch.cosine_similarity(-policy.table.grad.ravel(), exact.ravel(), dim=0) > 0.99


def test_rewards_of_steps_credit_what_comes_before_them_and_nothing_after():
    policy = Tiny()
    rewards = torch.stack([paid(ALL), paid(ALL.flip(1))], dim=1)  # (9, 2): of each step
    chances = log_probability(policy).sum(1).exp().detach()
    to_go = rewards.flip(1).cumsum(1).flip(1)
    policy_gradient_loss(log_probability(policy), len(ALL) * chances[:, None] * to_go).backward()
    # What the first step earns may not depend on the second token; here it does, so its share must be missing.
    whole = brute_force_gradient(policy, rewards.sum(1))
    first_by_second = brute_force_gradient(policy, rewards[:, 0])
    assert torch.allclose(-policy.table.grad[0], whole[0])
    assert torch.allclose(-policy.table.grad[1], whole[1] - first_by_second[1])


def test_advantages_are_standard_scores_within_each_group():
    rewards = torch.tensor([1.0, 0.0, 0.0, 1.0, 0.5, 0.5, 0.5, 0.5])
    made = advantages(rewards, 4).numpy()
    first = rewards[:4].numpy()
    assert made[:4] == pytest.approx((first - first.mean()) / (np.std(first, ddof=1) + 1e-4))
    assert (made[4:] == 0).all()  # all alike: nothing to learn


def test_advantages_of_steps_count_from_there_on():
    rewards = torch.tensor([[1.0, 0.0], [0.0, 0.0]])
    made = advantages(rewards, 2)
    root = math.sqrt(0.5)
    assert made[:, 0].tolist() == pytest.approx([0.5 / (root + 1e-4), -0.5 / (root + 1e-4)])
    assert made[:, 1].tolist() == [0, 0]


@pytest.mark.parametrize("group", [0, 1, 3])
def test_groups_that_do_not_come_out_even_are_refused(group):
    with pytest.raises(ValueError, match="`group` must be 2 or more, and divide the 8 answers; got"):
        advantages(torch.zeros(8), group)


def test_the_distance_is_the_kl_divergence_on_average():
    policy, reference = Tiny(0), Tiny(1)
    p, q = (log_probability(one).sum(1).exp().detach() for one in (policy, reference))
    exact = (p * (p / q).log()).sum().item()
    drawn = ALL[p.multinomial(200_000, replacement=True, generator=torch.Generator().manual_seed(0))]
    found = kl_from(log_probability(reference, drawn), log_probability(policy, drawn)).item()
    assert found == pytest.approx(exact, rel=0.03)
    assert kl_from(log_probability(policy), log_probability(policy)).item() == 0


def test_the_dpo_loss_by_hand():
    chosen, rejected = torch.tensor([-1.0, -3.0]), torch.tensor([-2.0, -2.5])
    before_chosen, before_rejected = torch.tensor([-1.5, -2.0]), torch.tensor([-1.0, -2.5])
    margins = [(-1.0 + 1.5) - (-2.0 + 1.0), (-3.0 + 2.0) - (-2.5 + 2.5)]  # 1.5 and −1.0
    by_hand = np.mean([math.log(1 + math.exp(-0.2 * margin)) for margin in margins])
    assert dpo_loss(chosen, rejected, before_chosen, before_rejected, 0.2).item() == pytest.approx(by_hand)
    assert dpo_loss(chosen, rejected, chosen, rejected, 0.2).item() == pytest.approx(math.log(2))


def test_the_dpo_loss_falls_although_both_answers_become_unlikely():
    before = torch.tensor([-1.0])
    assert dpo_loss(before - 5, before - 9, before, before, 0.5) < math.log(2)


def practise(policy, grade, steps, **options):
    generator = torch.Generator().manual_seed(0)

    def answer(questions):
        first = policy.table[0, 0].softmax(0).expand(len(questions), -1).multinomial(1, generator=generator)
        second = policy.table[1][first[:, 0]].softmax(1).multinomial(1, generator=generator)
        return torch.cat([first, second], 1)

    optimiser = torch.optim.Adam(policy.parameters(), 0.05)
    run = train_by_reward(
        policy, optimiser, lambda count: EMPTY.expand(count, 1), answer, grade, steps=steps, answers=64, **options
    )
    return list(run)


@pytest.mark.parametrize("of_steps", [False, True])
def test_practice_finds_the_answer_that_is_paid_for(of_steps):
    policy, wanted = Tiny(), torch.tensor([2, 0])

    def grade(questions, answers):
        same = (answers == wanted).double()
        return same if of_steps else same.prod(1)

    stages = practise(policy, grade, 150)
    assert [one.step for one in stages] == list(range(1, 151))
    assert stages[-1].reward > 0.95 and stages[0].reward < 0.7
    assert ALL[log_probability(policy).sum(1).argmax()].tolist() == wanted.tolist()


def test_a_leash_keeps_the_policy_near_its_start():
    free, held = (practise(Tiny(), lambda q, a: paid(a), 150, leash=leash)[-1].kl for leash in (0.0, 1.0))
    assert held < 0.3 * free


def test_a_reward_that_is_the_same_for_all_changes_nothing():
    policy = Tiny()
    before = policy.table.detach().clone()
    assert practise(policy, lambda q, a: torch.ones(len(a)), 5)[-1].kl == pytest.approx(0, abs=1e-9)
    assert torch.allclose(policy.table, before)


QUESTIONS, ANSWERS = torch.tensor([[3, 1], [2, 2]]), torch.tensor([[1, 3], [2, 0]])


@pytest.mark.parametrize(
    ("grader", "rewards"),
    [
        (lambda question, answer: answer == sorted(question), [1, 0]),
        (lambda question, answer: np.float32(0.5), [0.5, 0.5]),
        (lambda question, answer: torch.tensor(0.25), [0.25, 0.25]),
        (lambda question, answer: answer.pop() / 10, [0.3, 0.0]),  # what it does to its lists is its own affair
    ],
)
def test_a_plain_function_grades_answer_by_answer(grader, rewards):
    assert each_by(grader)(QUESTIONS, ANSWERS).tolist() == pytest.approx(rewards)
    assert ANSWERS.tolist() == [[1, 3], [2, 0]]


@pytest.mark.parametrize(
    ("grader", "told"),
    [
        (lambda q, a: None, "it gave nothing (None). Return 0, 1 or a share."),
        (lambda q, a: 5, "it gave 5. Return 0, 1 or a share."),
        (lambda q, a: math.nan, "it gave nan. Return 0, 1 or a share."),
        (lambda q, a: "good", "it gave 'good'. Return 0, 1 or a share."),
        (lambda q, a: [1, 0], "it gave [1, 0]. Return 0, 1 or a share."),
        (lambda q, a: np.ones(3), "it gave array([1., 1., 1.]). Return 0, 1 or a share."),
        (lambda q, a: torch.ones(3), "it gave tensor([1., 1., 1.]). Return 0, 1 or a share."),
    ],
)
def test_what_is_no_reward_is_refused_in_a_sentence(grader, told):
    rule = "Your grader must return a number from 0 to 1; for the question [3, 1] and the answer [1, 3] "
    with pytest.raises(GraderError, match=f"^{re.escape(rule + told)}$"):
        each_by(grader)(QUESTIONS, ANSWERS)


def test_a_grader_that_stops_says_where():
    with pytest.raises(GraderError) as caught:
        each_by(lambda question, answer: answer[7])(QUESTIONS, ANSWERS)
    assert str(caught.value) == (
        "Your grader stopped with IndexError: list index out of range. "
        "It was given the question [3, 1] and the answer [1, 3]."
    )
