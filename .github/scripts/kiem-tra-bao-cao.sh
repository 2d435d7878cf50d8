#!/usr/bin/env bash
# Check the reports that a proposal changes, with the base's tool, in the base's folder where they now stand.
# Usage: kiem-tra-bao-cao.sh PROPOSAL BASE REFERENCE   (after ghep-bao-cao.sh)
set -euo pipefail
export LC_ALL=C.UTF-8

proposal=$1 base=$2 reference=$3
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
listing=$(mktemp)
trap 'rm -f "$listing"' EXIT

# Prints the paths that differ, each ended by NUL. To a file: a failing command inside <(…) would go unnoticed.
changed() {
    git -C "$proposal" diff --name-only -z --no-renames --diff-filter="$1" "$reference" HEAD -- submissions > "$listing"
}

changed D
mapfile -d '' -t removed < "$listing"
changed d
mapfile -d '' -t files < "$listing"

if ((${#removed[@]})); then
    echo "::warning title=Xóa báo cáo::Đề nghị này xóa ${#removed[@]} tệp báo cáo. Người thẩm định cần hỏi lại người gửi."
fi
if ((${#files[@]} + ${#removed[@]} > 1)); then
    echo "::notice title=Nhiều báo cáo::Đề nghị này sửa $((${#files[@]} + ${#removed[@]})) tệp báo cáo. Mỗi đơn vị chỉ sửa tệp của mình."
fi
if ((${#files[@]} == 0)); then
    echo "Đề nghị không thêm, không sửa báo cáo nào; kiểm tra tất cả."
fi

cd -- "$base"

# The annotation commands below show in the log without file and line, and ten at most; so all places go first.
# Only the heading lines: the text form also quotes the report, and this log must not repeat a secret or a personal number.
places=$(.venv/bin/tongket check --format text -- "${files[@]}" 2>/dev/null | grep -a '^submissions/' || true)
if [[ $places ]]; then
    bash "$here/nhat-ky-kin.sh" printf '%s\n' "$places"
fi

.venv/bin/tongket check --format github --summary "${GITHUB_STEP_SUMMARY:-/dev/null}" -- "${files[@]}"
