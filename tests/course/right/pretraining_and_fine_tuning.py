"""Other right ways to solve the exercises of notebook 4.4; `test_right.py` says how to read them."""

RIGHT = {
    "4.4.1": {
        "tuples": {"return input_ids, labels": "return tuple(input_ids), tuple(labels)"},
        "list": {"return input_ids, labels": "return [input_ids, labels]"},
        "loop": {
            "BODY": """
            input_ids = prompt + answer + [end]
            labels = []
            for place, token in enumerate(input_ids):
                labels.append(token if place >= len(prompt) else -100)
            return input_ids, labels
        """
        },
        "tensor": {
            "return input_ids, labels": "import torch\n    return torch.tensor(input_ids), torch.tensor(labels)"
        },
        "stars": {"prompt + learned\n": "[*prompt, *answer, end]\n"},
    },
    "4.4.2": {
        "scipy": {"np.exp(loss)": "__import__('scipy.stats').stats.gmean(1 / chances)"},
        "power": {"np.exp(loss)": "float(np.e**loss)"},
        "product": {"BODY": "chances = np.concatenate(sentences)\nreturn np.prod(chances) ** (-1 / len(chances))"},
        "sums": {
            "BODY": """
            total = sum(-np.log(one).sum() for one in sentences)
            return np.exp(total / sum(len(one) for one in sentences))
        """
        },
        "base two": {"BODY": "return 2 ** -np.log2(np.concatenate(sentences)).mean()"},
        "hstack": {"np.concatenate": "np.hstack"},
    },
    "4.4.3": {
        "map": {"sum(name in seen for name in written)": "sum(map(seen.__contains__, written))"},
        "lists": {"set(training), set(held_out)": "list(training), list(held_out)"},
        "one line": {
            "BODY": """
            share = lambda names: sum(name in set(names) for name in written) / len(written)
            return share(training) - share(held_out) * len(training) / len(held_out)
        """
        },
        "counter": {
            "BODY": """
            from collections import Counter
            times = Counter(written)
            hits = sum(times[name] for name in set(training)) / len(written)
            guesses = sum(times[name] for name in set(held_out)) / len(written)
            return hits - guesses / len(set(held_out)) * len(set(training))
        """
        },
    },
    "4.4.4": {
        "dot": {"plain = W @ x": "plain = np.dot(W, x)"},
        "merged": {"plain + scale * B @ (A @ x) if on else plain": "(W + scale * B @ A) @ x if on else plain"},
        "matmul": {"scale * B @ (A @ x)": "scale * np.matmul(B, np.matmul(A, x))"},
        "shapes": {"W.size / (A.size + B.size)": "np.prod(W.shape) / (np.prod(A.shape) + np.prod(B.shape))"},
        "list": {"return plain +": "return np.asarray(plain) +"},
    },
}
