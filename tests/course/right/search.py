"""Other right ways to solve the exercises of notebook 4.3; `test_right.py` says how to read them."""

RIGHT = {
    "4.3.1": {
        "keywords": {'"rate", 0.01, 1.0, log=True': 'name="rate", low=0.01, high=1, log=True'},
        "study direction": {'"maximize"': "optuna.study.StudyDirection.MAXIMIZE"},
        "sampler": {'direction="maximize"': 'direction="maximize", sampler=optuna.samplers.RandomSampler()'},
        "ask and tell": {
            "BODY": """
            study = optuna.create_study(direction="maximize")
            for _ in range(trials):
                trial = study.ask()
                rate = trial.suggest_float("rate", 0.01, 1.0, log=True)
                depth = trial.suggest_int("depth", 1, 10)
                study.tell(trial, score(rate, depth))
            return study
        """
        },
        "one line": {"return score(rate, depth)": "return float(score(rate, depth))"},
    },
    "4.3.2": {
        "slices": {"max(scores) - before": "max(scores[-patience:]) - before"},
        "turned round": {"max(scores) - before < gain": "max(scores) < before + gain"},
        "not at least": {"max(scores) - before < gain": "not max(scores) - before >= gain"},
        "one expression": {"BODY": "return len(scores) > patience and max(scores) - max(scores[:-patience]) < gain"},
        "numpy": {
            "BODY": """
            import numpy as np
            best = np.maximum.accumulate(scores)
            return bool(len(best) > patience and best[-1] - best[-1 - patience] < gain)
        """
        },
        "numpy bool": {
            "return max(scores) - before < gain": "import numpy as np\n    return np.bool_(max(scores) - before < gain)"
        },
    },
    "4.3.3": {
        "natural": {
            "np.log10(low), np.log10(high)": "np.log(low), np.log(high)",
            "10**exponents": "np.exp(exponents)",
        },
        "scipy": {
            "BODY": """
            from scipy.stats import loguniform
            return loguniform(low, high).rvs(count, random_state=rng)
        """
        },
        "power": {"10**exponents": "np.power(10.0, exponents)"},
        "factor": {"BODY": "return low * (high / low) ** rng.random(count)"},
        "list": {"return 10**exponents": "return list(10**exponents)"},
    },
    "4.3.4": {
        "statistics": {"np.median(then)": "__import__('statistics').median(then)"},
        "quantile": {"np.median(then)": "np.quantile(then, 0.5)"},
        "loop": {
            "BODY": """
            then = []
            for other in others:
                if len(other) >= len(reports):
                    then.append(other[len(reports) - 1])
            if not then:
                return False
            return reports[-1] < np.median(then)
        """
        },
        "last": {"reports[step] <": "reports[-1] <"},
        "slices": {"other[step]": "other[: step + 1][-1]"},
    },
}
