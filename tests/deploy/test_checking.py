"""A look at a service by the clock: what is refused, what has moved, who is served worse, and the exit code."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from scipy.stats import ks_2samp
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error
from sklearn.tree import DecisionTreeClassifier

from workbench import deploy
from workbench.deploy.checking import main
from workbench.deploy.reference import summary, table_of
from workbench.errors import DataError
from workbench.models.families import make


def rows(seed, count=400, shift=0.0):
    rng = np.random.default_rng(seed)
    heat = rng.normal(20 + shift, 5, count)
    sky = rng.choice(["clear", "rain"], count, p=[0.7, 0.3])
    riders = 10 * heat - 60 * (sky == "rain") + rng.normal(0, 5, count)
    return pl.DataFrame({"heat": heat, "sky": sky, "riders": riders})


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    train = rows(0, 2000)
    features = train.select("heat", "sky")
    model = make("tree", features, "regression").fit(features, train["riders"])
    folder = tmp_path_factory.mktemp("check") / "service"
    deploy.export(model, features, folder, target="riders", title="Riders")
    return folder, model


def test_rows_like_those_of_training_are_fine(service):
    found = deploy.check(service[0], rows(1), truth="riders")
    assert found.reasons == () and found.code == 0 and found.refused == 0
    new = rows(1)
    assert found.error == pytest.approx(
        mean_absolute_error(new["riders"], service[1].predict(new.select("heat", "sky")))
    )


def test_what_has_moved_is_a_reason_and_so_is_an_error_above_the_limit(service):
    new = rows(2, shift=6.0)
    found = deploy.check(service[0], new, truth="riders", group="sky", limit=1.0)
    assert found.code == 1 and any(reason.startswith("`heat` has moved") for reason in found.reasons)
    assert not any("sky` has moved" in reason for reason in found.reasons)
    wanted = np.abs(service[1].predict(new.select("heat", "sky")) - new["riders"].to_numpy())
    assert {one.group: one.error for one in found.groups} == {
        word: pytest.approx(wanted[(new["sky"] == word).to_numpy()].mean()) for word in ("clear", "rain")
    }
    assert sum("Of the group" in reason for reason in found.reasons) == 2


def test_what_the_service_would_refuse_is_counted_and_not_judged(service):
    new = rows(3, 100).with_columns(
        pl.when(pl.int_range(100) < 5).then(pl.lit("snow")).otherwise("sky").alias("sky"),
        pl.when(pl.int_range(100) == 7).then(900.0).otherwise("heat").alias("heat"),
    )
    found = deploy.check(service[0], new, truth="riders")
    assert found.refused == 6
    assert {(one.column, one.rows) for one in found.misfits} == {("sky", 5), ("heat", 1)}
    assert "would refuse 6 of 100 rows" in found.reasons[0] and "'snow'" in found.reasons[0]


def test_the_memory_of_training_has_its_distributions_and_no_rows():
    rng = np.random.default_rng(0)
    table = pl.DataFrame(
        {
            "size": rng.lognormal(size=5000),
            "few": rng.choice([1, 2, 3], 5000, p=[0.1, 0.2, 0.7]),
            "word": rng.choice(["a", "b"], 5000, p=[0.9, 0.1]),
            "gaps": [None if i % 4 == 0 else float(i) for i in range(5000)],
        }
    )
    again = table_of(summary(table.get_columns()))
    assert again.height == 1001
    assert ks_2samp(again["size"], table["size"]).statistic < 0.002
    assert np.allclose([(again["few"] == one).mean() for one in (1, 2, 3)], [0.1, 0.2, 0.7], atol=0.02)
    assert (again["word"] == "a").mean() == pytest.approx((table["word"] == "a").mean(), abs=0.002)
    assert again["gaps"].null_count() / 1001 == pytest.approx(0.25, abs=0.001)
    assert again["size"].is_sorted()


def test_classes_are_judged_by_the_share_of_wrong_answers(tmp_path):
    rng = np.random.default_rng(0)
    table = pl.DataFrame({"a": rng.normal(size=300), "b": rng.normal(size=300)})
    words = np.where(table["a"].to_numpy() > 0, "yes", "no")
    model = DecisionTreeClassifier(max_depth=1).fit(table, words)
    deploy.export(model, table, tmp_path / "service")
    turned = table.with_columns(pl.Series("right", np.where(np.arange(300) < 30, "yes", words)))
    found = deploy.check(tmp_path / "service", turned, truth="right")
    assert found.error == pytest.approx((turned["right"].to_numpy() != words).mean())
    with pytest.raises(DataError, match="must hold classes of the service, no, yes; got 'maybe'"):
        deploy.check(tmp_path / "service", turned.with_columns(right=pl.lit("maybe")), truth="right")


def run(*words):
    return subprocess.run(
        [sys.executable, "-m", "workbench.deploy.checking", *map(str, words)], capture_output=True, text=True
    )


def test_the_command_ends_with_a_code_for_cron(service, tmp_path, capsys):
    rows(4).write_csv(tmp_path / "fine.csv")
    rows(5, shift=9.0).write_csv(tmp_path / "moved.csv")
    page = tmp_path / "page.html"
    done = run(service[0], tmp_path / "fine.csv", "--truth", "riders", "--report", page)
    assert done.returncode == 0 and "Nothing to look at." in done.stdout and page.read_text().count("<figure>") == 2
    assert main([str(service[0]), str(tmp_path / "moved.csv"), "--report", str(page)]) == 1
    assert "`heat` has moved" in capsys.readouterr().out and "Somebody should look" in page.read_text()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "cannot be read"),
        ("heat,sky\n", "must have rows"),
        ("heat\n3\n", "'sky' is missing"),
        ("heat,sky\n1,2,3,4\n5\n", "cannot be read"),
    ],
)
def test_a_file_that_is_no_table_ends_with_2_and_one_sentence(service, tmp_path, content, sentence, capsys):
    (tmp_path / "new.csv").write_text(content)
    assert main([str(service[0]), str(tmp_path / "new.csv"), "--report", str(tmp_path / "page.html")]) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "page.html").exists()
    assert main([str(tmp_path), str(tmp_path / "new.csv")]) == 2
    assert "must be a folder that deploy.export has written" in capsys.readouterr().err


def test_nothing_in_a_page_is_obeyed(tmp_path):
    bad = "<img src=x onerror=alert(1)>"
    table = pl.DataFrame({bad: [1.0, 2.0, 3.0, 4.0], "word": [bad, "b", bad, "b"], "y": [1.0, 2.0, 3.0, 4.0]})
    model = LinearRegression().fit(table.select(bad).to_numpy(), table["y"].to_numpy())
    deploy.export(model, table.select(bad), tmp_path / "service", title=bad)
    deploy.check(tmp_path / "service", table, truth="y", group="word", limit=0.0, report=tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text()
    assert "<img" not in text and "&lt;img" in text and "http" not in text.replace("http-equiv", "")
