"""Who sends, and by which server: as the settings of a workspace say, or into a folder for a demo."""

from __future__ import annotations

import atexit
import json
import os
from pathlib import Path

from breachdesk.files.settings_file import MailSettings, load_settings
from breachdesk.mail.smtp import SmtpMailer, SmtpSettings
from breachdesk.postbox.sink import Postbox
from breachdesk.services.ports import Sender

DEMO_NAME, DEMO_SENDER = "Fietsgoed B.V.", "privacy@fietsgoed.example"
TO_NOBODY = Sender("BreachDesk", "breachdesk@localhost.invalid", None)
"""Where mail is not set up."""


def sender_of(folder: Path) -> Sender:
    """Give the sender that the settings of a workspace name; the password comes from where they say."""
    found = load_settings(folder / "settings.yaml")
    if found is None:
        return TO_NOBODY
    password = os.environ.get(found.password_env, "") if found.password_env else ""
    settings = SmtpSettings(
        host=found.host,
        port=found.port,
        security=found.security.value,
        user=found.user,
        password=password,
        sender_name=found.sender_name,
        sender_address=found.sender_address,
    )
    return Sender(found.sender_name, found.sender_address, SmtpMailer(settings), profile=profile_of(found))


def profile_of(found: MailSettings) -> str:
    """Say how mail goes and as whom, in one line that an Approval binds; the password is no part of it.

    JSON, so that no name can pass for another server.
    """
    parts = (found.host, str(found.port), found.security.value, found.user, found.sender_name, found.sender_address)
    return "smtp " + json.dumps(parts, ensure_ascii=False)


def demo_sender(folder: Path) -> Sender:
    """Give the sender of a demo, whose mail goes to a folder in its workspace and to nobody else."""
    postbox = Postbox(folder / "postbox")
    postbox.start()
    atexit.register(postbox.stop)
    settings = SmtpSettings(
        host="127.0.0.1",
        port=postbox.port,
        security="loopback-plain",
        user="",
        password="",
        sender_name=DEMO_NAME,
        sender_address=DEMO_SENDER,
    )
    # The port is another one each time, and it is always the same folder.
    return Sender(DEMO_NAME, DEMO_SENDER, SmtpMailer(settings), profile="the folder of the demo")
