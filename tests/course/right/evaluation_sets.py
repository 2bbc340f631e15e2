"""Other right ways to solve the exercises of notebook 4.6; `test_right.py` says how to read them."""

RIGHT = {
    "4.6.1": {
        "keywords": {"passed, cases)": "k=passed, n=cases)"},
        "a tuple": {"return interval.low, interval.high": "return tuple(interval)"},
        "one line": {
            "BODY": """
            return list(binomtest(passed, cases).proportion_ci(confidence, "wilson"))
        """
        },
        "by the formula": {
            "BODY": """
            from statistics import NormalDist
            z = NormalDist().inv_cdf(0.5 + confidence / 2)
            share = passed / cases
            middle = share + z**2 / (2 * cases)
            half = z * (share * (1 - share) / cases + z**2 / (4 * cases**2)) ** 0.5
            return (middle - half) / (1 + z**2 / cases), (middle + half) / (1 + z**2 / cases)
        """
        },
        "rounded": {"return interval.low, interval.high": "return round(interval.low, 4), round(interval.high, 4)"},
    },
    "4.6.2": {
        "a value far below": {
            "shares.get(group)": "shares.get(group, -1)",
            "share is None or share < bar": "share < bar",
        },
        "not at least": {"share is None or share < bar": "share is None or not share >= bar"},
        "group first": {"share is None or share < bar": "group not in shares or share < bar"},
        "one line": {"BODY": "return [name for name, bar in bars.items() if shares.get(name, -1) < bar]"},
        "a filter": {"BODY": "return list(filter(lambda name: name not in shares or shares[name] < bars[name], bars))"},
        "a tuple": {"return stopped": "return tuple(stopped)"},
    },
    "4.6.3": {
        "methods": {"words & others": "words.intersection(others)", "words | others": "words.union(others)"},
        "any": {
            "BODY": """
            words = set(case.lower().split())
            sets = [set(text.lower().split()) for text in training]
            return any(len(words & others) / len(words | others) >= most for others in sets)
        """
        },
        "casefold": {"text.lower().split()": "text.casefold().split()"},
        "multiplied": {
            "alike >= most": "len(words & others) >= most * len(words | others)",
        },
        "turned round": {"alike >= most": "most <= alike"},
        "not below": {"alike >= most": "not alike < most"},
    },
    "4.6.4": {
        "scikit-learn": {
            "BODY": """
            from sklearn.metrics import cohen_kappa_score
            return cohen_kappa_score(first, second, weights="quadratic")
        """
        },
        "outer": {"(first[:, None] - second)": "np.subtract.outer(first, second)"},
        "method mean": {"np.mean((first - second) ** 2)": "((first - second) ** 2).mean()"},
        "square": {"np.mean((first - second) ** 2)": "np.mean(np.square(first - second))"},
        "other way round": {"(first[:, None] - second)": "(second[:, None] - first)"},
        "one fraction": {"1 - observed / by_chance": "(by_chance - observed) / by_chance"},
        "by moments": {
            "np.mean((first[:, None] - second) ** 2)": "first.var() + second.var() + (first - second).mean() ** 2"
        },
    },
}
