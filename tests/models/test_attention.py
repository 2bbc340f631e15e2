import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

from workbench.models.attention import PATTERNS, attention, follows, targets
from workbench.models.language import encode
from workbench.models.loaded import language_model
from workbench.threads import one_thread

IDS = [5, 9, 7, 5, 9, 8, 5]


@pytest.fixture(autouse=True)
def alone():
    """A busy machine makes two threads wait for each other."""
    with one_thread():
        yield


@pytest.fixture(scope="module")
def network():
    """A small one with weights by chance."""
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=20, hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, attn_implementation="sdpa",
    )  # fmt: skip
    return LlamaForCausalLM(config).eval()


def test_the_weights_are_those_of_the_library_and_nothing_is_left_changed(network, tmp_path):
    found = attention(network, IDS)
    assert network.config._attn_implementation == "sdpa"
    network.save_pretrained(tmp_path)
    theirs = AutoModelForCausalLM.from_pretrained(tmp_path, attn_implementation="eager")
    with torch.inference_mode():
        maps = theirs(input_ids=torch.tensor([IDS]), output_attentions=True).attentions
    assert found.shape == (2, 4, 7, 7)
    assert found == pytest.approx(torch.cat(maps).numpy(), abs=1e-6)
    assert found.sum(-1) == pytest.approx(1) and np.triu(found, 1).max() == 0


def test_each_pattern_points_where_its_name_says():
    found = {name: [np.flatnonzero(row).tolist() for row in targets(IDS, name)] for name in PATTERNS}
    assert found == {
        "before": [[], [0], [1], [2], [3], [4], [5]],
        "first": [[], [0], [0], [0], [0], [0], [0]],
        "itself": [[], [1], [2], [3], [4], [5], [6]],
        "same": [[], [], [], [0], [1], [], [0, 3]],
        "after_same": [[], [], [], [1], [2], [], [1, 4]],
    }


def test_how_far_a_head_follows_is_a_mean_of_shares(network):
    weights = attention(network, IDS)
    for name in PATTERNS:
        shares = [
            [np.mean([row[goal].sum() for row, goal in zip(head, targets(IDS, name), strict=True) if goal.any()])
             for head in layer]
            for layer in weights
        ]  # fmt: skip
        assert follows(weights, IDS, name) == pytest.approx(np.array(shares))


def test_a_text_without_a_repetition_has_no_place_for_it(network):
    assert np.isnan(follows(attention(network, [1, 2, 3]), [1, 2, 3], "same")).all()
    assert follows(attention(network, [1]), [1], "before").shape == (2, 4)


def test_an_unknown_pattern_is_refused():
    with pytest.raises(ValueError, match=r"^`pattern` must be one of before, first, .*; got 'left'\. Choose one of"):
        targets(IDS, "left")


@pytest.mark.parametrize(
    ("pattern", "layer", "head", "least"),
    [("before", 16, 0, 0.6), ("first", 18, 8, 0.95), ("itself", 11, 6, 0.6), ("same", 2, 4, 0.25)],
)
@pytest.mark.parametrize(
    "text",
    [
        "When Mary and John went to the shop, John gave the bag to Mary.",
        "The river was high in spring. The river was low in autumn.",
    ],
)
def test_heads_of_smollm2_do_what_the_lab_says_of_them(pattern, layer, head, least, text):
    model = language_model()
    ids = encode(model.tokenizer, text)
    assert follows(attention(model.network, ids), ids, pattern)[layer, head] > least
