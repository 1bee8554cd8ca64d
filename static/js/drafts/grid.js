/* A table written in a grid: opened on the one under the cursor, or new; what comes out are the lines of the table in the
   text (tables.js), one step for the browser's undo. What is begun and not put in stays on this computer. */
"use strict";
(() => {
  const tables = window.letterTables;
  const dialog = document.querySelector("[data-table-dialog]");
  const form = document.querySelector("#draft-form, form[data-amend]");
  const openers = form ? [...form.querySelectorAll("[data-table-open]")].map((button) => [button, button.parentElement.querySelector("[data-tables]")]).filter(([, text]) => text && !text.readOnly) : [];
  if (!tables || !dialog?.showModal || !openers.length) return;
  let [[, field]] = openers; // the text the grid was opened from
  const part = (name) => dialog.querySelector(`[data-table-${name}]`);
  const caption = part("caption"), roll = part("roll"), says = part("says"), sizes = { rows: part("size=rows"), columns: part("size=columns") };
  const key = () => `banli:text:${form.dataset.keep}:table-${field.name}`; // signing out takes it away with the rest
  const store = (action) => { try { return action(window.localStorage); } catch { return null; } };

  let rows = [], rule = null, here = { row: 0, column: 0 };
  let place = null; // where the table stands in the text, {from, to}; null for a new one
  let opened = "", steps = [], last = "", proposed = "";

  // ---- what is written ----

  const state = () => JSON.stringify({ caption: caption.value, rows, rule });
  const words = () => rows.some((row) => row.some((one) => one.text.trim()));
  const changed = () => state() !== opened;
  // One step back is what one cell was before it was left, or the grid before a press.
  const note = () => {
    if (state() === last) return;
    steps.push(last);
    last = state();
    dialog.querySelector("[data-table-do=back]").disabled = !steps.length;
  };
  const keep = () => store((box) => (changed() && words() ? box.setItem(key(), JSON.stringify({ ...JSON.parse(state()), place, was: place && field.value.slice(place.from, place.to) })) : box.removeItem(key())));

  /* Where each cell begins: the one it goes on from. */
  const owners = () => {
    const found = rows.map((row) => row.map(() => null));
    rows.forEach((row, down) => row.forEach((one, on) => {
      found[down][on] = one.join === tables.LEFT && on ? found[down][on - 1] : one.join === tables.UP && down ? found[down - 1][on] : one;
    }));
    return found;
  };

  // ---- the grid on the page ----

  const named = (row, column) => {
    const head = row && rows[0][column].text.trim().split("\n").join("");
    const joined = { [tables.LEFT]: "，并入左边一格", [tables.UP]: "，并入上边一格" }[rows[row][column].join] || "";
    return `第${row + 1}行第${column + 1}列${head ? `（${head}）` : ""}${joined}`;
  };
  const area = (row, column) => roll.querySelector(`[data-at="${row}-${column}"]`);
  const SHOWN = { [tables.LEFT]: "←", [tables.UP]: "↑" };
  const FIGURE = /^[-－−+＋]?[\d０-９][\d０-９,，.．]*\s*(?:[%％‰]|[^\d\s]{1,3})?$/;
  // As many lines as the words take, where they are broken too; figures as print sets them, at the right.
  const fit = (...cells) => {
    cells.forEach((cell) => { cell.rows = 1; cell.classList.toggle("figure", FIGURE.test(cell.value.trim())); });
    const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(cells[0]);
    const lines = cells.map((cell) => Math.round((cell.scrollHeight - parseFloat(paddingTop) - parseFloat(paddingBottom)) / parseFloat(lineHeight)));
    cells.forEach((cell, at) => { if (lines[at] > 1) cell.rows = lines[at]; });
  };
  const fitAll = () => fit(...roll.querySelectorAll("textarea"));
  const widths = () => {
    const size = (text) => Math.max(...text.split("\n").map((line) => [...line].reduce((sum, one) => sum + (one < "\u0100" ? 0.6 : 1), 0)));
    roll.querySelectorAll("col").forEach((col, on) => {
      const most = Math.max(...rows.map((row) => size(row[on].text)));
      col.style.width = `${Math.min(Math.max(most + 1.6, 5.5), 18)}em`;
    });
  };

  function draw() {
    const table = document.createElement("table"), group = document.createElement("colgroup");
    rows[0].forEach(() => group.append(document.createElement("col")));
    table.append(group, ...rows.map((row, down) => {
      const line = document.createElement("tr");
      row.forEach((one, on) => {
        const box = document.createElement(down ? "td" : "th"), cell = document.createElement("textarea");
        cell.rows = 1;
        cell.dataset.at = `${down}-${on}`;
        cell.value = SHOWN[one.join] || one.text;
        cell.readOnly = Boolean(one.join);
        cell.setAttribute("aria-label", named(down, on));
        cell.spellcheck = false;
        if (one.join) box.className = "joined";
        box.append(cell);
        line.append(box);
      });
      return line;
    }));
    roll.replaceChildren(table);
    widths();
    fitAll();
    sizes.rows.value = rows.length;
    sizes.columns.value = rows[0].length;
    here = { row: Math.min(here.row, rows.length - 1), column: Math.min(here.column, rows[0].length - 1) };
    tell();
  }

  // The cell the tools act on, and what may be done there.
  function tell() {
    roll.querySelectorAll(".here").forEach((one) => one.classList.remove("here"));
    area(here.row, here.column)?.closest("td, th").classList.add("here");
    const one = rows[here.row][here.column], all = owners(), owner = all[here.row][here.column];
    const may = {
      "row-above": rows.length < tables.MOST_ROWS, "row-below": rows.length < tables.MOST_ROWS, "row-out": rows.length > 1,
      "column-left": rows[0].length < tables.MOST_COLUMNS, "column-right": rows[0].length < tables.MOST_COLUMNS, "column-out": rows[0].length > 1,
      "join-left": here.column > 0 && !one.join, "join-up": here.row > 0 && !one.join,
      part: Boolean(one.join) || all.flat().filter((other) => other === owner).length > 1, back: steps.length > 0,
    };
    Object.entries(may).forEach(([name, can]) => { dialog.querySelector(`[data-table-do="${name}"]`).disabled = !can; });
  }
  const say = (text) => { says.textContent = text; };
  const go = (row, column, end = true) => {
    const cell = area(row, column);
    if (!cell) return;
    cell.focus();
    if (end) cell.setSelectionRange(cell.value.length, cell.value.length); else cell.setSelectionRange(0, 0);
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  // ---- what the tools do ----

  const blank = (count) => Array.from({ length: count }, () => tables.cell());
  // A row or column that comes in between the parts of a merged cell belongs to it.
  const rowAt = (at) => {
    rows.splice(at, 0, rows[0].map((_, on) => tables.cell("", rows[at]?.[on].join === tables.UP ? tables.UP : "")));
    if (rule && at < rule.at) rule.at += 1;
  };
  const columnAt = (at) => {
    rows.forEach((row) => row.splice(at, 0, tables.cell("", row[at]?.join === tables.LEFT ? tables.LEFT : "")));
    if (rule) rule.raws.splice(at, 0, "---");
  };
  // One that goes takes no words along that a merged cell goes on with.
  const rowOut = (at) => {
    rows[at + 1]?.forEach((one, on) => { if (one.join === tables.UP) rows[at + 1][on] = rows[at][on]; });
    rows.splice(at, 1);
    if (rule && at < rule.at) rule.at = Math.max(1, rule.at - 1);
  };
  const columnOut = (at) => {
    rows.forEach((row) => {
      if (row[at + 1]?.join === tables.LEFT) row[at + 1] = row[at];
      row.splice(at, 1);
    });
    if (rule) rule.raws.splice(at, 1);
  };
  const mend = () => { // nothing goes on from outside the grid
    rows[0].forEach((one) => { if (one.join === tables.UP) one.join = ""; });
    rows.forEach((row) => { if (row[0].join === tables.LEFT) row[0].join = ""; });
  };
  const joinTo = (join, row, column) => {
    const one = rows[here.row][here.column], into = owners()[row][column];
    into.text = [into.text, one.text].filter((text) => text.trim()).join("\n");
    Object.assign(one, { text: "", join });
  };
  const partOff = () => {
    const all = owners(), owner = all[here.row][here.column];
    rows.forEach((row, down) => row.forEach((one, on) => { if (all[down][on] === owner) one.join = ""; }));
  };
  const empty = (cells) => cells.every((one) => !one.text.trim());
  function resize() {
    const [high, wide] = [sizes.rows, sizes.columns].map((one) => Math.min(Math.max(Math.round(Number(one.value)) || 1, 1), Number(one.max)));
    while (rows.length < high) rows.push(blank(rows[0].length));
    while (rows.length > high && empty(rows.at(-1))) rowOut(rows.length - 1);
    while (rows[0].length < wide) columnAt(rows[0].length);
    while (rows[0].length > wide && empty(rows.map((row) => row.at(-1)))) columnOut(rows[0].length - 1);
    const held = rows.length > high ? `第${rows.length}行里有字` : rows[0].length > wide ? `第${rows[0].length}列里有字` : "";
    say(held ? `${held}，没有删。要删请用“删去”。` : `现在是${rows.length}行${rows[0].length}列。`);
  }

  const ACTS = {
    "row-above": () => { rowAt(here.row); say(`在上面加了一行，现在共${rows.length}行。`); here.row += 1; },
    "row-below": () => { rowAt(here.row + 1); say(`在第${here.row + 1}行下面加了一行，现在共${rows.length}行。`); },
    "row-out": () => { rowOut(here.row); say(`删去了一行，还有${rows.length}行。`); },
    "column-left": () => { columnAt(here.column); say(`在左边加了一列，现在共${rows[0].length}列。`); here.column += 1; },
    "column-right": () => { columnAt(here.column + 1); say(`在第${here.column + 1}列右边加了一列，现在共${rows[0].length}列。`); },
    "column-out": () => { columnOut(here.column); say(`删去了一列，还有${rows[0].length}列。`); },
    "join-left": () => { joinTo(tables.LEFT, here.row, here.column - 1); say("并入了左边一格。"); },
    "join-up": () => { joinTo(tables.UP, here.row - 1, here.column); say("并入了上边一格。"); },
    part: () => { partOff(); say("拆开了。"); },
  };
  const ENDS = {
    back: () => { const before = steps.pop(); load(JSON.parse(before)); last = before; tell(); say("退回了一步。"); keep(); },
    resume: () => {
      const kept = JSON.parse(store((box) => box.getItem(key())) || "null");
      if (kept) begin({ ...kept, here: { row: 0, column: 0 } }, kept.place && field.value.slice(kept.place.from, kept.place.to) === kept.was ? kept.place : null, "");
      go(0, 0);
    },
    forget: () => { store((box) => box.removeItem(key())); part("kept").hidden = true; go(here.row, here.column); },
    apply,
    leave: () => (changed() && words() ? ask(true) : shut()),
    stay: () => { ask(false); go(here.row, here.column); },
    drop: () => { store((box) => box.removeItem(key())); opened = state(); shut(); },
  };

  const load = (table) => {
    rows = table.rows;
    rule = table.rule;
    caption.value = table.caption;
    draw();
  };
  /* Shows a table; `was` is its state in the text, "" where it is not there yet. */
  function begin(table, at, was) {
    here = table.here;
    place = at;
    steps = [];
    load(table);
    last = state();
    opened = was ?? last;
    ask(false);
    part("kept").hidden = true;
    part("title").textContent = place ? "改这张表格" : "插入表格";
    dialog.querySelectorAll("[data-table-do=apply]").forEach((button) => { button.textContent = `放进${where()}`; });
    dialog.querySelector("[data-table-do=leave]").textContent = place ? "不改了" : "不插入了";
    tell();
    say("");
  }
  function open(text) {
    field = text;
    const found = tables.around(field.value, field.selectionStart);
    proposed = `${tables.nextCaption(field.value)}　`;
    if (found && (found.rows.length > tables.MOST_ROWS || found.rows[0].length > tables.MOST_COLUMNS)) {
      tables.tell(field, `这张表太大，请在正文里改：格子里最多${tables.MOST_COLUMNS}列、${tables.MOST_ROWS}行。`);
      return;
    }
    const fresh = { caption: proposed, rule: null, rows: [blank(3), blank(3), blank(3)], here: { row: 0, column: 0 } };
    begin(found || fresh, found && { from: found.from, to: found.to });
    part("kept").hidden = !store((box) => box.getItem(key()));
    part("ends").querySelector(".btn").classList.add("main");
    dialog.showModal();
    fitAll();
    go(here.row, here.column);
  }
  const where = () => (field.name === "body" ? "正文" : "这一栏");
  const ask = (yes) => {
    part("ask").hidden = !yes;
    part("ends").hidden = yes;
    if (yes) part("ask").querySelector("button").focus();
  };
  function shut() {
    dialog.close();
    field.focus();
  }
  dialog.addEventListener("close", () => part("ends").querySelector(".btn").classList.remove("main"));

  function apply() {
    mend();
    const title = caption.value.trim() === proposed.trim() ? "" : caption.value.trim();
    const lines = words() ? tables.write({ caption: title, rows, rule }) : [];
    store((box) => box.removeItem(key()));
    opened = state();
    dialog.close();
    if (place) {
      const before = field.value.slice(place.from, place.to), text = lines.join("\n");
      if (before === text) { field.focus(); return; }
      tables.put(field, text, place.from, place.to);
      tables.tell(field, text ? "表格已经改好。" : "表格已经删去。", text ? { from: place.from, text, before } : null);
    } else if (lines.length) {
      const end = (field.value.indexOf("\n", field.selectionEnd) + 1 || field.value.length + 1) - 1; // no paragraph is parted
      field.setSelectionRange(end, end);
      tables.tell(field, `表格已经放进${where()}，打印时是带框线的表。`, tables.putLines(field, lines));
    } else field.focus();
  }

  // ---- keys, the mouse, the clipboard ----

  dialog.addEventListener("click", (event) => {
    const name = event.target.closest("[data-table-do]")?.dataset.tableDo;
    if (!name) return;
    if (ENDS[name]) { ENDS[name](); return; }
    note();
    ACTS[name]();
    mend();
    note();
    draw();
    keep();
    const button = event.target.closest("button");
    if (button.disabled) go(here.row, here.column);
  });
  Object.values(sizes).forEach((one) => one.addEventListener("change", () => { note(); resize(); mend(); note(); draw(); keep(); }));
  roll.addEventListener("focusin", (event) => {
    const at = event.target.dataset.at?.split("-").map(Number);
    if (!at) return;
    here = { row: at[0], column: at[1] };
    tell();
  });
  dialog.addEventListener("input", (event) => {
    const at = event.target.dataset.at?.split("-").map(Number);
    if (at) {
      rows[at[0]][at[1]].text = event.target.value;
      widths();
      fit(event.target);
    }
    keep();
  });
  dialog.addEventListener("change", (event) => {
    note();
    fitAll();
    if (event.target.dataset.at?.startsWith("0-")) roll.querySelectorAll("textarea").forEach((one) => one.setAttribute("aria-label", named(...one.dataset.at.split("-").map(Number))));
    tell();
  });
  dialog.addEventListener("paste", (event) => {
    const at = event.target.dataset.at?.split("-").map(Number);
    const table = at && window.letterPaste.read(event.clipboardData, () => proposed.trim())?.lines.find((one) => one.rows);
    if (!table) return;
    event.preventDefault();
    note();
    const cut = { high: tables.MOST_ROWS - at[0], wide: tables.MOST_COLUMNS - at[1] };
    table.rows.slice(0, cut.high).forEach((row, down) => {
      while (rows.length <= at[0] + down) rows.push(blank(rows[0].length));
      row.slice(0, cut.wide).forEach((one, on) => {
        while (rows[0].length <= at[1] + on) columnAt(rows[0].length);
        rows[at[0] + down][at[1] + on] = tables.cell(one.text, one.join);
      });
    });
    if (table.caption && caption.value.trim() === proposed.trim()) caption.value = table.caption;
    mend();
    note();
    draw();
    keep();
    const left = table.rows.length > cut.high || table.rows[0].length > cut.wide;
    say(left ? `粘贴了一部分：信里的表最多${tables.MOST_COLUMNS}列、${tables.MOST_ROWS}行。` : `粘贴了${table.rows.length}行${table.rows[0].length}列。`);
    go(...at);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // an input method is choosing characters
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (part("ask").hidden) ENDS.leave(); else ENDS.stay();
    } else if (command && event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      apply();
    } else if (command && event.key === "s") apply(); // and the page saves
    else if (event.target.dataset.at) inCell(event, ...event.target.dataset.at.split("-").map(Number));
  });
  function inCell(event, row, column) {
    const cell = event.target, { selectionStart: from, selectionEnd: to, value } = cell;
    const step = { ArrowUp: from === to && !value.slice(0, from).includes("\n") && [row - 1, column], ArrowDown: from === to && !value.slice(to).includes("\n") && [row + 1, column] }[event.key];
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (row === rows.length - 1 && rows.length < tables.MOST_ROWS) { note(); rowAt(rows.length); note(); draw(); say(`加了第${rows.length}行。`); go(row + 1, 0); } else go(row + 1, column);
    } else if (step && area(...step)) { event.preventDefault(); go(...step); }
  }
  dialog.addEventListener("cancel", (event) => { // Escape by other ways: what is written stays on this computer
    if (changed() && words()) event.preventDefault();
  });

  // ---- the buttons at the texts ----

  openers.forEach(([button, text]) => {
    const name = () => {
      const label = tables.around(text.value, text.selectionStart) ? "改这张表格" : "插入表格";
      if (button.textContent !== label) button.textContent = label;
    };
    let waiting = 0; // much that is put in at once moves the cursor line by line
    const soon = () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(name); };
    button.addEventListener("click", () => open(text));
    document.addEventListener("selectionchange", () => { if (document.activeElement === text) soon(); });
    text.addEventListener("input", soon);
    text.addEventListener("focus", soon);
    button.hidden = false;
    name(); // the cursor may stand in a table before this file has come
  });
})();
