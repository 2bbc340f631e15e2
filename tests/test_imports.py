"""Which way imports point, and how light `import workbench` is. The imports are read, not run."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "workbench"

# Each room of the domain may use those before it, and no other.
ORDER = ("cases", "data", "security", "evaluation", "models", "training", "explain", "deploy", "agent")
DOMAIN = tuple(f"workbench.{name}" for name in ORDER)
# What every room stands on.
GROUND = tuple(
    f"workbench.{name}" for name in ("cache", "cluster", "errors", "escape", "home", "installed", "scripts", "threads")
)
WIDGETS = ("ipywidgets", "anywidget")
# What the modules that begin with the left side may import of this package.
ALLOWED = {
    **{room: GROUND + DOMAIN[: place + 1] for place, room in enumerate(DOMAIN)},
    "workbench.experiments": GROUND + ("workbench.experiments",) + DOMAIN,
    "workbench.labs": GROUND
    + ("workbench.labs", "workbench.experiments", "workbench.runs")
    + tuple(f"workbench.live.{name}" for name in ("lab", "spec", "marks", "kept", "share"))
    + DOMAIN,
    "workbench.live": (
        *(
            f"workbench.live.{name}"
            for name in ("spec", "style", "layout", "picture", "report", "run", "hold", "compare")
        ),
        *("workbench.errors", "workbench.escape", "workbench.scripts"),
    ),
    "workbench.live.lab": (
        *(f"workbench.live.{name}" for name in ("spec", "origin", "picture", "view", "sweep", "kept", "handout")),
        "workbench.errors",
    ),
    "workbench.live.handout": (
        *(f"workbench.live.{name}" for name in ("spec", "listed", "shelf", "report", "view")),
        *("workbench.errors", "workbench.escape", "workbench.scripts"),
    ),
    "workbench.live.shelf": tuple(f"workbench.live.{name}" for name in ("spec", "style", "picture")),
    "workbench.live.listed": ("workbench.live.spec", "workbench.errors"),
    "workbench.live.origin": ("workbench.live.spec",),
    "workbench.live.kept": ("workbench.live.spec",),
    "workbench.live.spec": ("workbench.live.drawn", "workbench.errors"),
    "workbench.live.drawn": (),
    "workbench.live.marks": ("workbench.live.spec",),
    "workbench.live.run": ("workbench.live.spec", "workbench.live.report", "workbench.errors"),
    "workbench.live.pins": ("workbench.live.spec", "workbench.errors", "workbench.escape"),
    "workbench.live.share": (
        "workbench.live.spec",
        "workbench.live.drawn",
        "workbench.errors",
        "workbench.__version__",
    ),
    "workbench.live.save": tuple(f"workbench.live.{name}" for name in ("spec", "style", "picture", "pins")),
    "workbench.live.compare": (
        *(
            f"workbench.live.{name}"
            for name in ("spec", "style", "picture", "run", "hold", "pins", "save", "share", "kept", "sweeping")
        ),
        "workbench.errors",
    ),
    "workbench.live.hold": tuple(f"workbench.live.{name}" for name in ("spec", "run", "pins")),
    "workbench.live.sweep": ("workbench.live.spec", "workbench.live.report", "workbench.cluster", "workbench.errors"),
    "workbench.live.sweep_picture": tuple(f"workbench.live.{name}" for name in ("spec", "style", "pins", "sweep")),
    "workbench.live.sweeping": (
        *(f"workbench.live.{name}" for name in ("spec", "style", "run", "report", "kept", "pins")),
        *("workbench.live.sweep", "workbench.live.sweep_picture", "workbench.errors"),
    ),
    "workbench.live.pin_lines": ("workbench.live.spec", "workbench.live.pins"),
    "workbench.live.picture": (
        "workbench.live.spec",
        "workbench.live.pin_lines",
        "workbench.live.style",
        "workbench.live.layout",
        "workbench.errors",
    ),
    "workbench.course": GROUND + ("workbench.course",) + DOMAIN,
    "workbench.course.content": GROUND + ("workbench.course", "workbench.experiments") + DOMAIN,
    "workbench.runs": ("workbench.runs", "workbench.cases", *GROUND),
    "workbench.setup": ("workbench.setup", "workbench.cases.store", "workbench.course.reset", "workbench.errors"),
    "workbench.__main__": ("workbench.setup", "workbench.errors"),
    "workbench.cache": ("workbench.errors", "workbench.home"),
    "workbench.cluster": ("workbench.errors",),
    "workbench.installed": ("workbench.errors",),
    "workbench.errors": (),
    "workbench.home": ("workbench.errors",),
    "workbench.escape": (),
    "workbench.scripts": (),
    "workbench.threads": (),
}
# The places that may import a widget library.
WIDGET_MODULES = {"workbench.live.view", "workbench.course.view", "workbench.course.buttons"}
HEAVY = ("IPython", "anywidget", "ipywidgets", "matplotlib", "numpy", "pandas", "polars", "scipy", "seaborn", "shap",
         "catboost", "sklearn", "torch", "transformers", "xgboost")  # fmt: skip


def modules() -> list[str]:
    files = (path for path in PACKAGE.rglob("*.py") if path.parent.name != "template")  # that runs elsewhere
    paths = (path.relative_to(ROOT).with_suffix("") for path in files)
    return sorted(".".join(path.parts).removesuffix(".__init__") for path in paths)


def source(module: str) -> str:
    path = ROOT.joinpath(*module.split("."))
    return (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8")


def imports(text: str) -> set[str]:
    """Full names of all that a module imports when it runs, at its head or inside a function."""
    names: set[str] = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for child in node.orelse:
                visit(child)
            return
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full, not relative"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(text))
    return names


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def allowed(module: str) -> tuple[str, ...]:
    rules = [prefix for prefix in ALLOWED if within(module, (prefix,))]
    return ALLOWED[max(rules, key=len)] if rules else ()


def test_the_reader_sees_every_import_that_runs() -> None:
    text = "\n".join(
        [
            "from typing import TYPE_CHECKING",
            "import a.b as c",
            "if TYPE_CHECKING:",
            "    import never",
            "def f():",
            "    from x import y, z",
        ]
    )
    assert imports(text) == {"typing.TYPE_CHECKING", "a.b", "x.y", "x.z"}


def test_within_respects_the_borders_of_names() -> None:
    assert within("workbench.live.spec.Frame", ("workbench.live.spec",))
    assert not within("workbench.live.specs", ("workbench.live.spec",))


@pytest.mark.parametrize("module", modules())
def test_imports_point_the_right_way(module: str) -> None:
    ours = {name for name in imports(source(module)) if name.startswith("workbench.")}
    assert not [name for name in sorted(ours) if not within(name, allowed(module))]


@pytest.mark.parametrize("module", modules())
def test_widget_libraries_have_one_door_each(module: str) -> None:
    widgets = {name for name in imports(source(module)) if within(name, WIDGETS)}
    assert not widgets or module in WIDGET_MODULES


def test_importing_the_package_is_quick_and_loads_nothing_heavy() -> None:
    code = "import sys, time; t = time.perf_counter(); import workbench; print(time.perf_counter() - t, *sys.modules)"
    quickest = 1.0
    for _ in range(3):
        answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
        seconds, *loaded = answer.stdout.split()
        quickest = min(quickest, float(seconds))
        assert not set(HEAVY) & set(loaded)
    assert quickest < 0.1


def test_the_commands_need_the_standard_library_alone() -> None:
    commands = [module for module in modules() if within(module, ("workbench.setup",))]
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import workbench.__main__, {', '.join(commands)}"
    bare = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert bare.returncode == 0, bare.stderr


@pytest.mark.parametrize("file", ["__init__.py", "__main__.py"])
def test_a_python_that_is_too_old_can_read_what_tells_it_so(file: str) -> None:
    ast.parse((PACKAGE / file).read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("init", sorted(PACKAGE.rglob("__init__.py")), ids=lambda path: path.parent.name)
def test_what_a_room_hands_on_by_name_is_no_file_of_it(init: Path) -> None:
    """Else `from room import name` gives the file as soon as somebody has imported it, and the function before."""
    handed = set(re.findall(r'^    "(\w+)": "[\w.]+",$', init.read_text(encoding="utf-8"), re.MULTILINE))
    beside = {path.stem for path in init.parent.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    if "_PLACES" in init.read_text(encoding="utf-8"):
        assert not handed & beside
