"""Who is missing?

Who is in the data, compared with the people the model will be used on? Complete `representation`: for each group
its share in the data, divided by its share in the world. 0.5 means half as many as there should be,
0 that nobody was asked.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, mapping, number, versus

CELL = '''\
def representation(people, world):
    """For each group its share in the data, divided by its share in the world: 1 is as it should be.

    `people` is a list with the group of each person, `world` a dictionary of shares.
    """
    found = {}
    for group in ‹world›:
        share_in_data = ‹people.count(group) / len(people)›
        found[group] = ‹share_in_data / world[group]›
    return found
'''
HINTS = (
    "Whose groups do you have to go through, so that a missing one is noticed?",
    "`people.count(group)` is the number of people in a group; there are `len(people)`.",
    "`found[group] = share_in_data / world[group]`",
)

LEAVES_OUT_THE_MISSING = Mistake(
    "A group that nobody in the data belongs to is left out. It is the most important one.",
    "Go through the groups of `world`.",
    {"for group in world": "for group in set(people)"},
)
WRONG_WAY_ROUND = Mistake(
    "You divide the wrong way round.",
    "",
    {"share_in_data / world[group]": "world[group] / share_in_data if share_in_data else 0"},
)
SHARE_ALONE = Mistake(
    "This is the share in the data alone.",
    "Compare it with the world.",
    {"share_in_data / world[group]": "share_in_data"},
)
NUMBER_FOR_SHARE = Mistake(
    "You divide a number of people by a share.", "", {"people.count(group) / len(people)": "people.count(group)"}
)


def examine(answer: Names, rng: Random) -> str:
    """Four groups, one of which nobody has asked."""
    import numpy as np

    names = rng.permutation(["north", "east", "south", "west"]).tolist()
    world = dict(zip(names, rng.dirichlet([5, 5, 5, 5]).tolist(), strict=True))
    counts = dict(zip(names, [*rng.choice(range(5, 80), 3, replace=False).tolist(), 0], strict=True))
    people = rng.permutation(np.repeat(list(counts), list(counts.values()))).tolist()
    total, missing = len(people), names[-1]
    found = mapping(answer["representation"](list(people), dict(world)), "representation", "each group, and a number")
    unseen = f"{missing!r} is in `world` and not in `people`: its number is 0."
    LEAVES_OUT_THE_MISSING.fail_if(missing not in found, unseen)
    fail_if(set(found) != set(world), "The groups must be those of `world`.", f"They are {', '.join(names)}.")
    for name in names[:-1]:
        given, share = number(found[name], "representation"), counts[name] / total
        told = f"{name!r}: {share:.3f} of the data, {world[name]:.3f} of the world, so {share / world[name]:.3f}."
        WRONG_WAY_ROUND.fail_if(close(given, world[name] / share), told)
        SHARE_ALONE.fail_if(close(given, share), told)
        NUMBER_FOR_SHARE.fail_if(close(given, counts[name] / world[name]), told)
        told = f"For {name!r} {versus(share / world[name], given)}."
        fail_if(not agrees(given, share / world[name]), "This is not the share in data divided by that in world.", told)
    fail_if(number(found[missing], "representation") != 0, "A group without anybody must have 0.", "0 / share = 0.")
    return f"You can see at once that nobody from the {missing} is in the data."
