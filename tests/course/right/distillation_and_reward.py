"""Other right ways to solve the exercises of notebook 4.5; `test_right.py` says how to read them."""

RIGHT = {
    "4.5.2": {
        "methods": {
            "torch.softmax(teacher / temperature, dim=1)": "(teacher / temperature).softmax(1)",
            "torch.log_softmax(student / temperature, dim=1)": "(student / temperature).log_softmax(-1)",
        },
        "log targets": {
            "torch.softmax(teacher / temperature, dim=1)": "torch.log_softmax(teacher / temperature, dim=1)",
            'reduction="batchmean"': 'reduction="batchmean", log_target=True',
        },
        "sum over rows": {
            'reduction="batchmean")': 'reduction="sum") / len(student)',
        },
        "distributions": {
            "BODY": """
            from torch.distributions import Categorical, kl_divergence
            p, q = (Categorical(logits=logits / temperature) for logits in (teacher, student))
            return kl_divergence(p, q).mean() * temperature**2
        """
        },
        "by hand": {
            'kl_div(answers, targets, reduction="batchmean")': "(targets * (targets.log() - answers)).sum(1).mean()"
        },
    },
    "4.5.1": {
        "sorted": {"BODY": "return float(answer == sorted(question))"},
        "counter": {
            "sorted(answer) == sorted(question)": "__import__('collections').Counter(answer) == "
            "__import__('collections').Counter(question)"
        },
        "turned round": {"before <= after": "after >= before"},
        "not less": {"before <= after": "not after < before"},
        "bool": {"float(in_order and same_digits)": "in_order and same_digits"},
        "numpy": {
            "BODY": """
            import numpy as np
            return np.float64(np.array_equal(np.sort(question), answer))
        """
        },
    },
    "4.5.3": {
        "tiny number": {"np.where(spread > 0, above / np.maximum(spread, 1e-12), 0.0)": "(above / (spread + 1e-6))"},
        "as libraries do": {
            "np.where(spread > 0, above / np.maximum(spread, 1e-12), 0.0)": "(above / (spread + 1e-4))"
        },
        "nan to num": {"np.where(spread > 0, above / np.maximum(spread, 1e-12), 0.0)": "np.nan_to_num(above / spread)"},
        "loop": {
            "BODY": """
            made = []
            for start in range(0, len(rewards), group):
                part = rewards[start : start + group]
                spread = part.std()
                made.extend((part - part.mean()) / spread if spread > 0 else np.zeros(group))
            return np.array(made)
        """
        },
        "whole number of rows": {"rewards.reshape(-1, group)": "rewards.reshape(len(rewards) // group, group)"},
    },
    "4.5.4": {
        "ratios": {"gained - lost": "(better - worse) - (better_before - worse_before)"},
        "scipy": {
            "BODY": """
            from scipy.special import log_expit
            return -log_expit(beta * (better - better_before - worse + worse_before)).mean()
        """
        },
        "written out": {"np.logaddexp(0, -beta * margin)": "np.log(1 + np.exp(-beta * margin))"},
        "torch": {
            "BODY": """
            import torch
            from torch.nn.functional import logsigmoid
            margin = (better - better_before) - (worse - worse_before)
            return -logsigmoid(torch.as_tensor(beta * margin)).mean()
        """
        },
        "minus the other way": {"gained - lost": "-(lost - gained)"},
    },
}
