"""The committed tables against what their publishers say about them, and against their own cards."""

import hashlib
import re

import numpy as np
import polars as pl
import pytest

from workbench import cases
from workbench.cases.store import FILES, FOLDER

PLANTED_GAPS = {("tickets", "first_reply"), ("tickets", "satisfaction")}


@pytest.mark.parametrize("name", FILES)
def test_each_file_has_its_checksum(name):
    lines = (FOLDER / name / "checksum.txt").read_text().splitlines()
    recorded = {file: checksum for checksum, file in map(str.split, lines)}
    assert recorded.keys() == {file.name for file in made(name)}
    for file in made(name):
        assert recorded[file.name] == hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_small(name):
    assert all(file.stat().st_size < 1_000_000 for file in made(name))


def made(name):
    """The files of a data set that its recipe makes."""
    return [file for file in (FOLDER / name).iterdir() if file.suffix in (".parquet", ".sqlite")]


def test_each_folder_is_a_data_set_and_each_data_set_a_folder():
    assert {folder.name for folder in FOLDER.iterdir() if folder.is_dir()} == set(cases.NAMES)


def test_each_package_with_an_original_is_pinned_with_its_hash():
    lines = [line for line in (FOLDER / "assets.txt").read_text().splitlines() if line and line[0] != "#"]
    assert all(re.fullmatch(r"[\w.-]+==[\d.]+ --hash=sha256:[0-9a-f]{64}", line) for line in lines)
    recipes = [(FOLDER / name / "recipe.py").read_text() for name in FILES]
    needed = {re.search(r'SOURCE = \("(\w+)"', recipe).group(1) for recipe in recipes}
    assert {line.split("==")[0] for line in lines} == needed


@pytest.mark.parametrize("name", cases.NAMES)
def test_the_card_is_written_as_it_would_be_printed(name):
    case = cases.load(name)
    assert str(case.card) == (FOLDER / name / "card.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", cases.NAMES)
def test_each_column_is_of_the_kind_its_card_says(name):
    case = cases.load(name)
    for column in case.card.columns:
        values = case.frame[column.name]
        if column.kind == "number":
            assert values.dtype in (pl.Int64, pl.Float64), column.name
        elif column.kind == "flag":
            assert set(values.unique()) == {0, 1}
        elif column.kind == "category":
            assert values.dtype == pl.String
            assert (values.drop_nulls() == values.drop_nulls().str.strip_chars()).all()
            assert not values.is_in(["", "?"]).any()
        elif column.kind == "time":
            assert values.dtype.is_temporal()
        if column.kind != "category" and (name, column.name) not in PLANTED_GAPS:
            assert values.null_count() == 0, column.name
        assert values.n_unique() > 1
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)


@pytest.mark.parametrize("name", ["income", "digits", "bikes"])
def test_the_licence_is_named_with_its_version_and_its_author(name):
    card = cases.load(name).card
    assert card.licence.startswith({"digits": "CC BY-SA 3.0"}.get(name, "CC BY 4.0"))
    assert {"income": "Kohavi", "digits": "LeCun", "bikes": "Fanaee-T"}[name] in card.source


class TestIncome:
    frame = cases.load("income").frame

    def test_the_counts_are_those_of_the_archive(self):
        assert self.frame.height == 32_561
        assert self.frame["income"].sum() == 7_841
        assert dict(self.frame["sex"].value_counts().iter_rows()) == {"Male": 21_790, "Female": 10_771}

    def test_each_level_of_education_has_one_number(self):
        assert self.frame.select("education", "education_num").unique().height == 16
        assert sorted(self.frame["education_num"].unique()) == list(range(1, 17))

    def test_ages_and_hours_are_possible(self):
        assert (self.frame["age"].min(), self.frame["age"].max()) == (17, 90)
        assert self.frame["hours_per_week"].is_between(1, 99).all()

    def test_the_numbers_in_the_card_are_those_of_the_table(self):
        """Each number is counted here with pandas and looked up in the text of the card."""
        table = self.frame.to_pandas()
        text = str(cases.load("income").card)
        rich = table.groupby("sex")["income"].mean()
        unknown = table[["workclass", "occupation"]].isna()
        for sentence in (
            f"{1 - table.income.mean():.0%} of the people are in the other class",
            f"{(table.sex == 'Male').mean():.0%} are men and {(table.race == 'White').mean():.0%} are White; "
            f'{(table.race == "Other").sum()} people are of race "Other"',
            f"{rich['Male']:.0%} of the men but {rich['Female']:.0%} of the women",
            f"`capital_gain` stops at {table.capital_gain.max():,} ({(table.capital_gain == 99_999).sum()} people",
            f"`hours_per_week` at 99 ({(table.hours_per_week == 99).sum()} people)",
            f"`age` at 90 ({(table.age == 90).sum()} people)",
            f"It is 0 for {(table.capital_gain == 0).mean():.0%} of the people",
            f"missing together for {unknown.all(axis=1).sum():,} people; "
            f"{(unknown.occupation & ~unknown.workclass).sum()} more never worked",
            f"{table.duplicated().sum():,} rows repeat an earlier row",
        ):
            assert sentence in text
        assert table[table.capital_gain == 99_999].income.all()
        assert (table[unknown.occupation & ~unknown.workclass].workclass == "Never-worked").all()
        assert ((table.sex == "Male") & (table.relationship == "Wife")).sum() == 2  # "Two men"
        assert ((table.sex == "Female") & (table.relationship == "Husband")).sum() == 1  # "one woman"


class TestDigits:
    case = cases.load("digits")
    images = case.frame["pixels"].to_numpy().reshape(-1, 28, 28)
    labels = case.frame["label"].to_numpy()

    def test_there_are_500_of_each_digit(self):
        assert np.bincount(self.labels).tolist() == [500] * 10

    def test_pixels_are_grey_levels(self):
        assert self.images.dtype == np.uint8
        assert (self.images.min(), self.images.max()) == (0, 255)

    def test_the_digit_stands_in_the_middle_of_its_picture(self):
        """MNIST puts the centre of mass into the middle: rows and columns were not mixed up."""
        mean = self.images.mean(axis=0)
        down, right = (np.average(np.arange(28), weights=mean.sum(axis=axis)) for axis in (1, 0))
        assert abs(down - 13.5) < 1 and abs(right - 13.5) < 1
        assert mean[:2].max() < 5 < 50 < mean[12:16, 12:16].mean()

    def test_labels_belong_to_their_pictures(self):
        """A nearest neighbour is right more than nine times in ten, as it could not be with shuffled labels."""
        from sklearn.neighbors import KNeighborsClassifier

        X = self.images.reshape(-1, 784)[:, ::3].astype(np.float32)
        test = np.arange(len(X)) % 10 == 0
        model = KNeighborsClassifier(1).fit(X[~test], self.labels[~test])
        assert model.score(X[test], self.labels[test]) > 0.85

    def test_a_one_uses_less_ink_than_a_zero(self):
        ink = [self.images[self.labels == digit].mean() for digit in (0, 1)]
        assert ink[1] < ink[0] / 2


class TestBikes:
    frame = cases.load("bikes").frame

    def test_the_counts_are_those_of_the_archive(self):
        """The archive's table has 8,645 hours of 2011, with 1,243,103 riders."""
        assert self.frame.height == 8_645
        assert self.frame["bikers"].sum() == 1_243_103

    def test_hours_are_in_order_and_occur_once(self):
        assert self.frame["time"].is_sorted() and self.frame["time"].is_unique().all()

    def test_the_calendar_is_that_of_2011(self):
        time = pl.col("time").dt
        same = self.frame.select(
            year=time.year() == 2011,
            month=time.month() == pl.col("month"),
            day=time.ordinal_day() == pl.col("day"),
            hour=time.hour() == pl.col("hour"),
            weekday=time.to_string("%A") == pl.col("weekday"),
            working=(time.weekday() <= 5) & (pl.col("holiday") == 0) == pl.col("working_day").cast(bool),
        )
        assert same.select(pl.all().all()).row(0) == (True,) * 6

    def test_independence_day_is_a_holiday_and_the_day_after_is_not(self):
        day = self.frame.group_by(pl.col("time").dt.date()).agg(pl.col("holiday").first()).sort("time")
        july = {date.day: holiday for date, holiday in day.iter_rows() if date.month == 7}
        assert (july[4], july[5]) == (1, 0)

    def test_seasons_begin_in_march_june_september_and_december(self):
        first = self.frame.filter(pl.col("season") != pl.col("season").shift()).select("season", "month")
        assert first.rows() == [("spring", 3), ("summer", 6), ("autumn", 9), ("winter", 12)]

    def test_the_weather_is_that_of_washington(self):
        """The mean of January lies near its long-term mean of 2 °C, that of July near 27 °C."""
        monthly = self.frame.group_by("month").agg(pl.col("temperature").mean())
        mean = dict(monthly.iter_rows())
        assert abs(mean[1] - 2) < 3 and abs(mean[7] - 27) < 3
        assert self.frame["temperature"].is_between(-15, 40).all()
        assert self.frame["humidity"].is_between(0, 100).all()
        assert self.frame["wind_speed"].is_between(0, 70).all()
        assert (self.frame["feels_like"] % 1 == 0).all()

    def test_the_two_kinds_of_riders_add_up(self):
        assert (self.frame["casual"] + self.frame["registered"] == self.frame["bikers"]).all()
        assert self.frame["bikers"].min() >= 1  # MAPE divides by it

    def test_the_numbers_in_the_card_are_those_of_the_table(self):
        text = str(cases.load("bikes").card)
        dry = self.frame.filter(pl.col("humidity") == 0)
        assert f"{365 * 24 - self.frame.height} of the 8,760 hours have no row" in text
        assert f"On 10 March the humidity is 0% for {dry.height} hours" in text
        assert dry["time"].dt.strftime("%d %B").unique().to_list() == ["10 March"]
        assert self.frame["weather"].value_counts().sort("count").row(0) == ("heavy rain/snow", 1)
        assert self.frame.filter(pl.col("wind_speed") > 0)["wind_speed"].min() == 6


class TestPenguins:
    frame = cases.load("penguins").frame

    def test_the_counts_are_those_of_the_publication(self):
        """Of 152 Adelie, 68 Chinstrap and 124 Gentoo penguins, one Adelie and one Gentoo were not measured."""
        assert dict(self.frame["species"].value_counts().iter_rows()) == {"Adelie": 151, "Chinstrap": 68, "Gentoo": 123}

    def test_the_measures_are_those_of_birds_of_this_size(self):
        assert self.frame["body_mass_g"].is_between(2_500, 6_500).all()
        assert self.frame["flipper_length_mm"].is_between(170, 235).all()
        assert (self.frame["bill_length_mm"] > self.frame["bill_depth_mm"]).all()

    def test_the_numbers_in_the_card_are_those_of_the_table(self):
        text = str(cases.load("penguins").card)
        assert f"runs to {self.frame['body_mass_g'].max():,.0f}" in text
        assert f"stays near {self.frame['bill_depth_mm'].mean():.0f}" in text
        assert self.frame["sex"].null_count() == 9  # "Nine birds without sex"
        islands = dict(self.frame.group_by("species").agg(pl.col("island").unique().sort()).iter_rows())
        assert islands["Gentoo"] == ["Biscoe"] and islands["Chinstrap"] == ["Dream"]
        assert 0.19 < (self.frame["species"] == "Chinstrap").mean() < 0.21  # "a fifth of the birds"
        assert 51 <= 0.15 * self.frame.height <= 52


class TestNames:
    frame = cases.load("names").frame

    def test_the_counts_are_those_of_the_two_lists(self):
        women, men = (self.frame[column] > 0 for column in ("women", "men"))
        assert (women.sum(), men.sum(), (women & men).sum()) == (4_275, 1_219, 331)
        assert self.frame["name"].is_unique().all()

    def test_names_are_letters_alone_and_the_commonest_stand_first(self):
        assert self.frame["name"].str.contains("^[a-z]{2,11}$").all()
        both = self.frame["women"] + self.frame["men"]
        assert both.is_sorted(descending=True)
        assert self.frame["name"][:5].to_list() == ["james", "john", "robert", "michael", "mary"]

    def test_the_lists_end_where_nine_of_ten_people_are_reached(self):
        assert self.frame["women"].sum() == pytest.approx(90, abs=0.1)
        assert self.frame["men"].sum() == pytest.approx(90, abs=0.1)

    def test_who_mostly_bears_a_name_follows_from_the_shares(self):
        table = self.frame.to_pandas()
        assert ((table.women >= table.men) == (table.mostly == "women")).all()

    def test_the_numbers_in_the_card_are_those_of_the_table(self):
        text = str(cases.load("names").card)
        assert "331 names stand in both" in text and "4,275 names of women and 1,219 of men" in text
        assert self.frame.filter(pl.col("women") > 0)["women"].min() == 0.001


class TestGenerated:
    def test_the_polynomial_card_says_the_variance_of_the_noise(self):
        card = cases.load("polynomial").card
        assert "noise 0.4" in card.text and "0.16" in card.metric
        assert pytest.approx(0.16) == 0.4**2

    def test_load_gives_what_the_cards_say(self):
        assert cases.load("moons").frame.equals(cases.two_moons(400, noise=0.2, seed=0))
        assert cases.load("polynomial").frame.equals(cases.noisy_polynomial(60, noise=0.4, seed=0))
