"""Mail settings are read strictly, and no secret can stand in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from breachdesk.domain.errors import FileProblems
from breachdesk.files.settings_file import MailSecurity, MailSettings, load_settings

HOSTILE = Path(__file__).resolve().parents[2].parent / "shared" / "hostile" / "yaml"
GOOD = {
    "host": "mail.example.org",
    "port": "587",
    "security": "starttls",
    "user": "desk",
    "password_env": "SMTP_PASSWORD",
    "sender_name": "Kaasland privacy desk",
    "sender_address": "privacy@example.org",
}


def settings(folder: Path, **changed: str) -> Path:
    """Write a settings file; a value of "" takes the key out."""
    lines = [f"  {key}: {value}" for key, value in (GOOD | changed).items() if value]
    path = folder / "settings.yaml"
    path.write_text("mail:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_good_settings_are_read_whole(tmp_path: Path) -> None:
    """Letters would leave under the wrong name, or not at all."""
    expected = MailSettings(
        host="mail.example.org",
        port=587,
        security=MailSecurity.STARTTLS,
        sender_name="Kaasland privacy desk",
        sender_address="privacy@example.org",
        user="desk",
        password_env="SMTP_PASSWORD",
    )
    assert expected == load_settings(settings(tmp_path))


def test_no_file_and_no_mail_part_mean_mail_is_not_set_up(tmp_path: Path) -> None:
    """A fresh workspace works without mail."""
    assert load_settings(tmp_path / "settings.yaml") is None
    (tmp_path / "settings.yaml").write_text("{}\n")
    assert load_settings(tmp_path / "settings.yaml") is None


def test_a_server_without_log_in_needs_neither_user_nor_variable(tmp_path: Path) -> None:
    """A relay in the house network often asks for none."""
    found = load_settings(settings(tmp_path, user="", password_env=""))
    assert found is not None
    assert (found.user, found.password_env) == ("", "")


def test_plain_mail_goes_to_this_machine_only(tmp_path: Path) -> None:
    """A password or a breach letter must not cross a network in clear."""
    found = load_settings(settings(tmp_path, host="127.0.0.1", security="loopback-plain"))
    assert found is not None
    assert MailSecurity.LOOPBACK_PLAIN is found.security
    with pytest.raises(FileProblems, match="works only to"):
        load_settings(settings(tmp_path, security="loopback-plain"))


@pytest.mark.parametrize("key", ["password", "pass", "secret", "token"])
def test_a_password_in_the_file_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    """A secret in a file, or in an error message, is a secret lost."""
    with pytest.raises(FileProblems) as refused:
        load_settings(settings(tmp_path, **{key: "MARKER-hunter2"}))
    assert f"'{key}' must not stand in this file" in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_password_written_where_the_variable_belongs_is_not_repeated(tmp_path: Path) -> None:
    """The likeliest slip must not print the password."""
    with pytest.raises(FileProblems) as refused:
        load_settings(settings(tmp_path, password_env="MARKER-hunter2"))
    assert "'password_env' is not a variable's name" in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"host": ""}, "'host' is missing"),
        ({"host": "mail example"}, "'host' is not the name of a server"),
        ({"host": "mail.example.org:587"}, "'host' is not the name of a server"),
        ({"port": ""}, "'port' is missing"),
        ({"port": "0"}, "it must be 1 to 65,535"),
        ({"port": "smtp"}, "not a whole number"),
        ({"security": ""}, "'security' is missing"),
        ({"security": "none"}, "One of: loopback-plain, starttls, tls"),
        ({"security": "startls"}, "Did you mean 'starttls'?"),
        ({"user": ""}, "'user' and 'password_env' belong together"),
        ({"password_env": ""}, "'user' and 'password_env' belong together"),
        ({"user": '"desk\\tx"'}, "'user' must be one line"),
        ({"sender_name": ""}, "'sender_name' is missing"),
        ({"sender_name": '"=?utf-8?q?x?="'}, "without '=?'"),
        ({"sender_name": '"Ann\\nBcc: x"'}, "one plain line"),
        ({"sender_address": "privacy"}, "'sender_address' has 0 @ signs"),
        ({"sender_adress": "x@example.org"}, "Did you mean 'sender_address'?"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_with_its_line(
    tmp_path: Path, changed: dict[str, str], message: str
) -> None:
    """A wrong setting must show now, not at hour 71 when the letters go out."""
    with pytest.raises(FileProblems) as refused:
        load_settings(settings(tmp_path, **changed))
    assert message in str(refused.value)
    assert all(line.startswith("settings.yaml:") for line in refused.value.lines())


def test_all_problems_come_in_one_round(tmp_path: Path) -> None:
    """Mending one error a run costs the night."""
    with pytest.raises(FileProblems) as refused:
        load_settings(settings(tmp_path, host="", port="0", sender_address="x", speed="9"))
    assert len(refused.value.problems) == 4


def test_a_folder_in_place_of_the_file_is_a_clear_error(tmp_path: Path) -> None:
    """An unreadable file must not count as mail not set up."""
    (tmp_path / "settings.yaml").mkdir()
    with pytest.raises(FileProblems, match="cannot be read"):
        load_settings(tmp_path / "settings.yaml")


def test_hostile_yaml_raises_only_file_problems() -> None:
    """A crafted file must be refused in words, never end the program."""
    if not HOSTILE.is_dir():
        pytest.skip("the shared hostile files are not here")
    for path in sorted(HOSTILE.glob("*.yaml")):
        with pytest.raises(FileProblems):
            load_settings(path)
