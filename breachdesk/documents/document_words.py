"""The few words a document says beside its text, in the languages notices are written in; English stands in for others.

They are the frame of a page: draft or approved, reference, page. What a notice says comes from templates and never from here.
"""

from __future__ import annotations

from collections.abc import Mapping

from breachdesk.domain.terms import EXERCISE
from breachdesk.services.document_port import Seal

_KEYS = "draft approved reference revision date page text manifest key unsigned field answer source stated".split()
_SAID: Mapping[str, tuple[str, ...]] = {
    "en": (
        "not approved", "Approved by {by}, {at}", "Reference", "Revision", "Date", "Page {n} of {m}",
        "text", "manifest", "key", "not signed", "Question", "Answer", "Source", "Fingerprint",
    ),
    "nl": (
        "CONCEPT, niet goedgekeurd", "Goedgekeurd door {by}, {at}", "Kenmerk", "Revisie", "Datum", "Pagina {n} van {m}",
        "tekst", "manifest", "sleutel", "niet ondertekend", "Vraag", "Antwoord", "Bron", "Vingerafdruk",
    ),
    "de": (
        "ENTWURF, nicht freigegeben", "Freigegeben von {by}, {at}", "Aktenzeichen", "Fassung", "Datum", "Seite {n} von {m}",
        "Text", "Manifest", "Schlüssel", "nicht signiert", "Frage", "Antwort", "Quelle", "Fingerabdruck",
    ),
    "fr": (
        "PROJET, non approuvé", "Approuvé par {by}, {at}", "Référence", "Révision", "Date", "Page {n} sur {m}",
        "texte", "manifeste", "clé", "non signé", "Question", "Réponse", "Source", "Empreinte",
    ),
    "es": (
        "BORRADOR, sin aprobar", "Aprobado por {by}, {at}", "Referencia", "Revisión", "Fecha", "Página {n} de {m}",
        "texto", "manifiesto", "clave", "sin firma", "Pregunta", "Respuesta", "Fuente", "Huella",
    ),
    "it": (
        "BOZZA, non approvata", "Approvato da {by}, {at}", "Riferimento", "Revisione", "Data", "Pagina {n} di {m}",
        "testo", "manifesto", "chiave", "non firmato", "Domanda", "Risposta", "Fonte", "Impronta",
    ),
    "pl": (
        "PROJEKT, niezatwierdzony", "Zatwierdził(a): {by}, {at}", "Znak sprawy", "Wersja", "Data", "Strona {n} z {m}",
        "tekst", "manifest", "klucz", "bez podpisu", "Pytanie", "Odpowiedź", "Źródło", "Odcisk",
    ),
    "pt": (
        "RASCUNHO, não aprovado", "Aprovado por {by}, {at}", "Referência", "Revisão", "Data", "Página {n} de {m}",
        "texto", "manifesto", "chave", "não assinado", "Pergunta", "Resposta", "Fonte", "Impressão digital",
    ),
}  # fmt: skip

DRAFT = "DRAFT"
"""Stands on every page of what nobody approved, in every language, so that any reader knows it."""


def word(key: str, language: str) -> str:
    """Give a word of the frame."""
    return _SAID.get(language.partition("-")[0].lower(), _SAID["en"])[_KEYS.index(key)]


def mark(seal: Seal | None, exercise: bool, language: str) -> str:
    """Give what stands at the head of every page; empty for what is approved and in earnest."""
    said = [EXERCISE] if exercise else []
    if seal is None:
        said.append(f"{DRAFT}: {word('draft', language)}")
    return " · ".join(said)


def stamp(seal: Seal | None, sha256: str, language: str) -> tuple[str, ...]:
    """Give what stands at the foot of a document: who said yes and when, and the fingerprints."""
    text = f"{word('text', language)} {sha256[:16]}"
    if seal is None:
        return (text,)
    approved = word("approved", language).format(by=seal.by, at=seal.at)
    manifest = [f"{word('manifest', language)} {seal.manifest_sha256[:16]}"] if seal.manifest_sha256 else []
    key = f"{word('key', language)} {seal.key}" if seal.key else word("unsigned", language)
    return (approved, " · ".join([text, *manifest, key]))
