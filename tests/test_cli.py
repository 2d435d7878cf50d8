"""The commands as commands: exit code, what is printed, and what is said on the side, together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from conftest import ROOT, SITE, Mini, run
from tongket import cli, words
from tongket import workspace as workspaces
from tongket.checking import formats
from tongket.definition import scaffold

DAY = ("--today", "2023-06-12")
#: Arguments with which each command would run.
COMMANDS = {
    "check": (),
    "new": ("th-c",),
    "fmt": (),
    "status": (),
    "export": ("ra",),
    "federate": ("ra", "tep.json"),
    "pages": ("ra",),
    "confirm": ("1.1",),
    "demo": ("ra", "--units", "3"),
}


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory outside the campaign."""
    folder = tmp_path / "noi-khac"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def tongket(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "tongket.cli", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


# -- what each command says ---------------------------------------------------------------------------


def test_check_prints_nothing_but_the_verdict_where_all_is_well(mini: Mini) -> None:
    assert mini.run("check") == (0, "", formats.verdict(0, 0, 2) + "\n")


def test_check_counts_warnings_as_errors_only_when_it_is_told_to(mini: Mini) -> None:
    mini.change("rút kinh nghiệm.", "rút kinh nghiệm.\t")
    code, out, err = mini.run("check", "--format", "json")
    strict = mini.run("check", "--format", "json", "--strict")

    assert (code, [one["rule"] for one in json.loads(out)], err) == (0, ["text-tab"], "")
    assert strict == (1, out, "")


def test_check_adds_the_list_of_problems_to_a_summary(mini: Mini, tmp_path: Path) -> None:
    summary = tmp_path / "tom-tat.md"
    summary.write_text("Trước.\n", encoding="utf-8")
    code, out, _ = mini.run("check", "--summary", str(summary))

    assert (code, out) == (0, "")
    assert summary.read_text(encoding="utf-8") == f"Trước.\n## {formats.verdict(0, 0, 2)}\n"


def test_status_says_where_every_unit_stands(mini: Mini) -> None:
    said = [
        "Tính đến 12/06/2023; báo cáo phải gửi trước ngày 10/06/2023.",
        "  Trường THCS A       Đã nộp đúng hạn, gửi 02/06/2023",
        "  Trường THCS B       Đã nộp, chậm (quá hạn 02 ngày), gửi 11/06/2023",
        "  Trường Tiểu học C   Chưa nộp (quá hạn 03 ngày)",
        "Chưa nộp: 1/3",
        "Đã nộp, chậm: 1/3",
        "Đã nộp đúng hạn: 1/3",
        "",
    ]
    code, out, err = mini.run("status", *DAY)

    assert (code, [" ".join(line.split()) for line in out.split("\n")], err) == (
        0,
        [" ".join(line.split()) for line in said],
        "",
    )


def test_status_gives_programs_codes_instead_of_labels(mini: Mini) -> None:
    code, out, err = mini.run("status", "--format", "json", *DAY)
    told = json.loads(out)

    assert (code, err, told["today"], told["due"]) == (0, "", "2023-06-12", "2023-06-10")
    assert told["units"][1:] == [
        {"id": "thcs-b", "name": "Trường THCS B", "state": "late", "days": 2, "sent": "2023-06-11"},
        {"id": "th-c", "name": "Trường Tiểu học C", "state": "not-filed", "days": 3, "sent": None},
    ]


def test_new_writes_a_unit_its_scaffold_once(mini: Mini) -> None:
    first = mini.run("new", "th-c")
    written = mini.report("th-c")

    assert first == (0, "Đã tạo submissions/th-c.md. Điền nội dung, rồi chạy: tongket check submissions/th-c.md\n", "")
    assert mini.run("new", "th-c") == (2, "", "Tệp submissions/th-c.md đã có; lệnh này không ghi đè lên báo cáo.\n")
    assert mini.run("new", "th-c", "--stdout") == (0, written, "")


def test_new_writes_the_beginning_of_the_boards_report(mini: Mini, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaffold, "synthesis", lambda definition: f"# {definition.name}\n", raising=False)
    code, out, err = mini.run("new", "tong-hop")

    assert (code, out.startswith("Đã tạo submissions/tong-hop.md."), err) == (0, True, "")
    assert mini.report("tong-hop") == "# Đánh giá hai năm y tế trường học\n"


@pytest.mark.parametrize(
    ("unit", "sentence"),
    [
        ("thcs_a", "Không có đơn vị nào mang mã “thcs_a”. Có phải “thcs-a”?"),
        ("tonghop", "Không có đơn vị nào mang mã “tonghop”. Có phải “tong-hop”?"),
        ("zzz", "Không có đơn vị nào mang mã “zzz”. Tra mã trong schema/units.yml."),
        ("../../tep", "Không có đơn vị nào mang mã “../../tep”. Tra mã trong schema/units.yml."),
    ],
)
def test_new_writes_nothing_for_a_unit_that_there_is_not(mini: Mini, unit: str, sentence: str) -> None:
    before = sorted(mini.root.rglob("*"))

    assert mini.run("new", unit) == (2, "", sentence + "\n")
    assert sorted(mini.root.rglob("*")) == before


def test_export_and_pages_say_how_many_files_they_wrote(mini: Mini, tmp_path: Path) -> None:
    for command, ending, form in (("export", "tệp", "*"), ("pages", "trang", "*.html")):
        folder = tmp_path / command
        code, out, err = mini.run(command, str(folder), *DAY)
        count = sum(path.is_file() for path in folder.rglob(form))

        assert (code, f" {count} {ending} vào {folder}/\n" in out, err) == (0, True, "")
        assert count > 10


# -- which files are meant ----------------------------------------------------------------------------

UNCLEAN = "Nhà trường đã mở hai lớp.\u00a0Hết."


def spoil(mini: Mini, unit: str = "thcs-a") -> None:
    mini.put(f"{mini.report(unit).rstrip()} {UNCLEAN}\n", unit)


@pytest.mark.parametrize("place", ["from the current folder", "from the root"])
@pytest.mark.parametrize("what", ["a file", "a folder"])
@pytest.mark.parametrize("command", ["check", "fmt"])
def test_a_file_is_meant_from_the_current_folder_else_from_the_root(
    command: str, what: str, place: str, mini: Mini, elsewhere: Path
) -> None:
    spoil(mini)
    base = os.path.relpath(mini.root, elsewhere) if place == "from the current folder" else "."
    file = f"{base}/submissions" + ("/thcs-a.md" if what == "a file" else "")
    code, out, err = run([command, "--root", str(mini.root), file])

    if command == "fmt":
        assert (code, out, err) == (0, "submissions/thcs-a.md: đã sửa\n", "")
        assert "\u00a0" not in mini.report()
    else:
        assert (code, out.split(":")[0], err) == (
            0,
            "submissions/thcs-a.md",
            formats.verdict(0, 1, 1 if what == "a file" else 2) + "\n",
        )


def test_what_exists_in_the_current_folder_wins_over_what_the_root_has(mini: Mini, elsewhere: Path) -> None:
    other = elsewhere / "submissions"
    other.mkdir()
    (other / "thcs-a.md").write_text(UNCLEAN, encoding="utf-8")
    said = (2, "", "Tệp submissions/thcs-a.md nằm ngoài thư mục của cuộc tổng kết.\n")

    assert run(["check", "--root", str(mini.root), "submissions/thcs-a.md"]) == said
    assert run(["fmt", "--root", str(mini.root), "submissions/thcs-a.md"]) == said
    assert (other / "thcs-a.md").read_text(encoding="utf-8") == UNCLEAN


@pytest.mark.parametrize("command", ["check", "fmt"])
@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("submissions/khong-co.md", "Không có tệp submissions/khong-co.md."),
        ("schema/units.yml", "Tệp schema/units.yml không phải báo cáo; báo cáo nằm trong thư mục submissions."),
        ("..", "Tệp .. nằm ngoài thư mục của cuộc tổng kết."),
        ("/etc", "Tệp /etc nằm ngoài thư mục của cuộc tổng kết."),
    ],
)
def test_both_commands_refuse_what_is_no_report_in_the_same_words(
    command: str, file: str, sentence: str, mini: Mini, elsewhere: Path
) -> None:
    assert run([command, "--root", str(mini.root), file]) == (2, "", sentence + "\n")


@pytest.mark.parametrize("command", ["check", "fmt"])
def test_the_campaigns_own_folder_means_every_report(command: str, mini: Mini, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(mini)
    monkeypatch.chdir(mini.root / "submissions")
    everything = run([command, "--root", "..", *(["--check"] if command == "fmt" else [])])

    assert run([command, "--root", "..", *(["--check"] if command == "fmt" else []), ".."]) == everything
    assert "submissions/thcs-a.md" in everything[1]


def test_a_link_is_reported_and_never_written_through(mini: Mini, tmp_path: Path) -> None:
    target = tmp_path / "dich.md"
    target.write_text(UNCLEAN, encoding="utf-8")
    (mini.root / "submissions/th-c.md").symlink_to(target)
    code, out, _ = mini.run("check", "submissions/th-c.md")

    assert (code, out.count("[file-link]")) == (1, 1)
    assert mini.run("fmt", "submissions/th-c.md") == (0, "", "")
    assert target.read_text(encoding="utf-8") == UNCLEAN


def test_fmt_only_reports_when_asked_and_repairs_once(mini: Mini) -> None:
    spoil(mini)
    before = mini.report()

    assert mini.run("fmt", "--check") == (1, "submissions/thcs-a.md: cần sửa\n", "")
    assert mini.report() == before
    assert mini.run("fmt") == (0, "submissions/thcs-a.md: đã sửa\n", "")
    assert mini.run("fmt") == (0, "", "")


def test_fmt_leaves_a_file_in_another_encoding_alone(mini: Mini) -> None:
    mini.put("Báo cáo".encode("cp1258", "replace"))

    assert mini.run("fmt") == (1, "", "submissions/thcs-a.md: không phải bảng mã UTF-8, không tự sửa được\n")


# -- wrong uses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["kiem-tra"], "Không có lệnh “kiem-tra”. Xem cách dùng: tongket --help"),
        (["chekc"], "Không có lệnh “chekc”. Có phải “check”? Xem cách dùng: tongket --help"),
        (["check", "--zzz"], "Không có tùy chọn “--zzz”. Xem cách dùng: tongket check --help"),
        (
            ["check", "--fromat", "json"],
            "Không có tùy chọn “--fromat”. Có phải “--format”? Xem cách dùng: tongket check --help",
        ),
        (["check", "--format"], "Tùy chọn --format cần một giá trị đi kèm. Xem cách dùng: tongket check --help"),
        (["check", "--strict=1"], "Tùy chọn --strict không nhận giá trị. Xem cách dùng: tongket check --help"),
        (
            ["check", "--format", "xml"],
            "--format: không có “xml”; chọn một trong: text, github, json. Xem cách dùng: tongket check --help",
        ),
        (
            ["status", "--today", "28/12/2018"],
            "--today: “28/12/2018” không phải là ngày viết theo năm-tháng-ngày, ví dụ 2018-12-28. "
            "Xem cách dùng: tongket status --help",
        ),
        (
            ["status", "--today", "2018-02-30"],
            "--today: “2018-02-30” không phải là ngày viết theo năm-tháng-ngày, ví dụ 2018-12-28. "
            "Xem cách dùng: tongket status --help",
        ),
        (["new"], "Còn thiếu MÃ-ĐƠN-VỊ. Xem cách dùng: tongket new --help"),
        (["confirm"], "Còn thiếu NỘI-DUNG.... Xem cách dùng: tongket confirm --help"),
        (["status", "thua"], "Thừa “thua”. Xem cách dùng: tongket status --help"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_use_earns_one_vietnamese_sentence(
    arguments: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(SITE)
    code, out, err = run(arguments)

    assert (code, out, err) == (2, "", sentence + "\n")


def test_the_program_alone_shows_its_help() -> None:
    code, out, err = run([])

    assert (code, out) == (2, "")
    assert run(["--help"]) == (0, err, "")


@pytest.mark.parametrize("name", cli.main.commands)
def test_help_pages_are_vietnamese(name: str) -> None:
    code, out, err = run([name, "--help"])

    assert (code, err) == (0, "")
    assert out.startswith(words.say("usage.usage"))
    assert words.say("usage.help") in out
    assert not [
        english
        for english in ("Usage", "Options", "Show ", "default", "required", "TEXT", "PATH", "[OPTIONS]")
        if english in out
    ]
    assert cli.main.commands[name].help


# -- places that are no campaign ----------------------------------------------------------------------


def test_every_command_that_has_a_root_is_tried_here() -> None:
    rooted = {name for name, command in cli.main.commands.items() if any(one.name == "root" for one in command.params)}

    assert rooted == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_root_that_is_no_campaign_is_told_with_what_to_do(command: str, elsewhere: Path) -> None:
    arguments = [command, *COMMANDS[command]]
    cure = "chuyển vào thư mục gốc của cuộc tổng kết rồi chạy lại, hoặc chỉ rõ bằng --root THƯ-MỤC."
    (elsewhere / "tep").write_text("", encoding="utf-8")

    assert run(arguments) == (
        2,
        "",
        f"Thư mục {elsewhere} không phải là cuộc tổng kết (không có thư mục schema); {cure}\n",
    )
    assert run([*arguments, "--root", "khong-co"]) == (2, "", "Không có thư mục khong-co.\n")
    assert run([*arguments, "--root", "tep"]) == (2, "", "tep là tệp, không phải thư mục gốc của cuộc tổng kết.\n")
    assert [path.name for path in elsewhere.iterdir()] == ["tep"]


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "fmt"])
def test_a_broken_definition_stops_every_command_with_its_problems(command: str, mini: Mini) -> None:
    (mini.root / "schema/units.yml").unlink()
    code, out, err = mini.run(command, *COMMANDS[command])

    assert (code, out.split(" ")[0], err) == (2, "schema/units.yml:1:1:", "")


# -- what the computer refuses ------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["export", "pages"])
def test_a_folder_to_write_to_that_is_a_file_is_told(command: str, mini: Mini, tmp_path: Path) -> None:
    (tmp_path / "ra").write_text("của tôi", encoding="utf-8")
    code, out, err = mini.run(command, str(tmp_path / "ra"), *DAY)

    assert (code, out) == (2, "")
    assert err.startswith(f"Không tạo được thư mục {tmp_path / 'ra'}")
    assert (tmp_path / "ra").read_text(encoding="utf-8") == "của tôi"


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (PermissionError(13, "no", "ra/tep"), "Không có quyền đọc hoặc ghi ra/tep."),
        (OSError(30, "read-only", "ra/tep"), "Không có quyền đọc hoặc ghi ra/tep."),
        (OSError(28, "full"), "Ổ đĩa đã đầy, chưa ghi xong."),
        (OSError(5, "i/o", "ra/tep"), "Không đọc hoặc ghi được ra/tep (mã lỗi của hệ điều hành: 5)."),
    ],
    ids=["not allowed", "read-only", "full", "broken"],
)
def test_what_can_not_be_written_is_told_without_a_traceback(
    refusal: OSError, sentence: str, mini: Mini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, content: bytes) -> None:
        raise refusal

    monkeypatch.setattr(cli, "_put", refuse)

    assert mini.run("pages", str(tmp_path / "ra"), *DAY) == (2, "", sentence + "\n")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="quyền đọc, ghi không ràng buộc người quản trị")
@pytest.mark.parametrize("command", ["check", "fmt"])
def test_a_report_that_can_not_be_read_is_told(command: str, mini: Mini) -> None:
    mini.path("thcs-a").chmod(0)
    code, out, err = mini.run(command)

    assert (code, out, err) == (2, "", f"Không có quyền đọc hoặc ghi {mini.path('thcs-a')}.\n")


def test_a_summary_in_a_folder_that_there_is_not_is_told(mini: Mini, tmp_path: Path) -> None:
    file = tmp_path / "khong-co" / "tom-tat.md"

    assert mini.run("check", "--summary", str(file)) == (2, "", f"Không có tệp hoặc thư mục {file}.\n")


def test_stopping_the_program_earns_no_traceback(mini: Mini, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workspaces, "load", stop)

    assert mini.run("check") == (130, "", "\nĐã dừng.\n")


@pytest.mark.skipif(os.name == "nt", reason="cần một đường ống")
def test_a_reader_that_goes_away_earns_no_traceback(mini: Mini) -> None:
    mini.put("\n".join(f"## {number}. Lạ" for number in range(3000)))
    command = f"'{sys.executable}' -m tongket.cli check --root '{mini.root}' | head -n 1"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts")}
    done = subprocess.run(command, shell=True, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout.count("\n"), "Traceback" in done.stderr) == (0, 1, False)


def test_a_mistake_of_the_program_is_not_dressed_up_as_the_users(mini: Mini, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("no file is named")

    monkeypatch.setattr(workspaces, "load", fail)
    with pytest.raises(OSError, match="no file is named"):
        mini.run("check")


# -- as a process -------------------------------------------------------------------------------------

_IMPORTS = """
import sys
from tongket import cli
try:
    cli.main(sys.argv[1:])
finally:
    print(*sorted(set(sys.modules) & {"rapidfuzz", "docx", "mkdocs"}), sep=",", file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments", [["check"], ["status"], ["new", "th-c"], ["fmt"], ["confirm", "1.1"], ["--help"]], ids=" ".join
)
def test_everyday_commands_load_neither_comparison_nor_word_nor_mkdocs(arguments: list[str], mini: Mini) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts")}
    command = [sys.executable, "-c", _IMPORTS, *arguments]
    done = subprocess.run(command, cwd=mini.root, env=environment, capture_output=True, text=True, check=False)

    assert done.stderr.split("\n")[-2] == ""
    assert "Traceback" not in done.stderr


def test_the_program_runs_from_any_folder_of_the_campaign_when_told_its_root(mini: Mini) -> None:
    done = tongket("check", "--root", "..", "thcs-a.md", cwd=mini.root / "submissions")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", formats.verdict(0, 0, 1) + "\n")


def test_only_the_program_itself_is_a_group() -> None:
    assert not [name for name, command in cli.main.commands.items() if isinstance(command, click.Group)]
