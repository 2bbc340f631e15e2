"""How Ray is started, with a Ray that is played by the test; the real one: tests/training/test_search_on_ray.py."""

import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

from workbench.cluster import SETTINGS, VERSION, start_ray
from workbench.errors import WorkbenchError


class Played(SimpleNamespace):
    """A Ray that starts at a try of this number."""

    def __init__(self, starts_at):
        super().__init__(starts_at=starts_at, tries=0, running=False)

    def is_initialized(self):
        return self.running

    def init(self, **options):
        self.tries += 1
        if self.tries < self.starts_at:
            raise RuntimeError("The current node timed out during startup.")
        self.running, self.options = True, options

    def shutdown(self):
        self.running = False


@pytest.fixture
def play(monkeypatch):
    for name in SETTINGS:
        monkeypatch.setenv(name, "as it was")

    def play(starts_at):
        ray = Played(starts_at)
        monkeypatch.setitem(sys.modules, "ray", ray)
        return ray

    return play


@pytest.mark.parametrize("starts_at", [1, 2, 3])
def test_what_is_slow_at_first_is_tried_again_and_started_once(play, starts_at):
    ray = play(starts_at)
    assert start_ray(num_cpus=2) is ray and ray.running
    assert start_ray() is ray and ray.tries == starts_at
    assert ray.options == {"log_to_driver": False, "include_dashboard": False, "num_cpus": 2}


def test_after_three_tries_it_says_so(play):
    ray = play(4)
    with pytest.raises(WorkbenchError) as caught:
        start_ray()
    assert str(caught.value) == (
        "Ray did not start in 3 tries: The current node timed out during startup. "
        "Close other programs and try again, or leave `ray` out."
    )
    assert ray.tries == 3


def test_the_version_that_is_named_is_that_of_the_extra():
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["optional-dependencies"]["cluster"] == [f"ray=={VERSION}"]
