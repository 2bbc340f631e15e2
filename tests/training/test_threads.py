import pytest
import torch

from workbench.training.threads import on_one_thread, one_thread


@pytest.fixture(autouse=True)
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_a_block_has_one_thread_and_gives_the_others_back_even_after_an_error():
    with pytest.raises(KeyError), one_thread():
        assert torch.get_num_threads() == 1
        raise KeyError
    assert torch.get_num_threads() == 2


def test_a_generator_has_one_thread_while_it_works_and_its_user_has_all():
    def work():
        for _ in range(3):
            yield torch.get_num_threads()

    seen = []
    for inside in on_one_thread(work()):
        seen.append((inside, torch.get_num_threads()))
    assert seen == [(1, 2)] * 3
