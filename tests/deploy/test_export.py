"""The folder that is written answers as the model does, takes what training had, and runs without workbench."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import numpy as np
import onnxruntime
import pandas as pd
import polars as pl
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from workbench import cases, deploy
from workbench.deploy import convert
from workbench.deploy.convert import ConversionError
from workbench.errors import DataError
from workbench.models.families import make

ASK = "import json, sys, model, fields; print(json.dumps(model.predict(json.load(sys.stdin), fields.SCHEMA)))"


def asked(folder, rows):
    """What the folder's own code says, in a Python that does not find workbench."""
    code = f"import sys; sys.path[:0] = [{str(folder)!r}]; sys.modules['workbench'] = None; {ASK}"
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(rows), capture_output=True, text=True, cwd="/", check=True
    )
    return json.loads(done.stdout)


def fitted(name, family, rows=3000):
    case = cases.load(name)
    table, target = case.frame[case.features][:rows], case.frame[case.target].to_numpy()[:rows]
    return make(family, table, case.card.task).fit(table, target), case


@pytest.mark.parametrize("family", ["linear", "tree", "xgboost"])
@pytest.mark.parametrize("name", ["income", "bikes"])
def test_onnx_answers_every_row_as_the_model_does(name, family, tmp_path):
    model, case = fitted(name, family)
    made = deploy.export(model, case, tmp_path / "service")
    assert made.model == "model.onnx" and made.compared == case.frame.height
    schema = json.loads((tmp_path / "service/schema.json").read_text())
    table = case.frame[case.features]
    fed = {
        name: table[name].cast(pl.Float64).to_numpy().astype(schema["precision"]).reshape(-1, 1)
        if table[name].dtype.is_numeric()
        else np.array([str(word) for word in table[name]], dtype=object).reshape(-1, 1)
        for name in case.features
    }
    out = onnxruntime.InferenceSession(str(tmp_path / "service/model.onnx")).run(None, fed)
    if name == "income":
        np.testing.assert_allclose(out[1], model.predict_proba(table), atol=1e-3)
        assert schema["classes"] == [0, 1]
    else:
        wanted = model.predict(table)
        np.testing.assert_allclose(out[0].ravel(), wanted, atol=1e-3 * wanted.std())


@pytest.mark.parametrize("name", ["income", "bikes"])
def test_where_32_bits_send_a_row_another_way_the_answers_are_those_of_the_model(name, tmp_path):
    model, case = fitted(name, "forest")
    made = deploy.export(model, case, tmp_path / "service")
    table = case.frame[case.features]
    assert made.difference <= 1e-3 * (1 if name == "income" else model.predict(table).std())
    assert (made.model == "model.onnx") == (not re.search(r"[1-9]\d* of [\d,]+ rows get another answer", made.reason))
    chosen = table.head(200)
    predictions, _ = asked(tmp_path / "service", chosen.to_dicts())
    np.testing.assert_allclose(predictions, model.predict(chosen), rtol=1e-4)


def test_the_folder_answers_without_workbench(tmp_path):
    model, case = fitted("income", "xgboost")
    deploy.export(model, case, tmp_path / "service")
    table = case.frame[case.features].head(50)
    assert table["workclass"].null_count()
    predictions, probabilities = asked(tmp_path / "service", table.to_dicts())
    assert predictions == model.predict(table).tolist()
    np.testing.assert_allclose(probabilities, model.predict_proba(table), atol=1e-5)
    words = "".join(path.read_text() for path in (tmp_path / "service").glob("*.py"))
    assert "import workbench" not in words and "from workbench" not in words and "pickle" not in words


def test_what_onnx_cannot_is_written_by_skops_and_says_so(tmp_path):
    model, case = fitted("bikes", "mlp", 500)
    made = deploy.export(model, case, tmp_path / "service")
    assert made.model == "model.skops" and "TransformedTargetRegressor" in made.reason and made.reason in repr(made)
    table = case.frame[case.features].head(20)
    predictions, probabilities = asked(tmp_path / "service", table.to_dicts())
    np.testing.assert_allclose(predictions, model.predict(table), rtol=1e-9)
    assert probabilities is None
    assert "skops==" in (tmp_path / "service/requirements.txt").read_text()


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, np.asarray])
def test_any_table_of_numbers_will_do(kind, tmp_path):
    rng = np.random.default_rng(0)
    values = pd.DataFrame({"a": rng.normal(size=200), "b": rng.normal(size=200)})
    table, words = kind(values), np.where(values["a"] > 0, "yes", "no")
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(table, words)
    made = deploy.export(model, table, tmp_path / "service", target="late")
    names = [one.name for one in made.fields]
    predictions, _ = asked(tmp_path / "service", [dict(zip(names, row, strict=True)) for row in values.values.tolist()])
    assert made.model == "model.onnx" and predictions == model.predict(table).tolist()


def test_numbers_get_a_range_words_a_list_and_gaps_are_told(tmp_path):
    table = pl.DataFrame(
        {"age": [17, 90, 40, None], "heat": [-5.0, 10.0, 20.0, 35.5], "town": ["A", "B", "A", "A"]}, strict=False
    )
    from workbench.deploy.schema import fields_of

    age, heat, town = fields_of(table.get_columns())
    assert (age.kind, age.low, age.high, age.least, age.most, age.gaps) == ("whole number", 17, 90, 0, 126, True)
    assert (heat.kind, heat.least, heat.most, heat.gaps) == ("number", -25.25, 55.75, False)
    assert (town.kind, town.words) == ("word", ("A", "B"))
    hours, scores = fields_of([pl.Series("hour", [*range(24)] * 2), pl.Series("score", [0, 1, 2, 5])])
    assert (hours.least, hours.most, scores.least, scores.most) == (0, 23, 0, 8)
    assert (age.usual, heat.usual, town.usual) == (40, 15, "A")
    assert fields_of([pl.Series("id", [f"x{i}" for i in range(201)])])[0].kind == "text"


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        (pl.Series("when", ["2024-01-01"]).str.to_date(), "'when' is of type Date"),
        (pl.Series("none", [None, None]), "'none' has none"),
        (pl.Series("far", [1.0, float("inf")]), "'far' holds an infinite one"),
    ],
)
def test_a_column_of_no_use_is_refused(column, sentence):
    from workbench.deploy.schema import fields_of

    with pytest.raises(DataError, match=sentence):
        fields_of([column])


def doubled(table):
    return table * 2


def test_a_model_with_a_function_of_its_maker_is_refused_with_both_reasons(tmp_path):
    table = pd.DataFrame({"a": np.arange(50.0), "b": np.arange(50.0) ** 2})
    model = make_pipeline(FunctionTransformer(doubled), LinearRegression()).fit(table, table["a"])
    with pytest.raises(ConversionError, match="FunctionTransformer is not supported.*doubled"):
        deploy.export(model, table, tmp_path / "service")
    assert not (tmp_path / "service").exists() and not list(tmp_path.iterdir())


def test_a_file_with_other_answers_is_never_written(tmp_path, monkeypatch):
    """32-bit numbers cannot tell these apart, so a linear model in them answers otherwise."""
    table = pd.DataFrame({"a": 1e9 + np.arange(100.0)})
    model = LinearRegression().fit(table, np.arange(100.0))
    made = deploy.export(model, table, tmp_path / "service")
    assert json.loads((tmp_path / "service/schema.json").read_text())["precision"] == "float64"
    assert made.difference < 1e-3
    only = {name: way for name, way in convert.WAYS.items() if name == "ONNX, a matrix"}
    monkeypatch.setattr(convert, "WAYS", only)
    with pytest.raises(ConversionError, match="rows get another answer"):
        deploy.export(model, table, tmp_path / "other")


def test_only_a_service_is_written_over_and_what_it_was_told_stays(tmp_path):
    model, case = fitted("bikes", "tree", 300)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("years of work")
    with pytest.raises(DataError, match="holds something else"):
        deploy.export(model, case, tmp_path / "mine")
    deploy.export(model, case, tmp_path / "service")
    (tmp_path / "service/feedback.jsonl").write_text("{}\n")
    deploy.export(model, case, tmp_path / "service", version="2")
    assert (tmp_path / "service/feedback.jsonl").read_text() == "{}\n"
    assert json.loads((tmp_path / "service/schema.json").read_text())["version"] == "2"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "service"]


def test_hostile_names_are_text_wherever_they_stand(tmp_path):
    bad = "</script><img src=x onerror=alert(1)>{0}"
    table = pd.DataFrame({bad: np.arange(30.0), "b": np.arange(30.0) % 7})
    model = LinearRegression().fit(table, table["b"])
    deploy.export(model, table, tmp_path / "service", title=bad, target=bad)
    page = (tmp_path / "service/form.html").read_text()
    assert "<img" not in page and page.count("</script>") == 1
    for name in ("README.md", "model_card.md"):
        written = (tmp_path / "service" / name).read_text()
        assert not re.search(r"(?<!\\)<img", re.sub(r"```.*?```", "", written, flags=re.DOTALL))
    assert asked(tmp_path / "service", [{bad: 3.0, "b": 2.0}])[0] == pytest.approx([2.0], abs=1e-5)
