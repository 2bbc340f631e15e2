"""A torch network that scores images, as ONNX; softmax of its scores are the probabilities."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from typing import Any

import numpy as np

from workbench.deploy.convert import ALIKE, ConversionError, ModelFile

OPSET = 18
AT_ONCE = 256  # images of one batch while both are compared


def convert_network(model: Any, images: np.ndarray) -> tuple[ModelFile, np.ndarray]:
    """Write a network as ONNX and compare it with the original on every image.

    Args:
        model: A torch module from images, shape (n, channels, rows, columns), to scores, shape (n, classes).
        images: Such images, float32.
    Returns: The file, which gives probabilities, and the original's probabilities, shape (n, classes).
    Raises: ConversionError if torch cannot write it, or its answers differ.
    """
    import torch
    from onnxruntime import InferenceSession

    if images.ndim != 4 or not len(images):
        raise ConversionError(
            f"`data` must be images of the shape (n, channels, rows, columns); got {images.shape}. Reshape them first."
        )
    images = images.astype(np.float32)
    whole = torch.nn.Sequential(model, torch.nn.Softmax(dim=1)).eval()
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            logging.getLogger("torch.onnx").setLevel(logging.ERROR)
            program = torch.onnx.export(
                whole,
                (torch.from_numpy(images[:2]),),
                input_names=["rows"],
                output_names=["shares"],
                dynamic_shapes=({0: torch.export.Dim("batch")},),
                opset_version=OPSET,
                dynamo=True,
                verbose=False,
            )
    except Exception as problem:  # torch refuses in many ways
        line = str(problem).strip().splitlines()[0]
        raise ConversionError(f"The network must be one that torch can write as ONNX; {line}.") from problem
    assert program is not None
    content = program.model_proto.SerializeToString()
    session = InferenceSession(content, providers=["CPUExecutionProvider"])
    given, wanted = [], []
    with torch.no_grad():
        for start in range(0, len(images), AT_ONCE):
            part = images[start : start + AT_ONCE]
            given.append(np.asarray(session.run(None, {"rows": part})[0]))
            wanted.append(whole(torch.from_numpy(part)).numpy())
    new, old = np.concatenate(given), np.concatenate(wanted)
    apart = float(np.abs(new - old).max())
    if not apart <= ALIKE:
        raise ConversionError(
            f"The ONNX file must answer as the network does; its answers differ by up to {apart:.3g}."
        )
    return ModelFile("model.onnx", content, "array", "float32", apart, len(images)), old
