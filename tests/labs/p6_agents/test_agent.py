import random
from dataclasses import replace

import numpy as np
import pytest

from tests.labs.test_words_of_pictures import SIZES, troubles
from workbench.agent import faults, state
from workbench.experiments.agent_goals import GOALS
from workbench.experiments.agent_planners import PLANNERS
from workbench.experiments.agents import Assignment, Moment, TraceLine, at_work
from workbench.labs.p6_agents import agent
from workbench.labs.p6_agents._graph import EDGES, PLACES
from workbench.labs.p6_agents._lines import in_lines, width_of
from workbench.labs.p6_agents.agent import LAB, LAST, MOST, SAID, Settings
from workbench.live.picture import Canvas
from workbench.live.style import Look


def test_the_choices_are_those_of_the_tools_and_faults_there_are():
    assert list(agent.FAULTS) == list(faults.FAULTS)
    assert agent.TOOLS == state.TOOLS
    assert [name for name, _ in LAB.controls["planner"].options] == list(PLANNERS)


def test_the_drawn_graph_is_the_one_that_langgraph_has():
    run = at_work(LAB.settings().job)
    list(run.steps)
    names = {"__start__": "start", "__end__": "end"}
    drawn = run.graph.get_graph()
    assert {(names.get(e.source, e.source), names.get(e.target, e.target)) for e in drawn.edges} == set(EDGES)
    assert {names.get(node, node) for node in drawn.nodes} == set(PLACES)


def test_each_moment_shows_the_trace_of_its_checkpoint():
    run = at_work(LAB.settings(planner="rules", fault="busy").job)
    whole = run.steps.last.moments
    kept = {one.config["configurable"]["checkpoint_id"]: one for one in run.history()}
    for place in (0, 3, 7, 12, len(whole) - 1, LAST):
        frame = LAB.run(planner="rules", fault="busy", moment=place)
        now = frame.moments[-1]
        assert now is whole[min(place, len(whole) - 1)]
        assert len(now.trace) >= len(kept[now.checkpoint].values["trace"])
        sentence = LAB.describe(frame)
        assert sentence.startswith(f"Moment {place} of {len(whole) - 1}: ") or now.over


def test_no_run_has_more_moments_than_the_slider():
    for said in SAID:
        for planner in PLANNERS:
            job = LAB.settings(
                goal="two", planner=planner, limit=MOST, fault="busy", broken="draft_email", said=said
            ).job
            assert len(at_work(job).steps.last.moments) <= LAST + 1


def test_buttons_step_through_the_run():
    frame, seen = LAB.run(planner="rules", moment=0), [0]
    while not frame.moments[-1].over:
        offered = {one.label: one.values for one in frame.suggestions}
        frame = LAB.run(planner="rules", **offered["One node on"])
        seen.append(len(frame.moments) - 1)
    assert seen == list(range(len(frame.whole)))
    back = {one.label: one.values for one in frame.suggestions}["One node back"]
    assert len(LAB.run(planner="rules", **back).moments) == len(frame.whole) - 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"planner": "rules"}, "Solved, after 4 steps. It says: “The warranty runs for 24 months."),
        ({"planner": "rules", "fault": "busy"}, "Solved, after 5 steps. 1 error, mended. "),
        ({"planner": "rules", "fault": "silent"}, "Given up, after 3 steps. 2 errors, none mended. "),
        (
            {"planner": "rules", "goal": "read", "fault": "flood"},
            "Solved, after 2 steps. A result was too long, and was cut.",
        ),
        (
            {"planner": "rules", "fault": "flood", "broken": "find_rule"},
            "Finished, but not what the goal needs, after 4 steps. A result was too long, and was cut.",
        ),
        ({"planner": "rules", "said": "edit"}, "Solved, after 4 steps. "),
        ({"planner": "rules", "said": "edit", "letter": " "}, "Given up, after 4 steps. 1 error, none mended. "),
        ({"planner": "rules", "limit": 2}, "Stopped by the step limit, after 2 steps. "),
        ({"planner": "rules", "said": "no"}, "Stopped after the person's no, after 4 steps. "),
        ({"planner": "rules", "goal": "private"}, "Refused, and rightly, after 1 step. "),
        ({"planner": "rules", "goal": "money"}, "Finished, but not what the goal needs, after 4 steps. "),
        ({"planner": "rules", "goal": "count", "fault": "busy"}, "Solved, after 2 steps. It never met the fault. "),
        ({"planner": "rules", "own": "Show T00001."}, "Finished; nobody has checked the answer, after 2 steps. "),
        ({"planner": "rules", "own": "Make coffee."}, "Refused, after 1 step. "),
        ({"planner": "rules", "goal": "letter", "moment": 0}, "Moment 0 of 18: the goal is set"),
        ({"planner": "rules", "goal": "letter", "moment": 11}, "Moment 11 of 18: the run waits for a person. "),
    ],
)
def test_the_sentence_is_true(values, words):
    assert LAB.describe(LAB.run(**values)).startswith(words)


def test_measures_count_the_trace():
    frame = LAB.run(goal="two", planner="rules", fault="renamed")
    found, trace = LAB.measures(frame), frame.whole[-1].trace
    assert found["steps"] == len(trace) == 8
    assert found["errors met"] == sum("no such column" in one.error for one in trace) == 2 == found["errors mended"]
    assert found["letters written"] == 2 and found["solved (1 is yes)"] == 1
    assert found["seconds"] == pytest.approx(sum(one.ms for one in trace) / 1000)


def test_the_part_of_the_run_that_is_shown_changes_no_result():
    whole, part = (LAB.run(planner="rules", moment=moment) for moment in (LAST, 4))
    assert LAB.measures(whole) == LAB.measures(part)
    assert whole.settings.job == part.settings.job  # so the run is not made again


def test_a_click_on_a_row_shows_the_moment_at_which_it_came():
    canvas = Canvas(LAB, Look())
    frame = LAB.run(planner="rules")
    canvas.draw(frame, None)
    for number, top in canvas.picture.table.shown:
        picked = canvas.picture.pick(frame, 1, 0.5, top - 0.01)
        assert len(LAB.run(planner="rules", **picked).moments[-1].trace) == number + 1
    assert canvas.picture.pick(frame, 0, 0.5, 0.5) is None
    assert canvas.picture.pick(frame, 1, 0.5, 2.0) is None


def extreme(words, times):
    """A moment with as many steps as there can be, all texts and times at their worst."""
    tools = ("ask_database", "count_tickets", "person", "guard", "draft_email")
    lines = tuple(
        TraceLine(words, tools[i % 5], words, {}, "" if i % 2 else words, words if i % 2 else "", times)
        for i in range(MOST + 1)
    )
    chances = tuple(zip(state.TOOLS, (0.999, 0.0004, 0.0003, 0.0002, 0.0001), strict=True))
    return Moment("approve", "approve", True, lines, lines[0], chances, "")


@pytest.mark.parametrize("words", ["", "W" * 400, "Grüße, 中文 😀 $x$ <b> \\ " * 30, "a\nb " * 200])
@pytest.mark.parametrize("times", [0.0, 9.96, 999.7, 5e6])
def test_no_text_is_over_another_whatever_the_trace_holds(words, times, caplog):
    frame = LAB.run(planner="rules")
    step = replace(frame.newest.item, moments=(extreme(words, times),))
    newest = type(frame.newest).__new__(type(frame.newest))
    newest._run, newest.item = None, step
    frame = replace(frame, newest=newest)
    for width, height in SIZES:
        canvas = Canvas(LAB, Look("light", width, height=height))
        canvas.draw(frame, None)
        assert sorted(set(troubles(canvas))) == [], (width, height)
    assert not caplog.messages


def test_lines_are_as_wide_as_they_may_be_and_no_wider():
    chance = random.Random(0)
    for _ in range(200):
        words = " ".join("x" * chance.randrange(1, 30) for _ in range(chance.randrange(1, 30)))
        width, most = chance.uniform(40, 400), chance.randrange(1, 4)
        lines = in_lines(words, width, 9.0, most)
        assert 1 <= len(lines) <= most
        assert all(width_of(one, 9.0) <= width + 0.01 for one in lines)
        told = "".join(lines).replace("…", "").replace(" ", "")
        assert words.replace(" ", "").startswith(told)
        assert (told == words.replace(" ", "")) == (not lines[-1].endswith("…"))


def test_a_run_is_carried_out_once():
    job = Settings(planner="rules").job
    assert at_work(job) is at_work(Assignment(**vars(job)))
    frames = list(LAB.compute(LAB.settings(planner="rules")))
    assert all(np.diff([one.progress for one in frames]) >= 0) and frames[-1].progress == 1
    assert {goal.text for goal in GOALS.values()} == {text for _, text in LAB.controls["goal"].options}


@pytest.mark.parametrize(("width", "height"), [(440, 420), (480, 0), (640, 0), (760, 560), (860, 300), (950, 440)])
def test_no_box_of_the_graph_is_over_another_or_cut(width, height):
    canvas = Canvas(LAB, Look("light", width, height=height))
    canvas.draw(LAB.run(planner="rules"), None)
    graph = canvas.picture.graph
    boxes = [path.get_extents(graph.axes.transData) for path in graph.boxes.get_paths()]
    assert len(boxes) == len(PLACES)
    for place, box in enumerate(boxes):
        assert graph.axes.bbox.padded(1).contains(box.x0, box.y0) and graph.axes.bbox.padded(1).contains(box.x1, box.y1)
        assert not any(box.overlaps(other) for other in boxes[place + 1 :])
