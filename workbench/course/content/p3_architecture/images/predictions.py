"""The predictions of notebook 3.2. Each outcome is computed: networks are trained, and asked."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction

MOVED = 6  # pixels
BORROWED, FEW, MANY = 50, 50, 200  # labels


def moved_digits() -> Outcome:
    """The network of the labs on digits that it never saw, as they are and moved to the right."""
    import torch

    from workbench.experiments.pictures import accuracy, network_of, parts_of, training_run
    from workbench.experiments.shipped import shipped
    from workbench.threads import one_thread

    case = shipped("digits")
    network = network_of(case, training_run(case).last)
    _, (X, y) = parts_of(case)
    moved = torch.zeros_like(X)
    moved[..., MOVED:] = X[..., :-MOVED]
    with one_thread(), torch.no_grad():
        before, after = (accuracy(network(pictures), y).item() for pictures in (X, moved))
    return Outcome(
        0 if after > 0.9 else 1 if after > 0.7 else 2,
        f"As they are, it reads {before:.0%} right; moved by {MOVED} pixels, {after:.0%}. Its kernels find a line "
        "anywhere, but its last layer has learned where on the paper lines belong.",
    )


def labels_from_scratch() -> Outcome:
    """Means over three draws: the last block tuned with 50 labels, and a network from scratch with more and more."""
    import numpy as np

    from workbench.cases import photographs
    from workbench.experiments import transfer
    from workbench.experiments.shipped import shipped

    case = shipped("solar")
    sure = np.flatnonzero(np.isin(case.frame["probability"].to_numpy(), (0.0, 1.0)))
    steps = transfer.preparing(case, photographs(128), sure)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            shots: transfer.Shots = end.value
            break

    def mean(method: str, labels: int) -> float:
        return float(np.mean([transfer.auc(shots, method, labels, draw, False) for draw in range(3)]))

    borrowed = mean("tuned", BORROWED)
    scratch = {labels: mean("scratch", labels) for labels in (FEW, MANY)}
    value = 0 if scratch[FEW] >= borrowed else 1 if scratch[MANY] >= borrowed else 2
    told = ", ".join(f"{score:.2f} with {labels}" for labels, score in scratch.items())
    return Outcome(
        value,
        f"The borrowed network reaches a ROC AUC of {borrowed:.2f} with {BORROWED} labels; from scratch it is {told}. "
        "Edges, textures and shapes need not be learned again.",
    )


PREDICTIONS = (
    Prediction(
        "moved_digits",
        "A network reads about 95 of 100 digits right that it never saw. All of them stand in the middle of the "
        f"picture. Now each is moved {MOVED} of 28 pixels to the right. How many does it still read?",
        moved_digits,
        options=("More than 90 of 100.", "71 to 90 of 100.", "70 of 100, or fewer."),
    ),
    Prediction(
        "labels_from_scratch",
        "A network that others trained on a million photographs learns from 50 photographs of solar cells which cells "
        "are broken. How many labels does a network from scratch need to be as good?",
        labels_from_scratch,
        options=("Also about 50.", "Up to 200.", "More than 200."),
    ),
)
