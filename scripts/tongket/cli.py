"""The `tongket` command; the only place that prints, reads the clock or asks Git."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

import click

from tongket import campaign as campaigns
from tongket import export as exports
from tongket import pages as site_pages
from tongket import starting, synthesis, words
from tongket import workspace as workspaces
from tongket.campaign import SYNTHESIS_PATH, State
from tongket.checking import formats
from tongket.definition import SUBMISSIONS, Definition, scaffold
from tongket.problems import Problem, Severity
from tongket.reading import text
from tongket.synthesis import confirmation
from tongket.workspace import Workspace

PROBLEMS, BROKEN = 1, 2

_STATES = {
    State.NOT_FILED: "Chưa nộp",
    State.DRAFT: "Đang nhập liệu",
    State.INVALID: "Cần chỉnh lý",
    State.LATE: "Đã nộp, trễ hạn",
    State.ON_TIME: "Đã nộp, đúng hạn",
    State.EXCLUDED: "Không thuộc diện báo cáo",
}

_root = click.option("--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".", show_default=True, help="Thư mục gốc của cuộc tổng kết.")

_today = click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="NGÀY", help="Tính đến ngày này (năm-tháng-ngày).")


@click.group()
@click.version_option(package_name="tongket", message="tongket %(version)s")
def main() -> None:
    """Kiểm tra, theo dõi và tổng hợp báo cáo của các đơn vị trong một cuộc tổng kết."""


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@_root
@click.option("--changed-from", metavar="REF", help="Chỉ báo những tệp đã thay đổi so với một mốc trong Git.")
@click.option("--format", "form", type=click.Choice(["text", "github", "json"]), default="text", show_default=True, help="Cách trình bày kết quả.")
@click.option("--summary", type=click.Path(path_type=Path), help="Ghi thêm danh sách đầy đủ (Markdown) vào tệp này.")
@click.option("--strict", is_flag=True, help="Coi điều nên xem lại là lỗi.")
def check(files: Sequence[Path], root: Path, changed_from: str | None, form: str, summary: Path | None, strict: bool) -> None:
    """Kiểm tra báo cáo: mọi vấn đề, kèm dòng, cột và cách sửa."""
    workspace, problems = workspaces.load(root)
    if workspace is None:
        _print_problems(problems, root, form)
        sys.exit(BROKEN)
    wanted = _wanted(files, changed_from, root)
    shown = [problem for problem in problems if wanted is None or _covers(wanted, problem.path)]
    seen = {document.path for document in workspace.campaign.documents} | {problem.path for problem in problems}
    checked = sum(wanted is None or _covers(wanted, path) for path in seen)
    _print_problems(shown, root, form)
    if summary:
        with summary.open("a", encoding="utf-8") as file:
            file.write("\n".join(formats.as_summary(shown, checked)) + "\n")
    errors = sum(problem.severity is Severity.ERROR for problem in shown)
    if form != "json":
        click.echo(formats.verdict(errors, len(shown) - errors, checked), err=True)
    sys.exit(PROBLEMS if errors or (strict and shown) else 0)


@main.command()
@click.argument("unit")
@_root
@click.option("--stdout", is_flag=True, help="In ra màn hình, không ghi tệp.")
def new(unit: str, root: Path, stdout: bool) -> None:
    """Tạo khung báo cáo của một đơn vị (MÃ trong schema/units.yml)."""
    campaign = _workspace(root).campaign
    found = campaign.definition.unit_by_id.get(unit)
    if found is None:
        near = text.nearest(unit, campaign.definition.unit_by_id)
        raise click.UsageError(f"Không có đơn vị nào mang mã “{unit}”." + (f" Có phải “{near}”?" if near else " Tra mã trong schema/units.yml."))
    content = scaffold.scaffold(campaign.definition, found)
    if stdout:
        click.echo(content, nl=False)
        return
    path = root / found.path
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except FileExistsError:
        raise click.UsageError(f"Tệp {found.path} đã có; lệnh này không ghi đè lên báo cáo.") from None
    click.echo(f"Đã tạo {found.path}. Điền nội dung, rồi chạy: tongket check {found.path}")


@main.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_root
@click.option("--check", "only_check", is_flag=True, help="Chỉ báo tệp cần sửa, không ghi.")
def fmt(files: Sequence[Path], root: Path, only_check: bool) -> None:
    """Sửa những lỗi gõ máy tự sửa được: bảng mã dựng sẵn, xuống dòng, ký tự ẩn, chữ Ð."""
    changed, failed = [], False
    for path in files or sorted((root / SUBMISSIONS).glob("*.md")):
        if path.is_symlink():
            continue  # it may lead anywhere; `check` reports it
        raw = path.read_bytes()
        try:
            cleaned = text.clean(raw.decode("utf-8")).encode("utf-8")
        except UnicodeDecodeError:
            click.echo(f"{path}: không phải bảng mã UTF-8, không tự sửa được", err=True)
            failed = True
            continue
        if cleaned != raw:
            changed.append(path)
            if not only_check:
                path.write_bytes(cleaned)
    for path in changed:
        click.echo(f"{path}: {'cần sửa' if only_check else 'đã sửa'}")
    sys.exit(PROBLEMS if failed or (changed and only_check) else 0)


@main.command()
@_root
@_today
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Cách trình bày kết quả.")
def status(root: Path, today: datetime | None, form: str) -> None:
    """Cho biết đơn vị nào đã nộp, nộp trễ, chưa nộp."""
    campaign = _workspace(root).campaign
    day = _day_of(today, campaign.definition)
    rows = [_status_row(one) for one in campaign.status(day)]
    if form == "json":
        click.echo(json.dumps({"today": day.isoformat(), "due": campaign.definition.due.isoformat(), "units": rows}, ensure_ascii=False, indent=2))
        return
    click.echo(f"Tính đến {words.day(day)}; báo cáo phải gửi trước ngày {words.day(campaign.definition.due)}.")
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        sent = f", gửi {words.day(date.fromisoformat(row['sent']))}" if row["sent"] else ""
        click.echo(f"  {row['name']:<{width}}  {_standing(row)}{sent}")
    for state in State:
        count = sum(row["state"] == state.value for row in rows)
        if count:
            click.echo(f"{_STATES[state]}: {count}/{len(rows)}")


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@_root
@_today
def export(folder: Path, root: Path, today: datetime | None) -> None:
    """Xuất Word, bảng tính, CSV, JSON vào thư mục DIR."""
    workspace = _workspace(root)
    written = 0
    for file in exports.files(workspace, _day_of(today, workspace.campaign.definition)):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        written += 1
    click.echo(f"Đã xuất {written} tệp vào {folder}/")


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@_root
@_today
def pages(folder: Path, root: Path, today: datetime | None) -> None:
    """Ghi các trang do phần mềm tạo vào thư mục DIR, mỗi trang một tệp HTML, để dùng với công cụ dựng trang khác."""
    workspace = _workspace(root)
    made = site_pages.pages(workspace, _day_of(today, workspace.campaign.definition), site_pages.Links(directory_urls=False))
    for uri, page in made.items():
        path = folder / Path(uri).with_suffix(".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.document(), encoding="utf-8", newline="\n")
    click.echo(f"Đã ghi {len(made)} trang vào {folder}/")


@main.command()
@click.argument("points", nargs=-1, required=True)
@_root
def confirm(points: Sequence[str], root: Path) -> None:
    """Xác nhận đã rà lại các điểm (ví dụ 2.3) của báo cáo tổng hợp theo báo cáo hiện có; lời văn giữ nguyên."""
    workspace = _workspace(root)
    known = workspace.campaign.definition.schema.outline.by_id
    for point in points:
        if point not in known:
            raise click.UsageError(f"Đề cương không có điểm {point}. Các điểm: {', '.join(known)}.")
        if workspace.synthesis is None:
            raise click.UsageError(f"Chưa có tệp {SYNTHESIS_PATH}.")
        if point not in workspace.synthesis.prose:
            raise click.UsageError(f"Điểm {point} chưa có lời văn trong tệp {SYNTHESIS_PATH}, chưa có gì để xác nhận.")
    path = root / SYNTHESIS_PATH
    for point in points:
        board = workspace.synthesis
        prints = synthesis.fingerprints(workspace.campaign, point, board.prose[point].pieces)
        written = path.read_bytes().decode("utf-8")
        renewed = confirmation.confirm(written, board.document, board.definition, point, prints)
        if renewed is None:
            raise click.UsageError(f"Không ghi được vào phần dữ liệu đầu tệp {SYNTHESIS_PATH}; chạy: tongket check {SYNTHESIS_PATH}")
        path.write_bytes(renewed.encode("utf-8"))
        workspace = _workspace(root)
        click.echo(f"Đã xác nhận điểm {point} theo {len(workspace.consolidated.units)} báo cáo.")


def _status_row(one: campaigns.Status) -> dict[str, object]:
    sent = one.report.sent if one.report and not one.report.scaffold else None
    return {"id": one.unit.id, "name": one.unit.name, "state": one.state.value, "days": one.days, "sent": sent.isoformat() if sent else None}


def _standing(row: dict[str, object]) -> str:
    state = State(row["state"])
    if not row["days"]:
        return _STATES[state]
    if state is State.LATE:
        return f"Đã nộp, trễ {row['days']} ngày"
    return f"{_STATES[state]}, quá hạn {row['days']} ngày"


def _day_of(today: datetime | None, definition: Definition) -> date:
    """Return the day a command counts from: the one asked for, else the campaign's, else the clock's."""
    return today.date() if today else campaigns.reference_day(definition, os.environ)


def _workspace(root: Path) -> Workspace:
    workspace, problems = workspaces.load(root)
    if workspace is None:
        _print_problems(problems, root, "text")
        sys.exit(BROKEN)
    return workspace


def _print_problems(problems: Sequence[Problem], root: Path, form: str) -> None:
    if form == "json":
        click.echo(formats.as_json(problems))
    elif form == "github":
        for line in formats.as_github(problems):
            click.echo(line)
    else:
        for line in formats.as_text(problems, cache(lambda path: _source_lines(root / path))):
            click.echo(line)


def _source_lines(path: Path) -> Sequence[str]:
    try:
        raw = path.read_bytes() if not path.is_symlink() else b""
    except OSError:
        return ()
    return text.decode(str(path), raw)[0].split("\n")


def _wanted(files: Sequence[Path], changed_from: str | None, root: Path) -> set[str] | None:
    """Return the files and folders to report on, relative to the root; None means all."""
    if not files and not changed_from:
        return None
    wanted = set()
    for file in files:
        inside = next((base for base in (file, root / file) if base.exists() or base.is_symlink()), None)
        if inside is None:
            raise click.UsageError(f"Không có tệp {file}.")
        # The folder is resolved, the file is not: a link is reported under its own name.
        place = root.resolve() if inside.absolute() == root.absolute() else inside.absolute().parent.resolve() / inside.name
        try:
            path = place.relative_to(root.resolve()).as_posix()
        except ValueError:
            raise click.UsageError(f"Tệp {file} nằm ngoài thư mục của cuộc tổng kết.") from None
        if path != "." and path.split("/")[0] != SUBMISSIONS:
            raise click.UsageError(f"Tệp {file} không phải báo cáo; báo cáo nằm trong thư mục {SUBMISSIONS}.")
        wanted.add("" if path == "." else path)
    return wanted | (_changed(changed_from, root) if changed_from else set())


def _covers(wanted: set[str], path: str) -> bool:
    """Tell whether a path is among the wanted files or inside a wanted folder."""
    return path in wanted or any(path.startswith(f"{folder}/" if folder else "") for folder in wanted)


def _changed(reference: str, root: Path) -> set[str]:
    """Return the submissions that differ from a Git reference, new files included."""
    commands = (
        ["git", "diff", "--name-only", "-z", "--relative", "--diff-filter=d", f"{reference}...HEAD", "--", SUBMISSIONS],
        ["git", "diff", "--name-only", "-z", "--relative", "--diff-filter=d", "HEAD", "--", SUBMISSIONS],
        ["git", "ls-files", "--others", "--exclude-standard", "-z", "--", SUBMISSIONS],
    )
    changed: set[str] = set()
    for command in commands:
        done = subprocess.run(command, cwd=root, capture_output=True, check=False)
        if done.returncode:
            raise click.UsageError(f"Git không so sánh được với “{reference}”. Kiểm tra tên mốc, và chạy trong kho Git.")
        changed |= {name for name in done.stdout.decode("utf-8", "replace").split("\0") if name}
    return changed


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Tạo trong thư mục DIR một kho mới: chương trình và một cuộc tổng kết mẫu để sửa thành của mình."""
    try:
        count = starting.start(folder)
    except starting.StartError as exc:
        click.echo(exc, err=True)
        sys.exit(BROKEN)
    click.echo(words.say("starting.done", folder=folder, count=count))


if __name__ == "__main__":
    main()
