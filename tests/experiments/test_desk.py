from workbench import cases
from workbench.experiments.desk import OPENINGS, Pair, desk, general, marks, passed


def test_what_is_learned_from_may_be_learned_from_and_is_true_today():
    """By the answer key, which the selection never sees: no reply is stale, and no message holds personal data."""
    frame = cases.load("tickets").frame.with_columns(cases.answer_key("tickets")[["stale", "pii"]])
    rows = {row["text"]: row for row in frame.iter_rows(named=True) if row["consent"]}
    pairs = desk().training + desk().held_out
    assert len(pairs) > 60
    for pair in pairs:
        row = rows[pair.message]
        assert not row["stale"] and not row["pii"], pair
        assert pair.reply.startswith(OPENINGS) and pair.reply.endswith(pair.rule)


def test_no_message_is_in_two_parts():
    parts = [{pair.message for pair in part} for part in (desk().training, desk().held_out, desk().test)]
    assert sum(map(len, parts)) == len(set.union(*parts))


def test_the_test_asks_for_each_rule_once():
    rules = {pair.rule for pair in desk().test}
    assert rules == set(desk().rules) and len(desk().test) == len(desk().rules) == 7


def test_the_marks_by_hand():
    rule = "Parcels arrive within 3 working days."
    pair = Pair("Where is it?", f"{OPENINGS[0]} {rule}", rule)
    assert marks(pair, pair.reply) == (True, True)
    assert marks(pair, f"Well, {rule}") == (False, True)
    assert marks(pair, f"{OPENINGS[1]} Parcels arrive within 5 working days.") == (True, False)
    assert marks(pair, " ".join(desk().rules)) == (False, False)  # who recites all rules has answered nothing
    assert passed([pair, pair], [pair.reply, "No."]) == (1, 1)
    assert all(marks(one, one.reply) == (True, True) for one in desk().test)


def test_general_sentences_have_nothing_to_do_with_the_desk():
    assert len(general()) == 20
    assert "The capital of France is Paris." in general()
