"""A tiny transformer practises for a reward: what the grader pays for, and what was meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from workbench.errors import DataError
from workbench.experiments.sorting import (
    GRADERS,
    MOST_IMITATION,
    SHOWN,
    TEST,
    Stage,
    grader_of,
    practise,
    shown_questions,
)
from workbench.labs._own import adapted
from workbench.labs.percent import percent
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import ghost_line
from workbench.live.spec import Colour, Curve, Frame, choice, number, slider
from workbench.training.reward import RewardOf

GAMED = 0.3  # reward this far above the share of right answers: the grader pays for something else
IMITATION_COST = 0.2  # of a step of imitation, against one of practice
CHANGED = 0.1  # share of right answers: less is called no change
RECENT = 10  # steps whose mean reward is told
COLUMNS = (0.2, 0.55, 0.88)  # of the questions, the answers and the rewards, as shares of the panel


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    grader: str = choice(
        "right",
        {"right": "Right", "flawed": "Flawed", "repaired": "Repaired"},
        label="Grader",
        help="Right: knows the answer. Flawed: looks for order alone. Repaired: order, and digits of the question.",
    )
    pays: str = choice(
        "end",
        {"end": "The right end", "steps": "Right steps"},
        label="Reward for",
        help="The answer as a whole, or each of its five digits.",
    )
    leash: float = slider(
        0.0, 0.0, 1.0, step=0.02, label="KL leash", help="Penalty for moving away from what imitation had learned."
    )
    group: int = slider(
        8, 2, 32, log=True, label="Group size", unit="answers", help="Tries at one question, compared with each other."
    )
    learning_rate: float = slider(
        0.002, 0.0001, 0.1, log=True, label="Learning rate", help="Size of a step of practice."
    )
    imitation: int = slider(
        40, 0, MOST_IMITATION, step=4, label="Imitation", unit="steps", help="Steps of copying right answers, before."
    )
    steps: int = slider(
        200, 10, 600, step=10, label="Practice", unit="steps", help="Steps for a reward; 256 answers in each."
    )
    seed: int = number(
        0, 0, 9999, label="Seed", help="Another number: other first weights, other questions.", more=True
    )


@dataclass(frozen=True, kw_only=True)
class Practised(Frame):
    """The practice so far.

    Attributes:
        settings: What it runs with.
        reward: Mean reward of the answers tried in each step of practice, in [0, 1], shape (steps so far,).
        kl: How far the transformer has moved from where the practice began, in nats for an answer, same shape.
        places: Steps at which fresh questions were asked; below 0 it imitates, shape (m,).
        right: Share of right answers to them, shape (m,).
        answers: To the questions that are shown, shape (SHOWN, 5).
        rewards: Of these answers, shape (SHOWN,).
    """

    settings: Settings
    reward: np.ndarray
    kl: np.ndarray
    places: np.ndarray
    right: np.ndarray
    answers: np.ndarray
    rewards: np.ndarray

    @property
    def recent(self) -> float:
        """The mean reward of the last steps; NaN before the first."""
        return float(self.reward[-RECENT:].mean()) if len(self.reward) else float("nan")

    @property
    def at_start(self) -> float:
        """The share of right answers where the practice begins; NaN before."""
        there = self.right[self.places == 0]
        return float(there[0]) if len(there) else float("nan")


def compute(settings: Settings, grade: RewardOf | None = None) -> Iterator[Practised]:
    """Imitation, then practice; a frame after each step. None takes the grader that the settings name."""
    run = practise(
        grade or GRADERS[settings.grader, settings.pays],
        imitate=settings.imitation,
        steps=settings.steps,
        group=settings.group,
        learning_rate=settings.learning_rate,
        leash=settings.leash,
        seed=settings.seed,
    )
    practised, measured = np.empty((settings.steps, 2)), list[tuple[int, float]]()  # frames hold the filled part
    for stage in run:
        if stage.step > 0:
            practised[stage.step - 1] = stage.reward, stage.kl
        if not np.isnan(stage.right):
            measured.append((stage.step, stage.right))
        reward, kl = practised[: max(stage.step, 0)].T
        places, right = np.array(measured).T
        yield Practised(
            settings=settings,
            reward=reward,
            kl=kl,
            places=places,
            right=right,
            answers=stage.answers,
            rewards=stage.rewards,
            progress=share_done(settings, stage),
        )


def share_done(settings: Settings, stage: Stage) -> float:
    """How much of the whole work is done; a step of imitation takes about a fifth of one of practice."""
    cost = IMITATION_COST * settings.imitation
    done = IMITATION_COST * (settings.imitation + min(stage.step, 0)) + max(stage.step, 0)
    return 1.0 if stage.step == settings.steps else done / (cost + settings.steps)


class Picture:
    """Left reward and right answers, then some answers as they stand, right how far the transformer has moved."""

    def __init__(self, curves: Axes, answers: Axes, distance: Axes) -> None:
        self.axes = curves, answers, distance
        self.layout: tuple[object, ...] = ()
        curves.set(ylim=(-0.03, 1.05), xlabel="Step (below 0: imitation)", ylabel="Share")
        curves.set_title("Reward, and what was meant")
        self.old = ghost_line(curves)
        self.begin = curves.axvline(0, color=Colour.MUTED, linewidth=1)
        (self.steps,) = curves.plot([], [], color=Colour.VALIDATION, linewidth=0.8, alpha=0.4)
        (self.reward,) = curves.plot([], [], color=Colour.VALIDATION, linewidth=2, label="reward, mean of 10 steps")
        (self.right,) = curves.plot([], [], "-o", color=Colour.BEST, linewidth=2, markersize=3, label="right answers")

        answers.set(xlim=(0, 1), ylim=(SHOWN - 0.4, -1.6), xticks=(), yticks=())
        answers.set_title("What it answers")
        heads = ("question", "answer", "reward")
        for x, words in zip(COLUMNS, heads, strict=True):
            quick_text(answers, x, -1.1, words, ha="center", fontsize=9)
        self.cells = [[quick_text(answers, x, row, ha="center", fontsize=10) for x in COLUMNS] for row in range(SHOWN)]
        for row, digits in enumerate(shown_questions()):
            self.cells[row][0].set_text(joined(digits))

        distance.set(xlabel="Step", ylabel="KL, in nats an answer")
        distance.set_title("How far it has moved")
        self.old_distance = ghost_line(distance)
        (self.kl,) = distance.plot([], [], color=Colour.PURPLE, linewidth=1.8)
        self.background = [self.begin]

    def update(self, frame: Practised, ghost: Practised | None) -> None:
        """Show the practice so far; of the run before, right answers and distance are dashed."""
        self._fix_axes(frame, ghost)
        steps = np.arange(1, len(frame.reward) + 1)
        self.steps.set_data(steps, frame.reward)
        self.reward.set_data(steps, running_mean(frame.reward))
        self.right.set_data(frame.places, frame.right)
        self.kl.set_data(steps, frame.kl)
        questions = shown_questions()
        for row, (_, answer, reward) in enumerate(self.cells):
            right = np.array_equal(frame.answers[row], np.sort(questions[row]))
            answer.set_text(f"{joined(frame.answers[row])} {'✓' if right else '✗'}")
            answer.set_color(Colour.BEST if right else Colour.WARNING)
            reward.set_text(f"{frame.rewards[row]:.2f}".rstrip("0").rstrip("."))
        for line in (self.old, self.old_distance):
            line.set_visible(ghost is not None)
        if ghost is not None:
            self.old.set_data(ghost.places, ghost.right)
            self.old_distance.set_data(np.arange(1, len(ghost.kl) + 1), ghost.kl)

    def main_curve(self, frame: Practised) -> Curve:
        """The share of right answers."""
        return Curve(0, frame.places, frame.right)

    def _fix_axes(self, frame: Practised, ghost: Practised | None) -> None:
        """Limits in coarse steps: each change costs a redraw."""
        most = max([0.0, *frame.kl, *(() if ghost is None else ghost.kl)])
        high = next((limit for limit in (1, 3, 10, 30) if most <= limit), 100)
        layout = (frame.settings.imitation, frame.settings.steps, high)
        if layout == self.layout:
            return
        self.layout = layout
        curves, _, distance = self.axes
        curves.set_xlim(-1.04 * frame.settings.imitation - 2, frame.settings.steps * 1.02)
        distance.set(xlim=(0, frame.settings.steps), ylim=(-0.03 * high, high))


def running_mean(values: np.ndarray) -> np.ndarray:
    """The mean of each value and those before it, `RECENT` at most, shape (n,)."""
    total = np.concatenate([[0.0], values.cumsum()])
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - RECENT, 0)
    return np.asarray((total[ends] - total[starts]) / (ends - starts))


def joined(digits: np.ndarray) -> str:
    """Digits as one word, such as "41330"."""
    return "".join(str(int(digit)) for digit in digits)


def describe(frame: Practised) -> str:
    """Reward and right answers, and what that means."""
    settings, right = frame.settings, frame.right[-1]
    if not len(frame.reward):
        return f"It copies right answers: {percent(right)} of {TEST} new questions are right so far."
    told = f"Step {len(frame.reward)} of {settings.steps}: reward {frame.recent:.2f}, right answers {right:.2f} "
    told += f"(before the practice {frame.at_start:.2f}), KL {frame.kl[-1]:.1f}."
    if frame.reward.max() == 0:
        return f"{told} No answer has earned anything, so there is nothing to learn from."
    if right > frame.at_start + CHANGED:
        return f"{told} The practice helps."
    if right < frame.at_start - CHANGED:
        gamed = "The grader is gamed: it pays for something else than right answers."
        return f"{told} {gamed if frame.recent - right > GAMED else 'The practice has done harm.'}"
    if frame.recent - right > GAMED and settings.grader == "flawed":
        return f"{told} The grader pays for wrong answers, too."
    return told


def measures(frame: Practised) -> dict[str, float]:
    """Reward, right answers and distance at the end."""
    return {
        "reward, mean of the last 10 steps": frame.recent,
        "right answers": float(frame.right[-1]),
        "right answers before": frame.at_start,
        "KL, nats an answer": float(frame.kl[-1]),
    }


def on_grader(subject: Any, *others: Any) -> Lab:
    """The lab with somebody's own grader: `reward.on(grader)`.

    Raises: DataError if it is no function.
    """
    if not callable(subject) or isinstance(subject, type) or any(other is not None for other in others):
        raise DataError(
            f"This lab takes a grader: a function of question and answer; got {type(subject).__name__}. "
            "Write `reward.on(my_grader)`."
        )
    return replace(
        LAB,
        Settings=adapted(Settings, without={"grader": "own", "pays": "end"}),
        compute=partial(compute, grade=grader_of(subject)),
    )


LAB = Lab(
    title="Training by reward",
    question="Does it learn what you meant, or what you pay for?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.4, 0.9, 0.9),
    own=on_grader,
)
