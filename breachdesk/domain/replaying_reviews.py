"""What each act of writing and reviewing a Notice makes of an Incident.

A new Revision voids the Approval of the one before and answers a request for changes; comments stay until they are settled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from breachdesk.domain.facts import Fact, Source, SourceKind
from breachdesk.domain.incident import Approval, ChangeRequest, Incident, ReviewComment
from breachdesk.domain.timeline import (
    ApprovalWithdrawn,
    ChangesRequested,
    CommentMade,
    CommentSettled,
    FormFieldAnswered,
    RevisionApproved,
    RevisionSaved,
    TimelineEntry,
)

T = TypeVar("T")


def _revised(i: Incident, act: RevisionSaved, e: TimelineEntry) -> Incident:
    notice = act.revision.notice
    revisions = {**i.revisions, notice: (*i.revisions.get(notice, ()), act.revision)}
    return replace(
        i,
        revisions=revisions,
        approvals=_without(i.approvals, notice),
        change_requests=_without(i.change_requests, notice),
    )


def _approved(i: Incident, act: RevisionApproved, e: TimelineEntry) -> Incident:
    approval = Approval(
        act.notice, act.number, act.sha256, e.by, e.happened_at, act.manifest, act.signature, act.four_eyes
    )
    requests = _without(i.change_requests, act.notice)
    return replace(i, approvals={**i.approvals, act.notice: approval}, change_requests=requests)


def _withdrawn(i: Incident, act: ApprovalWithdrawn, e: TimelineEntry) -> Incident:
    return replace(i, approvals=_without(i.approvals, act.notice))


def _commented(i: Incident, act: CommentMade, e: TimelineEntry) -> Incident:
    comment = ReviewComment(
        act.comment, act.notice, act.number, act.paragraph, act.quote, act.text, e.by, e.happened_at
    )
    return replace(i, comments={**i.comments, act.comment: comment})


def _settled(i: Incident, act: CommentSettled, e: TimelineEntry) -> Incident:
    old = i.comments[act.comment]
    settled = replace(old, answer=act.answer, settled_by=e.by, settled_at=e.happened_at)
    return replace(i, comments={**i.comments, act.comment: settled})


def _sent_back(i: Incident, act: ChangesRequested, e: TimelineEntry) -> Incident:
    request = ChangeRequest(act.notice, act.number, act.sha256, act.reason, e.by, e.happened_at)
    requests = {**i.change_requests, act.notice: request}
    return replace(i, change_requests=requests, approvals=_without(i.approvals, act.notice))


def _field_answered(i: Incident, act: FormFieldAnswered, e: TimelineEntry) -> Incident:
    fields = _without(i.form_answers.get(act.form, {}), act.field)
    if act.answer is not None:
        source = Source(SourceKind.PERSON, e.by)
        fields = {**fields, act.field: Fact(act.field, act.answer, source, e.happened_at)}
    return replace(i, form_answers={**i.form_answers, act.form: fields})


def _without(mapping: Mapping[str, T], key: str) -> dict[str, T]:
    return {k: value for k, value in mapping.items() if k != key}


REVIEW_CHANGES: Mapping[type, Callable[[Incident, Any, TimelineEntry], Incident]] = {
    RevisionSaved: _revised,
    RevisionApproved: _approved,
    ApprovalWithdrawn: _withdrawn,
    CommentMade: _commented,
    CommentSettled: _settled,
    ChangesRequested: _sent_back,
    FormFieldAnswered: _field_answered,
}
