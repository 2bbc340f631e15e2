"""Other right ways to solve the exercises of notebook 4.1; `test_right.py` says how to read them."""

RIGHT = {
    "4.1.1": {
        "library": {"BODY": "from sklearn.metrics import log_loss\nreturn log_loss(y, p, labels=[0, 1])"},
        "where": {"-(y * np.log(p) + (1 - y) * np.log(1 - p))": "-np.log(np.where(y == 1, p, 1 - p))"},
        "mean": {"return loss_of_each_row.mean()": "return float(np.mean(loss_of_each_row))"},
        "max and min": {"np.clip(p, 1e-12, 1 - 1e-12)": "np.maximum(np.minimum(p, 1 - 1e-12), 1e-12)"},
        "loop": {
            "BODY": """
            import math
            costs = [-math.log(min(max(b if a else 1 - b, 1e-12), 1)) for a, b in zip(y, p)]
            return sum(costs) / len(costs)
        """
        },
        "tensor": {
            "BODY": """
            import torch
            p = torch.tensor(p).clamp(1e-12, 1 - 1e-12)
            return torch.nn.functional.binary_cross_entropy(p, torch.tensor(y, dtype=p.dtype))
        """
        },
    },
    "4.1.2": {
        "list": {
            "return w - learning_rate * slope_w, b - learning_rate * slope_b": "return [w - learning_rate * "
            "slope_w, b - learning_rate * slope_b]"
        },
        "sum": {"2 * error.mean()": "2 * error.sum() / len(y)"},
        "lists of numbers": {"return w - learning_rate * slope_w,": "return (w - learning_rate * slope_w).tolist(),"},
        "numpy scalar": {"b - learning_rate * slope_b": "np.array(b - learning_rate * slope_b)"},
        "dot": {"2 * X.T @ error / len(y)": "(2 / len(y)) * np.dot(error, X)"},
        "torch": {
            "BODY": """
            import torch
            w, b, X, y = (torch.tensor(v, dtype=torch.float64) for v in (w, b, X, y))
            w.requires_grad_(), b.requires_grad_()
            ((X @ w + b - y) ** 2).mean().backward()
            return w - learning_rate * w.grad, b - learning_rate * b.grad
        """
        },
    },
    "4.1.3": {
        "function": {"loss_of(model(X), y)": "torch.nn.functional.mse_loss(model(X), y)"},
        "by hand": {"loss_of(model(X), y)": "((model(X) - y) ** 2).mean()"},
        "float": {"loss.item()": "float(loss)"},
        "clears last": {
            "        optimiser.zero_grad()  # clear the old gradients\n": "",
            "losses.append(": "optimiser.zero_grad()\n        losses.append(",
        },
        "clears the model": {"optimiser.zero_grad()": "model.zero_grad()"},
        "array": {"return losses": "import numpy as np\n    return np.array(losses)"},
        "detached": {"loss.item()": "loss.detach()"},
        "tuple": {"return losses": "return tuple(losses)"},
    },
    "4.1.4": {
        "nan": {"math.isfinite(losses[-1])": "not math.isnan(losses[-1])"},
        "sorted": {"min(last, key=last.get) if last else None": "next(iter(sorted(last, key=last.get)), None)"},
        "default": {"return min(last, key=last.get) if last else None": "return min(last, key=last.get, default=None)"},
        "comprehension": {
            "BODY": """
            ends = [(losses[-1], rate) for rate, losses in sweep.items() if losses[-1] < losses[0]]
            return min(ends)[1] if ends else None
        """
        },
        "numpy": {
            "BODY": """
            import numpy as np
            rates = [rate for rate, losses in sweep.items() if np.isfinite(losses[-1]) and losses[-1] < losses[0]]
            return np.array(rates)[np.argmin([sweep[rate][-1] for rate in rates])] if rates else None
        """
        },
    },
}
