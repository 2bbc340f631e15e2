"""The same answers on other processors, with other numbers of threads, in other places, and with another hash seed."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

ROOT = Path(__file__).parents[1]
AVX2 = {"X86_V3", "AVX2", "FMA3"}  # NumPy's names for what most laptops have
ABOVE_BASELINE = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
X86 = platform.machine().lower() in ("x86_64", "amd64")


def threads(number: int) -> dict[str, str]:
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
    return dict.fromkeys(names, str(number))


LAPTOP = {
    "NPY_DISABLE_CPU_FEATURES": " ".join(name for name in ABOVE_BASELINE if name not in AVX2),
    **({"OPENBLAS_CORETYPE": "Haswell", "ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2"} if X86 else {}),
    **threads(1),
    "TZ": "Asia/Kolkata",
    "LC_ALL": "C",
    "PYTHONHASHSEED": "1",
}
OLD = {
    "NPY_DISABLE_CPU_FEATURES": " ".join(ABOVE_BASELINE),
    **(
        {"OPENBLAS_CORETYPE": "Nehalem", "ATEN_CPU_CAPABILITY": "default", "ONEDNN_MAX_CPU_ISA": "SSE41"} if X86 else {}
    ),
    **threads(2),
    "TZ": "America/St_Johns",
    "LC_ALL": "C",
    "PYTHONHASHSEED": "2",
}


def run_tests(machine: dict[str, str], *arguments: str) -> None:
    """Run tests as on such a machine, in a process of their own: all this is read when NumPy is imported."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    answer = subprocess.run(command, cwd=ROOT, env={**usual, **machine}, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout[-8000:] + answer.stderr[-2000:]


def test_what_depends_on_the_order_of_equals_is_the_same_on_a_laptop_with_avx2() -> None:
    run_tests(LAPTOP, "tests/explain/test_overview.py", "-k", "dependence or partners")


@pytest.mark.long
@pytest.mark.parametrize(("machine", "which"), [(LAPTOP, "not browser"), (OLD, "not browser and not notebooks")])
def test_all_answers_are_the_same(machine: dict[str, str], which: str) -> None:
    run_tests(machine, "tests", "-m", which, f"--ignore={Path(__file__).relative_to(ROOT).as_posix()}")
