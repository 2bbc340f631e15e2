"""Imported by Python itself at every start, when this folder is on PYTHONPATH: no connection leaves this machine.

An audit hook sees every connection, every message and every look-up of a name, and cannot be taken away again. Each
refusal is also written down, because libraries like to swallow the error and go on without what they wanted to
download. A Python that a notebook starts gets the same hook through PYTHONPATH. Other programs cannot be watched from
here, so only those run that ask this machine about itself. Sockets that compiled code opens past Python stay unseen.
"""

import os
import shlex
import sys

HERE = {"127.0.0.1", "::1", "localhost", "", None}
ADDRESSED = {"socket.connect", "socket.sendto", "socket.sendmsg"}
NAMED = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
STARTED = {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "pty.spawn"}
HARMLESS = {"uname", "lscpu", "fc-list", "ldconfig", "system_profiler", "sysctl"}  # processor, fonts, libraries


def refuse(event: str, arguments: tuple) -> None:
    """Let nothing through but this machine, sockets that are files, and programs that are held to the same."""
    if event in ADDRESSED or event in NAMED:
        wanted = arguments[1] if event in ADDRESSED else arguments[0]
        if isinstance(wanted, tuple):
            wanted = wanted[0]
        elif event in ADDRESSED:
            wanted = None  # the path of a file
        wanted = wanted.decode() if isinstance(wanted, bytes) else wanted
        allowed = wanted in HERE
    elif event in STARTED:
        wanted, allowed = program(event, arguments)
    else:
        return
    if not allowed:
        with open(os.environ["WORKBENCH_REFUSED"], "a") as log:
            log.write(f"{wanted}\n")
        raise PermissionError(f"Notebooks run without a network; something asked for {wanted}.")


def program(event: str, arguments: tuple) -> tuple:
    """The command that is to be started, and whether it may."""
    environment = None
    if event == "os.system":
        words = shlex.split(os.fsdecode(arguments[0]))
    elif event == "pty.spawn":
        words = arguments[0]
    else:
        path, words, *rest = arguments[1:] if event == "os.spawn" else arguments
        environment = rest[-1] if rest else None
        words = words if isinstance(words, (list, tuple)) else [words or path]
    words = [os.fsdecode(word) for word in words]
    name = os.path.basename(words[0])
    if name.startswith("python"):
        folder = (os.environ if environment is None else environment).get("PYTHONPATH", "")
        isolated = any(word[:1] == "-" and word[1:2] != "-" and set(word) & set("IES") for word in words[1:2])
        return " ".join(words), os.path.dirname(__file__) in folder and not isolated
    return " ".join(words), name in HARMLESS


sys.addaudithook(refuse)
