import numpy as np

from workbench.labs.p3_architecture.next_token import _percent
from workbench.labs.p8_ethics import _own_what_if, what_if
from workbench.labs.percent import percent


def test_no_share_looks_surer_than_it_is():
    told = {0.0: "0%", 0.004: "under 1%", 0.01: "1%", 0.5: "50%", 0.99: "99%", 0.996: "over 99%", 1.0: "100%"}
    assert {share: percent(share) for share in told} == told
    assert [percent(share, 1, short=True) for share in (1e-9, 0.001, 0.999, 0.9996)] == [
        "<0.1%", "0.1%", "99.9%", ">99.9%",
    ]  # fmt: skip


def test_only_certainty_is_told_as_certain():
    for places in (0, 1, 2):
        for share in np.concatenate([np.linspace(0, 1, 5001), 1 - np.logspace(-9, -1, 50), np.logspace(-9, -1, 50)]):
            said = percent(float(share), places)
            assert (float(said.removesuffix("%").split()[-1]) == 100) == (share == 1)
            assert (float(said.removesuffix("%").split()[-1]) == 0) == (share == 0)
            assert said == percent(np.float64(share), places)


def test_the_labs_say_so_too():
    assert [_percent(chance) for chance in (0.0, 0.0004, 0.05, 0.5, 0.997, 1.0)] == [
        "0", "<0.1%", "5.0%", "50%", ">99%", "100%",
    ]  # fmt: skip
    for say in (what_if.say, _own_what_if.say):
        assert say(0.9999, "probability") == ">99.9%"
        assert say(7.5, "log-odds") == "+7.50 (>99%)" and say(-7.5, "log-odds") == "−7.50 (<1%)"
