"""Against the forward pass, the sampler and the tokenizer of transformers itself."""

import re

import numpy as np
import pytest
import torch

from workbench.models.language import as_text, encode, log_probabilities, read, write
from workbench.models.loaded import language_model
from workbench.threads import one_thread

TEXT = "The customer wants a refund because the"


@pytest.fixture(autouse=True)
def alone():
    """A busy machine makes two threads wait for each other."""
    with one_thread():
        yield


@pytest.fixture(scope="module")
def model():
    return language_model()


def forward(model, text):
    """Logits of every place, shape (n, vocabulary), and the numbers of the tokens."""
    batch = model.tokenizer(text, return_tensors="pt")
    with torch.inference_mode():
        return model.network(**batch).logits[0], batch["input_ids"][0]


def test_reading_gives_the_scores_of_the_library(model):
    logits, ids = forward(model, TEXT)
    found = read(model, TEXT)
    assert found.ids == tuple(ids.tolist())
    assert "".join(found.tokens) == TEXT
    assert np.allclose(found.logits, logits[-1].numpy(), atol=1e-4)
    expected = [logits[i].softmax(-1)[ids[i + 1]].item() for i in range(len(ids) - 1)]
    assert np.isnan(found.chances[0]) and found.chances[1:] == pytest.approx(expected, rel=1e-3)


def test_an_empty_text_stands_for_the_beginning_of_one(model):
    found = read(model, "")
    assert found.ids == found.tokens == () and found.chances.shape == (0,)
    assert np.allclose(found.logits, forward(model, "<|endoftext|>")[0][-1].numpy(), atol=1e-4)


def test_of_a_long_text_the_end_counts(model):
    long = "one two three " * 300
    assert len(read(model, long).ids) == 256
    last = model.tokenizer.decode(read(model, long).ids)
    assert long.endswith(last)


@pytest.mark.parametrize("text", [TEXT, "Once upon a time", ""])
def test_greedy_writing_is_that_of_generate(model, text):
    batch = model.tokenizer(text or "<|endoftext|>", return_tensors="pt")
    with torch.inference_mode():
        told = model.network.generate(**batch, max_new_tokens=8, do_sample=False, pad_token_id=2)
    greedy = [ids[0] for ids in write(model, text, [np.argmax], 8)]
    assert greedy == told[0, batch["input_ids"].shape[1] :].tolist()[:8]


def test_two_ways_at_once_are_two_ways_alone(model):
    second = lambda scores: int(np.argsort(scores)[-2])  # noqa: E731
    both = list(zip(*write(model, TEXT, [np.argmax, second], 5), strict=True))
    alone = [[ids[0] for ids in write(model, TEXT, [way], 5)] for way in (np.argmax, second)]
    assert [list(way) for way in both] == alone and both[0] != both[1]


def test_a_way_that_has_ended_repeats_its_end(model):
    for end in (0, 2):  # both say that a text is over
        assert list(write(model, TEXT, [lambda scores, end=end: end], 3)) == [(end,)] * 3
    numbers = iter([5, 2, 7])
    assert [ids[0] for ids in write(model, TEXT, [lambda scores: next(numbers)], 3)] == [5, 2, 2]


def test_the_probability_of_an_ending_is_the_product_over_its_tokens(model):
    prompts = ["The capital of France is", "The first person on the Moon was", "A"] * 2
    endings = [" Paris", " Neil Armstrong", " rather long ending it is", " London", " Buzz Aldrin", " B"]
    for prompt, ending, found in zip(prompts, endings, log_probabilities(model, prompts, endings), strict=True):
        logits, ids = forward(model, prompt + ending)
        start = len(encode(model.tokenizer, prompt))
        told = logits.log_softmax(-1)
        assert found == pytest.approx(sum(told[i - 1, ids[i]].item() for i in range(start, len(ids))), abs=1e-3)


@pytest.mark.parametrize("text", ["Guten Tag, 1234!", "こんにちは", "مرحبا", "👩‍🚀 and 😀", "a\tb\nc", "naïve ½"])
def test_tokens_put_together_are_the_text_byte_for_byte(model, text):
    parts = as_text(model.tokenizer, encode(model.tokenizer, text))
    bytes_of = [bytes.fromhex(part[1:-1]) if re.fullmatch("‹[0-9A-F ]+›", part) else part.encode() for part in parts]
    assert b"".join(bytes_of) == text.encode()
