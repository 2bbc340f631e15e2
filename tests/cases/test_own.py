"""A learner's own file, grouped by what is wrong with it: each either works, and says how, or says what to change."""

import csv
import random
import time
import zipfile
from datetime import date, datetime

import numpy as np
import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from workbench.cases import from_csv
from workbench.cases.card import parse
from workbench.errors import DataError

PLAIN = "size,colour,bought\n1.5,red,yes\n2.5,blue,no\n3.5,red,yes\n"


def said(case, words: str) -> bool:
    return any(words in note for note in case.card.notes)


class TestNothingIsWrong:
    def test_the_frame_is_that_of_pandas(self, read):
        case = read(PLAIN)
        file = pd.DataFrame({"size": [1.5, 2.5, 3.5], "colour": ["red", "blue", "red"], "bought": ["yes", "no", "yes"]})
        assert case.frame.to_dicts() == file.to_dict("records")
        assert case.name == "mine"
        assert (case.target, case.features) == ("bought", ["size", "colour"])

    def test_the_card_describes_the_file(self, read):
        card = read(PLAIN).card
        assert (card.title, card.rows, card.task, card.source) == ("mine", 3, "classification", "Your file mine.csv")
        assert [(c.name, c.kind, c.meaning) for c in card.columns] == [
            ("size", "number", "from 1.5 to 3.5"),
            ("colour", "category", "2 different values"),
            ("bought", "target", "2 different values"),
        ]
        assert card.notes == (
            "The text was read as utf-8, its columns separated by a comma; `encoding=` and `separator=` overrule this.",
            "The task is classification, because `bought` has 2 different words.",
            "2 classes of `bought` have fewer than 7 rows: 'no' (1), 'yes' (2). That is too few to split. "
            '`rare="other"` makes one class of them, `rare="drop"` leaves them out.',
        )

    def test_the_card_can_be_written_down_and_read_again(self, read):
        card = read('a|b;x;"say ""hi"""\n1;0;?\n3;1;2\n3;1;4\n', target="x").card
        assert parse(str(card)) == card

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize(("separator", "decimal"), [(",", "."), (";", ","), ("\t", ","), ("|", ".")])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_what_pandas_writes_is_read_back(self, tmp_path, encoding, separator, decimal, end):
        random = np.random.default_rng(0)
        table = pd.DataFrame(
            {
                "amount": np.where(random.random(200) < 0.1, np.nan, random.normal(0, 1e4, 200)),
                "count": random.integers(-50, 50, 200),
                "text": random.choice(["a;b", 'say "é"', "two\nlines", "tab\there", "x|y", "1, 2"], 200),
                "bought": random.choice(["no", "yes"], 200),
            }
        )
        file = tmp_path / "mine.csv"
        table.to_csv(file, sep=separator, decimal=decimal, encoding=encoding, lineterminator=end, index=False)
        case = from_csv(file, target="bought")
        assert_frame_equal(case.frame, pl.from_pandas(table, nan_to_null=True))
        assert case.features == ["amount", "count", "text"]

    def test_a_path_may_be_text(self, tmp_path):
        file = tmp_path / "mine.csv"
        file.write_text(PLAIN)
        assert from_csv(str(file), target="bought").frame.height == 3


class TestTheEncodingIsNotUtf8:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
    @pytest.mark.parametrize("word", ["café", "Größe", "emoções", "£"])
    def test_western_letters(self, read, encoding, word):
        case = read(PLAIN.replace("blue", word), encoding=encoding)
        assert case.frame["colour"].to_list() == ["red", word, "red"]
        assert case.frame.columns[0] == "size"  # no byte order mark sticks to it
        assert said(case, "The encoding is a guess") == (encoding in ("cp1252", "latin-1"))

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
    def test_both_orders_of_utf_16(self, read, encoding):
        assert read("\ufeff" + PLAIN, encoding=encoding).frame.height == 3

    @pytest.mark.parametrize(
        ("encoding", "words"),
        [
            ("cp1251", ("город", "Москва", "Казань")),
            ("cp1253", ("πόλη", "Αθήνα", "Πάτρα")),
            ("cp932", ("都市", "東京", "大阪")),
            ("gb18030", ("城市", "北京", "上海")),
            ("cp949", ("도시", "서울", "부산")),
        ],
    )
    def test_other_scripts(self, read, encoding, words):
        name, first, second = words
        case = read(f"{name},bought\n{first},1\n{second},0\n{first},1\n", encoding=encoding)
        assert case.frame[name].to_list() == [first, second, first]

    def test_a_single_degree_sign_is_western(self, read):
        assert read("t;°C;bought\n1;5;0\n3;6;1\n", encoding="cp1252").frame.columns == ["t", "°C", "bought"]

    def test_the_first_foreign_letter_may_come_late(self, read):
        text = "name,bought\n" + "plain,0\n" * 200_000 + "café,1\n"  # beyond the first megabyte
        assert read(text, encoding="cp1252").frame["name"][-1] == "café"
        assert not said(read(text), "guess")

    def test_two_encodings_in_one_file(self, complaint):
        text = PLAIN.replace("blue", "café").encode() + "\x81\x8d,caf\xe9,yes\n".encode("latin-1")
        assert complaint(text) == (
            "`mine.csv` must be text in one encoding; some of it is not cp1252. "
            "Open it in a spreadsheet and save it as CSV UTF-8."
        )

    def test_a_file_cut_off_inside_a_letter(self, complaint):
        assert "must be text in one encoding; some of it is not utf-8." in complaint((PLAIN + "4,é").encode()[:-1])


class TestTheSeparatorIsNotAComma:
    @pytest.mark.parametrize(("separator", "name"), [(";", "semicolon"), ("\t", "tab"), ("|", "bar")])
    def test_it_is_found(self, read, separator, name):
        case = read(PLAIN.replace(",", separator))
        assert_frame_equal(case.frame, read(PLAIN).frame)
        assert said(case, f"separated by a {name}")

    @pytest.mark.parametrize("end", ["\r\n", "\r"])
    def test_line_ends_of_windows_and_old_macs(self, read, end):
        assert_frame_equal(read(PLAIN.replace("\n", end)).frame, read(PLAIN).frame)

    def test_blanks_around_values_and_quotes(self, read):
        case = read('size, colour , bought\n 1.5 , "red, light", yes\n 2.5,  blue,no \n 3.5,"red, light",yes\n')
        assert case.frame.columns == ["size", "colour", "bought"]
        assert case.frame["colour"].to_list() == ["red, light", "blue", "red, light"]
        assert case.frame["size"].to_list() == [1.5, 2.5, 3.5]

    def test_commas_in_texts_do_not_mislead(self, read):
        case = read("text;bought\nred, green, blue;1\nred, green, grey;0\n")
        assert case.frame.columns == ["text", "bought"]


class TestNumbersAreWrittenInAnotherWay:
    def test_decimal_commas(self, read):
        case = read("a;b;bought\n1,5;1.234,5;x\n2,25;12;y\n-3;1.234.567,0;x\n")
        assert case.frame["a"].to_list() == [1.5, 2.25, -3.0]
        assert case.frame["b"].to_list() == [1234.5, 12.0, 1234567.0]
        assert said(case, "decimal comma")

    def test_a_column_with_points_stays_right_beside_decimal_commas(self, read):
        case = read("a;b;bought\n1,5;0.125;x\n2,5;0.250;y\n")
        assert case.frame["b"].to_list() == [0.125, 0.25]

    def test_commas_between_thousands(self, read):
        case = read('a,bought\n"1,234",x\n"12,345,678.5",y\n7,x\n')
        assert case.frame["a"].to_list() == [1234.0, 12345678.5, 7.0]
        assert said(case, "commas in `a` were read as separators of thousands")

    def test_signs_exponents_and_bare_points(self, read):
        assert read("a,bought\n+1.5e3,x\n-.5,y\n2.,x\n").frame["a"].to_list() == [1500.0, -0.5, 2.0]

    def test_whole_numbers_stay_whole(self, read):
        assert read("a,bought\n3,x\n-9,y\n,x\n").frame["a"].dtype == pl.Int64

    def test_codes_keep_their_zeros(self, read):
        assert read("zip,bought\n01234,x\n98765,y\n01234,y\n").frame["zip"].to_list() == ["01234", "98765", "01234"]

    @pytest.mark.parametrize("code", ["123456789012345678901234567890", "1e999", "٣", "½", "1_000", "0x1F"])
    def test_what_a_number_cannot_hold_stays_text(self, read, code):
        assert read(f"a,bought\n{code},x\n{code},y\n5,x\n").frame["a"].to_list() == [code, code, "5"]

    @pytest.mark.parametrize("number", ["1e400", "99999999999999999999", '"1,000,000,000,000,000,000,000"'])
    def test_a_number_too_large_among_others_is_pointed_at(self, read, number):
        case = read("a,bought\n" + "".join(f"{number if i == 7 else i % 9},{i % 2}\n" for i in range(30)))
        text = number.strip('"')
        assert case.frame["a"].to_list() == [text if i == 7 else str(i % 9) for i in range(30)]
        assert said(
            case,
            f"`a` stays text: 1 of 30 values cannot be held by a number of 64 bits, such as {text!r}. "
            "Mend or empty them to use it as a number.",
        )
        assert not said(case, "separators of thousands")

    def test_a_few_words_among_numbers_are_pointed_at(self, read):
        rows = "".join(f"{'about 5' if i == 7 else i % 9},{i % 2}\n" for i in range(30))
        case = read("a,bought\n" + rows)
        assert case.frame["a"].dtype == pl.String
        assert said(
            case,
            "`a` stays text: 1 of 30 values cannot be read as a number, such as 'about 5'. "
            "Mend or empty them to use it as a number.",
        )


class TestValuesAreMissing:
    @pytest.mark.parametrize("word", ["NA", "N/A", "NaN", "null", "None", "?", "-", "#DIV/0!", "inf"])
    def test_words_for_nothing_are_nothing_and_noted(self, read, word):
        case = read(f"a,bought\n1,x\n{word},y\n3,x\n")
        assert case.frame["a"].to_list() == [1, None, 3]
        assert said(case, f"{word!r} was read as a missing value in `a`.")
        assert "1 missing" in case.card.column("a").meaning

    def test_what_pandas_takes_for_missing_is_missing_here(self, read):
        from pandas._libs.parsers import STR_NA_VALUES

        usual = sorted(STR_NA_VALUES - {"", "-1.#IND", "-1.#QNAN", "1.#IND", "1.#QNAN", "#N/A N/A", "-NaN"})
        case = read("a,bought\n1,x\n2,y\n" + "".join(f"{word},x\n" for word in usual))
        assert case.frame["a"].null_count() == len(usual)

    def test_an_empty_column_is_dropped(self, read):
        case = read("a,b,bought,\n1,,x,\n2,?,y,\n")
        assert case.frame.columns == ["a", "bought"]
        assert said(case, "Dropped, because no row has a value: `b`, `column_4`.")

    def test_rows_without_target_are_dropped(self, read):
        case = read("a,bought\n1,x\n2,\n3,y\n4,NA\n")
        assert case.frame["a"].to_list() == [1, 3]
        assert case.card.rows == 2
        assert said(case, "2 rows without a value of `bought` were dropped.")

    def test_a_column_that_is_empty_once_those_rows_are_gone(self, read):
        case = read("a,b,bought\n1,,x\n2,5,\n3,,y\n")
        assert case.card.column("b").kind == "constant"
        assert case.card.column("b").meaning == "no value; 2 missing"


class TestLinesDoNotFit:
    def test_a_few_are_dropped_and_named(self, read):
        good = "1,red,yes\n2,blue,no\n" * 20
        case = read("size,colour,bought\n" + good + "3,red\n" + good + "4,red,yes,really\n")
        assert case.frame.height == 80
        assert said(case, "Dropped, because they have too many or too few values: lines 42, 83.")

    def test_many_are_refused(self, complaint):
        assert complaint(PLAIN + "4,red\n5\n") == (
            "Each line of `mine.csv` must have as many values as the first line has names, 3; 2 of 5 lines do not, "
            "such as line 5 with 2. Delete anything above the names, and mend those lines."
        )

    def test_a_title_above_the_names(self, complaint):
        assert "Delete anything above the names" in complaint("Sales of 2024\n\n" + PLAIN)

    def test_blank_lines_are_no_lines(self, read):
        assert read("\n" + PLAIN.replace("2.5", "\n , ,\n2.5") + ",,\n").frame.height == 3

    def test_line_breaks_and_quotes_inside_quotes(self, read):
        case = read('note,size,bought\n"two\nlines, and ""quotes""",1,yes\nshort,2,no\nshort,3,no\n')
        assert case.frame["note"][0] == 'two\nlines, and "quotes"'

    @pytest.mark.parametrize("separator", [",", ";"])
    def test_a_very_long_text(self, read, separator):
        limit, text = csv.field_size_limit(), "word " * 30_000 + "end"
        case = read(f"note,size,bought\n{text},1,yes\nshort,2,no\n".replace(",", separator))
        assert case.frame["note"][0] == text
        assert csv.field_size_limit() == limit  # it belongs to the whole process

    def test_inches_are_no_quotation(self, read):
        assert read('disk,bought\n5" disk,yes\n3" disk,no\n5" disk,no\n').frame["disk"][0] == '5" disk'

    @pytest.mark.parametrize("line", ['"never closed,yes\n', '"closed" too early,yes\n'])
    def test_a_quotation_mark_without_a_partner(self, complaint, line):
        assert complaint("note,bought\nx,no\n" + line + "x,no\n" * 5) == (
            "Each quotation mark in `mine.csv` must have a partner; near line 3 one has none. "
            "Remove it, or double it if it belongs to the text."
        )

    def test_a_quotation_that_swallows_a_long_file(self, complaint):
        assert "must have a partner" in complaint('note,bought\n"open,yes\n' + "x,no\n" * 50_000)


class TestNamesAreWrong:
    def test_the_same_name_twice(self, read):
        case = read("a,a,a_2,bought\n1,2,3,x\n4,5,6,y\n")
        assert case.frame.columns == ["a", "a_3", "a_2", "bought"]
        assert said(case, "Column 2 is called 'a' like an earlier one; here it is `a_3`.")

    def test_no_name(self, read):
        case = read(",column_1,,bought\n1,2,3,x\n4,5,6,y\n")
        assert case.frame.columns == ["column_1", "column_1_2", "column_3", "bought"]
        assert said(case, "Column 1 has no name; here it is `column_1`.")

    def test_a_name_on_two_lines(self, read):
        assert read('"size\nin cm",bought\n1,x\n2,y\n').frame.columns == ["size in cm", "bought"]

    def test_no_names_at_all(self, complaint):
        assert complaint("39,Private,0\n40,Public,1\n") == (
            "`target` must be a column of `mine.csv`; got 'bought'. Its first line is 39, Private, 0. "
            "Put the names of the columns there."
        )


class TestTheTargetIsWrong:
    @pytest.mark.parametrize("typed", [3, None, ["bought"]])
    def test_no_name(self, complaint, typed):
        assert complaint(PLAIN, target=typed) == (
            f"`target` must be the name of a column; got {typed!r}. Give one name in quotes, such as 'price'."
        )

    @pytest.mark.parametrize("typed", ["Bought", "bougth", " bought ", "brought"])
    def test_a_misspelt_name_is_answered_with_the_near_one(self, complaint, typed):
        assert complaint(PLAIN, target=typed) == (
            f"`target` must be a column of `mine.csv`; got {typed!r}. Near it: 'bought'. Choose one of these."
        )

    def test_another_name_is_answered_with_all(self, complaint):
        assert complaint(PLAIN, target="xyz") == (
            "`target` must be a column of `mine.csv`; got 'xyz'. It has size, colour, bought. Choose one of these."
        )

    def test_a_file_of_one_column(self, complaint):
        assert complaint("size colour bought\n1 red yes\n", target="colour").endswith(
            "Its only column is size colour bought. Separate the columns with a comma, semicolon, tab or bar."
        )

    def test_no_value_at_all(self, complaint):
        assert complaint("a,bought\n1,\n2,?\n") == (
            "`target` must have values; 'bought' is empty in every row. Choose another column."
        )

    @pytest.mark.parametrize(("value", "shown"), [("yes", "'yes'"), ("0", "0"), ("2.5", "2.5")])
    def test_one_class_only(self, complaint, value, shown):
        assert complaint(f"a,bought\n1,{value}\n2,{value}\n3,\n") == (
            f"`target` must have at least two different values; 'bought' is {shown} in every row. "
            "Choose another column, or add rows with another value."
        )

    def test_dates(self, complaint):
        assert complaint("a,bought\n1,2024-01-31\n2,2024-02-29\n") == (
            "`target` must be a number or a class; 'bought' holds dates. Choose another column."
        )

    @pytest.mark.parametrize("rows", [21, 300])
    def test_texts_that_never_repeat(self, complaint, rows):
        text = "a,bought\n" + "".join(f"{i % 5},comment {i}\n" for i in range(rows))
        assert complaint(text) == (
            f"`target` must be a number or one of a few classes; 'bought' has {rows} different words in {rows} rows. "
            "Choose another column."
        )


class TestTheTaskIsFoundOut:
    @pytest.mark.parametrize(
        ("values", "task"),
        [
            (["yes", "no"], "classification"),
            (["low", "middle", "high"], "classification"),
            ([0, 1], "classification"),
            ([1, 2, 3, 4, 5], "classification"),
            (["1.0", "0.0"], "classification"),
            ([0.5, 1.5], "regression"),
            (range(0, 300, 3), "regression"),
        ],
    )
    def test_from_the_target(self, read, values, task):
        case = read("a,bought\n" + "".join(f"{i % 2},{v}\n" for i in range(7) for v in values))
        assert case.card.task == task
        assert said(case, f"The task is {task}, because `bought` has {len(values)} different ")


class TestColumnsThatTeachNothing:
    def rows(self, head: str, row, n: int = 40) -> str:
        return f"{head},a,bought\n" + "".join(f"{row(i)},{i % 7},{i % 2}\n" for i in range(n))

    @pytest.mark.parametrize(
        ("head", "row"),
        [
            ("customer_id", lambda i: 1000 + i * 7 % 40),
            ("PassengerId", lambda i: 500 - i),
            ("", lambda i: i),  # what pandas writes in front
            ("patient", lambda i: i + 1),
            ("email", lambda i: f"p{i}@example.org"),
        ],
    )
    def test_names_of_rows_are_no_features(self, read, head, row):
        case = read(self.rows(head, row))
        name = head or "column_1"
        assert case.card.column(name).kind == "identifier"
        assert case.features == ["a"]
        assert said(case, f"Left out of the features (each value occurs once and only names its row): `{name}`.")

    @pytest.mark.parametrize("row", [lambda i: i * i, lambda i: i + 0.5, lambda i: i + 17])
    def test_amounts_that_happen_to_differ_are_features(self, read, row):
        assert read(self.rows("price", row)).features == ["price", "a"]

    def test_the_same_in_every_row(self, read):
        case = read(self.rows("country", lambda i: "NL"))
        assert case.features == ["a"]
        assert said(case, "Left out of the features (the same in every row): `country`.")

    def test_a_mark_or_nothing_is_a_feature(self, read):
        assert read(self.rows("member", lambda i: "x" if i % 3 else "")).features == ["member", "a"]

    def test_free_text(self, read):
        case = read(self.rows("comment", lambda i: f"comment {i % 150}", n=200))
        assert case.features == ["a"]
        assert said(case, "Left out of the features (too many different words): `comment`.")

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("2024-01-31", date(2024, 1, 31)),
            ("31.1.2024", date(2024, 1, 31)),
            ("31/01/2024", date(2024, 1, 31)),
            ("1/31/2024", date(2024, 1, 31)),
            ("2024-01-31 09:05", datetime(2024, 1, 31, 9, 5)),
            ("2024-01-31T09:05:07", datetime(2024, 1, 31, 9, 5, 7)),
            ("2024-01-31T09:05:07.250Z", datetime(2024, 1, 31, 9, 5, 7, 250_000)),
        ],
    )
    def test_dates_are_dates_and_no_features(self, read, text, value):
        case = read(self.rows("day", lambda i: text))
        assert case.frame["day"][0] == value
        assert case.features == ["a"]
        assert said(case, "Left out of the features (dates; make month, weekday or age of them): `day`.")

    def test_dates_that_can_be_read_in_two_ways_are_pointed_at(self, read):
        case = read(self.rows("day", lambda i: f"{i % 12 + 1}/{i % 9 + 1}/2024"))
        assert case.frame["day"][1] == date(2024, 2, 2)
        assert said(case, "Dates in `day` were read as day/month/year; month/day/year would fit as well.")

    @pytest.mark.parametrize("day", ["2024-02-30", "0000-01-01", "01.01.00", "01.02.24"])
    def test_impossible_dates_stay_text(self, read, day):
        assert read(self.rows("day", lambda i: day)).frame["day"].dtype == pl.String

    def test_no_feature_is_left(self, complaint):
        assert complaint("when,bought\n2024-01-31,x\n2024-02-01,y\n") == (
            "`mine.csv` must have a column to learn 'bought' from; it has none. "
            "Left out of the features (dates; make month, weekday or age of them): `when`. "
            '`kinds={"when": "category"}` makes words of it to learn from. '
            "Add a column with numbers or with a few different words."
        )


class TestItIsNoTable:
    @pytest.mark.parametrize("text", ["", "\n\n", " \n\t\n", "\ufeff"])
    def test_empty(self, complaint, text):
        assert complaint(text) == "`mine.csv` must hold a table; it is empty. Check that you saved the right file."

    def test_names_only(self, complaint):
        assert complaint("size,colour,bought\n\n") == (
            "`mine.csv` must have rows under its column names; it has none. Add the rows."
        )

    def test_an_excel_workbook_called_csv(self, tmp_path):
        file = tmp_path / "mine.csv"
        with zipfile.ZipFile(file, "w") as book:
            book.writestr("xl/workbook.xml", "<workbook/>")
        with pytest.raises(DataError) as error:
            from_csv(file, target="bought")
        assert str(error.value) == (
            "`mine.csv` must be a text file; it is an Excel workbook or another zip file. "
            "Open it and save it as CSV UTF-8."
        )

    @pytest.mark.parametrize(
        ("start", "what"),
        [(b"\xd0\xcf\x11\xe0", "an old Excel workbook"), (b"PAR1", "a Parquet file"), (b"\x1f\x8b", "a gzip file")],
    )
    def test_other_files_called_csv(self, complaint, start, what):
        assert complaint(start + bytes(range(256))) == (
            f"`mine.csv` must be a text file; it is {what}. Open it and save it as CSV UTF-8."
        )

    @pytest.mark.parametrize("seed", range(5))
    def test_junk(self, complaint, seed):
        assert complaint(random.Random(seed).randbytes(4000)) == (
            "`mine.csv` must be a text file; it holds other bytes. Save the table as CSV UTF-8."
        )

    def test_a_file_that_is_not_there(self, tmp_path):
        (tmp_path / "sales.csv").touch()
        with pytest.raises(DataError) as error:
            from_csv(tmp_path / "sale.csv", target="bought")
        assert str(error.value) == (
            f"`path` must be a file; there is no {tmp_path / 'sale.csv'}. Near it: 'sales.csv'. Check the spelling."
        )

    @pytest.mark.parametrize(
        ("path", "shown"),
        [
            (None, "None"),
            (b"my.csv", "b'my.csv'"),
            ("~nobody-of-this-name/my.csv", "'~nobody-of-this-name/my.csv'"),
            (PLAIN, r"'size,colour,...3.5,red,yes\n'"),
            (PLAIN * 100, r"'size,colour,...3.5,red,yes\n'"),
            ("x" * 5000, "'xxxxxxxxxxxx...xxxxxxxxxxxxx'"),
        ],
    )
    def test_what_is_no_path(self, path, shown):
        with pytest.raises(DataError) as error:
            from_csv(path, target="bought")
        assert str(error.value) == (
            f"`path` must be the path of a file; got {shown}. "
            "Save the table as CSV, and give the path of that file in quotes, such as 'my.csv'."
        )

    def test_a_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(DataError, match=r"^`path` must be a file; there is no .*x\.csv\. Check the spelling\.$"):
            from_csv(tmp_path / "nowhere" / "x.csv", target="bought")

    def test_a_folder(self, tmp_path):
        with pytest.raises(DataError) as error:
            from_csv(tmp_path, target="bought")
        assert str(error.value) == (
            f"`path` must be a file; {tmp_path.name} is a folder. Add the name of the file in it."
        )


class TestItIsLarge:
    def test_a_million_rows(self, tmp_path):
        n = 1_000_000
        table = pl.DataFrame({"i": pl.int_range(n, eager=True)}).select(
            id="i",
            age=pl.col("i") * 7919 % 90,
            city=pl.format("city {}", pl.col("i") % 50),
            price=(pl.col("i") * 31 % 10_007) / 100,
            late=pl.when(pl.col("i") == n - 1).then(pl.lit("x")).otherwise(pl.lit("1")),
            bought=pl.when(pl.col("i") % 3 == 0).then(pl.lit("yes")).otherwise(pl.lit("no")),
        )
        file = tmp_path / "big.csv"
        table.write_csv(file)
        start = time.process_time()  # of this process: the machine may be busy with others
        case = from_csv(file, target="bought")
        seconds = time.process_time() - start
        assert_frame_equal(case.frame, table)
        assert case.features == ["age", "city", "price", "late"]
        assert said(case, "`late` stays text: 1 of 1000000 values")  # a type guessed from the first rows would fail
        assert seconds < 20  # about 3 on two slow cores

    def test_many_columns(self, read):
        names = ",".join(f"c{i}" for i in range(2000))
        row = ",".join(str(i % 2) for i in range(2000))
        other = ",".join("2" for _ in range(2000))
        case = read(f"{names},bought\n{row},x\n{other},y\n")
        assert len(case.features) == 2000
