"""The model: rows in, answers out. skops loads the types that are named here, and no others."""

from pathlib import Path

import pandas as pd
import skops.io

path = Path(__file__).with_name("model.skops")


def load(trusted):
    """The model, if it holds no other types than these."""
    found = skops.io.get_untrusted_types(file=path)
    if unknown := sorted(set(found) - set(trusted)):
        raise ValueError(f"{path.name} holds types that schema.json does not name: {', '.join(unknown)}")
    return skops.io.load(path, trusted=found)


model = None


def predict(rows, schema):
    """Answers, and probabilities of each class (None if the answers are numbers)."""
    global model
    if model is None:
        model = load(schema["trusted"])
    frame = pd.DataFrame(
        {
            one["name"]: pd.Series(
                [row[one["name"]] for row in rows], dtype=object if one["kind"] in ("word", "text") else float
            )
            for one in schema["columns"]
        }
    )
    table = frame if hasattr(model, "feature_names_in_") else frame.to_numpy()
    probabilities = model.predict_proba(table).tolist() if hasattr(model, "predict_proba") else None
    return model.predict(table).ravel().tolist(), probabilities
