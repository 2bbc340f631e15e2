import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_score

from workbench.cases import load
from workbench.labs.p1_problem.clusters import LAB, MOST, SPECIES


def test_each_bird_is_in_one_group_and_counted_once():
    frame, penguins = LAB.run(scaled=True, groups=5), load("penguins").frame
    assert frame.table.sum(1).tolist() == np.bincount(frame.labels).tolist()
    assert frame.table.sum(0).tolist() == [(penguins["species"] == name).sum() for name in SPECIES]
    for i, centre in enumerate(frame.centres):
        assert centre == pytest.approx(frame.points[frame.labels == i].mean(0))
    assert np.all(np.diff(frame.centres[:, 1]) >= 0)


@pytest.mark.parametrize("features", ["mass", "bill"])
def test_the_scores_are_those_of_scikit_learn(features):
    frame = LAB.run(features=features)  # unscaled: distances are taken between the points as shown
    assert frame.silhouette[2] == pytest.approx(silhouette_score(frame.points, frame.labels))
    assert frame.agreement == pytest.approx(adjusted_rand_score(load("penguins").frame["species"], frame.labels))


def test_unscaled_groups_are_slices_of_body_mass():
    frame = LAB.run()
    feature, share = frame.loudest
    assert feature == "body_mass_g" and share > 0.99
    mass = frame.points[:, 1]
    slices = sorted((mass[frame.labels == i].min(), mass[frame.labels == i].max()) for i in range(3))
    assert all(below[1] <= above[0] for below, above in zip(slices, slices[1:], strict=False))


@pytest.mark.parametrize("seed", range(3))
def test_on_one_scale_the_groups_are_nearer_to_the_species_yet_look_worse(seed):
    raw, scaled = LAB.run(seed=seed), LAB.run(scaled=True, seed=seed)
    assert scaled.agreement > raw.agreement + 0.2
    assert scaled.silhouette[2] < raw.silhouette[2]


@pytest.mark.parametrize("seed", range(3))
def test_groups_are_found_where_there_are_none(seed):
    frame = LAB.run(shuffle=True, seed=seed)
    assert abs(frame.agreement) < 0.05
    assert frame.silhouette[1] > 0.5  # body mass alone can always be cut in two
    assert "nothing links them now" in LAB.describe(frame)


def test_inertia_falls_with_every_group():
    frame = LAB.run(scaled=True, starts=20)
    assert frame.inertia[0] == 1 and np.all(np.diff(frame.inertia) < 0)


def test_the_sentence_gives_the_scores_and_keeps_the_species_to_itself():
    frame = LAB.run(scaled=True, groups=4)
    assert LAB.describe(frame).startswith(f"4 groups: the silhouette is {frame.silhouette[3]:.2f}, ")
    assert "species" not in LAB.describe(frame)
    assert f"agree by {frame.agreement:.2f}" in LAB.describe(LAB.run(scaled=True, groups=4, species=True))
    assert "come from body mass" in LAB.describe(LAB.run())


def test_hidden_species_are_not_in_the_picture():
    def numbers(species):
        picture = LAB.Picture(*LAB.picture(LAB.run()).axes)
        picture.update(LAB.run(species=species), None)
        return [text.get_text() for text in picture.numbers[0]], [len(m.get_offsets()) for m in picture.markers]

    row = LAB.run().table[0]
    assert numbers(False) == (["?", "?", "?", str(row.sum())], [342, 0, 0, 0])
    words, birds = numbers(True)
    assert words == [*map(str, row), str(row.sum())]
    assert birds == [0, *LAB.run().table.sum(0)]


def test_a_click_on_the_scores_chooses_the_number_of_groups():
    picture = LAB.Picture.__new__(LAB.Picture)
    assert picture.pick(LAB.run(), 1, 4.6, 0.5) == {"groups": 5}
    assert picture.pick(LAB.run(), 1, 0.7, 0.5) == {"groups": 2}
    assert picture.pick(LAB.run(), 1, 99, 0.5) == {"groups": MOST}
    assert picture.pick(LAB.run(), 0, 40, 3000) is None
