"""Other right ways to solve the exercises of notebook 2.2; `test_right.py` says how to read them."""

RIGHT = {
    "2.2.1": {
        "library": {"BODY": "from sklearn.metrics import cohen_kappa_score\nreturn cohen_kappa_score(first, second)"},
        "union": {"np.unique(first)": "np.union1d(first, second)"},
        "set": {"np.unique(first)": "set(first) | set(second)"},
        "one minus": {"(share - by_chance) / (1 - by_chance)": "1 - (1 - share) / (1 - by_chance)"},
        "sum": {
            "BODY": """
            share = sum(a == b for a, b in zip(first, second)) / len(first)
            chance = sum((first == n).mean() * (second == n).mean() for n in set(first.tolist()))
            return np.array((share - chance) / (1 - chance))
        """
        },
    },
    "2.2.2": {
        "ten folds": {"cv=5": "cv=10"},
        "shuffled": {"cv=5": "cv=KFold(10, shuffle=True, random_state=1)"},
        "stratified": {"cv=5": "cv=StratifiedKFold(5, shuffle=True, random_state=3)"},
        "list": {"return np.argsort(given)[:most]": "return sorted(range(len(y)), key=lambda row: given[row])[:most]"},
        "take_along_axis": {"p[np.arange(len(y)), y]": "np.take_along_axis(p, y[:, None], axis=1)[:, 0]"},
        "comprehension": {"p[np.arange(len(y)), y]": "np.array([chances[label] for chances, label in zip(p, y)])"},
        "self-made folds": {
            'p = cross_val_predict(model, X, y, cv=5, method="predict_proba")  # (n, classes)': (
                "p = np.zeros((len(y), 3))\n    for train, test in KFold(5).split(X):\n"
                "        p[test] = model.fit(X[train], y[train]).predict_proba(X[test])"
            ),
        },
    },
    "2.2.3": {
        "list": {
            "return f1_score(y_test, from_made.predict(X_test)), "
            "f1_score(y_test, from_real.predict(X_test))": "return [f1_score(y_test, model.predict(X_test)) "
            "for model in (from_made, from_real)]"
        },
        "array": {
            "return f1_score(y_test, from_made.predict(X_test)), "
            "f1_score(y_test, from_real.predict(X_test))": "import numpy as np\n"
            "    return np.array([f1_score(y_test, m.predict(X_test)) for m in (from_made, from_real)])"
        },
        "generator": {
            "BODY": """
            X_test, y_test = held_back
            return (f1_score(y_test, LogisticRegression().fit(*rows).predict(X_test)) for rows in (made, real))
        """
        },
        "keywords": {"fit(*made)": "fit(X=made[0], y=made[1])"},
        "by hand": {
            "BODY": """
            def f1(rows):
                guess, truth = LogisticRegression(max_iter=1000).fit(*rows).predict(held_back[0]), held_back[1]
                return 2 * (guess & truth).sum() / (guess.sum() + truth.sum())
            return f1(made), f1(real)
        """
        },
    },
    "2.2.4": {
        "sample deviation": {
            "BODY": """
            from scipy.spatial.distance import cdist
            s = real.std(axis=0, ddof=1)
            return cdist(made / s, real / s).min(axis=1)
        """
        },
        "brute force": {"BODY": "return ((((made[:, None] - real) / real.std(0)) ** 2).sum(2) ** 0.5).min(1)"},
        "tree": {
            "BODY": """
            from scipy.spatial import KDTree
            return KDTree(real / real.std(0)).query(made / real.std(0))[0]
        """
        },
        "list": {"return distance[:, 0]": "return [float(d) for d, in distance]"},
        "fit_transform": {
            "StandardScaler().fit(real)": "StandardScaler()",
            "fit(scale.transform(real))": "fit(scale.fit_transform(real))",
        },
        "ravel": {"distance[:, 0]": "distance.ravel()"},
        "pandas": {
            "BODY": """
            import pandas as pd
            made, real = pd.DataFrame(made), pd.DataFrame(real)
            made, real = (made - real.mean()) / real.std(), (real - real.mean()) / real.std()
            return made.apply(lambda row: (((real - row) ** 2).sum(axis=1) ** 0.5).min(), axis=1)
        """
        },
    },
}

IMPORTS = {"2.2.2": "from sklearn.model_selection import KFold, StratifiedKFold"}
