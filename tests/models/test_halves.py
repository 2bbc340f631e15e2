import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from workbench.models.halves import cut
from workbench.models.replies import Batch, Turn, batch, reply_loss, write_replies

IDS = torch.tensor([[5, 9, 7, 5, 9, 8, 5]])


@pytest.fixture(scope="module")
def network():
    """A small one with weights by chance."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        config = LlamaConfig(
            vocab_size=20, hidden_size=16, intermediate_size=32, num_hidden_layers=4, num_attention_heads=4,
            num_key_value_heads=2, attn_implementation="sdpa",
        )  # fmt: skip
        return LlamaForCausalLM(config).eval()


@pytest.mark.parametrize("layers", [1, 3])
@torch.inference_mode()
def test_both_halves_give_what_the_whole_gives(network, layers):
    lower, upper = cut(network, layers)
    rows = lower(input_ids=IDS).last_hidden_state
    torch.testing.assert_close(upper(inputs_embeds=rows).logits, network(input_ids=IDS).logits)


def test_the_network_is_not_changed_and_the_upper_layers_are_copies(network):
    before = {name: weights.clone() for name, weights in network.state_dict().items()}
    lower, upper = cut(network, 2)
    with torch.no_grad():
        for weights in upper.model.layers.parameters():
            weights += 1
    assert all(torch.equal(weights, before[name]) for name, weights in network.state_dict().items())
    assert lower.layers[0] is network.model.layers[0]
    assert network.model.layers[3].self_attn.layer_idx == 3


@pytest.mark.parametrize("layers", [0, 4])
def test_each_half_needs_a_layer(network, layers):
    with pytest.raises(ValueError) as error:
        cut(network, layers)
    assert str(error.value) == f"`layers` must be a whole number from 1 to 3; got {layers}. Take the last few."


def test_a_batch_is_filled_up_on_the_left():
    turns = [Turn([5, 6, 7], 2), Turn([8, 9], 1)]
    found = batch(turns, [torch.tensor(one.ids) for one in turns])
    assert found.rows.tolist() == [[5, 6, 7], [0, 8, 9]]
    assert found.mask.tolist() == [[1, 1, 1], [0, 1, 1]]
    assert found.wanted.tolist() == [[6, 7], [-100, 9]]


@torch.inference_mode()
def test_the_loss_is_that_of_transformers_with_labels(network):
    turns = [Turn([5, 6, 7, 11, 2], 2), Turn([8, 9, 4], 1)]
    ours = reply_loss(network, batch(turns, [torch.tensor(one.ids) for one in turns])).item()
    sums = [
        network(
            input_ids=torch.tensor([one.ids]),
            labels=torch.tensor([[-100] * (len(one.ids) - one.asked) + one.ids[len(one.ids) - one.asked :]]),
        ).loss.item() * one.asked
        for one in turns
    ]  # fmt: skip
    assert ours == pytest.approx(sum(sums) / 3, rel=1e-4)
    lower, upper = cut(network, 2)
    rows = [lower(input_ids=torch.tensor([one.ids])).last_hidden_state[0] for one in turns]
    assert isinstance(batch(turns, rows), Batch)
    assert reply_loss(upper, batch(turns, rows)).item() == pytest.approx(ours, rel=1e-4)


class Spelled:
    """A tokenizer of single letters, a to t; t ends a text."""

    all_special_ids = (19,)

    def __call__(self, text, add_special_tokens):
        return type("Ids", (), {"input_ids": [ord(letter) - 97 for letter in text]})

    def decode(self, ids):
        return "".join(chr(97 + one) for one in ids)


def test_replies_are_what_generate_writes(network):
    """Both greedy, one text at a time there, and several of different lengths at once here."""
    prompts = ["fjhf", "bc", "qqabcdefg"]
    *_, written = write_replies(cut(network, 2), Spelled(), prompts, 8)
    for prompt, found in zip(prompts, written, strict=True):
        ids = torch.tensor([[ord(letter) - 97 for letter in prompt]])
        theirs = network.generate(
            input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=8, do_sample=False, eos_token_id=19,
            pad_token_id=0,
        )[0, ids.shape[1] :].tolist()  # fmt: skip
        assert found == Spelled().decode([one for one in theirs if one != 19])
