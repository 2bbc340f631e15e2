"""What the README promises is there, and what is there is in the README."""

from __future__ import annotations

import importlib.util
import itertools
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

import workbench.__main__ as commands
from workbench.setup import packages

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
LINKS = [
    (page, link)
    for page in PAGES
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / page).read_text("utf-8"))
]


BLOCKS = [
    (page, language, code)
    for page in ("README.md", "CONTRIBUTING.md")
    for language, code in re.findall(r"```(\w*)\n(.*?)```", (ROOT / page).read_text("utf-8"), re.S)
]
# In blocks and within sentences.
COMMANDS = sorted(
    {
        (page, line)
        for page in ("README.md", "CONTRIBUTING.md")
        for line in re.findall(
            r"(?:^|(?<=`))((?:python3?|conda|pip|py|\S+/bin/[\w-]+) [^`\n]+)(?:`|$)",
            (ROOT / page).read_text("utf-8"),
            re.M,
        )
    }
)
OPTIONS = sorted(set(re.findall(r"`(--?[a-z][^`\n]*)`", (ROOT / "README.md").read_text("utf-8"))))


@pytest.mark.parametrize(("page", "link"), LINKS)
def test_a_link_leads_somewhere(page: str, link: str) -> None:
    assert (ROOT / link).is_file()


def test_the_map_links_every_notebook_there_is() -> None:
    linked = {link for page, link in LINKS if page == "README.md" and link.endswith(".ipynb")}
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "notebooks").glob("*/[0-9].[0-9]_*.ipynb")}
    assert linked == there


def test_the_lab_in_the_readme_works_when_pasted() -> None:
    (code,) = (text for page, language, text in BLOCKS if page == "README.md" and language == "python")
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(code, "README.md", "exec"), names)
    lab = names["LAB"]
    frame = lab.run(throws=500)
    assert frame.share.shape == (500,)
    assert lab.describe(frame).startswith("After 500 throws, ")
    assert len(lab.picture(frame).axes) == 1


def test_every_block_of_python_runs() -> None:
    for page, language, code in BLOCKS:
        if language == "python":
            exec(compile(code, page, "exec"), {"__name__": "__main__"})


def test_every_block_is_python_or_commands_that_are_tested() -> None:
    for page, language, code in BLOCKS:
        assert language == "python" or all((page, line) in COMMANDS for line in code.splitlines()), code


@pytest.mark.parametrize(("page", "command"), COMMANDS)
def test_a_command_is_understood(page: str, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program, *words = shlex.split(command)
    for option, file in itertools.pairwise(words):
        if option in ("-f", "-c", "-r"):
            assert (ROOT / file).is_file()
    for extras in re.findall(r"\.\[([\w,]+)\]", command):
        assert set(extras.split(",")) <= set(packages.requirements())
    if words[:2] == ["-m", "workbench"]:
        for module, _ in commands.COMMANDS.values():
            monkeypatch.setattr(f"{module}.run", lambda options, rest: 0)
        assert commands.main(words[2:]) == 0
    elif words[:1] == ["-m"]:
        assert importlib.util.find_spec(words[1])
    else:
        assert Path(program).name in ("conda", "pip", "pre-commit"), "say here how this program is tested"


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_is_one_that_a_command_has(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        commands.main(["test" if option.split()[0] in ("-k", "--fast", "--long") else "start", "--help"])
    assert f"{option.split()[0]} " in capsys.readouterr().out.replace("]", " ").replace(",", " ")
