"""`split`, grouped by what a user may get wrong."""

import numpy as np
import polars as pl
import pytest
from sklearn.model_selection import train_test_split

from workbench import cases
from workbench.data.split import split, split_in_time
from workbench.errors import DataError


def table(*counts: int, names: str = "abcdefgh") -> pl.DataFrame:
    """A table with so many rows of each class."""
    label = [name for name, count in zip(names, counts, strict=False) for _ in range(count)]
    return pl.DataFrame({"row": range(len(label)), "y": label})


def refusal(*args, **kwargs) -> str:
    with pytest.raises(DataError) as error:
        split(*args, **kwargs)
    return str(error.value)


class TestTheParts:
    def test_each_row_is_in_one_part(self):
        parts = split(table(60, 30, 10), "y")
        rows = [row for part in parts for row in part["row"]]
        assert sorted(rows) == list(range(100))

    def test_their_sizes_are_the_fractions(self):
        parts = split(table(500, 500), "y", fractions=(0.5, 0.3, 0.2))
        assert [part.height for part in parts] == [500, 300, 200]

    def test_they_have_names(self):
        train, validation, test = parts = split(table(50, 50), "y")
        assert parts.train is train and parts.validation is validation and parts.test is test

    def test_each_part_keeps_the_shares_of_the_classes(self):
        for part in split(table(900, 100), "y"):
            assert (part["y"] == "b").mean() == pytest.approx(0.1, abs=1 / part.height)

    def test_the_first_cut_is_that_of_scikit_learn(self):
        frame = table(60, 40)
        rows, _ = train_test_split(np.arange(100), train_size=0.7, stratify=frame["y"].to_list(), random_state=3)
        assert split(frame, "y", seed=3).train["row"].to_list() == rows.tolist()

    def test_the_seed_decides(self):
        frame = table(60, 40)
        assert split(frame, "y", seed=1).test.equals(split(frame, "y", seed=1).test)
        assert not split(frame, "y", seed=1).test.equals(split(frame, "y", seed=2).test)

    def test_numbers_are_split_without_classes(self):
        frame = pl.DataFrame({"y": np.linspace(0, 1, 100)})
        assert [part.height for part in split(frame, "y")] == [70, 15, 15]

    @pytest.mark.parametrize("name", cases.NAMES)
    def test_each_case_can_be_split(self, name):
        case = cases.load(name)
        parts = split(case.frame, case.target)
        assert sum(part.height for part in parts) == case.frame.height
        assert all(part.schema == case.frame.schema for part in parts)

    @pytest.mark.parametrize("count", range(7, 15))
    @pytest.mark.parametrize("classes", [2, 3, 8])
    def test_the_smallest_classes_that_are_let_in_reach_every_part(self, count, classes):
        for part in split(table(*[count] * classes), "y"):
            assert part["y"].n_unique() == classes


class TestWrongFractions:
    @pytest.mark.parametrize(
        "fractions", [(0.7, 0.15, 0.1), (0.8, 0.2, 0.0), (0.7, 0.3), (1.2, -0.1, -0.1), (0.4, 0.3, 0.2, 0.1), ()]
    )
    def test_they_are_refused(self, fractions):
        assert refusal(table(50, 50), "y", fractions=fractions) == (
            f"`fractions` must be three numbers that add up to 1, above 0 (the second may be 0); got {fractions}. "
            "Try (0.7, 0.15, 0.15)."
        )

    def test_rounding_is_forgiven(self):
        assert split(table(50, 50), "y", fractions=(0.1 + 0.2, 0.3, 0.4)).train.height == 30


class TestWrongTarget:
    def test_unknown(self):
        assert refusal(table(50, 50), "z") == "`target` must be a column of the table; got 'z'. It has row, y."

    def test_missing_values(self):
        frame = pl.DataFrame({"y": [1, None, 2, None]})
        assert refusal(frame, "y") == "`target` must have a value in each row; 2 have none. Drop those rows first."


class TestTooFewRows:
    def test_in_all(self):
        frame = pl.DataFrame({"y": [0.1, 0.2, 0.3]})
        assert refusal(frame, "y") == "`frame` must have at least 7 rows for these fractions; got 3. Add rows."

    def test_none(self):
        assert "at least 7 rows for these fractions; got 0." in refusal(pl.DataFrame({"y": []}), "y")

    def test_of_one_class(self):
        assert refusal(table(90, 3), "y") == (
            "Each class of `y` must have at least 7 rows for these fractions; 'b' has 3. "
            'Join rare classes (`from_csv(..., rare="other")`), leave their rows out, '
            "or take two parts (`fractions=(0.5, 0, 0.5)`)."
        )


class TestTheTaskIsGiven:
    def test_whole_numbers_may_be_amounts(self):
        frame = pl.DataFrame({"y": [i % 10 for i in range(95)] + [10] * 5})
        assert refusal(frame, "y", task="classification") == (
            "Each class of `y` must have at least 7 rows for these fractions; 10 has 5. "
            'Join rare classes (`from_csv(..., rare="other")`), leave their rows out, '
            'or take larger parts (`fractions=(0.5, 0.25, 0.25)`), or call them amounts (`task="regression"`).'
        )
        assert split(frame, "y", task="regression").train.height == 70

    @pytest.mark.parametrize("fractions", [(0.5, 0.25, 0.25), (0.5, 0, 0.5)])
    def test_the_way_out_is_one(self, fractions):
        parts = split(table(90, 5), "y", fractions=fractions)
        assert sum(part.height for part in parts) == 95
        assert all("b" in part["y"].to_list() for part in parts if part.height)

    def test_an_unknown_one(self):
        assert refusal(table(50, 50), "y", task="guess") == (
            "`task` must be 'classification' or 'regression'; got 'guess'. Leave it out to have it found."
        )

    @pytest.mark.parametrize("name", ["count", "len", "index", "value", "rows", "*"])
    def test_the_target_may_have_any_name(self, name):
        assert split(table(50, 50).rename({"y": name}), name).train.height == 70


class TestRowsThatBelongTogether:
    def frame(self) -> pl.DataFrame:
        return pl.DataFrame({"who": [i // 4 for i in range(200)], "y": ["no", "yes"] * 100})

    def test_each_group_is_in_one_part(self):
        groups = [set(part["who"]) for part in split(self.frame(), "y", group="who")]
        assert [len(group) for group in groups] == [35, 7, 8]
        assert len(set.union(*groups)) == 50

    def test_the_seed_decides(self):
        first, again, other = (split(self.frame(), "y", group="who", seed=seed).test for seed in (1, 1, 2))
        assert first.equals(again) and not first.equals(other)

    def test_an_unknown_group(self):
        assert refusal(self.frame(), "y", group="whom") == (
            "`group` must be a column of the table; got 'whom'. It has who, y."
        )

    def test_too_few_groups(self):
        frame = self.frame().with_columns(who=pl.int_range(200) % 5)
        assert refusal(frame, "y", group="who") == (
            "`group` must have at least 7 different values for these fractions; 'who' has 5. Take larger parts."
        )

    def test_a_part_without_a_class(self):
        frame = self.frame().with_columns(y=pl.when(pl.col("who") == 3).then(pl.lit("rare")).otherwise(pl.lit("usual")))
        frame = pl.concat([frame, frame.filter(pl.col("who") == 3)])  # eight rows, all of one group
        assert refusal(frame, "y", group="who").startswith("Each part must have every class of `y`;")


class TestInTime:
    frame = pl.DataFrame({"t": [5, 1, 4, 2, 3, 9, 7, 8, 6, 10], "y": list(range(10))})

    def test_the_past_comes_first(self):
        parts = split_in_time(self.frame, "t", (0.6, 0.2, 0.2))
        assert [part["t"].to_list() for part in parts] == [[1, 2, 3, 4, 5, 6], [7, 8], [9, 10]]
        assert parts.train.row(0) == (1, 1)

    def test_rows_of_one_moment_stay_together(self):
        frame = pl.DataFrame({"t": [1] * 5 + [2] * 5 + [3] * 5 + [4] * 5})
        parts = split_in_time(frame, "t", (0.5, 0.25, 0.25))
        assert [part["t"].to_list() for part in parts] == [[1] * 5 + [2] * 5, [3] * 5, [4] * 5]
        parts = split_in_time(frame, "t", (0.4, 0.3, 0.3))  # 8 rows would part a moment
        assert [part["t"].unique().to_list() for part in parts] == [[1, 2], [3], [4]]

    def test_too_few_moments_are_refused(self):
        with pytest.raises(DataError) as error:
            split_in_time(pl.DataFrame({"t": [1] * 4 + [2] * 4}), "t")
        assert str(error.value) == (
            "`time` must have different moments for each part; 't' has 2 for 8 rows. "
            "Take larger parts, or a column that tells moments apart."
        )

    @pytest.mark.parametrize(
        ("time", "fractions", "message"),
        [
            ("when", (0.7, 0.15, 0.15), "`time` must be a column of the table; got 'when'. It has t, y."),
            (
                "t",
                (0.7, 0.2, 0.2),
                "`fractions` must be three numbers that add up to 1, above 0 (the second may be 0); "
                "got (0.7, 0.2, 0.2). Try (0.7, 0.15, 0.15).",
            ),
        ],
    )
    def test_what_does_not_fit_is_refused(self, time, fractions, message):
        with pytest.raises(DataError) as error:
            split_in_time(self.frame, time, fractions)
        assert str(error.value) == message

    def test_a_row_without_a_time_is_refused(self):
        with pytest.raises(DataError, match=r"^`time` must have a value in each row; 1 have none\. Drop those rows"):
            split_in_time(pl.DataFrame({"t": [1, None]}), "t")
