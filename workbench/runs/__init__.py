"""Every training you want to remember, in one file on your machine.

with runs.record("income forest", case=mine, settings={"trees": 300}) as run:
    run.log(f1=0.71)

table()                one row a run
compare(a, b)          what changed between two runs, and what it did
plot("seconds", "f1")  one number of each run against another
export("runs.csv"), note(id, "text"), delete(id)
"""

from workbench.runs.record import Run, record
from workbench.runs.store import delete, note
from workbench.runs.table import compare, export, plot, table

__all__ = ["Run", "compare", "delete", "export", "note", "plot", "record", "table"]
