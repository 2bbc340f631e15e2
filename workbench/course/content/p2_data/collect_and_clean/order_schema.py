"""Write a schema that refuses broken tables.

Complete the rules: no order comes twice; the office is London, Berlin or Chicago; the value lies from 0 to 1000 euros,
both ends included; stars may be missing.
"""

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
import pandera.polars as pa
import polars as pl


def order_schema():
    """What a clean table of orders must look like."""
    return pa.DataFrameSchema(
        {
            "order": pa.Column(pl.String, unique=‹True›),
            "office": pa.Column(pl.String, pa.Check.isin(‹["London", "Berlin", "Chicago"]›)),
            "value": pa.Column(pl.Float64, pa.Check.in_range(‹0›, ‹1000›)),
            "stars": pa.Column(pl.Int64, pa.Check.in_range(1, 5), nullable=‹True›),
        }
    )
'''
HINTS = (
    "`unique` and `nullable` are True or False.",
    '`isin` takes a list: `["London", "Berlin", "Chicago"]`.',
    "`in_range(0, 1000)` takes the lowest and the highest value; both are allowed.",
)

ALLOWS_COPIES = Mistake(
    "It accepts an order that comes twice.", "`unique=True` forbids it.", {"unique=True": "unique=False"}
)
FORGETS_OFFICE = Mistake(
    "It refuses an office that exists.", "Name all three: London, Berlin and Chicago.", {', "Chicago"]': "]"}
)
RANGE_TOO_WIDE = Mistake(
    "It accepts a value that lost its decimal point.",
    "The range ends at 1000.",
    {"range(0, 1000)": "range(0, 100_000)"},
)
NEGATIVE_VALUES = Mistake("It accepts a value below 0.", "Begin at 0.", {"range(0, 1000)": "range(-0.5, 1000)"})
ABOVE_THE_LIMIT = Mistake("It accepts a value above 1000.", "End at 1000.", {"range(0, 1000)": "range(0, 1999)"})
FORBIDS_GAPS = Mistake(
    "It refuses an order without stars.",
    "Nobody has to give stars. `nullable=True` allows gaps.",
    {"nullable=True": "nullable=False"},
)


def examine(answer: Names, rng: Random) -> str:
    """One good table, and others of which each breaks one rule."""
    import pandera.polars as pa
    import polars as pl

    schema = answer["order_schema"]()
    fail_if(
        not isinstance(schema, pa.DataFrameSchema)
        and not (isinstance(schema, type) and issubclass(schema, pa.DataFrameModel)),
        "`order_schema` must give a `pa.DataFrameSchema`.",
        "Keep the shape of the starter.",
    )
    offices = [str(name) for name in rng.permutation(["London", "Berlin", "Chicago"])]
    good = pl.DataFrame(
        {
            "order": [f"A{number}" for number in rng.choice(900, 9, replace=False) + 100],
            "office": offices * 3,
            "value": [0.0, 1000.0, *rng.uniform(1, 999, 7).round(2).tolist()],
            "stars": [1, 2, 3, 4, 5, *rng.integers(1, 6, 4).tolist()],
        }
    )

    def accepts(**columns: list[object]) -> bool:
        frame = good.with_columns(pl.Series(name, values, good[name].dtype) for name, values in columns.items())
        try:
            schema.validate(frame)
        except (pa.errors.SchemaError, pa.errors.SchemaErrors):
            return False
        return True

    numbers, values, stars = (good[name].to_list() for name in ("order", "value", "stars"))
    FORGETS_OFFICE.fail_if(not accepts() and any(accepts(office=[office] * 9) for office in offices))
    both_ends = "Everything from 0 to 1000 is fine, both ends included."
    fail_if(not accepts() and accepts(value=[500.0] * 9), "It refuses a value that is allowed.", both_ends)
    fail_if(not accepts(), "It refuses a table without any fault.", f"Try `order_schema().validate(...)` on {numbers}.")
    ALLOWS_COPIES.fail_if(accepts(order=[numbers[0], numbers[0], *numbers[2:]]))
    paris = accepts(office=["Paris", *good["office"].to_list()[1:]])
    fail_if(paris, "It accepts an office that does not exist.", "`pa.Check.isin([...])` lists what is allowed.")
    lost = float(rng.integers(2000, 9000))
    RANGE_TOO_WIDE.fail_if(accepts(value=[lost, *values[1:]]), f"{lost:.0f} euros are more than any order can be.")
    for value in (1900.0, 1000.5, 1000.01):
        ABOVE_THE_LIMIT.fail_if(accepts(value=[value, *values[1:]]), f"{value} passes.")
    for value in (-1.0, -0.5, -0.01):
        NEGATIVE_VALUES.fail_if(accepts(value=[value, *values[1:]]), f"{value} passes.")
    FORBIDS_GAPS.fail_if(not accepts(stars=[None, *stars[1:]]))
    for star in (0, 6):
        fail_if(accepts(stars=[star, *stars[1:]]), "It accepts stars outside 1 to 5.", f"{star} passes.")
    for name in ("order", "office", "value"):
        passes = accepts(**{name: [None, *good[name].to_list()[1:]]})
        told = f"A row without {name} passes. Only `stars` may have gaps."
        fail_if(passes, "It accepts an order in which something else than stars is missing.", told)
    return "Good tables pass, and each broken one is refused: loudly, and before a model sees it."
