"""The demo's postbox keeps what it gets on this machine, for its owner's eyes."""

from __future__ import annotations

import asyncio
import logging
import smtplib
import socket
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from breachdesk.domain.deliveries import Accepted, OutgoingMail
from breachdesk.domain.errors import MailProblem
from breachdesk.mail.envelope import to_eml
from breachdesk.mail.smtp import SmtpMailer, SmtpSettings
from breachdesk.postbox import sink
from breachdesk.postbox.sink import Postbox

LETTER = OutgoingMail(
    message_id="<0a1b@example.org>",
    from_name="Fietsgoed B.V.",
    from_address="privacy@example.org",
    to_name="Zoë Miller",
    to_address="zoe@example.net",
    subject="Over uw gegevens",
    text="Beste Zoë,\n.\n..\nUw gegevens …\n",
    written_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
)


def send(postbox: Postbox, *mails: OutgoingMail) -> list[str]:
    """Send mails through our own mailer; give what the postbox said to each."""
    mailer = SmtpMailer(SmtpSettings("127.0.0.1", postbox.port, "loopback-plain", timeout_seconds=5))

    async def talk() -> list[str]:
        said = []
        for mail in mails:
            outcome = await mailer.send(mail)
            assert isinstance(outcome, Accepted), outcome
            said.append(outcome.reply)
        return said

    return asyncio.run(talk())


def test_a_mail_lies_in_the_folder_as_it_was_sent(tmp_path: Path) -> None:
    """Lost without it: the demo shows something else than what a real server would get."""
    with Postbox(tmp_path / "postbox") as postbox:
        (said,) = send(postbox, LETTER)
        (kept,) = postbox.received()
    assert kept.read_bytes() == to_eml(LETTER)
    assert "DEMO: nothing leaves this machine" in said
    assert kept.name in said


def test_only_the_owner_can_read_what_was_kept(tmp_path: Path) -> None:
    """Lost without it: letters to affected people, readable by everybody on the machine."""
    folder = tmp_path / "postbox"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    with Postbox(folder) as postbox:
        send(postbox, LETTER)
        (kept,) = postbox.received()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_mails_are_kept_in_the_order_they_came_across_openings(tmp_path: Path) -> None:
    """Lost without it: a second run of the demo overwrites the first."""
    mails = [replace(LETTER, message_id=f"<{n}@example.org>", text=f"number {n}\n") for n in range(3)]
    with Postbox(tmp_path) as first:
        send(first, *mails[:2])
    with Postbox(tmp_path) as second:
        send(second, mails[2])
        kept = second.received()
    assert [path.read_bytes() for path in kept] == [to_eml(mail) for mail in mails]


def test_a_taken_away_mail_leaves_no_number_that_overwrites_another(tmp_path: Path) -> None:
    """Lost without it: numbering by counting files meets the last one."""
    with Postbox(tmp_path) as postbox:
        send(postbox, LETTER, LETTER)
        postbox.received()[0].unlink()
        send(postbox, LETTER)
        assert [path.name for path in postbox.received()] == ["000002.eml", "000003.eml"]


def test_two_postboxes_may_fill_one_folder(tmp_path: Path) -> None:
    """Lost without it: two terminals in the demo overwrite each other's mail, or fail."""
    with Postbox(tmp_path) as one, Postbox(tmp_path) as other:
        assert one.port != other.port
        send(one, LETTER)
        send(other, LETTER)
        send(one, LETTER)
        assert len(one.received()) == 3


def test_a_number_taken_a_moment_ago_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: two postboxes that looked at the same moment, and one mail less."""
    (tmp_path / "000001.eml").write_text("just now")
    monkeypatch.setattr(sink, "_mails", lambda _: ())
    with Postbox(tmp_path) as postbox:
        send(postbox, LETTER)
    assert (tmp_path / "000001.eml").read_text() == "just now"
    assert (tmp_path / "000002.eml").read_bytes() == to_eml(LETTER)


def test_foreign_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    """Lost without it: a file somebody put there breaks the numbering."""
    (tmp_path / "notes.eml").write_text("mine")
    (tmp_path / "²³.eml").write_text("mine")
    with Postbox(tmp_path) as postbox:
        send(postbox, LETTER)
        assert [path.name for path in postbox.received()] == ["000001.eml"]


def test_nothing_a_sender_says_chooses_the_file(tmp_path: Path) -> None:
    """Lost without it: an address with dots and slashes writes outside the folder."""
    folder = tmp_path / "postbox"
    with Postbox(folder) as postbox, smtplib.SMTP("127.0.0.1", postbox.port, timeout=5) as client:
        client.sendmail("/../../x@example.org", ["..\\..\\y@example.org"], b"Subject: ../../z\r\n\r\nx\r\n")
    assert [path.name for path in folder.iterdir()] == ["000001.eml"]
    assert [path.name for path in tmp_path.iterdir()] == ["postbox"]


def test_a_folder_that_cannot_be_written_is_said_to_the_sender(tmp_path: Path) -> None:
    """Lost without it: a mail called kept that is nowhere."""
    folder = tmp_path / "postbox"
    with Postbox(folder) as postbox, smtplib.SMTP("127.0.0.1", postbox.port, timeout=5) as client:
        folder.rename(tmp_path / "elsewhere")
        with pytest.raises(smtplib.SMTPDataError) as caught:
            client.sendmail("a@example.org", ["b@example.org"], b"Subject: x\r\n\r\nx\r\n")
    assert caught.value.smtp_code == 452


def test_a_place_that_is_no_folder_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """Lost without it: a traceback when the demo starts."""
    place = tmp_path / "postbox"
    place.write_text("a file")
    postbox = Postbox(place)
    with pytest.raises(MailProblem, match="cannot open"):
        postbox.start()
    with pytest.raises(MailProblem, match="not open"):
        _ = postbox.port


def test_it_listens_to_this_machine_only_and_no_more_after_stop(tmp_path: Path) -> None:
    """Lost without it: an open mail server in the office network."""
    with Postbox(tmp_path) as postbox:
        port = postbox.port
        client = socket.create_connection(("127.0.0.1", port), timeout=5)
        assert client.recv(64).startswith(b"220 breachdesk.invalid")
        with pytest.raises(OSError, match=r".*"):
            socket.create_connection(("127.0.0.2", port), timeout=5)
    client.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    postbox.stop()


def test_starting_asks_the_network_for_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: the demo waits seconds for a name server."""

    def asked() -> str:
        raise AssertionError("the name of this machine was looked up")

    monkeypatch.setattr(socket, "getfqdn", asked)
    with Postbox(tmp_path) as postbox:
        assert postbox.port > 0


def test_starting_twice_keeps_the_one_port(tmp_path: Path) -> None:
    """Lost without it: a port that nobody closes any more."""
    with Postbox(tmp_path) as postbox:
        port = postbox.port
        postbox.start()
        assert postbox.port == port


def test_no_log_line_holds_what_was_sent(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Lost without it: the library logs each address it is told."""
    caplog.set_level(logging.DEBUG)
    with Postbox(tmp_path) as postbox:
        send(postbox, LETTER)
    assert "zoe@example.net" not in caplog.text
