"""`approval:` in the settings, and what the real program makes of it: keys, four eyes, mail settings that an approval binds."""

from __future__ import annotations

from pathlib import Path

import pytest

from breachdesk.domain.errors import FileProblems
from breachdesk.files.settings_file import MailSecurity, MailSettings, load_confirmation
from breachdesk.files.signing_settings import ApprovalSettings, load_approval
from breachdesk.wiring import DEMO_MARK, Wiring
from breachdesk.wiring.mail_wiring import profile_of
from tests.edges.command_line import ADDRESSEES, DPO, LEAD, REF, Shell

MAIL = MailSettings("mail.example.org", 587, MailSecurity.STARTTLS, "Fietsgoed", "fg@example.org", "user", "SMTP_PASSWORD")


def settings(folder: Path, text: str) -> Path:
    """Write a settings file."""
    path = folder / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_word_two_people_look_and_keys_are_made(tmp_path: Path) -> None:
    """Lost without it: a house that never chose lets authors approve."""
    strict = ApprovalSettings(True, {})
    assert load_approval(tmp_path / "settings.yaml") == strict
    assert load_approval(settings(tmp_path, "decisions:\n  not_to_notify: none\n")) == strict
    assert load_approval(settings(tmp_path, "approval:\n  four_eyes: on\n")) == strict


def test_four_eyes_is_switched_off_by_that_word_and_keys_are_named_by_person(tmp_path: Path) -> None:
    """Lost without it: an organisation of one cannot approve, or a DPO's own key is never used."""
    path = settings(tmp_path, 'approval:\n  four_eyes: off\n  keys:\n    "S. Kok": "~/.ssh/id_ed25519.pub"\n')
    assert load_approval(path) == ApprovalSettings(False, {"S. Kok": "~/.ssh/id_ed25519.pub"})
    assert load_confirmation(path).value == "none"


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("approval:\n  four_eyes: no\n", "'four_eyes' is 'no', which is not a choice"),
        ("approval:\n  four_eyes: Off\n", "'four_eyes' is 'Off', which is not a choice"),
        ("approval:\n  foureyes: off\n", "'foureyes' is not a known key. Did you mean 'four_eyes'?"),
        ("approval:\n  keys:\n    S. Kok:\n", "'S. Kok' is empty"),
        ('approval:\n  keys:\n    S. Kok: "-----BEGIN OPENSSH PRIVATE KEY-----"\n', "must not stand in this file"),
    ],
)
def test_a_slip_is_named_by_both_readers_of_the_file(tmp_path: Path, text: str, match: str) -> None:
    """Lost without it: a word misspelt switches two eyes off, or on, and nobody sees it."""
    path = settings(tmp_path, text)
    for read in (load_approval, load_confirmation):
        with pytest.raises(FileProblems, match=match):
            read(path)


def test_the_profile_names_every_mail_setting_and_no_secret(tmp_path: Path) -> None:
    """Lost without it: a setting changes after the approval unseen, or the record tells where the password is."""
    said = profile_of(MAIL)
    for part in ("mail.example.org", "587", "starttls", "Fietsgoed", "fg@example.org", "user"):
        assert f'"{part}"' in said
    assert "SMTP_PASSWORD" not in said


@pytest.mark.parametrize("where", ["workspace", "demo"])
def test_a_named_key_is_used_in_earnest_and_never_in_a_demo(tmp_path: Path, where: str) -> None:
    """Lost without it: a DPO's real key signs what never happened, or is not used where it matters."""
    settings(tmp_path, f'approval:\n  four_eyes: off\n  keys:\n    "{DPO}": "SHA256:named"\n')
    if where == "demo":
        (tmp_path / DEMO_MARK).touch()
    wired = Wiring()
    wired.choose(str(tmp_path), LEAD)
    found = wired.desk().approving.trust.key_of(DPO)
    assert (found.fingerprint if found else None) == ("SHA256:named" if where == "workspace" else None)
    assert wired.desk().approving.four_eyes is (where == "demo")


# --- by commands ----------------------------------------------------------------------------------------


def test_a_communication_is_approved_with_its_list_and_sent_to_no_other(worked: Shell, tmp_path: Path) -> None:
    """Lost without it: the one nice path from a list to letters breaks at the shell."""
    (worked.folder / DEMO_MARK).touch()
    said = worked.by(DPO).must("notice", "approve", REF, "communication-nl", "--to", str(ADDRESSEES))
    assert "The list holds 12; the scope has " in said.err
    assert "covers 12 addressees" in said.out
    assert "signed with SHA256:" in said.out
    other = tmp_path / "other.csv"
    other.write_text(ADDRESSEES.read_text(encoding="utf-8") + "Eve,eve@example.net,nl,K-1\n", encoding="utf-8")
    refused = worked.by(LEAD)("send", REF, "communication-nl", "--to", str(other))
    assert (refused.code, refused.out) == (4, "")
    assert "the list of addressees changed; how many addressees there are changed (then 12, now 13)" in refused.err
    assert "12 sent" in worked.by(LEAD).must("send", REF, "communication-nl", "--to", str(ADDRESSEES)).out


def test_settings_changed_after_the_approval_are_named(worked: Shell) -> None:
    """Lost without it: letters leave by a server that no DPO approved (M25)."""
    settings(worked.folder, "mail:\n  host: localhost\n  port: 2525\n  security: loopback-plain\n  sender_name: A\n  sender_address: a@example.org\n")
    worked.by(DPO).must("notice", "approve", REF, "communication-nl", "--to", str(ADDRESSEES))
    settings(worked.folder, "mail:\n  host: localhost\n  port: 2526\n  security: loopback-plain\n  sender_name: A\n  sender_address: a@example.org\n")
    said = worked.by(LEAD)("send", REF, "communication-nl", "--to", str(ADDRESSEES))
    assert said.code == 4
    assert "how it is sent and as whom changed" in said.err
    assert "2525" in said.err
    assert "2526" in said.err


def test_where_four_eyes_is_off_the_shell_says_so_at_every_approval_and_in_doctor(worked: Shell) -> None:
    """Lost without it: one person does it all, and nobody who looks can see that."""
    settings(worked.folder, "approval:\n  four_eyes: off\n")
    worked.by(DPO).must("notice", "draft", REF, "communication", "--language", "en")
    said = worked.by(DPO).must("notice", "approve", REF, "communication-en", "--json")
    assert "Four-eyes is off here" in said.err
    assert said.json["approval"]["four_eyes"] is False
    assert "four-eyes was off: its author approved it" in worked.must("notice", "check", REF, "communication-en").out
    assert "four-eyes is OFF" in worked.must("doctor").out


def test_an_approved_text_whose_key_changed_is_not_exported_as_approved(worked: Shell, tmp_path: Path) -> None:
    """Lost without it: a file that says approved, of a yes that holds no more."""
    settings(worked.folder, f'approval:\n  keys:\n    "{DPO}": "SHA256:another"\n')
    said = worked("notice", "export", REF, "notification-nl", "--dir", str(tmp_path))
    assert (said.code, said.out) == (4, "")
    assert "is now SHA256:another; approve it again with that key" in said.err
    assert "it does not hold" in worked.must("notice", "check", REF, "notification-nl").out
