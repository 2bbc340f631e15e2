"""Other right ways to solve the exercises of notebook 1.2; `test_right.py` says how to read them."""

RIGHT = {
    "1.2.1": {
        "or": {"annex_iii and not excused": "annex_iii and (not narrow_task or profiles_people)"},
        "comparison": {"narrow_task and not profiles_people": "(narrow_task, profiles_people) == (True, False)"},
        "one expression": {
            "BODY": """
            high = annex_iii and not (narrow_task and not profiles_people)
            return "prohibited" if banned else "high" if high else "transparency" if talks_to_people else "minimal"
        """
        },
        "numbers": {"narrow_task and not profiles_people": "narrow_task > profiles_people"},
        "bitwise": {"narrow_task and not profiles_people": "bool(narrow_task & (not profiles_people))"},
    },
    "1.2.2": {
        "comprehension": {
            "BODY": "return {group: people.count(group) / len(people) / share for group, share in world.items()}"
        },
        "counter": {
            "BODY": """
            from collections import Counter
            counts = Counter(people)
            return {group: counts[group] / len(people) / world[group] for group in world}
        """
        },
        "numpy": {"people.count(group) / len(people)": "__import__('numpy').mean([p == group for p in people])"},
        "pandas": {
            "BODY": """
            import pandas as pd
            return pd.Series(people).value_counts(normalize=True).reindex(list(world), fill_value=0) / pd.Series(world)
        """
        },
        "keys": {"for group in world:": "for group in sorted(world.keys()):"},
    },
    "1.2.3": {
        "list": {
            "return yes / people, interval.low, interval.high": "return [yes / people, interval.low, interval.high]"
        },
        "mean": {"return yes / people": "return answers.mean()"},
        "array": {
            "return yes / people, interval.low, interval.high": "import numpy as np\n"
            "    return np.array([answers.mean(), *interval])"
        },
        "by hand": {
            "BODY": """
            n, p, z = len(answers), answers.mean(), 1.959963984540054
            middle, half = p + z * z / (2 * n), z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5
            return p, (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
        """
        },
        "keywords": {"proportion_ci(0.95, method": "proportion_ci(confidence_level=0.95, method"},
        "named": {"return yes / people": "return interval.__class__ and yes / people"},
    },
    "1.2.4": {
        "products": {"(here & (answers == 0) & (truth == 1)).sum()": "sum(here * (answers == 0) * (truth == 1))"},
        "means": {
            "BODY": """
            return {
                name: float(
                    of_alarm * ((answers > truth)[group == name]).mean()
                    + of_miss * ((answers < truth)[group == name]).mean()
                )
                for name in set(group)
            }
        """
        },
        "pandas": {
            "BODY": """
            import pandas as pd
            cost = of_alarm * (answers > truth) + of_miss * (answers < truth)
            return pd.Series(cost).groupby(group).mean()
        """
        },
        "library": {
            "BODY": """
            from sklearn.metrics import confusion_matrix
            def cost(here):
                _, alarms, misses, _ = confusion_matrix(truth[here], answers[here]).ravel()
                return (of_alarm * alarms + of_miss * misses) / here.sum()
            return {str(name): cost(group == name) for name in np.unique(group)}
        """
        },
        "count": {"here.sum()": "np.count_nonzero(here)"},
    },
}
