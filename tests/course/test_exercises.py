"""Every exercise of the course, on five seeds: the starter, each named mistake, the solution."""

from __future__ import annotations

import ast
import os
import subprocess
import sys

import pytest

from workbench import course
from workbench.course.content import NOTEBOOKS, load

SEEDS = range(5)


def run(code: str) -> dict[str, object]:
    namespace: dict[str, object] = {}
    exec(compile(code, "<cell>", "exec"), namespace)
    return namespace


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("identity", course.EXERCISES)
def test_starter_mistakes_and_solution(identity, seed):
    exercise = course.EXERCISES[identity]
    assert course.check_exercise(identity, run(exercise.starter), seed).status == "unattempted"
    for name, wrong in exercise.wrong.items():
        result = course.check_exercise(identity, run(wrong.code), seed)
        assert (result.status, result.message) == ("failed", wrong.message), name
        assert result.next_step, name
    passed = course.check_exercise(identity, run(exercise.solution), seed)
    assert (passed.status, passed.next_step) == ("passed", ""), passed


@pytest.mark.parametrize("identity", course.EXERCISES)
def test_an_exercise_is_complete(identity):
    exercise = course.EXERCISES[identity]
    assert identity.startswith(tuple(f"{notebook}." for notebook in NOTEBOOKS))
    assert len(exercise.hints) >= 2 and len(exercise.wrong) >= 2
    messages = [wrong.message for wrong in exercise.wrong.values()]
    assert len(set(messages)) == len(messages)
    assert all(wrong.code != exercise.solution for wrong in exercise.wrong.values())
    assert exercise.prompt.strip() and exercise.title
    for code in (exercise.starter, exercise.solution, *(wrong.code for wrong in exercise.wrong.values())):
        assert max(map(len, code.splitlines())) <= 120


@pytest.mark.parametrize("identity", course.EXERCISES)
def test_most_of_the_code_is_there(identity):
    exercise = course.EXERCISES[identity]
    starter = {line.strip() for line in exercise.starter.splitlines() if line.strip()}
    solution = [line.strip() for line in exercise.solution.splitlines() if line.strip()]
    kept = sum(line in starter for line in solution)
    assert kept / len(solution) >= 0.5
    assert any(isinstance(node, ast.Constant) and node.value is ... for node in ast.walk(ast.parse(exercise.starter)))


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_notebook_asks_enough_and_not_too_much(notebook):
    content = load(notebook)
    assert content.id == notebook
    assert 1 <= len(content.predictions) <= 3
    assert 3 <= len(content.exercises) <= 5
    assert 3 <= len(content.quiz) <= 5
    for number, exercise in enumerate(content.exercises, 1):
        assert exercise.id == f"{notebook}.{number}"
    for number, prediction in enumerate(content.predictions, 1):
        assert prediction.id == f"{notebook}.p{number}"


def test_the_map_of_exercises_behaves_like_one():
    assert list(course.EXERCISES) and len(course.EXERCISES) == len(list(course.EXERCISES))
    assert "4.2.99" not in course.EXERCISES and "nonsense" not in course.EXERCISES
    assert course.EXERCISES.get("4.2.99") is None
    with pytest.raises(KeyError) as caught:
        course.EXERCISES["4.2.99"]
    assert str(caught.value) == "There is no exercise '4.2.99'. `course.EXERCISES` lists all of them."


def test_importing_the_course_is_quick_and_light(tmp_path):
    compiled = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}  # by the first run
    code = (
        "import sys, time; start = time.process_time(); from workbench import course; list(course.EXERCISES); "
        "print(time.process_time() - start, *sys.modules)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], env=compiled, capture_output=True, text=True, check=True)
        for _ in range(3)
    ]
    assert min(float(run.stdout.split()[0]) for run in runs) < 0.2
    assert not {"torch", "numpy", "sklearn", "polars", "IPython", "anywidget"} & set(runs[0].stdout.split())
