"""What readers get: pages in the theme's frame as the theme itself would make them, and a served site that keeps up."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.commands.build import build, get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from conftest import ROOT, SITE
from tongket.pages.page import GeneratedPage
from tongket.plugin import TongketPlugin
from tongket.publishing.shell import Shells, escaped, table_of_contents


@pytest.fixture(scope="module", params=["", "https://example.org/tong-ket/"], ids=["anywhere", "with-an-address"])
def config(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MkDocsConfig:
    """The miniature campaign's site, built without and with an address of its own."""
    folder = str(tmp_path_factory.mktemp("site"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        loaded = load_config(str(SITE / "mkdocs.yml"), site_dir=folder, site_url=request.param)
        build(loaded)
    return loaded


def plugin_of(config: MkDocsConfig) -> TongketPlugin:
    plugin = config.plugins["tongket"]
    assert isinstance(plugin, TongketPlugin)
    return plugin


def whole(plugin: TongketPlugin, config: MkDocsConfig, path: str, made: GeneratedPage) -> str:
    """Return a page as the theme renders it when it is given the page itself."""
    page, shells = plugin.pages[path], plugin.shells
    page.meta, page.content, page.toc = {"title": escaped(made.title)}, made.html, table_of_contents(made.toc)
    page.edit_url = plugin.links.edit(made.source) if made.source else None
    page.active = True
    try:
        context = get_context(plugin.nav, shells.files, config, page)
        return shells.env.get_template("main.html").render(context)
    finally:
        page.active = False


def test_a_filled_frame_is_the_page_that_the_theme_would_render(config: MkDocsConfig) -> None:
    plugin = plugin_of(config)
    for path, page in plugin.pages.items():
        made = page.planned.render()
        edit = plugin.links.edit(made.source) if made.source else ""
        filled = plugin.shells.fill(page, made, edit)

        assert filled == whole(plugin, config, path, made), path
        assert filled == Shells(plugin.shells.env, plugin.nav, plugin.shells.files, config).fill(page, made, edit), path
        assert "\ue000" not in filled, path


def test_pages_share_frames(config: MkDocsConfig) -> None:
    plugin = plugin_of(config)
    assert len(plugin.shells.frames) < len(plugin.pages)


def test_the_site_map_lists_every_page_once(config: MkDocsConfig) -> None:
    listed = (Path(config.site_dir) / "sitemap.xml").read_text(encoding="utf-8")
    if config.site_url:
        assert {listed.count(f"<loc>{page.canonical_url}</loc>") for page in plugin_of(config).pages.values()} == {1}
    else:
        assert "<loc>" not in listed


def test_a_site_may_do_without_the_word_file_of_each_report(tmp_path: Path) -> None:
    lean = load_config(str(SITE / "mkdocs.yml"), site_dir=str(tmp_path), plugins=[{"tongket": {"word": False}}])
    build(lean)

    assert sorted(file.name for file in tmp_path.rglob("*.docx")) == ["tom-tat.docx", "tong-hop.docx"]
    assert ".docx" not in (tmp_path / "bao-cao" / "thcs-a" / "index.html").read_text(encoding="utf-8")


# -- a served site ------------------------------------------------------------------------------------


class Server:
    """A served copy of the miniature campaign, as a reader sees it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "NO_MKDOCS_2_WARNING": "1"}
        command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}"]
        self.process = subprocess.Popen(command, cwd=root, env=environment)

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.address + path, timeout=60) as answer:
            return bytes(answer.read())

    def wait_for(self, path: str, words: str, seconds: float = 60) -> str:
        """Return a page once it holds the words."""
        until = time.monotonic() + seconds
        text = ""
        while time.monotonic() < until:
            try:
                text = self.get(path).decode()
            except (OSError, urllib.error.URLError):
                text = ""
            if words in text:
                return text
            time.sleep(0.1)
        raise AssertionError(f"{words!r} is not on {path}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("served") / "site"
    shutil.copytree(SITE, root)
    served = Server(root)
    try:
        served.wait_for("/tien-do/", "</html>")
        yield served
    finally:
        served.process.terminate()
        served.process.wait(timeout=10)


def test_a_served_page_is_made_when_it_is_asked_for(server: Server) -> None:
    assert "livereload" in server.get("/bao-cao/thcs-a/").decode()
    assert server.get("/bao-cao/thcs-a").decode().count("</html>") == 1


def test_a_file_to_download_is_made_when_it_is_asked_for(server: Server) -> None:
    assert server.get("/tai-ve/word/bao-cao/thcs-a.docx").startswith(b"PK")


def test_the_index_is_made_when_somebody_searches(server: Server) -> None:
    assert b"shards" in server.get("/tim-kiem/muc-luc.json")


@pytest.mark.parametrize("path", ["/khong-co/", "/tai-ve/../mkdocs.yml", "/%2e%2e/mkdocs.yml", "/bao-cao/khong-co/"])
def test_what_there_is_not_is_not_found(server: Server, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        server.get(path)


def test_a_saved_report_shows(server: Server) -> None:
    report = server.root / "submissions" / "thcs-a.md"
    report.write_text(report.read_text("utf-8").replace("\n### 1.2", "\nCâu vừa thêm.\n\n### 1.2", 1), encoding="utf-8")

    server.wait_for("/bao-cao/thcs-a/", "Câu vừa thêm.")


def test_a_page_that_shows_the_progress_follows_the_reports(server: Server) -> None:
    page = server.root / "docs" / "index.md"
    page.write_text("# Trang\n\nMới.\n\n<!-- tongket:progress -->\n", encoding="utf-8")
    before = server.wait_for("/", "Mới.")
    report = server.root / "submissions" / "thcs-b.md"
    report.unlink()
    server.wait_for("/bao-cao/thcs-b/", "Chưa nộp")

    assert "tongket:progress" not in before
    assert server.get("/").decode() != before


def test_a_saved_definition_builds_everything_anew(server: Server) -> None:
    units = server.root / "schema" / "units.yml"
    units.write_text(units.read_text("utf-8").replace("THCS A", "THCS Đổi Tên"), encoding="utf-8")

    server.wait_for("/tien-do/", "THCS Đổi Tên")
