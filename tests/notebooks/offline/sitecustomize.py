"""Imported by Python itself at every start, when this folder is on PYTHONPATH: no connection leaves this machine.

An audit hook sees every connection and every look-up of a name, and cannot be taken away again. Each refusal is also
written down, because libraries like to swallow the error and go on without what they wanted to download.
"""

import os
import sys

HERE = {"127.0.0.1", "::1", "localhost", "", None}


def refuse(event: str, arguments: tuple) -> None:
    """Let nothing through but this machine and sockets that are files."""
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in HERE:
        with open(os.environ["WORKBENCH_REFUSED"], "a") as log:
            log.write(f"{host}\n")
        raise PermissionError(f"Notebooks run without a network; something asked for {host}.")


sys.addaudithook(refuse)
