import subprocess
import sys
from pathlib import Path

CODE = """
from concurrent.futures import ThreadPoolExecutor
from workbench.models.loaded import language_model, sentence_model
with ThreadPoolExecutor(4) as pool:
    asked = [pool.submit(load) for load in (language_model, sentence_model, language_model, sentence_model)]
    first, second, third, fourth = [one.result() for one in asked]
assert first is third and second is fourth
print(type(first.network).__name__, type(second.network).__name__)
"""


def test_several_labs_may_ask_at_once_and_share_what_is_loaded():
    found = subprocess.run(
        [sys.executable, "-c", CODE], cwd=Path(__file__).parents[2], capture_output=True, check=True, text=True
    )
    assert found.stdout.splitlines()[-1] == "LlamaForCausalLM BertModel"
