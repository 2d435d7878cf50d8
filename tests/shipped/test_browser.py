"""The built site in a real browser: search, sorting, phone width, no request to another host, accessibility.

Needs a Chromium: TONGKET_CHROMIUM names it (CI installs one); without it these tests are skipped by name.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("TONGKET_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(
    not CHROMIUM and not os.environ.get("CI"), reason="không có trình duyệt Chromium trên máy này"
)

PAGES = (
    "",
    "ke-hoach/",
    "de-cuong/",
    "tien-do/",
    "tong-hop/",
    "ma-tran/",
    "bao-cao/",
    "noi-dung/2.3/",
    "kien-nghi/",
    "quy-tac/",
    "truong-du-lieu/",
    "hoi-nghi/",
    "hoi-nghi/tom-tat/",
    "du-lieu/",
    "huong-dan/don-vi/",
)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped campaign's site, built as `make site` builds it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def address(built_site: Path):
    """Serve the built site on localhost and return its address."""
    handler = functools.partial(_Quiet, directory=str(built_site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser, address: str):
    """A page that notes every request to another host and every error in the console."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.foreign, page.errors = [], []
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((address, "data:", "blob:")) else page.foreign.append(request.url)
        ),
    )
    page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    context.close()


@pytest.mark.parametrize("uri", PAGES)
def test_a_page_asks_no_other_host_and_raises_no_error(page, address: str, uri: str):
    page.goto(address + uri, wait_until="networkidle")

    assert (page.foreign, page.errors) == ([], [])


@pytest.mark.parametrize("uri", PAGES)
def test_a_page_fits_a_phone(page, address: str, uri: str):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address + uri)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bao cao tong ket", "Báo cáo"),
        ("duong", "đường"),
        ("Thủy điện", "thủy điện"),
        ("thuỷ điện", "thủy điện"),
        ("174-KH/TU", "174-KH/TU"),
    ],
    ids=["without diacritics", "d for đ", "with diacritics", "other tone placement", "a document symbol"],
)
def test_search_finds_vietnamese(page, address: str, typed: str, found: str):
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.wait_for_selector(".md-search-result__item", timeout=15_000)

    assert found.casefold() in page.inner_text(".md-search-result__list").casefold()


def test_the_progress_board_sorts_by_a_column(page, address: str):
    page.goto(address + "tien-do/")
    before = page.locator("table[data-sortable] tbody tr").all_inner_texts()
    page.locator("table[data-sortable] thead button").nth(1).click()
    after = page.locator("table[data-sortable] tbody tr").all_inner_texts()

    assert sorted(before) == sorted(after)
    assert page.locator("table[data-sortable] th[aria-sort=ascending]").count() == 1
    assert before != after


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "uri", ["", "tien-do/", "tong-hop/", "ma-tran/", "bao-cao/huyen-uy-d/", "noi-dung/2.6/", "de-cuong/"]
)
def test_a_page_has_no_accessibility_fault(page, address: str, uri: str, scheme: str):
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=scheme)
    page.goto(address + uri)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})

    faults = [
        (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
        for violation in found.response["violations"]
    ]
    assert faults == []
