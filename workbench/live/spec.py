"""What a lab is made of: controls, settings, frames. Standard library alone."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, field, fields
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Literal, Protocol

from workbench.errors import SettingsError
from workbench.live.drawn import LARGEST, Drawn, rows_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Value = bool | int | float | str
Cells = tuple[tuple[float, ...], ...]  # what `drawing` and `grid` hold; `np.asarray` makes an array of it
Theme = Literal["light", "dark"]
SHELF = "workbench.labs."  # a lab that lies here is imported by its name alone
LONGEST = 60  # letters of a value that a message repeats


@dataclass(frozen=True)
class Control:
    """How one setting looks on the page and which values it takes."""

    kind: Literal["slider", "choice", "toggle", "number", "drawing", "text", "grid"]
    label: str
    help: str = ""
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    log: bool = False
    integer: bool = False
    options: tuple[tuple[Value, str], ...] = ()
    more: bool = False
    track: tuple[float, float] | None = None  # where the handle moves, if that is less than the whole range
    shape: tuple[int, int] = (0, 0)  # rows and columns of a drawing or a grid
    most: int = 0  # letters of a text
    first: int = 0  # options that stand in the list, while the others are typed; 0: all stand there

    @property
    def values(self) -> str:
        """Which values it takes, in words such as "1 to 20 epochs"."""
        if self.kind == "toggle":
            return "True or False"
        if self.kind == "choice":
            named = self.named
            told = " or ".join(repr(option) for option in named)
            return f"{told} or one of {left:,} others" if (left := len(self.options) - len(named)) else told
        if self.kind == "text":
            return f"a text of one line, with at most {self.most} letters"
        if self.kind in ("drawing", "grid"):
            rows, columns = self.shape
            numbers = "whole numbers" if self.integer else "numbers"
            return f"{rows} rows of {columns} {numbers} from {self.low:g} to {self.high:g}"
        return f"{self.low:g} to {self.high:g} {self.unit}".rstrip()

    @property
    def named(self) -> tuple[Value, ...]:
        """The options of a choice that stand in its list."""
        return tuple(option for option, _ in self.options[: self.first or None])

    def clean(self, name: str, value: Any) -> Value | Cells:
        """The value as the setting's own type.

        Raises: SettingsError if the value is of the wrong kind or outside its range.
        """
        if self.kind == "toggle":
            if isinstance(value, bool):
                return value
            raise SettingsError(f"`{name}` must be True or False; got {brief(value)}. Pass one of the two.")
        if self.kind == "choice":
            for option, _ in self.options:
                if _same(option, value):
                    return option
            allowed = ", ".join(repr(option) for option in self.named)
            if left := len(self.options) - len(self.named):
                allowed += f" or {left:,} others"
            raise SettingsError(f"`{name}` must be one of {allowed}; got {brief(value)}. Choose one of these.")
        if self.kind == "text":
            return self._line(name, value)
        if self.kind in ("drawing", "grid"):
            return self._rows(name, value)
        rule = f"`{name}` must be a {'whole ' if self.integer else ''}number between {self.low:g} and {self.high:g}"
        found = self._number(value)
        if found is None:
            raise SettingsError(f"{rule}; got {brief(value)}. Choose a value in this range.")
        return found

    def _number(self, value: Any) -> int | float | None:
        """The value as a number that fits; None if it does not."""
        try:
            number = float(value)
        except Exception:  # whatever a value of another kind raises, and 10**400
            return None
        whole = not self.integer or number.is_integer()
        if isinstance(value, (bool, str)) or not whole or not self.low <= number <= self.high:  # NaN fails too
            return None
        return int(number) if self.integer else number

    def _line(self, name: str, value: Any) -> str:
        rule = f"`{name}` must be {self.values}"
        if not isinstance(value, str):
            raise SettingsError(f"{rule}; got {brief(value)}. Pass a text.")
        if len(value) > self.most:
            raise SettingsError(f"{rule}; got {len(value)} letters. Shorten it.")
        if value.splitlines() not in ([], [value]):
            raise SettingsError(f"{rule}; got {brief(value)}. Take the line breaks out.")
        if any("\ud800" <= letter <= "\udfff" for letter in value):  # half a letter, which no page can be sent
            raise SettingsError(f"{rule}; got {brief(value)}, which holds half a letter. Take it out.")
        return str(value)

    def _rows(self, name: str, value: Any) -> Cells:
        rule = f"`{name}` must be {self.values}"
        try:
            given = rows_of(value) if self.kind == "drawing" and isinstance(value, str) else _plain(value)
            made = [list(_plain(row)) for row in given]
        except TypeError:  # nothing that has rows
            raise SettingsError(f"{rule}; got {brief(value)}. Pass an array or a list of rows.") from None
        except ValueError:
            raise SettingsError(f"{rule}; got the text {brief(value)}. Pass an array or a list of rows.") from None
        if len(made) != self.shape[0] or any(len(row) != self.shape[1] for row in made):
            lengths = " or ".join(str(length) for length in sorted({len(row) for row in made})[:3])
            got = f"{len(made)} row{'s' if len(made) > 1 else ''} of {lengths}" if made else "no rows"
            raise SettingsError(f"{rule}; got {got}. Pass an array of this shape.")
        if self.kind == "drawing" and _are_shares(made):
            raise SettingsError(f"{rule}; got shares from 0 to 1. Pass (255 * array).astype('uint8').")
        cells = tuple(tuple(self._number(cell) for cell in row) for row in made)
        for i, row in enumerate(cells):
            if None in row:
                where = f"{brief(made[i][row.index(None)])} in row {i + 1}, column {row.index(None) + 1}"
                raise SettingsError(f"{rule}; got {where}. Change it.")
        return Drawn(cells) if self.kind == "drawing" else cells  # type: ignore[arg-type,return-value]  # none is None


def _are_shares(rows: list[list[Any]]) -> bool:
    """Whether these are fractions from 0 to 1, as many programs write a grey: they would all be nearly blank."""
    cells = [cell for row in rows for cell in row]
    fractions = any(isinstance(cell, float) and cell for cell in cells)
    return fractions and all(isinstance(cell, (int, float)) and 0 <= cell <= 1 for cell in cells)


def _plain(value: Any) -> Any:
    """An array as lists, whatever library it is of; all else as it is."""
    return value.tolist() if hasattr(value, "tolist") else value


def brief(value: Any) -> str:
    """How a value looks in a message: short, whatever the value is."""
    try:
        text = repr(value)
    except Exception:  # Python writes no whole number of more than some 4,000 digits
        text = f"a value of type {type(value).__name__}"
    return _cut(text)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _same(option: Value, value: Any) -> bool:
    try:  # a page writes 1.0 as 1
        return bool(option == value) and isinstance(option, bool) == isinstance(value, bool)
    except Exception:  # a table, for one, has no single answer
        return False


def slider(
    default: float,
    low: float,
    high: float,
    *,
    label: str,
    step: float | None = None,
    log: bool = False,
    help: str = "",
    unit: str = "",
    more: bool = False,
    track: tuple[float, float] | None = None,
) -> Any:
    """A setting on a scale. An integer default makes whole numbers; `log` spaces the scale by factors.

    `more` puts the control into the folded part "More settings". `track` is where the handle moves, if that is less
    than the range; the box beside it takes all of it.
    """
    return _numeric("slider", default, low, high, label, step, log, help, unit, more, track)


def number(
    default: float,
    low: float,
    high: float,
    *,
    label: str,
    step: float | None = None,
    help: str = "",
    unit: str = "",
    more: bool = False,
) -> Any:
    """A setting typed into a box, such as a seed."""
    return _numeric("number", default, low, high, label, step, False, help, unit, more)


def choice(
    default: Value,
    options: Sequence[Value] | Mapping[Any, str],
    *,
    label: str,
    help: str = "",
    more: bool = False,
    first: int = 0,
) -> Any:
    """One of several values; a mapping gives each value the words shown for it.

    Of many options the `first` ones stand in a list on the page, and the others are typed; 0 lists them all.
    """
    pairs = options.items() if isinstance(options, Mapping) else ((option, str(option)) for option in options)
    return _setting(default, Control("choice", label, help, options=tuple(pairs), more=more, first=first))


def toggle(default: bool, *, label: str, help: str = "", more: bool = False) -> Any:
    """On or off."""
    return _setting(default, Control("toggle", label, help, more=more))


def text(default: str, *, label: str, most: int = 200, help: str = "", more: bool = False) -> Any:
    """A line of the learner's own words, with at most `most` letters."""
    return _setting(default, Control("text", label, help, most=most, more=more))


def grid(default: Any, low: float, high: float, *, label: str, help: str = "", more: bool = False) -> Any:
    """A small table of numbers, such as a kernel of 3 × 3. Its value: a tuple of rows, each a tuple of numbers.

    It keeps the shape of the default, rows or an array. Where all of these are whole, so must be all others.
    """
    rows = [list(_plain(row)) for row in _plain(default)]
    if not rows or not rows[0] or not low < high:
        raise ValueError(f"`{label}` needs a row with a number, and low < high; got {brief(default)}, {low} to {high}.")
    whole = all(isinstance(cell, Integral) for row in rows for cell in row)
    shape = (len(rows), len(rows[0]))
    return _setting(rows, Control("grid", label, help, low=low, high=high, integer=whole, shape=shape, more=more))


def drawing(default: Any = None, *, size: int = 28, label: str, help: str = "", more: bool = False) -> Any:
    """A square to paint on. Its value: `size` rows of `size` whole numbers, 0 for blank to 255 for full ink.

    `LAB.run` takes rows or an array, such as one of uint8; `np.asarray(settings.name)` makes an array of the value.
    """
    if not 1 <= size <= LARGEST:
        raise ValueError(f"`{label}` needs a size from 1 to {LARGEST}; got {brief(size)}.")
    control = Control("drawing", label, help, low=0, high=255, integer=True, shape=(size, size), more=more)
    return _setting([[0] * size] * size if default is None else default, control)


def _numeric(
    kind: Literal["slider", "number"],
    default: float,
    low: float,
    high: float,
    label: str,
    step: float | None,
    log: bool,
    help: str,
    unit: str,
    more: bool,
    track: tuple[float, float] | None = None,
) -> Any:
    if not low < high or (log and low <= 0):
        raise ValueError(f"`{label}` needs low < high, and low above 0 on a log scale; got {low} to {high}.")
    integer = isinstance(default, int)
    step = step or (1 if integer else (high - low) / 100)
    return _setting(default, Control(kind, label, help, unit, low, high, step, log, integer, more=more, track=track))


def _setting(default: Any, control: Control) -> Any:
    clean = control.clean(control.label, default)
    return field(default=clean if control.shape[0] else default, metadata={"control": control})


@dataclass(frozen=True)
class Suggestion:
    """A button under the controls, such as "Back to the real person", that sets some settings when pressed."""

    label: str
    values: Mapping[str, Value | Cells]


@dataclass(frozen=True)
class Frame:
    """What one picture shows. A lab subclasses it with the arrays and numbers its `Picture` draws.

    Attributes:
        progress: Share of the whole work done, in [0, 1]; the page turns it into a bar and the time left.
        suggestions: Settings worth trying next, offered as buttons.
    """

    progress: float = field(default=1.0, kw_only=True)
    suggestions: tuple[Suggestion, ...] = field(default=(), kw_only=True)


def frames(compute: Callable[[Any], Iterable[Frame]], settings: Any) -> Generator[Frame, None, None]:
    """The frames of a run, each checked: on the page and without one the same mistake gets the same sentence.

    Raises: TypeError, ValueError or RuntimeError that says what `compute` must yield.
    """
    made: Any = compute(settings)
    if not isinstance(made, Iterable):
        raise TypeError(f"`compute` must yield frames; it returned {brief(made)}. Write `yield` before each frame.")
    empty = True
    try:
        for frame in made:
            empty = False
            if not isinstance(frame, Frame):
                raise TypeError(f"`compute` must yield a Frame; got {brief(frame)}. Yield a Frame each time.")
            if not isinstance(frame.progress, Real) or not 0 <= frame.progress <= 1:  # NaN fails too
                raise ValueError(
                    f"`progress` must be a number from 0 to 1; got {brief(frame.progress)}. "
                    "Pass the share of the work that is done."
                )
            yield frame
    finally:
        if isinstance(made, Generator):
            made.close()
    if empty:
        raise RuntimeError("`compute` must yield at least one frame; it yielded no frame. Yield the result.")


def values_of(widgets: Mapping[str, Any]) -> dict[str, Any]:
    """The values of ipywidgets by the names of the settings that they drive.

    Raises: SettingsError if one has no `value`.
    """
    for name, widget in widgets.items():
        if not hasattr(widget, "value") or not hasattr(widget, "observe"):
            raise SettingsError(
                f"`{name}` must be a widget with a `value`; got {brief(widget)}. Pass one such as IntSlider()."
            )
    return {name: widget.value for name, widget in widgets.items()}


@dataclass(frozen=True)
class Curve:
    """The line that stays in the picture when a run is pinned.

    Attributes:
        panel: The number of its panel; 0 is the first.
        x: Places across, in data coordinates, shape (n,); NaN lifts the pen.
        y: Places up, shape (n,).
        kind: What it shows, where that depends on the settings: only lines of one kind stand beside each other.
    """

    panel: int
    x: Any
    y: Any
    kind: str = ""


class Colour:
    """The house palette: apart for colour-blind eyes, and at least 3:1 against both light and dark paper."""

    TRAINING = "#1f83d1"
    VALIDATION = "#d9730d"
    BEST = "#0f9d70"
    WARNING = "#d9442f"
    PURPLE = "#a25bc4"
    SKY = "#2a9bb8"
    BROWN = "#a58e52"
    MUTED = "#808590"


class Picture(Protocol):
    """Artists made once, then updated from a frame.

    Rules that keep it fast:

    - `__init__` gets one `Axes` a panel, and makes every artist, empty; `update` only changes them (`set_data`,
      `set_offsets`, `set_text`, `set_visible` ...), and never makes, removes or clears one.
    - Limits, axis labels and tick labels may change too, but each change costs a whole redraw: let them take few
      values, in coarse steps.
    - What is drawn depends on `frame` and `ghost` alone, never on the frames before them: the same frame must always
      make the same picture. So nothing that shows in a legend may change.
    - Artists that seldom change go into `self.background`; they are drawn with the axes, under all others, and cost
      nothing after.
    - Labels given to artists (`label=`) become a legend above the panel, placed by the engine.
    - Colours come from `Colour`; text takes its default colour, which follows the theme.
    - `ghost` is the frame of the previous run, or None: draw it faint and dashed in `Colour.MUTED`, or hide it.
    - Where one panel takes most of the time, its number is `slow`, and `update_slow(frame, ghost)` changes its artists,
      after `update` has changed the others. While a run flows it follows some three times a second, and no artist of it
      reaches beyond the panel's box.
    - A picture may also have `main_curve(frame)`: its main line, a `Curve`, or None. The engine draws those of pinned
      runs, dashed, with a letter at the end.
    - A picture may also have `pick(frame, panel, x, y)`: a click at data coordinates x, y of a panel (0 is the
      first) returns the settings to change, as a mapping, or None.
    - A picture may also have `hover(frame, panel, x, y)`: the same for a mouse that moves over it. It must be quick.
    """

    def __init__(self, *axes: Axes) -> None: ...

    def update(self, frame: Any, ghost: Any | None) -> None:
        """Change the artists so that they show `frame`."""
        ...


@dataclass(frozen=True, eq=False)
class Origin:
    """How a lab on somebody's own data is made again.

    Attributes:
        call: Such as `on(orders)`.
        needs: Comments that say what the names in it stand for, each with a line end.
        name: What the data are called; empty if they have no name.
        table: The data themselves: a frame or an array.
    """

    call: str
    needs: str
    name: str = ""
    table: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class LabSpec:
    """What a lab is: settings in, frames out, a picture and a sentence for each. `live.lab.Lab` can show it, too.

    Attributes:
        title: A few words.
        question: What the learner should find out with it.
        Settings: A frozen dataclass whose fields are made with slider, number, choice, toggle, text, grid and drawing.
        compute: From settings, a generator of frames; its last frame is the result.
        Picture: See the protocol of that name.
        describe: From a frame, one or two plain sentences that say what the picture shows.
        measures: From the last frame of a run, its results by name, each with its unit: for pins and sweeps.
        panels: Widths of the picture's panels, relative to each other; none gets narrower than 240 CSS pixels.
        main: The panel that matters most, counted from 0: where three have no room, it stands beside the two others.
        height: Height of one panel in CSS pixels where nothing else is asked for.
        own: Makes the lab for somebody's own case or model: see `Lab.on`. None if it cannot.
        origin: For a lab made so, the code that makes it again; else None.
        data: From settings, the cards of the data that the picture shows: a page to hand out names their licences.
        only_live: Why the lab cannot be a page to hand out, such as "its service must run"; empty if it can.
        hold: For a lab that computes on Run alone, and not when a control moves: what differs in the settings of its
            first picture, such as `{"steps": 0}`. None for all others.
    """

    title: str
    question: str
    Settings: type
    compute: Callable[[Any], Iterator[Frame]]
    Picture: Callable[..., Picture]
    describe: Callable[[Any], str]
    measures: Callable[[Any], Mapping[str, float]] = lambda frame: {}
    panels: tuple[float, ...] = (1.0,)
    main: int = 0
    height: int = 340
    own: Callable[..., Any] | None = None
    origin: Origin | None = None
    data: Callable[[Any], Iterable[Any]] = lambda settings: ()
    only_live: str = ""
    hold: Mapping[str, Value] | None = None

    @property
    def name(self) -> str:
        """The name of the module that holds the lab, such as "overfitting"."""
        return self.Settings.__module__.rpartition(".")[2]

    @property
    def controls(self) -> dict[str, Control]:
        """The control of each setting, in the order of the fields."""
        return {f.name: f.metadata["control"] for f in fields(self.Settings)}

    def settings(self, **values: Any) -> Any:
        """Settings with these values, and the default for every other.

        Raises: SettingsError for an unknown name or a value outside its range.
        """
        return self.Settings(**self.clean(values))

    def clean(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """These values, each as the type of its setting.

        Raises: SettingsError for an unknown name or a value outside its range.
        """
        controls = self.controls
        for name in values:
            if name not in controls:
                raise SettingsError(f"`{_cut(name)}` is not a setting of this lab; it has {', '.join(controls)}.")
        return {name: controls[name].clean(name, value) for name, value in values.items()}

    def run(self, **values: Any) -> Any:
        """Compute without a page, to the end, and return the last frame."""
        for last in frames(self.compute, self.settings(**values)):  # noqa: B007 - only the last one counts
            pass
        return last

    def code(self, settings: Any) -> str:
        """Python that makes the same picture without the widget."""
        changed = {k: v for k, v in asdict(settings).items() if v != default_of(self.Settings, k)}
        arguments = ", ".join(f"{name}={value!r}" for name, value in changed.items())
        lab, line = self.opening
        return f"{line}frame = {lab}.run({arguments})\n{lab}.picture(frame)"

    @property
    def opening(self) -> tuple[str, str]:
        """What code calls this lab, and the lines that must stand before, each with a line end."""
        home = self.Settings.__module__
        if self.origin is not None:
            line = f"{self.origin.needs}from {SHELF.rstrip('.')} import {self.name}\n\n"
            return "lab", f"{line}lab = {self.name}.{self.origin.call}\n"
        if home.startswith(SHELF):
            return self.name, f"from {SHELF.rstrip('.')} import {self.name}\n\n"
        return "LAB", "" if home == "__main__" else f"from {home} import LAB\n\n"


def default_of(settings: type, name: str) -> Any:
    """What a setting starts with."""
    (default,) = (f.default for f in fields(settings) if f.name == name)
    return None if default is MISSING else default
