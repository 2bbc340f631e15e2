from contextlib import ExitStack

from threadpoolctl import threadpool_info

from workbench.threads import one_processor


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
