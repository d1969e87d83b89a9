"""What the facts say about the risk to people, and so whether Art. 33(1) and 34(1) ask for notices.

The rules propose; a person decides. "Unlikely to result in a risk" must be earned by facts: silence
leaves it undetermined (Recital 85 puts the proof on the controller). A rule that holds gives a reason;
what is not known and could change the outcome is named, the most telling first.

Source: GDPR Art. 33(1), 34(1), 34(3), Recitals 75, 85, 86; EDPB Guidelines 9/2022, section IV.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from breachdesk.domain.facts import Facts
from breachdesk.domain.findings import Finding, Reason
from breachdesk.domain.law import LawPack

HIGH_STAKES = (
    "national-id",
    "identity-document",
    "financial-account",
    "payment-card",
    "credentials",
    "health",
    "work-health",
    "genetic",
    "biometric",
    "location",
    "communications",
    "criminal",
)
"""Categories that open identity theft, fraud or lasting harm when they fall into wrong hands."""

LOST_CONTROL = ("public", "unknown-people")


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that may hold, and the facts that would tell."""

    because: str
    facts: tuple[str, ...]
    source: str
    """Key of a provision in the LawPack."""

    holds: bool | None


def notify_authority(facts: Facts, law: LawPack) -> Finding:
    """Propose whether the authority must be told.

    Yes unless a risk to people is unlikely; "unlikely" needs one ground that the facts carry.

    Source: GDPR Art. 33(1).
    """
    gate = _gate(facts, law)
    if gate is not None:
        return gate
    grounds = _grounds_for_unlikely(facts)
    proven = [t for t in grounds if t.holds]
    if proven:
        return Finding.no(*_reasons(proven, law))
    signs = [t for t in _signs_of_risk(facts) if t.holds]
    if signs:
        return Finding.yes(*_reasons(signs, law))
    # Only an open ground leaves it open: where none can hold any more, the answer is yes with or without a sign.
    if any(t.holds is None for t in grounds):
        open_tests = [t for t in (*_signs_of_risk(facts), *grounds) if t.holds is None]
        note = Reason(
            "A risk is neither shown nor excluded yet; unlikely has to be shown by the controller.",
            (),
            law.cite("gdpr-recital-85"),
        )
        return Finding.undetermined(note, needs=_needs(open_tests, facts))
    none_shown = Reason(
        "Nothing shows that a risk to people is unlikely, so the authority is told.",
        (),
        law.cite("gdpr-recital-85"),
    )
    return Finding.yes(none_shown)


def notify_individuals(facts: Facts, law: LawPack) -> Finding:
    """Propose whether the people concerned must be told: yes when a high risk to them is likely.

    The exceptions of Art. 34(3) are looked at after the risk, each by its own letter.

    Source: GDPR Art. 34(1), 34(3).
    """
    gate = _gate(facts, law)
    if gate is not None:
        return gate
    encrypted, removed, public = _exceptions(facts)
    grounds = [t for t in (encrypted, removed, *_grounds_for_unlikely(facts)) if t.holds]
    if grounds:
        return Finding.no(*_reasons(grounds, law))
    high = _high_risk(facts)
    if high.holds is None:
        return Finding.undetermined(*_reasons([high], law), needs=_needs([high], facts))
    if not high.holds:
        return Finding.no(*_reasons([high], law))
    return Finding.yes(*_reasons([high, *([public] if public.holds else [])], law))


def _gate(facts: Facts, law: LawPack) -> Finding | None:
    """Art. 4(12): without personal data, or without a breach of security, nothing follows but the record."""
    personal = facts.is_any("personal_data", "yes")
    breach = facts.is_any("breach_confirmed", "yes")
    if personal is False:
        return Finding.no(Reason("No personal data are involved.", ("personal_data",), law.cite("gdpr-4-12")))
    if breach is False:
        return Finding.no(
            Reason("No breach of security took place.", ("breach_confirmed",), law.cite("gdpr-4-12"))
        )
    missing = tuple(
        name for name, known in (("personal_data", personal), ("breach_confirmed", breach)) if known is None
    )
    if missing:
        why = Reason("Whether this is a personal data breach is not settled.", missing, law.cite("gdpr-4-12"))
        return Finding.undetermined(why, needs=missing)
    return None


def _grounds_for_unlikely(facts: Facts) -> tuple[Ground, ...]:
    """What may make a risk unlikely; each needs every fact it names, and no misuse seen."""
    whole = _all(_available(facts), _unharmed(facts), not facts.is_any("misuse_seen", "yes"))
    rest = _facts_on_loss_and_change(facts)
    return (
        Ground(
            "The data were unintelligible to others, with nothing lost or altered to people's harm.",
            ("unintelligible", *rest),
            "edpb-9-2022",
            _all(facts.is_any("unintelligible", "yes"), whole),
        ),
        Ground(
            "One known, trusted recipient had the data and they were returned or deleted before any use.",
            ("exposure", "recipient_trusted", "recovered", "misuse_seen", *rest),
            "edpb-9-2022",
            _all(
                facts.is_any("exposure", "one-known-recipient"),
                facts.is_any("recipient_trusted", "yes"),
                facts.is_any("recovered", "yes"),
                facts.is_any("misuse_seen", "no"),
                whole,
            ),
        ),
        Ground(
            "Nobody saw the data, nothing was copied out, and nothing was lost or altered to people's harm.",
            ("exposure", "exfiltration", *rest),
            "gdpr-33-1",
            _all(facts.is_any("exposure", "none"), facts.is_any("exfiltration", "excluded"), whole),
        ),
        Ground(
            "People cannot be identified from the data, and the data reveal little.",
            ("identifiability", "reveals_little", *rest),
            "edpb-9-2022",
            _all(facts.is_any("identifiability", "none"), facts.is_any("reveals_little", "yes"), whole),
        ),
    )


def _facts_on_loss_and_change(facts: Facts) -> tuple[str, ...]:
    """The facts that tell, or would tell, whether something was lost or altered to people's harm."""
    on_loss = _told_by(facts, "availability", ("backup_intact", "outage_effect"))
    return tuple(dict.fromkeys((*on_loss, *_told_by(facts, "integrity", ("data_altered",)))))


def _told_by(facts: Facts, kind: str, closer: tuple[str, ...]) -> tuple[str, ...]:
    """The closer facts where such a breach took place or all of them are known; else the kinds of breach."""
    known = all(facts.text(name) is not None for name in closer)
    happened = facts.is_any("breach_kinds", kind)
    return closer if happened or (happened is None and known) else ("breach_kinds",)


def _available(facts: Facts) -> bool | None:
    """No loss of availability, or one that harmed nobody: an intact copy and at most a nuisance."""
    if _outage(facts, "significant", "severe"):
        return False
    if facts.is_any("breach_kinds", "availability") is False:
        return True
    return _all(facts.is_any("backup_intact", "yes"), facts.is_any("outage_effect", "none", "nuisance"))


def _unharmed(facts: Facts) -> bool | None:
    """No wrong data that could be acted on."""
    return _not(_altered(facts))


def _outage(facts: Facts, *effects: str) -> bool | None:
    """Going without the data did this to people; not so where nothing was lost, unless somebody says so."""
    return _where(facts, "availability", facts.is_any("outage_effect", *effects))


def _altered(facts: Facts) -> bool | None:
    """Wrong data could be acted on; not so where nothing was changed, unless somebody says so."""
    return _where(facts, "integrity", facts.is_any("data_altered", "yes"))


def _where(facts: Facts, kind: str, told: bool | None) -> bool | None:
    """What was told; and where nobody told, no if this was not a breach of that kind."""
    return False if told is None and facts.is_any("breach_kinds", kind) is False else told


def _signs_of_risk(facts: Facts) -> tuple[Ground, ...]:
    """What shows a risk; one is enough."""
    return (
        Ground(
            "Misuse of the data has been seen.",
            ("misuse_seen",),
            "edpb-9-2022",
            facts.is_any("misuse_seen", "yes"),
        ),
        Ground(
            "Readable data were copied out, or probably so.",
            ("exfiltration", "unintelligible"),
            "edpb-9-2022",
            _all(
                facts.is_any("exfiltration", "confirmed", "likely"),
                _not(facts.is_any("unintelligible", "yes")),
            ),
        ),
        Ground(
            "Readable data could be seen by people nobody controls.",
            ("exposure", "unintelligible"),
            "edpb-9-2022",
            _all(facts.is_any("exposure", *LOST_CONTROL), _not(facts.is_any("unintelligible", "yes"))),
        ),
        Ground(
            "People bore consequences because data could not be reached.",
            ("outage_effect",),
            "gdpr-recital-85",
            _outage(facts, "significant", "severe"),
        ),
        Ground(
            "Wrong data could be acted on.",
            ("data_altered",),
            "gdpr-recital-85",
            _altered(facts),
        ),
    )


def _high_risk(facts: Facts) -> Ground:
    """A sign of risk together with something that makes it weigh on the people."""
    if any(test.holds for test in _severe(facts)):
        worst = next(test for test in _severe(facts) if test.holds)
        return Ground(worst.because, worst.facts, "gdpr-34-1", True)
    signs = _signs_of_risk(facts)
    weights = _weights(facts)
    sign = _any(t.holds for t in signs)
    weight = _any(t.holds for t in weights)
    names = tuple(f for t in (*signs, *weights) if t.holds is None for f in t.facts)
    if sign and weight:
        first = next(t for t in signs if t.holds)
        heavy = next(t for t in weights if t.holds)
        return Ground(f"{first.because} {heavy.because}", (*first.facts, *heavy.facts), "gdpr-34-1", True)
    # Severe consequences make the risk high by themselves, so while they may yet come out nothing is excluded.
    if sign is False or (weight is False and _outage(facts, "severe") is not None):
        return Ground("Nothing points to a high risk for the people concerned.", (), "gdpr-34-1", False)
    return Ground("A high risk is neither shown nor excluded yet.", names, "gdpr-34-1", None)


def _severe(facts: Facts) -> tuple[Ground, ...]:
    return (
        Ground(
            "Misuse of the data has been seen.",
            ("misuse_seen",),
            "gdpr-34-1",
            facts.is_any("misuse_seen", "yes"),
        ),
        Ground(
            "The loss of the data had severe consequences.",
            ("outage_effect",),
            "gdpr-34-1",
            _outage(facts, "severe"),
        ),
    )


def _weights(facts: Facts) -> tuple[Ground, ...]:
    return (
        Ground(
            "Special categories of data are among them (Art. 9 or 10).",
            ("special_categories",),
            "gdpr-9",
            facts.is_any("special_categories", "yes"),
        ),
        Ground(
            "The data open the way to fraud, identity theft or lasting harm.",
            ("data_categories",),
            "edpb-9-2022",
            _high_stakes(facts),
        ),
        Ground(
            "Vulnerable people are concerned.",
            ("vulnerable_people",),
            "edpb-9-2022",
            facts.is_any("vulnerable_people", "yes"),
        ),
        Ground(
            "A deliberate attacker can use them against people who are easily identified.",
            ("cause", "identifiability"),
            "edpb-9-2022",
            _all(
                facts.is_any("cause", "malicious-external", "malicious-insider"),
                facts.is_any("identifiability", "direct"),
                facts.is_any("exfiltration", "confirmed"),
            ),
        ),
    )


def _high_stakes(facts: Facts) -> bool | None:
    """A refinement such as `health.diagnosis` counts as its parent."""
    categories = facts.texts("data_categories")
    return None if categories is None else any(c.partition(".")[0] in HIGH_STAKES for c in categories)


def _exceptions(facts: Facts) -> tuple[Ground, Ground, Ground]:
    """Art. 34(3): when people need not be told one by one, although the risk is high."""
    return (
        Ground(
            "The data were unintelligible to anyone not authorised, so people need not be told.",
            ("unintelligible",),
            "gdpr-34-3-a",
            # It keeps readers out; it does not help who goes without the data or is met with wrong ones.
            _all(
                facts.is_any("unintelligible", "yes"),
                not facts.is_any("misuse_seen", "yes"),
                _not(_outage(facts, "significant", "severe")),
                _not(_altered(facts)),
            ),
        ),
        Ground(
            "Later measures make the high risk no longer likely.",
            ("high_risk_removed",),
            "gdpr-34-3-b",
            facts.is_any("high_risk_removed", "yes"),
        ),
        Ground(
            "Telling each person is a disproportionate effort: a public communication must do it as well.",
            ("disproportionate_effort",),
            "gdpr-34-3-c",
            facts.is_any("disproportionate_effort", "yes"),
        ),
    )


def _all(*parts: bool | None) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def _any(parts: Iterable[bool | None]) -> bool | None:
    seen = list(parts)
    if True in seen:
        return True
    return None if None in seen else False


def _not(part: bool | None) -> bool | None:
    return None if part is None else not part


def _reasons(tests: Iterable[Ground], law: LawPack) -> tuple[Reason, ...]:
    return tuple(Reason(t.because, t.facts, law.cite(t.source)) for t in tests)


def _needs(tests: Iterable[Ground], facts: Facts) -> tuple[str, ...]:
    """The facts not settled yet among those the tests look at, in the tests' order.

    Where all of them are settled, those said not to apply are named: as long as they stay so, nobody can tell.
    """
    names = dict.fromkeys(name for test in tests for name in test.facts)
    unsettled = tuple(n for n in names if not facts.is_settled(n))
    return unsettled or tuple(n for n in names if facts.is_not_applicable(n))
