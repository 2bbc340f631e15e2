"""What was tried, so that two trainings can be compared: one file on this machine, beside your progress.

    with runs.record("income forest", case=mine, settings={"trees": 300}) as run:
        model = ...
        run.log(f1=0.71)

table()                 every run: scores, seconds, memory, settings, data, versions
compare(a, b)           what changed between two runs, and what it did
plot("seconds", "f1")   one number of each run against another
export("runs.csv")      the table as a file
note(id, "text")        write beside a run
delete(id)              delete a run for good
save(...)               a run that is over, such as a pin of a lab
to_mlflow(uri)          the same runs in MLflow, where it is installed

store.py is the file, recording.py makes a run, memory.py and checksum.py measure, overview.py shows,
elsewhere.py passes on.
"""

from workbench.runs.elsewhere import to_mlflow
from workbench.runs.overview import compare, export, plot, table
from workbench.runs.recording import Recording, record, save
from workbench.runs.store import delete, note

__all__ = ["Recording", "compare", "delete", "export", "note", "plot", "record", "save", "table", "to_mlflow"]
