"""Find the tier.

Complete `tier`. A system named in Annex III, such as one that chooses people for a job, is of high risk. There is a
way out (Art. 6(3)): it is **excused** if it poses no significant risk because it only does a narrow or preparing task
(here in short: `narrow_task`) **and** does not profile people.
The strictest tier that applies is the answer.
"""

from itertools import product

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def tier(banned, annex_iii, narrow_task, profiles_people, talks_to_people):
    """The strictest tier that applies, from five answers True or False."""
    excused = ‹narrow_task and not profiles_people›
    high_risk = ‹annex_iii and not excused›
    if banned:
        return "prohibited"
    if high_risk:
        return "high"
    if talks_to_people:
        return "transparency"
    return "minimal"
'''
HINTS = (
    "Both gaps are made of the arguments, `and` and `not`.",
    "`excused` needs two things: a narrow task, and no profiling.",
    "`high_risk = annex_iii and not excused`",
)

FORGETS_PROFILING = Mistake(
    "A system that profiles people is excused.",
    "The way out for narrow tasks is closed to systems that profile people (Art. 6(3)).",
    {"narrow_task and not profiles_people": "narrow_task"},
)
EXCUSES_NOBODY = Mistake(
    "A narrow task without profiling is not excused.",
    "Art. 6(3) lets such a system out of the high-risk tier.",
    {"annex_iii and not excused": "annex_iii"},
)
MILDER_TIER = Mistake(
    "A system of high risk that also talks to people gets the milder tier.",
    "The strictest tier counts.",
    {"annex_iii and not excused": "annex_iii and not excused and not talks_to_people"},
)


def examine(answer: Names, rng: Random) -> str:
    """All 32 systems there can be, beside the questionnaire of the notebook; those without the way out come first."""
    from workbench.evaluation.risk import place

    systems = [tuple(system) for system in rng.permutation(list(product((False, True), repeat=5))).tolist()]
    keys = ("social_scoring", "employment", "narrow_task", "profiles", "talks")
    for system in sorted(systems, key=lambda system: system[2]):
        expected = place([key for key, yes in zip(keys, system, strict=True) if yes]).tier
        given = answer["tier"](*system)
        _, annex_iii, narrow_task, profiles_people, _ = system
        tried = f"Try `tier{system}`: it must be {expected!r}; it is {given!r}."
        FORGETS_PROFILING.fail_if(expected == "high" and given != "high" and narrow_task and profiles_people, tried)
        EXCUSES_NOBODY.fail_if(given == "high" and annex_iii and narrow_task and not profiles_people, tried)
        MILDER_TIER.fail_if(expected == "high" and given == "transparency", tried)
        fail_if(given != expected, "This system is in the wrong tier.", tried)
    return "All 32 possible systems are in the right tier. A real case needs the text of the law, and a lawyer."
