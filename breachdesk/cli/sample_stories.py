"""What was found out in the sample organisation's incidents: answers by fact, as somebody would type them."""

from __future__ import annotations

from collections.abc import Mapping

from breachdesk.domain.afterwards import LessonKind

CONFIRMED: Mapping[str, str] = {
    "personal_data": "yes",
    "breach_confirmed": "yes",
    "breach_kinds": "confidentiality",
    "cause": "malicious-external",
    "attack_route": "stolen-credentials",
    "happened_until": "unknown",
}
ASSESSED: Mapping[str, str] = {
    "contained": "yes",
    "identifiability": "direct",
    "exfiltration": "confirmed",
    "exposure": "unknown-people",
    "unintelligible": "no",
    "misuse_seen": "no",
    "reveals_little": "no",
    "likely_consequences": "phishing, fraud",
    "measures_taken": "access-blocked, passwords-reset, logs-secured",
    "measures_planned": "mfa, less-data",
    "high_risk_removed": "no",
    "disproportionate_effort": "no",
    "conclusion": "A thief has names, addresses and bank account numbers in readable form. False invoices and "
    "phishing are likely and can hurt people, so the risk is high.",
    "account_nl": "Iemand is met een gestolen wachtwoord binnengekomen in ons klantensysteem en heeft een "
    "bestand met klantgegevens gekopieerd. Wij zagen dit in de logbestanden.",
    "account_en": "Somebody used a stolen password to get into our customer system and copied a file of "
    "customer data. We saw this in the log files.",
}
OPEN_SERVER: Mapping[str, str] = {
    **CONFIRMED,
    **ASSESSED,
    "attack_route": "misconfiguration",
    "conclusion": "Names, addresses and bank account numbers of customers lay open to anyone and were downloaded by "
    "somebody unknown. Fraud and phishing are likely and can hurt people, so the risk is high.",
    "account_nl": "Een server waarop wij bestellingen klaarzetten stond door een verkeerde instelling open. Een onbekende "
    "heeft een bestand met bestellingen opgehaald. Ons hostingbedrijf zag dit.",
    "account_en": "A server on which we keep orders for pick-up was left open by a wrong setting. Somebody unknown "
    "downloaded a file of orders. Our hosting company saw this.",
}
STOLEN_LAPTOP: Mapping[str, str] = {
    **CONFIRMED,
    **ASSESSED,
    "attack_route": "lost-device",
    "exfiltration": "likely",
    "reveals_little": "yes",
    "likely_consequences": "phishing",
    "conclusion": "The laptop held contact details and everyday business mail; its disk was not encrypted. A risk is "
    "not unlikely, a high one does not show.",
    "account_nl": "Uit een auto is een laptop van een verkoper gestolen. De schijf was niet versleuteld.",
    "account_en": "A sales laptop was stolen from a car. Its disk was not encrypted.",
}
LEARNED: Mapping[LessonKind, str] = {
    LessonKind.ROOT_CAUSE: "Laptops bought before 2024 were handed out without disk encryption, and nobody checked.",
    LessonKind.HELD: "The seller called within the hour, and the laptop's access was shut before midnight.",
    LessonKind.CHANGE: "No mailbox is kept on a laptop that leaves the house unless its disk is encrypted.",
}
AGREED = (
    ("Encrypt the disks of all laptops", "S. Kok", "+14d"),
    ("Check encryption each quarter and report it", "S. Kok", "+16d"),
    ("Keep ninety days of mail on laptops, not all of it", "J. Vos", "+60d"),
)
"""What to change, who does it, and by when from then."""
