"""What we ship passes our own check: no notice of the demo, of any kind, in any language, for any group, is one that blocks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from breachdesk.domain.draft_check import Remark, blocking
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.terms import Audience, NoticeKind
from breachdesk.services.desk import Desk
from tests.tui.sample_desk import UNDER_WAY, WAITS_FOR_DPO, MovedNow, make_sample, wiring_on

BY = "M. Aydin"
LATE = "The log was locked by the hosting company."
Checked = dict[Revision, tuple[Remark, ...]]


@pytest.fixture(scope="module", name="checked")
def _checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Give every notice of the two open incidents, and what was found in it."""
    folder = tmp_path_factory.mktemp("demo") / "sample"
    make_sample(folder, MovedNow())
    desk = wiring_on(folder).desk()
    return {revision: desk.checking.remarks(desk.incidents.get(ref), revision) for ref, revision in _drafted(desk)}


def _drafted(desk: Desk) -> Iterator[tuple[str, Revision]]:
    for ref in (UNDER_WAY, WAITS_FOR_DPO):
        incident = desk.incidents.get(ref)
        groups = [line.id for line in incident.scope.groups] if incident.scope else []
        for kind in NoticeKind:
            if kind is NoticeKind.WITHDRAWAL:
                continue
            for language in desk.notices.languages(kind):
                yield from _each(desk, ref, kind, language, groups)


def _each(desk: Desk, ref: str, kind: NoticeKind, language: str, groups: list[str]) -> Iterator[tuple[str, Revision]]:
    for group in ("", *groups) if kind.audience is Audience.INDIVIDUALS else ("",):
        try:
            yield ref, desk.notices.draft(ref, kind, language, BY, LATE, group=group, personal=bool(group))
        except NotAllowed as refused:
            assert "already says exactly this" in str(refused)


def test_nothing_we_ship_is_stopped_by_our_own_check(checked: Checked) -> None:
    """Lost without it: a DPO cannot approve what the program wrote from nothing but facts."""
    found = {f"{r.notice}: {remark.says}" for r, remarks in checked.items() for remark in blocking(remarks)}
    assert found == set()
    assert len(checked) > 40


def test_every_sentence_we_ship_is_known_as_ours(checked: Checked) -> None:
    """Lost without it: half a letter is marked as written by hand."""
    found = {f"{r.notice}: {remark.quote}" for r, remarks in checked.items() for remark in remarks if "unsupported" in remark.code}
    assert found == set()


def test_what_goes_to_people_is_plain_in_every_language(checked: Checked) -> None:
    """Lost without it: a formula says 'hard', and nobody mended the words."""
    found = {
        f"{r.notice}: {remark.says} {remark.quote}"
        for r, remarks in checked.items()
        for remark in remarks
        if remark.code in {"hard-to-read", "long-sentence", "subject", "tone", "too-long"}
    }
    assert found == set()
