"""What a check says about code that is missing, unfinished, broken, endless or right."""

from __future__ import annotations

import linecache

import numpy
import pytest
import torch

from workbench.course import notebook
from workbench.course.checks import array, fail_if, number
from workbench.course.exercise import Exercise, Failed, Result, Wrong
from workbench.course.gaps import bound_names, open_gaps

STARTER = '''\
import math

LIMIT = 3


def area(radius):
    """Area of a circle."""
    return ...


half, (other, *rest) = ..., (1, 2)
'''


def examine(answer, rng):
    radius = rng.uniform(1, 2)
    fail_if(abs(number(answer["area"](radius), "area") - 3.14159265 * radius**2) > 1e-6, "Not the area.", "Square it.")
    return "It is the area."


EXERCISE = Exercise("9.9.1", "Area", "Do it.", STARTER, ("a", "b"), "", {"x": Wrong("", "")}, examine)
RIGHT = STARTER.replace("return ...", "return math.pi * radius**2").replace("= ...", "= 1")


def check(code: str, seed: int = 0) -> Result:
    namespace: dict[str, object] = {}
    exec(compile(code, "<cell>", "exec"), namespace)
    before = dict(namespace)
    result = EXERCISE.check(namespace, seed)
    assert namespace == before
    return result


def test_names_a_cell_makes_and_the_gaps_in_them():
    assert bound_names(STARTER) == ["LIMIT", "area", "half", "other", "rest"]
    namespace: dict[str, object] = {}
    exec(STARTER, namespace)
    assert open_gaps(STARTER, namespace) == ["area", "half"]


@pytest.mark.parametrize(
    "code",
    [
        "def f():\n    x = ...\n    return x",
        "def f():\n    return ..., ...",
        "def f():\n    def g():\n        return ...\n    return g",
        "def f():\n    return [n for n in ...]",
        "class f:\n    def g(self):\n        return ...",
        "f = [1, {'a': ...}]",
    ],
)
def test_gaps_are_found_wherever_they_stand(code):
    namespace: dict[str, object] = {}
    exec(code, namespace)
    assert open_gaps(code, namespace) == ["f"]
    exec("f = 1", namespace)
    assert open_gaps(code, namespace) == []


def test_right():
    assert check(RIGHT) == Result("passed", "It is the area.")


def test_wrong():
    assert check(RIGHT.replace("**2", "")) == Result("failed", "Not the area.", "Square it.")


def test_nothing_was_run():
    assert EXERCISE.check({}) == Result(
        "unattempted",
        "`LIMIT` does not exist yet.",
        "Run the cell with the starter code, fill in each gap `...`, run it again, then check.",
    )


def test_a_gap_is_still_open():
    result = check(RIGHT.replace("return math.pi * radius**2", "return ..."))
    assert (result.status, result.message) == ("unattempted", "There is still a gap `...` in `area`.")


def test_three_dots_in_an_answer_that_is_right_are_no_gap():
    code = RIGHT.replace("math.pi * radius**2", "np.array([math.pi * radius**2])[..., 0]").replace(
        "import math", "import math\nimport numpy as np"
    )
    assert check(code).status == "passed"


def test_a_wrong_answer_with_three_dots_in_an_index_is_an_attempt(monkeypatch):
    namespace: dict[str, object] = {}
    exec(RIGHT.replace("math.pi * radius**2", "numpy.array([radius])[..., 0]"), {"numpy": numpy}, namespace)
    monkeypatch.setattr(notebook, "_learners_names", lambda: namespace)
    task = notebook.ExerciseHandle(EXERCISE)
    assert task.solution().plain.startswith("Try first.")
    assert task.check() == Result("failed", "Not the area.", "Square it.")
    assert task.solution().plain.startswith("One way to do it.")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "return missing",
            "Your code stopped: a name is used that does not exist (`NameError: name 'missing' is not defined`).",
        ),
        ("return 1 / 0", "Your code stopped: something is divided by zero (`ZeroDivisionError: division by zero`)."),
        ("return {}['a']", "Your code stopped: this key or column does not exist (`KeyError: 'a'`)."),
        (
            "return [][1]",
            "Your code stopped: a position lies outside the list or array (`IndexError: list index out of range`).",
        ),
        ("raise ArithmeticError", "Your code stopped: the code raised an error (`ArithmeticError`)."),
        ("raise SystemExit", "Your code stopped: the code asked Python to quit (`SystemExit`)."),
    ],
)
def test_code_that_raises(body, message):
    result = check(RIGHT.replace("return math.pi * radius**2", body))
    assert (result.status, result.message) == ("error", message)
    assert result.next_step.startswith("Look at line 8 of your cell. ")


def test_the_line_is_shown_where_it_is_known():
    code = RIGHT.replace("math.pi", "math.pie")
    linecache.cache["<cell 1>"] = (len(code), None, code.splitlines(keepends=True), "<cell 1>")
    namespace: dict[str, object] = {}
    exec(compile(code, "<cell 1>", "exec"), namespace)
    result = EXERCISE.check(namespace)
    assert result.next_step == (
        "Look at line 8 of your cell: `return math.pie * radius**2`. Check its spelling and the type of the value."
    )


def test_the_line_is_the_learners_even_if_a_library_raised():
    code = "import json\n" + RIGHT.replace("return math.pi", "return json.loads('{') * math.pi")
    assert check(code).next_step.startswith("Look at line 9 of your cell. ")


def test_an_answer_that_the_check_stumbles_over_is_not_called_a_crash():
    def stumble(answer, rng):
        return answer["f"]().upper()

    namespace: dict[str, object] = {}
    exec("def f(): return 3", namespace)
    exercise = Exercise("9.9.1", "", "", "def f(): return ...", (), "", {}, stumble)
    assert exercise.check(namespace) == Result(
        "error",
        "The check cannot use what your code gives (`AttributeError: 'int' object has no attribute 'upper'`).",
        "Does it return what the task asks for? Call it yourself and print the result.",
    )


def test_the_line_may_be_in_a_method():
    code = "class Twice:\n    def of(self, x):\n        return 2 * y\n"
    namespace: dict[str, object] = {}
    exec(code, namespace)
    exercise = Exercise(
        "9.9.1", "", "", code.replace("2 * y", "..."), (), "", {}, lambda answer, rng: str(answer["Twice"]().of(1))
    )
    assert exercise.check(namespace).next_step.startswith("Look at line 3 of your cell. ")


def test_an_endless_loop_can_be_interrupted():
    def interrupted(answer, rng):
        raise KeyboardInterrupt

    exercise = Exercise("9.9.1", "", "", "x = ...", (), "", {}, interrupted)
    assert exercise.check({"x": 1}).message == "The check was stopped before your code came to an end."


def test_a_check_cannot_change_what_the_learner_made():
    def spoil(answer, rng):
        answer["values"].clear()
        return "spoiled"

    values = [1, 2, 3]
    assert Exercise("9.9.1", "", "", "values = ...", (), "", {}, spoil).check({"values": values}).status == "passed"
    assert values == [1, 2, 3]


def test_what_cannot_be_copied_is_checked_as_it_is():
    def first(answer, rng):
        return str(next(answer["numbers"]))

    exercise = Exercise("9.9.1", "", "", "numbers = ...", (), "", {}, first)
    assert exercise.check({"numbers": (n for n in [7])}).message == "7"


def test_a_number_is_asked_for():
    for value in (2, numpy.float32(2), torch.tensor(2.0, requires_grad=True)):
        assert number(value, "f") == 2.0
    for value, kind in (
        (None, None),
        ("2", "str"),
        ([1, 2], "list"),
        (numpy.ones(3), "ndarray of shape (3,)"),
        ({}, "dict"),
    ):
        with pytest.raises(Failed) as failed:
            number(value, "f")
        expected = "`f` gives nothing back." if kind is None else f"`f` must give one number; it gives {kind}."
        assert failed.value.message == expected


def test_an_array_is_asked_for():
    assert array([1, 2], "f", (2,)).tolist() == [1.0, 2.0]
    for value, message in (
        (None, "`f` gives nothing back."),
        (numpy.ones((2, 1)), "`f` gives an array of the wrong shape."),
        ([[1], [1, 2]], "`f` must give an array of numbers; it gives list."),
        (["a"], "`f` must give an array of numbers; it gives list."),
    ):
        with pytest.raises(Failed) as failed:
            array(value, "f", (2,))
        assert failed.value.message == message


def test_a_result_says_its_state_in_words():
    result = Result("failed", "Two < three & `x`.", "Look.")
    assert repr(result.panel()) == "Not yet.\nTwo < three & `x`.\nLook."
    page = result._repr_mimebundle_()["text/html"]
    assert "<strong>Not yet.</strong>" in page and "Two &lt; three &amp; <code>x</code>." in page
