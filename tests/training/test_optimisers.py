import pytest
import torch

from workbench.training.optimisers import OPTIMISERS, make_optimiser


def one_step(optimiser, place):
    for slope in (1.0, -0.5):
        place.grad = torch.tensor([slope])
        optimiser.step()
    return place.item()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sgd", lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.2)),
        ("momentum", lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.2, momentum=0.9)),
        ("rmsprop", lambda p: torch.optim.RMSprop(p, lr=0.1, weight_decay=0.2)),
        ("adam", lambda p: torch.optim.Adam(p, lr=0.1, weight_decay=0.2)),
        ("adamw", lambda p: torch.optim.AdamW(p, lr=0.1, weight_decay=0.2)),
    ],
)
def test_each_name_steps_like_torch(name, expected):
    ours, theirs = torch.nn.Parameter(torch.tensor([2.0])), torch.nn.Parameter(torch.tensor([2.0]))
    assert one_step(make_optimiser(name, [ours], 0.1, 0.2), ours) == one_step(expected([theirs]), theirs)


def test_every_name_is_tried_above():
    assert set(OPTIMISERS) == {"sgd", "momentum", "rmsprop", "adam", "adamw"}
