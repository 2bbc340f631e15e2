import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from workbench.models.halves import cut
from workbench.models.replies import Turn, batch, reply_loss
from workbench.training.adapters import adapter_bytes, adapter_weights, tune, with_adapter

TURNS = [Turn([5, 6, 7, 11, 2], 2), Turn([8, 9, 4], 1)]
TEXTS = batch(TURNS, [torch.tensor(one.ids) for one in TURNS])


def make():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        config = LlamaConfig(
            vocab_size=20, hidden_size=16, intermediate_size=32, num_hidden_layers=4, num_attention_heads=4,
            num_key_value_heads=2,
        )  # fmt: skip
        return LlamaForCausalLM(config).eval()


def test_only_the_adapter_learns_and_off_the_model_is_what_it_was():
    network = make()
    before = {name: weights.clone() for name, weights in network.state_dict().items()}
    first = reply_loss(network, TEXTS).item()
    model = with_adapter(network, rank=2, layers=2)
    assert reply_loss(model, TEXTS).item() == pytest.approx(first)  # untrained it changes nothing
    losses = list(tune(adapter_weights(model), lambda: reply_loss(model, TEXTS), learning_rate=0.05, steps=30))
    assert losses[0] == pytest.approx(first) and losses[-1] < first - 0.2
    with model.disable_adapter():
        assert reply_loss(model, TEXTS).item() == pytest.approx(first)
    after = model.unload().state_dict()
    assert after.keys() == before.keys()
    assert all(torch.equal(weights, before[name]) for name, weights in after.items())


def test_the_layer_gives_w_x_and_two_b_a_x():
    model = with_adapter(make(), rank=2, layers=1)
    layer = model.base_model.model.model.layers[3].self_attn.q_proj
    a, b = layer.lora_A["default"].weight, layer.lora_B["default"].weight
    assert (b == 0).all()
    with torch.no_grad():
        b.normal_(generator=torch.Generator().manual_seed(1))
        x = torch.randn(3, 16, generator=torch.Generator().manual_seed(2))
        torch.testing.assert_close(layer(x), x @ (layer.base_layer.weight + 2 * b @ a).T)


def test_its_size_is_counted_by_hand():
    """In each layer q is 16 to 16 and v 16 to 8: rank times both sides."""
    model = with_adapter(make(), rank=3, layers=2)
    assert adapter_bytes(model) == 4 * 2 * 3 * ((16 + 16) + (16 + 8))
    places = {
        int(name.split("layers.")[1].split(".")[0]) for name, one in model.named_parameters() if one.requires_grad
    }
    assert places == {2, 3}


def test_a_seed_decides_and_torch_s_random_state_stays():
    before = torch.get_rng_state()
    first, second, other = (adapter_weights(with_adapter(make(), 2, 1, seed)) for seed in (0, 0, 1))
    assert torch.equal(first[0], second[0]) and not torch.equal(first[0], other[0])
    assert torch.equal(torch.get_rng_state(), before)


def test_an_adapter_beside_an_upper_half_leaves_the_whole_network_alone():
    network = make()
    before = {name: weights.clone() for name, weights in network.state_dict().items()}
    model = with_adapter(cut(network, 2).upper, rank=2, layers=1)
    rows = cut(network, 2).lower(input_ids=torch.tensor([TURNS[0].ids])).last_hidden_state.detach()
    texts = batch(TURNS[:1], [rows[0]])
    losses = list(tune(adapter_weights(model), lambda: reply_loss(model, texts), learning_rate=0.05, steps=20))
    assert losses[-1] < losses[0]
    assert network.state_dict().keys() == before.keys()
    assert all(torch.equal(weights, before[name]) for name, weights in network.state_dict().items())
    assert not any("lora" in name for name, _ in network.named_modules())
