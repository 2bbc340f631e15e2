from workbench.cases.questions import FACTS, INVENTED


def test_each_fact_is_asked_once_and_has_four_different_ends():
    assert 40 <= len(FACTS) <= 60
    assert len({fact.prompt for fact in FACTS}) == len(FACTS)
    for fact in FACTS:
        assert len(set(fact.endings)) == 4, fact
        assert not fact.prompt.endswith((" ", ".")) and all(ending[0] == " " for ending in fact.endings)
        assert not any(ending.strip() in fact.prompt.split() for ending in fact.endings), fact


def test_capitals_agree_with_a_second_source():
    """Copied by hand from a list of countries, not from the facts."""
    capitals = {
        "France": "Paris", "Japan": "Tokyo", "Egypt": "Cairo", "Australia": "Canberra", "Canada": "Ottawa",
        "Turkey": "Ankara", "Brazil": "Brasilia", "New Zealand": "Wellington", "Morocco": "Rabat", "Kenya": "Nairobi",
        "Vietnam": "Hanoi", "Poland": "Warsaw",
    }  # fmt: skip
    asked = {fact.prompt: fact.right for fact in FACTS if fact.prompt.startswith("The capital of")}
    assert asked == {f"The capital of {country} is": capital for country, capital in capitals.items()}


def test_nobody_of_the_invented_is_in_the_facts():
    text = " ".join(fact.prompt + " ".join(fact.endings) for fact in FACTS)
    assert len(INVENTED) == len(set(INVENTED)) == 3
    assert not any(name in text for name in ("Tavoschi", "Quennstrup", "Arkwood"))
