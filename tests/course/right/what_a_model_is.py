"""Other right ways to solve the exercises of notebook 0.1; `test_right.py` says how to read them."""

RIGHT = {
    "0.1.1": {
        "dot": {"X @ weights": "np.dot(X, weights)"},
        "row by row": {"X @ weights": "np.array([sum(x * w for x, w in zip(row, weights)) for row in X])"},
        "library": {"return 1": "from scipy.special import expit\n    return expit(score)\n    return 1"},
        "list": {"return 1 / (1 + np.exp(-score))": "return [1 / (1 + np.exp(-s)) for s in score]"},
        "generator": {"return 1 / (1 + np.exp(-score))": "return (1 / (1 + np.exp(-s)) for s in score)"},
        "tensor": {
            "return 1 / (1 + np.exp(-score))": "import torch\n    return torch.sigmoid(torch.tensor(score))",
        },
        "single precision": {"np.exp(-score))": "np.exp(-score.astype(np.float32)))"},
        "other formula": {"1 / (1 + np.exp(-score))": "np.exp(score) / (np.exp(score) + 1)"},
    },
    "0.1.2": {
        "ratio": {"cost_of_waiting > cost_of_check": "probability > cost_of_check / cost_of_failure"},
        "zeros and ones": {
            "return cost_of_waiting > cost_of_check": "return np.where(probability * "
            "cost_of_failure > cost_of_check, 1, 0)"
        },
        "list": {"return cost_of_waiting > cost_of_check": "return [bool(w > cost_of_check) for w in cost_of_waiting]"},
        "numpy function": {
            "return cost_of_waiting > cost_of_check": "return np.greater(cost_of_waiting, cost_of_check)"
        },
        "at least": {"cost_of_waiting > cost_of_check": "cost_of_waiting >= cost_of_check"},
        "polars": {
            "return cost_of_waiting > cost_of_check": "import polars as pl\n"
            "    return pl.Series(cost_of_waiting) > cost_of_check"
        },
    },
    "0.1.3": {
        "zero for those that never follow": {
            "return {following: count / total for "
            "following, count in counts.items()}": "return {following: counts[following] / total "
            'for following in "abcdefghijklmnopqrstuvwxyz."}',
        },
        "total": {"sum(counts.values())": "counts.total()"},
        "elements": {
            "BODY": """
            from itertools import pairwise
            after = [b for name in names for a, b in pairwise(name + ".") if a == letter]
            return {b: after.count(b) / len(after) for b in after}
        """
        },
        "pandas": {
            "BODY": """
            import pandas as pd
            after = [b for name in names for a, b in zip(name, name[1:] + ".") if a == letter]
            return pd.Series(after).value_counts(normalize=True)
        """
        },
        "fractions": {"count / total": "__import__('fractions').Fraction(count, total)"},
        "numpy scalars": {
            "total = sum": "import numpy as np\n    total = np.float64(sum",
            "counts.values())": "counts.values()))",
        },
    },
    "0.1.4": {
        "for": {
            "BODY": """
            for steps in range(most):
                if reached(state):
                    return state, steps
                state = use(state, choose(state))
            return state, most
        """
        },
        "list": {"return state, steps": "return [state, steps]"},
        "break": {
            "BODY": """
            steps = 0
            while steps < most:
                if reached(state):
                    break
                state = use(state, choose(state))
                steps += 1
            return state, steps
        """
        },
        "recursion": {
            "BODY": """
            if reached(state) or most <= 0:
                return state, 0
            last, steps = run_agent(use(state, choose(state)), reached, choose, use, most - 1)
            return last, steps + 1
        """
        },
        "named tuple": {
            "return state, steps": "from collections import namedtuple\n"
            "    return namedtuple('Run', 'state steps')(state, steps)"
        },
    },
}
