from threading import Event, Thread

import numpy as np
import pytest
import shap

from workbench.explain.seeds import seeded


def test_the_global_state_is_left_as_it_was_even_if_the_block_fails():
    np.random.seed(7)
    with pytest.raises(KeyError), seeded(0):
        np.random.rand(3)
        raise KeyError
    assert np.random.rand(3).tolist() == np.random.RandomState(7).rand(3).tolist()


def test_a_cell_may_seed_and_draw_while_another_thread_is_in_a_block():
    inside, leave, drawn = Event(), Event(), []

    def explain():
        with seeded(3):
            first = np.random.rand(2).tolist()
            inside.set()
            leave.wait()
            drawn.append(first + np.random.rand(2).tolist())

    other = Thread(target=explain)
    other.start()
    inside.wait()
    np.random.seed(7)
    before = np.random.rand(2).tolist()
    leave.set()
    other.join()
    assert before + np.random.rand(2).tolist() == np.random.RandomState(7).rand(4).tolist()
    assert drawn == [np.random.RandomState(3).rand(4).tolist()]


def test_what_shap_seeds_itself_is_of_this_thread_alone():
    def answer(rows):
        return rows.sum(1)

    np.random.seed(7)
    with seeded(0):
        shap.PermutationExplainer(answer, np.zeros((2, 3)), seed=5)(np.ones((1, 3)), silent=True)
    assert np.random.rand(3).tolist() == np.random.RandomState(7).rand(3).tolist()


def test_a_block_in_a_block_has_its_own_numbers():
    with seeded(1):
        with seeded(2):
            assert np.random.rand() == np.random.RandomState(2).rand()
        assert np.random.rand() == np.random.RandomState(1).rand()


def test_after_the_blocks_numpy_has_its_own_functions_back():
    before = np.random.shuffle
    with seeded(1):
        assert np.random.shuffle is not before
    assert np.random.shuffle is before
