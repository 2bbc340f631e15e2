"""Other right ways to solve the exercises of notebook 2.3; `test_right.py` says how to read them."""

RIGHT = {
    "2.3.1": {
        "table": {"digit = digit - 9 if digit > 9 else digit": "digit = sum(map(int, str(digit)))"},
        "library": {
            "BODY": """
            from stdnum import luhn
            return luhn.is_valid("".join(filter(str.isdigit, number)))
        """
        },
        "slices": {
            "BODY": """
            digits = [int(sign) for sign in number if sign.isdigit()][::-1]
            return not (sum(digits[::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])) % 10
        """
        },
        "text": {"total % 10 == 0": 'str(total).endswith("0")'},
        "numpy": {"return total % 10 == 0": "import numpy as np\n    return np.bool_(total % 10 == 0)"},
    },
    "2.3.2": {
        "joined": {
            "BODY": """
            parts, last = [], 0
            for start, end, kind in sorted(pieces):
                parts += [text[last:start], f"[{kind}]"]
                last = end
            return "".join(parts) + text[last:]
        """
        },
        "key": {"sorted(pieces, reverse=True)": "sorted(pieces, key=lambda piece: -piece[0])"},
        "reversed": {"sorted(pieces, reverse=True)": "reversed(sorted(pieces))"},
        "format": {'f"[{kind}]"': '"[{}]".format(kind)'},
        "offset": {
            "BODY": """
            moved = 0
            for start, end, kind in sorted(pieces):
                text = text[:start + moved] + "[" + kind + "]" + text[end + moved:]
                moved += len(kind) + 2 - (end - start)
            return text
        """
        },
    },
    "2.3.3": {
        "own fingerprint": {"before = noted": "before = fingerprint(line, before)"},
        "range": {
            "BODY": """
            for place in range(len(lines)):
                if fingerprint(lines[place], hashes[place - 1] if place else "") != hashes[place]:
                    return place
        """
        },
        "next": {
            "BODY": """
            chain = enumerate(zip(lines, ["", *hashes], hashes))
            broken = (place for place, (line, old, new) in chain if fingerprint(line, old) != new)
            return next(broken, None)
        """
        },
        "numpy": {"return place\n": "return __import__('numpy').int64(place)\n"},
        "continue": {"if not fits:": "if fits is False:"},
    },
    "2.3.4": {
        "numpy": {"(members <= threshold).mean()": "__import__('numpy').mean(members <= threshold)"},
        "count": {"(members <= threshold).mean()": "sum(members <= threshold) / len(members)"},
        "complement": {
            "return found - by_mistake": "return (others > threshold).mean() - (members > threshold).mean()"
        },
        "loop": {
            "BODY": """
            def share(losses):
                return len([loss for loss in losses if loss <= threshold]) / len(losses)
            return share(members) - share(others)
        """
        },
        "array of no dimension": {"return found - by_mistake": "return __import__('numpy').array(found - by_mistake)"},
        "sorted": {
            "BODY": """
            import numpy as np
            def share(losses):
                return np.searchsorted(np.sort(losses), threshold, side="right") / len(losses)
            return share(members) - share(others)
        """
        },
    },
}
