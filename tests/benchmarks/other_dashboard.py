"""explainerdashboard on a table and a model that `own_what_if.py` has written, served for its browser.

Runs in an environment of its own (`pip install explainerdashboard xgboost`), which holds no workbench:
`python other_dashboard.py FOLDER PORT`. It explains log-odds, which it can do without a background and much quicker
than probabilities, its default, and leaves out the interactions, which it says are slow.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path


def serve(folder: Path, port: int) -> None:
    """Make the dashboard, and serve it until somebody ends the process."""
    import numpy as np
    import pandas as pd
    from explainerdashboard import ClassifierExplainer, ExplainerDashboard
    from xgboost import XGBClassifier

    X = np.load(folder / "X.npy")
    frame = pd.DataFrame(X, columns=[f"column {i}" for i in range(X.shape[1])])
    model = XGBClassifier()
    model.load_model(folder / "model.json")
    begin = time.perf_counter()
    explainer = ClassifierExplainer(model, frame, pd.Series(np.load(folder / "y.npy")), model_output="logodds")
    dashboard = ExplainerDashboard(explainer, shap_interaction=False)
    print(f"made in {time.perf_counter() - begin:.1f} s", flush=True)
    dashboard.run(port=port, host="127.0.0.1", use_waitress=False)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
