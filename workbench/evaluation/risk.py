"""Where a system stands under the European Union's AI Act: questions, and what follows from a yes.

For learning, not legal advice. The questions put Regulation (EU) 2024/1689 into plain words and leave much out: the
exceptions, the models of general purpose (chapter V), and the dates from which duties hold, which were moved in 2026
(high risk: to December 2027, and to August 2028 for products). The same change added the ban on intimate pictures. Who
builds a real system reads the law as it stands, with somebody who knows it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from workbench.errors import WorkbenchError

Tier = Literal["prohibited", "high", "transparency", "minimal"]
NAMES: Mapping[Tier, str] = {
    "prohibited": "Prohibited",
    "high": "High risk",
    "transparency": "Duties to inform",
    "minimal": "Minimal risk",
}


class Question(NamedTuple):
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
    Question("manipulates", "Does it push people into harm with tricks they do not notice?", "Art. 5(1)(a)"),
    Question("exploits", "Does it use the weakness of age, disability or poverty to harm people?", "Art. 5(1)(b)"),
    Question(
        "social_scoring",
        "Does it score people by their conduct, and treat them badly elsewhere for it?",
        "Art. 5(1)(c)",
    ),
    Question("predicts_crime", "Does it foretell crimes of a person from a profile alone?", "Art. 5(1)(d)"),
    Question("scrapes_faces", "Does it collect faces from the net or from cameras, of anybody?", "Art. 5(1)(e)"),
    Question(
        "reads_emotions",
        "Does it read emotions at work or school, other than for health or safety?",
        "Art. 5(1)(f)",
    ),
    Question(
        "infers_beliefs", "Does it infer race, faith, politics or sexual life from bodies or faces?", "Art. 5(1)(g)"
    ),
    Question("watches_live", "Does it identify people live in public places for the police?", "Art. 5(1)(h)"),
    Question(
        "undresses",
        "Does it make intimate pictures of real people who did not agree, or of children?",
        "Art. 5(1), 2026",
    ),
)
PRODUCT = Question("product", "Does it keep a checked product safe: a lift, a toy, a medical device?", "Art. 6(1)")
ANNEX_III = (
    Question("biometrics", "Does it identify or sort people by body or face?", "Annex III, 1"),
    Question("infrastructure", "Does it keep traffic, water, gas, heat or power safe?", "Annex III, 2"),
    Question("education", "Does it decide on admission, grades or cheating?", "Annex III, 3"),
    Question("employment", "Does it choose, rate or dismiss people at work?", "Annex III, 4"),
    Question(
        "services", "Does it decide on benefits, credit, life or health insurance, or emergency calls?", "Annex III, 5"
    ),
    Question("police", "Does it help the police to judge people or evidence?", "Annex III, 6"),
    Question("migration", "Does it help to decide on asylum, visas or borders?", "Annex III, 7"),
    Question("justice", "Does it help courts, or sway elections?", "Annex III, 8"),
)
NARROW = Question(
    "narrow_task", "Does it only do a small step that a person could skip, with no real effect?", "Art. 6(3)"
)
PROFILES = Question("profiles", "Does it profile people: guess facts about a person from data on them?", "Art. 6(3)")
INFORM = (
    Question("talks", "Do people talk or write with it?", "Art. 50(1)"),
    Question("makes_content", "Does it make text, pictures, sound or film?", "Art. 50(2)"),
    Question("senses_people", "Does it sense emotions, or sort people by body or face?", "Art. 50(3)"),
    Question("deep_fakes", "Does it make what looks real and is not, or news for the public?", "Art. 50(4)"),
)
TELL = {
    "talks": "tell people that they talk with a machine",
    "makes_content": "mark what it makes, so that machines can recognise it",
    "senses_people": "tell the people whom it looks at",
    "deep_fakes": "say openly that it was made or changed by AI",
}
QUESTIONS = (*PROHIBITED, PRODUCT, *ANNEX_III, NARROW, PROFILES, *INFORM)

HIGH_DUTIES = (
    "manage its risks over its whole life (Art. 9)",
    "use data that is relevant, representative and examined for bias (Art. 10)",
    "document it, and let it keep logs (Art. 11, 12)",
    "tell those who use it what it can and cannot do (Art. 13)",
    "let a person watch over it and stop it (Art. 14)",
    "state and keep its accuracy, robustness and security (Art. 15)",
    "have it assessed and registered before it is sold, and watch it in use (Art. 43, 49, 72)",
    "who uses it: follow the instructions, keep a person in charge, inform workers (Art. 26)",
    "public bodies, banks and insurers among them: assess its effect on basic rights first (Art. 27)",
    "explain to a person concerned what part it had in a decision (Art. 86)",
)
ALWAYS = (
    "see to it that the people who work with it understand it (Art. 4)",
    "keep all other law: data protection, equal treatment",
)


@dataclass(frozen=True)
class Placement:
    """Where a system stands.

    Attributes:
        tier: The strictest tier that applies.
        reasons: The questions whose yes led there.
        duties: What follows, with articles. Duties to inform come on top of those of a high-risk system.
    """

    tier: Tier
    reasons: tuple[Question, ...]
    duties: tuple[str, ...]

    @property
    def words(self) -> str:
        """All of it in Markdown."""
        reasons = "; ".join(f"{question.text} Yes ({question.article})" for question in self.reasons)
        head = f"**{NAMES[self.tier]}.** {reasons or 'No question led to a stricter tier'}."
        return "\n".join([head, "", *(f"- {duty}" for duty in self.duties)])


def place(yes: Collection[str]) -> Placement:
    """Place a system by the questions that were answered with yes.

    A system of Annex III that only does a narrow task is not of high risk, unless it profiles people (Art. 6(3)).

    Args:
        yes: Keys of `QUESTIONS`; all others count as no.
    Raises: WorkbenchError if a key is unknown.
    Source: Regulation (EU) 2024/1689, articles 5, 6 and 50 and annex III.
    """
    unknown = sorted(set(yes) - {question.key for question in QUESTIONS})
    if unknown:
        raise WorkbenchError(
            f"`yes` must hold keys of questions; got {unknown[0]!r}. Look at `QUESTIONS`: there are {len(QUESTIONS)}."
        )

    def said(questions: Collection[Question]) -> tuple[Question, ...]:
        return tuple(question for question in questions if question.key in yes)

    if banned := said(PROHIBITED):
        return Placement("prohibited", banned, ("do not sell it, do not put it into service, do not use it (Art. 5)",))
    inform, excused = said(INFORM), "narrow_task" in yes and "profiles" not in yes
    telling = tuple(f"{TELL[question.key]} ({question.article})" for question in inform)
    high = (*said((PRODUCT,)), *(() if excused else said(ANNEX_III)))
    if high:
        return Placement("high", high, (*HIGH_DUTIES, *telling, *ALWAYS))
    if excused and said(ANNEX_III):
        telling = ("write down why it is not of high risk (Art. 6(4))", *telling)
    return Placement("transparency" if inform else "minimal", inform, (*telling, *ALWAYS))
