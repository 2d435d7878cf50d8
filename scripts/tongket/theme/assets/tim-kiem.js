/* The page of search results. Reads the static index beside it: see tongket/searching/. Loaded on that page only. */
;(function () {
  "use strict"

  var TOP = 50 // so many of the best are ranked by their very words,
  var FILES = 20 // or fewer, so that no more files of passages than these are read
  var ROUNDS = 3 // as often the next best are read when none of the best holds
  var PAGE = 20
  var PAIRS = 8 // so many pairs of a query are looked up; a longer one is clear by its words
  var SPELT = 4 // of so many words the spelling helps to find the best
  var TITLE = 8 // the weight from which on a term stands in the title
  var ENOUGH = 200 // with so many phrases found, scattered words are not looked for in long lists
  var WINDOW = 12
  var TOLD = ["draft", "invalid"] // what is found in reports of these states is shown with the state

  /* -- folding, the same as in searching/folding.py ------------------------------------------------ */

  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đðɖ]/g, "d")
  }

  function syllables(text) {
    return fold(text).match(/[\p{L}\p{N}]+/gu) || []
  }

  function exact(syllable) {
    var marked = syllable.toLowerCase().replace(/[ðɖ]/g, "đ").normalize("NFD")
    var tones = marked.match(/[\u0300\u0301\u0303\u0309\u0323]/g) || []
    return marked.replace(/[\u0300\u0301\u0303\u0309\u0323]/g, "") + tones.join("")
  }

  /* The words of a text with their places in it. */
  function words(text) {
    var found = []
    var word = /[\p{L}\p{N}\u0300-\u036f]+/gu
    for (var match; (match = word.exec(text)); ) {
      syllables(match[0]).forEach(function (folded) {
        found.push({ folded: folded, exact: exact(match[0]), typed: match[0], start: match.index, end: match.index + match[0].length })
      })
    }
    return found
  }

  /* A query's words in order, and the runs of them that must stand together: quoted, or joined as in 215-BC/HU. */
  function parse(typed) {
    var query = { words: [], runs: [] }
    typed.normalize("NFC").split(/["“”«»]/).forEach(function (part, index) {
      ;(index % 2 ? [part] : part.split(/\s+/)).forEach(function (piece) {
        var own = words(piece)
        if (own.length > 1) query.runs.push([query.words.length, query.words.length + own.length])
        query.words = query.words.concat(own)
      })
    })
    query.words = query.words.slice(0, 24)
    query.runs = query.runs.filter(function (run) { return run[1] <= query.words.length })
    return query
  }

  /* -- the index ----------------------------------------------------------------------------------- */

  var loaded = {}

  function load(root, path) {
    if (!loaded[path]) {
      loaded[path] = fetch(root + "tim-kiem/" + path).then(function (answer) {
        if (!answer.ok) throw new Error(path)
        return answer.json()
      })
      loaded[path].catch(function () { delete loaded[path] })
    }
    return loaded[path]
  }

  var opened = null

  /* What the index is: each list of places holds what it adds to the one before. */
  function open(root) {
    opened = opened || load(root, "muc-luc.json").then(function (manifest) {
      ;["shards", "groups"].forEach(function (name) {
        for (var i = 1; i < manifest[name].length; i++) manifest[name][i] += manifest[name][i - 1]
      })
      return manifest
    })
    opened.catch(function () { opened = null })
    return opened
  }

  /* The place of the last of some growing numbers that is not greater than a number. */
  function lastUpTo(numbers, number) {
    var low = 0
    for (var high = numbers.length; high - low > 1; ) {
      var middle = (low + high) >> 1
      if (numbers[middle] <= number) low = middle
      else high = middle
    }
    return low
  }

  function crc32(text) {
    var bytes = new TextEncoder().encode(text)
    var crc = -1
    for (var i = 0; i < bytes.length; i++) {
      crc ^= bytes[i]
      for (var bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
    }
    return Math.max(~crc >>> 0, 2)
  }

  /* The number by which a term is known, as in searching/parts.py: its slot of shards, and the rest.
     A term is a folded syllable, two of them, or a syllable as it is spelt. */
  function term(syllable, next, spelt) {
    var first = crc32(syllable)
    var second = next ? crc32(next) : spelt ? 1 : 0
    return {
      slot: (Math.imul(first, 0x9e3779b1) + Math.imul(second, 0x85ebca6b)) >>> 12,
      rest: (Math.imul(first, 0xc2b2ae35) + Math.imul(second, 0x27d4eb2f)) >>> 12
    }
  }

  /* Read a list as searching/lists.py writes it into a map from entry to weight. */
  function unpack(text, into) {
    for (var at = 0; at < text.length; at++) {
      var weight = text.charCodeAt(at++) - 35
      var number = 0
      for (var value = 0; at < text.length && text[at] !== " "; at++) {
        var digit = text.charCodeAt(at)
        if (digit < 93) {
          number += value * 32 + digit - 35
          into.set(number, weight)
          value = 0
        } else value = value * 32 + digit - 93
      }
    }
    return into
  }

  /* What a term's list holds: a map from entry to weight, or where its blocks lie. */
  function list(root, manifest, syllable, next, spelt) {
    var wanted = term(syllable, next, spelt)
    var shard = "chi-muc/" + lastUpTo(manifest.shards, wanted.slot) + ".json"
    return load(root, shard).then(function (lists) {
      var found = lists[(wanted.slot * 0x100000 + wanted.rest).toString(16)] || ""
      var one = { syllable: syllable, map: new Map(), blocks: [] }
      if (typeof found === "string") unpack(found, one.map)
      else for (var i = 0; i < found[2]; i++) one.blocks.push("dai/" + (found[1] + i) + ".json")
      one.size = one.blocks.length ? found[0] : one.map.size
      return one
    })
  }

  function complete(root, one) {
    return Promise.all(one.blocks.map(function (block) { return load(root, block) })).then(function (blocks) {
      blocks.forEach(function (text) { unpack(text, one.map) })
      one.blocks = []
      return one
    })
  }

  /* The entries that stand in all lists; once only a few are left, they are not sought in longer lists any more. */
  function common(root, lists, few) {
    var ordered = lists.slice().sort(function (a, b) { return a.size - b.size })
    function further(numbers, i) {
      if (i === ordered.length || (numbers && ordered[i].blocks.length && numbers.length <= few)) return numbers || []
      return complete(root, ordered[i]).then(function (one) {
        var left = numbers ? numbers.filter(function (number) { return one.map.has(number) }) : Array.from(one.map.keys())
        return further(left, i + 1)
      })
    }
    return Promise.resolve(further(null, 0))
  }

  function unique(items) { return Array.from(new Set(items)) }

  /* Find the entries that hold all words (and all runs), roughly ordered; the texts decide later. */
  function find(root, manifest, query) {
    var folded = query.words.map(function (word) { return word.folded })
    var pairs = []
    for (var i = 0; i + 1 < folded.length && i < PAIRS; i++) pairs.push(folded[i] + " " + folded[i + 1])
    var required = new Set()
    query.runs.forEach(function (run) {
      for (var i = run[0]; i + 1 < run[1]; i++) required.add(pairs[i])
    })
    var get = function (words) { return list(root, manifest, words.split(" ")[0], words.split(" ")[1]) }
    return Promise.all([unique(folded), unique(pairs)].map(function (terms) {
      return Promise.all(terms.map(get))
    })).then(function (all) {
      var singles = all[0]
      var neighbours = all[1]
      var lost = singles.filter(function (one) { return !one.size }).map(function (one) { return one.syllable })
      if (lost.length) {
        return { numbers: [], unknown: query.words.filter(function (word) { return lost.indexOf(word.folded) >= 0 }) }
      }
      var must = neighbours.filter(function (one, i) { return required.has(unique(pairs)[i]) })
      return Promise.all(neighbours.map(function (one) { return complete(root, one) })).then(function () {
        return common(root, neighbours, 0)
      }).then(function (together) {
        var enough = together.length >= ENOUGH && singles.some(function (one) { return one.blocks.length })
        return (enough ? Promise.resolve(together) : common(root, singles.concat(must), TOP)).then(function (numbers) {
          if (numbers.length <= TOP || query.words.length > SPELT || isPlain(query.words)) return [numbers, []]
          return spellings(root, manifest, query).then(function (spelt) { return [numbers, spelt] })
        }).then(function (found) {
          var scored = score(query, manifest, neighbours, singles, found[1])
          var scores = new Map(found[0].map(function (number) { return [number, scored(number)] }))
          found[0].sort(function (a, b) { return scores.get(b) - scores.get(a) || a - b })
          return { numbers: found[0], more: enough }
        })
      })
    })
  }

  /* The lists of a query's words as they are spelt. */
  function spellings(root, manifest, query) {
    var marked = query.words.filter(function (word) { return word.exact !== word.folded })
    return Promise.all(unique(marked.map(function (word) { return word.exact })).map(function (exact) {
      return list(root, manifest, exact, "", true).then(function (one) { return complete(root, one) })
    }))
  }

  /* A rough score of entries: pairs above spelling above counts, a title that holds all above all. */
  function score(query, manifest, neighbours, singles, spelt) {
    var named = namedBy(query, manifest)
    var slots = manifest.points.length + 1
    var read = singles.concat(neighbours).filter(function (one) { return one.map.size })
    return function (number) {
      var sum = number >= manifest.reference ? -1000 : 0
      if (named.has(Math.floor(number / slots))) sum += 32
      if (singles.every(function (one) { return one.map.get(number) >= TITLE })) sum += 200
      neighbours.forEach(function (one) { if (one.map.has(number)) sum += 64 })
      spelt.forEach(function (one) { if (one.map.has(number)) sum += 24 })
      read.forEach(function (one) { sum += one.map.get(number) || 0 })
      return sum
    }
  }

  /* The units whose very names stand in the query. */
  function namedBy(query, manifest) {
    var typed = " " + spelt(query.words) + " "
    var named = new Set()
    manifest.units.forEach(function (unit, i) {
      if (typed.indexOf(" " + spelt(words(unit[0])) + " ") >= 0) named.add(i)
    })
    return named
  }

  function spelt(words) { return words.map(function (word) { return word.exact }).join(" ") }

  /* -- ranking by the words themselves ------------------------------------------------------------- */

  /* The best place of the query in a text: 0 the phrase as typed, 1 the phrase, 2 near, 3 scattered, 4 not all. */
  function place(query, text) {
    var best = { kind: 4, count: 0, same: 0, from: 0, to: 0 }
    var size = query.length
    var plain = isPlain(query)
    for (var i = 0; i + size <= text.length; i++) {
      var same = 0
      var whole = true
      for (var j = 0; j < size && whole; j++) {
        whole = text[i + j].folded === query[j].folded
        same += whole && text[i + j].exact === query[j].exact ? 1 : 0
      }
      if (!whole) continue
      var kind = plain || same === size ? 0 : 1
      if (kind < best.kind || (kind === best.kind && same > best.same)) {
        best = { kind: kind, count: 1, same: same, from: i, to: i + size }
      } else if (kind === best.kind && same === best.same) best.count++
    }
    return best.kind < 4 ? best : scattered(query, text)
  }

  /* Whether words are typed without diacritics. */
  function isPlain(words) { return words.every(function (word) { return word.exact === word.folded }) }

  function scattered(query, text) {
    var wanted = new Map()
    query.forEach(function (word) { if (!wanted.has(word.folded)) wanted.set(word.folded, word.exact) })
    var held = new Map()
    var best = { kind: 4, count: 0, same: 0, from: 0, to: 0 }
    var from = 0
    for (var to = 0; to < text.length; to++) {
      if (!wanted.has(text[to].folded)) continue
      held.set(text[to].folded, (held.get(text[to].folded) || 0) + 1)
      while (held.size === wanted.size) {
        if (best.kind === 4 || to + 1 - from < best.to - best.from) {
          best = { kind: to + 1 - from <= wanted.size + WINDOW ? 2 : 3, count: 1, same: 0, from: from, to: to + 1 }
        }
        var left = held.get(text[from].folded)
        if (left === 1) held.delete(text[from].folded)
        else if (left) held.set(text[from].folded, left - 1)
        from++
      }
    }
    for (var i = best.from; i < best.to; i++) best.same += wanted.get(text[i].folded) === text[i].exact ? 1 : 0
    return best
  }

  /* Whether every quoted or joined run of the query stands in a field. */
  function holdsRuns(query, fields) {
    return query.runs.every(function (run) {
      var part = query.words.slice(run[0], run[1])
      return fields.some(function (field) { return place(part, field).kind < 2 })
    })
  }

  function rank(query, manifest, number, entry) {
    var title = words(entry[1])
    var context = words(entry[2])
    var text = words(entry[3])
    var cut = entry[4] // the text goes on
    if (!cut && !holdsRuns(query, [title, context, text])) return null
    var fields = [title, context, text].map(function (field) { return place(query.words, field) })
    var kind = Math.min(fields[0].kind, fields[1].kind, fields[2].kind)
    var field = fields.findIndex(function (one) { return one.kind === kind })
    if (kind === 4) {
      var all = place(query.words, context.concat(title, text))
      if (all.kind === 4 && !cut) return null
      fields[field = 2] = { kind: Math.min(3, Math.max(2, all.kind)), count: 1, same: all.same, from: 0, to: 0 }
      kind = fields[2].kind
    }
    var hit = fields[field]
    var reference = number >= manifest.reference
    return {
      entry: entry,
      number: number,
      text: text,
      at: fields[2].kind < 4 ? fields[2] : null,
      key: [
        kind,
        reference ? 1 : 0,
        kind < 2 && field === 0 && title.length === query.words.length ? 0 : 1,
        field,
        number >= manifest.guides ? 1 : 0,
        -hit.same,
        field === 0 ? title.length : 0,
        kind < 2 ? -Math.min(8, hit.count) : hit.to - hit.from,
        number
      ]
    }
  }

  function compare(a, b) {
    for (var i = 0; i < a.key.length; i++) if (a.key[i] !== b.key[i]) return a.key[i] - b.key[i]
    return 0
  }

  /* How many of some entries are read at once. */
  function fit(manifest, numbers) {
    var files = new Set()
    for (var i = 0; i < numbers.length && i < TOP; i++) {
      files.add(lastUpTo(manifest.groups, numbers[i]))
      if (files.size > FILES) return i
    }
    return i
  }

  /* The next of the entries by rank, and how many of all are read with them. */
  function ranked(root, manifest, query, numbers, from, rounds) {
    var next = numbers.slice(from)
    next.length = fit(manifest, next)
    return Promise.all(next.map(function (number) {
      var first = manifest.groups[lastUpTo(manifest.groups, number)]
      return load(root, "doan/" + first + ".json").then(function (group) {
        return rank(query, manifest, number, group[number - first])
      })
    })).then(function (found) {
      var held = found.filter(Boolean).sort(compare)
      held.covered = from + next.length
      var again = !held.length && held.covered < numbers.length && rounds > 1
      return again ? ranked(root, manifest, query, numbers, held.covered, rounds - 1) : held
    })
  }

  /* -- filters ------------------------------------------------------------------------------------- */

  function filtered(numbers, manifest, filter) {
    if (!filter.unit && !filter.point && !filter.state) return numbers
    var slots = manifest.points.length + 1
    var wanted = syllables(filter.unit).join(" ")
    var named = manifest.units.map(function (unit) { return " " + syllables(unit[0]).join(" ") + " " })
    var typed = spelt(words(filter.unit))
    var same = manifest.units.map(function (unit) { return spelt(words(unit[0])) === typed })
    var known = same.indexOf(true) >= 0
    return numbers.filter(function (number) {
      if (number >= manifest.guides) return false
      var unit = Math.floor(number / slots)
      if (filter.state && manifest.units[unit][1] !== filter.state) return false
      if (filter.point && manifest.points[(number % slots) - 1] !== filter.point) return false
      return !wanted || (known ? same[unit] : named[unit].indexOf(" " + wanted) >= 0)
    })
  }

  /* -- the page ------------------------------------------------------------------------------------ */

  function element(name, className, text) {
    var made = document.createElement(name)
    if (className) made.className = className
    if (text) made.textContent = text
    return made
  }

  /* Which words of a result's texts are marked: the phrase where it stands, else each word; as typed, else as folded. */
  function marked(texts, query) {
    var fields = texts.map(words)
    var size = query.words.length
    function at(text, from, form) {
      for (var j = 0; j < size; j++) if (!text[from + j] || text[from + j][form] !== query.words[j][form]) return false
      return true
    }
    function phrases(form) {
      return fields.map(function (text) {
        var found = []
        for (var i = 0; i + size <= text.length; i++) if (at(text, i, form)) found = found.concat(text.slice(i, i + size))
        return found
      })
    }
    function single() {
      var wanted = new Map()
      query.words.forEach(function (word) {
        var same = fields.some(function (text) { return text.some(function (one) { return one.exact === word.exact }) })
        wanted.set(word.folded, !isPlain(query.words) && same ? (wanted.get(word.folded) || []).concat(word.exact) : [])
      })
      return fields.map(function (text) {
        return text.filter(function (one) {
          var forms = wanted.get(one.folded)
          return forms && (!forms.length || forms.indexOf(one.exact) >= 0)
        })
      })
    }
    function any(found) { return found.some(function (one) { return one.length }) }
    var exactly = isPlain(query.words) ? [] : phrases("exact")
    if (any(exactly)) return exactly
    var alike = phrases("folded")
    return any(alike) ? alike : single()
  }

  /* Put a text into an element, some of its words marked. */
  function mark(into, text, marks) {
    var at = 0
    marks.forEach(function (word) {
      if (word.start < at) return
      into.appendChild(document.createTextNode(text.slice(at, word.start)))
      into.appendChild(element("mark", "", text.slice(word.start, word.end)))
      at = word.end
    })
    into.appendChild(document.createTextNode(text.slice(at)))
    return into
  }

  function snippet(one) {
    var text = one.entry[3]
    if (!text) return ""
    var first = one.at && one.text[one.at.from] ? Math.max(0, one.at.from - 12) : 0
    var last = Math.min(one.text.length, first + 45)
    if (!one.text.length) return ""
    var start = first ? one.text[first].start : 0
    var end = last < one.text.length ? one.text[last - 1].end : text.length
    return (first ? "… " : "") + text.slice(start, end) + (last < one.text.length ? " …" : "")
  }

  function show(one, root, query, state) {
    var item = element("li")
    var head = element("p")
    var link = element("a")
    var texts = [one.entry[1], one.entry[2], snippet(one)]
    var marks = marked(texts, query)
    link.href = root + one.entry[0]
    head.appendChild(mark(link, texts[0], marks[0]))
    if (state) head.appendChild(element("span", "tk-ghi-chu", " (" + state + ")"))
    item.appendChild(head)
    if (texts[1]) item.appendChild(mark(element("p", "tk-ghi-chu"), texts[1], marks[1]))
    if (texts[2]) item.appendChild(mark(element("p"), texts[2], marks[2]))
    return item
  }

  function start(form) {
    var root = form.dataset.root
    var status = document.getElementById("tim-so")
    var results = document.getElementById("tim-ket-qua")
    var more = document.getElementById("tim-them")
    var asked = 0
    var next = null

    function field(name) { return form.elements.namedItem(name) }

    function fromAddress() {
      var given = new URLSearchParams(location.search)
      ;["q", "don-vi", "noi-dung", "tinh-trang"].forEach(function (name) { field(name).value = given.get(name) || "" })
    }

    function toAddress() {
      var given = new URLSearchParams()
      Array.from(new FormData(form)).forEach(function (pair) { if (pair[1]) given.set(pair[0], pair[1]) })
      history.pushState(null, "", "?" + given.toString())
    }

    function say(text, busy) {
      status.textContent = text
      results.setAttribute("aria-busy", busy ? "true" : "false")
    }

    /* What a state is called where a result needs it beside it. */
    function state(one, manifest) {
      var unit = one.number < manifest.guides && manifest.units[Math.floor(one.number / (manifest.points.length + 1))]
      if (!unit || TOLD.indexOf(unit[1]) < 0) return ""
      return Array.from(field("tinh-trang").options).find(function (option) { return option.value === unit[1] }).text
    }

    function append(found, from, query, manifest, numbers) {
      found.slice(from, from + PAGE).forEach(function (one) {
        results.appendChild(show(one, root, query, state(one, manifest)))
      })
      var shown = from + PAGE
      more.hidden = shown >= found.length && found.covered >= numbers.length
      next = function () {
        if (shown < found.length) return Promise.resolve(append(found, shown, query, manifest, numbers))
        return ranked(root, manifest, query, numbers, found.covered, ROUNDS).then(function (added) {
          append(added, 0, query, manifest, numbers)
        })
      }
    }

    function search() {
      var own = ++asked
      var query = parse(field("q").value)
      var filter = { unit: field("don-vi").value, point: field("noi-dung").value, state: field("tinh-trang").value }
      results.textContent = ""
      more.hidden = true
      if (!query.words.length) return say(form.dataset.empty)
      say(form.dataset.loading, true)
      open(root).then(function (manifest) {
        offer(manifest)
        return find(root, manifest, query).then(function (found) {
          var numbers = filtered(found.numbers, manifest, filter)
          return ranked(root, manifest, query, numbers, 0, ROUNDS).then(function (best) {
            if (own !== asked) return
            if (found.unknown) {
              var lost = unique(found.unknown.map(function (word) { return word.typed }))
              return say(form.dataset.unknown.replace("#", lost.join(", ")))
            }
            var count = best.covered < numbers.length ? numbers.length : best.length
            var line = !count ? "none" : found.more ? "more" : count === 1 ? "one" : "many"
            append(best, 0, query, manifest, numbers)
            say(form.dataset[line].replace("#", count.toLocaleString("vi")))
          })
        })
      }).catch(function () { if (own === asked) say(form.dataset.failed) })
    }

    function offer(manifest) {
      var names = document.getElementById("tim-don-vi")
      if (names.firstChild) return
      manifest.units.slice(1, 1001).forEach(function (unit) {
        var option = element("option")
        option.value = unit[0]
        names.appendChild(option)
      })
    }

    form.addEventListener("submit", function (event) {
      event.preventDefault()
      toAddress()
      search()
    })
    form.addEventListener("change", function (event) {
      if (event.target.name === "q" || !field("q").value) return
      toAddress()
      search()
    })
    more.addEventListener("click", function () {
      var count = results.children.length
      next().then(function () {
        var first = results.children[count]
        if (first) first.querySelector("a").focus()
      }).catch(function () { say(form.dataset.failed) })
    })
    window.addEventListener("popstate", function () { fromAddress(); search() })
    fromAddress()
    search()
  }

  var form = typeof document === "undefined" ? null : document.getElementById("tim")
  if (form) start(form)
  if (typeof module === "object") {
    module.exports = { syllables: syllables, exact: exact, words: words, parse: parse, open: open, find: find, ranked: ranked }
  }
})()
