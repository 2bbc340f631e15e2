"""What looks like a number, a word or a feature in a file of one's own, and is something else."""

import datetime
import random

import pandas as pd
import pytest
from pandas._libs.parsers import STR_NA_VALUES

from tests.cases.test_decisions import about, rows
from workbench.errors import DataError

RANDOM = random.Random(3)
NUMBERS = [RANDOM.randint(10, 60) for _ in range(100)]


@pytest.mark.parametrize("word", sorted(STR_NA_VALUES - {""}) + ["NaT", "n.a.", "N.A.", "(null)", "\\N", ".."])
def test_what_pandas_reads_as_missing_is_missing(read, word):
    text = rows("size", lambda i: word if i % 4 == 0 else NUMBERS[i])
    column = read(text).frame["size"]
    assert column.dtype.is_numeric()
    assert column.is_null().to_list() == [i % 4 == 0 for i in range(40)]


@pytest.mark.parametrize("zero", "０٠०")
def test_digits_of_other_scripts_are_told(read, zero):
    def written(i):
        return "".join(chr(ord(zero) + int(digit)) for digit in str(NUMBERS[i]))

    assert about(read(rows("size", written)), "`size` stays text: its digits are not those from 0 to 9")


def test_durations_are_told(read):
    assert about(
        read(rows("took", lambda i: f"PT{NUMBERS[i]}M")), "`took` stays text: its values hold more than a number"
    )


@pytest.mark.parametrize("word", ["*", "k.A.", ":", "missing", "not asked"])
def test_an_unknown_word_among_numbers_is_told(read, word):
    text = rows("size", lambda i: word if i % 3 == 0 else NUMBERS[i])
    assert about(read(text), "`size` stays text", f"14 of 40 values cannot be read as a number, such as {word!r}")
    assert read(text, missing=[word]).frame["size"].null_count() == 14


def test_amounts_of_which_one_cannot_be_read_are_no_classes(read):
    text = "a,price\n" + "".join(f"{i * 7 % 11},{i * 3 % 40}.5\n" for i in range(80)) + "a,price\n"
    with pytest.raises(DataError, match="1 of 81 values cannot be read as a number, such as 'price'"):
        read(text, "price")
    assert read(text, "price", missing=["price", "a"]).card.task == "regression"


@pytest.mark.parametrize(("word", "said"), [("-999", "-999"), ("9999.0", "9999"), ("-99.00", "-99"), ("-1", "-1")])
def test_a_number_that_may_mean_no_value_is_told(read, word, said):
    text = rows("size", lambda i: word if i % 4 == 0 else NUMBERS[i])
    assert about(read(text), f"In `size`, {said} comes 10 times", f'`missing=["{word}"]`')
    assert read(text, missing=[word]).frame["size"].null_count() == 10


@pytest.mark.parametrize("row", [lambda i: i % 9 - 1, lambda i: 99 - i % 20, lambda i: -(i % 30), lambda i: i - 20])
def test_plain_numbers_are_not_suspected(read, row):
    assert not about(read(rows("size", row)), "no value")


@pytest.mark.parametrize(
    "name",
    ["id_cliente", "ID Customer", "cod_cliente", "numero de cliente", "Ketchup.hid", "e-mail", "SSN", "pid", "docNo"],
)
def test_identities_have_many_names(read, name):
    case = read(rows(name, lambda i: f"{1000 + NUMBERS[i]}", n=100))
    assert case.features == ["a"]
    assert about(case, f'group="{name}"')


@pytest.mark.parametrize("name", ["kid", "rapid", "mid", "identity_score", "cod_length", "decoded", "id_length"])
def test_other_words_with_these_letters_are_features(read, name):
    assert read(rows(name, lambda i: f"{1000 + NUMBERS[i]}", n=100)).features == [name, "a"]


def test_an_address_is_an_identity_whatever_its_name(read):
    case = read(rows("who", lambda i: f"user{NUMBERS[i]}@example.org", n=100))
    assert case.features == ["a"]
    assert about(case, 'group="who"')


def test_an_identity_that_another_program_wrote_as_decimals(read):
    frame = pd.DataFrame({"customer_id": [1000 + n for n in NUMBERS], "a": [n % 11 for n in NUMBERS]})
    frame.loc[3, "customer_id"] = None  # so that pandas makes 1044.0 of 1044
    frame["bought"] = ["no", "yes"] * 50
    case = read(frame.to_csv(index=False))
    assert case.features == ["a"]
    assert about(case, 'group="customer_id"')


@pytest.mark.parametrize(("step", "word"), [(3, "rises"), (-2, "falls")])
def test_what_goes_one_way_is_told(read, step, word):
    case = read(rows("X", lambda i: 500 + step * i + i // 7 * (1 if step > 0 else -1)))
    assert case.features == ["X", "a"]
    assert about(case, f"`X` {word} from each row to the next", '`kinds={"X": "identifier"}`')
    assert read(rows("X", lambda i: 500 + step * i), kinds={"X": "identifier"}).features == ["a"]
    assert not about(read(rows("X", lambda i: NUMBERS[i])), "from each row to the next")


@pytest.mark.parametrize("name", ["CEP", "pincode", "PIN code", "Postleitzahl"])
def test_postal_codes_of_other_countries_are_words(read, name):
    assert about(read(rows(name, lambda i: 560001 + NUMBERS[i] % 5)), f"`{name}` stays text")


@pytest.mark.parametrize(
    "form",
    ["{y}-Q{q}", "Q{q} {y}", "{y}Q{q}", "{y}-W{m:02}", "{y}{m:02}15T101500", "15/Mar/{y}:10:00:00 +0000", "{y}年{m}月"],
)
def test_more_dates_are_no_categories(read, form):
    case = read(rows("when", lambda i: form.format(y=2020 + i % 4, q=i % 4 + 1, m=i % 12 + 1)))
    assert case.features == ["a"]
    assert about(case, "`when` holds dates or times; they stay text")


def test_dates_with_a_word_for_no_date_are_no_categories(read):
    case = read(rows("left", lambda i: "never" if i % 3 else f"2024-01-{i % 28 + 1:02}"))
    assert case.features == ["left", "a"]  # most are the word
    case = read(rows("left", lambda i: f"2024-01-{i % 28 + 1:02}" if i % 3 else "never"))
    assert case.features == ["a"]
    assert about(case, "`left` holds dates or times", "such as 'never'")


def test_months_written_as_one_number(read):
    text = rows("month", lambda i: f"{2020 + i // 12}{i % 12 + 1:02}")
    case = read(text)
    assert case.frame["month"][13] == datetime.date(2021, 2, 1)
    assert about(case, "`month` were read as months", '`kinds={"month": "number"}`')
    assert read(text, kinds={"month": "number"}).frame["month"][13] == 202102
    assert read(rows("pay", lambda i: 200000 + 7 * i)).features == ["pay", "a"]


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("Total,1,yes\nSource: us,,\n", "The last line but one holds 'Total': it may be the sum"),
        ("Average,1,yes\n", "The last line holds 'Average': it may be the average"),
    ],
)
def test_sums_and_averages_below_the_table(read, end, said):
    assert about(read(rows("city", lambda i: "BK"[i % 2], end=end)), said)


@pytest.mark.filterwarnings("error")
def test_a_class_for_nearly_each_row_makes_no_noise(read):
    text = "size,a,name\n" + "".join(f"{NUMBERS[i]},{i * 7 % 11},n{i // 3 * 2}\n" for i in range(90))
    assert read(text, "name").card.task == "classification"


@pytest.mark.parametrize("name", ["^p.*$", "^y$"])
def test_a_name_that_polars_cannot_find_is_refused(read, name):
    with pytest.raises(DataError, match="which Polars takes for a pattern"):
        read(rows(name, lambda i: NUMBERS[i]))


@pytest.mark.parametrize(
    "name", ["nr", "Nr.", "No", "codigo", "code", "cod_producto", "productCode", "状態_编码", "key"]
)
def test_numbers_that_count_nothing_are_told(read, name):
    for text, many in ((rows(name, lambda i: 200 + NUMBERS[i], n=100), True), (rows(name, lambda i: i % 5), False)):
        case = read(text)
        assert case.features == [name, "a"]
        assert about(case, f"The name `{name}` speaks of a code", f'`kinds={{"{name}": "category"}}`')
        assert about(case, "may belong together", f'group="{name}"') == many
        assert not about(read(text, kinds={name: "number"}), "speaks of a code")
    assert not about(read(rows(name, lambda i: f"{NUMBERS[i] / 4}")), "speaks of a code")  # 3.75 counts something
    assert read(rows(name, lambda i: 500 + 7 * i)).features == ["a"]


@pytest.mark.parametrize(
    "name", ["lines_of_code", "decode", "NO", "num_rooms", "number_of_rooms", "key_length", "norm"]
)
def test_what_counts_something_is_not_suspected(read, name):
    case = read(rows(name, lambda i: NUMBERS[i], n=100))
    assert case.features == [name, "a"]
    assert not about(case, f"`{name}`")


@pytest.mark.parametrize("name", ["dni", "cpf", "ISBN", "matricula", "identificador", "barcode", "product_sku"])
def test_identities_that_need_no_second_word(read, name):
    case = read(rows(name, lambda i: 10_000 + NUMBERS[i], n=100))
    assert case.features == ["a"]
    assert about(case, f'group="{name}"')


@pytest.mark.parametrize("name", ["CP", "cp", "code_postal", "Código postal", "C.P.", "postnr", "郵便番号"])
def test_more_postal_codes_are_words(read, name):
    text = rows(name, lambda i: (8001, 28013, 28014, 41001)[i % 4])
    assert about(read(text), f"`{name}` stays text", f'`kinds={{"{name}": "number"}}`')
    assert read(text, kinds={name: "number"}).frame[name][1] == 28013


@pytest.mark.parametrize("name", ["cp", "phone_calls", "mobile_visits", "zip_distance"])
def test_small_numbers_are_no_postal_codes_and_no_telephones(read, name):
    case = read(rows(name, lambda i: i * 7 % 23))
    assert case.frame[name].dtype.is_integer()
    assert not about(case, f"`{name}`")


MOMENTS = [datetime.datetime(2023, 11, 5) + datetime.timedelta(seconds=n * 7919) for n in NUMBERS]
SINCE_1970 = [int((moment - datetime.datetime(1970, 1, 1)).total_seconds()) for moment in MOMENTS]


@pytest.mark.parametrize("name", ["timestamp", "created_at", "createdAt", "ts", "unix_time", "fecha", "time_ms"])
@pytest.mark.parametrize("form", ["{}", "{}000", "{}000000", "{}000000000", "{}.0", "{}.000"])
def test_seconds_since_1970_are_times(read, name, form):
    text = rows(name, lambda i: form.format(SINCE_1970[i]))
    case = read(text)
    assert case.frame[name].to_list() == MOMENTS[:40]
    assert case.features == ["a"]
    assert about(case, f"The numbers in `{name}` were read as times", "seconds since 1970", f'"{name}": "number"')
    kept = read(text, kinds={name: "number"})
    assert kept.features == [name, "a"]
    assert kept.frame[name].to_list() == [float(form.format(second)) for second in SINCE_1970[:40]]


def test_times_without_a_name_are_asked_about(read):
    text = rows("x", lambda i: f"{SINCE_1970[i]}")
    first, last = (f"{moment:%Y-%m-%d}" for moment in (min(MOMENTS[:40]), max(MOMENTS[:40])))
    case = read(text)
    assert case.features == ["x", "a"]
    assert about(case, f"The numbers in `x` may be times, seconds since 1970, in UTC, from {first} to {last}")
    case = read(text, kinds={"x": "time"})
    assert case.features == ["a"] and case.frame["x"].to_list() == MOMENTS[:40]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("revenue", lambda i: 10**8 * NUMBERS[i]),
        ("time", lambda i: NUMBERS[i]),
        ("run_time", lambda i: 10**6 * NUMBERS[i]),
        ("date_count", lambda i: 40_000 + NUMBERS[i]),
        ("price", lambda i: 40_000 + NUMBERS[i]),
        ("timestamp", lambda i: SINCE_1970[i] if i % 2 else 5),
    ],
)
def test_amounts_are_no_times(read, name, row):
    case = read(rows(name, row))
    assert case.features == [name, "a"]
    assert not about(case, "1970") and not about(case, "1899")


def test_an_identity_of_ten_digits_is_no_time(read):
    case = read(rows("customer_id", lambda i: SINCE_1970[i], n=100))
    assert case.frame["customer_id"].dtype.is_integer()
    assert about(case, 'group="customer_id"')


def test_zero_among_times_is_told(read):
    case = read(rows("deleted_at", lambda i: SINCE_1970[i] if i % 3 else 0))
    assert case.frame["deleted_at"][0] == datetime.datetime(1970, 1, 1)
    assert about(case, "`deleted_at` were read as times", "where it is 0, 1970-01-01")


@pytest.mark.parametrize("name", ["Date", "order_date", "Datum", "date of birth"])
def test_days_that_a_spreadsheet_counts_are_dates(read, name):
    first = pd.Timestamp("1899-12-30")
    case = read(rows(name, lambda i: 43_000 + NUMBERS[i]))
    assert case.frame[name].to_list() == [first + pd.Timedelta(days=43_000 + n) for n in NUMBERS[:40]]
    assert case.features == ["a"]
    assert about(case, f"`{name}` were read as times, days since 1899-12-30", f'"{name}": "number"')


def test_times_are_no_target_unless_somebody_says_so(read):
    text = "a,time\n" + "".join(f"{NUMBERS[i]},{SINCE_1970[i]}\n" for i in range(100))
    with pytest.raises(DataError, match=r"'time' holds dates\. .*seconds since 1970.*`kinds={\"time\": \"number\"}`"):
        read(text, "time")
    assert read(text, "time", kinds={"time": "number"}).card.task == "regression"
