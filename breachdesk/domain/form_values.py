"""What a form may ask that is no fact of the incident: names, the notification itself, decisions; each by a name with a colon.

Only what they are called and may say; `form_case` works them out. Conditions of forms ask them beside the facts.
"""

from __future__ import annotations

from collections.abc import Mapping

from breachdesk.domain.facts import YES_NO_OPTIONS, FactDefinition, FactKind, Option
from breachdesk.domain.worked_out import RISK_LEVEL, WORKED_OUT

CASE = "case:"


_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "told": {
        "en": "they have been told",
        "nl": "zij zijn ingelicht",
        "de": "sie wurden benachrichtigt",
        "fr": "elles ont été informées",
    },
    "will-be": {
        "en": "they will be told",
        "nl": "zij worden ingelicht",
        "de": "sie werden benachrichtigt",
        "fr": "elles seront informées",
    },
    "will-not-be": {
        "en": "they will not be told",
        "nl": "zij worden niet ingelicht",
        "de": "sie werden nicht benachrichtigt",
        "fr": "elles ne seront pas informées",
    },
}
"""Words of what a value may say where it is printed; the others only answer options."""


def _value(name: str, kind: FactKind, en: str, nl: str, *options: str) -> FactDefinition:
    if kind is FactKind.YES_NO:
        return FactDefinition(CASE + name, kind, {"en": en, "nl": nl}, YES_NO_OPTIONS)
    offered = tuple(Option(option, _OPTIONS.get(option, {"en": option})) for option in options)
    return FactDefinition(CASE + name, kind, {"en": en, "nl": nl}, offered)


def _yes_no(name: str, en: str, nl: str) -> FactDefinition:
    return _value(name, FactKind.YES_NO, en, nl)


def _choice(name: str, en: str, nl: str, *options: str) -> FactDefinition:
    return _value(name, FactKind.CHOICE, en, nl, *options)


def _text(name: str, en: str, nl: str) -> FactDefinition:
    return _value(name, FactKind.TEXT, en, nl)


_VALUES = (
    # The notification itself.
    _choice("kind", "kind of notification", "soort melding", "new", "follow-up", "withdrawal"),
    _yes_no("incomplete", "whether anything asked is not known yet", "of iets nog niet bekend is"),
    _yes_no("late", "whether it is made after the deadline", "of de termijn voorbij is"),
    _text("late-reasons", "reasons for the delay", "redenen van de vertraging"),
    _text("reference", "our reference of the incident", "ons kenmerk van het incident"),
    _text("earlier-reference", "the number the authority gave", "het nummer dat de toezichthouder gaf"),
    _text("withdrawal-reason", "why the notification is withdrawn", "waarom de melding wordt ingetrokken"),
    _text("authority", "supervisory authority", "toezichthouder"),
    # Who we are and whom to ask.
    _text("controller", "name of the organisation", "naam van de organisatie"),
    _text("controller-contact", "address of the organisation", "adres van de organisatie"),
    _text("registration", "number in the trade register", "nummer in het handelsregister"),
    _yes_no("has-registration", "whether its number is known", "of het nummer bekend is"),
    _yes_no("in-eea", "whether the organisation is established in the EEA", "of de organisatie in de EER is gevestigd"),
    _text("reporter", "who reports", "wie meldt"),
    _text("reporter-contact", "how to reach who reports", "bereikbaarheid van de melder"),
    _choice("reporter-role", "function of who reports", "functie van de melder", "dpo", "other"),
    _text("reporter-function", "function of who reports", "functie van de melder"),
    _yes_no("dpo", "whether a DPO is designated", "of er een FG is aangewezen"),
    _text("dpo-name", "name of the DPO", "naam van de FG"),
    _text("dpo-contact", "how to reach the DPO", "bereikbaarheid van de FG"),
    _yes_no("parties", "whether other parties are involved", "of andere partijen betrokken zijn"),
    _choice("party-role", "what the other party is", "wat de andere partij is", "processor", "joint-controller"),
    _text("party-names", "names of the other parties", "namen van de andere partijen"),
    _text("party-contact", "how to reach the other parties", "bereikbaarheid van de andere partijen"),
    # The incident.
    _text("account", "what happened", "wat er is gebeurd"),
    _choice("span", "over which time it went on", "over welke tijd het ging", "one-day", "ended", "ongoing"),
    _value("aware-at", FactKind.INSTANT, "when we became aware", "wanneer wij kennis kregen"),
    _value("detected-at", FactKind.INSTANT, "when it was noticed", "wanneer het werd opgemerkt"),
    _text("awareness-reason", "why noticing and awareness are apart", "waarom opmerken en kennis uiteenlopen"),
    _text("purposes", "purposes of the processing", "doeleinden van de verwerking"),
    _text("systems", "systems and where they are", "systemen en waar zij staan"),
    _value("eea-countries", FactKind.COUNTRIES, "EEA countries people live in", "EER-landen van betrokkenen"),
    _value("eea-establishments", FactKind.COUNTRIES, "EEA countries in which we are established", "EER-landen van vestiging"),
    _value("groups", FactKind.GROUPS, "kinds of people concerned", "soorten betrokkenen"),
    _choice("people-figure", "how exact that number is", "hoe exact het aantal is", "exact", "approximate"),
    _choice("records-figure", "how exact that number is", "hoe exact het aantal is", "exact", "approximate"),
    _text("people-by-country", "number of people by country", "aantal betrokkenen per land"),
    _choice("severity", "severity by ENISA's method", "ernst volgens ENISA", "low", "medium", "high", "very_high"),
    # What people are told.
    _choice("told", "whether people are told", "of betrokkenen worden ingelicht", "told", "will-be", "will-not-be"),
    _value("told-at", FactKind.INSTANT, "when people were told", "wanneer betrokkenen zijn ingelicht"),
    _choice("told-by", "how people were told", "hoe betrokkenen zijn ingelicht", "individually"),
    _text("told-content", "what people were told", "wat betrokkenen is verteld"),
    _text("told-reason", "why people are told or not", "waarom betrokkenen wel of niet worden ingelicht"),
)
VALUES: Mapping[str, FactDefinition] = {**{v.id: v for v in _VALUES}, RISK_LEVEL: WORKED_OUT[RISK_LEVEL]}
"""By name; what the assessment finds is among them."""

BEHIND: Mapping[str, tuple[str, ...]] = {
    f"{CASE}span": ("happened_from", "happened_until"),
    f"{CASE}groups": ("subject_groups",),
    f"{CASE}people-figure": ("people",),
    f"{CASE}records-figure": ("records",),
    f"{CASE}eea-countries": ("affected_countries",),
    f"{CASE}people-by-country": ("people", "affected_countries"),
    f"{CASE}account": ("account_nl", "account_en"),
}
"""The facts to answer where such a value is not known."""
