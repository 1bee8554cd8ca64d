/* Tables as the lines of a letter keep them (replies/letter/tables/mark.py): read, written, and made from what a page or
   a sheet has. The lines in the textarea are the truth; nothing here stores anything. */
"use strict";
window.letterTables = (() => {
  const LEFT = "<", UP = "^", MOST_COLUMNS = 20, MOST_ROWS = 300, LONGEST_CAPTION = 60;
  const NUMBER = "(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})";
  const CAPTION = new RegExp(`^附?表(?:[ \\t\\u3000]*(${NUMBER})(?:[-－—–.．]${NUMBER})?|[ \\t\\u3000])`);
  const RULE = /^(?::?-{2,}:?|:-:?|-:|—{2,})$/;
  const UNIT = /^[（(]?\s*((?:计量|金额|数量)?单位\s*[：:][^（()）。]{1,20}?)\s*[）)]?$/;
  const NOTE = /^[（(]?(?:备?注|说明|(?:数据|资料)?来源)\s*\d?\s*[：:]/;
  const NOTE_ROOM = 96; // px, the height of a note of three lines
  const WIDE = matchMedia("(min-width: 47.51rem)"); // a phone's bar is too small for it
  const HIDDEN = /display\s*:\s*none|mso-hide\s*:\s*all/i;

  // ---- the mark ----

  const isRow = (line) => /^\s*[|｜]/.test(line) && (line.replace(/\\[|｜<^\\]/g, "").match(/[|｜]/g) || []).length > 1;
  const isCaption = (line) => {
    const text = line.trim();
    return text.length <= LONGEST_CAPTION && CAPTION.test(`${text} `) && !/[。；：，！？:;,]$/.test(text);
  };
  const isUnit = (line) => UNIT.test(line.trim());
  // The cells of a row as they stand between its bars, still escaped.
  const split = (line) => {
    const cells = [], text = line.trim().slice(1), cell = /(?:\\.|[^|｜])*/y;
    for (let at = 0; at <= text.length; at = cell.lastIndex + 1) {
      cell.lastIndex = at;
      cells.push(cell.exec(text)[0].trim());
    }
    return cells.length > 1 && !cells.at(-1) ? cells.slice(0, -1) : cells;
  };
  const plain = (raw) => raw.replace(/\\([|｜<^\\])|[ \t\u3000]*<br ?\/?>[ \t\u3000]*/gi, (_, sign) => sign ?? "\n").trim();
  const escaped = (text) => {
    const lines = text.replace(/\t/g, " ").split("\n").map((line) => line.trim()).filter(Boolean);
    const inline = lines.map((line) => line.replace(/[|｜]|\\(?=[|｜<^\\]|$)|<(?=br ?\/?>)/gi, "\\$&")).join("<br>");
    return inline === LEFT || inline === UP ? `\\${inline}` : inline;
  };
  const oneLine = (raws) => `| ${raws.join(" | ")} |`.replace(/\|  (?=\|)/g, "| ");

  // A cell of a grid: its text, and whether it goes on from the one on its left (<) or above (^).
  const cell = (text = "", join = "") => ({ text, join });
  const cellOf = (raw, row, column) => (raw === LEFT && column ? cell("", LEFT) : raw === UP && row ? cell("", UP) : cell(plain(raw)));
  const filled = (rows) => {
    const width = Math.max(...rows.map((row) => row.length));
    rows.forEach((row) => { while (row.length < width) row.push(cell()); });
    return rows;
  };
  const isRule = (raws) => raws.every((raw) => RULE.test(raw));

  /* A table's lines as { caption, rows, rule }: the rule below the head stands before the row `at`. */
  function read(lines) {
    let caption = isRow(lines[0]) ? "" : lines[0].trim();
    const unit = caption && !isRow(lines[1]) ? UNIT.exec(lines[1].trim())[1] : "";
    if (!caption.includes(unit)) caption += `（${unit}）`;
    const raws = lines.filter(isRow).map(split), at = raws.findIndex((row, place) => place > 0 && place < 5 && isRule(row));
    const rule = at < 0 ? null : { at, raws: raws.splice(at, 1)[0] };
    return { caption, rule, rows: filled(raws.map((row, down) => row.map((raw, on) => cellOf(raw, down, on)))) };
  }

  function write({ caption, rows, rule }) {
    const lines = rows.map((row) => oneLine(row.map((one) => one.join || escaped(one.text))));
    if (rule && rule.at <= lines.length) lines.splice(rule.at, 0, oneLine(rule.raws));
    return caption ? [caption, ...lines] : lines;
  }

  /* The table that the place `at` of a text stands in: where its lines begin and end, what it holds, which row. */
  function around(text, at) {
    const lines = text.split("\n"), own = text.slice(0, at).split("\n").length - 1;
    let first = own;
    if (!isRow(lines[own])) { // its caption or its unit, with blank lines or none below it
      if (!isCaption(lines[own]) && !isUnit(lines[own])) return null;
      let units = isUnit(lines[own]) ? 1 : 0;
      do first += 1; while (first < lines.length && (!lines[first].trim() || (isUnit(lines[first]) && !units++)));
      if (first >= lines.length || !isRow(lines[first])) return null;
    }
    while (first && isRow(lines[first - 1])) first -= 1;
    let last = first;
    while (last + 1 < lines.length && isRow(lines[last + 1])) last += 1;
    const head = first;
    const filledAbove = (place) => { do place -= 1; while (place >= 0 && !lines[place].trim()); return place; };
    let above = filledAbove(first);
    if (above >= 0 && isUnit(lines[above]) && !isCaption(lines[above])) above = filledAbove(above);
    if (above >= 0 && isCaption(lines[above])) first = above;
    else if (own < first) return null; // a unit that no caption stands above is a line of the text
    const start = (line) => lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
    const found = read(lines.slice(first, last + 1).filter((line) => line.trim()));
    const below = found.rule && own - head > found.rule.at ? 1 : 0;
    const bars = lines[own].slice(0, at - start(own)).replace(/\\[|｜<^\\]/g, "").match(/[|｜]/g) || [];
    const kept = (place, most) => Math.max(0, Math.min(place, most - 1));
    const here = { row: kept(own - head - below, found.rows.length), column: kept(bars.length - 1, found.rows[0].length) };
    return { ...found, from: start(first), to: start(last) + lines[last].length, here };
  }

  const HAN = "一二三四五六七八九十";
  /* 表N, the next of a text. */
  function nextCaption(text) {
    const lines = text.split("\n").filter((line) => line.trim());
    const numbers = lines.filter((line, at) => isCaption(line) && isRow(lines[at + (isUnit(lines[at + 1] || "") ? 2 : 1)] || "")).map((line) => CAPTION.exec(`${line.trim()} `)[1]).filter(Boolean);
    const han = numbers.length > 0 && numbers.every((one) => HAN.includes(one)) && numbers.length < 10;
    if (han) return `表${HAN[Math.max(...numbers.map((one) => HAN.indexOf(one))) + 1] || numbers.length + 1}`;
    const figures = numbers.map((one) => Number(one.normalize("NFKC"))).filter(Number.isFinite);
    return `表${Math.max(0, ...figures) + 1}`;
  }

  /* Where in a row the cell begins that so many of its printed characters stand before. */
  function placeInRow(line, told) {
    const one = /(?:\\.|[^|｜])*/y;
    let last = 0, count = 0;
    for (let at = line.length - line.trimStart().length + 1; at < line.length; at = one.lastIndex + 1) {
      one.lastIndex = at;
      const [raw] = one.exec(line), text = raw.trim();
      if (text === LEFT || text === UP || !text) continue;
      last = at + raw.length - raw.trimStart().length;
      count += plain(text).replace(/\n/g, "").length;
      if (count > told) break;
    }
    return last;
  }

  // ---- from a page or a sheet ----

  /* The rows of <table>, each a row of {text}: a merged cell is the same one at each of its places. */
  function gridOf(table, textOf) {
    const places = [], hidden = new Set();
    let counted = 0;
    table.querySelectorAll("col").forEach((col) => {
      for (let left = Math.min(col.span || 1, 200); left > 0; left -= 1, counted += 1) if (HIDDEN.test(col.getAttribute("style") || "")) hidden.add(counted);
    });
    const rows = [...table.rows].slice(0, 2 * MOST_ROWS + 2).filter((row) => !HIDDEN.test(row.getAttribute("style") || "") && !row.hidden);
    rows.forEach((row, down) => {
      places[down] ??= [];
      let on = 0;
      [...row.cells].forEach((td) => {
        if (HIDDEN.test(td.getAttribute("style") || "")) return;
        while (places[down][on]) on += 1;
        const one = { text: textOf(td).join("\n") }, deep = td.rowSpan || rows.length;
        for (let below = 0; below < deep && down + below < rows.length; below += 1) {
          places[down + below] ??= [];
          for (let beside = 0; beside < Math.min(td.colSpan, 200); beside += 1) places[down + below][on + beside] ??= one;
        }
      });
    });
    return places.map((row) => Array.from(row, (one) => one || { text: "" }).filter((_, on) => !hidden.has(on)));
  }

  // A sheet's plain text: cells parted by tabs; one with a tab, a line or a quotation mark in it stands in "…", which doubles its own.
  function tabRows(text) {
    const cellAt = /"((?:[^"]|"")*)"(?=\t|\r?\n|$)|([^\t\n]*)/y, rows = [[]];
    for (let at = 0; at <= text.length;) {
      cellAt.lastIndex = at;
      const [whole, quoted, bare] = cellAt.exec(text);
      rows.at(-1).push((quoted === undefined ? bare : quoted.replace(/""/g, '"')).replace(/\r\n?/g, "\n").trim());
      at += whole.length;
      if (/\r?\n/y.test(text.slice(at, at + 2))) { at += text[at] === "\r" ? 2 : 1; if (at < text.length) rows.push([]); else break; }
      else at += 1; // the tab, or the end
    }
    return rows;
  }

  // Whether rows of a plain text are numbers and bullets in front of words, or an indent: not a table.
  const LIST = /^(?:[（(]?[0-9０-９一二三四五六七八九十a-zA-Z]{1,3}[）).．、]|[•·●○■□◆▪–—*-])?$/;
  const isList = (rows) => rows.every((row) => row.length === 2 && LIST.test(row[0]));

  /* What of a plain text is tables: an array of lines and of tables as `finish` makes them. */
  function ofTabs(text, next) {
    const found = [];
    let rows = [];
    const close = () => {
      if (rows.length > 1 && !isList(rows)) found.push(finish(rows.map((row) => row.map((one) => ({ text: one }))), next));
      else rows.forEach((row) => found.push(row.filter(Boolean).join(" ")));
      rows = [];
    };
    tabRows(text).forEach((row) => {
      if (row.length > 1) rows.push(row);
      else { close(); row[0].split("\n").forEach((line) => found.push(line)); }
    });
    close();
    return found;
  }

  /* A grid of {text} as a table: what is empty all along goes, a title over all columns becomes the caption, a note below
     all of them a line below. { before, caption, rows, after, layout, large }; `next` says 表N where a title has none. */
  function finish(grid, next) {
    const said = { before: [], caption: "", rows: [], after: [], layout: false, large: false };
    const width = Math.max(0, ...grid.map((row) => row.length));
    let places = grid.map((row) => [...row, ...Array.from({ length: width - row.length }, () => ({ text: "" }))]);
    places = places.filter((row) => row.some((one) => one.text));
    const begins = (row, on) => row[on].text && (!on || row[on - 1] !== row[on]);
    const kept = Array.from({ length: width }, (_, on) => on).filter((on) => places.some((row) => begins(row, on)));
    places = places.map((row) => kept.map((on) => row[on]));
    const words = [...new Set(places.flat())].map((one) => one.text);
    if (kept.length < 2 || words.some((one) => one.length > 300 && one.split("\n").length > 4)) return { ...said, layout: true, before: words.flatMap((one) => one.split("\n")).filter(Boolean) };
    const alone = (row) => { // the only words of a row
      const all = [...new Set(row)].filter((one) => one.text);
      return all.length === 1 && !all[0].text.includes("\n") ? all[0].text : "";
    };
    const wide = (row, beside) => alone(row) && !beside?.some((one) => row.includes(one) && one.text);
    let unit = "";
    while (places.length > 2 && wide(places[0], places[1])) {
      const text = alone(places[0]), found = UNIT.exec(text);
      if (found && !unit) [, unit] = found;
      else if (!found && !said.caption && text.length < 40) said.caption = text;
      else break;
      places.shift();
    }
    if (said.caption && !isCaption(said.caption)) said.caption = `${next()}　${said.caption.replace(/[。；：，！？:;,]+$/, "")}`;
    if (unit && said.caption && !said.caption.includes("单位")) said.caption += `（${unit}）`;
    else if (unit && !said.caption.includes("单位")) said.before.push(unit);
    while (places.length > 2 && wide(places.at(-1), places.at(-2)) && NOTE.test(alone(places.at(-1)))) said.after.unshift(alone(places.pop()));
    said.large = kept.length > MOST_COLUMNS || places.length > MOST_ROWS;
    said.rows = places.map((row, down) => row.map((one, on) => {
      if (on && row[on - 1] === one) return cell("", LEFT);
      if (down && places[down - 1][on] === one) return cell("", UP);
      return cell(one.text);
    }));
    return said;
  }

  // ---- into the text ----

  /* Puts words in place of a part of a field; the browser's own undo takes them back at once. */
  function put(field, text, from, to) {
    field.focus();
    field.setSelectionRange(from, to);
    if (document.execCommand(text ? "insertText" : "delete", false, text)) return;
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* Puts lines, whose first or last may be rows of tables, in place of what is selected: rows get lines of their own, and
     no row runs on from a table above or below that has other columns. Returns { from, text, before }. */
  function putLines(field, lines) {
    const value = field.value;
    let from = field.selectionStart, to = field.selectionEnd;
    const ownLine = () => value.slice(value.lastIndexOf("\n", from - 1) + 1, (value.indexOf("\n", from) + 1 || value.length + 1) - 1);
    const opens = isRow(lines[0]) || isCaption(lines[0]), closes = isRow(lines.at(-1));
    if (from === to && (opens || closes) && isRow(ownLine())) from = to = (value.indexOf("\n", from) + 1 || value.length + 1) - 1;
    const before = value.slice(0, from), after = value.slice(to);
    const above = before.split("\n").at(before.endsWith("\n") ? -2 : -1) || "", below = after.split("\n")[/^\n/.test(after) ? 1 : 0] || "";
    const same = (one, other) => split(one).length === split(other).length;
    let text = lines.join("\n");
    if (opens && before && !before.endsWith("\n")) text = `\n${text}`;
    if (isRow(lines[0]) && isRow(above) && (before.endsWith("\n") || !same(above, lines[0]))) text = `\n${text}`;
    if (lines.some(isRow) && after && !after.startsWith("\n")) text += "\n"; // a note below the table is a line too
    if (closes && isRow(below) && !(isRow(above) && same(below, lines.at(-1)))) text += "\n";
    put(field, text, from, to);
    return { from, text, before: value.slice(from, to) };
  }

  /* Where a note stands in view and over no text: in the bar below the page where that stays in view, or at the edge of
     the field that is in view. */
  function placeNote(note, field) {
    const bar = document.querySelector(".action-bar"), { top, bottom } = field.getBoundingClientRect();
    if (bar && WIDE.matches && getComputedStyle(bar).position === "sticky") bar.prepend(note);
    else if (bottom > innerHeight - NOTE_ROOM && top >= 0) field.before(note);
    else field.after(note);
  }

  /* One line that says what came into a field, with a way to take it back; "" takes the line away. It moves below the
     field as soon as one writes on. */
  function tell(field, words, done = null) {
    const note = document.querySelector(".pasted") || document.createElement("p");
    const own = {};
    note.setAttribute("role", "status");
    note.className = "help pasted fresh";
    note.says = own;
    placeNote(note, field);
    note.textContent = words;
    setTimeout(() => field.addEventListener("input", () => {
      if (note.says !== own) return; // of a later one
      note.classList.remove("fresh");
      field.after(note);
    }, { once: true }));
    if (!done) return;
    const button = document.createElement("button");
    [button.type, button.className, button.textContent] = ["button", "btn small", "撤销"];
    button.addEventListener("click", () => {
      const first = field.value.indexOf(done.text);
      const at = field.value.startsWith(done.text, done.from) ? done.from : first === field.value.lastIndexOf(done.text) ? first : -1;
      if (at < 0) { note.textContent = "这以后又改过，请按 Ctrl+Z 一步一步退回。"; return; }
      put(field, done.before, at, at + done.text.length);
      note.textContent = "已撤销。";
    });
    note.append(" ", button);
  }

  return Object.freeze({ LEFT, UP, MOST_COLUMNS, MOST_ROWS, isRow, isCaption, cell, read, write, around, nextCaption, placeInRow, gridOf, ofTabs, finish, put, putLines, tell });
})();
