"""Other right ways to solve the exercises of notebook 5.2; `test_right.py` says how to read them."""

RIGHT = {
    "5.2.1": {
        "loop": {
            "BODY": """
            total = 0.0
            for old, new in zip(counts_before, counts_now):
                a = max(old / sum(counts_before), least)
                b = max(new / sum(counts_now), least)
                total += (b - a) * np.log(b / a)
            return total
        """
        },
        "difference of logarithms": {"np.log(now / before)": "(np.log(now) - np.log(before))"},
        "turned twice": {"(now - before) * np.log(now / before)": "(before - now) * np.log(before / now)"},
        "clip": {"before = np.maximum(before, least)": "before = np.clip(before, least, None)"},
        "both divergences": {
            "(now - before) * np.log(now / before)": "now * np.log(now / before) + before * np.log(before / now)"
        },
    },
    "5.2.2": {
        "comprehension": {
            "BODY": """
            return [place for place, day in enumerate(days) if day + delay < today]
        """
        },
        "numpy": {
            "BODY": """
            import numpy as np
            return np.flatnonzero(np.array(days) + delay < today)
        """
        },
        "tuple": {"return places": "return tuple(places)"},
        "the other side": {"evening < today": "day < today - delay"},
        "last evening": {"evening < today": "evening <= today - 1"},
    },
    "5.2.3": {
        "comprehension": {
            "BODY": """
            return [group for group in old if new.get(group, -1) < old[group]]
        """
        },
        "set": {"return stopped": "return set(stopped)"},
        "difference": {"new[group] < old[group]": "new[group] - old[group] < 0"},
        "the other side": {"new[group] < old[group]": "old[group] > new[group]"},
        "filter": {
            "BODY": """
            return list(filter(lambda group: group not in new or new[group] < old[group], old))
        """
        },
    },
}
