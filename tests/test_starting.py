"""A new campaign's repository: what `tongket init` writes checks, builds and exports, and its guide tells the truth.

The guide is docs/huong-dan/cuoc-tong-ket-khac.md: it names everything a definition may hold, read here from the
schemas and the program, and every command it shows is typed.
"""

from __future__ import annotations

import contextlib
import filecmp
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from conftest import ROOT, Mini, run
from tongket import starting, workspace
from tongket.consolidating import quotable
from tongket.definition.fields import Field, Kind, Operation, OverYears
from tongket.plugin import PROGRESS, TongketConfig
from tongket.reading import text
from tongket.starting.repository import CAMPAIGN

GUIDE = ROOT / "docs" / "huong-dan" / "cuoc-tong-ket-khac.md"
SCHEMAS = ROOT / "schema"
#: Nothing that varies but the file system, and no clock.
STEADY = {"SOURCE_DATE_EPOCH": "1700000000", "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}
#: Whose commits Git keeps on a machine that knows nobody.
SOMEBODY = {
    f"GIT_{role}_{part}": "can-bo@vi-du.invalid" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")
}
#: How `make test` is typed in a new campaign: these tests would start themselves again, and only CI has the time for
#: all others a second time; elsewhere they are only collected.
NESTED = "--ignore=tests/test_starting.py -p no:cacheprovider" + ("" if os.environ.get("CI") else " --collect-only -q")


def begin(folder: Path) -> Mini:
    """Do what `tongket init` does."""
    code, out, err = run(["init", str(folder)])
    assert (code, err) == (0, "")
    assert str(folder) in out
    return Mini(folder)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Mini:
    """A new campaign as `tongket init` wrote it, to read only."""
    return begin(tmp_path_factory.mktemp("new") / "tong-ket-moi")


@pytest.fixture
def fresh(tmp_path: Path) -> Mini:
    """A new campaign that a test may change."""
    return begin(tmp_path / "tong-ket-moi")


def files(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def environment(folder: Path) -> dict[str, str]:
    """Let commands run the program that a folder holds."""
    return os.environ | STEADY | {"PYTHONPATH": str(folder / "scripts")}


def build(folder: Path, into: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(into)]
    return subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False)


# -- what init writes ---------------------------------------------------------------------------------


def test_a_new_campaign_has_nothing_to_mend(begun: Mini) -> None:
    code, out, err = begun.run("check", "--strict")

    assert (code, out.strip()) == (0, ""), err


def test_a_new_campaign_builds_without_a_warning(begun: Mini, tmp_path: Path) -> None:
    done = build(begun.root, tmp_path / "site")

    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    assert "minh họa" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_the_real_campaign_begins_without_the_sample_report(fresh: Mini, tmp_path: Path) -> None:
    fresh.change("minh_hoa: true", "minh_hoa: false", "schema/campaign.yml")
    code, out, _ = fresh.run("check")
    assert (code, "[illustrative]" in out) == (1, True)

    for report in (fresh.root / "submissions").iterdir():
        report.unlink()
    assert fresh.run("check", "--strict")[0] == 0
    done = build(fresh.root, tmp_path / "site")
    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    assert fresh.run("export", str(tmp_path / "xuat"))[0] == 0


def test_a_new_campaign_exports_its_report(begun: Mini, tmp_path: Path) -> None:
    code, _, _ = begun.run("export", str(tmp_path / "xuat"))

    assert code == 0
    assert (tmp_path / "xuat" / "word" / "tong-hop.docx").is_file()
    assert len(list((tmp_path / "xuat" / "word" / "bao-cao").iterdir())) == len(begun.load().counted) == 1


def test_two_new_campaigns_are_the_same_to_the_byte(begun: Mini, fresh: Mini) -> None:
    names = files(begun.root)

    assert names == files(fresh.root)
    assert filecmp.cmpfiles(begun.root, fresh.root, names, shallow=False)[1:] == ([], [])


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path)])[0] == 0
    assert (tmp_path / "schema" / "campaign.yml").is_file()


@pytest.mark.parametrize("there", ["a folder with a file", "a file", "a folder below a file"])
def test_a_place_that_will_not_do_is_refused_in_one_sentence(there: str, tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("của tôi", encoding="utf-8")
    place = {
        "a folder with a file": tmp_path,
        "a file": tmp_path / "tep",
        "a folder below a file": tmp_path / "tep" / "moi",
    }[there]

    code, out, err = run(["init", str(place)])

    assert (code, out) == (2, "")
    assert re.fullmatch(r"[^\n]+\.\n", err)
    assert files(tmp_path) == ["tep"]


def test_a_program_that_is_not_whole_writes_nothing(tmp_path: Path) -> None:
    half = tmp_path / "half"
    shutil.copytree(ROOT / "schema", half / "schema")

    with pytest.raises(starting.StartError, match=r"^Bản cài đặt này thiếu \S+ nên không tạo được kho mới;[^\n]*\.$"):
        starting.start(tmp_path / "new", half)
    assert not (tmp_path / "new").exists()


def test_nothing_of_this_repositorys_campaign_is_taken_along(begun: Mini) -> None:
    for name in ("README.md", "mkdocs.yml", "schema/campaign.yml", "schema/units.yml", "schema/report.schema.json"):
        assert filecmp.cmp(begun.root / name, CAMPAIGN / name, shallow=False)
    assert files(begun.root / "submissions") == files(CAMPAIGN / "submissions")
    guides = {f"huong-dan/{name}.md" for name in (GUIDE.stem, "nhieu-cap")}
    assert set(files(begun.root / "docs")) == {*files(CAMPAIGN / "docs"), *guides}
    assert not (begun.root / "tests" / "shipped").exists()


def test_the_workflows_find_what_they_call(begun: Mini) -> None:
    """Proposals are checked with the tool of their own base commit: the whole program stands in the new repository."""
    workflows = sorted((begun.root / ".github" / "workflows").glob("*.yml"))
    called = {
        path for file in workflows for path in re.findall(r"\.github/scripts/[\w.-]+", file.read_text(encoding="utf-8"))
    }

    assert {file.name for file in workflows} == {file.name for file in (ROOT / ".github" / "workflows").glob("*.yml")}
    assert called
    assert [path for path in called if not (begun.root / path).is_file()] == []
    assert set(files(begun.root / "scripts")) >= {
        f"tongket/{name}" for name in ("cli.py", "plugin.py", "checking/rules.toml")
    }
    assert not [file for file in begun.root.rglob("*") if file.is_symlink()]


def test_the_folder_of_submissions_holds_plain_files_only(begun: Mini) -> None:
    """A folder without a file is not in Git, and the workflow accepts no hidden file there."""
    names = files(begun.root / "submissions")

    assert names
    assert not [
        name for name in names if name.startswith(".") or (begun.root / "submissions" / name).stat().st_mode & 0o111
    ]


# -- what the sample shows ----------------------------------------------------------------------------


def _fields(fields: Iterator[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _fields(iter(field.columns))


def test_the_sample_has_every_kind_of_field_and_operation(begun: Mini) -> None:
    found = list(_fields(iter(begun.load().definition.schema.fields.values())))

    assert {field.kind for field in found} == set(Kind)
    assert {field.op for field in found} == set(Operation)
    assert {field.over_years for field in found} >= {OverYears.SUM, OverYears.LAST}


def test_the_sample_uses_every_annotation(begun: Mini) -> None:
    schema = (begun.root / "schema" / "report.schema.json").read_text(encoding="utf-8")

    assert set(re.findall(r'"(x-[a-z-]+)"', schema)) == set(_annotations())


def test_the_sample_asks_a_point_of_some_and_leaves_one_free(begun: Mini) -> None:
    points = begun.load().definition.schema.outline.points

    assert any(point.asked_of for point in points)
    assert [point.required for point in points].count(False) == 1


def test_the_outline_page_has_the_words_of_the_schema(begun: Mini) -> None:
    page = (begun.root / "docs" / "de-cuong.md").read_text(encoding="utf-8")
    outline = begun.load().definition.schema.outline

    assert [section.heading for section in outline.sections if section.heading not in page] == []
    assert [
        point.id for point in outline.points if f"{{ #diem-{point.id} .so-diem }}\n    {point.question}\n" not in page
    ] == []


@pytest.mark.parametrize(
    "page", ["docs/index.md", "docs/huong-dan/don-vi.md", "docs/huong-dan/tham-dinh.md", "README.md", "mkdocs.yml"]
)
def test_pages_for_any_campaign_hold_nothing_of_the_sample(page: str, begun: Mini) -> None:
    definition = begun.load().definition
    written = (begun.root / page).read_text(encoding="utf-8")
    names = {word for unit in definition.units for word in (unit.id, unit.name)}
    names |= {definition.name, definition.issuer, definition.plan.symbol, *definition.schema.fields}

    assert sorted(name for name in names if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", written)) == []
    assert re.findall(r"\b[0-9]{2}/[0-9]{2}/[0-9]{4}\b|\b[0-9]+ (?:nội dung|mục|đơn vị)\b", written) == []


def test_the_home_page_keeps_the_mark_of_progress(begun: Mini) -> None:
    assert PROGRESS in (begun.root / "docs" / "index.md").read_text(encoding="utf-8")
    assert PROGRESS in GUIDE.read_text(encoding="utf-8")


# -- a foreign campaign: other data, the same program -------------------------------------------------


def foreign(mini: Mini) -> Mini:
    """Change the new campaign by data alone: all fields renamed, one section, thirty units, no Party letterhead."""
    path = mini.root / "schema" / "report.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    renamed = {name: f"m{place}_x" for place, name in enumerate(schema["properties"])}
    points = [point for section in schema["x-outline"] for point in section["points"]]
    numbers = {point: f"1.{place}" for place, point in enumerate(points, 1)}
    narrative = schema["properties"]["noi_dung"]
    narrative["properties"] = {numbers[point]: node for point, node in narrative["properties"].items()}
    narrative["required"] = [numbers[point] for point in narrative["required"]]
    for node in narrative["properties"].values():
        node.pop("x-asked-of", None)
        node["x-fields"] = [renamed[name] for name in node["x-fields"]]
    for node in schema["properties"].values():
        node.update({keyword: renamed[node[keyword]] for keyword in ("x-at-least", "x-at-most") if keyword in node})
    schema["properties"] = {renamed[name]: node for name, node in schema["properties"].items()}
    schema["required"] = [renamed[name] for name in schema["required"]]
    schema["x-outline"] = [{"id": "1", "title": "Nội dung báo cáo", "points": list(numbers.values())}]
    path.write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")

    units = [{"id": f"truong-{number}", "ten": f"Trường {number}", "loai": "truong"} for number in range(1, 31)]
    mini.put_file(
        "schema/units.yml",
        yaml.safe_dump({"loai": {"truong": "Trường học"}, "don_vi": units}, allow_unicode=True, sort_keys=False),
    )
    campaign = yaml.load((mini.root / "schema" / "campaign.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    campaign |= {"minh_hoa": True, "giai_doan": {"tu": 2024, "den": 2026}}
    for name in ("the_thuc", "quyet_dinh", "gui_qua", "hoi_nghi_truoc_ngay", "noi_nhan", "ten_ngan"):
        del campaign[name]
    campaign["ban_hanh"] = {"co_quan": "Phòng Giáo dục"}
    mini.put_file("schema/campaign.yml", yaml.safe_dump(campaign, allow_unicode=True))

    (sample,) = (mini.root / "submissions").iterdir()
    front, body = sample.read_text(encoding="utf-8").removeprefix("---\n").split("\n---\n")
    sample.unlink()
    front = re.sub(r"^(\w+):", lambda match: f"{renamed[match[1]]}:", front, flags=re.MULTILINE)
    body = re.sub(r"^## .*\n\n", "", body, flags=re.MULTILINE)
    body = re.sub(r"^### ([0-9.]+)\. ", lambda match: f"### {numbers[match[1]]}. ", body, flags=re.MULTILINE)
    body = body.replace("### 1.1.", "## 1. Nội dung báo cáo\n\n### 1.1.", 1)
    for unit in units[:29]:
        own = re.sub(rf"^{renamed['don_vi']}: .*$", f"{renamed['don_vi']}: {unit['id']}", front, flags=re.MULTILINE)
        mini.put(f"---\n{own}\n---\n{body}", unit["id"])
    outline = mini.root / "docs" / "de-cuong.md"
    page = re.sub(
        r"\((#diem-|noi-dung/)([0-9.]+?)(\.md)?\)",
        lambda match: f"({match[1]}{numbers[match[2]]}{match[3] or ''})",
        outline.read_text(encoding="utf-8"),
    )
    outline.write_text(re.sub(r"#diem-([0-9.]+) ", lambda match: f"#diem-{numbers[match[1]]} ", page), encoding="utf-8")
    return mini


def test_a_foreign_campaign_is_data_only(fresh: Mini, tmp_path: Path) -> None:
    foreign(fresh)

    code, out, err = fresh.run("check")
    assert (code, out.strip()) == (0, ""), err
    done = build(fresh.root, tmp_path / "site")
    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    assert fresh.run("export", str(tmp_path / "xuat"))[0] == 0
    assert len(list((tmp_path / "xuat" / "word" / "bao-cao").iterdir())) == 29
    assert "Đảng Cộng sản" not in (tmp_path / "site" / "bao-cao" / "truong-1" / "index.html").read_text(
        encoding="utf-8"
    )


# -- the guide names everything -----------------------------------------------------------------------


def _annotations() -> dict[str, dict]:
    """Return what describes each annotation."""
    described = json.loads((SCHEMAS / "annotations.schema.json").read_text(encoding="utf-8"))
    return {name: node for name, node in described["properties"].items() if name.startswith("x-")}


def _names(node: object) -> Iterator[str]:
    """Yield every property name and allowed word below a schema's node; a name that is always refused is none."""
    if isinstance(node, list):
        for inner in node:
            yield from _names(inner)
    elif isinstance(node, dict):
        yield from (name for name, inner in node.get("properties", {}).items() if inner.get("not") != {})
        yield from (value for value in node.get("enum", ()) if isinstance(value, str))
        for keyword, inner in node.items():
            yield from _names(list(inner.values()) if keyword in ("properties", "$defs") else inner)


def _in_code(written: str) -> set[str]:
    """Return every word that stands in code: in a passage between backquotes, or in a block."""
    passages = re.findall(r"`([^`\n]+)`", written) + re.findall(
        r"^ *```\w*\n(.*?)^ *```", written, re.MULTILINE | re.DOTALL
    )
    return {word for passage in passages for word in re.findall(r"[\w-]+", passage)}


def _section(anchor: str) -> str:
    """Return the guide's section of that anchor, its inner sections included."""
    lines = GUIDE.read_text(encoding="utf-8").split("\n")
    start = next(place for place, line in enumerate(lines) if line.endswith(f"{{ #{anchor} }}"))
    level = len(lines[start]) - len(lines[start].lstrip("#"))
    rest = (
        place
        for place in range(start + 1, len(lines))
        if 0 < len(lines[place]) - len(lines[place].lstrip("#")) <= level and lines[place].lstrip("#")[:1] == " "
    )
    return "\n".join(lines[start : next(rest, len(lines))])


@pytest.mark.parametrize(
    ("schema", "anchor"),
    [
        ("campaign.schema.json", "campaign"),
        ("units.schema.json", "units"),
        ("annotations.schema.json", "schema"),
        ("synthesis.schema.json", "tong-hop"),
    ],
)
def test_the_guide_names_every_key_annotation_role_and_allowed_word(schema: str, anchor: str) -> None:
    described = json.loads((SCHEMAS / schema).read_text(encoding="utf-8"))

    assert sorted(set(_names(described)) - _in_code(_section(anchor))) == []


def test_the_guide_says_which_keys_must_be_there() -> None:
    for schema, anchor in (("campaign.schema.json", "campaign"), ("units.schema.json", "units")):
        described = json.loads((SCHEMAS / schema).read_text(encoding="utf-8"))
        node = described if schema.startswith("campaign") else described["properties"]["don_vi"]["items"]
        rows = {name: line for line in _section(anchor).split("\n") for name in re.findall(r"^\| `(\w+)`", line)}
        assert {name for name in node["properties"] if rows[name].endswith("| Có |")} == set(node["required"]), schema


def test_the_guide_says_what_can_be_quoted(begun: Mini) -> None:
    loaded, _ = workspace.load(begun.root)
    assert loaded
    fields = {field.name: field for field in loaded.campaign.definition.schema.fields.values()}
    explained = _in_code(_section("dan-duoc"))
    measures = set()
    for name in quotable.values(loaded.campaign, loaded.consolidated):
        first, *parts = name.split(".")
        own = (
            {inner.name for inner in fields[first].columns}
            | {key for inner in (fields[first], *fields[first].columns) for key in inner.labels}
            | {"true"}
        )
        measures |= {part for part in parts if part not in own and not part.isdigit()}

    assert measures
    assert sorted(measures - explained) == []


def test_every_quotation_and_citation_in_the_guide_can_be_written(begun: Mini) -> None:
    loaded, _ = workspace.load(begun.root)
    assert loaded
    values = quotable.values(loaded.campaign, loaded.consolidated)
    written = GUIDE.read_text(encoding="utf-8")

    quoted = [name.strip() for inner in re.findall(r"\{\{([^{}]+)\}\}", written) for name in inner.split("/")]
    assert quoted
    assert [name for name in quoted if name not in values] == []
    for unit, point in re.findall(r"\[\[([\w-]+)#([0-9.]+)\]\]", written):
        assert point in loaded.campaign.report_of[unit].sections


def test_the_guide_explains_the_plugins_options() -> None:
    assert sorted({name for name, _ in TongketConfig._schema} - _in_code(_section("mkdocs"))) == []


def test_the_guide_is_written_in_one_unicode_form() -> None:
    for file in (GUIDE, *(CAMPAIGN.rglob("*.*"))):
        written = file.read_bytes()
        assert text.clean(written.decode("utf-8")).encode() == written, file


# -- what the guide says to type is typed -------------------------------------------------------------


def test_the_guides_units_and_field_can_be_pasted(fresh: Mini) -> None:
    (units,) = re.findall(r"^```yaml\n(.*?)^```", _section("units"), re.MULTILINE | re.DOTALL)
    (field,) = re.findall(r"^```json\n(.*?)^```", _section("schema"), re.MULTILINE | re.DOTALL)
    fresh.put_file("schema/units.yml", units)
    path = fresh.root / "schema" / "report.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    added = json.loads(f"{{{field}}}")
    schema["properties"] |= added
    schema["properties"]["noi_dung"]["properties"]["1.1"]["x-fields"] += added
    path.write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")

    code, out, err = fresh.run("check", "--strict")
    assert (code, out.strip()) == (0, ""), err


def test_the_codes_the_guide_warns_of_are_refused(fresh: Mini) -> None:
    (row,) = (line for line in _section("units").split("\n") if line.startswith("| `id`"))
    codes = re.findall(r"`([\w-]+)`", row)[1:]
    fresh.put_file(
        "schema/units.yml",
        "loai: {xa: Xã}\ndon_vi:\n" + "".join(f"  - {{id: {code}, ten: Xã A, loai: xa}}\n" for code in codes),
    )

    code, out, _ = fresh.run("check")
    assert (code, out.count("[units-reserved]")) == (2, len(codes))
    assert {"index", "tong-hop", "con"} <= set(codes)


def shown_commands() -> list[str]:
    """Return the lines of the guide's blocks of commands, in order."""
    blocks = re.findall(r"^ *```(?:sh|text)\n(.*?)^ *```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def install(folder: Path) -> None:
    """Put this test's own environment where `make` would install one, with the marks that tell `make` so."""
    environment_folder = folder / ".venv"
    environment_folder.mkdir()
    for part in Path(sys.prefix).iterdir():
        if not part.name.startswith(".ready"):
            (environment_folder / part.name).symlink_to(part)
    for mark in set(re.findall(r"\.ready[\w-]*", (folder / "Makefile").read_text(encoding="utf-8"))):
        (environment_folder / mark).touch()


def serve(folder: Path, command: str) -> None:
    """Type a command that serves the site; wait for the first page, then stop it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    server = subprocess.Popen(
        command.split(),
        cwd=folder,
        env=environment(folder) | {"PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until and server.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                assert answer.status == 200
                return
            time.sleep(0.5)
        pytest.fail(f"`{command}` served no page")
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


@pytest.mark.skipif(not (shutil.which("make") and shutil.which("git")), reason="không có lệnh make, git trên máy này")
def test_every_command_of_the_guide_does_its_work_in_order(tmp_path: Path) -> None:
    folder = begin(tmp_path / "kho").root  # stands for the reader's copy of this repository
    typed = shown_commands()
    assert {command.split()[0] for command in typed} <= {"make", "cd", "git", ".venv/bin/tongket"}
    for command in typed:
        if not (folder / ".venv").exists():
            install(folder)
        if command.startswith("cd "):
            folder = (folder / command.removeprefix("cd ")).resolve()
        elif command == "make serve":
            serve(folder, command)
        else:
            around = environment(folder) | SOMEBODY | {"PYTEST_ADDOPTS": NESTED}
            done = subprocess.run(
                shlex.split(command), cwd=folder, env=around, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    assert {"init", "check", "new", "export", "status", "site", "test", "serve", "commit"} <= {
        word for command in typed for word in command.split()
    }
    assert folder.name == "tong-ket-moi"
    assert (folder / "submissions" / "tong-hop.md").is_file()
    kept = subprocess.run(["git", "ls-files"], cwd=folder, capture_output=True, text=True, check=True).stdout.split()
    assert {name.partition("/")[0] for name in kept} & {".venv", "site", "xuat"} == set()
    assert {"Makefile", ".github/CODEOWNERS", "submissions/tong-hop.md"} <= set(kept)
