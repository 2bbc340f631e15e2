"""Other right ways to solve the exercises of notebook 6.1; `test_right.py` says how to read them."""

RIGHT = {
    "6.1.1": {
        "get": {
            "BODY": """
            function = tools.get(action["tool"])
            if function is None:
                return {"result": "", "error": f"There is no tool {action['tool']}."}
            try:
                return {"result": str(function(**action["args"])), "error": ""}
            except Exception as problem:
                return {"result": "", "error": f"{type(problem).__name__}: {problem}"}
        """
        },
        "nothing escapes": {"except Exception": "except BaseException"},
        "repr": {"str(problem)": "repr(problem)"},
        "keys": {"name not in tools": "name not in list(tools)"},
    },
    "6.1.2": {
        "slice": {"failed.count(failed[-1]) > 1": "failed[-1] in failed[:-1]"},
        "two or more": {"failed.count(failed[-1]) > 1": "failed.count(failed[-1]) >= 2"},
        "loop": {
            "BODY": """
            if len(trace) >= limit:
                return "limit"
            if trace and trace[-1]["error"]:
                for step in trace[:-1]:
                    if step["error"] and step["tool"] == trace[-1]["tool"] and step["args"] == trace[-1]["args"]:
                        return "again"
            return ""
        """
        },
        "not less": {"len(trace) >= limit": "not len(trace) < limit"},
    },
    "6.1.3": {
        "inspect's own": {"one.default is one.empty": "one.default is inspect.Parameter.empty"},
        "keys": {"list(parameters)": "list(parameters.keys())"},
        "qualified name": {"function.__name__": "getattr(function, '__name__')"},
        "tuple": {"list(parameters)": "tuple(parameters)"},
        "cleandoc": {"inspect.getdoc(function)": "inspect.cleandoc(function.__doc__)"},
    },
}
