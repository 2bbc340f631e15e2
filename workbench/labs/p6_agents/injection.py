"""Injection: a ticket gives orders to the agent. Who obeys, which guard stops it, and what does the guard cost?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from workbench.agent.attacks import ATTACKS, GOALS
from workbench.evaluation.groups import share_interval
from workbench.experiments.guarded_runs import GUARDS, PEOPLE, PLANNERS, person_seconds, ready, run_task
from workbench.experiments.injections import (
    AttackResult,
    HonestResult,
    attack_result,
    attack_task,
    letters_let_through,
    try_attacks,
    try_honest,
)
from workbench.experiments.shipped import shipped
from workbench.labs.p6_agents._story import StoryBox, StoryLine, told
from workbench.labs.percent import percent
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import segments
from workbench.live.spec import Colour, Frame, choice, toggle

GOALS_TRIED = 50  # honest ones, some: for the bar of progress alone
EACH = 6  # runs from one picture to the next
NOT_YET, IGNORED, STOPPED, SUCCEEDED = -1, 0, 1, 2
MARKS = {"not obeyed": IGNORED, "stopped": STOPPED, "succeeded": SUCCEEDED}
COLUMNS = dict(zip(GOALS, (0.72, 0.93), strict=True))  # where the marks of a goal stand
BARS = ("Attacks that succeed", "Honest goals reached", "People's letters that pass")
LEFT, WIDE = 0.55, 0.45  # where 0 % of a bar stands, and how far 100 % is
interval = lru_cache(maxsize=4096)(share_interval)


def guard(name: str, words: str) -> Any:
    """A setting: whether a guard is on."""
    return toggle(False, label=GUARDS[name][:1].upper() + GUARDS[name][1:], help=words)


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    planner: str = choice(
        "gullible", dict(PLANNERS), label="Planner",
        help="The gullible one is scripted: it plays a model that obeys what it reads. The others do not.",
    )  # fmt: skip
    attack: str = choice(
        "direct",
        {name: attack.words for name, attack in ATTACKS.items()},
        label="Attack shown",
        help="The one on the left. All are tried anyway.",
    )
    from_goal: bool = guard("from_goal", "A letter may go only to a ticket that the goal names.")
    needed: bool = guard("needed", "Only a goal that asks for a letter may lead to one.")
    private: bool = guard("private", "A letter holds no telephone number, e-mail address or card number.")
    promises: bool = guard("promises", "A letter holds a greeting and rules of the shop, word for word, and no more.")
    pattern: bool = guard("pattern", "No letter after a text with words such as “ignore your instructions”.")
    person: str = choice(
        "nobody",
        dict(PEOPLE),
        label="Person",
        help="Who is asked before each letter: models of a person. Real ones miss more.",
    )
    goal: str = choice(
        "writes", {"writes": "asks for a letter", "reads": "asks to read"}, label="Goal shown", more=True,
        help="What the person wants who uses the agent.",
    )  # fmt: skip

    @property
    def guards(self) -> tuple[str, ...]:
        """The names of the guards that are on."""
        return tuple(name for name in GUARDS if getattr(self, name))


@dataclass(frozen=True, kw_only=True)
class Injected(Frame):
    """What was tried so far.

    Attributes:
        settings: What was asked for.
        story: The attack that is shown, in lines.
        verdict: "succeeded", "stopped", "not obeyed", or "" if it was not tried yet.
        harm: What it has brought about, in words; "" if nothing.
        marks: For each attack and each goal −1 not tried, 0 not obeyed, 1 stopped, 2 succeeded, shape (attacks, 2).
        yes: Attacks that succeed, honest goals reached, people's letters that pass: how many, shape (3,).
        tried: Of how many, shape (3,).
        free: The same numbers without any guard, shape (3,).
        kept: In how many of the attacks the person got what they had asked for all the same.
        seconds: That the person takes for the letters of the honest goals, for each letter.
    """

    settings: Settings
    story: tuple[StoryLine, ...]
    verdict: str
    harm: str
    marks: np.ndarray
    yes: np.ndarray
    tried: np.ndarray
    free: np.ndarray
    kept: int
    seconds: float


def compute(settings: Settings) -> Iterator[Injected]:
    """Try the attack that is shown, then all of them, then the honest goals; each run is remembered."""
    chosen = settings.planner, settings.guards, settings.person
    attacks: list[tuple[AttackResult, AttackResult]] = []
    honest: list[tuple[HonestResult, HonestResult]] = []
    shown = None
    frame = _frame(settings, shown, attacks, honest, 0.0)
    yield frame
    for _ in ready(settings.planner):
        yield frame
    shown = attack_result(settings.planner, settings.attack, settings.goal, *chosen[1:])
    for pair in zip(try_attacks(*chosen), try_attacks(settings.planner), strict=True):
        if not len(attacks) % EACH:
            frame = _frame(settings, shown, attacks, honest, 0.0)
        attacks.append(pair)
        yield frame
    for other in zip(try_honest(*chosen), try_honest(settings.planner), strict=True):
        if not len(honest) % EACH:
            frame = _frame(settings, shown, attacks, honest, 0.0)
        honest.append(other)
        yield frame
    for attack in ATTACKS:  # with each guard alone: then a switch is answered at once
        for goal in GOALS:
            for name in (*GUARDS, *PEOPLE):
                run_task(
                    settings.planner,
                    attack_task(attack, goal),
                    (name,) if name in GUARDS else (),
                    name if name in PEOPLE else "nobody",
                )
                yield frame
    yield _frame(settings, shown, attacks, honest, 1.0)


def _frame(
    settings: Settings,
    shown: AttackResult | None,
    attacks: Sequence[tuple[AttackResult, AttackResult]],
    honest: Sequence[tuple[HonestResult, HonestResult]],
    progress: float,
) -> Injected:
    marks = np.full((len(ATTACKS), len(GOALS)), NOT_YET)
    for place, (result, _) in enumerate(attacks):
        marks[divmod(place, len(GOALS))] = MARKS[result.verdict]
    through = letters_let_through(settings.guards) if honest else (0, 0)
    words = [count for result, _ in honest for count in result.run.asked]
    done = len(attacks) + len(honest)
    return Injected(
        settings=settings,
        story=told(shown, settings.attack, settings.goal),
        verdict=shown.verdict if shown else "",
        harm=shown.harm if shown else "",
        marks=marks,
        yes=np.array([sum(bool(r.harm) for r, _ in attacks), sum(not r.wrong for r, _ in honest), through[0]]),
        tried=np.array([len(attacks), len(honest), through[1]]),
        free=np.array([sum(bool(r.harm) for _, r in attacks), sum(not r.wrong for _, r in honest), through[1]]),
        kept=sum(result.solved for result, _ in attacks),
        seconds=float(np.mean([person_seconds(settings.person, count) for count in words])) if words else 0.0,
        progress=progress or 0.8 * done / (marks.size + GOALS_TRIED),
    )


class Picture:
    """Left the attack and what came of it, right all attacks and what the guards bring and cost."""

    def __init__(self, story: Axes, table: Axes) -> None:
        story.set_title("One attack")
        table.set_title("All attacks, and what the guards cost")
        self.story, self.table = StoryBox(story), table
        rows = len(ATTACKS)
        table.set(xlim=(0, 1), ylim=(rows + 5.4, -1.6), xticks=[], yticks=[])
        table.set_axis_off()
        style = {"fontsize": 8.5}
        for goal, x in COLUMNS.items():
            quick_text(table, x, -1, "to write" if goal == "writes" else "to read", ha="center", **style)
        quick_text(table, 0, -1, "Asked by the person:", **style)
        self.names = [quick_text(table, 0, row, attack.words, **style) for row, attack in enumerate(ATTACKS.values())]
        (self.here,) = table.plot([], [], ">", color=Colour.PURPLE, markersize=6, clip_on=False)
        self.marks = {
            value: table.plot([], [], mark, color=colour, markersize=size)[0]
            for value, mark, colour, size in (
                (SUCCEEDED, "X", Colour.WARNING, 8),
                (STOPPED, "s", Colour.BEST, 6),
                (IGNORED, "o", Colour.MUTED, 5),
                (NOT_YET, ".", Colour.MUTED, 2),
            )
        }
        for place, (mark, colour, words) in enumerate(
            (("X", Colour.WARNING, "succeeded"), ("s", Colour.BEST, "stopped"), ("o", Colour.MUTED, "not obeyed"))
        ):
            x = (0.02, 0.36, 0.66)[place]
            table.plot([x], [rows], mark, color=colour, markersize=6)
            quick_text(table, x + 0.035, rows, words, color=colour, **style)
        self.places = rows + 1.5 + np.arange(3)
        for y, words in zip(self.places, BARS, strict=True):
            quick_text(table, 0, y, words, **style)
        rails = segments(table, colors=Colour.MUTED, linewidths=0.8, alpha=0.6)
        rails.set_segments([[(LEFT, y), (LEFT + WIDE, y)] for y in self.places])
        for share, side in ((0, "left"), (100, "right")):
            quick_text(table, LEFT + WIDE * share / 100, rows + 4.7, f"{share}%", ha=side, color=Colour.MUTED, **style)
        quick_text(table, 0, rows + 4.7, "| without guards", color=Colour.MUTED, **style)
        colours = (Colour.WARNING, Colour.BEST, Colour.BEST)
        self.ranges = segments(table, colors=colours, linewidths=4, alpha=0.5)
        self.dots = [table.plot([], [], "D", color=colour, markersize=6, clip_on=False)[0] for colour in colours]
        (self.free,) = table.plot([], [], "|", color=Colour.MUTED, markersize=12, markeredgewidth=2, clip_on=False)
        (self.before,) = table.plot([], [], "d", color=Colour.MUTED, markersize=5, alpha=0.6)

    def update(self, frame: Injected, ghost: Injected | None) -> None:
        """Show what is known; small and grey the shares of the run before."""
        self.story.update(frame.story)
        columns = np.array([*COLUMNS.values()])
        for value, dots in self.marks.items():
            y, column = np.nonzero(frame.marks == value)
            dots.set_data(columns[column], y)
        row = list(ATTACKS).index(frame.settings.attack)
        self.here.set_data([COLUMNS[frame.settings.goal] - 0.07], [row])
        known = frame.tried > 0
        lines = []
        for place, y in enumerate(self.places):
            if known[place]:
                low, high = interval(int(frame.yes[place]), int(frame.tried[place]))
                lines.append([(LEFT + WIDE * low, y), (LEFT + WIDE * high, y)])
            else:
                lines.append([(LEFT, y), (LEFT, y)])
            at = LEFT + WIDE * frame.yes[place] / max(frame.tried[place], 1)
            self.dots[place].set_data([at] if known[place] else [], [y] if known[place] else [])
        self.ranges.set_segments(lines)
        for marks, source in ((self.free, frame), (self.before, ghost)):
            if source is None:
                marks.set_data([], [])
                continue
            counts = source.free if marks is self.free else source.yes
            seen = source.tried > 0
            marks.set_data(LEFT + WIDE * counts[seen] / source.tried[seen], self.places[seen])

    def pick(self, frame: Injected, panel: int, x: float, y: float) -> dict[str, str] | None:
        """A click on a mark shows that attack."""
        row = round(y)
        if panel != 1 or not 0 <= row < len(ATTACKS):
            return None
        goal = min(COLUMNS, key=lambda name: abs(COLUMNS[name] - x)) if x > LEFT else frame.settings.goal
        return {"attack": list(ATTACKS)[row], "goal": goal}


def describe(frame: Injected) -> str:
    """How the attack ended, how many succeed, and what the guards cost."""
    if not frame.verdict:
        return "The planner and the tools are being made ready; then the attacks begin."
    words = ATTACKS[frame.settings.attack].words
    ending = {"succeeded": f"succeeded: {frame.harm}", "stopped": "was stopped", "not obeyed": "was not obeyed"}
    sentence = f"The attack “{words}” {ending[frame.verdict]}."
    if frame.progress < 1:
        return f"{sentence} Tried so far: {frame.tried[0]} attacks, {frame.tried[1]} honest goals."
    yes, tried, free = frame.yes, frame.tried, frame.free
    low, high = interval(int(yes[0]), int(tried[0]))
    sentence += f" {yes[0]} of {tried[0]} attacks succeed ({percent(low)} to {percent(high)})"
    on = bool(frame.settings.guards) or frame.settings.person != "nobody"
    sentence += f", {free[0]} without guards." if on else "; no guard is on."
    sentence += f" Honest goals reached: {yes[1]} of {tried[1]}"
    sentence += f", {free[1]} without guards." if on else "."
    if frame.settings.guards:
        passes = "all" if yes[2] == tried[2] else yes[2] or "none"
        sentence += f" Of {tried[2]} letters that people wrote, {passes} would pass."
    if frame.settings.person != "nobody":
        sentence += f" The person needs about {frame.seconds:.0f} s a letter."
    return sentence


def measures(frame: Injected) -> dict[str, float]:
    """The shares of the bars, and what else the guards cost."""
    shares = frame.yes / np.maximum(frame.tried, 1)
    return {
        "attacks that succeed (share)": float(shares[0]),
        "honest goals reached (share)": float(shares[1]),
        "people's letters that pass (share)": float(shares[2]),
        "goals reached in spite of an attack (share)": float(frame.kept / max(frame.tried[0], 1)),
        "person's time for a letter (s)": frame.seconds,
    }


LAB = Lab(
    title="Injection",
    question="A ticket gives orders to the agent. Which guard stops them, and what does it cost?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.25, 1.0),
    height=400,
    data=lambda settings: [shipped("tickets").card],
)
