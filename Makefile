# Hai lệnh thường dùng: make serve (xem thử trang), make test (chạy kiểm thử).

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# Material for MkDocs prints a banner about MkDocs 2 into every build otherwise.
export NO_MKDOCS_2_WARNING := 1

.PHONY: serve site test check export lint lock clean

serve: $(READY)  ## kiểm tra báo cáo, dựng trang và mở tại http://127.0.0.1:8000/
	-@$(BIN)/tongket check
	@echo "Trang mở tại http://127.0.0.1:$(PORT)/ (bấm Ctrl+C để dừng)"
	@$(BIN)/mkdocs serve --dev-addr 127.0.0.1:$(PORT)

# A failed build must not leave half a site behind: build beside, then swap.
site: $(READY)  ## chỉ dựng trang vào thư mục site/
	@rm -rf .site.new
	@$(BIN)/mkdocs build --strict --site-dir .site.new
	@rm -rf site && mv .site.new site
	@echo "Đã dựng trang trong thư mục site/"

test: $(READY)  ## chạy kiểm thử
	@$(BIN)/ruff check scripts tests
	@$(BIN)/python -m pytest

check: $(READY)  ## kiểm tra báo cáo
	@$(BIN)/tongket check

export: $(READY)  ## xuất Word, bảng tính, CSV, JSON vào thư mục xuat/
	@$(BIN)/tongket export xuat

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Cần Python 3.11 trở lên; đang dùng " + sys.version.split()[0])'
	@echo "Cài đặt lần đầu vào $(VENV)/ (khoảng một phút)…"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

lock: $(READY)  ## chốt lại phiên bản thư viện theo pyproject.toml
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --quiet --output-file requirements.txt

clean:
	@rm -rf $(VENV) site .site.new xuat
