"""What a notebook from elsewhere may do when it is opened: nothing.

JupyterLab asks for trust before it runs a script in a cell's output, but not before it brings the saved widgets of a
notebook back to life; and a widget is a program in the page, which could start kernels and write files. So the saved
widgets of a notebook are handed to the page only if the notebook's signature checks: if this person has run and saved
it here, or has trusted it. Text and still pictures are handed over always.
"""

from __future__ import annotations

import html
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from nbformat.v4 import new_output

VIEW = "application/vnd.jupyter.widget-view+json"
NOTE = "A live part was left out: this notebook was not run and saved on this computer. Run this cell to get it."


class CarefulContents(AsyncLargeFileManager):
    """Notebooks as files, as everywhere in Jupyter, without the widgets of those that nobody here has run."""

    def mark_trusted_cells(self, nb: Any, path: str = "") -> None:
        """Called for each notebook that is read, before the page gets it."""
        if not self.notary.check_signature(nb):
            leave_out_widgets(nb)
        super().mark_trusted_cells(nb, path)


def leave_out_widgets(nb: Any) -> None:
    """Take the saved widgets out of a notebook, and say so at the place of each.

    Args:
        nb: A notebook of format 4; changed in place. The file stays as it is until the person saves.
    """
    widgets = nb.metadata.pop("widgets", None)
    cells = [cell for cell in nb.cells if cell.cell_type == "code"]
    shown = [output for cell in cells for output in cell.get("outputs", ()) if VIEW in output.get("data", {})]
    for output in shown:
        output.data = _note()
    if widgets and not shown and cells:
        cells[0].setdefault("outputs", []).append(new_output("display_data", _note()))


def _note() -> dict[str, str]:
    return {"text/plain": NOTE, "text/html": f"<p><em>{html.escape(NOTE)}</em></p>"}
