"""What exceptions say, the hostile ones too."""

import json

import pytest

from workbench.errors import SettingsError
from workbench.live import report


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no words")

    __repr__ = __str__


class Leaving(Exception):
    def __str__(self):
        raise SystemExit


class Nameless(type):
    @property
    def __name__(cls):
        raise ValueError("no name")


class Unnamed(Exception, metaclass=Nameless):
    pass


def raised(error):
    try:
        raise error
    except BaseException as caught:
        return caught


def test_a_plain_error_is_named_and_says_what_it_says():
    error = raised(ZeroDivisionError("too high"))
    assert report.sentence(error) == "The lab stopped with an error. ZeroDivisionError: too high"
    assert "in raised" in report.details(error)


def test_a_mistake_of_the_user_is_told_as_it_is():
    assert report.sentence(SettingsError("Choose another.")) == "Choose another."


@pytest.mark.parametrize("error", [Mute(), Leaving(), SystemExit(3), GeneratorExit(), KeyboardInterrupt()])
def test_an_error_that_cannot_speak_is_named_all_the_same(error):
    error = raised(error)
    assert type(error).__name__ in report.sentence(error)
    assert type(error).__name__ in report.details(error)


def test_a_class_that_will_not_give_its_name_is_named_all_the_same():
    error = raised(Unnamed("why"))
    assert report.sentence(error) == "The lab stopped with an error. Unnamed: why"
    details = report.details(error)
    assert "Unnamed: why" in details


def test_half_a_character_can_be_sent():
    error = raised(ValueError("half \ud83d of it"))
    for text in (report.sentence(error), report.details(error)):
        json.dumps(text, ensure_ascii=False).encode()
        assert "half \\ud83d of it" in text


def test_fifty_megabytes_are_cut_and_both_ends_are_left():
    error = raised(ValueError("begin" + "x" * 50_000_000 + "end"))
    for text in (report.sentence(error), report.details(error)):
        assert len(text) < 25_000 and "characters left out" in text
    assert "ValueError: begin" in report.sentence(error) and report.details(error).strip().endswith("end")
