"""Other right ways to solve the exercises of notebook 3.1; `test_right.py` says how to read them."""

RIGHT = {
    "3.1.1": {
        "items": {"max(scores.values())": "max(score for _, score in scores.items())"},
        "turned round": {"score >= best - tolerance": "best - score <= tolerance"},
        "not below": {"score >= best - tolerance": "not score < best - tolerance"},
        "lambda": {"key=milliseconds.get": "key=lambda name: milliseconds[name]"},
        "sorted": {
            "BODY": """
            best = sorted(scores.values())[-1]
            for name in sorted(milliseconds, key=milliseconds.get):
                if scores[name] >= best - tolerance:
                    return name
        """
        },
    },
    "3.1.2": {
        "not sparse": {'handle_unknown="ignore"': 'handle_unknown="ignore", sparse_output=False'},
        "infrequent": {'handle_unknown="ignore"': 'handle_unknown="infrequent_if_exist"'},
        "named steps": {
            "BODY": """
            from sklearn.compose import ColumnTransformer
            from sklearn.pipeline import Pipeline
            columns = ColumnTransformer(
                [("w", OneHotEncoder(handle_unknown="ignore"), words), ("n", StandardScaler(), numbers)]
            )
            return Pipeline([("columns", columns), ("model", LogisticRegression())]).fit(X_train, y_train)
        """
        },
        "more passes": {"LogisticRegression()": "LogisticRegression(max_iter=1000)"},
        "list": {"(StandardScaler(), numbers)": "(StandardScaler(), list(numbers))"},
    },
    "3.1.3": {
        "seconds first": {"np.median(waits)": "1000 * np.median(waits)", "1000 * (clock() - start)": "clock() - start"},
        "statistics": {"return np.median(waits)": "import statistics\n    return statistics.median(waits)"},
        "end": {
            "waits.append(1000 * (clock() - start))": "end = clock()\n        waits.append(1000 * end - 1000 * start)"
        },
        "quantile": {"np.median(waits)": "np.quantile(waits, 0.5)"},
        "divided": {"1000 * (clock() - start)": "(clock() - start) / 0.001"},
    },
}
