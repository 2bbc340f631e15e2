"""The commands: `python3 -m workbench start | test | doctor | reset`. Standard library alone: a bare Python runs it.

A command is a module with `add_arguments(parser)` and `run(options, rest) -> exit code`; `COMMANDS` lists them.
This file must be readable to a Python that is too old, or it could not say so.
"""

import sys

if __name__ == "__main__" and not getattr(sys.flags, "safe_path", False):
    # `python3 -m` puts this folder first. Last, a file `random.py` in it does not stand in for the standard library's.
    sys.path.append(sys.path.pop(0))

import argparse  # noqa: E402 - the lines above come first
import importlib  # noqa: E402
import os  # noqa: E402

OLDEST = (3, 11)

COMMANDS = {
    "start": ("workbench.setup.start", "Set up what is missing, then open JupyterLab."),
    "test": ("workbench.setup.test", "Set up what is missing, then run every check. Other options go to pytest."),
    "doctor": ("workbench.setup.doctor", "Compare this machine with what was tested."),
    "reset": ("workbench.setup.reset", "A fresh copy of a notebook, an empty cache, or a new log of runs."),
}
PASS_ON = {"test"}  # commands that take options this parser does not know


def forget_other_pythons() -> None:
    """Take settings for other Pythons out of the environment: they would bring in packages that nobody has tested."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for name in ("PYTHONHOME", "PYTHONPATH"):
        paths = os.environ.pop(name, "").split(os.pathsep)
        if any(path and os.path.abspath(path) != here for path in paths):
            print(f"The variable {name} is left out: it may bring in packages of another Python.", file=sys.stderr)


def main(arguments: "list[str] | None" = None) -> int:
    """Run one command and return its exit code: 0 good, 1 something to mend, 2 wrong arguments, 130 stopped."""
    if sys.version_info < OLDEST:
        print(
            "Python must be {}.{} or newer; this is {}.{}. Install a newer Python, then run this again with it.".format(
                *OLDEST, *sys.version_info[:2]
            ),
            file=sys.stderr,
        )
        return 1
    from workbench.errors import WorkbenchError

    parser = argparse.ArgumentParser(prog="python3 -m workbench", description="The workbench's own commands.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="|".join(COMMANDS))
    modules = {}
    for name, (path, summary) in COMMANDS.items():
        modules[name] = importlib.import_module(path)
        modules[name].add_arguments(subparsers.add_parser(name, help=summary, description=summary, allow_abbrev=False))
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command not in PASS_ON:
        parser.error("unknown argument: {}".format(" ".join(rest)))
    try:
        return int(modules[options.command].run(options, rest))
    except WorkbenchError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    forget_other_pythons()
    sys.exit(main())
