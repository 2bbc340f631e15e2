"""What `from_csv` decides about a learner's own file: each decision is noted, and an option overrules it."""

import re
from datetime import datetime, time

import numpy as np
import polars as pl
import pytest

from workbench.cases import from_csv
from workbench.data.split import split
from workbench.errors import DataError


def rows(head: str, row, n: int = 40, end: str = "") -> str:
    """A file with such columns, a feature that says little, and a target."""
    separator = ";" if ";" in head else ","
    lines = [separator.join([str(row(i)), str(i * 7 % 11), ("no", "yes")[i * 5 % 3 % 2]]) for i in range(n)]
    return "\n".join([separator.join([head, "a", "bought"]), *lines]) + "\n" + end


def about(case, *words: str) -> bool:
    return any(all(word in note for word in words) for note in case.card.notes)


class TestRowNumbersAndIdentities:
    @pytest.mark.parametrize(
        "head", ["", "Unnamed: 0", "rownames", "row.names", "index", "row_nr", "#", "Unnamed: 0.1", "S.No"]
    )
    @pytest.mark.parametrize("row", [lambda i: i, lambda i: i + 1, lambda i: 3 * i + 7, lambda i: i % 20])
    def test_row_numbers_are_left_out(self, read, head, row):
        case = read(rows(head, row))
        assert case.features == ["a"]
        assert about(case, "Left out of the features", f"`{head or 'column_1'}`", "kinds={")

    def test_a_file_sorted_by_class_is_not_learnt_by_its_row_numbers(self, read):
        text = ",x,bought\n" + "".join(f"{i},{i * 37 % 100},{i // 50}\n" for i in range(150))
        assert read(text).features == ["x"]

    @pytest.mark.parametrize(
        ("head", "row"),
        [
            ("year", lambda i: 1980 + i),
            ("age", lambda i: 20 + i),
            ("body_mass_index", lambda i: 150 + i * 7 % 40),
            ("price_index", lambda i: 1000 - 3 * i),
            ("fluid", lambda i: i * 3 % 40),
            ("rows", lambda i: 5 + 2 * i),
            ("casino", lambda i: 9 * i),
            ("education_num", lambda i: i % 16),
        ],
    )
    def test_amounts_are_features(self, read, head, row):
        assert read(rows(head, row)).features == [head, "a"]

    @pytest.mark.parametrize(
        "head", ["customer_id", "CustomerID", "EmployeeNumber", "policy_no", "patient_nbr", "userid", "Kundennummer"]
    )
    def test_identities_that_come_again_are_offered_as_the_group(self, read, head):
        text = rows(head, lambda i: 1000 + i % 25 * 17, n=100)
        case = read(text)
        assert case.features == ["a"]
        assert about(case, f'group="{head}"', "belong together")
        parts = split(case.frame, case.target, (0.5, 0.25, 0.25), seed=1, group=head)
        groups = [set(part[head]) for part in parts]
        assert sum(map(len, groups)) == 25 == len(set.union(*groups))
        assert read(text, kinds={head: "number"}).features == [head, "a"]

    def test_a_few_ids_stay_a_feature_and_are_pointed_at(self, read):
        case = read(rows("subject_id", lambda i: i % 8))
        assert case.features == ["subject_id", "a"]
        assert about(case, 'group="subject_id"', "learn it by heart")


class TestTheAnswerIsGivenAway:
    @pytest.mark.parametrize("names", [("ill", "ill"), ("ill_x", "ill_y"), ("ill", "sick")])
    def test_the_target_twice(self, read, names):
        first, second = names
        text = f"{first},a,{second}\n" + "".join(f"{i * 5 % 3 % 2},{i % 7},{i * 5 % 3 % 2}\n" for i in range(40))
        case = read(text, target=first)
        assert case.features == ["a"]
        assert about(case, "Left out of the features (the same as the target)")

    def test_a_column_that_alone_predicts_the_target(self, read):
        text = "refund,a,left\n" + "".join(f"{i % 2 * 50 + i % 9},{i * 7 % 11},{'ny'[i % 2]}\n" for i in range(60))
        case = read(text, target="left")
        assert case.features == ["refund", "a"]
        assert about(case, "predicts `left` (nearly) perfectly: `refund`.", 'kinds={"refund": "identifier"}')
        assert read(text, target="left", kinds={"refund": "identifier"}).features == ["a"]

    def test_also_an_amount(self, read):
        text = "gross,a,net\n" + "".join(f"{i * 1.19:.2f},{i * 7 % 11},{i}.5\n" for i in range(100))
        assert about(read(text, target="net"), "perfectly: `gross`")

    def test_chance_is_none(self, read):
        random = np.random.default_rng(0)
        text = "a,b,c,y\n" + "".join(f"{a},{b},{c},{b + c}\n" for a, b, c in random.integers(0, 1000, (300, 3)))
        assert not about(read(text, target="y"), "perfectly")


class TestNumbersInAnotherDress:
    def test_points_of_thousands_ask_for_the_decimal_sign(self, read, complaint):
        text = "price;bought\n950;x\n1.250;y\n12.400;x\n"
        assert complaint(text) == (
            "`decimal` must say which sign parts whole from decimals; in `price`, '1.250' may be 1.25 or 1250. "
            'Add `decimal="."` for 1.25, or `decimal=","` for 1250.'
        )
        assert read(text, decimal=",").frame["price"].to_list() == [950, 1250, 12400]
        assert read(text, decimal=".").frame["price"].to_list() == [950, 1.25, 12.4]

    def test_so_in_the_target(self, complaint):
        assert "in `price`, '1.250' may be" in complaint("a;price\n1;950\n2;1.250\n3;12.400\n", target="price")

    def test_so_with_commas(self, read, complaint):
        text = 'price,bought\n950,x\n"1,250",y\n"12,400",x\n'
        assert "'1,250' may be 1250 or 1.25." in complaint(text)
        assert read(text, decimal=".").frame["price"].to_list() == [950, 1250, 12400]

    def test_another_column_decides(self, read):
        case = read("price;kg;bought\n950;1,5;x\n1.250;2,5;y\n12.400;3;x\n")
        assert case.frame["price"].to_list() == [950, 1250, 12400]
        assert about(case, "In `price`, '1.250' was read as 1250: other columns have a decimal comma.", 'decimal="."')

    def test_columns_that_disagree_do_not_decide(self, complaint):
        assert "`decimal` must say" in complaint("a;b;c;bought\n1.250;1,5;0.5;x\n1.350;2,5;0.25;y\n")

    def test_three_decimals_in_a_file_of_commas(self, read):
        case = read("kg,bought\n1.250,x\n2.375,y\n")
        assert case.frame["kg"].to_list() == [1.25, 2.375]
        assert about(case, "`kg`", 'decimal=","')

    @pytest.mark.parametrize(
        ("texts", "values", "word"),
        [
            (["$8.90", "$12", "-$3.50"], [8.9, 12, -3.5], "unit '$'"),
            (["12 EUR", "7 EUR", "9 EUR"], [12, 7, 9], "unit 'EUR'"),
            (["7%", "12 %", "0.5%"], [7, 12, 0.5], "unit '%'"),
            (["5 m²", "7 m²", "9 m²"], [5, 7, 9], "unit 'm²'"),
            (["1 234,50", "12\u00a0234,5", "7\u202f123"], [1234.5, 12234.5, 7123], "decimal comma"),
            (["\u22125", "3", "\u20132.5"], [-5, 3, -2.5], "minus sign"),
            (["12,50", "7,5", "3,25"], [12.5, 7.5, 3.25], "decimal comma"),
            (["0054590.53", "0000001.10", "5.5"], [54590.53, 1.1, 5.5], "Zeros in front"),
            (["1'234.5", "12'000.25", "7"], [1234.5, 12000.25, 7], "apostrophes"),
            (["12,34,567.5", "1,23,456.25", "7"], [1234567.5, 123456.25, 7], "commas"),
            (["1,5E+03", "2,5E-01", "3"], [1500, 0.25, 3], "decimal comma"),
        ],
    )
    @pytest.mark.parametrize("separator", [",", ";"])
    def test_one_reading_is_taken_and_noted(self, read, texts, values, word, separator):
        text = f"a{separator}bought\n" + "".join(f'"{t}"{separator}{y}\n' for t, y in zip(texts, "xyx", strict=True))
        case = read(text)
        assert case.frame["a"].to_list() == values
        assert about(case, "`a`", word, 'kinds={"a": "category"}')
        assert read(text, kinds={"a": "category"}).frame["a"].to_list() == texts

    def test_the_unit_stands_on_the_card(self, read):
        assert read("a,bought\n5 kg,x\n7 kg,y\n").card.column("a").unit == "kg"

    @pytest.mark.parametrize(
        ("texts", "why"),
        [
            (["5 kg", "700 g", "3 kg"], "different units: 'g', 'kg'"),
            (["$5", "€7", "$3"], "different units"),
            (["1,5", "2.5", "3"], "no one way to write numbers fits"),
            (["10-20", "20-30", "30-40"], "more than a number, such as '10-20'"),
            (["120/80", "130/85", "110/70"], "more than a number"),
            (["(5)", "7", "(9)"], "more than a number"),
        ],
    )
    def test_else_it_stays_text_for_the_real_reason(self, read, texts, why):
        case = read(rows("size", lambda i: f'"{texts[i % 3]}"'))
        assert case.frame["size"].to_list()[:3] == texts
        assert about(case, "`size` stays text", why)

    def test_each_value_once_is_not_the_reason(self, read):
        case = read(rows("size", lambda i: f"{i} {'kg' if i % 2 else 'g'}"))
        assert about(case, "`size` stays text", "different units")
        assert not about(case, "only names its row")

    @pytest.mark.parametrize(
        ("head", "row", "why"),
        [
            ("contact", lambda i: f"+4915112345{i:02}", "is a telephone number"),
            ("contact", lambda i: f"+49 151 1234 {i:02}", ""),
            ("zip", lambda i: 10115 + i % 9, "to post to"),
            ("postal_code", lambda i: 10115 + i % 9, "to post to"),
            ("Phone", lambda i: 5551234500 + i % 9, "to call"),
            ("server", lambda i: f"192.168.100.{100 + i}", "address of a computer"),
            ("department", lambda i: f"0{i % 9}", "begins with a zero"),
        ],
    )
    def test_numbers_that_are_names_are_text(self, read, head, row, why):
        case = read(rows(head, row))
        assert case.frame[head].dtype == pl.String
        assert about(case, f"`{head}` stays text", why)

    def test_a_code_may_be_read_as_a_number(self, read):
        assert read(rows("zip", lambda i: f"0{i % 9}"), kinds={"zip": "number"}).frame["zip"][3] == 3


class TestWordsThatMeanMissing:
    @pytest.mark.parametrize("word", ["none", "None", "NA", "nil", "null", "-", "N/A"])
    def test_a_class_is_kept(self, read, word):
        text = "a,bought\n" + "".join(f"{i % 7},{('mild', word, 'severe')[i % 3]}\n" for i in range(60))
        case = read(text)
        assert case.frame.height == 60
        assert word in case.frame["bought"].to_list()
        assert about(case, repr(word), "word, not as a missing value", f'missing=["{word}"]')
        assert read(text, missing=[word]).frame.height == 40

    def test_a_gap_among_numbers_stays_a_gap(self, read):
        case = read("a,price\n" + "".join(f"{i % 7},{'NA' if i % 5 == 0 else i * 1.5}\n" for i in range(50)), "price")
        assert case.frame.height == 40
        assert about(case, "'NA' was read as a missing value in `price`.", "missing=[...]")

    def test_namibia(self, read):
        codes = ["NA", "DE", "FR", "NL", "BE", "IT", "ES", "PT", "PL", "CZ", "AT", "DK"]
        text = rows("country", lambda i: codes[i % 12])
        assert read(text).frame["country"].null_count() == 0
        assert read(text, missing=["NA"]).frame["country"].null_count() == 4

    def test_nothing_but_what_is_said(self, read):
        text = rows("drink", lambda i: ("none", "wine", "x")[i % 3])
        assert read(text).frame["drink"].null_count() == 14
        assert about(read(text), "'none' was read as a missing value in `drink`", "missing=")
        assert read(text, missing=[]).frame["drink"].null_count() == 0
        assert read(text, missing=["x"]).frame["drink"].unique().sort().to_list() == [None, "none", "wine"]


class TestTheTask:
    def test_few_whole_numbers_may_be_amounts(self, read):
        text = "a,score\n" + "".join(f"{i % 7},{i % 10}\n" for i in range(100))
        assert read(text, "score").card.task == "classification"
        assert about(read(text, "score"), 'task="regression"')
        case = read(text, "score", task="regression")
        assert case.card.task == "regression"
        assert split(case.frame, "score", task=case.card.task).train.height == 70

    def test_rare_whole_numbers_are_amounts(self, read):
        text = "a,children\n" + "".join(f"{i % 7},{min(i % 4, 3) + (9 if i == 50 else 0)}\n" for i in range(100))
        assert read(text, "children").card.task == "regression"
        assert about(read(text, "children"), "fewer than 7 rows", 'task="classification"')
        assert read(text, "children", task="classification").card.task == "classification"

    def test_a_small_table_of_different_numbers(self, read):
        assert read("a,y\n" + "".join(f"{i % 5},{i * i}\n" for i in range(15)), "y").card.task == "regression"

    def test_words_are_no_amounts(self, complaint):
        assert complaint("a,bought\n1,x\n2,y\n3,x\n", task="regression").startswith(
            "`task` must be 'classification' for a target of words, such as 'x'; got 'regression'."
        )

    def test_amounts_have_no_rare_classes(self, read):
        assert about(read("a,y\n" + "".join(f"{i % 5},{i}.5\n" for i in range(15)), "y", rare="drop"), "`rare` changed")

    def test_rare_classes(self, read, complaint):
        text = "a,y\n" + "".join(f"{i % 7},{'abcd'[3 if i < 4 else 2 if i < 8 else i % 2]}\n" for i in range(80))
        case = read(text, "y")
        assert about(case, "2 classes of `y` have fewer than 7 rows: 'c' (4), 'd' (4).", 'rare="other"', 'rare="drop"')
        other = read(text, "y", rare="other")
        assert sorted(other.frame["y"].unique()) == ["a", "b", "other"]
        assert [part.height for part in split(other.frame, "y")] == [56, 12, 12]
        assert read(text, "y", rare="drop").frame.height == 72
        assert complaint("a,y\n" + "1,x\n2,y\n3,x\n", "y", rare="other").startswith("`rare` must leave two classes")


class TestSeparators:
    def test_a_comma_in_every_line_of_a_semicolon_file(self, read):
        case = read("Menge, kg;Preis\n1,5;10\n2,5;12\n3,5;15\n", "Preis")
        assert case.frame.columns == ["Menge, kg", "Preis"]
        assert case.frame["Menge, kg"].to_list() == [1.5, 2.5, 3.5]

    @pytest.mark.parametrize("target", ["preis", "Preise"])
    def test_the_advice_leads_to_a_right_table(self, complaint, target):
        assert "Near it: 'Preis'" in complaint("Menge, kg;Preis\n1,5;10\n2,5;12\n", target)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;"])
    def test_excels_own_line_is_obeyed(self, read, encoding, line):
        case = read(f"{line}\r\na,b;bought\r\n1,5;x\r\n2,5;y\r\n".encode(encoding))
        assert case.frame.to_dict(as_series=False) == {"a,b": [1.5, 2.5], "bought": ["x", "y"]}
        assert about(case, "sep=;")

    def test_lines_are_counted_with_it(self, complaint):
        assert "near line 4 one has none" in complaint('sep=,\na,bought\nx,no\n"open,yes\nx,no\n')

    def test_any_separator_may_be_given(self, read):
        assert read("a:bought\n1:x\n2:y\n", separator=":").frame["a"].to_list() == [1, 2]

    def test_a_name_that_holds_a_separator_is_pointed_at(self, read):
        case = read('"kg;lb",bought\n1,x\n2,y\n')
        assert about(case, "The name `kg;lb` holds a semicolon", "separator=';'")


class TestDates:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("1:05 PM", time(13, 5)),
            ("13:05", time(13, 5)),
            ("1-Jan-2024", datetime(2024, 1, 1).date()),
            ("January 5, 2024", datetime(2024, 1, 5).date()),
            ("20240131", datetime(2024, 1, 31).date()),
            ("31/01/2024 1:05 PM", datetime(2024, 1, 31, 13, 5)),
            ("2024-01-31T09:05:00+01:00", datetime(2024, 1, 31, 8, 5)),
        ],
    )
    def test_more_forms_are_read_and_are_no_features(self, read, text, value):
        case = read(rows("day", lambda i: f'"{text}"'))
        assert case.frame["day"][0] == value
        assert case.features == ["a"]

    @pytest.mark.parametrize(
        "texts", [["01/02/24"], ["2024-01-31", "31.01.2024"], ["1-Jan-24"], ["Jan 2024"], ["2024-05"], ["31.12.2024 ?"]]
    )
    def test_others_stay_text_and_are_no_features(self, read, texts):
        case = read(rows("day", lambda i: texts[i % len(texts)]))
        assert case.frame["day"].dtype == pl.String
        assert case.features == ["a"]
        assert about(case, "`day` holds dates or times; they stay text", 'kinds={"day": "category"}')
        assert read(rows("day", lambda i: texts[i % len(texts)]), kinds={"day": "category"}).features == ["day", "a"]

    @pytest.mark.parametrize("text", ["01/02/24", "1:05 PM", "1-Jan-2024", "20240131", "2024-01-31T09:05:00+01:00"])
    def test_none_is_a_target(self, complaint, text):
        said = complaint(f"a,bought\n1,{text}\n2,{text}\n")
        assert said.startswith("`target` must be a number or a class; 'bought' holds dates. ")
        assert said.endswith("Choose another column.")
        assert ('`kinds={"bought": "number"}`' in said) == text.isdigit()

    def test_a_version_is_no_date(self, read):
        assert read(rows("version", lambda i: f"1.{i % 3}.{i % 5 + 10}")).features == ["version", "a"]

    def test_the_month_may_come_first(self, read):
        text = rows("day", lambda i: f"{i % 12 + 1}/{i % 9 + 1}/2024")
        assert read(text, day_first=False).frame["day"][2] == datetime(2024, 3, 3).date()
        assert read(text).frame["day"][9] == datetime(2024, 1, 10).date()
        assert read(text, day_first=False).frame["day"][9] == datetime(2024, 10, 1).date()
        assert about(read(text), "`day_first=False`")


class TestSpellings:
    def test_capitals_make_no_class(self, read):
        text = "a,bought\n" + "".join(f"{i % 7},{('Yes', 'no', 'yes', 'YES', 'yes', 'No')[i % 6]}\n" for i in range(60))
        case = read(text)
        assert set(case.frame["bought"].unique()) in ({"no", "yes"}, {"No", "yes"})
        assert about(case, "words that differ in capitals alone are one", "case_matters=True")
        assert read(text, case_matters=True).frame["bought"].n_unique() == 5

    def test_one_class_beside_words_for_missing(self, complaint):
        assert "'?' was read as a missing value in `bought`." in complaint("a,bought\n1,x\n2,?\n3,x\n4,?\n")

    def test_one_class_in_two_spellings(self, complaint):
        assert "'male' became 'Male'" in complaint("a,bought\n1,Male\n2,male\n3,Male\n")

    @pytest.mark.parametrize("word", ["Total", "total:", "Summe", "Grand Total"])
    def test_a_last_line_of_sums_is_noted(self, read, word):
        text = rows("city", lambda i: ("Bonn", "Köln")[i % 2], end=f"{word},999,yes\n")
        assert about(read(text), f"The last line holds {word!r}")
        assert not about(read(rows("city", lambda i: ("Bonn", word)[i % 2])), "The last line holds")

    def test_a_last_line_without_an_answer_is_noted_and_dropped(self, read):
        case = read(rows("city", lambda i: ("Bonn", "Köln")[i % 2], end="Total,999,\n"))
        assert about(case, "The last line holds 'Total'", "If it is a sum, delete it in the file.")
        assert about(case, "1 rows without a value of `bought` were dropped.")
        assert case.frame.height == 40

    def test_times_brought_to_utc_can_stay_as_they_are(self, read):
        text = rows("at", lambda i: f"2024-01-{i % 28 + 1:02d}T09:05:00+01:00")
        assert about(read(text), "Times in `at` were brought to UTC", '`kinds={"at": "category"}` keeps them as text.')
        assert read(text, kinds={"at": "category"}).frame["at"][0] == "2024-01-01T09:05:00+01:00"


class TestOptions:
    @pytest.mark.parametrize(
        ("option", "start"),
        [
            ({"task": "guess"}, "`task` must be 'classification' or 'regression'; got 'guess'."),
            ({"decimal": ";"}, "`decimal` must be ',' or '.'; got ';'."),
            ({"missing": "NA"}, "`missing` must be a list of words; got 'NA'."),
            ({"missing": [1]}, "`missing` must be a list of words; got [1]."),
            ({"separator": ";;"}, "`separator` must be one sign, such as \";\"; got ';;'."),
            ({"kinds": {"size": "float"}}, "`kinds` must say for a column's name one of number, category, time,"),
            ({"kinds": {"sise": "number"}}, "`kinds` must name columns of the file; got 'sise'."),
            (
                {"kinds": {"bought": "time"}},
                "`kinds` must call the target 'bought' a number or a category; got",
            ),
            (
                {"kinds": {"colour": "number"}},
                "`colour` must hold numbers, as `kinds` says; it holds words",
            ),
            ({"rare": "merge"}, "`rare` must be 'other' or 'drop'; got 'merge'."),
            ({"day_first": 1}, "`day_first` must be True or False; got 1."),
        ],
    )
    def test_a_wrong_one_is_refused(self, complaint, option, start):
        assert complaint("size,colour,bought\n1.5,red,yes\n2.5,blue,no\n3.5,red,yes\n", **option).startswith(start)

    def test_an_encoding_may_be_given(self, tmp_path):
        file = tmp_path / "mine.csv"
        file.write_bytes("stadt,bought\nŁódź,x\nGdańsk,y\n".encode("cp1250"))
        assert from_csv(file, "bought", encoding="cp1250").frame["stadt"][0] == "Łódź"
        assert about(from_csv(file, "bought"), "The encoding is a guess", "encoding=")
        with pytest.raises(DataError, match="^`encoding` must be a name that Python knows; got 'utf-9'"):
            from_csv(file, "bought", encoding="utf-9")

    def test_every_note_that_changes_something_names_its_option(self, read):
        text = (
            "customer_id;day;zip;price;drink;bought\n"
            + "".join(f"{i % 30};{i % 12 + 1}/{i % 9 + 1}/2024;0{i % 9};1.{i % 10}50,5 €;none;Yes\n" for i in range(60))
            + "1;1/1/2024;07;1,0 €;wine;no\n2;2/2/2024;07;2,0 €;wine;yes\n"
        )
        notes = read(text).card.notes
        assert len(notes) > 7
        for note in notes:
            assert re.search(
                r"`?(kinds|missing|decimal|separator|task|rare|day_first|case_matters|encoding|group)=", note
            ) or ("The task is" in note), note
