"""How JupyterLab looks at the very first start."""

import json
from pathlib import Path

from jupyterlab.commands import get_workspaces_dir

CLOSED = {"collapsed": True, "visible": True, "current": None, "widgets": []}
LAYOUT = {"main": None, "down": {"size": 0, "widgets": []}, "left": CLOSED, "right": CLOSED}


def begin_with_room_for_labs() -> None:
    """Write a first workspace whose side bars are closed, unless this learner has had one; never overwrite any."""
    folder = Path(get_workspaces_dir())
    if folder.exists():
        return
    first = {"data": {"layout-restorer:data": LAYOUT}, "metadata": {"id": "default"}}
    try:
        folder.mkdir(parents=True)
        (folder / "default-37a8.jupyterlab-workspace").write_text(json.dumps(first), encoding="utf-8")
    except OSError:
        return  # a place where nobody may write: then JupyterLab begins as it always does
