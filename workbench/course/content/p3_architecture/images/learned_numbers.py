"""Count what a layer learns.

A layer of kernels looks at all maps of the layer before. So each of its kernels has 3 × 3 weights **for each** of those
maps, and one number more, the *bias*, which is added to every sum. Complete `learned_numbers`.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, fail_if, number

CELL = '''\
def learned_numbers(maps_before, kernels, size=3):
    """How many numbers a convolutional layer learns."""
    for_one_map = size * size
    weights = ‹maps_before * for_one_map›  # of one kernel
    biases = ‹kernels›  # in the whole layer
    return kernels * weights + biases
'''
HINTS = (
    "A kernel that looks at 8 maps has 8 × 3 × 3 weights.",
    "Each kernel has one bias, so there are as many as kernels.",
    "The two gaps are `maps_before * for_one_map` and `kernels`.",
)

FORGETS_BIAS = Mistake(
    "The biases are missing.",
    "Each kernel has one: add as many as there are kernels.",
    {"biases = kernels": "biases = 0"},
)
FORGETS_MAPS = Mistake(
    "You count as if there were only one map before.",
    "Each kernel has `size * size` weights for each of the maps.",
    {"maps_before * for_one_map": "for_one_map"},
)
ONE_BIAS = Mistake(
    "You count one bias for the whole layer.",
    "There are as many biases as kernels.",
    {"biases = kernels": "biases = 1"},
)
ONE_SIDE = Mistake(
    "You count one side of the kernel only.",
    "A kernel of side 3 has 3 times 3 weights.",
    {"for_one_map = size * size": "for_one_map = size"},
)


def examine(answer: Names, rng: Random) -> str:
    """Layers of all shapes, against torch's own count."""
    import torch

    for size in (3, int(rng.choice([1, 5, 7]))):
        maps, kernels = (int(n) for n in rng.integers(2, 12, 2))
        layer = torch.nn.utils.skip_init(torch.nn.Conv2d, maps, kernels, size)
        right = sum(part.numel() for part in layer.parameters())
        call = answer["learned_numbers"]
        made = number(call(maps, kernels) if size == 3 else call(maps, kernels, size), "learned_numbers")
        tried = f"`learned_numbers({maps}, {kernels}, size={size})` must give {right}; it gives {made:g}."
        FORGETS_BIAS.fail_if(made == right - kernels, tried)
        FORGETS_MAPS.fail_if(made == kernels * (size * size + 1), tried)
        ONE_BIAS.fail_if(made == right - kernels + 1, tried)
        ONE_SIDE.fail_if(size > 1 and made == kernels * (maps * size + 1), tried)
        fail_if(made != right, "This is not the number that torch counts.", tried)
    return "80 for the first layer of the digits, 1,168 for the second: the same few numbers serve every place."
