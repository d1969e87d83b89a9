"""Forms and filled forms as JSON documents; keys are a contract, no value is ever blank."""

from __future__ import annotations

from breachdesk.cli.law_documents import Document
from breachdesk.domain.filled_form import FieldSource, FieldState, FilledField, FilledForm, FormCount
from breachdesk.domain.forms import Form
from breachdesk.services.times import with_z


def form_document(form: Form) -> Document:
    """Give what a form is and how many fields it has."""
    return {
        "id": form.id,
        "version": form.version,
        "title": form.label(form.languages[0]),
        "authorities": list(form.authorities),
        "languages": list(form.labels),
        "official_languages": list(form.languages),
        "status": form.status.value,
        "fields": sum(1 for _ in form.fields()),
        "source": str(form.source),
        "url": form.source.url,
        "read_on": form.source.read_on.isoformat() if form.source.read_on else None,
    }


def filled_document(filled: FilledForm) -> Document:
    """Give a whole filled form."""
    return {
        "form": filled.form,
        "version": filled.version,
        "title": filled.title,
        "authority": filled.authority,
        "incident": filled.reference,
        "language": filled.language,
        "official_words": filled.is_official,
        "filled_at": with_z(filled.at),
        "source": filled.source,
        "url": filled.url,
        "notes": list(filled.notes),
        "count": form_count_document(filled.count),
        "sections": [
            {"id": part.id, "label": part.label, "fields": [_field_document(one) for one in part.fields]}
            for part in filled.sections
        ],
    }


def form_count_document(count: FormCount) -> Document:
    """Give how far a form is filled."""
    return {
        "applicable": count.applicable,
        "filled_without_typing": count.filled,
        "answered_by_hand": count.typed,
        "not_known_yet": count.unknown,
        "of_these_only_a_person_can_say": count.asked,
        "not_applicable": count.not_applicable,
        "to_confirm": count.to_confirm,
        "share": round(count.share, 4),
    }


def _field_document(one: FilledField) -> Document:
    return {
        "id": one.id,
        "label": one.label,
        "kind": one.kind.value,
        "must": one.must.value,
        "article": one.article or None,
        "state": one.state.value,
        "says": one.words,
        "to_type": one.typed if one.state is not FieldState.NOT_APPLICABLE else None,
        "options": list(one.chosen),
        "by_hand": one.by_hand,
        "to_confirm": list(one.confirm),
        "needs": list(one.needs),
        "status": one.status.value,
        "sources": [_source_document(source) for source in one.sources],
    }


def _source_document(source: FieldSource) -> Document:
    return {
        "id": source.id,
        "label": source.label,
        "says": source.says,
        "at": with_z(source.at),
        "rows": list(source.rows),
        "only_inventory": source.only_inventory,
    }
