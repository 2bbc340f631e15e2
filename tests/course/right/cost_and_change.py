"""Other right ways to solve the exercises of notebook 4.7; `test_right.py` says how to read them."""

RIGHT = {
    "4.7.1": {
        "hours first": {"answers * seconds / 3600": "answers * (seconds / (60 * 60))"},
        "one line": {"BODY": "return (answers * seconds * machine_hour / 3600 + hours * wage) / answers / right"},
        "per answer": {
            "BODY": """
            useful = answers * right
            return hours * wage / useful + seconds / 3600 * machine_hour / right
        """
        },
        "numpy": {"hours * wage": "__import__('numpy').multiply(hours, wage)"},
        "rounded": {"return (machine + people) / useful": "return round((machine + people) / useful, 6)"},
    },
    "4.7.2": {
        "zip": {
            "BODY": """
            bad = 0
            for round, (before, after) in enumerate(zip(scores, scores[1:]), 1):
                bad = 0 if (after - before) * value >= cost else bad + 1
                if bad == 2:
                    return round
            return len(scores) - 1
        """
        },
        "divided": {"gain * value < cost": "gain < cost / value"},
        "plus equals": {"bad = bad + 1": "bad += 1"},
        "numpy": {
            "BODY": """
            import numpy as np
            bad = np.diff(scores) * value < cost
            twice = np.flatnonzero(bad[1:] & bad[:-1])
            return int(twice[0]) + 2 if len(twice) else len(bad)
        """
        },
    },
    "4.7.3": {
        "numpy": {
            "BODY": """
            import numpy as np
            costs, scores = np.asarray(costs), np.asarray(scores)
            as_good = (costs[:, None] <= costs) & (scores[:, None] >= scores)
            better = (costs[:, None] < costs) | (scores[:, None] > scores)
            return np.flatnonzero(~(as_good & better).any(axis=0))
        """
        },
        "loop": {
            "return [b for b in places if not any(beats(a, b) for a in places)]": """kept = []
    for b in places:
        if sum(beats(a, b) for a in places) == 0:
            kept.append(b)
    return kept"""
        },
        "all not": {"not any(beats(a, b) for a in places)": "all(not beats(a, b) for a in places)"},
        "differs": {"costs[a] < costs[b] or scores[a] > scores[b]": "(costs[a], scores[a]) != (costs[b], scores[b])"},
    },
    "4.7.4": {
        "set": {
            "BODY": """
            return {n: (old.get(n), new.get(n)) for n in sorted(set(old) | set(new)) if old.get(n) != new.get(n)}
        """
        },
        "merged": {"[*old, *(name for name in new if name not in old)]": "list(old | new)"},
        "lists": {"(old.get(name), new.get(name))": "[old.get(name), new.get(name)]"},
        "none": {"old.get(name) != new.get(name)": "not old.get(name) == new.get(name)"},
        "loop": {
            "BODY": """
            made = {}
            for name in {**old, **new}:
                if old.get(name) != new.get(name):
                    made[name] = (old.get(name), new.get(name))
            return made
        """
        },
    },
}
