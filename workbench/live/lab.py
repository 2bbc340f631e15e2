"""A lab that shows itself: it stands on top of the engine. Widgets and matplotlib load when something is shown.

A lab is written without any widget in sight:

    @dataclass(frozen=True)
    class Settings:
        degree: int = slider(3, 1, 20, label="Degree", help="Highest power of x in the curve.")

    @dataclass(frozen=True, kw_only=True)
    class Fit(Frame):                                   # what one picture needs, and nothing more
        x: np.ndarray
        y: np.ndarray

    def compute(s: Settings) -> Iterator[Fit]:          # pure: same settings, same frames
        yield Fit(x=x, y=y, progress=1.0)               # a picture, a progress report, a place to stop

    class Picture:
        def __init__(self, axes): (self.curve,) = axes.plot([], [], label="fit")
        def update(self, frame, ghost): self.curve.set_data(frame.x, frame.y)

    def describe(frame: Fit) -> str: ...                # the sentence under the picture

    def measures(frame: Fit) -> dict[str, float]: ...   # results of a finished run by name, for pins and sweeps

    LAB = Lab("Title", "Question?", Settings, compute, Picture, describe, measures)
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import SettingsError
from workbench.live.origin import told
from workbench.live.spec import Frame, LabSpec, Theme, brief, default_of, values_of

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.figure import Figure

    from workbench.live.view import LabView


@dataclass(frozen=True, repr=False)
class Lab(LabSpec):
    """A live experiment. What it is made of stands in `LabSpec`."""

    def __repr__(self) -> str:
        """Title, question, and one line for each setting: its name, value at the start, range and label."""
        lines = (
            f"  {name} = {brief(default_of(self.Settings, name))}: {control.values}. {control.label}"
            for name, control in self.controls.items()
        )
        return "\n".join([f"{self.title}. {self.question}", *lines])

    def on(
        self,
        subject: Any,
        X: Any = None,
        y: Any = None,
        *,
        background: Any = None,
        units: Any = None,
        group: Any = None,
    ) -> Lab:
        """The same lab on a table or a model of your own: `on(case)`, or `on(model, X, y)`.

        Args:
            subject: A case, such as `cases.from_csv("orders.csv", target="returned")`, or a fitted model; for `reward`
                a grader: a function of question and answer.
            X: For a model, rows as it learned them: a frame or an array.
            y: For a model, the right answers of these rows, if they are known.
            background: For a model, rows to compare with; left out, some of X.
            units: For a model, the unit of each column that has one, such as `{"age": "years"}`.
            group: The name of a column. For a case: rows with the same value stay on one side. For a model: whom to
                look at separately.
        Returns: A lab like any other, with settings made for this table.
        Raises: SettingsError, DataError or ExplainError: in one sentence why the lab cannot take it, and what to do.
        """
        if self.own is None:
            raise SettingsError(
                f"`{self.name}` has no form for your own table or model. `labs.gallery()` shows others."
            )
        origin = told(subject, X, y, background, units, group, sys._getframe(1))
        made: Lab = self.own(subject, X, y, background, units, group)
        cards = (subject.card,) if hasattr(subject, "card") else ()
        return replace(made, origin=origin, data=lambda settings: cards)

    def picture(self, frame: Frame, ghost: Frame | None = None, *, theme: Theme = "light", width: int = 900) -> Figure:
        """A plain matplotlib figure of one frame, for reports. `width` is in CSS pixels (96 to the inch)."""
        from workbench.live.picture import still, teach_jupyter

        teach_jupyter()
        return still(self, frame, ghost, theme=theme, width=width)

    def show(
        self, *, controls: Sequence[str] = (), experiments: Sequence[Mapping[str, str]] = (), **values: Any
    ) -> LabView:
        """The live lab, as a widget to leave on the last line of a cell.

        Args:
            controls: Settings to show; the others wait under "All settings". Empty shows all.
            experiments: What to try, each with the texts `title`, `steps`, `question` and `see`: see `nb.experiments`.
            values: What the settings start with.
        Raises: SettingsError for an unknown name or a value outside its range.
        """
        from workbench.live.view import LabView

        self.clean({name: getattr(self.settings(), name, None) for name in controls})  # each must be a setting
        return LabView(self, self.settings(**values), controls, experiments)

    def page(self, path: str | PathLike[str], /, **values: Any) -> Path:
        """Write the lab as one HTML file that needs no Python and no network: `page("lab.html", degree=range(1, 16))`.

        Every picture is computed beforehand: the last one of each run, in light and dark, for wide and narrow screens.

        Args:
            path: Where the file goes; an older page there is replaced, any other file is not.
            values: By setting, several values to move among (a slider then moves among these and no others), or one to
                fix it at. Every other setting stays at its start.
        Returns: The path.
        Raises: SettingsError in a sentence: a setting, value or file that cannot be; over 3,000 pictures or 25 MB; a
            lab that needs more than settings.
        """
        from workbench.live.handout import hand_out

        return hand_out(self, path, values)

    def bind(self, **widgets: Any) -> LabView:
        """The live lab with some settings driven by ipywidgets of your own: `LAB.bind(degree=IntSlider(3, 1, 20))`.

        Each widget must have a `value`. Its setting leaves the lab's own controls.
        """
        from workbench.live.view import LabView

        view = LabView(self, self.settings(**values_of(widgets)))
        view.bind(**widgets)
        return view

    def sweep(
        self,
        name: str,
        values: Iterable[Any],
        second: str | None = None,
        second_values: Iterable[Any] = (),
        /,
        *,
        repeats: int = 1,
        workers: int = 1,
        ray: bool = False,
        also: Mapping[str, Any] | None = None,
        **settings: Any,
    ) -> pl.DataFrame:
        """Run the lab for each of these values: `overfitting.sweep("degree", range(1, 21), repeats=5)`.

        Args:
            name: A setting.
            values: Its values.
            second: Another setting; then each of its values is tried with each of the first.
            second_values: Its values.
            repeats: Times that each is run, with seeds one after the other.
            workers: Processes that run at the same time.
            ray: Whether the runs go to a Ray cluster; this needs Ray (extra `cluster`).
            also: Settings of the lab that are called like an argument here, such as `{"repeats": 2}`.
            settings: What the other settings are.
        Returns: One row a run: the settings that change, `measures`, seconds.
        Raises: SettingsError for a setting or value that cannot be; WorkbenchError if Ray is missing, or all runs fail.
        """
        from workbench.live.sweep import outcomes_of, planned, table

        wanted = {name: values} if second is None else {name: values, second: second_values}
        base = self.settings(**{**settings, **(also or {})})
        return table(outcomes_of(self, planned(self, base, wanted, repeats), workers, ray))

    def _ipython_display_(self) -> None:
        self.show()._ipython_display_()
