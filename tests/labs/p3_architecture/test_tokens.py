"""Tokens in pictures."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from workbench.labs.p3_architecture._tokens import Flow, Paragraph, drawable, named


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tcé\r", "a⏎b→cé"),
        ("中é", "‹U+4E2D›é"),
        ("한", "‹han›"),
        ("こン", "‹ko›‹n›"),
        ("का", "‹ka›‹aa›"),
        (" 🥝!", " ‹kiwifruit›!"),
        ("\ue000", "‹U+E000›"),
        ("🥲", "‹smiling face wi…›"),
    ],
)
def test_a_line_stays_one_and_what_the_font_does_not_have_is_named(text, shown):
    assert drawable(text) == shown


@pytest.mark.parametrize(
    ("token", "label"), [(" refund", "␣refund"), ("ing", "ing"), (" ", "␣"), ("  ", "␣␣"), ("\n", "⏎")]
)
def test_the_space_of_a_token_can_be_seen(token, label):
    assert named(token) == label


def panel(width, height):
    figure = Figure((width / 96, height / 96), dpi=96)
    FigureCanvasAgg(figure)
    return Flow(figure.add_axes((0, 0, 1, 1)), 60, 3), figure


def told(flow):
    return [text for text in flow.words if text.get_text()]


def test_tokens_stand_in_lines_inside_the_panel_and_in_order():
    flow, figure = panel(200, 300)
    tokens = [" parcel", "s", " are", " late"] * 10
    flow.update([Paragraph("You:", tokens, np.zeros(40))])
    figure.canvas.draw()
    places = [text.get_position() for text in told(flow)]
    assert len(places) == 40
    assert places == sorted(places, key=lambda place: (-round(place[1], 6), place[0]))
    for text in told(flow):
        assert text.get_position()[0] * 200 >= 0 and text.get_position()[0] * 200 + text.width <= 201
    assert len(flow.boxes.get_paths()) == 40


def test_what_has_no_room_is_left_out():
    flow, _ = panel(200, 60)
    flow.update([Paragraph("You:", [" parcel"] * 40, np.zeros(40)), Paragraph("More:", [" a"], np.zeros(1))])
    assert 0 < len(told(flow)) < 10
    assert [heading.get_text() for heading in flow.headings] == ["You:", "", ""]
    flow.update([Paragraph("You:", [" one"], np.ones(1))])
    assert [text.get_text() for text in told(flow)] == ["one"]
    assert flow.boxes.get_facecolor()[0, 3] == pytest.approx(0.58)
