"""Fixtures of the ledger suite; a back end's test module provides `ledger_factory`."""

import pytest

pytest.register_assert_rewrite(
    "tests.contract.ledger.attempts",
    "tests.contract.ledger.attesting",
    "tests.contract.ledger.cancels",
    "tests.contract.ledger.pictures",
    "tests.contract.ledger.readings",
    "tests.contract.ledger.receiving",
    "tests.contract.ledger.settling",
    "tests.contract.ledger.running",
)
