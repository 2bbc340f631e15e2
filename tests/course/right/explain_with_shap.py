"""Other right ways to solve the exercises of notebook 8.1; `test_right.py` says how to read them."""

RIGHT = {
    "8.1.1": {
        "frozen set": {"known = set()": "known = frozenset()"},
        "union": {"known | {feature}": "known.union([feature])"},
        "new set": {"known | {feature}": "{*known, feature}"},
        "library": {"total / len(orders)": "total / __import__('math').factorial(len(features))"},
        "added": {"            known = known | {feature}\n": "            known.add(feature)\n"},
        "subsets": {
            "BODY": """
            from itertools import combinations
            from math import comb
            n, credit = len(features), {}
            for feature in features:
                others = [other for other in features if other != feature]
                credit[feature] = sum(
                    (answer({*group, feature}) - answer(set(group))) / (n * comb(n - 1, size))
                    for size in range(n) for group in combinations(others, size)
                )
            return credit
        """
        },
        "pandas": {"return {": "return __import__('pandas').Series({", "credit.items()}": "credit.items()})"},
    },
    "8.1.2": {
        "sum": {"contributions.sum(axis=1)": "np.sum(contributions, 1)"},
        "max": {"np.abs(explained - answers).max()": "max(abs(explained - answers))"},
        "turned round": {"explained - answers": "answers - explained"},
        "norm": {"np.abs(explained - answers).max()": "np.linalg.norm(explained - answers, ord=np.inf)"},
        "loop": {"BODY": "return max(abs(base + sum(row) - answer) for row, answer in zip(contributions, answers))"},
        "tensor": {
            "return np.abs(explained - answers).max()": "import torch\n"
            "    return torch.tensor(explained - answers).abs().max()"
        },
    },
    "8.1.3": {
        "split": {'column.partition("=")[0]': 'column.split("=")[0]'},
        "default dict": {
            "found = {}": "from collections import defaultdict\n    found = defaultdict(int)",
            "found.get(feature, 0)": "found[feature]",
        },
        "list": {"return found": "return {feature: values.tolist() for feature, values in found.items()}"},
        "transposed": {"contributions[:, position]": "contributions.T[position]"},
        "masks": {
            "BODY": """
            names = np.array([column.split("=")[0] for column in columns])
            return {str(name): contributions[:, names == name].sum(axis=1) for name in set(names)}
        """
        },
        "pandas": {
            "BODY": """
            import pandas as pd
            table = pd.DataFrame(contributions, columns=columns)
            return table.T.groupby(lambda column: column.split("=")[0]).sum().T
        """
        },
    },
    "8.1.4": {
        "list": {"return start, this_one, against": "return [start, this_one, against]"},
        "sorted": {"min(contributions, key=contributions.get)": "sorted(contributions, key=contributions.get)[0]"},
        "items": {
            "min(contributions, key=contributions.get)": "min(contributions.items(), key=lambda item: item[1])[0]"
        },
        "library": {"probability(base + sum": "__import__('scipy.special').special.expit(base + sum"},
        "numpy": {
            "BODY": """
            import numpy as np
            values = np.array(list(contributions.values()))
            return probability(base), probability(base + values.sum()), np.array(list(contributions))[values.argmin()]
        """
        },
        "array": {
            "return start, this_one, against": "import numpy as np\n"
            "    return np.array([start, this_one, against], dtype=object)"
        },
    },
}
