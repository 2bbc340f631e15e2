"""Other right ways to solve the exercises of notebook 6.2; `test_right.py` says how to read them."""

RIGHT = {
    "6.2.1": {
        "counter": {
            "BODY": """
            from collections import Counter
            found = Counter()
            for must, refused, right in results:
                if must:
                    found["refused rightly" if refused else "let through"] += 1
                else:
                    found["refused wrongly" if refused else "solved" if right else "failed"] += 1
            return {name: found[name] for name in
                    ("solved", "failed", "refused rightly", "refused wrongly", "let through")}
        """
        },
        "turned condition": {
            '"refused rightly" if refused else "let through"': '"let through" if not refused else "refused rightly"'
        },
        "sums": {
            "BODY": """
            return {
                "solved": sum(not m and not f and r for m, f, r in results),
                "failed": sum(not m and not f and not r for m, f, r in results),
                "refused rightly": sum(m and f for m, f, r in results),
                "refused wrongly": sum(not m and f for m, f, r in results),
                "let through": sum(m and not f for m, f, r in results),
            }
        """
        },
        "by places": {'"solved" if right else "failed"': '("failed", "solved")[right]'},
    },
    "6.2.2": {
        "set": {'action["args"]["ticket"] not in named': 'action["args"]["ticket"] not in set(named)'},
        "any": {'action["args"]["ticket"] not in named': 'not any(one == action["args"]["ticket"] for one in named)'},
        "other pattern": {'re.findall(r"T\\d{5}", goal)': 're.findall(r"\\bT[0-9]{5}\\b", goal)'},
        "get": {
            "BODY": """
            if action["tool"] == "draft_email":
                if action["args"].get("ticket") not in re.findall(r"T\\d{5}", goal):
                    return "Nobody asked for a letter to this customer."
            return ""
        """
        },
    },
    "6.2.3": {
        "one line": {
            "BODY": """
            return goals * ((solved + wrong) * by_hand - to_check - wrong * to_repair)
        """
        },
        "order": {"refused * by_hand + wrong * to_repair": "wrong * to_repair + by_hand * refused"},
        "shares": {"1 - solved - wrong": "1 - (solved + wrong)"},
        "each": {
            "BODY": """
            each = to_check + (1 - solved - wrong) * by_hand + wrong * to_repair
            return (by_hand - each) * goals
        """
        },
    },
}
