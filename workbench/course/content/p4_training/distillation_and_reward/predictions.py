"""The predictions of notebook 4.5. Each outcome is computed, with what the labs show at their start."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction

ALIKE = 2.0  # times: gains that are less far apart are called alike
HIGH, LOW = 0.9, 0.1  # what "nearly 1" and "nearly 0" mean
SEEDS = range(3)


def where_the_gain_comes_from() -> Outcome:
    """The lab's own students at its first settings, three runs."""
    from workbench.evaluation.repeats import measured
    from workbench.experiments.distilling import Teaching, student_run, ways
    from workbench.experiments.shipped import shipped

    chosen = ways(Teaching(teacher=2000, labelled=100, unlabelled=1500, temperature=4.0, mixing=0.8, width=32))
    ends = {way: [student_run(shipped("digits"), one, seed).last.accuracy for seed in SEEDS]
            for way, one in chosen.items()}  # fmt: skip
    alone, soft, labels, both = (measured(ends[way]).mean for way in ("alone", "soft", "labels", "both"))
    doubts, pictures = max(soft - alone, 0.0), max(labels - alone, 0.0)
    value = 0 if doubts > ALIKE * pictures else 2 if pictures > ALIKE * doubts else 1
    return Outcome(
        value,
        f"Alone the student reads {alone:.1%} rightly. The teacher's doubts on the same 100 pictures: {soft:.1%}. "
        f"Its bare labels on 1,500 more pictures: {labels:.1%}. Both together: {both:.1%}.",
    )


def what_a_flawed_grader_makes() -> Outcome:
    """The lab's own run with the flawed grader."""
    from workbench.experiments.sorting import GRADERS, practise

    run = practise(GRADERS["flawed", "end"], imitate=40, steps=200, group=8, learning_rate=0.002, leash=0.0, seed=0)
    stages = list(run)
    before = next(stage.right for stage in stages if stage.step == 0)
    reward, right = stages[-1].reward, stages[-1].right
    if reward > HIGH and right < min(LOW, before):
        value = 2
    elif reward > HIGH and right > before + LOW:
        value = 0
    else:
        value = 1 if reward > HIGH else 3
    example = "".join(map(str, stages[-1].answers[0]))
    return Outcome(
        value,
        f"Reward {reward:.2f}; right answers from {before:.2f} to {right:.2f}. It answers {example}, for one: in "
        "order, and nothing else was paid for.",
    )


PREDICTIONS = (
    Prediction(
        "where_the_gain_comes_from",
        "A small network has 100 labelled pictures. A large one helps in one of two ways: it says how *sure* it is of "
        "each class, on the same 100 pictures (soft targets); or it only *names* the digit, on 1,500 more pictures. "
        "Which helps more?",
        where_the_gain_comes_from,
        options=(
            "The doubts, on the same pictures: more than twice as much.",
            "Both about the same.",
            "The bare labels, on more pictures: more than twice as much.",
        ),
    ),
    Prediction(
        "what_a_flawed_grader_makes",
        "A model sorts about a quarter of all questions rightly. Now it practises for a reward, and the grader pays "
        "for every answer whose digits are *in order*. What happens in 200 steps?",
        what_a_flawed_grader_makes,
        options=(
            "The reward gets near 1, and many more answers are right.",
            "The reward gets near 1, and as many answers are right as before.",
            "The reward gets near 1, and hardly any answer is right.",
            "The reward stays low.",
        ),
    ),
)
