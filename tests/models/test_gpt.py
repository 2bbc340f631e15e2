import math
from collections import Counter

import pytest
import torch
from torch import nn

from workbench.models.gpt import GPT, write_words
from workbench.models.letters import Letters, letter_loss


def make(width=32, layers=2, context=6, seed=0):
    return GPT(5, width, layers, context, torch.Generator().manual_seed(seed))


IDS = torch.tensor([[0, 1, 2, 3, 1, 4], [0, 4, 4, 1, 2, 2]])


def test_it_computes_what_torch_s_own_transformer_computes():
    """The same weights in torch.nn.TransformerEncoderLayer, with a mask over what comes later."""
    model = make()
    with torch.no_grad():
        for weights in model.parameters():
            weights.normal_(std=0.3, generator=torch.Generator().manual_seed(weights.numel()))
    rows = model.sign(IDS) + model.place.weight
    mask = nn.Transformer.generate_square_subsequent_mask(6)
    for block in model.blocks:
        theirs = nn.TransformerEncoderLayer(32, 2, 128, 0.0, "gelu", batch_first=True, norm_first=True)
        theirs.load_state_dict(
            {
                "self_attn.in_proj_weight": block.query_key_value.weight,
                "self_attn.in_proj_bias": block.query_key_value.bias,
                "self_attn.out_proj.weight": block.together.weight,
                "self_attn.out_proj.bias": block.together.bias,
                "linear1.weight": block.wide.weight,
                "linear1.bias": block.wide.bias,
                "linear2.weight": block.narrow.weight,
                "linear2.bias": block.narrow.bias,
                "norm1.weight": block.attention_norm.weight,
                "norm1.bias": block.attention_norm.bias,
                "norm2.weight": block.sums_norm.weight,
                "norm2.bias": block.sums_norm.bias,
            }
        )
        rows = theirs(rows, src_mask=mask, is_causal=True)
    torch.testing.assert_close(model(IDS), model.head(model.norm(rows)), atol=1e-5, rtol=1e-4)


def test_no_place_sees_what_comes_later():
    model, other = make(), IDS.clone()
    other[:, 4:] = 3
    assert torch.equal(model(IDS)[:, :4], model(other)[:, :4])
    assert not torch.equal(model(IDS)[:, 4:], model(other)[:, 4:])


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
        make(width=40)
    assert str(error.value) == "`width` must be a multiple of 16; got 40. Take 32."


class Fixed(nn.Module):
    """Gives each sign a chance that does not depend on anything: end 1/2, a 1/3, b 1/6."""

    context = 3

    def forward(self, seen):
        return torch.tensor([1 / 2, 1 / 3, 1 / 6]).log().expand(*seen.shape, 3)


def test_words_are_drawn_with_the_chances_of_the_model():
    words = write_words(Fixed(), Letters("ab"), 6000, torch.Generator().manual_seed(0))
    share = {word: count / 6000 for word, count in Counter(words).items()}
    for word, chance in {"": 1 / 2, "a": 1 / 6, "b": 1 / 12, "aa": 1 / 18}.items():
        assert share[word] == pytest.approx(chance, abs=0.025)  # four standard errors at most
    cold = write_words(Fixed(), Letters("ab"), 100, torch.Generator().manual_seed(0), temperature=0.05)
    assert set(cold) == {""}
