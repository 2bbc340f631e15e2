import numpy as np
import polars as pl
import pytest
import torch
from sklearn.metrics import roc_auc_score

from workbench.cases import load
from workbench.cases.case import Case
from workbench.experiments import transfer
from workbench.models.pretrained import efficientnet
from workbench.models.transfer import Whole, as_input

ROWS, HELD_BACK, LABELS = 130, 50, 60


@pytest.fixture(scope="module")
def shots(tmp_path_factory):
    """Photographs of noise; in every second one there is a broad dark bar."""
    chance = np.random.default_rng(0)
    photographs = chance.integers(100, 200, (ROWS, 64, 64)).astype(np.uint8)
    y = np.arange(ROWS) % 2
    for row in np.flatnonzero(y):
        top = chance.integers(0, 40)
        photographs[row, top : top + 24] = 20
    case = Case("bars", pl.DataFrame({"photograph": [""] * ROWS, "defective": y}), load("solar").card)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setattr(transfer, "HELD_BACK", HELD_BACK)
        steps = transfer.preparing(case, photographs, np.arange(ROWS))
        shares = []
        while True:
            try:
                shares.append(next(steps))
            except StopIteration as end:
                assert shares == sorted(shares) and shares[-1] == 1
                return end.value


def test_no_photograph_is_learned_from_and_judged_by(shots):
    assert len(shots.test) == HELD_BACK and set(shots.test) | set(shots.pool) == set(range(ROWS))
    few, many = (transfer.drawn(shots, labels, 1) for labels in (20, LABELS))
    assert set(few) < set(many) <= set(shots.pool)
    assert set(few) != set(transfer.drawn(shots, 20, 2))
    assert shots.small.shape == (ROWS, 1, 32, 32) and abs(float(shots.small.mean())) < 1e-5


@pytest.mark.parametrize("method", transfer.METHODS)
def test_each_method_learns_and_is_scored_as_scikit_learn_scores(shots, method):
    state = torch.get_rng_state()
    score = transfer.auc(shots, method, LABELS, 0, False)
    assert torch.equal(torch.get_rng_state(), state)
    assert score > 0.9
    model = transfer.fitted(shots, method, LABELS, 0, False)
    with torch.no_grad():
        if method == "scratch":
            logits = model(shots.small[shots.test])[:, 0]
        else:
            logits = Whole(efficientnet(), model)(as_input(shots.photographs[shots.test]))
    assert roc_auc_score(shots.y[shots.test], logits) == pytest.approx(score, abs=0.01)  # what is kept has 16 bits


def test_augmentation_makes_another_network(shots):
    plain, moved = (transfer.fitted(shots, "scratch", 20, 0, augment) for augment in (False, True))
    assert not torch.equal(plain.head.weight, moved.head.weight)


def test_moved_pictures_hold_the_same_pixels():
    X = torch.rand(3, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    generator = torch.Generator().manual_seed(1)
    made = [transfer._moved(X, generator) for _ in range(8)]
    assert all(torch.equal(one.flatten(1).sort(1).values, X.flatten(1).sort(1).values) for one in made)
    assert len({tuple(one.flatten().tolist()) for one in made}) > 4


@pytest.mark.parametrize("method", transfer.METHODS)
def test_where_it_looks_lies_on_the_photograph(shots, method):
    row = int(shots.test[np.flatnonzero(shots.y[shots.test])[0]])
    model = transfer.fitted(shots, method, LABELS, 0, False)
    probability, heat = transfer.looks(shots, method, model, row)
    assert probability > 0.5
    assert heat.shape == (64, 64) and heat.min() >= 0 and heat.max() == pytest.approx(1, abs=0.1)
