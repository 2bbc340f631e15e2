"""The commands: `python3 -m workbench start | test | doctor | reset`. Standard library alone: a bare Python runs it.

A command is a module with `add_arguments(parser)` and `run(options, rest) -> exit code`; `COMMANDS` lists them.
This file must be readable to a Python that is too old, or it could not say so.
"""

import argparse
import importlib
import sys

OLDEST = (3, 11)

COMMANDS = {
    "start": ("workbench.setup.start", "Set up what is missing, then open JupyterLab."),
    "test": ("workbench.setup.test", "Set up what is missing, then run every check. Other options go to pytest."),
    "doctor": ("workbench.setup.doctor", "Compare this machine with what was tested."),
    "reset": ("workbench.course.reset", "Put a fresh copy of a notebook in its place; yours is kept."),
}
PASS_ON = {"test"}  # commands that take options this parser does not know


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
    sys.exit(main())
