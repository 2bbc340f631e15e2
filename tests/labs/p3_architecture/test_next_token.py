import numpy as np
import pytest
import torch

from workbench.labs.p3_architecture.next_token import ALL, BARS, LAB, LONGEST, Picture, grown, surprise
from workbench.models.loaded import language_model
from workbench.models.sampling import probabilities
from workbench.threads import one_thread

TEXT = "Once upon a time"


@pytest.fixture(scope="module")
def logits():
    """By the library itself."""
    model = language_model()
    with torch.inference_mode(), one_thread():
        return model.network(**model.tokenizer(TEXT, return_tensors="pt")).logits[0, -1].numpy()


@pytest.mark.parametrize(
    "values", [{}, {"temperature": 0.5}, {"temperature": 1.6, "top_k": 8}, {"top_p": 0.6}, {"temperature": 0.0}]
)
def test_bars_are_the_chances_of_the_library_after_the_settings(logits, values):
    frame = LAB.run(prompt=TEXT, **values)
    expected = probabilities(logits, values.get("temperature", 1.0), values.get("top_k", 0), values.get("top_p", 1.0))
    best = np.argsort(-logits)[:BARS]
    assert list(frame.names) == [language_model().tokenizer.decode([one]) for one in best]
    assert frame.own[:-1] == pytest.approx(torch.tensor(logits).softmax(-1).numpy()[best], rel=1e-3)
    assert frame.used[:-1] == pytest.approx(expected[best], rel=1e-3, abs=1e-9)
    assert frame.own.sum() == pytest.approx(1) and frame.used.sum() == pytest.approx(1)
    assert frame.left == np.count_nonzero(expected)


def test_the_openness_of_a_draw_by_hand():
    assert LAB.run(prompt=TEXT, temperature=0.0).open == pytest.approx(1)
    two = LAB.run(prompt=TEXT, top_k=2).used[:2]
    assert LAB.run(prompt=TEXT, top_k=2).open == pytest.approx(np.exp(-(two * np.log(two)).sum()))


def test_a_slider_does_not_read_the_text_again(monkeypatch):
    LAB.run(prompt=TEXT)
    monkeypatch.setattr("workbench.experiments.next_token.read", lambda *text: pytest.fail("read again"))
    for temperature in (0.3, 0.7, 1.9):
        LAB.run(prompt=TEXT, temperature=temperature, top_k=5, top_p=0.5)


def test_the_same_text_goes_on_in_two_ways_and_greedily_in_one():
    greedy, free = LAB.run(prompt=TEXT, temperature=0.0, write=4), LAB.run(prompt=TEXT, temperature=1.5, write=4)
    assert greedy.ways[0] == greedy.ways[1] and free.ways[0] != free.ways[1]
    assert LAB.describe(greedy).endswith("The two texts are the same.")
    assert LAB.describe(free).endswith("The two texts are different.")
    assert "Only one token is left, so there is nothing to draw." in LAB.describe(greedy)


def test_bars_come_first_and_then_one_token_after_the_other():
    frames = list(LAB.compute(LAB.settings(prompt=TEXT, write=3)))
    assert [len(frame.ways and frame.ways[0]) for frame in frames] == [0, 1, 2, 3, 3]
    assert frames[-1].progress == 1


def test_a_press_on_a_bar_and_the_button_make_the_text_longer():
    frame = LAB.run(prompt=TEXT)
    picture = Picture(*LAB.picture(frame).axes[:2])
    assert picture.pick(frame, 0, 0.3, 1.2) == {"prompt": TEXT + frame.names[1]}
    assert picture.pick(frame, 0, 0.3, BARS) is None and picture.pick(frame, 1, 0.5, 0.5) is None
    go_on = frame.suggestions[0]
    assert go_on.label == "Go on" and go_on.values == {"prompt": TEXT + frame.drawn}
    longer = LAB.run(**go_on.values)
    assert longer.tokens[: len(frame.tokens)] == frame.tokens


@pytest.mark.parametrize(
    ("token", "ended", "text"),
    [
        (" dog", False, "A dog"),
        ("\n\n", False, "A⏎⏎"),
        ("‹F0 9F›", False, None),
        ("<|im_end|>", True, None),
        ("x" * LONGEST, False, None),
    ],
)
def test_what_cannot_stand_in_the_control_is_not_offered(token, ended, text):
    assert grown("A", token, ended) == text


def test_a_new_line_is_written_as_a_sign_and_read_as_a_line():
    assert LAB.run(prompt="One⏎two").tokens[1] == "\n"


def test_all_tokens_stay_at_the_right_end_of_top_k():
    assert LAB.run(prompt=TEXT, top_k=ALL).left == 49_152
    assert LAB.run(prompt=TEXT, top_k=ALL - 1).left == ALL - 1


def test_surprise_by_hand():
    assert surprise(np.array([np.nan, 1, 0.1, 1e-4, 0])) == pytest.approx([0, 0, 0.25, 1, 1])
