"""Two versions behind one address: shares that add up, differences that are counted, nothing lost on the way back."""

from __future__ import annotations

import os
import signal
from threading import Thread

import httpx
import pytest

from tests.deploy.stub import stub
from workbench.deploy.load import under_load
from workbench.deploy.service import ServiceError
from workbench.deploy.versions import side_by_side


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    place = tmp_path_factory.mktemp("versions")
    return stub(place / "old"), stub(place / "new", version="2", added=1.0)


def test_every_tenth_request_goes_to_the_new_one_and_back_is_one_call(folders):
    with side_by_side(*folders) as both:
        assert both.share == 0.1 and "10% to the new one" in repr(both)
        got = [both.predict({"a": 1}) for _ in range(50)]
        assert [one["version"] for one in got].count("2") == 5
        assert {(one["version"], one["predictions"][0]) for one in got} == {("1", 2.0), ("2", 3.0)}
        counts = both.counts
        assert (counts["old"].asked, counts["new"].asked) == (45, 5)
        assert (counts["old"].version, counts["new"].version) == ("1", "2")
        assert counts["new"].milliseconds > 0 and counts["new"].errors == 0
        assert both.table()["answered"].to_list() == [45, 5]
        both.set_share(0.5)
        assert [both.predict({"a": 1})["version"] for _ in range(20)].count("2") == 10
        both.roll_back()
        assert both.share == 0 and {both.predict({"a": 1})["version"] for _ in range(20)} == {"1"}
        both.set_share(1)
        assert {both.predict({"a": 1})["version"] for _ in range(5)} == {"2"}


def test_nothing_is_lost_while_shares_change_and_the_new_one_is_killed(folders):
    with side_by_side(*folders, share=0.5) as both:
        made = []
        thread = Thread(target=lambda: made.append(under_load(both.router, [{"a": 1}], rate=100, seconds=3)))
        thread.start()
        for share in (0.1, 1.0, 0.0, 0.7):
            both.set_share(share)
            thread.join(0.5)
        os.kill(both.new.pid, signal.SIGKILL)
        thread.join(0.5)
        both.roll_back()
        thread.join()
        assert made[0].lost == 0 and made[0].asked > 200
        counts = both.counts
        assert counts["old"].answered + counts["new"].answered == made[0].asked
        assert counts["new"].errors > 0
        assert both.predict({"a": 1})["version"] == "1"


def test_a_new_version_that_fails_is_counted_and_the_old_one_answers(folders, tmp_path):
    with side_by_side(folders[0], stub(tmp_path / "broken", version="2", broken=True), share=1) as both:
        assert {both.predict({"a": 1})["version"] for _ in range(5)} == {"1"}
        assert both.counts["new"].errors == 5 and both.counts["old"].answered == 5


def test_in_shadow_the_old_one_answers_and_differences_are_counted(folders):
    with side_by_side(*folders, shadow=True) as both:
        for value in range(10):
            answer = both.predict([{"a": value}, {"a": 2 * value}])
            assert answer["version"] == "1" and answer["predictions"] == [2 * value, 4 * value]
        seen = both.differences
        assert (seen.rows, seen.different, seen.mean_gap, seen.skipped) == (20, 20, 1.0, 0)
        assert both.counts["new"].answered == 10 and "shadow" in repr(both)


def test_two_equal_versions_differ_in_nothing(folders):
    with side_by_side(folders[0], folders[0], shadow=True) as both:
        both.predict([{"a": 1}, {"a": 2}])
        assert (both.differences.rows, both.differences.different, both.differences.mean_gap) == (2, 0, 0.0)


def test_a_slow_shadow_delays_nobody(folders, tmp_path):
    with side_by_side(folders[0], stub(tmp_path / "slow", delay=1.0), shadow=True) as both:
        made = under_load(both.router, [{"a": 1}], rate=80, seconds=2)
        assert made.lost == 0 and made.percentile(50) < 500
        seen = both.differences
        assert seen.skipped > 0 and seen.rows + seen.skipped == made.asked


def test_a_refusal_of_the_old_one_reaches_who_asked(folders):
    with side_by_side(*folders) as both:
        with pytest.raises(ServiceError, match="status 422"):
            both.predict({"a": 1000})
        assert both.counts["old"].refused == 1
        assert httpx.post(f"{both.url}/predict", json={"rows": []}).status_code == 401
        assert httpx.get(f"{both.url}/versions").status_code == 401
        with both.client() as client:
            assert client.post("/predict", content=b" " * 2_000_000).status_code == 413


def test_all_end_together(folders):
    both = side_by_side(*folders)
    place = both.router.folder
    both.stop()
    assert not any(one.alive for one in (both.router, both.old, both.new)) and not place.exists()
    assert repr(both) == "Versions(ended)"
    both.stop()


@pytest.mark.parametrize("share", [-0.1, 1.5, "x", True])
def test_a_share_out_of_range_is_refused(folders, share):
    with pytest.raises(ServiceError, match=r"`share` must be from 0 to 1; got .*\. Begin with 0.1\."):
        side_by_side(*folders, share=share)


def test_where_the_new_folder_is_no_service_nothing_is_left_running(folders, tmp_path):
    with pytest.raises(ServiceError, match="`folder` must hold an app.py"):
        side_by_side(folders[0], tmp_path)
