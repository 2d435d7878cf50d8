"""Fixtures shared by all tests: the miniature campaign to break, and golden files that `--bless` rewrites."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from tongket import campaign as campaigns
from tongket import cli
from tongket.campaign import Campaign

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "tests" / "site"


os.environ["TONGKET_MEMORY"] = "0"  # tests compute everything, unless they are about remembering


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="rewrite the golden files with what the program prints now")


@dataclass(frozen=True)
class Mini:
    """A copy of the miniature campaign that a test may break."""

    root: Path

    def report(self, unit: str = "thcs-a") -> str:
        """Return the text of a unit's report."""
        return self.path(unit).read_text(encoding="utf-8")

    def path(self, unit: str) -> Path:
        return self.root / "submissions" / f"{unit}.md"

    def put(self, content: str | bytes, unit: str = "thcs-a") -> Path:
        """Write a unit's report, byte for byte."""
        return self.put_file(f"submissions/{unit}.md", content)

    def put_file(self, path: str, content: str | bytes) -> Path:
        """Write any file of the campaign, byte for byte."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def change(self, old: str, new: str, path: str = "submissions/thcs-a.md") -> None:
        """Replace what stands exactly once in a file."""
        content = (self.root / path).read_text(encoding="utf-8")
        assert content.count(old) == 1, f"{old!r} stands {content.count(old)} times in {path}"
        self.put_file(path, content.replace(old, new))

    def load(self) -> Campaign:
        campaign, problems = campaigns.load(self.root)
        assert campaign, [str(problem) for problem in problems]
        return campaign

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run `tongket` on this campaign and return (exit code, stdout, stderr)."""
        command, *rest = arguments
        return run([command, "--root", str(self.root), *rest])


def run(arguments: Sequence[str]) -> tuple[int, str, str]:
    """Run `tongket`; an exception of the program fails the test, for it is never a user's doing."""
    result = CliRunner().invoke(cli.main, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def mini(tmp_path: Path) -> Mini:
    """The miniature campaign: thcs-a in time, thcs-b late, th-c not filed."""
    shutil.copytree(SITE, tmp_path / "site")
    return Mini(tmp_path / "site")


@pytest.fixture(scope="session")
def mini_campaign() -> Campaign:
    """The miniature campaign as it stands, to read only."""
    return Mini(SITE).load()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a golden file, or write the file when tests run with --bless."""

    def compare(file: Path, actual: str) -> None:
        assert actual.strip(), f"nothing to compare with {file}"
        if request.config.getoption("--bless"):
            file.write_text(actual, encoding="utf-8", newline="\n")
        assert file.is_file(), f"{file} does not exist; run pytest --bless and read what it writes"
        assert actual == file.read_text(encoding="utf-8")

    return compare
