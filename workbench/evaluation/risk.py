"""Where a system stands under the European Union's AI Act: questions, and what follows from a yes.

For learning, not legal advice. The questions put Regulation (EU) 2024/1689, as amended by Regulation (EU) 2026/1744,
into plain words and leave much out, above all the exceptions. `ai_act_dates` says from which day each rule applies.
Anyone who builds a real system must read the law itself, with somebody who knows it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from workbench.errors import WorkbenchError
from workbench.evaluation.ai_act_dates import CHECKED, start_of

Tier = Literal["prohibited", "high", "transparency", "minimal"]
NAMES: Mapping[Tier, str] = {
    "prohibited": "Prohibited",
    "high": "High risk",
    "transparency": "Duties to inform",
    "minimal": "Minimal risk",
}


class YesNo(NamedTuple):
    """A question to be answered with yes or no.

    Attributes:
        key: A short name, by which `place` is told of a yes.
        text: The question.
        article: Where it comes from.
    """

    key: str
    text: str
    article: str


PROHIBITED = (
    YesNo(
        "manipulates",
        "Does it change what people do by hidden or deceiving techniques, so that it harms them much?",
        "Art. 5(1)(a)",
    ),
    YesNo(
        "exploits",
        "Does it use the weakness of age, disability or a hard situation in life, so that it harms people much?",
        "Art. 5(1)(b)",
    ),
    YesNo(
        "social_scoring",
        "Does it score people by conduct or character over time, and are they treated badly elsewhere, or too hard?",
        "Art. 5(1)(c)",
    ),
    YesNo("predicts_crime", "Does it foretell a person's crimes from a profile or character alone?", "Art. 5(1)(d)"),
    YesNo(
        "scrapes_faces",
        "Does it collect faces from the net or from cameras, untargeted, to build or extend a database for recognising"
        " faces?",
        "Art. 5(1)(e)",
    ),
    YesNo(
        "reads_emotions",
        "Does it infer emotions at work or in education, other than for medical reasons or safety?",
        "Art. 5(1)(f)",
    ),
    YesNo(
        "infers_beliefs",
        "Does it infer race, politics, union membership, faith or sexual life from body, face or voice?",
        "Art. 5(1)(g)",
    ),
    YesNo(
        "watches_live",
        "Does it identify people live and at a distance in public places for the police, outside the few exceptions?",
        "Art. 5(1)(h)",
    ),
    YesNo(
        "undresses",
        "Does it make, or let people easily make, real-looking intimate pictures, sound or film of a real person who"
        " did not agree?",
        "Art. 5(1)(ba)",
    ),
    YesNo(
        "abuses_children",
        "Does it make, or let people easily make, material of the sexual abuse of children?",
        "Art. 5(1)(bb)",
    ),
)
PRODUCT = YesNo(
    "product",
    "Does it keep a product safe, or is it one, that somebody independent must check for dangers to health or safety:"
    " a lift, a toy, a medical device?",
    "Art. 6(1)",
)
ANNEX_III = (
    YesNo(
        "identifies",
        "Does it find out at a distance who people are, by body, face or voice? (To check a claim is not meant.)",
        "Annex III, 1(a)",
    ),
    YesNo(
        "sorts_people",
        "Does it guess protected or sensitive facts about people from body, face or voice?",
        "Annex III, 1(b)",
    ),
    YesNo(
        "emotions", "Does it recognise emotions or intentions from body, face or voice, anywhere?", "Annex III, 1(c)"
    ),
    YesNo(
        "infrastructure",
        "Does it keep road traffic, digital networks, or the supply of water, gas, heat or power safe?",
        "Annex III, 2",
    ),
    YesNo("education", "Does it decide on admission, level or grades, or watch for cheating?", "Annex III, 3"),
    YesNo(
        "employment",
        "Does it find, choose, rate, steer or dismiss people at work, job adverts included?",
        "Annex III, 4",
    ),
    YesNo(
        "services",
        "Does it judge who gets public help, credit, life or health insurance, or whose emergency call comes first?",
        "Annex III, 5",
    ),
    YesNo("police", "Does it help the police to judge people or evidence?", "Annex III, 6"),
    YesNo("migration", "Does it help to decide on asylum, visas or borders?", "Annex III, 7"),
    YesNo("justice", "Does it help courts to decide, or is it meant to sway votes?", "Annex III, 8"),
)
NARROW = YesNo(
    "narrow_task",
    "Is it without significant risk of harm, not swaying decisions, and does it only do a narrow step of procedure,"
    " polish finished human work, look for patterns in past decisions, or prepare a judgement?",
    "Art. 6(3)",
)
PROFILES = YesNo("profiles", "Does it profile people: guess facts about a person from data on them?", "Art. 6(3)")
INFORM = (
    YesNo("talks", "Do people talk or write with it, and is that not obvious?", "Art. 50(1)"),
    YesNo("makes_content", "Does it make text, pictures, sound or film?", "Art. 50(2)"),
    YesNo("senses_people", "Does it sort people by body, face or voice in some other way?", "Art. 50(3)"),
    YesNo(
        "deep_fakes",
        "Do you publish what looks real and is not, or made text on public matters that nobody has checked?",
        "Art. 50(4)",
    ),
)
TELL = {
    "talks": "tell people that they talk with a machine",
    "makes_content": "mark what it makes, so that machines can recognise it",
    "senses_people": "tell the people whom it looks at",
    "deep_fakes": "say openly that it was made or changed by AI",
}
IMPLIED = {"emotions": "senses_people", "sorts_people": "senses_people"}
MODEL = YesNo("general_purpose", "Do you offer a model for very many tasks, such as a large language model?", "Art. 53")
QUESTIONS = (*PROHIBITED, PRODUCT, *ANNEX_III, NARROW, PROFILES, *INFORM, MODEL)

HIGH_DUTIES = (
    "manage its risks over its whole life (Art. 9)",
    "use data that is relevant, sufficiently representative and examined for bias (Art. 10)",
    "document it, and let it keep logs (Art. 11, 12)",
    "tell those who use it what it can and cannot do (Art. 13)",
    "let a person watch over it and stop it (Art. 14)",
    "state and keep its accuracy, robustness and security (Art. 15)",
    "have it assessed before it is sold, and watch it in use (Art. 43, 72)",
    "who uses it: follow the instructions, keep a person in charge, inform workers (Art. 26)",
)
ANNEX_III_DUTIES = (
    "register it (Art. 49)",
    "public services, and who rates credit, life or health insurance: assess its effect on rights first (Art. 27)",
    "explain to a person concerned what part it had in a decision (Art. 86)",
)
MODEL_DUTIES = (
    "document the model, help those who build on it, respect copyright, sum up what it learned from (Art. 53)",
    "if it can do harm on a large scale (systemic risk): assess and contain that too (Art. 55)",
)
ALWAYS = (
    "take measures that help the people who work with it to understand it (Art. 4)",
    "keep all other law: data protection, equal treatment",
)


@dataclass(frozen=True)
class Placement:
    """Where a system stands.

    Attributes:
        tier: The strictest tier that applies.
        reasons: The questions whose yes led there.
        duties: What follows, with articles. Duties to inform, and those for a model of general purpose, come on top.
    """

    tier: Tier
    reasons: tuple[YesNo, ...]
    duties: tuple[str, ...]

    @property
    def words(self) -> str:
        """All of it in Markdown."""
        reasons = "; ".join(f"{question.text} Yes ({question.article})" for question in self.reasons)
        head = f"**{NAMES[self.tier]}.** {reasons or 'No question led to a stricter tier'}."
        return "\n".join([head, *self._start(), "", *(f"- {duty}" for duty in self.duties)])

    def _start(self) -> list[str]:
        """From which day a new system is bound by what led here."""
        if not self.reasons:
            return []
        day = min(start_of(question.article) for question in self.reasons)
        return [
            f"As the law stood on {CHECKED}, what follows from this tier binds a new system from {day}. Other duties, "
            "and systems on the market earlier, have other days: `ai_act_dates.DATES`."
        ]


def place(yes: Collection[str]) -> Placement:
    """Place a system by the questions that were answered with yes.

    A system of Annex III that poses no significant risk and only does a narrow or preparing task is not high-risk,
    unless it profiles people (Art. 6(3)).

    Args:
        yes: Keys of `QUESTIONS`; all others count as no.
    Raises: WorkbenchError if a key is unknown.
    Source: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744: articles 4 to 6, 50 to 55 and annex III.
    """
    unknown = sorted(set(yes) - {question.key for question in QUESTIONS})
    if unknown:
        raise WorkbenchError(
            f"`yes` must hold keys of questions; got {unknown[0]!r}. Look at `QUESTIONS`: there are {len(QUESTIONS)}."
        )
    yes = {*yes, *(IMPLIED[key] for key in yes if key in IMPLIED)}

    def said(questions: Collection[YesNo]) -> tuple[YesNo, ...]:
        return tuple(question for question in questions if question.key in yes)

    if banned := said(PROHIBITED):
        return Placement("prohibited", banned, ("do not sell it, do not put it into service, do not use it (Art. 5)",))
    inform, listed = said(INFORM), said(ANNEX_III)
    excused = "narrow_task" in yes and "profiles" not in yes
    on_top = tuple(f"{TELL[question.key]} ({question.article})" for question in inform)
    on_top += MODEL_DUTIES if MODEL.key in yes else ()
    if high := (*said((PRODUCT,)), *(() if excused else listed)):
        of_use = ANNEX_III_DUTIES if listed and not excused else ()
        return Placement("high", high, (*HIGH_DUTIES, *of_use, *on_top, *ALWAYS))
    if listed:
        on_top = ("write down why it is not high-risk, and register it (Art. 6(4), 49(2))", *on_top)
    return Placement("transparency" if inform else "minimal", inform, (*on_top, *ALWAYS))
