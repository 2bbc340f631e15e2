"""The predictions of notebook 4.4. Each outcome is computed when the learner compares."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction
from workbench.course.quiz import Range

FEW, STEPS = 100, 500  # names to learn from, and batches


def copied_names() -> Outcome:
    """A model that learns from 100 names for a long time: experiment 2 of the lab."""
    from workbench.experiments.pretraining import Pretraining, checkpoints

    found = checkpoints(Pretraining(width=32, layers=1, context=12, names=FEW, steps=STEPS))
    share = 100 * found[-1].copied.training
    lowest = min(found, key=lambda one: one.validation_loss)
    return Outcome(
        share,
        f"{share:.0f} of 100 names that it writes stand in its list of {FEW}. On other names it was at its best after "
        f"{lowest.step} of {found[-1].step} batches; then it learned by heart.",
    )


def adapter_share() -> Outcome:
    """The size of the adapter that the lab begins with, against the model's."""
    from workbench.experiments.fine_tuning import SIZE, Tuning, adapter_size

    size = adapter_size(Tuning().rank, Tuning().layers)
    return Outcome(
        size / 1e6,
        f"{size / 1e6:.2f} MB beside {SIZE / 1e6:.0f} MB: {SIZE / size:,.0f} times less. A hundred adapters, for a "
        "hundred desks, need less room than one more model.",
    )


PREDICTIONS = (
    Prediction(
        "copied_names",
        f"A small model learns to write first names from a list of {FEW} alone, for a long time. Then it writes names. "
        f"How many of 100 that it writes will stand, letter for letter, in its list?",
        copied_names,
        near=15,
        within=Range(0, 100),
    ),
    Prediction(
        "adapter_share",
        "A language model takes 269 MB on the disk. To teach it the tone of a help desk, an adapter is put beside 6 of "
        "its 30 layers, and only the adapter learns. How many MB does the adapter take?",
        adapter_share,
        near=0.5,
        within=Range(0, 269),
    ),
)
