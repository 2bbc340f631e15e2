"""Items are made once, in order, whoever asks, and an interrupt in the middle loses and repeats none."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from workbench.experiments.replay import Newest, Replay


def numbers(made, stop_at=None, most=6):
    """0, 1 ...; each is noted in `made`. With `stop_at`, the first time there ends in an interrupt."""
    stops = [stop_at]

    def make():
        for number in range(most):
            if number == stops[0]:
                stops[0] = None
                raise KeyboardInterrupt
            made.append(number)
            yield [number]

    return Replay(make)


def test_each_item_is_made_once_and_only_when_asked_for():
    made = []
    replay = numbers(made)
    assert made == []
    assert replay[2] == [2] and made == [0, 1, 2]
    assert list(replay) == [[number] for number in range(6)] == list(replay)
    assert made == list(range(6)) and replay.last == [5]


def test_who_comes_late_can_go_on_from_the_newest():
    replay = numbers([])
    assert next(replay.onwards()) == [0] and replay[3] == [3]
    assert list(replay.onwards()) == [[3], [4], [5]]
    assert list(replay.onwards()) == [[5]]
    assert list(numbers([], most=0).onwards()) == []


def test_all_players_get_the_same_objects():
    replay = numbers([])
    first, second = iter(replay), iter(replay)
    assert next(first) is next(second) and next(first) is replay[1]


def test_after_an_interrupt_it_goes_on_where_it_was():
    made = []
    replay = numbers(made, stop_at=3)
    player, kept = iter(replay), replay[2]
    with pytest.raises(KeyboardInterrupt):
        replay[4]
    assert [item[0] for item in player] == list(range(6))
    assert replay[2] is kept and made == [0, 1, 2, *range(6)]


def test_a_place_beyond_the_end_is_refused():
    with pytest.raises(IndexError, match="there are 6 items; got place 6"):
        numbers([])[6]


def test_threads_share_one_run():
    made = []

    def slowly():
        for number in range(20):
            time.sleep(0.001)
            made.append(number)
            yield number

    replay = Replay(slowly)
    with ThreadPoolExecutor(4) as threads:
        played = list(threads.map(lambda _: list(replay), range(4)))
    assert played == [list(range(20))] * 4 and made == list(range(20))


def test_the_newest_item_is_kept_as_it_was_and_counts_as_equal_for_one_replay():
    made = Replay(lambda: iter(range(5)))
    before = Newest(made)
    assert before.item is None and made[2] == 2
    after = Newest(made)
    assert after.item == 2 and made.last == 4 and after.item == 2
    assert before == after and hash(before) == hash(after) and before != Newest(Replay(lambda: iter(range(5))))
