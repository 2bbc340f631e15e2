"""Stop early, and keep the best.

The validation loss falls, then rises: from there on the model learns noise. Early stopping waits a few epochs
(the *patience*), in case the loss falls again, and then gives up. Complete `best_epoch`:
given the validation losses as they come in, return the number of the epoch whose weights to keep (the first is 0).
"""

from workbench.course.checks import Mistake, Names, Random, fail_if, number

CELL = '''\
def best_epoch(validation_losses, patience):
    """The epoch whose weights to keep. Training stops once `patience` epochs in a row bring no lower loss."""
    best, waited = 0, 0
    for epoch, loss in enumerate(validation_losses):
        if loss < validation_losses[best]:
            best = ‹epoch›
            waited = ‹0›
        elif epoch > 0:
            waited = ‹waited + 1›
        if waited == patience:
            break
    return best
'''
HINTS = (
    "`waited` counts the epochs since the best one.",
    "When a lower loss comes, the waiting starts anew.",
    "The three gaps are `epoch`, `0` and `waited + 1`.",
)

STOPS_EARLY = Mistake(
    "You stop too early.", "After a lower loss the waiting begins again at 0.", {"waited = 0\n": "pass\n"}
)
WAITS_TOO_LONG = Mistake(
    "You wait one epoch too long.",
    "Stop when `waited` reaches `patience`.",
    {"waited == patience": "waited > patience"},
)
LAST_EPOCH = Mistake(
    "You return an epoch after the best one.",
    "Keep the weights of the best epoch, not those of the last.",
    {"return best": "return epoch"},
)
LOOKS_INTO_THE_FUTURE = Mistake(
    "This epoch comes after training has stopped.",
    "In a real run you could not know its loss.",
    {"return best": "return validation_losses.index(min(validation_losses))"},
)


def examine(answer: Names, rng: Random) -> str:
    """A curve with three waits that patience must outlast, a stop, and two lower values after the stop."""
    patience = int(rng.integers(2, 6))
    lows = sorted(rng.choice(range(10, 100), 5, replace=False), reverse=True)  # in hundredths
    waits = (patience - 1, patience - 1, patience, patience + 1, 0)
    losses, places = [1.0, *(int(height) / 100 for height in rng.integers(101, 150, patience - 1))], []
    for low, wait in zip(lows, waits, strict=True):
        places.append(len(losses))
        losses += [int(height) / 100 for height in (low, *rng.integers(100, 150, wait))]
    first, _, right, too_late, lowest = places
    epoch = number(answer["best_epoch"](list(losses), patience), "best_epoch")
    curve = f"Try `best_epoch({losses}, {patience})`: it must give {right}."
    LOOKS_INTO_THE_FUTURE.fail_if(epoch == lowest, curve)
    WAITS_TOO_LONG.fail_if(epoch == too_late, curve)
    STOPS_EARLY.fail_if(epoch in range(first, right), curve)
    LAST_EPOCH.fail_if(epoch in range(right + 1, too_late), curve)
    fail_if(epoch != right, "This is not the epoch with the lowest loss before the stop.", curve)
    flat = number(answer["best_epoch"]([0.5] * 9, patience), "best_epoch")
    fail_if(flat != 0, "A loss that stays the same counts as lower.", "Only a loss below the best so far is progress.")
    worse = [1.0, *[1.5] * patience, 0.5]
    got = number(answer["best_epoch"](list(worse), patience), "best_epoch")
    told = f"Try `best_epoch({worse}, {patience})`: after {patience} epochs of waiting the last one is never seen."
    fail_if(got != 0, "If no epoch is better than the first, training must stop as well.", told)
    return f"Training would have stopped at epoch {right + patience}, and the weights of epoch {right} are kept."
