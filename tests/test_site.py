"""The miniature campaign through the whole site: same Python, same templates, other fields, points and units."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[1]
MINI = ROOT / "tests" / "site"


def build(config: Path, folder: Path, seed: str = "0") -> Path:
    """Build a site with everything that could vary pinned but the hash seed."""
    environment = os.environ | {"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": "1700000000", "NO_MKDOCS_2_WARNING": "1"}
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--config-file",
        str(config),
        "--site-dir",
        str(folder),
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(MINI / "mkdocs.yml", tmp_path_factory.mktemp("mini"))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag in ("script", "img", "link", "iframe", "source") and (address := given.get("src") or given.get("href")):
            self.loaded.append(str(address))


def pages(site: Path) -> dict[Path, _Page]:
    found = {}
    for file in sorted(site.rglob("*.html")):
        found[file] = page = _Page()
        page.feed(file.read_text(encoding="utf-8"))
    return found


def files(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_every_kind_of_page_is_there_for_another_campaign(site: Path):
    wanted = {
        "tien-do",
        "tong-hop",
        "ma-tran",
        "du-lieu",
        "quy-tac",
        "truong-du-lieu",
        "hoi-nghi/tom-tat",
        "bao-cao/th-c",
        "noi-dung/2.1",
        "kien-nghi",
    }

    assert {name for name in wanted if (site / name / "index.html").is_file()} == wanted


def test_the_other_campaigns_figures_reach_its_pages(site: Path):
    consolidated = (site / "tong-hop" / "index.html").read_text(encoding="utf-8")

    assert "1.342" in consolidated
    assert "94,75" in consolidated


def test_every_link_and_anchor_leads_somewhere(site: Path):
    found = pages(site)
    broken = []
    for file, page in found.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or file.name == "404.html":
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file() or (
                parts.fragment and target in found and unquote(parts.fragment) not in found[target].ids
            ):
                broken.append((str(file.relative_to(site)), link))

    assert broken == []


def test_no_page_repeats_an_id(site: Path):
    repeated = {
        str(file.relative_to(site)): sorted({name for name in page.ids if page.ids.count(name) > 1})
        for file, page in pages(site).items()
    }

    assert {name: ids for name, ids in repeated.items() if ids} == {}


def test_no_page_loads_anything_from_another_host(site: Path):
    foreign = [
        (str(file.relative_to(site)), address)
        for file, page in pages(site).items()
        for address in page.loaded
        if urlsplit(address).netloc
    ]

    assert foreign == []


def test_two_builds_are_the_same_to_the_byte(site: Path, tmp_path: Path):
    again = build(MINI / "mkdocs.yml", tmp_path / "again", seed="7")
    names = files(site)

    assert names == files(again)
    assert filecmp.cmpfiles(site, again, names, shallow=False)[1:] == ([], [])


def test_a_changed_submission_changes_every_page_that_rests_on_it(site: Path, tmp_path: Path):
    folder = tmp_path / "tests" / "site"
    shutil.copytree(MINI, folder)
    report = folder / "submissions" / "thcs-b.md"
    report.write_text(report.read_text(encoding="utf-8").replace("luot_kham: 500", "luot_kham: 600"), encoding="utf-8")
    changed = build(folder / "mkdocs.yml", tmp_path / "changed")

    differing = {name for name in files(site) if not filecmp.cmp(site / name, changed / name, shallow=False)}
    assert {
        "tong-hop/index.html",
        "hoi-nghi/tom-tat/index.html",
        "bao-cao/thcs-b/index.html",
        "noi-dung/1.1/index.html",
        "tai-ve/word/tong-hop.docx",
        "tai-ve/bang-tinh.xlsx",
        "tai-ve/du-lieu.json",
    } <= differing
    assert not {"bao-cao/thcs-a/index.html", "tien-do/index.html", "tai-ve/word/bao-cao/thcs-a.docx"} & differing


def test_hostile_text_in_a_submission_stays_text(tmp_path: Path):
    folder = tmp_path / "tests" / "site"
    shutil.copytree(MINI, folder)
    report = folder / "submissions" / "thcs-b.md"
    hostile = "<img src=x onerror=alert(1)>"
    content = (
        report.read_text(encoding="utf-8")
        .replace("mo_ta: Trượt ngã ở sân", f'mo_ta: "{hostile}"')
        .replace("# Báo cáo y tế trường học", "# Báo cáo [x](javascript:alert(1))")
    )
    report.write_text(content, encoding="utf-8")
    built = build(folder / "mkdocs.yml", tmp_path / "hostile")

    for file in built.rglob("*.html"):
        page = file.read_text(encoding="utf-8")
        assert hostile not in page
        assert not re.search(r'(?:href|src)="\s*javascript:', page)
    assert "textContent" in (built / "assets" / "tim-kiem.js").read_text(encoding="utf-8")
    assert "innerHTML" not in (built / "assets" / "tim-kiem.js").read_text(encoding="utf-8")


def test_a_sites_own_theme_folder_comes_before_the_programs(site: Path, tmp_path: Path):
    folder = tmp_path / "site"
    shutil.copytree(MINI, folder)
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(config.replace("  name: material\n", "  name: material\n  custom_dir: own\n"))
    (folder / "own" / "assets").mkdir(parents=True)
    (folder / "own" / "assets" / "tongket.css").write_text("/* own */\n", encoding="utf-8")
    built = build(folder / "mkdocs.yml", tmp_path / "built")

    differing = {name for name in files(site) if not filecmp.cmp(site / name, built / name, shallow=False)}
    assert differing == {"assets/tongket.css"}
    assert (built / "assets" / "tongket.css").read_text(encoding="utf-8") == "/* own */\n"
