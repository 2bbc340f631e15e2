import pytest

from workbench.training.teacher_card import TeacherCard

WHOLE = TeacherCard("Reader 1", "our team", "our own", "yes", "Digits", "CC BY-SA 3.0")


def test_a_whole_card_leaves_nothing_open():
    assert WHOLE.open_points == ()
    assert str(WHOLE) == "Teacher: Reader 1, our team, trained on Digits (CC BY-SA 3.0)."
    assert "Nothing is open" in WHOLE._repr_markdown_()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"answers_may_train": "no"}, "Its answers may not train another model"),
        ({"answers_may_train": "unknown"}, "Find out whether its answers may train another model"),
        ({"licence": ""}, "Find its licence or terms"),
        ({"learned_from": "", "data_licence": ""}, "Nobody says what it learned from"),
        ({"data_licence": ""}, "Find out what may be done with the data"),
    ],
)
def test_each_gap_is_one_thing_to_do(changed, told):
    from dataclasses import replace

    (point,) = replace(WHOLE, **changed).open_points
    assert point.startswith(told)


def test_what_a_person_writes_stays_one_cell():
    shown = TeacherCard("a | b", "<b>x</b>")._repr_markdown_()
    row = next(line for line in shown.splitlines() if line.startswith("| teacher"))
    assert row.count(" | ") == 1 and r"\<b>" in shown
    assert str(TeacherCard("x", "y")) == "Teacher: x, y."
