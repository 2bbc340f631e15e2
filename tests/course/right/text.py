"""Other right ways to solve the exercises of notebook 3.3; `test_right.py` says how to read them."""

RIGHT = {
    "3.3.1": {
        "scipy": {"BODY": "from scipy.special import softmax\nreturn softmax(logits / temperature)"},
        "torch": {"BODY": "import torch\nreturn torch.softmax(torch.as_tensor(logits / temperature), 0)"},
        "sum first": {"return powers / powers.sum()": "total = powers.sum()\n    return powers / total"},
        "times one over": {"logits / temperature": "logits * (1 / temperature)"},
        "list": {"return powers / powers.sum()": "return [power / sum(powers) for power in powers]"},
    },
    "3.3.2": {
        "numpy functions": {"beliefs.argmax(axis=1)": "np.argmax(beliefs, axis=1)"},
        "last axis": {"beliefs.max(axis=1)": "beliefs.max(-1)"},
        "turned round": {"beliefs.max(axis=1) >= threshold": "threshold <= beliefs.max(axis=1)"},
        "loop": {
            "BODY": """
            found = []
            for row in beliefs:
                best = max(range(len(row)), key=lambda place: row[place])
                found.append(best if row[best] >= threshold else -1)
            return found
        """
        },
        "set": {"BODY": "best = beliefs.argmax(1)\nbest[beliefs.max(1) < threshold] = -1\nreturn best"},
    },
    "3.3.3": {
        "not": {"1 - right[says].mean()": "(~right[says]).mean()"},
        "counts": {"(right & ~says).mean()": "np.sum(right & ~says) / len(right)"},
        "sum": {"says.mean()": "says.sum() / says.size"},
        "product": {"(right & ~says).mean()": "(right * (1 - says)).mean()"},
        "difference": {"(right & ~says).mean()": "right.mean() - (right & says).mean()"},
    },
    "3.3.4": {
        "numpy": {"cosine.argmax()": "np.argmax(cosine)"},
        "scipy": {
            "BODY": 'from scipy.spatial.distance import cdist\nreturn cdist(vectors, vector[None], "cosine").argmin()'
        },
        "scikit-learn": {
            "BODY": "from sklearn.metrics.pairwise import cosine_similarity\n"
            "return int(cosine_similarity(vectors, vector[None])[:, 0].argmax())"
        },
        "own length": {"np.linalg.norm(vectors, axis=1)": "np.sqrt((vectors**2).sum(axis=1))"},
        "loop": {
            "BODY": "alike = [row @ vector / np.linalg.norm(row) for row in vectors]\n"
            "return max(range(len(alike)), key=alike.__getitem__)"
        },
    },
}
