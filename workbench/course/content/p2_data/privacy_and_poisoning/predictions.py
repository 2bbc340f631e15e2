"""The predictions of notebook 2.3. Each outcome is computed, on digits and on people of Income."""

from __future__ import annotations

from typing import NamedTuple

from workbench.course.prediction import Outcome, Prediction
from workbench.course.quiz import Range


class Attack(NamedTuple):
    """What became of a model that learned from poisoned digits.

    Attributes:
        accuracy: Share of right answers on clean pictures.
        success: Share of stamped pictures that it takes for the attacker's digit.
    """

    accuracy: float
    success: float


def ten_pictures() -> Outcome:
    """How often the trigger works after 10 of 2,000 pictures were poisoned."""
    attack = _attacked(share=0.005)
    value = 0 if attack.success < 0.1 else 1 if attack.success <= 0.5 else 2
    return Outcome(
        value,
        f"The trigger works on {attack.success:.0%} of the pictures. A white square is the surest sign that the "
        "model can find, so ten examples of it are plenty.",
    )


def loss_of_accuracy() -> Outcome:
    """By how much a poisoned model is worse on clean pictures."""
    clean, bad = (_attacked(share).accuracy for share in (0.0, 0.05))
    value = 0 if clean - bad < 0.02 else 1 if clean - bad <= 0.1 else 2
    return Outcome(
        value,
        f"Without poison it is right on {clean:.1%} of clean pictures, with poison on {bad:.1%}. "
        "Nobody would notice by testing it as usual.",
    )


def right_guesses() -> Outcome:
    """How many guesses about membership are right for a tree that knows its rows by heart, in percent."""
    from sklearn.tree import DecisionTreeClassifier

    from workbench.data.encode import prepare
    from workbench.experiments.shipped import shipped
    from workbench.security.membership import guess_members, row_loss

    train, new = prepare(shipped("income"), "dense", 2000)
    tree = DecisionTreeClassifier(random_state=0).fit(train.X, train.y)
    members, others = (row_loss(tree.predict_proba(rows.X[:2000]), rows.y[:2000].astype(int)) for rows in (train, new))
    right = 100 * guess_members(members, others).right
    return Outcome(
        right,
        f"{right:.0f}% of the guesses are right. The tree is sure of nearly all its own people, but also of others. "
        "That is far from certainty, and too much for a table of patients.",
    )


def _attacked(share: float) -> Attack:
    """The lab's own digits at its first settings, with this share of them poisoned."""
    import numpy as np

    from workbench.cases import load
    from workbench.security.poison import flat, learn, poison, success
    from workbench.threads import one_processor

    frame = load("digits").frame
    order = np.random.default_rng(0).permutation(frame.height)[:3000]
    pictures = frame["pixels"].to_numpy()[order].reshape(-1, 28, 28)
    labels = frame["label"].to_numpy()[order]
    bad = poison(pictures[:2000], labels[:2000], share, target=7, size=3, place="corner", seed=0)
    with one_processor():
        *_, model = learn(bad.pictures, bad.labels, epochs=12)
        accuracy = model.score(flat(pictures[2000:]), labels[2000:])
        works = success(model, pictures[2000:], labels[2000:], target=7, size=3, place="corner")
    return Attack(float(accuracy), works)


PREDICTIONS = (
    Prediction(
        "ten_pictures",
        "A model learns digits from 2,000 pictures. An attacker stamps a small white square on 10 of them and labels "
        "them as 7. On how many new pictures of other digits, stamped in the same way, does the model now say 7?",
        ten_pictures,
        options=("On fewer than 10%.", "On 10% to 50%.", "On more than half."),
    ),
    Prediction(
        "loss_of_accuracy",
        "Now 100 of the 2,000 pictures are poisoned, which is 5%. How many more clean pictures, without a square, "
        "does the model get wrong?",
        loss_of_accuracy,
        options=("Hardly any: less than 2 in 100.", "From 2 to 10 in 100.", "More than 10 in 100."),
    ),
    Prediction(
        "right_guesses",
        "A decision tree has learned 2,000 people by heart. You see how sure it is of the right answer for a person, "
        "and guess: was this person in the training set? Half of those you are asked about were. How many percent of "
        "your guesses are right, if you choose the best threshold?",
        right_guesses,
        near=4,
        within=Range(0, 100),
    ),
)
