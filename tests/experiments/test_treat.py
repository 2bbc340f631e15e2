"""Treatments against the answer key."""

import numpy as np
import polars as pl
import pytest

from workbench.experiments.treat import REPEATS, Treatment, pool, promised_and_true, treat


@pytest.fixture(scope="module")
def key(desk):
    return desk.key.with_row_index("place")


def truth(frame, key):
    return frame.join(key, on="place", how="left", maintain_order="left", suffix="_key")


def test_no_ticket_to_judge_by_has_a_copy_among_the_others(key):
    table, clean = pool()
    groups = [
        set(truth(frame, key).select(pl.coalesce("duplicate_of", "ticket")).to_series()) for frame in (table, clean)
    ]
    assert not groups[0] & groups[1]
    assert (truth(clean, key)["topic"] == truth(clean, key)["topic_true"]).all()
    assert clean.height > 500 and table.height > 2000


def test_doing_nothing_keeps_every_row():
    assert treat(Treatment()).height == pool()[0].height


def test_exact_copies_go(key):
    kept = truth(treat(Treatment(copies="exact")), key)
    assert not (kept["duplicate_kind"] == "exact").any()
    assert treat(Treatment(copies="near")).height < kept.height


@pytest.mark.parametrize("noise", [0.0, 0.2])
def test_labels_get_better(key, noise):
    def wrong(labels):
        frame = truth(treat(Treatment(labels=labels, noise=noise)), key)
        return (frame["topic"] != frame["topic_true"]).mean()

    assert wrong("drop") < 0.6 * wrong("keep")
    assert wrong("relabel") < 0.8 * wrong("keep")


def test_noise_makes_this_share_of_the_labels_other_than_they_were():
    before, after = treat(Treatment())["topic"], treat(Treatment(noise=0.3))["topic"]
    assert (before != after).mean() == pytest.approx(0.3, abs=0.001)


def test_dropping_gaps_drops_the_telephone():
    kept = treat(Treatment(gaps="drop"))
    assert "phone" not in kept["channel"] and kept["product"].null_count() == 0
    assert "phone" in treat(Treatment(gaps="commonest"))["channel"]
    assert (treat(Treatment(gaps="unknown"))["product"] == "unknown").sum() == pool()[0]["product"].null_count()


def test_reply_times_and_prices_are_those_of_the_key(key):
    frame = truth(treat(Treatment(units="hours", prices="divide")), key)
    np.testing.assert_allclose(frame["reply"].to_numpy(), frame["first_reply_hours_key"].to_numpy(), atol=0.01)
    assert (frame["order_value"] / frame["order_value_true"]).is_between(0.99, 1.01).mean() > 0.995


def test_the_score_seen_is_not_the_true_one():
    """With wrong labels the score on the same table is far too low; dropping doubtful rows lifts both."""
    tables = (treat(Treatment(labels=labels, noise=0.2)) for labels in ("keep", "drop"))
    noisy, cleaned = (np.mean([promised_and_true(table, seed) for seed in range(REPEATS)], axis=0) for table in tables)
    assert noisy[1] > noisy[0] + 0.1
    assert cleaned[0] > noisy[0] + 0.1 and cleaned[1] > noisy[1]
    first, again, other = (promised_and_true(treat(Treatment()), seed) for seed in (0, 0, 1))
    assert first == again != other
