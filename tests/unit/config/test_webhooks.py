"""`webhooks`: how vendors are let in, and what is said about forms that let nobody or all in."""

from pathlib import Path

import pytest
from tests.unit.config.loading import HEAD, loaded, refusal

BAD = {
    "webhooks:§\n": ("LW1106", "empty"),
    "webhooks: §{}\n": ("LW1104", "needs `token`"),
    "webhooks: {§tokens: {env: T}, token: {env: T}}\n": ("LW1101", "its keys are token"),
    "webhooks: {token: §s3cret-s3cret-s3cret-s3cret}\n": ("LW1332", "everybody who reads"),
    "webhooks: {token: [§s3cret-s3cret-s3cret-s3cret]}\n": ("LW1332", "everybody who reads"),
    "webhooks: {token: §~}\n": ("LW1333", "A mapping with a reference"),
    "webhooks: {token: §[]}\n": ("LW1113", "empty list"),
    "webhooks: {token: §{env: A, file: b}}\n": ("LW1333", "together"),
    "webhooks: {token: [{env: A}, §{secret_column: b}]}\n": ("LW1333", "the project's"),
    "webhooks: {token: §[{env: A}, {env: B}, {env: C}]}\n": ("LW1380", "these are 3"),
    "webhooks: {token: [{env: A}, §{env: A}]}\n": ("LW1116", "listwright.yaml:9:"),
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_form_is_refused_where_it_stands(text: str, tmp_path: Path) -> None:
    code, words = BAD[text]
    finding = refusal(tmp_path, HEAD + text)
    assert finding.code == code
    assert words in finding.detail
    assert "s3cret" not in repr(finding)


def test_one_token_or_two_while_one_replaces_the_other(tmp_path: Path) -> None:
    def labels(text: str) -> list[str]:
        settings = loaded(tmp_path, HEAD + text).webhooks
        assert settings is not None
        return [ref.label for ref in settings.tokens]

    assert labels("webhooks: {token: {env: T}}\n") == ["env:T"]
    assert labels("webhooks: {token: [{command: [pass, hook]}]}\n") == ["command:pass hook"]
    assert labels("webhooks:\n  token:\n    - {env: OLD}\n    - {file: new}\n") == [
        "env:OLD",
        "file:new",
    ]


def test_without_the_key_nobody_tells_anything(tmp_path: Path) -> None:
    assert loaded(tmp_path, HEAD).webhooks is None
