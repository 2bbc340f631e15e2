import math

import pytest
import torch

from workbench.experiments.desk import general
from workbench.models.language import encode
from workbench.models.loaded import language_model
from workbench.models.perplexity import perplexity
from workbench.threads import one_thread


@torch.inference_mode()
def test_it_follows_from_the_loss_of_transformers():
    """The library's own loss of one sentence after the other, each weighed by the tokens that it asks for."""
    model, sentences = language_model(), general()[:4]
    total = count = 0.0
    with one_thread():
        for text in sentences:
            ids = torch.tensor([encode(model.tokenizer, text)])
            asked = ids.shape[1] - 1
            total += model.network(input_ids=ids, labels=ids).loss.item() * asked
            count += asked
    assert perplexity(model, sentences) == pytest.approx(math.exp(total / count), rel=1e-3)


def test_a_sentence_of_one_token_is_refused():
    with pytest.raises(ValueError) as error:
        perplexity(language_model(), ["Hello there.", "Hello"])
    assert str(error.value) == "`sentences` must each have two tokens; got ['Hello']. Pass longer ones."
