/* What is pasted from Word, WPS, Excel, LibreOffice or a web page becomes plain lines with its numbers kept, and a table
   the lines of one (tables.js) where the field takes tables. Pictures and bullets are left out, and told. The clipboard's
   HTML is parsed inertly and only its text is used. */
"use strict";
(() => {
  const tables = window.letterTables;
  const LONGEST = 4e6; // characters of HTML; beyond, the browser pastes its plain text
  const BLOCKS = /^(ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|BODY|CENTER|DD|DIV|DL|DT|FIGCAPTION|FIGURE|FOOTER|H[1-6]|HEADER|HR|LI|MAIN|OL|P|PRE|SECTION|TBODY|TD|TH|TR|TABLE|UL)$/;
  const NOTHING = /^(HEAD|STYLE|SCRIPT|TEMPLATE|TITLE|NOSCRIPT|IFRAME|OBJECT|SVG|MATH|XML|O:P|DEL|INPUT|BUTTON|SELECT|TEXTAREA|RT|RP)$/i;
  const HIDDEN = /display\s*:\s*none|mso-hide\s*:\s*all|mso-element\s*:\s*(comment|footnote|endnote)/i;
  const CJK = "[\\u2e80-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef\\u2018-\\u201d]";
  const WRAPPED = new RegExp(`(?<=${CJK})[ \\t]*[\\r\\n]+[ \\t]*(?=${CJK})`, "gu"); // a line of HTML ends, not a word
  const EDGES = /^[\s\u3000\u200b\ufeff]+|[\s\u3000\u200b\ufeff]+$/g;

  const EDGES_LEFT = /^[\s\u3000]+/;

  // A number and its text, apart where they would run into one word or figure.
  const joined = (number, words) => number + (/[0-9A-Za-z]$/.test(number) || (/[!-~]$/.test(number) && /^[!-~]/.test(words)) ? " " : "") + words;
  const chinese = (number) => {
    const digits = "零一二三四五六七八九";
    if (number < 1 || number > 99) return String(number);
    const tens = Math.floor(number / 10), ones = number % 10;
    return (tens > 1 ? digits[tens] : "") + (tens ? "十" : "") + (ones ? digits[ones] : "");
  };
  const letters = (number) => (number > 26 ? letters(Math.floor((number - 1) / 26)) : "") + String.fromCharCode(65 + (number - 1) % 26);
  const roman = (number) => {
    let text = "";
    for (const [value, sign] of [[100, "C"], [90, "XC"], [50, "L"], [40, "XL"], [10, "X"], [9, "IX"], [5, "V"], [4, "IV"], [1, "I"]]) {
      while (number >= value && text.length < 20) { text += sign; number -= value; }
    }
    return text;
  };
  const KINDS = [
    [/cjk|chinese|japanese|hanja|korean/i, (number) => `${chinese(number)}、`],
    [/^(A|upper-(alpha|latin))$/, (number) => `${letters(number)}.`],
    [/^(a|lower-(alpha|latin))$/, (number) => `${letters(number).toLowerCase()}.`],
    [/^(I|upper-roman)$/, (number) => `${roman(number)}.`],
    [/^(i|lower-roman)$/, (number) => `${roman(number).toLowerCase()}.`],
  ];
  const listStyle = (element) => /list-style(?:-type)?\s*:\s*([^;"]+)/i.exec(element.getAttribute("style") || "")?.[1].trim();

  const tidy = (line) => line.replace(/\u00a0/g, " ").replace(/[\u200b\ufeff]/g, "").replace(EDGES, "");

  /* The lines of the HTML, tables among them as tables.js makes them, and how much was left out; `next` says 表N for a
     table without a number, and where it is missing a table is left out too. */
  function plain(html, text, next) {
    const found = { lines: [""], tables: 0, opened: 0, pictures: 0, bullets: 0 };
    const told = text.split(/\r?\n/).map((line) => line.replace(EDGES, "")).filter(Boolean);
    let waiting = ""; // the number of a list item, until its text comes
    const line = () => { if (found.lines.at(-1)) found.lines.push(""); };
    const within = (element) => { // its lines by themselves
      const { lines } = found;
      [found.lines, waiting] = [[""], ""];
      element.childNodes.forEach((child) => walk(child, false));
      const own = found.lines.map(tidy).filter(Boolean);
      [found.lines, waiting] = [lines, ""];
      return own;
    };
    const tableOf = (node) => {
      if (/^(presentation|none)$/.test(node.getAttribute("role"))) return false; // it places things
      if (node.querySelector("table")) { // so does this one; but where its rows are full, a person has to look
        const full = [...node.rows].filter((row) => row.cells.length > 1 && [...row.cells].every((cell) => cell.textContent.trim()));
        found.opened += full.length > 1;
        return false;
      }
      const { pictures, bullets } = found;
      const table = tables.finish(tables.gridOf(node, within), next);
      if (table.layout) { // its words are read as those of any other block
        Object.assign(found, { pictures, bullets });
        node.querySelectorAll("ol").forEach((list) => { delete list.counted; });
        return false;
      }
      line();
      const title = node.caption && !table.caption ? within(node.caption).join(" ") : "";
      if (title) table.caption = tables.isCaption(title) ? title : `${next()}　${title}`;
      found.lines.splice(-1, 1, ...table.before, table, ...table.after, "");
      return true;
    };
    const say = (words) => {
      if (!words.trim() && !found.lines.at(-1)) return;
      const fresh = waiting || !found.lines.at(-1);
      found.lines[found.lines.length - 1] += fresh ? joined(waiting, words.replace(EDGES_LEFT, "")) : words;
      waiting = "";
    };
    const number = (item, style) => {
      const list = item.parentElement;
      if (list?.tagName !== "OL") { found.bullets += list?.tagName === "UL"; return ""; }
      if (style === "none") return "";
      const first = list.counted === undefined ? parseInt(list.getAttribute("start"), 10) : list.counted + 1;
      const own = parseInt(item.getAttribute("value"), 10);
      list.counted = Number.isFinite(own) ? own : Number.isFinite(first) ? first : 1;
      const kind = KINDS.find(([name]) => name.test(style || ""));
      return kind ? kind[1](list.counted) : `${list.counted}.`;
    };
    const walk = (node, pre) => {
      if (node.nodeType === Node.TEXT_NODE) {
        if (pre) node.data.split("\n").forEach((part, at) => { if (at) line(); say(part); });
        else say(node.data.replace(WRAPPED, "").replace(/[ \t\r\n\f]+/g, " "));
        return;
      }
      if (node.nodeType !== Node.ELEMENT_NODE || NOTHING.test(node.tagName) || node.hidden) return;
      const style = node.getAttribute("style") || "", name = node.tagName.toUpperCase();
      if (HIDDEN.test(style)) return;
      if (name === "IMG" || name === "PICTURE" || name === "V:IMAGEDATA") { found.pictures += 1; return; }
      if (name === "BR") { line(); return; }
      if (/mso-list\s*:\s*ignore/i.test(style)) { // the number that Word wrote out
        const mark = node.textContent.replace(/[\s\u00a0]+/g, "");
        if (/symbol|wingdings|courier/i.test(node.outerHTML) || /^[^\p{L}\p{N}]*$/u.test(mark)) found.bullets += 1;
        else waiting = mark;
        return;
      }
      if (name === "TABLE" && node.querySelectorAll("td, th").length > 1) {
        if (!next) { found.tables += 1; line(); return; }
        if (tableOf(node)) return;
      }
      const block = BLOCKS.test(name);
      if (block) line();
      if (name === "LI") waiting = number(node, listStyle(node) || listStyle(node.parentElement) || node.getAttribute("type") || node.parentElement.getAttribute("type"));
      node.childNodes.forEach((child) => walk(child, pre || name === "PRE"));
      if (block) { line(); if (name === "LI") waiting = ""; }
    };
    walk(new DOMParser().parseFromString(html, "text/html").body, false);
    found.lines = found.lines.map((one) => (one.rows ? one : better(tidy(one), told))).filter(Boolean);
    return found;
  }

  /* LibreOffice and WPS say how a list counts (一、) only in the plain text next to the HTML: its number is the true one. */
  function better(line, told) {
    const words = line.replace(/^[0-9A-Za-z]{1,4}\. ?/, "");
    if (words === line || words.length < 2) return line;
    const other = told.find((one) => one.endsWith(words) && one.length - words.length <= 10);
    const number = other?.slice(0, -words.length).replace(/\s+/g, "");
    return number ? joined(number, words) : line;
  }

  /* What is on the clipboard: lines and tables, and what was left out; null where the browser's own way serves. */
  function read(data, next) {
    const html = data.getData("text/html"), text = data.getData("text/plain");
    const found = html && html.length <= LONGEST ? plain(html, text, next) : { lines: [], tables: 0, opened: 0, pictures: 0, bullets: 0 };
    if (next && text.includes("\t") && text.length <= LONGEST && !found.lines.some((one) => one.rows)) {
      const lines = tables.ofTabs(text.replace(/\r\n?/g, "\n"), next).flatMap((one) => (one.layout ? one.before : one.rows ? [...one.before, one, ...one.after] : tidy(one)));
      if (lines.some((one) => one.rows)) found.lines = lines.filter(Boolean);
    }
    found.large = found.lines.filter((one) => one.large).length;
    found.lines = found.lines.filter((one) => !one.large);
    const clean = found.lines.join("\n");
    if (found.lines.some((one) => one.rows) || found.large) return found;
    return !clean || (clean === text && !found.tables && !found.pictures) ? null : found; // a lone table is pasted as its text
  }

  // Lines of the text: the caption above its table, a blank line where one table follows another.
  function spread(lines) {
    return lines.flatMap((one, at) => {
      if (!one.rows) return one;
      return [...(lines[at - 1]?.rows && !one.caption ? [""] : []), ...tables.write(one)];
    });
  }

  function tell(field, found, done) {
    const made = found.lines.filter((one) => one.rows).length;
    const counted = [[found.tables, "张表格"], [found.pictures, "张图片"], [found.bullets, "个项目符号"]];
    const words = counted.filter(([count]) => count).map(([count, what]) => `${count}${what}`).join("、");
    const said = [
      made && `已把${made > 1 ? `${made}张` : ""}表格转成竖线写法，打印时是带框线的表。`,
      found.opened && `里面套着表格的${found.opened > 1 ? `${found.opened}张` : "那张"}拆成了一段一段，请核对。`,
      found.large && `有${found.large}张表格太大，没有放进来：信里的表最多${tables.MOST_COLUMNS}列、${tables.MOST_ROWS}行，请作为附件。`,
      words && `粘贴时去掉了格式和${words}，编号已经写成文字。`,
    ];
    tables.tell(field, said.filter(Boolean).join(""), made ? done : null);
  }

  document.addEventListener("paste", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || !field.form?.matches("#draft-form, [data-amend]") || field.readOnly) return;
    const found = read(event.clipboardData, "tables" in field.dataset ? numbered(field.value) : null);
    if (!found) return;
    event.preventDefault();
    const lines = spread(found.lines);
    const done = lines.length ? tables.putLines(field, lines) : null;
    tell(field, found, done);
  });

  // 表1, 表2 … on from those of a text.
  function numbered(text) {
    const first = tables.nextCaption(text);
    let more = 0;
    return () => (more++ ? first.replace(/\d+$/, (number) => Number(number) + more - 1) : first);
  }

  window.letterPaste = Object.freeze({ read });
})();
