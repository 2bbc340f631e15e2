from threading import Event, Thread

import numpy as np

from workbench.explain.methods import seeded


def test_two_threads_do_not_take_each_others_random_numbers():
    drawing, draws = Event(), {}

    def draw_between():
        drawing.wait()
        with seeded(1):
            draws["other"] = np.random.rand(3).tolist()

    other = Thread(target=draw_between)
    other.start()
    with seeded(0):
        first = np.random.rand(3).tolist()
        drawing.set()
        other.join(0.2)  # it must wait, and may only draw afterwards
        draws["one"] = first + np.random.rand(3).tolist()
    other.join()
    assert draws == {
        "one": np.random.RandomState(0).rand(6).tolist(),
        "other": np.random.RandomState(1).rand(3).tolist(),
    }
