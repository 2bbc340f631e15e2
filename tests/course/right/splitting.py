"""Other right ways to solve the exercises of notebook 2.4; `test_right.py` says how to read them."""

RIGHT = {
    "2.4.1": {
        "test first": {
            "BODY": """
            rows = np.arange(len(y))
            rest, test = train_test_split(rows, test_size=0.15, stratify=y, random_state=seed)
            train, validation = train_test_split(rest, test_size=0.15 / 0.85, stratify=y[rest], random_state=seed)
            return train, validation, test
        """
        },
        "list": {"return train, validation, test": "return [train.tolist(), validation.tolist(), test.tolist()]"},
        "sets": {
            "return train, validation, test": "return set(train.tolist()), set(validation.tolist()), set(test.tolist())"
        },
        "numbers": {"train_size=0.7": "test_size=300"},
        "splitter": {
            "BODY": """
            from sklearn.model_selection import StratifiedShuffleSplit
            def cut(rows, size):
                split = StratifiedShuffleSplit(1, train_size=size, random_state=seed)
                return [rows[part] for part in next(split.split(rows, y[rows]))]
            train, rest = cut(np.arange(len(y)), 0.7)
            return train, *cut(rest, 0.5)
        """
        },
        "by hand": {
            "BODY": """
            rng, parts = np.random.default_rng(seed), [[], [], []]
            for label in np.unique(y):
                rows = rng.permutation(np.flatnonzero(y == label))
                cuts = [round(0.7 * len(rows)), round(0.85 * len(rows))]
                for part, more in zip(parts, np.split(rows, cuts)):
                    part.extend(more)
            return parts
        """
        },
    },
    "2.4.3": {
        "library": {
            "BODY": """
            from sklearn.model_selection import GroupShuffleSplit
            return next(GroupShuffleSplit(1, test_size=share, random_state=seed).split(person, groups=person))
        """
        },
        "rounds up": {"round(share * len(names))": "int(np.ceil(share * len(names)))"},
        "rounds down": {"round(share * len(names))": "int(share * len(names))"},
        "choice": {
            "shuffled[: round(share * len(names))]": "np.random.default_rng(seed).choice(names, "
            "round(share * len(names)), replace=False)"
        },
        "lists": {
            "BODY": """
            import random
            names = sorted(set(person.tolist()))
            judged = set(random.Random(seed).sample(names, round(share * len(names))))
            train = [row for row, name in enumerate(person) if name not in judged]
            return train, [row for row, name in enumerate(person) if name in judged]
        """
        },
        "names": {
            "BODY": """
            from sklearn.model_selection import train_test_split
            train, test = train_test_split(np.unique(person), test_size=share, random_state=seed)
            return np.where(np.isin(person, train))[0], np.where(np.isin(person, test))[0]
        """
        },
    },
    "2.4.4": {
        "rounds down": {"round(share * len(time))": "int(share * len(time))"},
        "rounds up": {"round(share * len(time))": "-int(-share * len(time) // 1)"},
        "cut from the end": {"len(time) - round(share * len(time))": "-round(share * len(time))"},
        "sorted": {"np.argsort(time)": "sorted(range(len(time)), key=lambda row: time[row])"},
        "polars": {"np.argsort(time)": "__import__('polars').Series(time).arg_sort()"},
        "border": {
            "BODY": """
            border = np.sort(time)[int((1 - share) * len(time))]
            return np.flatnonzero(time < border), np.flatnonzero(time >= border)
        """
        },
        "library": {
            "BODY": """
            from sklearn.model_selection import train_test_split
            return train_test_split(np.argsort(time), test_size=share, shuffle=False)
        """
        },
    },
    "2.4.2": {
        "sample deviation": {"scores.std()": "scores.std(ddof=1)"},
        "list": {"return scores.mean(), scores.std()": "return [scores.mean(), scores.std()]"},
        "named steps": {
            "make_pipeline(SelectKBest(k=10), LogisticRegression())": 'Pipeline([("choose", SelectKBest(k=10)), '
            '("model", LogisticRegression())])'
        },
        "statistics": {
            "return scores.mean(), scores.std()": "import statistics\n"
            "    return statistics.mean(scores), statistics.stdev(scores)"
        },
        "cross_validate": {"cross_val_score(model, X, y, cv=5)": 'cross_validate(model, X, y, cv=5)["test_score"]'},
        "scorer": {"make_pipeline(SelectKBest(k=10)": "make_pipeline(SelectKBest(f_classif, k=10)"},
        "shuffled folds": {"cv=5": "cv=StratifiedKFold(5, shuffle=True, random_state=1)"},
        "folds without shares": {
            "cv=5": "cv=KFold(5, shuffle=True)",
            "scores.std()": "scores.std(ddof=1)",
        },
    },
}

IMPORTS = {
    "2.4.2": "from sklearn.feature_selection import f_classif\n"
    "from sklearn.model_selection import KFold, StratifiedKFold, cross_validate\n"
    "from sklearn.pipeline import Pipeline"
}
