import pytest
import torch

from workbench.models.decoder import Decoder

TOKENS, LENGTH = 7, 9


@pytest.fixture(scope="module")
def model():
    return Decoder(TOKENS, LENGTH, 16, 2, 4, torch.Generator().manual_seed(0)).eval()


@pytest.fixture(scope="module")
def ids():
    return torch.randint(0, TOKENS, (5, LENGTH), generator=torch.Generator().manual_seed(1))


def test_no_place_sees_what_comes_after_it(model, ids):
    changed = ids.clone()
    changed[:, 4:] = (changed[:, 4:] + 1) % TOKENS
    assert torch.allclose(model(ids)[:, :4], model(changed)[:, :4])
    assert not torch.allclose(model(ids)[:, 4:], model(changed)[:, 4:])


def test_a_block_is_that_of_torch_with_the_same_weights(ids):
    model = Decoder(TOKENS, LENGTH, 16, 1, 4, torch.Generator().manual_seed(2)).eval()
    ours = model.blocks[0]
    theirs = torch.nn.TransformerEncoderLayer(
        16, 4, 64, 0.0, torch.nn.functional.gelu, batch_first=True, norm_first=True
    ).eval()
    theirs.load_state_dict(
        {
            "self_attn.in_proj_weight": ours.asks.weight,
            "self_attn.in_proj_bias": ours.asks.bias,
            **{f"self_attn.out_proj.{name}": value for name, value in ours.joins.state_dict().items()},
            **{f"linear1.{name}": value for name, value in ours.widens.state_dict().items()},
            **{f"linear2.{name}": value for name, value in ours.narrows.state_dict().items()},
            **{f"norm1.{name}": value for name, value in ours.norms[0].state_dict().items()},
            **{f"norm2.{name}": value for name, value in ours.norms[1].state_dict().items()},
        }
    )
    X = torch.randn(3, LENGTH, 16, generator=torch.Generator().manual_seed(3))
    mask = torch.full((LENGTH, LENGTH), float("-inf")).triu(1)
    assert torch.allclose(ours(X, None)[0], theirs(X, src_mask=mask), atol=1e-6)


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


def test_the_same_generator_makes_the_same_network_whatever_else_uses_torch():
    first, again = (Decoder(TOKENS, LENGTH, 8, 1, 2, torch.Generator().manual_seed(5)) for _ in range(2))
    torch.rand(3)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), again.parameters(), strict=True))
