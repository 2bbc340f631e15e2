"""Renew the folder `requirements/` after a change in `pyproject.toml` or `constraints.txt`; it needs a network.

    .venv/bin/python -m workbench.setup.renew

uv, a well-kept resolver, finds the files of every package for Linux, Windows and macOS, and their hashes. Wheels alone:
to build a package would run code that nothing has checked.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

from workbench.setup.packages import ALONE, ROOT, pins
from workbench.setup.requirements import FOLDER

GPU = re.compile(r"(nvidia|cuda|triton)\b")
HEAD = "# Written by `python -m workbench.setup.renew`; do not edit.\n--only-binary :all:\n\n"
# CPU builds of torch, from elsewhere than the usual index. Line by line: hash, name of the file.
CPU_BUILDS = "torch_cpu.sha256"


def resolve(*extras: str, alone: bool = False) -> list[str]:
    """One text for each package: name, version, marker and hashes. `alone`: only those that come by themselves."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "--constraints", "constraints.txt"),
        *(("--group", ALONE, "--no-deps") if alone else ("pyproject.toml", "-")),
        *("--universal", "--python-version", "3.11", "--generate-hashes", "--only-binary", ":all:"),
        *("--no-header", "--no-annotate", "--quiet"),
        *(word for extra in extras for word in ("--extra", extra)),
    ]
    build = "\n".join(project["build-system"]["requires"])
    answer = subprocess.run(command, input=build, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return [_with_cpu_builds(text) for text in re.split(r"\n(?=\w)", answer.stdout.strip())]


def main() -> None:
    """Write every file of the folder, each without what stands in those before it."""
    everything: list[str] = []
    for name, extras in {"start": (), "test": ("test",), "dev": ("test", "bench", "dev")}.items():
        new = [text for text in resolve(*extras) if text not in everything]
        everything += new
        _write(name, [text for text in new if not GPU.match(text)])
    _write(ALONE, resolve(alone=True))
    _write("gpu", [text for text in everything if GPU.match(text)])


def _with_cpu_builds(text: str) -> str:
    version = pins()["torch"]
    if not text.startswith(f"torch=={version}"):
        return text
    known = (ROOT / FOLDER / CPU_BUILDS).read_text(encoding="utf-8").split("\n")
    builds = [line.split() for line in known if f" torch-{version}+cpu-" in line]
    return "".join([text, *(f" \\\n    --hash=sha256:{sha}" for sha, _ in builds)])


def _write(name: str, texts: list[str]) -> None:
    path = ROOT / FOLDER / f"{name}.txt"
    path.write_text(HEAD + "\n".join(texts) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
