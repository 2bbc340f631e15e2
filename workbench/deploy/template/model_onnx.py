"""The model: rows in, answers out. ONNX describes the computing alone; loading it runs no code of a stranger."""

import os
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before the import; otherwise ONNX Runtime reports to its maker

import numpy as np  # noqa: E402
import onnxruntime  # noqa: E402

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1  # one processor for each worker of the service
session = onnxruntime.InferenceSession(
    Path(__file__).with_name("model.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
)


def predict(rows, schema):
    """Answers, and probabilities of each class (None if the answers are numbers)."""
    if schema["inputs"] == "array":
        name = schema["columns"][0]["name"]
        shares = session.run(None, {"rows": np.array([row[name] for row in rows], dtype="float32")})[0]
        return [schema["classes"][place] for place in shares.argmax(axis=1)], shares.tolist()
    columns = {
        one["name"]: np.array(
            [[str(row[one["name"]])] for row in rows] if one["kind"] in ("word", "text")
            else [[np.nan if row[one["name"]] is None else row[one["name"]]] for row in rows],
            dtype=object if one["kind"] in ("word", "text") else schema["precision"],
        )
        for one in schema["columns"]
    }  # fmt: skip
    if schema["inputs"] == "matrix":
        columns = {"rows": np.hstack([columns[one["name"]] for one in schema["columns"]])}
    answers = session.run(None, columns)
    if schema["task"] == "regression":
        return answers[0].ravel().tolist(), None
    if len(answers) == 1:
        return answers[0].ravel().tolist(), None
    return answers[0].ravel().tolist(), answers[1].tolist()
