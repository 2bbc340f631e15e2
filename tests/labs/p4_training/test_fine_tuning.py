import hashlib
import math
import time

import pytest
import torch

from workbench.experiments.desk import desk, general, passed
from workbench.experiments.fine_tuning import Tuning, adapted, adapter_size, answers, fine_tuning, start
from workbench.labs.p4_training.fine_tuning import LAB
from workbench.models.loaded import language_model
from workbench.models.perplexity import perplexity
from workbench.training.adapters import adapter_bytes

QUICK = {"steps": 8, "pairs": 4, "learning_rate": 0.006}


def fingerprint(network):
    digest = hashlib.sha256()
    for name, weights in network.state_dict().items():
        digest.update(name.encode() + weights.contiguous().numpy().tobytes())
    return digest.hexdigest()


def finished(view):
    for _ in range(600):
        if view.session.done:
            return
        time.sleep(0.1)
    raise AssertionError("the run has not ended after a minute")


@pytest.fixture(scope="module")
def before():
    return fingerprint(language_model().network)


@pytest.fixture(scope="module")
def frame(before):
    """Eight steps on four pairs."""
    return LAB.run(**QUICK)


def test_the_shared_network_is_what_it_was(frame, before):
    network = language_model().network
    assert fingerprint(network) == before
    assert not any("lora" in name for name, _ in network.named_modules())


def test_it_learns_the_desk_s_replies(frame):
    assert frame.looks[:, 0].tolist() == [0, 4, 8]
    assert frame.looks[-1, 1] < frame.looks[0, 1] - 0.3
    assert len(frame.batches) == 8 and frame.batches[-1] < frame.batches[0] - 0.5


def test_before_training_the_general_loss_is_that_of_the_whole_model(frame):
    assert math.exp(start().world) == pytest.approx(perplexity(language_model(), general()), rel=1e-3)
    assert frame.general[0] == pytest.approx(math.exp(start().world))


def test_adapter_off_the_answers_are_those_before_by_the_same_weights(frame):
    off = LAB.run(adapter=False, **QUICK)
    assert off.after == off.before == frame.before
    assert LAB.measures(off)["perplexity of general sentences"] == pytest.approx(frame.general[0])
    assert frame.after != frame.before
    assert passed(desk().test, frame.after)[0] == LAB.measures(frame)["answers in the desk's style"]


def test_its_size_is_that_of_the_real_adapter():
    assert adapter_size(4, 2) == adapter_bytes(adapted(Tuning(rank=4, layers=2)))


def test_a_run_that_was_stopped_goes_on_where_it_was():
    tuning = LAB.settings(**QUICK).tuning
    first = [one for one in fine_tuning(tuning, 4) if one is not None]
    longer = [one for one in fine_tuning(tuning, 8) if one is not None]
    assert all(one is other for one, other in zip(first, longer, strict=False))
    assert [one.step for one in longer] == list(range(9))


def test_nothing_is_trained_until_run_is_pressed(monkeypatch):
    """The lab opens with the answers before, whatever its controls say; a moved control trains nothing, Run does."""
    began = []

    def train(tuning, steps):
        began.append((tuning, steps))
        return fine_tuning(tuning, steps)

    monkeypatch.setattr("workbench.labs.p4_training.fine_tuning.fine_tuning", train)
    view = LAB.show(**QUICK)
    finished(view)
    assert LAB.describe(view.session.frame).endswith("Nothing is trained yet.")
    view.set(rank=3, pairs=8)
    view.set(pairs=4, rank=8)
    time.sleep(1)
    assert view.settings == LAB.settings(**QUICK) and not began
    view.run()
    finished(view)
    assert [steps for _, steps in began] == [8] and len(view.session.frame.batches) == 8
    view.close()


def test_answers_are_those_of_the_library(before):
    """The model without adapter against `generate`, for one message alone."""
    model, message = language_model(), desk().test[2].message
    ids = model.tokenizer(f"<|im_start|>user\n{message}<|im_end|>\n<|im_start|>assistant\n", return_tensors="pt")
    with torch.inference_mode():
        theirs = model.network.generate(**ids, max_new_tokens=8, do_sample=False, pad_token_id=2)
    words = model.tokenizer.decode(theirs[0, ids.input_ids.shape[1] :], skip_special_tokens=True).strip()
    assert answers(None, 0, tuple(pair.message for pair in desk().test)).last[2].startswith(words)
