/* Conveniences only; every page can be read without them. */
;(function () {
  "use strict"

  var collator = new Intl.Collator("vi", { numeric: true })
  var NAMES = { ascending: "tăng dần", descending: "giảm dần" }

  function value(row, column) {
    var cell = row.cells[column]
    return cell.dataset.sort !== undefined ? cell.dataset.sort : cell.textContent.trim()
  }

  function sort(table, column, direction) {
    var body = table.tBodies[0]
    var sign = direction === "ascending" ? 1 : -1
    var rows = Array.from(body.rows).map(function (row, index) { return { row: row, key: value(row, column), index: index } })
    rows.sort(function (a, b) {
      if (!a.key !== !b.key) return a.key ? -1 : 1 // what is not given comes last either way
      return sign * collator.compare(a.key, b.key) || a.index - b.index
    })
    rows.forEach(function (one) { body.appendChild(one.row) })
  }

  // A list cut into pages is sorted page by page: say so.
  var where = document.getElementById("trang") ? ", trong trang này" : ""

  function makeSortable(table) {
    var heads = Array.from(table.tHead.rows[0].cells)
    var spoken = document.createElement("p")
    spoken.className = "tk-chi-doc"
    spoken.setAttribute("role", "status")
    table.parentNode.insertBefore(spoken, table)
    heads.forEach(function (head, column) {
      if (head.dataset.sortable === "none") return
      var button = document.createElement("button")
      button.type = "button"
      button.className = "tk-xep"
      button.title = "Xếp theo cột này" + where
      while (head.firstChild) button.appendChild(head.firstChild)
      head.appendChild(button)
      button.addEventListener("click", function () {
        var direction = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending"
        heads.forEach(function (other) { other.removeAttribute("aria-sort") })
        head.setAttribute("aria-sort", direction)
        sort(table, column, direction)
        spoken.textContent = "Đã xếp theo " + button.textContent.trim() + ", " + NAMES[direction] + where
      })
    })
  }

  /* A wide table of a written page scrolls in Material's own box: let the keyboard reach it too. */
  function reachScrolling() {
    document.querySelectorAll(".md-typeset__scrollwrap").forEach(function (box) {
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0
        box.setAttribute("role", "region")
        box.setAttribute("aria-label", "Bảng, cuộn ngang để xem hết")
      }
    })
  }

  /* A part of a page that stands elsewhere now: whoever comes by its older address goes on. */
  function goOn() {
    var part = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (part && part.dataset.next) location.replace(part.dataset.next)
  }

  document.querySelectorAll("table[data-sortable]").forEach(makeSortable)
  reachScrolling()
  goOn()
  window.addEventListener("hashchange", goOn)
  window.addEventListener("load", reachScrolling) // Material boxes the tables on its own time
  window.addEventListener("resize", reachScrolling)

  var search = document.querySelector(".md-search[role=dialog]")
  if (search) search.setAttribute("aria-label", "Tìm kiếm")
})()
