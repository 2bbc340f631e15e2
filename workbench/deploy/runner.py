"""Run as a program of its own: serve the `app` of a folder on 127.0.0.1, and end with the program that started it.

It is called by its path, `python runner.py FOLDER PORT WORKERS`, so that nothing of this package is imported. The first
line it prints is its port. Standard input is a pipe that nobody writes to: when its other end is gone, so is the
program that started this one, however it ended.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
import threading
import time
from typing import Any

LOOK = 0.5  # seconds between two looks at who the parent is


def listen(port: int) -> socket.socket:
    """A socket on 127.0.0.1; port 0 lets the system choose one that is free."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name != "nt":  # there it would let two programs share a port
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    made.set_inheritable(True)
    return made


def serve(folder: str, listening: socket.socket) -> None:
    """Answer until somebody ends this process; with uvloop and httptools where they are installed."""
    os.chdir(folder)
    sys.path.insert(0, folder)
    import uvicorn

    config = uvicorn.Config(
        "app:app", loop="auto", http="auto", access_log=False, log_level="warning", timeout_graceful_shutdown=3
    )
    uvicorn.Server(config).run(sockets=[listening])


def serve_beside(folder: str, listening: socket.socket) -> None:
    """The same in a second process, which ends when the first one does."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=leave_after, args=(parent, 0), daemon=True).start()
    serve(folder, listening)


def leave_after(other: Any, status: int) -> None:
    """End this process when another one has ended."""
    other.join()
    os._exit(status)


def end_with_the_starter() -> None:
    """Leave at once when the pipe closes, or when another process has become the parent of this one."""
    first = os.getppid()

    def wait() -> None:
        while os.read(0, 1):  # not sys.stdin: Python could not end while a thread reads from it
            pass
        os._exit(0)

    def look() -> None:
        while os.getppid() == first:
            time.sleep(LOOK)
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
    threading.Thread(target=look, daemon=True).start()


def main(folder: str, port: int, workers: int) -> None:
    """Listen, say where, and answer."""
    end_with_the_starter()
    listening = listen(port)
    print(listening.getsockname()[1], flush=True)
    spawn = multiprocessing.get_context("spawn")
    others = [spawn.Process(target=serve_beside, args=(folder, listening), daemon=True) for _ in range(workers - 1)]
    for other in others:
        other.start()
        # One of two workers alone would answer half as fast, and nobody would know why: all end together.
        threading.Thread(target=leave_after, args=(other, 1), daemon=True).start()
    serve(folder, listening)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
