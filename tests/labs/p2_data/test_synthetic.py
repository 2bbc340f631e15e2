import numpy as np
import pytest

from workbench.labs.p2_data.synthetic import COLUMNS, COMPARED, LAB, describe


@pytest.fixture(scope="module")
def frames():
    return {method: LAB.run(method=method) for method in ("bootstrap", "copula", "trees")}


def test_each_panel_has_what_it_shows(frames):
    for frame in frames.values():
        assert frame.gaps.shape == (len(COLUMNS) + 1,) and (frame.gaps >= 0).all()
        assert frame.distances.shape == frame.yardstick.shape == (COMPARED,)
        assert np.all(np.diff(frame.distances) >= 0)
        assert frame.measures.shape == (2, 3) and ((frame.measures >= 0) & (frame.measures <= 1)).all()


def test_copies_are_private_to_nobody(frames):
    assert (frames["bootstrap"].distances == 0).all()
    assert (frames["copula"].distances == 0).mean() < 0.1
    assert np.median(frames["copula"].distances) > np.median(frames["copula"].yardstick)


def test_use_falls_from_copies_over_trees_to_the_copula(frames):
    f1 = {name: frame.measures[1, 0] for name, frame in frames.items()}
    assert f1["copula"] < f1["trees"] < f1["bootstrap"] + 0.05
    assert all(np.array_equal(frame.measures[0], frames["trees"].measures[0]) for frame in frames.values())


def test_small_leaves_come_nearer_to_real_people():
    near, far = (LAB.run(leaf=leaf).distances.mean() for leaf in (1, 300))
    assert near < far


def test_without_rich_women_in_the_source_none_is_made_and_none_found():
    frame = LAB.run(kept=0.0)
    before, source, made = frame.rich_women
    assert source == 0 < before and made < 0.03
    assert frame.measures[1, 1] < frame.measures[0, 1]  # the model from real people saw all the rich women


def test_the_sentence_gives_use_privacy_and_bias(frames):
    sentence = describe(frames["bootstrap"])
    assert "100% of the made people are exact copies of a real one" in sentence
    assert f"has F1 {frames['bootstrap'].measures[1, 0]:.2f}, " in sentence
    first = next(LAB.compute(LAB.settings()))
    assert "F1" not in describe(first) and "of the made women are rich" in describe(first)
