"""The built site in a real browser: search, sorting, phone width, no request to another host, accessibility.

Needs a Chromium: TONGKET_CHROMIUM names it (CI installs one); without it these tests are skipped by name.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import quote

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
    "tong-hop/2/",
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
    "tim-kiem/",
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


D, DD = "bao-cao/huyen-uy-d/", "bao-cao/huyen-uy-dd/"
QUERIES = {
    "215-BC/HU": D,
    "215-bc/hu": D,
    "198-BC/HU": DD,
    "412-QĐ/HU": f"{D}#muc-1.1",
    "412-QD/HU": f"{D}#muc-1.1",
    "174-KH/TU": "ke-hoach/",
    "huyện ủy đ": DD,
    "huyện uỷ Đ": DD,
    "Huyện ủy D": D,
    "huyen uy d": D,
    "ban can su": "bao-cao/bcsd-ubnd-tinh/",
    "huyện ủy đ họp báo": f"{DD}#muc-2.2",
    "tái định cư": f"{D}#muc-2.5",
    "tai dinh cu": f"{D}#muc-2.5",
    '"tái định cư"': f"{D}#muc-2.5",
    "hòa giải": f"{D}#muc-2.5",
    "hoà giải": f"{D}#muc-2.5",
    "hoa giai": f"{D}#muc-2.5",
    "ho\u0300a gia\u0309i": f"{D}#muc-2.5",
    "thủy điện": f"{D}#muc-2.4",
    "thuỷ điện": f"{D}#muc-2.4",
    "thuy dien": f"{D}#muc-2.4",
    "THỦY ĐIỆN": f"{D}#muc-2.4",
    "người phát ngôn": "bao-cao/bcsd-ubnd-tinh/#muc-4.2",
    '"người phát ngôn"': "bao-cao/bcsd-ubnd-tinh/#muc-4.2",
    "họp báo": "tong-hop/2/#muc-2.2",
    "hop bao": "tong-hop/2/#muc-2.2",
    "nhân rộng điển hình": "tong-hop/2/#muc-2.5",
    "dư luận xã hội": "tong-hop/2/#muc-2.1",
    "Tiến độ nộp báo cáo": "tien-do/",
    "tien do nop bao cao": "tien-do/",
    "kế hoạch": "ke-hoach/",
    "kiến nghị với trung ương": "kien-nghi/trung-uong/",
    "quy tac kiem tra": "quy-tac/",
    "Cách ghi số liệu, danh mục": "truong-du-lieu/",
    "bảng đối chiếu": "ma-tran/",
    "dự thảo báo cáo tổng hợp": "tong-hop/",
    "tóm tắt phục vụ hội nghị": "hoi-nghi/tom-tat/",
    "tải dữ liệu": "du-lieu/",
    "điểm nóng": "bao-cao/thi-uy-b/#muc-3.1",
    "bồi thường, giải phóng mặt bằng": "bao-cao/huyen-uy-p/#muc-1.2",
    "số hiệu văn bản": "bao-cao/thanh-uy-a/#muc-1.1",
    "bồi thường thu hồi đất": "bao-cao/huyen-uy-i/#muc-2.6",
    "người có uy tín": "bao-cao/thi-uy-b/#muc-3.3",
    "ngưoi co uy tin": "bao-cao/thi-uy-b/#muc-3.3",
    "TÁI ĐỊNH CƯ": f"{D}#muc-2.5",
    '"hòa giải"': f"{D}#muc-2.5",
    "kiến nghị trung ương": "kien-nghi/trung-uong/",
    "mặt trận tổ quốc": "kien-nghi/mttq-tinh/",
    "dan van kheo": "huong-dan/don-vi/#quy-uoc",
    "đ": DD,
    "e": "bao-cao/huyen-uy-e/",
    "dịch bệnh": "bao-cao/huyen-uy-g/#muc-2.3",
    "2.6": "tong-hop/2/#muc-2.6",
    "5.2. Đề xuất, kiến nghị với các cấp": "tong-hop/5/#muc-5.2",
}
#: What stands nowhere, and what asks for nothing.
MISSES = ('"người phát ngôn báo chí"', "<img src=x onerror=alert(1)>", "của " * 20 + "xyzzy", '"', " – ")


def search(page, address: str, query: str) -> list[str]:
    """Return the addresses of the results, in order."""
    page.goto(f"{address}tim-kiem/?{query}")
    page.wait_for_selector("#tim-ket-qua[aria-busy=false]", state="attached", timeout=15_000)
    links = page.locator("#tim-ket-qua a").all()
    return [str(link.get_attribute("href")).removeprefix("../") for link in links]


@pytest.mark.parametrize(("typed", "first"), QUERIES.items())
def test_search_finds_first_what_is_meant(page, built_site: Path, address: str, typed: str, first: str):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    found = search(page, address, f"q={quote(typed)}")

    assert found[:1] == [first]
    assert page.errors == []
    index = [built_site / name for name in asked if name.endswith(".json")]
    assert sum(len(gzip.compress(file.read_bytes())) for file in index) < 300_000


def test_a_result_shows_its_passage_with_the_words_marked(page, address: str):
    search(page, address, f"q={quote('tai dinh cu')}")

    marked = page.locator("#tim-ket-qua li").first.locator("mark").all_inner_texts()
    assert " ".join(marked).casefold().startswith("tái định cư")


@pytest.mark.parametrize("typed", ["tái định cư", "tài"])
def test_what_is_typed_with_diacritics_is_marked_only_where_it_is_spelt_so(page, address: str, typed: str):
    search(page, address, f"q={quote(typed)}")

    marked = page.locator("#tim-ket-qua li").first.locator("mark").all_inner_texts()
    assert marked
    assert {word.casefold() for word in marked} == set(typed.split())
    assert len(marked) % len(typed.split()) == 0


@pytest.mark.parametrize("typed", MISSES)
def test_a_miss_is_told_in_words(page, address: str, typed: str):
    assert search(page, address, f"q={quote(typed)}") == []

    assert page.inner_text("#tim-so")
    assert page.errors == []


def test_a_draft_is_shown_with_its_state(page, address: str):
    assert search(page, address, f"q={quote('Huyện ủy Q')}")[0] == "bao-cao/huyen-uy-q/"

    first = page.locator("#tim-ket-qua li").first
    state = page.locator("#tim option[value=draft]").inner_text()
    assert f"({state})" in first.inner_text()
    assert "(" not in page.locator("#tim-so").inner_text()


def test_more_results_come_by_keyboard(page, address: str):
    search(page, address, f"q={quote('tái định cư')}")
    before = page.locator("#tim-ket-qua li").count()
    page.focus("#tim-them")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#tim-ket-qua li:nth-child({before + 1}) a:focus", timeout=15_000)

    assert page.locator("#tim-ket-qua li").count() > before


def test_search_is_filtered_by_unit_point_and_state(page, address: str):
    narrow = search(page, address, f"q={quote('tái định cư')}&don-vi={quote('Huyện ủy P')}&noi-dung=2.6")
    late = search(page, address, f"q={quote('tái định cư')}&tinh-trang=late")

    assert narrow == ["bao-cao/huyen-uy-p/#muc-2.6"]
    assert late
    assert {one.split("#")[0] for one in late} <= {"bao-cao/huyen-uy-e/", "bao-cao/huyen-uy-m/"}


def test_the_header_leads_to_the_results_and_loads_nothing_before(page, address: str):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="networkidle")
    assert not [url for url in asked if "tim-kiem" in url or "search" in url]

    page.fill("#tk-o-tim", "tái định cư")
    page.press("#tk-o-tim", "Enter")
    page.wait_for_selector("#tim-ket-qua[aria-busy=false] li", timeout=15_000)
    assert "?q=" in page.url


def test_the_progress_board_sorts_by_a_column(page, address: str):
    page.goto(address + "tien-do/")
    before = page.locator("table[data-sortable] tbody tr").all_inner_texts()
    page.locator("table[data-sortable] thead button").nth(1).click()
    after = page.locator("table[data-sortable] tbody tr").all_inner_texts()

    assert sorted(before) == sorted(after)
    assert page.locator("table[data-sortable] th[aria-sort=ascending]").count() == 1
    assert before != after


@pytest.mark.parametrize("anchor", ["muc-2.6", "so-lieu-muc-2.6"])
def test_an_older_address_of_a_point_leads_to_where_it_stands_now(page, address: str, anchor: str):
    page.goto(f"{address}tong-hop/#{anchor}")
    page.wait_for_url(f"{address}tong-hop/2/#{anchor}")

    assert page.locator(f'[id="{anchor}"]').count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "uri",
    [
        "",
        "tien-do/",
        "tong-hop/",
        "tong-hop/2/",
        "ma-tran/",
        "bao-cao/huyen-uy-d/",
        "noi-dung/2.6/",
        "de-cuong/",
        "tim-kiem/",
    ],
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
