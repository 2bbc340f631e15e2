"""Programs end when they are asked to, and also when they do not listen."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from workbench.setup import process


@pytest.mark.parametrize("deaf", [False, True])
def test_a_program_is_stopped_whether_it_listens_or_not(deaf: bool) -> None:
    code = "import signal, time\n"
    code += "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" if deaf else ""
    code += "print('here', flush=True); time.sleep(600)"
    program = process.start([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None and program.stdout.readline() == "here\n"
    begun = time.monotonic()
    process.stop(program, patience=1)
    assert program.poll() is not None and time.monotonic() - begun < 30
    program.stdout.close()
