"""The rules by id: what each asks for and why, and an example taken from the test cases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_CASES = Path(__file__).resolve().parents[3] / "tests" / "cases"


@dataclass(frozen=True)
class Example:
    """A broken line and what the program says of it."""

    source: str
    expected: str


@dataclass(frozen=True)
class Rule:
    """One rule of the checks; `severity` is `error` or `warning`."""

    id: str
    title: str
    explanation: str
    severity: str = "error"


def example(rule_id: str) -> Example | None:
    """Return the first test case of a rule, None where it has none."""
    case = next(iter(sorted((_CASES / rule_id).glob("*/expected.txt"))), None)
    if case is None:
        return None
    blocks = re.split(r"\n(?=\S+:[0-9]+:[0-9]+: )", case.read_text(encoding="utf-8").rstrip("\n"))
    block = next((one for one in blocks if f"[{rule_id}]" in one.split("\n")[0]), None)
    if block is None:
        return None
    quoted = [line[4:] for line in block.split("\n")[1:] if not line.startswith("    Cách sửa:")]
    return Example("\n".join(quoted), block)


RULES = (
    # the file and its characters
    Rule("file-name", "Tên tệp là mã đơn vị", "Mỗi đơn vị có đúng một tệp submissions/MÃ-ĐƠN-VỊ.md; tệp khác, thư mục con đều không được nhận."),
    Rule("file-link", "Tệp thật, không phải liên kết", "Liên kết đến tệp khác có thể làm lộ tệp không định công khai."),
    Rule("file-empty", "Tệp có nội dung", "Tệp rỗng không phải là báo cáo."),
    Rule("file-too-large", "Tệp không quá 200 KB", "Báo cáo chỉ gồm chữ và số liệu; tệp nặng thường do dán kèm ảnh hoặc phụ lục."),
    Rule("file-binary", "Tệp văn bản thuần", "Tệp Word, ảnh hoặc tệp nén đổi đuôi không đọc được."),
    Rule("file-encoding", "Bảng mã UTF-8", "Các bảng mã cũ (TCVN3, VNI) hiện sai chữ trên trang."),
    Rule("text-bom", "Không có dấu hiệu bảng mã ẩn", "Dấu ẩn ở đầu tệp làm phần dữ liệu đầu tệp không được nhận ra."),
    Rule("text-line-endings", "Xuống dòng kiểu LF", "Thống nhất một kiểu xuống dòng để so sánh được từng dòng giữa hai bản."),
    Rule("text-normal-form", "Unicode dựng sẵn", "Chữ có dấu rời trông giống nhưng tìm kiếm và so sánh không thấy."),
    Rule("text-control", "Không có ký tự điều khiển", "Ký tự hỏng làm lỗi khi xuất Word và bảng tính."),
    Rule("text-direction", "Không có ký tự ẩn đổi nội dung hiển thị", "Chữ người đọc thấy phải đúng là chữ trong tệp."),
    Rule("text-line-break", "Không có ký tự xuống dòng lạ", "Ký tự này làm lệch số dòng của thông báo."),
    Rule("text-lookalike", "Chữ Đ/đ của tiếng Việt", "Chữ Ð của tiếng Iceland trông giống hệt chữ Đ nhưng tìm kiếm không thấy."),
    Rule("text-mojibake", "Chữ không bị hỏng bảng mã", "Chữ hỏng phải chép lại từ bản gốc, máy không khôi phục chắc chắn được."),
    Rule("text-mixed-script", "Từ chỉ gồm chữ cái La-tinh", "Chữ cái Nga, Hy Lạp lẫn trong từ làm sai tìm kiếm và che từ ngữ khi kiểm tra."),
    Rule("text-invisible", "Không có ký tự ẩn từ Word", "Dấu cách cứng, gạch nối mềm làm tìm kiếm sai.", "warning"),
    Rule("text-tab", "Dùng dấu cách thay Tab", "Tab hiển thị mỗi nơi một khác.", "warning"),
    Rule("text-line-too-long", "Dòng không quá dài", "Mỗi câu một dòng thì góp ý được vào từng câu."),
    Rule("text-brackets", "Không có quá nhiều ngoặc vuông", "Hàng trăm dấu ngoặc làm chậm việc dựng trang."),
    # the front matter as YAML
    Rule("front-matter-missing", "Có phần dữ liệu đầu tệp", "Phần giữa hai dòng “---” ở đầu tệp giữ số liệu của báo cáo."),
    Rule("front-matter-unclosed", "Phần dữ liệu đầu tệp được đóng lại", "Thiếu dòng “---” thứ hai thì không biết báo cáo bắt đầu từ đâu."),
    Rule("front-matter-shape", "Phần dữ liệu gồm các mục", "Mỗi dòng là một mục “ten_muc: giá trị”."),
    Rule("front-matter-body-field", "Không ghi nội dung vào phần dữ liệu", "Tiêu đề, lời mở đầu, nội dung được lấy từ phần dưới của tệp."),
    Rule("yaml-syntax", "Đúng cú pháp dữ liệu", "Dấu hai chấm, dấu ngoặc, thụt đầu dòng phải đúng để máy đọc được."),
    Rule("yaml-duplicate-key", "Mỗi mục ghi một lần", "Hai giá trị cho một mục thì không biết lấy giá trị nào."),
    Rule("yaml-anchor", "Không dùng dấu neo, tham chiếu", "Giá trị phải được viết ra đầy đủ để ai cũng đọc được."),
    Rule("yaml-tag", "Không dùng nhãn kiểu", "Kiểu của giá trị do schema quyết định."),
    Rule("yaml-documents", "Chỉ một khối dữ liệu", "Mỗi tệp là một báo cáo."),
    Rule("yaml-key", "Tên mục là một từ", "Tên mục phải tra được trong danh sách trường dữ liệu."),
    Rule("yaml-escape", "Không giấu ký tự sau dấu \\", "Mã ký tự trong ngoặc kép có thể che chữ người đọc không thấy."),
    Rule("yaml-too-deep", "Dữ liệu không lồng quá sâu", "Khung mẫu chỉ cần vài bậc."),
    Rule("yaml-too-large", "Dữ liệu không quá nhiều mục", "Phần mô tả dài thuộc về nội dung báo cáo."),
    # the front matter against the schema
    Rule("schema-required", "Đủ các mục bắt buộc", "Thiếu các mục này thì không tiếp nhận, không tổng hợp được."),
    Rule("schema-empty", "Mục đã ghi thì có giá trị", "Để trống không có nghĩa là số 0; không có số liệu thì bỏ hẳn dòng."),
    Rule("schema-unknown", "Chỉ dùng các mục đã quy định", "Mục lạ thường là gõ sai tên và sẽ không được tổng hợp."),
    Rule("schema-key", "Tên mục con đúng dạng", "Ví dụ số liệu theo năm thì tên mục là năm."),
    Rule("schema-type", "Đúng loại giá trị", "Số, chữ, danh sách phải đúng loại đã quy định."),
    Rule("schema-number", "Số viết liền", "26.472 bị hiểu là phân số; ghi 26472."),
    Rule("schema-enum", "Giá trị nằm trong danh sách", "Có thống nhất giá trị thì mới chia nhóm, so sánh được."),
    Rule("schema-const", "Đúng giá trị bắt buộc", "Ví dụ mục xác nhận được công khai."),
    Rule("schema-pattern", "Đúng dạng quy định", "Ngày ghi năm-tháng-ngày; số và ký hiệu ghi đúng thể thức."),
    Rule("schema-too-few", "Không để trống, không thiếu mục", "Danh sách rỗng, chữ rỗng thì bỏ hẳn mục."),
    Rule("schema-too-long", "Chữ không quá dài", "Phần giải thích thuộc về nội dung của điểm."),
    Rule("schema-too-many", "Danh sách không quá dài", "Gộp các mục giống nhau."),
    Rule("schema-range", "Con số trong khoảng hợp lý", "Số âm, số quá lớn thường là gõ nhầm."),
    Rule("schema-contains", "Danh sách có mục bắt buộc", "Ví dụ kế hoạch yêu cầu nêu nguyên nhân chủ quan."),
    Rule("schema-not", "Không dùng giá trị dành riêng", "Một số giá trị phần mềm dùng riêng."),
    Rule("schema-unique", "Danh sách không lặp", "Mục lặp bị đếm hai lần."),
    Rule("schema-other", "Đúng các quy định khác của schema", "Xem mô tả của mục trong trang trường dữ liệu."),
    # values that only the campaign can judge
    Rule("unit-unknown", "Đơn vị có trong danh sách", "Chỉ các đơn vị trong kế hoạch mới nộp báo cáo."),
    Rule("unit-file-name", "Tên tệp trùng mã đơn vị", "Báo cáo của đơn vị nào nằm ở tệp của đơn vị đó."),
    Rule("unit-repeated", "Mỗi đơn vị một báo cáo", "Hai báo cáo của một đơn vị làm số liệu bị tính hai lần."),
    Rule("symbol-unit", "Ký hiệu mang chữ viết tắt của đơn vị", "Ký hiệu văn bản phải là của chính đơn vị gửi báo cáo.", "warning"),
    Rule("illustrative", "Không lẫn báo cáo minh họa với báo cáo thật", "Số liệu minh họa không được vào tổng của cuộc tổng kết thật."),
    Rule("year-outside-period", "Năm nằm trong giai đoạn", "Báo cáo chỉ tính số liệu của giai đoạn tổng kết."),
    Rule("value-above", "Số bộ phận không lớn hơn số toàn bộ", "Ví dụ số đã giải quyết không thể lớn hơn số tiếp nhận."),
    Rule("value-order", "Ngày, năm đúng thứ tự", "Ngày gửi không thể trước ngày ban hành."),
    Rule("draft", "Báo cáo nháp chưa được tính", "Bản đang nhập liệu không vào tổng và không tính là đã nộp.", "warning"),
    # the body against the outline
    Rule("outline-missing", "Đủ các điểm của đề cương", "Mỗi điểm của đề cương đều phải được trả lời."),
    Rule("outline-unknown", "Không có mục ngoài đề cương", "Mục riêng của đơn vị dùng tiêu đề bốn dấu #."),
    Rule("outline-repeated", "Mỗi mục một lần", "Hai chỗ cùng số thì không biết lấy chỗ nào."),
    Rule("outline-order", "Đúng thứ tự đề cương", "Cùng thứ tự thì so sánh được giữa các đơn vị."),
    Rule("outline-empty", "Mỗi điểm có nội dung", "Không phát sinh cũng phải nói rõ là không phát sinh."),
    Rule("outline-stray", "Nội dung nằm trong một điểm", "Đoạn văn đứng ngoài các điểm sẽ không hiện ở trang nào theo nội dung."),
    Rule("outline-level", "Đúng số dấu # của tiêu đề", "Mục dùng hai dấu, điểm dùng ba dấu."),
    Rule("outline-title", "Tên mục giống đề cương", "Tên mục thống nhất giữa các báo cáo.", "warning"),
    Rule("body-html", "Không dùng mã HTML", "Báo cáo chỉ gồm chữ, danh sách, bảng; mã lạ có thể gây hại cho người đọc."),
    Rule("body-image", "Không chèn hình ảnh", "Hình từ nơi khác có thể theo dõi người đọc và không tổng hợp được."),
    Rule("body-fence-unclosed", "Khối mã được đóng lại", "Khối mã không đóng nuốt mất các tiêu đề phía sau."),
    Rule("body-lost", "Chữ nào cũng hiện trên trang", "Ô thừa của bảng và chữ cạnh dấu mở khối mã bị Markdown bỏ đi không báo trước."),
    Rule("body-comment", "Chú thích được đóng lại", "Chú thích giữa “<!--” và “-->” không bao giờ được công bố; không đóng lại thì nuốt mất phần viết phía sau."),
    Rule("body-link-reference", "Mỗi liên kết khai báo một địa chỉ", "Hai địa chỉ cho một tên thì không biết dẫn đến đâu."),
    Rule("body-link-unused", "Liên kết khai báo thì được dùng", "Dòng khai báo liên kết không hiện trên trang; không chỗ nào dùng thì địa chỉ ấy mất.", "warning"),
    Rule("template-hint", "Không còn lời nhắc của khung mẫu", "Còn lời nhắc nghĩa là báo cáo chưa viết xong."),
    # the board's own report, tong-hop.md
    Rule("synthesis-syntax", "Viết đúng cách trích số liệu, dẫn báo cáo", "{{ ten_so_lieu }} trích một con số, [[ma-don-vi#diem]] dẫn một báo cáo; viết sai thì hiện nguyên dấu ngoặc."),
    Rule("synthesis-value", "Số liệu được trích có thật", "Tên phải là của một số liệu đã được tổng hợp."),
    Rule("synthesis-citation", "Báo cáo được dẫn có thật", "Chỉ dẫn báo cáo đã nộp, không còn lỗi, và điểm đã được trả lời."),
    Rule("synthesis-number", "Con số gõ tay khớp số tổng hợp", "Số gõ tay không tự thay đổi khi báo cáo của đơn vị thay đổi.", "warning"),
    Rule("synthesis-stale", "Lời văn đã rà lại theo báo cáo mới", "Báo cáo của đơn vị đã thay đổi sau lần rà trước.", "warning"),
    # what must not be published
    Rule("secrecy-mark", "Không có dấu mật, dấu hạn chế lưu hành", "Trang này công khai; tài liệu mật, nội bộ không được đưa vào."),
    Rule("personal-data", "Không có dữ liệu cá nhân", "Số định danh, điện thoại, thư riêng không được công khai."),
    # the campaign's own files
    Rule("campaign-file", "Đủ các tệp định nghĩa cuộc tổng kết", "Phải có report.schema.json, campaign.yml và units.yml trong thư mục schema."),
    Rule("campaign-dates", "Các mốc thời gian hợp lý", "Hạn nộp trước hội nghị, năm đầu trước năm cuối."),
    Rule("units-repeated", "Mỗi đơn vị một mã", "Mã đơn vị cũng là tên tệp báo cáo."),
    Rule("units-kind", "Loại đơn vị đã khai báo", "Loại đơn vị dùng để chia nhóm trên bảng tiến độ."),
    Rule("schema-annotation", "Chú thích của schema nhất quán", "Các chú thích x- chỉ nhắc đến trường, điểm có thật."),
)  # fmt: skip
