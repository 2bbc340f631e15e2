"""The table of dates: whole, in order, and each day said to be checked; the days by hand from article 113."""

from __future__ import annotations

from datetime import date

from workbench.evaluation import ai_act_dates, risk

BY_HAND = {  # articles 111 and 113 of the consolidated text of 27 July 2026
    "Art. 4": date(2025, 2, 2), "Art. 5": date(2025, 2, 2), "Art. 50": date(2026, 8, 2),
    "Art. 50(2)": date(2026, 12, 2), "Annex III": date(2027, 12, 2), "Annex I": date(2028, 8, 2),
}  # fmt: skip


def test_the_days():
    found = {start.article: start.applies_from for start in ai_act_dates.DATES}
    assert BY_HAND.items() <= found.items()
    assert [start.applies_from for start in ai_act_dates.DATES] == sorted(
        start.applies_from for start in ai_act_dates.DATES
    )


def test_each_answer_says_from_which_day():
    by_hand = {
        ("social_scoring",): "2025-02-02", ("undresses",): "2026-12-02", ("abuses_children",): "2026-12-02",
        ("services", "profiles"): "2027-12-02", ("product",): "2028-08-02", ("product", "police"): "2027-12-02",
        ("talks",): "2026-08-02", ("makes_content",): "2026-08-02", ("undresses", "exploits"): "2025-02-02",
    }  # fmt: skip
    for yes, day in by_hand.items():
        words = risk.place(yes).words
        assert f"As the law stood on {ai_act_dates.CHECKED}, " in words and f"a new system from {day}." in words, yes
    assert "a new system from" not in risk.place(()).words
    for question in (*risk.PROHIBITED, risk.PRODUCT, *risk.ANNEX_III, *risk.INFORM, risk.MODEL):
        assert ai_act_dates.start_of(question.article)


def test_each_day_says_whether_it_was_checked():
    for start in ai_act_dates.DATES:
        assert "not verified" in start.checked or f"checked on {ai_act_dates.CHECKED} against " in start.checked
    assert date(2026, 7, 27) <= ai_act_dates.CHECKED  # the day the amendments came into force


def test_every_tier_has_its_day():
    articles = {start.article.split("(")[0] for start in ai_act_dates.DATES}
    needed = {
        question.article.split("(")[0].split(",")[0] for question in (*risk.PROHIBITED, *risk.ANNEX_III, *risk.INFORM)
    }
    assert needed | {"Annex I"} <= articles
