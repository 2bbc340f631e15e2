"""Other right ways to solve the exercises of notebook 4.2; `test_right.py` says how to read them."""

RIGHT = {
    "4.2.1": {
        "moved": {"training - validation > gap": "training > validation + gap"},
        "turned round": {"training - validation > gap": "validation - training < -gap"},
        "not at least": {"training < wanted": "not training >= wanted"},
        "one expression": {
            "BODY": 'return "underfits" if training < wanted else "overfits" if training - validation > gap else "fits"'
        },
        "numpy": {"training < wanted": "__import__('numpy').less(training, wanted)"},
    },
    "4.2.2": {
        "keywords": {
            "f1_score(y_validation, tree.predict(X_validation))": "f1_score(y_true=y_validation, "
            "y_pred=tree.predict(X_validation))"
        },
        "fit at once": {
            "        tree.fit(X_train, y_train)\n": "",
            "random_state=0)": "random_state=0).fit(X_train, y_train)",
        },
        "argmax": {
            "return max(scores, key=scores.get)": "import numpy as np\n"
            "    return np.array(depths)[np.argmax([scores[d] for d in depths])]"
        },
        "items": {"return max(scores, key=scores.get)": "return max(scores.items(), key=lambda item: item[1])[0]"},
        "sorted": {"return max(scores, key=scores.get)": "return sorted(depths, key=lambda depth: -scores[depth])[0]"},
    },
    "4.2.3": {
        "numbers": {
            "BODY": """
            best, lowest = 0, float("inf")
            for epoch, loss in enumerate(validation_losses):
                if loss < lowest:
                    best, lowest = epoch, loss
                elif epoch - best >= patience:
                    break
            return best
        """
        },
        "plus": {"waited = waited + 1": "waited += 1"},
        "from the best": {"waited = waited + 1": "waited = epoch - best"},
        "numpy": {"return best": "import numpy as np\n    return np.int64(best)"},
        "argmin": {
            "BODY": """
            import numpy as np
            for end in range(1, len(validation_losses) + 1):
                best = int(np.argmin(validation_losses[:end]))
                if end - 1 - best == patience:
                    break
            return best
        """
        },
    },
    "4.2.4": {
        "numpy scalar": {"loss_of(model(X), y).item()": "loss_of(model(X), y).numpy()[()]"},
        "float": {"loss_of(model(X), y).item()": "float(loss_of(model(X), y))"},
        "inference mode": {"torch.no_grad()": "torch.inference_mode()"},
        "train": {"model.eval()": "model.train(False)", "    model.train()": "    model.train(True)"},
        "array of no dimension": {"loss_of(model(X), y).item()": "loss_of(model(X), y).numpy()"},
        "predictions first": {
            "loss = loss_of(model(X), y)": "predictions = model(X)\n        loss = loss_of(predictions, y)"
        },
        "grad off": {
            "BODY": """
            was = model.training
            model.eval()
            with torch.set_grad_enabled(False):
                loss = loss_of(model(X), y)
            model.train(was)
            return loss.tolist()
        """
        },
    },
}
