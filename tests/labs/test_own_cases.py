"""`labs.NAME.on(case)`: labs on tables of somebody's own, awkward ones too; or a refusal in words."""

import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from sklearn.metrics import f1_score, r2_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from workbench import cases, labs
from workbench.data.encode import prepare
from workbench.data.split import split_case
from workbench.errors import DataError, ExplainError, SettingsError
from workbench.experiments import own as own_cases
from workbench.experiments.own import ready, yes_or_no
from workbench.experiments.plane import plane_of

QUICK = {
    "capacity": {"depth": 4},
    "how_many_rows": {"repeats": 2},
    "training": {"epochs": 5},
    "leakage": {"repeats": 2},
    "threshold": {},
    "clusters": {},
    "search": {"trials": 5},
    "boundaries": {},
    "zoo": {"forest": False, "catboost": False, "mlp": False},
    "worth_it": {},
    "drift": {"rows": 20},
}
ROWS = 240


def lines(target, rows=ROWS):
    """A table with awkward names: quotes, brackets, a keyword, words that the code itself uses; and with gaps."""
    random = np.random.default_rng(3)
    head = '"Preis, €",^.*$,self,count,*,target of mine'
    numbers = random.normal(size=(rows, 3))
    words = random.choice(["rot", "blau, hell", "größer"], rows)
    score = numbers[:, 0] + (words == "rot") + 0.3 * random.normal(size=rows)
    gaps = random.random(rows) < 0.15
    body = (
        f'{a:.3f},"{word}",{"" if gap else f"{b:.3f}"},{c * 10:.1f},{"yes" if c > 0 else "no"},{target(s)}'
        for (a, b, c), word, gap, s in zip(numbers, words, gaps, score, strict=True)
    )
    return "\n".join([head, *body]) + "\n"


TARGETS = {
    "yes or no": lambda score: "Ja" if score > 0.3 else "Nein",
    "three classes": lambda score: "low" if score < 0 else "middle" if score < 0.9 else "high",
    "an amount": lambda score: f"{100 * score:.1f}",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")

    def case(text, target="target of mine", name="my orders (1)", **options):
        file = folder / f"{name}.csv"
        file.write_text(text, encoding="utf-8")
        return cases.from_csv(file, target, **options)

    return case


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (name, kind)
        for name in QUICK
        for kind in TARGETS
        if kind == "yes or no" or name in ("capacity", "how_many_rows", "zoo", "drift")
    ]
    + [("training", "three classes"), ("threshold", "an amount"), ("clusters", "three classes")]
    + [("boundaries", "three classes"), ("boundaries", "an amount"), ("worth_it", "three classes")],
)
def test_each_lab_takes_each_kind_of_target(made, name, kind, caplog):
    mine = made(lines(TARGETS[kind]))
    lab = getattr(labs, name).on(mine)
    assert lab.name == name and "data" not in lab.controls and "case" not in lab.controls
    frame = lab.run(**QUICK[name])
    sentence = lab.describe(frame)
    assert sentence.endswith(".") and not {"nan", "inf", "None", "people"} & set(sentence.replace(",", " ").split())
    for theme in ("light", "dark"):
        FigureCanvasAgg(lab.picture(frame, frame, theme=theme)).draw()
    assert not caplog.messages
    assert lab.show(**QUICK[name]).lab is lab


@pytest.mark.parametrize("name", ["capacity", "clusters", "threshold"])
def test_the_code_makes_the_same_lab_again(made, name):
    mine = made(lines(TARGETS["yes or no"]))
    lab = getattr(labs, name).on(mine)
    code = lab.code(lab.settings(**QUICK[name]))
    values = ", ".join(
        f"{key}={value}" for key, value in QUICK[name].items() if lab.settings() != lab.settings(**{key: value})
    )
    assert code == (
        "# `mine`: your case, such as cases.from_csv(\"my orders (1).csv\", target='target of mine')\n"
        f"from workbench.labs import {name}\n\n"
        f"lab = {name}.on(mine)\nframe = lab.run({values})\nlab.picture(frame)"
    )
    names = {"mine": mine}
    exec(code, names)
    assert lab.describe(names["frame"]) == lab.describe(lab.run(**QUICK[name]))


def test_a_case_without_a_name_of_its_own_is_called_by_its_file(made):
    lab = labs.capacity.on(made(lines(TARGETS["yes or no"])))
    assert "lab = capacity.on(my_orders_1)\n" in lab.code(lab.settings())
    lab = labs.capacity.on(made(lines(TARGETS["yes or no"]), name="2024"))
    assert "lab = capacity.on(mine)\n" in lab.code(lab.settings())


@pytest.mark.parametrize(
    ("kind", "tree", "judge", "measure"),
    [
        ("yes or no", DecisionTreeClassifier, f1_score, "F1 of target of mine = Nein"),
        ("three classes", DecisionTreeClassifier, lambda y, a: f1_score(y, a, average="macro"), "macro F1"),
        ("an amount", DecisionTreeRegressor, r2_score, "R²"),
    ],
)
def test_the_scores_are_those_of_scikit_learn(made, kind, tree, judge, measure):
    mine = made(lines(TARGETS[kind]))
    lab = labs.capacity.on(mine)
    frame = lab.run(depth=3)
    training, validation = prepare(ready(mine).case, "ordinal", ROWS)
    model = tree(max_depth=3, random_state=0).fit(training.X, training.y)
    expected = [judge(table.y, model.predict(table.X)) for table in (training, validation)]
    assert frame.by_size[:, 2] == pytest.approx(expected)
    assert f"the {measure} is {expected[0]:.2f} on the rows it learned from" in lab.describe(frame)


def test_boosted_trees_take_more_classes_and_amounts(made):
    for kind in ("three classes", "an amount"):
        frame = labs.capacity.on(made(lines(TARGETS[kind]))).run(model="boosted", trees=2)
        assert frame.by_size[0, -1] > frame.by_size[0, 0] and frame.by_size[1].max() > 0.5


def test_a_question_is_made_of_more_classes_and_of_amounts(made):
    three, amount = (made(lines(TARGETS[kind])) for kind in ("three classes", "an amount"))
    commonest = three.frame["target of mine"].mode()[0]
    asked = yes_or_no(three)
    assert asked.yes == f"target of mine = {commonest}"
    assert asked.case.frame["target of mine"].sum() == (three.frame["target of mine"] == commonest).sum()
    assert yes_or_no(amount).case.frame["target of mine"].mean() == pytest.approx(0.5, abs=0.01)
    lab = labs.training.on(amount)
    middle = amount.frame["target of mine"].median()
    assert f"Yes means target of mine above its median of {middle:.4g}." in lab.describe(lab.run(epochs=5))


def test_rows_of_a_group_stay_on_one_side(made):
    text = lines(TARGETS["yes or no"]).splitlines()
    mine = made("\n".join([f"customer_id,{text[0]}", *(f"{i % 60},{line}" for i, line in enumerate(text[1:]))]))
    parts = split_case(ready(mine, "customer_id").case)
    assert not set(parts.train["customer_id"]) & set(parts.validation["customer_id"])
    lab = labs.capacity.on(mine, group="customer_id")
    assert "lab = capacity.on(mine, group='customer_id')\n" in lab.code(lab.settings())
    with pytest.raises(DataError, match="^`group` must be a column of the case; got 'customer'. It has customer_id, "):
        labs.capacity.on(mine, group="customer")


def test_of_a_large_table_some_rows_are_used_and_the_lab_says_so(made, monkeypatch):
    monkeypatch.setattr(own_cases, "MOST_ROWS", 200)
    mine = made(lines(TARGETS["yes or no"]))
    lab = labs.capacity.on(mine)
    assert re.search(r" These are 2\d\d of the 240 rows, drawn at random\.$", lab.describe(lab.run()))


def test_rare_classes_stay_in_the_sample(made, monkeypatch):
    monkeypatch.setattr(own_cases, "MOST_ROWS", 100)
    text = "a,b,y\n" + "".join(f"{i * 7 % 13},{i % 5},{'rare' if i % 25 == 0 else 'often'}\n" for i in range(500))
    counts = ready(made(text, "y")).case.frame["y"].value_counts()
    assert counts["count"].min() == 20


NUMBERS = "a,b,y\n" + "".join(f"{i * 7 % 13},{i * i % 17},{i % 2}\n" for i in range(120))
REFUSED = {
    "30 rows": (
        "capacity",
        ("a,y\n" + "".join(f"{i % 7},{i % 2}\n" for i in range(30)), {}),
        "`case` must have at least 100 rows for this lab; t has 30. A score on a handful of rows is luck: add rows, or "
        "judge by cross-validation.",
    ),
    "many classes": (
        "capacity",
        ("a,y\n" + "".join(f"{i % 7},c{i % 30}\n" for i in range(300)), {}),
        "`case` must have at most 20 classes for this lab; 'y' has 30. Join the rare ones, or choose a target with "
        'fewer; if they are amounts, `from_csv(..., task="regression")`.',
    ),
    "a rare class": (
        "capacity",
        ("a,y\n" + "".join(f"{i % 7},{'rare' if i < 3 else 'often'}\n" for i in range(300)), {}),
        "Each class of `y` must have at least 7 rows for this lab; 'rare' has 3. Join rare classes "
        '(`from_csv(..., rare="other")`), or leave them out (`rare="drop"`).',
    ),
    "a rare answer": (
        "leakage",
        ("a,y\n" + "".join(f"{i % 7},{'yes' if i % 30 == 0 else 'no'}\n" for i in range(300)), {}),
        "`case` must have at least 20 different rows of each answer, and more than 50 in all, to learn from; t has 300 "
        "rows, 14 of them different: 7 where y = yes, 7 where not, and some of these are set aside to judge by. Add "
        "columns that tell rows apart, or rows of the rarer answer.",
    ),
    "words that leave few rows apart": (
        "leakage",
        ("a,b,y\n" + "".join(f"w{i % 3},v{i % 2},{'yes' if i % 5 < 2 else 'no'}\n" for i in range(300)), {}),
        "`case` must have at least 20 different rows of each answer, and more than 50 in all, to learn from; t has 300 "
        "rows, 12 of them different: 6 where y = yes, 6 where not, and some of these are set aside to judge by. Add "
        "columns that tell rows apart, or rows of the rarer answer.",
    ),
    "one column of numbers": (
        "clusters",
        ("a,b,y\n" + "".join(f"{i % 7},w{i % 3},{i % 2}\n" for i in range(120)), {}),
        "`case` must have two columns of numbers for this lab; t has 1. Distances are taken between numbers: add some, "
        "or look at another table.",
    ),
    "one column to draw": (
        "boundaries",
        ("a,b,y\n" + "".join(f"{i % 7},w{i % 40},{i % 2}\n" for i in range(120)), {}),
        "`case` must have two columns of numbers or of at most 20 words for this lab; t has 1. A map needs two "
        "directions: add some, or look at another table.",
    ),
    "gaps everywhere": (
        "clusters",
        ("a,b,y\n" + "".join(f"{'' if i % 2 else i % 7},{'' if i % 3 else i % 5},{i % 2}\n" for i in range(120)), {}),
        "`case` must have at least 30 rows without a gap in their numbers; t has 20. Add rows, or leave out the "
        "columns with gaps (`kinds`).",
    ),
    "a group that nothing needs": (
        "clusters",
        (NUMBERS, {"group": "a"}),
        "This lab splits nothing, so it needs no `group`; got one. Leave it out.",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_a_lab_cannot_take_is_refused_in_words(made, kind):
    name, (text, options), sentence = REFUSED[kind]
    mine = made(text, "y", name="t")
    with pytest.raises(DataError) as caught:
        getattr(labs, name).on(mine, **options)
    assert str(caught.value) == sentence


def test_what_is_no_case_is_refused(made):
    mine = made(NUMBERS, "y", name="t")
    for wrong, error, sentence in (
        (lambda: labs.overfitting.on(mine), SettingsError,
         "`overfitting` has no form for your own table or model. `labs.gallery()` shows others."),
        (lambda: labs.capacity.on(mine.frame), DataError,
         "This lab takes a case; got DataFrame. Write `on(cases.from_csv(\"my.csv\", target=\"...\"))`."),
        (lambda: labs.capacity.on("my.csv"), DataError,
         "This lab takes a case; got str. Write `on(cases.from_csv(\"my.csv\", target=\"...\"))`."),
        (lambda: labs.threshold.on("my.csv"), ExplainError,
         "This lab takes a case or a model with `predict`; got str. Pass a fitted model."),
        (lambda: labs.capacity.on(mine, mine.frame), DataError,
         "A case needs no `X`, `y`, `background` or `units`; got some. Write `on(case)`."),
    ):  # fmt: skip
        with pytest.raises(error) as caught:
            wrong()
        assert str(caught.value) == sentence


def test_pictures_are_no_table():
    with pytest.raises(DataError) as caught:
        labs.capacity.on(cases.load("digits"))
    assert str(caught.value) == (
        "`case` must have features of numbers and words for this lab; 'pixels' holds arrays, such as images. "
        "Choose a table."
    )


def test_a_score_of_nothing_is_no_obstacle(made):
    text = "a,y\n" + "".join(f"{i * 37 % 101},{'yes' if i % 20 == 0 else 'no'}\n" for i in range(400))
    lab = labs.how_many_rows.on(made(text, "y", name="t"))
    frame = lab.run(repeats=2)
    assert frame.mean[0, 0] == 0 and not np.isnan(frame.gains).any()
    FigureCanvasAgg(lab.picture(frame)).draw()


def test_a_table_of_one_column_is_enough_where_nothing_needs_two(made):
    mine = made("a,y\n" + "".join(f"{i * 7 % 130},{i * i % 3 % 2}\n" for i in range(130)), "y", name="t")
    for name in ("capacity", "how_many_rows", "training", "leakage", "threshold"):
        lab = getattr(labs, name).on(mine)
        options = {"mistake": "peeking"} if name == "leakage" else {}
        assert lab.describe(lab.run(**QUICK[name], **options))


def test_leakage_takes_words_alone_and_says_how_many_rows_differ(made):
    rows = [(f"w{i * i % 13}", f"v{i % 7}", "yes" if i % 9 < 4 else "no") for i in range(2000)]
    mine = made("a,b,y\n" + "".join(",".join(row) + "\n" for row in rows), "y", name="t")
    different = len(set(rows))
    assert 50 < different < 200
    lab = labs.leakage.on(mine)
    sentence = lab.describe(lab.run(repeats=2, rows=lab.controls["rows"].high))
    assert sentence.endswith(f"Yes means y = yes. Rows that are alike count once: {different} of 2,000 are left.")


@pytest.mark.parametrize("name", ["boundaries", "zoo", "capacity"])
def test_a_column_may_bear_a_name_that_polars_takes_for_a_pattern(tmp_path, name):
    lines = [f"{i * 7 % 31}.5,{i * 5 % 23}.25,{'ab'[i // 3 % 2]},{(i * 7 % 31 > 14) * 1}" for i in range(260)]
    texts = ["\n".join([",".join(head), *lines]) for head in (["count", "^.*$", "place", "y"], ["m", "n", "o", "y"])]
    frames = []
    for place, text in enumerate(texts):
        file = tmp_path / f"{place}.csv"
        file.write_text(text)
        lab = getattr(labs, name).on(cases.from_csv(file, "y"))
        frames.append(next(iter(lab.compute(lab.settings()))))
    assert frames[0].progress == frames[1].progress


def test_the_map_of_such_columns_is_that_of_plainly_named_ones(tmp_path):
    lines = [f"{i * 7 % 31}.5,{'ab'[i // 3 % 2]},{(i * 7 % 31 > 14) * 1}" for i in range(260)]
    planes = []
    for place, head in enumerate((["^.*$", "count", "y"], ["m", "n", "y"])):
        file = tmp_path / f"{place}.csv"
        file.write_text("\n".join([",".join(head), *lines]))
        planes.append(plane_of(cases.from_csv(file, head[2]), head[0], head[1], 100, 0))
    np.testing.assert_array_equal(planes[0].training.X, planes[1].training.X)
    np.testing.assert_array_equal(planes[0].training.y, planes[1].training.y)
