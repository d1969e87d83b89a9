"""What data combine to is law data: cited, in four languages, about kinds of data and consequences that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from breachdesk.domain.errors import FileProblems
from breachdesk.domain.harms import Combination, combined
from breachdesk.files.assessment_file import Vocabulary
from breachdesk.files.combinations_file import load_combinations
from breachdesk.files.fact_file import load_facts
from breachdesk.files.taxonomy_file import LANGUAGES, load_taxonomy

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "breachdesk" / "law"
SHIPPED = LAW / "combinations.yaml"
VOCABULARY = Vocabulary(load_facts(LAW / "facts.yaml"), load_taxonomy(LAW / "taxonomy.yaml"))


def shipped() -> dict[str, Combination]:
    """Give the shipped combinations by id."""
    return {c.id: c for c in load_combinations(SHIPPED, VOCABULARY)}


def test_every_combination_is_cited_and_has_words_in_every_language() -> None:
    """Lost without it: a consequence in a filing that rests on nothing, or one that a Frenchman reads in English."""
    found = shipped().values()
    assert len(found) >= 12
    assert [c.id for c in found if c.source is None or not c.source.url or c.source.read_on is None] == []
    assert [c.id for c in found if set(LANGUAGES) - set(c.labels)] == []


@pytest.mark.parametrize(
    ("categories", "vulnerable", "consequence"),
    [
        (("contact", "financial-account"), False, "fraud"),
        (("contact", "credentials"), False, "account-takeover"),
        (("identity-document", "national-id"), False, "identity-theft"),
        (("contact", "location"), False, "physical"),
        (("contact",), True, "physical"),
        (("family", "contact"), False, "physical"),
        (("contact", "health.diagnosis"), False, "discrimination"),
        (("contact", "health"), False, "embarrassment"),
        (("identity", "payment-card"), False, "fraud"),
        (("contact", "purchases"), False, "phishing"),
        (("contact", "sexual"), False, "physical"),
    ],
)
def test_data_known_to_be_worse_together_bring_what_they_bring(
    categories: tuple[str, ...], vulnerable: bool, consequence: str
) -> None:
    """Lost without it: a letter that warns of nothing, because each of the stolen columns looked harmless."""
    together = combined(categories, tuple(shipped().values()), vulnerable)
    assert consequence in {harm for c in together for harm in c.consequences}
    for left_out in categories:
        fewer = tuple(c for c in categories if c != left_out)
        assert {c.id for c in combined(fewer, together, vulnerable)} < {c.id for c in together}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    source: edpb-market\n", "", "'source' is missing; a legal value needs its act, article, url and read_on."),
        ("source: edpb-market", "source: edpb-markt", "Did you mean 'edpb-market'?"),
        ("identity], credentials]", "identity], credential]", "'needs' holds 'credential', which is no kind of data. Did you mean"),
        ("needs: [[contact, profile, identity], credentials]", "needs: [credentials]", "'needs' names fewer than two kinds"),
        ("needs: [[contact, profile, identity], credentials]", "needs: credentials", "'needs' must be a list of kinds of data"),
        ("needs: [[contact, profile, identity], credentials]", "needs: [[contact, []], credentials]", "'needs' holds 'a list', which"),
        ("[account-takeover, phishing]", "[account-takover, phishing]", "Did you mean 'account-takeover'?"),
        ("consequences: [account-takeover, phishing]", "consequences: []", "'consequences' is empty; say what the data bring"),
        ("labels: {en: \"a log-in", "labels: {pl: \"a log-in", "'labels' has no English words"),
        ("    status: in-force\n    source: edpb-market", "    status: proposed\n    source: edpb-market", "'status' is 'proposed', which is"),
        ("- id: security-questions", "- id: log-in", "the combination 'log-in' stands here a second time; keep one."),
        ("vulnerable: yes", "vulnerabel: yes", "'vulnerabel' is not a known key. Did you mean 'vulnerable'?"),
        ('version: "2026-11-28"', 'version: "2026-11-20"', "'read_on' is 2026-11-23, after the pack's own version 2026-11-20"),
    ],
)
def test_a_slip_in_the_file_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Lost without it: a combination without a source is proposed to an authority as likely."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "combinations.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileProblems) as refused:
        load_combinations(path, VOCABULARY)
    assert any(said in line for line in refused.value.lines()), refused.value.lines()
    assert all(line.startswith("combinations.yaml:") for line in refused.value.lines())
