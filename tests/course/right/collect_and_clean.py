"""Other right ways to solve the exercises of notebook 2.1; `test_right.py` says how to read them."""

RIGHT = {
    "2.1.1": {
        "count": {"gap.mean()": "gap.sum() / pl.len()"},
        "null_count": {"gap.mean()": "pl.col(column).null_count() / pl.len()"},
        "other way": {"gap.mean()": "1 - pl.col(column).is_not_null().mean()"},
        "lazy": {"frame.group_by": "frame.lazy().group_by"},
        "more columns": {"agg(share": "agg(rows=pl.len(), share"},
        "minus": {'.sort("share", descending=True)': '.sort(-pl.col("share"))'},
        "cast": {"gap.mean()": "gap.cast(pl.Float64).mean()"},
    },
    "2.1.2": {
        "other condition": {'pl.col("unit") == "minutes"': 'pl.col("unit") != "hours"'},
        "is_in": {'pl.col("unit") == "minutes"': 'pl.col("unit").is_in(["minutes"])'},
        "factor": {
            "BODY": """
            factor = pl.col("unit").replace_strict({"hours": 1, "minutes": 60})
            return replies.with_columns(pl.col("first_reply") / factor, unit=pl.lit("hours"))
        """
        },
        "lazy": {"return replies.with": "return replies.lazy().with"},
        "pandas": {
            "BODY": """
            made = replies.to_pandas()
            made["first_reply"] = made["first_reply"].where(made["unit"] != "minutes", made["first_reply"] / 60)
            return made.assign(unit="hours")
        """
        },
        "numpy": {
            "BODY": """
            import numpy as np
            hours = np.where(replies["unit"] == "minutes", replies["first_reply"] / 60, replies["first_reply"])
            return replies.with_columns(pl.Series("first_reply", hours), pl.lit("hours").alias("unit"))
        """
        },
        "multiplied": {"reply / 60": "reply * (1 / 60)"},
    },
    "2.1.3": {
        "exclude": {"[name for name in frame.columns if name != identifier]": "frame.drop(identifier).columns"},
        "any": {'keep="first"': 'keep="any"'},
        "filter": {"BODY": "return frame.filter(pl.struct(pl.exclude(identifier)).is_first_distinct())"},
        "group": {
            "BODY": """
            facts = [name for name in frame.columns if name != identifier]
            return frame.group_by(facts, maintain_order=True).first()
        """
        },
        "sorted": {"maintain_order=True)": "maintain_order=False).sort(identifier)"},
        "selector": {"[name for name in frame.columns if name != identifier]": "pl.selectors.exclude(identifier)"},
        "set": {"[name for name in frame.columns if name != identifier]": "list(set(frame.columns) - {identifier})"},
    },
    "2.1.4": {
        "between": {"pa.Check.in_range(0, 1000)": "pa.Check.between(0, 1000)"},
        "two checks": {"pa.Check.in_range(0, 1000)": "[pa.Check.ge(0), pa.Check.le(1000)]"},
        "set": {'["London", "Berlin", "Chicago"]': '{"Chicago", "London", "Berlin"}'},
        "tuple": {'["London", "Berlin", "Chicago"]': '("Berlin", "London", "Chicago")'},
        "plain types": {"pl.String, unique": "str, unique", "pl.Float64": "float"},
        "keywords": {"in_range(0, 1000)": "in_range(min_value=0, max_value=1000.0)"},
        "model": {
            "BODY": """
            class Orders(pa.DataFrameModel):
                order: str = pa.Field(unique=True)
                office: str = pa.Field(isin=["London", "Berlin", "Chicago"])
                value: float = pa.Field(ge=0, le=1000)
                stars: int = pa.Field(ge=1, le=5, nullable=True)
            return Orders
        """
        },
    },
}

IMPORTS = {"2.1.3": "import polars as pl"}
