"""What any test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.setup import browser


@pytest.fixture(scope="session")
def browser_program() -> Path:
    """The Chromium, Chrome or Edge to drive. Without one a test fails; it is never skipped."""
    found = browser.find()
    assert found, browser.HOW_TO
    return found
