"""Other right ways to solve the exercises of notebook 1.1; `test_right.py` says how to read them."""

RIGHT = {
    "1.1.1": {
        "library": {
            "BODY": """
            from sklearn.metrics import precision_score, recall_score
            return precision_score(truth, answers), recall_score(truth, answers)
        """
        },
        "list": {"return precision, recall": "return [precision, recall]"},
        "array": {"return precision, recall": "import numpy as np\n    return np.array([precision, recall])"},
        "all truths": {"hits + misses": "truth.sum()", "hits + false_alarms": "answers.sum()"},
        "means": {"BODY": "return truth[answers == 1].mean(), answers[truth == 1].mean()"},
        "rounded": {"return precision, recall": "return round(float(precision), 7), round(float(recall), 7)"},
    },
    "1.1.2": {
        "argmin": {
            "BODY": """
            import numpy as np
            costs = [cost_alarm * ((scores >= t) & (truth == 0)).sum() + cost_miss * ((scores < t) & (truth == 1)).sum()
                     for t in thresholds]
            return np.array(thresholds)[np.argmin(costs)]
        """
        },
        "library": {
            "BODY": """
            from sklearn.metrics import confusion_matrix
            def cost(t):
                _, alarms, misses, _ = confusion_matrix(truth, scores >= t).ravel()
                return cost_alarm * alarms + cost_miss * misses
            return min(thresholds, key=cost)
        """
        },
        "below": {"(~answers & (truth == 1))": "((scores < threshold) & (truth == 1))"},
        "sorted": {"min(costs, key=costs.get)": "sorted(costs.items(), key=lambda item: item[1])[0][0]"},
        "array of no dimension": {
            "return min(costs, key=costs.get)": "import numpy as np\n    return np.array(min(costs, key=costs.get))"
        },
    },
    "1.1.3": {
        "library": {
            "BODY": """
            from sklearn.metrics import mean_absolute_percentage_error
            return mean_absolute_percentage_error(truth[truth > 0], forecast[truth > 0])
        """
        },
        "not zero": {"truth > 0": "truth != 0"},
        "loop": {"BODY": "return sum(abs(t - f) / t for t, f in zip(truth, forecast) if t) / (truth > 0).sum()"},
        "places": {"truth > 0": "np.flatnonzero(truth)"},
        "one fraction": {"share = miss / truth": "share = np.abs(1 - forecast / truth)"},
        "tensor": {"return share.mean()": "import torch\n    return torch.tensor(share).mean()"},
    },
    "1.1.4": {
        "other scaler": {"StandardScaler": "MinMaxScaler"},
        "by hand": {"StandardScaler().fit_transform(X)": "(X - X.mean(0)) / X.std(0, ddof=1)"},
        "other seed": {"random_state=0": "random_state=7"},
        "median": {"StandardScaler": "RobustScaler"},
        "more tries": {"n_init=10": "n_init=20"},
        "array": {
            "return max(scores, key=scores.get)": "import numpy as np\n"
            "    return np.array(list(scores))[np.argmax(list(scores.values()))]"
        },
    },
}

IMPORTS = {"1.1.4": "from sklearn.preprocessing import MinMaxScaler, RobustScaler"}
