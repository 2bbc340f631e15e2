"""Pages to hand out, opened from a file with the network off: the pictures of the live lab, and nothing else needed."""

from __future__ import annotations

import base64
import io
import time
from contextlib import contextmanager

import numpy as np
import polars as pl
import pytest
from PIL import Image

from tests.browser.jupyter import Lab
from workbench import cases
from workbench.labs import LABS
from workbench.live.picture import Canvas
from workbench.live.shelf import NARROW, TITLES, WIDE
from workbench.live.style import Look

pytestmark = pytest.mark.browser


@contextmanager
def opened(browser, path, *, dark=False, width=1366, height=768, ratio=1.0, **more):
    """The page in a browser without a network; at the end, nothing was asked for but the file, and all was quiet."""
    scheme = "dark" if dark else "light"
    view = {"width": width, "height": height}
    context = browser.new_context(viewport=view, color_scheme=scheme, device_scale_factor=ratio, **more)
    context.set_offline(True)
    page, said, asked = context.new_page(), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    lab = Lab(page, page.locator(".workbench-lab"))
    lab.settle()
    yield lab
    assert said == []
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
    context.close()


def shown(lab) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(lab.pixels().partition(",")[2]))).convert("RGBA"))


def live(lab, theme, *, narrow=False, **values) -> np.ndarray:
    """The picture as a living lab draws it, made by itself."""
    width, height, ratio = NARROW if narrow else WIDE
    height = height * len(lab.panels) + TITLES if narrow else height
    return Canvas(lab, Look(theme, width, ratio, height)).draw(lab.run(**values), None)


def wait_for(lab, picture, seconds=10) -> None:
    """Until the page shows this picture: a change of theme is followed a moment later."""
    end = time.monotonic() + seconds
    while not np.array_equal(shown(lab), picture):
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "overfitting.html"
    return LABS["overfitting"].page(path, degree=[1, 2, 3, 8], noise=[0, 0.4, 1], seed=[0, 7])


def test_keyboard_mouse_and_typing_move_among_the_given_values(browser, page):
    lab = LABS["overfitting"]
    with opened(browser, page) as seen:
        assert np.array_equal(shown(seen), live(lab, "light"))
        seen.slider("degree").focus()
        for _ in range(5):  # the last value is the end
            seen.page.keyboard.press("ArrowRight")
        seen.settle()
        assert seen.values == {"degree": 8, "noise": 0.4, "seed": 0}
        assert seen.slider("degree").get_attribute("aria-valuetext") == "8"
        assert np.array_equal(shown(seen), live(lab, "light", degree=8))
        assert seen.text == lab.describe(lab.run(degree=8))

        track = seen.slider("noise")
        size = track.bounding_box()
        track.click(position={"x": size["width"] - 2, "y": size["height"] / 2})
        seen.box("seed").fill("7")
        seen.page.keyboard.press("Enter")
        seen.settle()
        assert np.array_equal(shown(seen), live(lab, "light", degree=8, noise=1.0, seed=7))

        seen.box("degree").fill("5")
        seen.box("degree").blur()
        complaint = seen.control("degree").locator(".wb-complaint")
        assert complaint.text_content() == "This must be one of 1, 2, 3, 8. The lab still uses 8."
        seen.box("degree").press("ArrowDown")
        seen.settle()
        assert seen.values["degree"] == 3 and complaint.text_content() == ""

        seen.button("reset").click()
        seen.settle()
        assert np.array_equal(shown(seen), live(lab, "light"))


def test_light_and_dark_full_screen_and_help(browser, page):
    lab = LABS["overfitting"]
    with opened(browser, page, dark=True) as seen:
        assert seen.data["theme"] == "dark" and np.array_equal(shown(seen), live(lab, "dark"))
        seen.button("theme").click()
        seen.page.wait_for_function("document.querySelector('.workbench-lab').dataset.theme === 'light'")
        wait_for(seen, live(lab, "light"))
        seen.page.keyboard.press("f")
        assert seen.root.evaluate("node => node.matches(':popover-open')")
        seen.page.keyboard.press("Escape")
        assert not seen.root.evaluate("node => node.matches(':popover-open')")
        assert seen.root.locator(".wb-guide").is_hidden()
        seen.button("explain").click()
        assert seen.root.locator(".wb-guide dt").all_inner_texts() == ["Degree", "Noise", "Seed"]


def test_what_needs_a_kernel_is_not_there_and_what_is_fixed_is_told(browser, page):
    with opened(browser, page) as seen:
        buttons = {
            name
            for node in seen.root.locator("button").all()
            if (name := node.get_attribute("data-action")) and node.is_visible()
        }
        assert buttons == {"explain", "theme", "full", "reset"}
        for words in ("Run", "Pause", "Stop", "Compare with", "Restore", "Progress"):
            assert seen.root.get_by_text(words).filter(visible=True).count() == 0, words
        fixed = seen.root.locator(".handout-fixed")
        assert fixed.locator("summary").inner_text() == "Fixed on this page: 2 settings"
        assert fixed.locator("dt").all_inner_texts() == ["Training points", "Ridge penalty"]
        assert fixed.locator("dd").first.inner_text() == "20"
        seen.slider("degree").focus()
        seen.page.keyboard.press("End")
        seen.settle()
        seen.root.locator("summary", has_text="Show the code").click()
        code = seen.root.locator(".wb-code").inner_text()
        assert code == "from workbench.labs import overfitting\n\noverfitting.show(degree=8)"


@pytest.mark.parametrize("name", ["lap", "phone", "projector"])
def test_it_fits_the_screen(browser, page, name):
    size = {
        "lap": {"width": 1366, "height": 768},
        "phone": {"width": 390, "height": 844, "ratio": 2.0, "is_mobile": True, "has_touch": True},
        "projector": {"width": 1920, "height": 1080},
    }[name]
    with opened(browser, page, **size) as seen:
        assert np.array_equal(shown(seen), live(LABS["overfitting"], "light", narrow=name == "phone"))
        wide, bottom = seen.page.evaluate(
            "[document.documentElement.scrollWidth, document.querySelector('.wb-text').getBoundingClientRect().bottom]"
        )
        assert wide <= size["width"]
        if name != "phone":  # controls, picture and sentence in view together
            assert bottom <= size["height"]
        canvas = seen.root.locator("canvas").bounding_box()
        assert canvas["width"] > 0.7 * size["width"]


def test_paper_is_light(browser, page):
    with opened(browser, page, dark=True) as seen:
        seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert seen.data["theme"] == "light" and np.array_equal(shown(seen), live(LABS["overfitting"], "light"))
        assert seen.page.pdf().startswith(b"%PDF")
        seen.page.evaluate("dispatchEvent(new Event('afterprint'))")
        wait_for(seen, live(LABS["overfitting"], "dark"))


def test_without_scripts_the_first_picture_stays(browser, page):
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    sheet = context.new_page()
    sheet.goto(page.as_uri())
    image = sheet.locator("main img")
    assert image.get_attribute("alt") == LABS["overfitting"].describe(LABS["overfitting"].run())
    assert image.bounding_box()["width"] > 500 and "browser of 2024" in sheet.locator("main").inner_text()
    context.close()


@pytest.mark.parametrize(
    ("name", "values", "moved"),
    [
        ("clusters", {"groups": [2, 3], "scaled": [False, True]}, {"groups": 2, "scaled": True}),
        ("what_if", {"sex": ["Female", "Male"], "age": [20, 60]}, {"sex": "Female", "age": 60}),
        ("training", {"epochs": [5, 10], "rows": 100, "data": "moons"}, {"epochs": 10}),
    ],
)
def test_other_labs(browser, tmp_path, name, values, moved):
    lab = LABS[name]
    with opened(browser, lab.page(tmp_path / f"{name}.html", **values)) as seen:
        for setting, value in moved.items():
            control = lab.controls[setting]
            if control.kind == "choice":
                seen.control(setting).locator("select").select_option(dict(control.options)[value])
            elif control.kind == "toggle":
                seen.control(setting).locator("input").set_checked(value)
            else:
                seen.box(setting).fill(str(value))
                seen.box(setting).press("Enter")
        seen.settle()
        fixed = {setting: value for setting, value in values.items() if not isinstance(value, list)}
        assert np.array_equal(shown(seen), live(lab, "light", **fixed, **moved))


def test_a_table_of_a_strangers_stays_text(browser, tmp_path):
    nasty = "</script><img src=x onerror=document.title='hit'>"
    rng = np.random.default_rng(0)
    columns = {nasty: rng.normal(size=60), "<!--<script>": rng.normal(size=60), "tame": rng.normal(size=60)}
    frame = pl.DataFrame({**columns, "kind": rng.choice(["<b>a</b>", "b"], 60)})
    frame.write_csv(tmp_path / "theirs.csv")
    lab = LABS["clusters"].on(cases.from_csv(tmp_path / "theirs.csv", target="kind"))
    path = lab.page(tmp_path / "theirs.html", groups=[2, 3], across=["tame", nasty])
    with opened(browser, path) as seen:
        seen.control("across").locator("select").select_option(nasty)
        seen.settle()
        assert np.array_equal(shown(seen), live(lab, "light", across=nasty))
        assert seen.page.title() == lab.title and seen.page.locator("img:not(.wb-sweep-image)").count() == 0
        assert seen.page.locator("footer").inner_text().endswith("Source: Your file theirs.csv.")
