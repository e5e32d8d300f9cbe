"""Addresses hold no secret, and secrets go only where they may."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.model.errors import UsageError
from kg.pushing.address import Credentials, check_secrecy, find_credentials, read_address

STORE = read_address("https://store.example/ds")


@pytest.mark.parametrize("url", ["http://ana:s3cret@h/", "http://ana@h/", "http://:s3cret@h:1/"])
def test_a_url_with_a_secret_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(UsageError, match="does not belong in the URL") as error:
        read_address(url)
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize(
    "url", ["ftp://h/", "file:///etc/passwd", "h:7878", "http://", "http://h:x/", "http://h/?a=b", "http://h/\x07"]
)
def test_what_is_no_address_of_a_store_is_refused(url: str) -> None:
    with pytest.raises(UsageError):
        read_address(url)


@pytest.mark.parametrize(("url", "local"), [("http://127.0.0.1:1", True), ("http://[::1]:1/x", True), ("http://localhost", True),
                                            ("http://localhost.evil.example", False), ("http://10.0.0.1", False)])  # fmt: skip
def test_this_machine_is_known(url: str, local: bool) -> None:
    assert read_address(url).is_local is local


def test_the_environment_gives_name_and_password() -> None:
    found = find_credentials(STORE, None, {"KG_PUSH_USER": "ana", "KG_PUSH_PASSWORD": "s3cret"})
    assert found == Credentials("ana", "s3cret")
    assert "s3cret" not in repr(found)


def test_netrc_gives_the_password_of_its_host_only(tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine store.example login ana password s3cret\n")
    netrc.chmod(0o600)
    assert find_credentials(STORE, None, {"NETRC": str(netrc)}) == Credentials("ana", "s3cret")
    assert find_credentials(read_address("https://other.example"), None, {"NETRC": str(netrc)}) is None


def test_a_broken_netrc_is_told_without_its_words(tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine store.example login ana s3cret\n")
    with pytest.raises(UsageError, match="netrc cannot be read") as error:
        find_credentials(STORE, None, {"NETRC": str(netrc)})
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize(("user", "values", "what"), [
    ("ana", {}, "no password for ana"),
    (None, {"KG_PUSH_PASSWORD": "s3cret"}, "but for whom"),
    ("ana", {"KG_PUSH_PASSWORD": "s3cret\nX: y"}, "control character"),
])  # fmt: skip
def test_half_of_a_name_and_password_is_refused(tmp_path: Path, user: str | None, values: dict[str, str], what: str) -> None:
    with pytest.raises(UsageError, match=what) as error:
        find_credentials(STORE, user, {"NETRC": str(tmp_path / "none"), **values})
    assert "s3cret" not in str(error.value)


def test_a_password_goes_in_the_clear_only_to_this_machine_or_when_told_to() -> None:
    secret = Credentials("ana", "s3cret")
    far = read_address("http://store.example/ds")
    with pytest.raises(UsageError, match="in the clear"):
        check_secrecy(far, secret, insecure=False)
    check_secrecy(far, secret, insecure=True)
    check_secrecy(far, None, insecure=False)
    check_secrecy(STORE, secret, insecure=False)
    check_secrecy(read_address("http://127.0.0.1:8890"), secret, insecure=False)
