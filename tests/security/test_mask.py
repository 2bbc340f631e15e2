import re

import pytest

from workbench.security.mask import Span, find, mask, tally

REGION = {"London": "GB", "Berlin": "DE", "Chicago": "US"}


@pytest.fixture(scope="module")
def searched(desk):
    truth = [[Span(**span) for span in spans] for spans in desk.key["pii"].to_list()]
    rows = desk.tickets.select("text", "office", "customer").iter_rows()
    return truth, [find(text, REGION[office], customer) for text, office, customer in rows]


@pytest.mark.parametrize(
    ("kind", "precision", "recall"),
    [("name", 0.95, 0.9), ("email", 0.95, 0.85), ("phone", 0.95, 0.9), ("card", 0.85, 0.99)],
)
def test_planted_personal_data_is_found(searched, kind, precision, recall):
    result = tally(*searched)[kind]
    assert result.planted > 100
    assert result.precision >= precision and result.recall >= recall


def test_what_is_missed_is_what_was_made_hard(desk, searched):
    """Addresses with "at", people who are not the customer, numbers from another country."""
    missed = {"name": 0, "email": 0, "phone": 0}
    for text, truth, found in zip(desk.tickets["text"], *searched, strict=True):
        for kind, start, end in truth:
            if not any(span.start <= start and end <= span.end for span in found):
                missed[kind] += 1
                if kind == "email":
                    assert " at " in text[start:end]
                if kind == "phone":
                    assert text[start] != "+"
    assert min(missed.values()) > 0


def test_after_masking_none_of_the_found_words_is_left(desk, searched):
    for text, found in zip(desk.tickets["text"], searched[1], strict=True):
        masked = mask(text, found)
        assert len(re.findall(r"\[(NAME|EMAIL|PHONE|CARD)\]", masked)) == len(found)
        for _, start, end in found:
            assert end - start < 8 or text[start:end] not in masked or text.count(text[start:end]) > 1


def test_a_text_by_hand():
    text = "My name is Ana Gil. Write to a.gil@example.org or call +44 20 7946 0123. Card 4000-0012-3456-7899."
    spans = find(text)
    assert [(span.kind, text[span.start : span.end]) for span in spans] == [
        ("name", "Ana Gil"),
        ("email", "a.gil@example.org"),
        ("phone", "+44 20 7946 0123"),
        ("card", "4000-0012-3456-7899"),
    ]
    assert mask(text, spans) == "My name is [NAME]. Write to [EMAIL] or call [PHONE]. Card [CARD]."


def test_a_number_with_a_wrong_check_digit_is_no_card():
    assert not [span for span in find("Card 4000-0012-3456-7890.") if span.kind == "card"]


def test_a_known_name_is_found_without_a_cue_and_in_small_letters():
    text = "ana gil wrote, and Ana waits."
    assert [text[s.start : s.end] for s in find(text, known="Ana Gil")] == ["ana gil", "Ana"]
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "known", "masked"),
    [
        ("My name is Maria Lopez Garcia.", "Maria Lopez", "My name is [NAME]."),
        ("Best wishes, Bob Smith", "Bob", "Best wishes, [NAME]"),
        ("Best wishes, Bob Smith", "Bob Smith Jones", "Best wishes, [NAME]"),
        ("Regards, Maria Lopez maria@example.com", "", "Regards, [NAME] [EMAIL]"),
        ("Write to 'ann.o'neil@example.com'.", "", "Write to '[EMAIL]'."),
    ],
)
def test_no_part_of_a_name_or_an_address_stays_readable(text, known, masked):
    assert mask(text, find(text, known=known)) == masked


def test_a_tally_by_hand():
    truth = [[Span("name", 0, 5), Span("email", 10, 20)], [Span("name", 3, 6)]]
    found = [[Span("name", 0, 4), Span("name", 7, 9)], [Span("card", 0, 8)]]
    result = tally(truth, found)
    # "name": one of two hits touches; the first is covered in part, the second by a hit of another kind
    assert result["name"] == (2, 2, 0.5, 0.5)
    assert result["email"] == (1, 0, 0.0, 0.0)
    assert result["card"] == (0, 1, 0.0, 0.0)
    assert "phone" not in result
