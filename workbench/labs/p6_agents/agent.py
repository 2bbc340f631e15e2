"""An agent at work: a goal, tools that may fail, a person who is asked; each moment of the run can be seen again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.axes import Axes

from workbench.experiments.agent_goals import GOALS, failed, goal_of, mended, reached, written
from workbench.experiments.agent_planners import PLANNERS, WEIGHING
from workbench.experiments.agents import AgentStep, Assignment, Moment, at_work, path_of
from workbench.experiments.replay import Newest
from workbench.experiments.shipped import shipped
from workbench.labs.p6_agents._graph import GraphDrawing
from workbench.labs.p6_agents._table import TraceTable, cut_off, table_rows
from workbench.labs.percent import percent
from workbench.live.lab import Lab
from workbench.live.spec import Frame, Suggestion, choice, slider, text

MOST = 8  # calls of tools
LAST = 6 * MOST + 4  # more moments no run has: six a letter, and four to finish
TOOLS = ("ask_database", "count_tickets", "find_rule", "draft_email", "finish")
FAULTS = {
    "none": "None",
    "busy": "Busy every other time",
    "renamed": "A column has a new name",
    "silent": "Never answers",
    "flood": "Answers with a megabyte",
}
LETTER = "Dear customer, a colleague will call you tomorrow. Your help desk"
STOP = 0.04  # seconds from one place to stop to the next
QUOTED = 110  # letters of an answer that are repeated
SAID = {"yes": "Yes", "no": "No", "edit": "Yes, with another text"}


@dataclass(frozen=True)
class Settings:
    """The goal, who plans, what fails, what the person says, and which moment is shown."""

    goal: str = choice(
        "letter",
        {name: goal.text for name, goal in GOALS.items()},
        label="Goal",
        help="What the agent is asked. Some of these must be refused.",
    )
    own: str = text("", label="Or your own goal", most=300, help="If something stands here, it is the goal.")
    planner: str = choice("nearest", PLANNERS, label="Planner", help="Who decides which tool comes next.")
    fault: str = choice("none", FAULTS, label="Fault of a tool", help="What goes wrong with one of the tools.")
    said: str = choice("yes", SAID, label="The person says", help="Asked before a letter is written into the outbox.")
    limit: int = slider(8, 1, MOST, label="Step limit", unit="steps", help="Calls of tools; then the run ends.")
    moment: int = slider(
        LAST, 0, LAST, label="Moment", help="How far the run has come: each node is one. At the far right: all of it."
    )
    broken: str = choice(
        "ask_database",
        TOOLS[:-1],
        label="Which tool fails",
        help="The one with the fault. A new name of a column always meets the database.",
        more=True,
    )
    letter: str = text(
        LETTER, label="The person's text", most=300, help="What a letter says if the person writes it anew.", more=True
    )

    @property
    def job(self) -> Assignment:
        """What the agent is asked to do."""
        return Assignment(
            goal=self.own.strip() or GOALS[self.goal].text,
            planner=self.planner,
            limit=self.limit,
            fault=self.fault,
            tool="ask_database" if self.fault in ("none", "renamed") else self.broken,
            said=self.said,
            text=self.letter if self.said == "edit" else "",
        )


@dataclass(frozen=True, kw_only=True)
class Acting(Frame):
    """A moment of a run.

    Attributes:
        settings: What was asked for.
        newest: The run as far as it is known.
    """

    settings: Settings
    newest: Newest[AgentStep]

    @property
    def moments(self) -> tuple[Moment, ...]:
        """From the start to the one that is shown; empty while the run is made ready."""
        known = self.newest.item.moments if self.newest.item else ()
        return known[: self.settings.moment + 1]

    @property
    def whole(self) -> tuple[Moment, ...]:
        """All that is known, also what comes after the moment that is shown."""
        return self.newest.item.moments if self.newest.item else ()


def compute(settings: Settings) -> Iterator[Acting]:
    """The run, node by node, to its end: the moment that is shown is one of it."""
    run = at_work(settings.job).steps
    before, frame, told = None, None, 0.0
    for step in run:
        if step is not before:
            before = step
            frame = Acting(
                settings=settings,
                newest=Newest(run),
                progress=0.7 * step.prepared + 0.29 * len(step.moments) / (LAST + 2),
                suggestions=_suggestions(settings, len(step.moments) - 1),
            )
        elif time.perf_counter() - told < STOP:
            continue  # it was waited for when the run was made, and is not now
        assert frame is not None
        told = time.perf_counter()
        yield frame
    assert frame is not None
    yield replace(frame, newest=Newest(run), progress=1.0)


def _suggestions(settings: Settings, last: int) -> tuple[Suggestion, ...]:
    """Always three, so that the page does not move."""
    here = max(0, min(settings.moment, last))
    return (
        Suggestion("One node back", {"moment": max(0, here - 1)}),
        Suggestion("One node on", {"moment": here + 1 if here + 1 < last else LAST}),
        Suggestion("To the end", {"moment": LAST}) if here < last else Suggestion("From the start", {"moment": 0}),
    )


class Picture:
    """Left the graph and where the run stands, right what was done so far."""

    def __init__(self, graph: Axes, table: Axes) -> None:
        graph.set_title("Where the run stands")
        table.set_title("The trace")
        self.graph, self.table = GraphDrawing(graph, TOOLS), TraceTable(table, MOST + 2)

    def update(self, frame: Acting, ghost: Acting | None) -> None:
        """Show the moment."""
        moments, job = frame.moments, frame.settings.job
        now = moments[-1] if moments else None
        chances = dict(now.chances) if now else {}
        ahead = now.next if now else ""
        self.graph.update(path_of(moments) if moments else [], ahead, chances, job.planner in WEIGHING)
        trace = now.trace if now else ()
        wish, open_ = (now.wish, _open(now)) if now else (None, "")
        self.table.update(job.goal, table_rows(trace, mended(trace), wish, open_))

    def pick(self, frame: Acting, panel: int, x: float, y: float) -> dict[str, int] | None:
        """A click on a row of the trace shows the moment at which it was there first."""
        row = self.table.row_at(y)
        if panel != 1 or row is None:
            return None
        place = next((i for i, moment in enumerate(frame.whole) if len(moment.trace) > row), None)
        return None if place is None else {"moment": place}


def _open(moment: Moment) -> str:
    """What is said of something that is planned and has no result yet."""
    if moment.asked:
        return "waits for a person: yes, no, or another text?"
    return {"check": "allowed", "approve": "a person said yes"}.get(moment.node, "planned")


def describe(frame: Acting) -> str:
    """What has happened so far, and in the end what came of it."""
    moments = frame.moments
    if not moments:
        share = percent(frame.newest.item.prepared) if frame.newest.item else "0%"
        long = " SmolLM2 learns from example goals: that can take minutes." if frame.settings.planner == "tuned" else ""
        return f"The tools and the planner are being made ready, the first time only: {share}.{long}"
    now = moments[-1]
    return _told_end(frame, now) if now.over else _told_moment(now, len(moments) - 1, frame)


def _told_moment(now: Moment, number: int, frame: Acting) -> str:
    of = f" of {len(frame.whole) - 1}" if frame.progress == 1 else ""
    head = f"Moment {number}{of}: "
    newest = now.trace[-1] if now.trace else None
    tool = now.wish.tool if now.wish else ""
    if not now.node:
        return f"{head}the goal is set, and nothing is done yet. Next: {now.next}."
    if now.asked:
        return f"{head}the run waits for a person. May {tool} be called? The state lies in a checkpoint."
    if now.node == "plan":
        return f"{head}the planner wants {tool}. Next: {now.next}."
    if now.node == "check" and now.wish:
        return f"{head}no rule stands against {tool}. Next: {now.next}."
    if now.node == "approve" and now.wish:
        return f"{head}the person says: {SAID[frame.settings.said].lower()}. Next: {now.next}."
    assert newest is not None
    if now.node == "observe":
        return f"{head}step {len(now.trace)} stands in the trace. Next: {now.next}."
    if newest.error:
        how = "failed: that is an observation, too" if failed(newest) else "says no"
        return f"{head}{newest.tool} {how}. Next: observe."
    return f"{head}{newest.tool} gave a result. Next: observe."


def verdict(settings: Settings, now: Moment) -> str:
    """What came of a run, in a word or two."""
    goal, last = goal_of(settings.job.goal), now.trace[-1]
    if last.tool == "guard":
        return "Stopped by the step limit"
    if any(line.tool == "person" for line in now.trace):
        return "Stopped after the person's no"
    if len(now.trace) == 1:
        right = "" if goal is None else ", and rightly" if goal.refuse else ", but this goal is allowed"
        return f"Refused{right}"
    if "could not finish" in last.result:
        return "Given up"
    if goal is None:
        return "Finished; nobody has checked the answer"
    return "Solved" if reached(goal, now.trace, settings.said == "edit") else "Finished, but not what the goal needs"


def _steps(now: Moment) -> int:
    """How often something was tried; the guard's last word is no try."""
    return sum(line.tool != "guard" for line in now.trace)


def _told_end(frame: Acting, now: Moment) -> str:
    settings, trace = frame.settings, now.trace
    steps = _steps(now)
    sentence = f"{verdict(settings, now)}, after {steps} step{'s' * (steps != 1)}."
    errors, mends = sum(map(failed, trace)), len(mended(trace))
    if errors:
        whole = "mended" if errors == mends == 1 else "all mended" if errors == mends else f"{mends or 'none'} mended"
        sentence += f" {errors} error{'s' * (errors != 1)}, {whole}."
    elif settings.fault in ("busy", "silent", "renamed"):
        sentence += " It never met the fault."
    if any(cut_off(line.result) for line in trace):
        sentence += " A result was too long, and was cut."
    if trace[-1].tool == "finish" and trace[-1].result:
        said = " ".join(trace[-1].result.split())
        sentence += f" It says: “{said if len(said) <= QUOTED else f'{said[:QUOTED].rstrip()}…'}”"
    return f"{sentence} It took {_time(now.seconds)}."


def _time(seconds: float) -> str:
    return "under 0.01 s" if seconds < 0.01 else f"{seconds:.2f} s" if seconds < 9.995 else f"{seconds:,.0f} s"


def measures(frame: Acting) -> dict[str, float]:
    """Steps, seconds, errors, and how many of these were mended."""
    now = frame.whole[-1]
    goal = goal_of(frame.settings.job.goal)
    found = {
        "steps": float(_steps(now)),
        "seconds": now.seconds,
        "errors met": float(sum(map(failed, now.trace))),
        "errors mended": float(len(mended(now.trace))),
        "letters written": float(sum(map(written, now.trace))),
    }
    if goal is not None:
        found["solved (1 is yes)"] = float(reached(goal, now.trace, frame.settings.said == "edit"))
    return found


def _cards(settings: Any) -> list[Any]:
    return [shipped("tickets").card]


LAB = Lab(
    title="The agent",
    question="Who notices that a tool failed, and who mends it?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.0, 2.1),
    main=1,
    height=420,
    data=_cards,
)
