"""Other right ways to solve the exercises of notebook 5.1; `test_right.py` says how to read them."""

RIGHT = {
    "5.1.1": {
        "set": {
            "BODY": """
            wrong = set(row) ^ set(schema)
            for name in set(row) & set(schema):
                field, value = schema[name], row[name]
                fits = value in field["words"] if "words" in field else field["least"] <= value <= field["most"]
                if not fits:
                    wrong.add(name)
            return wrong
        """
        },
        "tuple": {"return wrong": "return tuple(wrong)"},
        "two comparisons": {
            'not field["least"] <= row[name] <= field["most"]': (
                'not (row[name] >= field["least"] and row[name] <= field["most"])'
            )
        },
        "negation outside": {'row[name] not in field["words"]': 'not row[name] in field["words"]'},
        "keys": {"if name not in schema]": "if name not in schema.keys()]"},
    },
    "5.1.2": {
        "comprehension": {
            "BODY": """
            return np.array([[row[name] for name in columns] for row in rows], dtype=float)
        """
        },
        "list of rows": {"return np.array(lines, dtype=float)": "return lines"},
        "pandas": {
            "BODY": """
            import pandas as pd
            return pd.DataFrame(rows)[list(columns)].to_numpy(float)
        """
        },
        "map": {"[row[name] for name in columns]": "list(map(row.get, columns))"},
        "by column": {
            "BODY": """
            return np.column_stack([[row[name] for row in rows] for name in columns])
        """
        },
    },
    "5.1.3": {
        "scikit-learn": {
            "BODY": """
            from sklearn.impute import SimpleImputer
            from sklearn.preprocessing import StandardScaler
            filler = SimpleImputer().fit(train)
            return StandardScaler().fit(filler.transform(train)).transform(filler.transform(rows))
        """
        },
        "np.std": {"filled_train.std(axis=0)": "np.std(filled_train, axis=0)"},
        "of a sample": {"filled_train.std(axis=0)": "filled_train.std(axis=0, ddof=1)"},
        "pandas": {
            "BODY": """
            import pandas as pd
            known, asked = pd.DataFrame(train), pd.DataFrame(rows)
            means = known.mean()
            return (asked.fillna(means) - means) / known.fillna(means).std(ddof=0)
        """
        },
        "other way round": {"np.where(np.isnan(rows), means, rows)": "np.where(~np.isnan(rows), rows, means)"},
    },
    "5.1.4": {
        "if": {
            "max(asked, free)": "asked if asked > free else free",
        },
        "numpy": {"return made": "return np.array(made)", "free = 0.0": "import numpy as np\n    free = 0.0"},
        "line": {
            "BODY": """
            line, before, made = 0.0, None, []
            for asked in due:
                line = 0.0 if before is None else max(0.0, line + work - (asked - before))
                before = asked
                made.append(line + work)
            return made
        """
        },
        "start and work": {"free - asked": "start + work - asked"},
    },
}
