import math

import pytest
import torch

from workbench.models.decoder import Decoder
from workbench.models.letters import letter_loss

TOKENS, LENGTH = 7, 9
IDS = torch.tensor([[0, 1, 2, 3, 1, 4], [0, 4, 4, 1, 2, 2]])


def make(width=32, heads=2, seed=0):
    return Decoder(5, 6, width, 2, heads, torch.Generator().manual_seed(seed))


@pytest.fixture(scope="module", params=[False, True])
def model(request):
    return Decoder(TOKENS, LENGTH, 16, 2, 4, torch.Generator().manual_seed(0), wide_start=request.param).eval()


@pytest.fixture(scope="module")
def ids():
    return torch.randint(0, TOKENS, (5, LENGTH), generator=torch.Generator().manual_seed(1))


def test_no_place_sees_what_comes_after_it(model, ids):
    changed = ids.clone()
    changed[:, 4:] = (changed[:, 4:] + 1) % TOKENS
    assert torch.allclose(model(ids)[:, :4], model(changed)[:, :4])
    assert not torch.allclose(model(ids)[:, 4:], model(changed)[:, 4:])


def test_a_block_is_that_of_torch_with_the_same_weights(ids):
    model = Decoder(TOKENS, LENGTH, 16, 1, 4, torch.Generator().manual_seed(2), wide_start=True).eval()
    ours = model.blocks[0]
    theirs = torch.nn.TransformerEncoderLayer(
        16, 4, 64, 0.0, torch.nn.functional.gelu, batch_first=True, norm_first=True
    ).eval()
    theirs.load_state_dict(
        {
            "self_attn.in_proj_weight": ours.query_key_value.weight,
            "self_attn.in_proj_bias": ours.query_key_value.bias,
            **{f"self_attn.out_proj.{name}": value for name, value in ours.together.state_dict().items()},
            **{f"linear1.{name}": value for name, value in ours.wide.state_dict().items()},
            **{f"linear2.{name}": value for name, value in ours.narrow.state_dict().items()},
            **{f"norm1.{name}": value for name, value in ours.attention_norm.state_dict().items()},
            **{f"norm2.{name}": value for name, value in ours.sums_norm.state_dict().items()},
        }
    )
    X = torch.randn(3, LENGTH, 16, generator=torch.Generator().manual_seed(3))
    mask = torch.full((LENGTH, LENGTH), float("-inf")).triu(1)
    assert torch.allclose(ours(X)[0], theirs(X, src_mask=mask), atol=1e-6)


def test_what_it_writes_is_the_likeliest_token_after_each_text_read_anew(model, ids):
    start, text = ids[:, :4], ids[:, :4]
    for _ in range(5):
        text = torch.cat([text, model(text)[:, -1].argmax(1, keepdim=True)], 1)
    assert torch.equal(model.write(start, 5), text[:, 4:])


def test_what_it_draws_comes_as_often_as_it_is_likely(model):
    start = torch.tensor([[1, 2]]).expand(20_000, 2)
    drawn = model.write(start, 1, torch.Generator().manual_seed(0))[:, 0]
    shares = torch.bincount(drawn, minlength=TOKENS) / len(drawn)
    assert (shares - model(start[:1])[0, -1].softmax(0)).abs().max() < 0.015


def test_untrained_it_holds_all_signs_almost_equally_likely():
    wanted = torch.tensor([[1, 2, 3, 1, 4, 0], [4, 4, 1, 2, 2, 0]])
    assert letter_loss(make()(IDS), wanted).item() == pytest.approx(math.log(5), abs=0.05)


def test_the_loss_by_hand():
    model = make()
    wanted = torch.tensor([[1, 2, 3, 1, 4, 0], [4, 4, 1, 2, 2, 0]])
    logits = model(IDS).tolist()
    losses = [
        math.log(sum(math.exp(score) for score in scores)) - scores[answer]
        for row, answers in zip(logits, wanted.tolist(), strict=True)
        for scores, answer in zip(row, answers, strict=True)
    ]
    assert letter_loss(model(IDS), wanted).item() == pytest.approx(sum(losses) / len(losses), rel=1e-5)


def test_the_same_generator_gives_the_same_model_and_torch_s_random_state_stays():
    before = torch.get_rng_state()
    first, second, third = make(), make(), make(seed=1)
    assert torch.equal(first(IDS), second(IDS)) and not torch.equal(first(IDS), third(IDS))
    assert torch.equal(torch.get_rng_state(), before)


def test_a_width_that_heads_cannot_share_is_refused():
    with pytest.raises(ValueError) as error:
        make(width=40, heads=3)
    assert str(error.value) == "`width` must be a multiple of `heads`, 3; got 40. Take 12."
