"""A lab that shows itself: it stands on top of the engine. Widgets and matplotlib load when something is shown.

A lab is written without any widget in sight:

    @dataclass(frozen=True)
    class Settings:
        degree: int = slider(3, 1, 20, label="Degree", help="Highest power of x in the curve.")

    @dataclass(frozen=True)
    class Fit(Frame):                                   # what one picture needs, and nothing more
        x: np.ndarray
        y: np.ndarray

    def compute(s: Settings) -> Iterator[Fit]:          # pure: same settings, same frames
        yield Fit(x, y, progress=1.0)                   # a picture, a progress report, a place to stop

    class Picture:
        def __init__(self, axes): (self.curve,) = axes.plot([], [], label="fit")
        def update(self, frame, ghost): self.curve.set_data(frame.x, frame.y)

    def describe(frame: Fit) -> str: ...                # the sentence under the picture

    LAB = Lab("Title", "Question?", Settings, compute, Picture, describe)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.live.spec import Frame, LabSpec, Theme, Value, default_of, values_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from workbench.live.view import LabView


@dataclass(frozen=True, repr=False)
class Lab(LabSpec):
    """A live experiment. What it is made of stands in `LabSpec`."""

    def __repr__(self) -> str:
        """Title, question, and one line for each setting: its name, value at the start, range and label."""
        lines = (
            f"  {name} = {default_of(self.Settings, name)!r}: {control.values}. {control.label}"
            for name, control in self.controls.items()
        )
        return "\n".join([f"{self.title}. {self.question}", *lines])

    def picture(self, frame: Frame, ghost: Frame | None = None, *, theme: Theme = "light", width: int = 900) -> Figure:
        """A plain matplotlib figure of one frame, for reports. `width` is in CSS pixels (96 to the inch)."""
        from workbench.live.picture import still

        return still(self, frame, ghost, theme=theme, width=width)

    def show(
        self, *, controls: Sequence[str] = (), experiments: Sequence[Mapping[str, str]] = (), **values: Value
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

    def bind(self, **widgets: Any) -> LabView:
        """The live lab with some settings driven by ipywidgets of your own: `LAB.bind(degree=IntSlider(3, 1, 20))`.

        Each widget must have a `value`. Its setting leaves the lab's own controls.
        """
        from workbench.live.view import LabView

        view = LabView(self, self.settings(**values_of(widgets)))
        view.bind(**widgets)
        return view

    def _ipython_display_(self) -> None:
        self.show()._ipython_display_()
