from contextlib import ExitStack
from threading import Event, Thread

import pytest
import torch
from threadpoolctl import threadpool_info

from workbench.threads import on_one_thread, one_processor, one_thread


def processors():
    return [library["num_threads"] for library in threadpool_info()]


def test_a_block_has_one_processor_and_gives_the_others_back():
    with one_processor():  # loads the libraries that it limits
        pass
    before = processors()
    with one_processor():
        assert set(processors()) == {1}
    assert processors() == before


def test_blocks_of_two_threads_may_end_in_any_order():
    with one_processor():
        pass
    before = processors()
    first, second = ExitStack(), ExitStack()
    first.enter_context(one_processor())
    second.enter_context(one_processor())
    first.close()
    assert set(processors()) == {1}
    second.close()
    assert processors() == before


@pytest.fixture
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_a_block_has_one_thread_and_gives_the_others_back_even_after_an_error(two_threads):
    with pytest.raises(KeyError), one_thread():
        assert torch.get_num_threads() == 1
        raise KeyError
    assert torch.get_num_threads() == 2


def test_a_generator_has_one_thread_while_it_works_and_its_user_has_all(two_threads):
    def work():
        for _ in range(3):
            yield torch.get_num_threads()

    seen = []
    for inside in on_one_thread(work()):
        seen.append((inside, torch.get_num_threads()))
    assert seen == [(1, 2)] * 3


def test_a_block_within_a_block_keeps_its_one_thread(two_threads):
    with one_thread():
        with one_thread():
            pass
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == 2


def test_after_the_blocks_of_two_threads_a_third_has_all_processors(two_threads):
    inside, leave = Event(), Event()

    def first_in_first_out():
        with one_thread():
            inside.set()
            leave.wait()

    other = Thread(target=first_in_first_out)
    other.start()
    inside.wait()
    with ExitStack() as block:
        new = Thread(target=lambda: block.enter_context(one_thread()))  # torch gives a new thread the last number set
        new.start()
        new.join()
        leave.set()
        other.join()
    seen = []
    third = Thread(target=lambda: seen.append(torch.get_num_threads()))
    third.start()
    third.join()
    assert seen == [2]
