"""Pick a learning rate.

Before a long training, people try a few learning rates for a few epochs: a *sweep*. Some runs diverge: their loss
grows, or becomes `NaN` ("not a number"). Complete `pick_rate`. A run is usable if its last loss is a finite number
below its first. Of the usable runs, take the one with the lowest last loss.
"""

from workbench.course.checks import Mistake, Names, Random, close, fail_if, number

CELL = '''\
import math


def pick_rate(sweep):
    """The learning rate to use. `sweep` maps each rate to its losses, epoch by epoch. None if no run was usable."""
    last = {}
    for rate, losses in sweep.items():
        usable = ‹math.isfinite(losses[-1]) and losses[-1] < losses[0]›
        if usable:
            last[rate] = ‹losses[-1]›
    return min(last, key=last.get) if last else None
'''
HINTS = (
    "`losses[-1]` is the last loss.",
    "`math.isfinite(x)` is False for NaN and for infinity.",
    "A run is usable if `math.isfinite(losses[-1]) and losses[-1] < losses[0]`.",
)

LETS_NAN_THROUGH = Mistake(
    "A run that ended in NaN counts as usable.",
    "Comparisons with NaN are always False. Ask `math.isfinite`.",
    {"math.isfinite(losses[-1]) and losses[-1] < losses[0]": "not losses[-1] > losses[0]"},
)
LOWEST_ON_THE_WAY = Mistake(
    "You take the lowest loss on the way, not the last one.",
    "You would use the model of the end, not that of its luckiest epoch.",
    {"last[rate] = losses[-1]": "last[rate] = min(losses)"},
)
OTHER_RUN = Mistake(
    "This run is usable, but another one ends with a lower loss.",
    "Compare the last losses.",
    {"last[rate] = losses[-1]": "last[rate] = losses[1]", "min(last": "max(last"},
)
RUN_GREW = Mistake(
    "A run whose loss grew counts as usable.",
    "Compare `losses[-1]` with `losses[0]`.",
    {" and losses[-1] < losses[0]": ""},
)
RUN_STOOD_STILL = Mistake(
    "A run that ends where it began counts as usable.",
    "Its last loss must be *below* its first.",
    {"losses[-1] < losses[0]": "losses[-1] <= losses[0]"},
)


def examine(answer: Names, rng: Random) -> str:
    """A sweep with a run that ended in NaN, one that dipped and rose again, some that grew, and three good ones."""
    rates = rng.permutation(rng.choice(range(1, 100), 9, replace=False) / 1000).tolist()
    start = float(rng.integers(100, 200)) / 100
    low, *good = sorted(int(loss) / 100 for loss in rng.choice(range(20, 60), 4, replace=False))
    ends = [
        [start, 9.0, 50.0, float("nan")],  # first, because NaN fools `min` when it comes first
        [start, 0.1, 0.15, 0.9],  # the lowest loss on the way, but it does not end there
        [start, 4.0, 30.0, 90.0],
        [start, 0.95, 0.9, good[1]],
        [start, 0.97, 2.2, good[0]],  # rises on the way
        [start, 0.99, 0.7, good[2]],
        [low - 0.12, low - 0.13, low - 0.14, low - 0.02],  # lower at the end than all others, but it grew
        [low - 0.13, low + 0.2, low + 0.1, low - 0.03],
        [low - 0.01, low - 0.05, low - 0.06, low - 0.01],  # no higher, but no lower either
    ]
    ends = [[round(loss, 2) for loss in losses] for losses in ends]
    sweep = dict(zip(rates, ends, strict=True))
    picked = answer["pick_rate"]({rate: list(losses) for rate, losses in sweep.items()})
    shown = f"Try it with `{sweep}`.".replace("nan", "float('nan')")
    fail_if(picked is None, "No run is found usable, although three of them are.", shown)
    given = number(picked, "pick_rate")
    rate = min(rates, key=lambda rate: abs(rate - given))
    fail_if(not close(given, rate), "The answer must be one of the rates.", f"It is {given}. {shown}")
    LETS_NAN_THROUGH.fail_if(rate == rates[0], shown)
    LOWEST_ON_THE_WAY.fail_if(rate == rates[1], shown)
    OTHER_RUN.fail_if(rate in (rates[3], rates[5]), shown)
    RUN_GREW.fail_if(rate in rates[6:8], f"Rate {rate} ends low, but above its own first loss. {shown}")
    RUN_STOOD_STILL.fail_if(rate == rates[8], f"Rate {rate} has learned nothing. {shown}")
    fail_if(rate != rates[4], "This is not the rate to use.", shown)
    hopeless = {rate: [start, start * 3, end] for rate, end in zip(rates, [start * 9, float("inf")], strict=False)}
    wanted = f"A run whose last loss is above its first is not usable. Return None for `{hopeless}`."
    fail_if(answer["pick_rate"](hopeless) is not None, "If every run diverged, there is no rate to pick.", wanted)
    grown = answer["pick_rate"](dict(list(sweep.items())[6:]))
    fail_if(grown is not None, "If no run fell, there is no rate to pick.", "Return None if `last` is empty.")
    return f"The rate {rate:g} ends lowest. In a sweep you trust the end of a run, and only if it is a number."
