#!/usr/bin/env bash
# A checked-out repository in; an error for every entry that is not a plain file.
# A link among the pages or the reports would publish a file of the machine that builds the site.
# Usage: tep-thuong.sh REPOSITORY
set -euo pipefail
export LC_ALL=C.UTF-8

repository=$1
listing=$(mktemp)
trap 'rm -f "$listing"' EXIT

# To a file first: a failing command inside <(…) would go unnoticed.
git -C "$repository" ls-files --stage -z > "$listing"

bad=()
while IFS= read -r -d '' entry; do
    mode=${entry%% *} path=${entry#*$'\t'}
    case "$mode $path" in
        120000\ *) bad+=("$path"$'\t'"là liên kết đến tệp khác; thay bằng tệp thật") ;;
        160000\ *) bad+=("$path"$'\t'"là kho con; bỏ mục này") ;;
        100644\ submissions/*[![:print:]]*) bad+=("$path"$'\t'"có tên chứa ký tự không được dùng; đặt tên tệp theo mã đơn vị") ;;
        100644\ submissions/.* | 100644\ submissions/*/.*) bad+=("$path"$'\t'"là tệp ẩn; thư mục báo cáo không nhận tệp ẩn") ;;
        100644\ *) ;;
        *\ submissions/*) bad+=("$path"$'\t'"mang quyền chạy như chương trình; tạo lại tệp trên trang GitHub") ;;
    esac
done < "$listing"

if ((${#bad[@]})); then
    shown=("${bad[@]:0:9}")
    for one in "${shown[@]}"; do
        # %q keeps a name with line breaks on one line, so that no name can act as a command in the log.
        printf -v name '%q' "${one%$'\t'*}"
        echo "::error title=Tệp không được phép gửi::Tệp ${name//%/%25} ${one##*$'\t'}."
    done
    if ((${#bad[@]} > ${#shown[@]})); then
        echo "::error title=Còn nữa::Còn $((${#bad[@]} - ${#shown[@]})) tệp nữa không được phép gửi."
    fi
    exit 1
fi
echo "Mọi tệp đều là tệp thường."
