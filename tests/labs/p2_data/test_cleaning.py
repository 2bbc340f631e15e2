from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from workbench.experiments.treat import Treatment, treat
from workbench.labs.p2_data.cleaning import BINS, CHANNELS, LAB, describe


def test_without_a_treatment_nothing_changes():
    frame = LAB.run()
    assert frame.rows[0] == frame.rows[1] and (frame.kept == 1).all()
    assert np.array_equal(frame.before, frame.after)
    assert np.array_equal(frame.raw, frame.scores)


def test_rows_kept_are_counted_by_channel():
    frame = LAB.run(gaps="drop")
    assert frame.kept[CHANNELS.index("phone")] == 0 and frame.kept[:3].min() > 0.95
    assert "of those by phone 0%" in describe(frame)


def test_hours_make_one_heap_of_two():
    frame = LAB.run(units="hours")
    long = BINS[:-1] > 300
    assert frame.before[long].sum() > 0.15 > 0.01 > frame.after[long].sum()
    assert frame.before.sum() == pytest.approx(1) == frame.after.sum()
    assert frame.rows[0] == frame.rows[1]


def test_units_do_not_move_the_score():
    """A fault that the model does not see harms the report, not the model."""
    frame = LAB.run(units="hours")
    assert np.array_equal(frame.raw, frame.scores)


def test_a_stopped_run_goes_on_where_it_was():
    settings = LAB.settings(noise=0.35)
    run = LAB.compute(settings)
    for _ in range(3):
        next(run)
    run.close()
    assert len(LAB.run(noise=0.35).scores) == 4


def test_the_sentence_says_rows_and_scores():
    frame = LAB.run(labels="drop")
    rows = treat(Treatment(labels="drop", noise=0.1)).height
    assert frame.rows[1] == rows
    assert f"Of {frame.rows[0]:,} tickets {rows:,} are kept; of those by " in describe(frame)
    assert f"The F1 you see is {frame.scores[:, 0].mean():.2f} ({frame.raw[:, 0].mean():.2f} as it came)" in describe(
        frame
    )


def test_the_page_and_a_cell_may_ask_at_once():
    with ThreadPoolExecutor(3) as threads:
        first, *others = threads.map(lambda _: LAB.run(noise=0.35), range(3))
    assert all(np.array_equal(first.scores, other.scores) for other in others)


def test_an_interrupt_harms_no_later_run(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("workbench.experiments.treat.promised_and_true", interrupted)
        with pytest.raises(KeyboardInterrupt):
            LAB.run(noise=0.3)
    assert len(LAB.run(noise=0.3).scores) == 4
