"""How much was forgotten?

*Perplexity* says among how many equally likely tokens a model seems to choose. It is the exponential of the mean of
`-log(chance)` over **all** tokens, where `chance` is what the model gave the token that really came. Complete
`perplexity`; `sentences` is a list with an array of chances for each sentence. Long sentences count more than short
ones, as they have more tokens.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, versus

CELL = '''\
import numpy as np


def perplexity(sentences):
    """The perplexity of a model on some sentences, from the chances that it gave their tokens."""
    chances = ‹np.concatenate(sentences)›
    loss = ‹-np.log(chances).mean()›
    return ‹np.exp(loss)›
'''
HINTS = (
    "First all chances in one array: `np.concatenate` takes a list of arrays.",
    "The loss of a token is `-np.log(chance)`. Take the mean, then `np.exp`.",
    "The gaps are `np.concatenate(sentences)`, `-np.log(chances).mean()` and `np.exp(loss)`.",
)

SENTENCE_MEANS = Mistake(
    "A sentence of two tokens counts as much as one of twenty.",
    "Put all tokens into one array first, then take the mean.",
    {"np.concatenate(sentences)": "np.array([np.exp(np.log(one).mean()) for one in sentences])"},
)
MEAN_CHANCE = Mistake(
    "The mean of the chances hardly sees a token that was held impossible.",
    "First the logarithm of each chance, then the mean.",
    {"-np.log(chances).mean()": "-np.log(chances.mean())"},
)
NO_EXPONENTIAL = Mistake(
    "This is the loss. Perplexity is its exponential.", "Return `np.exp(loss)`.", {"np.exp(loss)": "loss"}
)
OTHER_BASE = Mistake(
    "Logarithm and power do not belong together.",
    "After `np.log` comes `np.exp`.",
    {"-np.log(chances)": "-np.log2(chances)"},
)
SUM = Mistake(
    "A longer text gets a larger number, however good the model is.",
    "Take the mean over the tokens, not the sum.",
    {".mean()": ".sum()"},
)
BELOW_ONE = Mistake(
    "A perplexity below 1 cannot be: nobody chooses among less than one token.",
    "The minus is missing: `-np.log(chances)`.",
    {"-np.log(chances)": "np.log(chances)"},
)


def examine(answer: Names, rng: Random) -> str:
    """Sentences of several lengths, with likely and unlikely tokens; against the product of all chances."""
    import numpy as np

    for _ in range(3):
        lengths = rng.choice(range(2, 9), 3, replace=False).tolist()
        sentences = [rng.uniform(0.02, 0.9, length) for length in lengths]
        flat = [float(chance) for one in sentences for chance in one]
        right = float(np.prod(flat)) ** (-1 / len(flat))
        losses = [-np.log(one) for one in sentences]
        with np.errstate(over="ignore"):
            got = number(answer["perplexity"]([one.copy() for one in sentences]), "perplexity")
        mean = float(np.mean([loss.mean() for loss in losses]))
        SENTENCE_MEANS.fail_if(close(got, np.exp(mean)))
        NO_EXPONENTIAL.fail_if(close(got, np.log(right)))
        BELOW_ONE.fail_if(got < 1)
        MEAN_CHANCE.fail_if(close(got, 1 / np.mean(flat)))
        OTHER_BASE.fail_if(close(got, np.exp(np.log2(right))))
        SUM.fail_if(got > right * 2 and close(np.log(got), sum(loss.sum() for loss in losses)))
        fail_if(not agrees(got, right), "The perplexity is not right.", f"It must be {versus(right, got)}.")
    told = float(np.exp(np.log(4)))
    sure = number(answer["perplexity"]([np.full(3, 0.25), np.full(2, 0.25)]), "perplexity")
    fail_if(not close(sure, told), "Where each chance is 1/4, the perplexity must be 4.", f"You have {sure:g}.")
    return "Your perplexity counts every token once. Before and after fine-tuning, it says what was forgotten."
