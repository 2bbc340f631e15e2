"""The loss of soft targets.

The teacher's answers are made softer by a *temperature*: its logits are divided by it before the softmax. The student's
too. Complete `soft_loss`: the Kullback-Leibler divergence (`kl_div`, the mean over the rows) between both, times the
temperature squared, so that the gradient keeps its size. `kl_div` wants **log** probabilities first, then
probabilities.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, versus

CELL = '''\
import torch
from torch.nn.functional import kl_div


def soft_loss(student, teacher, temperature):
    """How far the student's soft answers are from the teacher's; both are logits, shape (n, classes)."""
    targets = ‹torch.softmax(teacher / temperature, dim=1)›
    answers = ‹torch.log_softmax(student / temperature, dim=1)›
    loss = kl_div(answers, targets, reduction="batchmean")
    return loss * temperature**2
'''
HINTS = (
    "Divide the logits by the temperature, then `torch.softmax(..., dim=1)`: one row, one set of probabilities.",
    "For the student take `torch.log_softmax`. `kl_div(answers, targets)`: what learns comes first.",
    "The gaps are `torch.softmax(teacher / temperature, dim=1)` and `torch.log_softmax(student / temperature, dim=1)`.",
)

FORGETS_SQUARE = Mistake(
    "The temperature squared is missing: a high temperature would all but stop the learning.",
    "Keep the last line of the starter.",
    {" * temperature**2": ""},
)
ONLY_TEACHER = Mistake(
    "Only the teacher's answers are soft: the student is compared with something it does not say.",
    "Divide the student's logits by the temperature, too.",
    {"student / temperature": "student"},
)
ONLY_STUDENT = Mistake(
    "Only the student's answers are soft.",
    "Divide the teacher's logits by the temperature, too.",
    {"teacher / temperature": "teacher"},
)
FORGETS_LOG = Mistake(
    "`kl_div` wants the logarithm of the student's probabilities.",
    "Take `torch.log_softmax` for the student.",
    {"torch.log_softmax": "torch.softmax"},
)
MEAN_OF_ALL = Mistake(
    "The loss is too small by the number of classes: it is a mean over rows and classes.",
    'Take `reduction="batchmean"`.',
    {', reduction="batchmean"': ', reduction="mean"'},
)
OTHER_DIRECTION = Mistake(
    "Teacher and student are exchanged: here the teacher would have to learn.",
    "The student's log probabilities come first, the teacher's probabilities second.",
    {"softmax(teacher": "softmax(student", "log_softmax(student": "log_softmax(teacher"},
)
WRONG_DIMENSION = Mistake(
    "The probabilities of a row do not add up to 1: yours go over the rows.",
    "Take `dim=1`, over the classes.",
    {"teacher / temperature, dim=1": "teacher / temperature, dim=0"},
)


def examine(answer: Names, rng: Random) -> str:
    """Random logits at two temperatures, against SciPy's own logarithms of probabilities."""
    import warnings

    import numpy as np
    import torch
    from scipy.special import log_softmax

    for temperature in (1.0, float(rng.uniform(2.0, 5.0))):
        n, classes = int(rng.integers(4, 8)), int(rng.integers(3, 6))
        student, teacher = (2.5 * rng.normal(size=(n, classes)) for _ in range(2))

        def divergence(p: np.ndarray, q: np.ndarray) -> float:
            return float((np.exp(p) * (p - q)).sum(1).mean())

        p, q = (log_softmax(z / temperature, axis=1) for z in (teacher, student))
        expected = temperature**2 * divergence(p, q)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns of reduction="mean"; here it gets a message of its own
            given = number(answer["soft_loss"](torch.tensor(student), torch.tensor(teacher), temperature), "soft_loss")
        if agrees(given, expected):
            continue
        compared = f"At temperature {temperature:.2f} {versus(expected, given)}."
        hard_p, hard_q = (log_softmax(z, axis=1) for z in (teacher, student))
        plain = float((np.exp(p) * (p - np.exp(q))).sum(1).mean())
        sideways = log_softmax(teacher / temperature, axis=0)
        FORGETS_LOG.fail_if(close(given, temperature**2 * plain))
        MEAN_OF_ALL.fail_if(close(given, expected / classes), compared)
        FORGETS_SQUARE.fail_if(close(given, expected / temperature**2), compared)
        ONLY_TEACHER.fail_if(close(given, temperature**2 * divergence(p, hard_q)), compared)
        ONLY_STUDENT.fail_if(close(given, temperature**2 * divergence(hard_p, q)), compared)
        OTHER_DIRECTION.fail_if(close(given, temperature**2 * divergence(q, p)), compared)
        WRONG_DIMENSION.fail_if(close(given, temperature**2 * divergence(sideways, q)), compared)
        fail_if(True, "This is not the loss of soft targets.", compared)
    return "Your loss is the divergence from the teacher's soft answers, at any temperature."
