"""Other right ways to solve the exercises of notebook 3.2; `test_right.py` says how to read them."""

RIGHT = {
    "3.2.1": {
        "elementwise sum": {"np.sum(patch * kernel)": "(patch * kernel).sum()"},
        "flat": {"np.sum(patch * kernel)": "np.dot(patch.ravel(), kernel.ravel())"},
        "einsum": {"np.sum(patch * kernel)": "np.einsum('ij,ij', patch, kernel)"},
        "rows first": {"picture[row : row + 3, column : column + 3]": "picture[row : row + 3][:, column : column + 3]"},
        "scipy": {
            "BODY": """
            from scipy.signal import correlate2d
            return correlate2d(picture, kernel, mode="valid")
        """
        },
        "torch": {
            "BODY": """
            import torch
            one, other = (torch.tensor(part)[None, None] for part in (picture, kernel))
            return torch.nn.functional.conv2d(one, other)[0, 0]
        """
        },
    },
    "3.2.2": {
        "probabilities": {"model.decision_function(features[test])": "model.predict_proba(features[test])[:, 1]"},
        "log probabilities": {
            "model.decision_function(features[test])": "model.predict_log_proba(features[test])[:, 1]"
        },
        "keywords": {"roc_auc_score(y[test], score)": "roc_auc_score(y_true=y[test], y_score=score)"},
        "numpy take": {"features[labelled]": "features.take(labelled, axis=0)"},
        "fit at once": {
            "BODY": """
            model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=500))
            score = model.fit(features[labelled], y[labelled]).decision_function(features[test])
            return roc_auc_score(y[test], score)
        """
        },
    },
    "3.2.3": {
        "turned round": {"maps_before * for_one_map": "for_one_map * maps_before"},
        "bias by bias": {"biases = kernels": "biases = sum(1 for _ in range(kernels))"},
        "one expression": {"BODY": "return kernels * (maps_before * size * size + 1)"},
        "biases apart": {"BODY": "return kernels * maps_before * size * size + kernels"},
        "torch": {
            "BODY": """
            import torch
            layer = torch.nn.utils.skip_init(torch.nn.Conv2d, maps_before, kernels, size)
            return sum(part.numel() for part in layer.parameters())
        """
        },
    },
    "3.2.4": {
        "einsum": {"np.tensordot(weights, maps, axes=1)": "np.einsum('k,kij->ij', weights, maps)"},
        "broadcast": {"np.tensordot(weights, maps, axes=1)": "(weights[:, None, None] * maps).sum(axis=0)"},
        "mean twice": {"gradients.mean(axis=(1, 2))": "gradients.mean(axis=2).mean(axis=1)"},
        "clip": {"np.maximum(total, 0)": "total.clip(min=0)"},
        "where": {"np.maximum(total, 0)": "np.where(total > 0, total, 0)"},
        "torch": {
            "BODY": """
            import torch
            weights = torch.tensor(gradients).mean((1, 2), keepdim=True)
            return torch.relu((weights * torch.tensor(maps)).sum(0))
        """
        },
    },
}
