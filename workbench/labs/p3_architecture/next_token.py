"""What comes next? A language model's guesses for your own text, and what temperature, top-k and top-p make of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes

from workbench.experiments.next_token import Sampling, Way, after, continued, drawn, ends_text, token_text
from workbench.labs.p3_architecture._tokens import BREAK, Flow, Paragraph, named
from workbench.labs.percent import percent
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.spec import Colour, Frame, Suggestion, number, slider, text
from workbench.threads import on_one_thread

BARS = 12  # tokens shown; one more bar holds all others
LONGEST = 300  # letters of a prompt
ALL = 200  # the right end of the slider stands for no limit
SHOWN = 70  # tokens of the prompt that are drawn, from its end
MOST = 30  # tokens to write
START = "The customer wants a refund because the"


@dataclass(frozen=True)
class Settings:
    """The text, and how the next token is drawn."""

    prompt: str = text(
        START, label="Your text", most=LONGEST, help=f"The model goes on from here. {BREAK} stands for a new line."
    )
    temperature: float = slider(
        1.0,
        0.0,
        2.0,
        step=0.05,
        label="Temperature",
        help="Low: likely tokens only. High: rare ones too. 0: no chance.",
    )
    top_k: int = slider(
        ALL,
        1,
        ALL,
        log=True,
        label="Top-k",
        unit="tokens",
        help="So many likeliest tokens stay. At the far right: all.",
    )
    top_p: float = slider(
        1.0, 0.05, 1.0, step=0.05, label="Top-p", help="The likeliest stay that reach this probability together."
    )
    write: int = slider(
        0, 0, MOST, label="Tokens to write", unit="tokens", help="It goes on with your text twice, with two draws."
    )
    seed: int = number(0, 0, 9999, label="Seed", help="Another number: other draws from the same chances.")

    @property
    def sampling(self) -> Sampling:
        """The three settings as the experiment takes them."""
        return Sampling(round(self.temperature, 4), 0 if self.top_k == ALL else self.top_k, round(self.top_p, 4))


@dataclass(frozen=True, kw_only=True)
class Guess(Frame):
    """The chances of the next token, and texts that were written.

    Attributes:
        settings: What it was computed for.
        tokens: The tokens of the text.
        chances: How probable each of them was to the model, shape (n,); NaN for the first.
        names: The likeliest next tokens, BARS of them.
        own: Their probabilities as the model gives them, and of all others together, shape (BARS + 1,).
        used: The same after temperature, top-k and top-p.
        left: How many tokens can be drawn.
        open: Among how many equally likely tokens a draw would be as open (perplexity).
        drawn: The token that the seed draws.
        ended: Whether it says that the text is over.
        ways: What was written in each of two ways: tokens, and their probabilities to the model.
    """

    settings: Settings
    tokens: tuple[str, ...]
    chances: np.ndarray
    names: tuple[str, ...]
    own: np.ndarray
    used: np.ndarray
    left: int
    open: float
    drawn: str
    ended: bool
    ways: tuple[tuple[tuple[str, float], ...], ...]


def compute(settings: Settings) -> Iterator[Guess]:
    """The chances at once, then both texts, token by token."""
    return on_one_thread(_compute(settings))


def _compute(settings: Settings) -> Iterator[Guess]:
    prompt = settings.prompt.replace(BREAK, "\n")
    guess = _guess(settings, prompt)
    yield replace(guess, progress=1 / (1 + settings.write))
    if settings.write:
        seeds = 2 * settings.seed, 2 * settings.seed + 1
        for step, ways in enumerate(continued(prompt, settings.sampling, seeds, settings.write), 1):
            guess = replace(guess, ways=tuple(_spelled(way) for way in ways))
            yield replace(guess, progress=(1 + step) / (1 + settings.write))
        yield replace(guess, progress=1.0)  # both may have ended early


def _guess(settings: Settings, prompt: str) -> Guess:
    found, reading = after(prompt), after(prompt).reading
    own, used = Sampling().chances(found.logits), settings.sampling.chances(found.logits)  # the likeliest first
    token = int(found.order[drawn(used, len(reading.ids), settings.seed)])
    some = used[used > 0]
    guess = Guess(
        settings=settings,
        tokens=reading.tokens,
        chances=reading.chances,
        names=tuple(token_text(one) for one in found.order[:BARS]),
        own=_with_rest(own[:BARS]),
        used=_with_rest(used[:BARS]),
        left=len(some),
        open=float(np.exp(-np.sum(some * np.log(some)))),
        drawn=token_text(token),
        ended=ends_text(token),
        ways=(),
    )
    return replace(guess, suggestions=_suggestions(guess))


def _with_rest(some: np.ndarray) -> np.ndarray:
    return np.append(some, max(0.0, 1 - some.sum()))


def _spelled(way: Way) -> tuple[tuple[str, float], ...]:
    return tuple((token_text(token), probability) for token, probability in way)


def _suggestions(guess: Guess) -> tuple[Suggestion, ...]:
    settings, offered = guess.settings, []
    longer = grown(settings.prompt, guess.drawn, guess.ended)
    if longer is not None:
        offered.append(Suggestion("Go on", {"prompt": longer}))
    if settings.temperature > 0 and settings.seed < 9999:
        offered.append(Suggestion("Draw again", {"seed": settings.seed + 1}))
    if not settings.write:
        offered.append(Suggestion("Write 20 tokens, twice", {"write": 20}))
    return tuple(offered)


def grown(prompt: str, token: str, ended: bool) -> str | None:
    """The text with one more token; None where it cannot be written into the control."""
    longer = prompt + token.replace("\n", BREAK)
    whole = not (token.startswith("‹") and token.endswith("›")) and longer.isprintable()
    return longer if whole and not ended and len(longer) <= LONGEST else None


class Picture:
    """Left the chances of the next token, right the text as the model reads it, and what it wrote."""

    def __init__(self, bars: Axes, words: Axes) -> None:
        rows = np.arange(BARS + 1)
        bars.set(xlim=(0, 1.12), ylim=(BARS + 0.6, -0.6), xticks=(0, 0.25, 0.5, 0.75, 1))
        bars.set_xticklabels(("0%", "25%", "50%", "75%", "100%"))
        bars.set_yticks(rows, ["" for _ in rows])
        bars.set_title("What comes next?")
        self.names: Axes = bars
        self.shown: tuple[str, ...] = ()
        self.own, self.used = (
            bars.plot([], [], color=colour, linewidth=5, solid_capstyle="butt", label=label)[0]
            for colour, label in ((Colour.MUTED, "as the model gives it"), (Colour.TRAINING, "as it is drawn"))
        )
        (self.old,) = bars.plot([], [], "|", color=Colour.MUTED, markersize=9, markeredgewidth=1.6)
        self.numbers = [quick_text(bars, fontsize=9) for _ in rows]
        words.set_title("Your text in tokens: colour is surprise")
        self.flow = Flow(words, SHOWN + 2 * MOST, 3)

    def update(self, frame: Guess, ghost: Guess | None) -> None:
        """Show these chances; those of the run before as small marks, where they belong to the same text."""
        names = tuple(named(name) for name in frame.names)
        if names != self.shown:
            self.shown = names
            self.names.set_yticklabels([*names, "all others"])
        rows = np.arange(BARS + 1)
        self.own.set_data(_bars(frame.own, rows - 0.16))
        self.used.set_data(_bars(frame.used, rows + 0.16))
        for row, (number_, chance, own) in enumerate(zip(self.numbers, frame.used, frame.own, strict=True)):
            number_.set_text(_percent(chance))
            number_.set_position((max(chance, own) + 0.015, row))
        same = ghost is not None and ghost.settings.prompt == frame.settings.prompt
        self.old.set_data((ghost.used, rows + 0.16) if ghost is not None and same else ([], []))
        self.flow.update([*_read(frame), *_written(frame)])

    def pick(self, frame: Guess, panel: int, x: float, y: float) -> dict[str, str] | None:
        """A click on a bar or its name puts this token at the end of the text."""
        row = round(y)
        if panel != 0 or not 0 <= row < BARS:
            return None
        longer = grown(frame.settings.prompt, frame.names[row], frame.names[row].startswith("<|"))
        return None if longer is None else {"prompt": longer}


def _bars(values: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One line that draws all bars, with a hole after each."""
    gap = np.full(len(values), np.nan)
    return np.column_stack([0 * values, values, gap]).ravel(), np.repeat(rows, 3)


def _percent(chance: float) -> str:
    return "0" if chance == 0 else percent(chance, 1 if chance < 0.1 else 0, short=True)


def _read(frame: Guess) -> Iterator[Paragraph]:
    tokens, chances = frame.tokens[-SHOWN:], frame.chances[-SHOWN:]
    count = len(frame.tokens)
    yield Paragraph(f"You: {count} token{'s' * (count != 1)}", tokens, surprise(chances))


def _written(frame: Guess) -> Iterator[Paragraph]:
    for place, way in enumerate(frame.ways, 1):
        chances = np.array([chance for _, chance in way])
        yield Paragraph(f"It goes on, text {place}:", [token for token, _ in way], surprise(chances))


def surprise(chances: np.ndarray) -> np.ndarray:
    """From 0 for a token that the model was sure of, to 1 for one in ten thousand; unknown is 0."""
    return np.asarray(np.nan_to_num(np.clip(-np.log10(np.maximum(chances, 1e-9)) / 4, 0, 1)))


def describe(frame: Guess) -> str:
    """What is likeliest, how open the draw is, and what was drawn."""
    settings, first = frame.settings, _quoted(frame.names[0])
    sentence = f"The likeliest next token is {first}, {_percent(frame.own[0])} to the model itself"
    sentence += f" and {_percent(frame.used[0])} as it is drawn." if settings.sampling != Sampling() else "."
    if frame.left == 1:
        sentence += " Only one token is left, so there is nothing to draw."
    else:
        sentence += (
            f" {frame.left:,} tokens can be drawn; it is as open as a choice among {frame.open:,.0f} equal ones."
        )
    end = "the end of the text" if frame.ended else _quoted(frame.drawn)
    sentence += f" Seed {settings.seed} draws {end}."
    if frame.ways:
        texts = ["".join(token for token, _ in way) for way in frame.ways]
        verdict = "the same" if texts[0] == texts[1] else "different"
        sentence += f" The two texts are {verdict}."
    return sentence


def _quoted(token: str) -> str:
    return f"“{token}”".replace("\n", BREAK)


def measures(frame: Guess) -> dict[str, float]:
    """How open the draw is."""
    return {
        "likeliest token (%)": 100 * float(frame.own[0]),
        "likeliest token as drawn (%)": 100 * float(frame.used[0]),
        "tokens that can be drawn": frame.left,
        "equally likely tokens (perplexity)": frame.open,
    }


LAB = Lab(
    title="The next token",
    question="How does a model that only guesses the next token come to write texts?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.0, 1.2),
    height=380,
)
