import numpy as np
import pytest
import torch
from torch import nn

from workbench.data.pictures import centre, rotate, shift, thicken
from workbench.errors import ExplainError
from workbench.experiments.pictures import network_of, parts_of, training_run
from workbench.experiments.replay import Replay
from workbench.experiments.shipped import shipped
from workbench.explain.grad_cam import grad_cam
from workbench.labs.p3_architecture import draw
from workbench.labs.p3_architecture._strokes import HOUSE, LETTER_A, SEVEN, drawn
from workbench.labs.p3_architecture.draw import LAB, changed, describe

INK = np.array(drawn(SEVEN), dtype=np.uint8)


@pytest.fixture(scope="module")
def network():
    case = shipped("digits")
    return network_of(case, training_run(case).last)


@pytest.fixture(scope="module")
def unseen():
    return parts_of(shipped("digits"))[1]


def as_drawing(picture):
    return np.round(255 * picture.numpy()[0]).astype(np.uint8)


def test_the_answer_is_that_of_the_network(network, unseen):
    X, _ = unseen
    for picture in X[:5]:
        frame = LAB.run(digit=as_drawing(picture))
        expected = torch.softmax(network(picture[None]), 1)[0].detach().numpy()
        np.testing.assert_allclose(frame.probability, expected, atol=1e-5)
        assert frame.likeliest == expected.argmax()
        assert sum(LAB.measures(frame).values()) == pytest.approx(1, abs=1e-5)


def test_while_the_network_learns_it_says_so_and_reads_already(network, monkeypatch):
    steps = list(training_run(shipped("digits")))
    fresh = Replay(lambda: iter(steps))
    monkeypatch.setattr(draw, "training_run", lambda case: fresh)
    frames = list(LAB.compute(LAB.settings()))
    shares = [frame.progress for frame in frames]
    assert len(shares) > 50 and shares[0] < 0.02 and shares[-1] == 1 and shares == sorted(set(shares))
    early, middle, last = (describe(frames[place]) for place in (0, len(frames) // 2, -1))
    assert early.startswith("The network learns from digits that people wrote, once; ")
    assert middle.split(" is done")[0].endswith("50%") and last.startswith("It reads a 7")
    expected = torch.softmax(network(torch.from_numpy(frames[-1].picture)[None, None]), 1)[0].detach().numpy()
    np.testing.assert_allclose(frames[-1].probability, expected, atol=1e-5)
    assert len(list(LAB.compute(LAB.settings(turn=20)))) == 1  # it has learned, for good


def test_most_digits_are_read_and_few_when_they_are_moved(unseen):
    X, y = unseen
    asked = range(0, 100)
    rates = []
    for values in ({}, {"right": 8.0}, {"right": 8.0, "centred": True}):
        read = [LAB.run(digit=as_drawing(X[i]), **values).likeliest == int(y[i]) for i in asked]
        rates.append(np.mean(read))
    plain, moved, brought_back = rates
    assert plain > 0.9 and moved < 0.6 and brought_back > 0.8


def test_the_changes_are_those_of_the_pictures_room_in_this_order():
    settings = LAB.settings(thicker=1.5, turn=20, right=3.0, down=-2.0, reverse=True)
    expected = 255 - shift(rotate(thicken(INK, 1.5), 20), 3, -2)
    np.testing.assert_allclose(changed(settings) * 255, expected, atol=1e-3)
    np.testing.assert_allclose(
        changed(LAB.settings(right=5.0, centred=True)) * 255, centre(shift(INK, 5, 0)), atol=1e-3
    )


@pytest.mark.parametrize("why", [-1, 3])
def test_the_heat_is_grad_cam_of_the_asked_digit(network, why):
    frame = LAB.run(why=why)
    target = frame.likeliest if why < 0 else why
    X = torch.from_numpy(changed(frame.settings))[None, None]
    expected = grad_cam(network, X, network.convolutions[-1], target)[0]
    np.testing.assert_allclose(frame.heat, expected, atol=1e-5)
    assert frame.explained == target


@pytest.mark.parametrize("layer", [1, 2])
def test_the_maps_are_those_of_the_layer(layer):
    assert LAB.run(layer=layer).maps.shape == ((8, 28, 28), (16, 14, 14))[layer - 1]


@pytest.mark.parametrize("lines", [LETTER_A, HOUSE])
def test_what_is_no_digit_gets_an_answer_all_the_same(lines):
    frame = LAB.run(digit=drawn(lines))
    assert frame.probability.sum() == pytest.approx(1, abs=1e-5)
    assert describe(frame).startswith(f"It reads a {frame.likeliest}, ")


def test_nothing_drawn_is_said():
    assert describe(LAB.run(digit=np.zeros((28, 28), int))).startswith("The square is empty.")


def test_reversed_colours_are_said():
    assert describe(LAB.run(reverse=True)).endswith("It has never seen so much ink, and cannot say so.")


def test_a_click_on_a_bar_asks_for_it_and_once_more_for_the_likeliest():
    frame = LAB.run()
    picture = LAB.Picture(*LAB.picture(frame).axes)
    assert picture.pick(frame, 2, 0.3, 4.2) == {"why": 4}
    assert picture.pick(LAB.run(why=4), 2, 0.3, 4.2) == {"why": -1}
    assert picture.pick(frame, 0, 0.3, 0.2) is None


def test_what_is_offered_can_be_taken():
    for suggestion in LAB.run().suggestions:
        assert LAB.run(**suggestion.values).picture.any()


def test_a_network_of_one_s_own_answers(unseen):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        mine = nn.Sequential(nn.Conv2d(1, 4, 5, padding=2), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 784, 10))
    lab = LAB.on(mine, unseen[0])
    frame = lab.run(layer=2)
    expected = torch.softmax(mine(torch.from_numpy(frame.picture)[None, None]), 1)[0].detach()
    np.testing.assert_allclose(frame.probability, expected, atol=1e-5)
    assert frame.maps.shape == (4, 28, 28)  # it has one layer: that one is shown
    assert "draw.on(" in lab.code(lab.settings())


def test_what_cannot_read_a_drawing_is_refused_in_words(network, unseen):
    X, _ = unseen
    line = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    three = nn.Sequential(nn.Conv2d(1, 1, 3), nn.Flatten(), nn.Linear(676, 3))
    for model, pictures, sentence in (
        (line, X, "`model` must be a network in torch with a convolution; got Sequential. Train a CNN first."),
        (network, X[0], "`X` must be pictures of shape (n, 1, 28, 28); got (1, 28, 28). Pass them as it learned them."),
        (three, X, "`model` must give ten logits a picture; got shape (1, 3). Train it on the digits."),
        (network, 255 * X, "`X` must hold ink from 0 to 1; got 255. Divide by 255, and train anew."),
    ):
        with pytest.raises(ExplainError) as caught:
            LAB.on(model, pictures)
        assert str(caught.value) == sentence
