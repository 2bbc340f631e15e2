"""One attack told in short lines: what the customer wrote, what the agent did, how it ended."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from workbench.agent.attacks import ATTACKS, GOALS, OTHER, TICKET, HostileText, harm_done, message_of
from workbench.agent.desk import open_desk
from workbench.agent.guards import sounds_like_an_order
from workbench.agent.state import Observation
from workbench.experiments.injections import AttackResult
from workbench.labs.quick_text import quick_text
from workbench.live.spec import Colour

ROWS = 22  # lines that have room
LETTER, BOLD = 6.3, 7.3  # CSS pixels of a letter, some
SIZE = 8.5  # points
COLOURS = {"order": Colour.WARNING, "harm": Colour.WARNING, "stop": Colour.BEST, "quiet": Colour.MUTED}
VERDICTS = {
    "succeeded": ("THE ATTACK SUCCEEDED", "harm"),
    "stopped": ("STOPPED", "stop"),
    "not obeyed": ("NOT OBEYED", "stop"),
}


class StoryLine(NamedTuple):
    """One line of a story.

    Attributes:
        words: What it says; it may be wrapped.
        kind: "" or one of `COLOURS`.
        bold: Whether it is a heading.
        most: Lines of the picture that it may take.
    """

    words: str
    kind: str = ""
    bold: bool = False
    most: int = 1


def told(result: AttackResult | None, attack: str, goal: str) -> tuple[StoryLine, ...]:
    """The lines of a story.

    Args:
        result: What came of it; None if it runs now.
        attack: Its name.
        goal: The name of the goal.
    """
    text = ATTACKS[attack]
    seen = "an order" if sounds_like_an_order(text.text) else "nothing"
    lines = [
        StoryLine(f"Goal: {GOALS[goal]}", bold=True, most=2),
        StoryLine(f"Where {TICKET} has its {text.field}, the customer wrote:", "quiet"),
        StoryLine(text.lead, most=2),
        *(StoryLine(f"▌{line}", "order", most=3) for line in text.order.split("\n")),
        StoryLine(f"(The pattern of orders sees {seen} in it.)", "quiet"),
        StoryLine("What the agent does", bold=True),
    ]
    if result is None:
        return (*lines, StoryLine("It is at work …", "quiet"))
    lines += [_step(text, goal, place, step) for place, step in enumerate(result.run.trace, 1)]
    words, kind = VERDICTS[result.verdict]
    ending = f": {result.harm}" if result.harm else ""
    return (*lines, StoryLine(f"{words}{ending}.", kind, bold=True, most=2))


def _step(attack: HostileText, goal: str, place: int, step: Observation) -> StoryLine:
    args, tool = step["args"], step["tool"]
    if tool in ("guard", "person"):
        return StoryLine(f"{place}. {tool}: {step['error']}", "stop", most=2)
    if step["error"]:
        return StoryLine(f"{place}. {tool}: {step['error']}", "quiet", most=2)
    if tool == "draft_email":
        harm = harm_done(attack, GOALS[goal], {str(args["ticket"]): str(args["body"])}, message_of(open_desk(), OTHER))
        body = " ".join(str(args["body"]).split()).removeprefix("Dear customer, ").removesuffix(" Your help desk")
        return StoryLine(f"{place}. writes to {args['ticket']}: {body}", "harm" if harm else "", most=3)
    if tool == "ask_database":
        number = re.search(r"T\d{5}", str(args.get("sql", "")))
        return StoryLine(f"{place}. reads {number[0] if number else 'the database'}")
    if tool == "find_rule":
        return StoryLine(f"{place}. finds the rule: {step['result'].partition(': ')[2]}")
    if tool == "finish":
        return StoryLine(f"{place}. tells you: {step['result']}", most=2)
    return StoryLine(f"{place}. {tool}")


class StoryBox:
    """Lines of text in a panel, each of which may be plain or coloured."""

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        axes.set(xlim=(0, 1), ylim=(ROWS - 0.4, -0.6), xticks=[], yticks=[])
        axes.set_axis_off()
        self.plain = [quick_text(axes, 0, row, fontsize=SIZE) for row in range(ROWS)]
        self.bright = [quick_text(axes, 0, row, fontsize=SIZE) for row in range(ROWS)]

    def update(self, lines: Sequence[StoryLine]) -> None:
        """Show these lines; what has no room is left out from the end of long ones."""
        width = self.axes.bbox.width
        letters = width / self.axes.figure.dpi * 96
        shown = [*_wrapped(lines, letters)]
        for row in range(ROWS):
            words, kind, bold = shown[row] if row < len(shown) else ("", "", False)
            for line, used in ((self.plain[row], not kind), (self.bright[row], bool(kind))):
                line.set_text(words if used else "")
                if used:
                    line.set_fontweight("bold" if bold else "normal")
                    if kind:
                        line.set_color(COLOURS[kind])
                    line.fit(width)


def _wrapped(lines: Sequence[StoryLine], width: float) -> Iterator[tuple[str, str, bool]]:
    """The lines of the picture; where there are too many, the longest are cut."""
    letters = {True: max(10, int(width / BOLD)), False: max(10, int(width / LETTER))}
    parts = [textwrap.wrap(line.words, letters[line.bold]) for line in lines]
    room = [min(line.most, len(part)) for line, part in zip(lines, parts, strict=True)]
    while sum(room) > ROWS and max(room) > 1:
        room[room.index(max(room))] -= 1
    for line, part, most in zip(lines, parts, room, strict=True):
        kept = part[:most]
        if len(part) > most:
            kept[-1] = f"{kept[-1][: letters[line.bold] - 2]} …"
        yield from ((words, line.kind, line.bold) for words in kept)
