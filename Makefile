# Hai lệnh thường dùng: make serve (xem thử trang), make test (chạy kiểm thử).

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_TO_TEST := $(VENV)/.ready-to-test

# Material for MkDocs prints a banner about MkDocs 2 into every build otherwise.
export NO_MKDOCS_2_WARNING := 1
# Installing leaves byte-compiling to the first run of each module, which must then be kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: serve site test check export bench lock clean

serve: $(READY)  ## kiểm tra báo cáo, dựng trang và mở tại http://127.0.0.1:8000/
	@$(BIN)/python -c '$(BIND)' $(PORT) 2>/dev/null || { echo $(PORT_TAKEN) >&2; exit 1; }
	-@$(BIN)/tongket check
	@echo "Trang mở tại http://127.0.0.1:$(PORT)/ (bấm Ctrl+C để dừng)"
	@$(BIN)/mkdocs serve --dev-addr 127.0.0.1:$(PORT)

# A failed build must not leave half a site behind: build beside, then swap.
site: $(READY)  ## chỉ dựng trang vào thư mục site/
	@rm -rf .site.new
	@$(BIN)/mkdocs build --strict --site-dir .site.new
	@rm -rf site && mv .site.new site
	@echo "Đã dựng trang trong thư mục site/"

test: $(READY_TO_TEST)  ## chạy kiểm thử
	@$(BIN)/ruff check scripts tests
	@$(BIN)/ruff format --check scripts tests
	@$(BIN)/mypy
	@$(BIN)/python -m pytest

check: $(READY)  ## kiểm tra báo cáo
	@$(BIN)/tongket check

export: $(READY)  ## xuất Word, bảng tính, CSV, JSON vào thư mục xuat/
	@$(BIN)/tongket export xuat

# Measures, never tests: it takes many minutes, and its figures mean nothing on a busy machine.
bench: $(READY)  ## đo tốc độ, ghi vào docs/huong-dan/do-toc-do.md; đổi quy mô: make bench SIZES="18 3000"
	@$(BIN)/python scripts/bench --day $$(date +%Y-%m-%d) $(SIZES)

# -- Setting up: what serving needs, and on top of it what testing needs --

$(READY): requirements-uv.txt requirements.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo $(NO_PYTHON) >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo $(OLD_PYTHON) >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo $(NO_VENV) >&2; exit 1; }
	@echo "Cài đặt lần đầu vào $(VENV)/ (thường dưới nửa phút)…"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) --only-binary :all: --require-hashes --requirement requirements-uv.txt 2>/dev/null || true
	@$(call install,--require-hashes --requirement requirements.txt)
	@$(call install,--no-build-isolation --editable .)
	@touch $@

$(READY_TO_TEST): $(READY) requirements-test.txt
	@echo "Cài thêm công cụ kiểm thử vào $(VENV)/…"
	@$(call install,--require-hashes --requirement requirements-test.txt)
	@touch $@

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile
# uv takes seconds where pip takes half a minute. Where it can't (no build for this machine, a proxy only pip knows of),
# pip does, and says what is wrong if anything is.
install = UV_HTTP_RETRIES=1 $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps $(1) 2>/dev/null || $(PIP) $(1)

BIND := import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(sys.argv[1])))
PORT_TAKEN = "Cổng $(PORT) không dùng được, thường vì một chương trình khác đang dùng; chọn cổng khác, ví dụ: make serve PORT=$(if $(filter 8001,$(PORT)),8002,8001)"
NO_PYTHON = "Không tìm thấy lệnh $(PYTHON). Hãy cài Python 3.11 trở lên; đã cài ở chỗ khác thì chỉ ra, ví dụ: make PYTHON=python3.12 $(MAKECMDGOALS)"
OLD_PYTHON = "Cần Python 3.11 trở lên, lệnh $(PYTHON) là bản cũ hơn; đã có bản mới thì chỉ ra, ví dụ: make PYTHON=python3.12 $(MAKECMDGOALS)"
NO_VENV = "Bản Python này thiếu phần tạo môi trường riêng (venv); trên Debian, Ubuntu hãy cài: sudo apt install python3-venv"

# -- Pinning: `make lock` follows pyproject.toml and keeps every other pin; `make lock UPGRADE=1` moves all --

lock: $(READY)  ## chốt lại phiên bản thư viện theo pyproject.toml
	@$(LOCK) --group setup --output-file requirements-uv.txt
	@$(LOCK) pyproject.toml --group build --output-file requirements.txt
	@$(LOCK) pyproject.toml --group build --extra dev --constraint requirements.txt --output-file requirements-test.txt

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

clean:
	@rm -rf $(VENV) site .site.new xuat
