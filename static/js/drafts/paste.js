/* What is pasted from Word, WPS, LibreOffice or a web page becomes plain lines with its numbers kept. Tables, pictures
   and bullets are left out, and told. The clipboard's HTML is parsed inertly and only its text is used. */
"use strict";
(() => {
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

  /* The lines of the HTML, and how much was left out. */
  function plain(html, text) {
    const found = { lines: [""], tables: 0, pictures: 0, bullets: 0 };
    const told = text.split(/\r?\n/).map((line) => line.replace(EDGES, "")).filter(Boolean);
    let waiting = ""; // the number of a list item, until its text comes
    const line = () => { if (found.lines.at(-1)) found.lines.push(""); };
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
      if (name === "TABLE" && node.querySelectorAll("td, th").length > 1) { found.tables += 1; line(); return; }
      const block = BLOCKS.test(name);
      if (block) line();
      if (name === "LI") waiting = number(node, listStyle(node) || listStyle(node.parentElement) || node.getAttribute("type") || node.parentElement.getAttribute("type"));
      node.childNodes.forEach((child) => walk(child, pre || name === "PRE"));
      if (block) { line(); if (name === "LI") waiting = ""; }
    };
    walk(new DOMParser().parseFromString(html, "text/html").body, false);
    found.lines = found.lines.map((one) => one.replace(/\u00a0/g, " ").replace(/[\u200b\ufeff]/g, "").replace(EDGES, "")).filter(Boolean);
    found.lines = found.lines.map((one) => better(one, told));
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

  function insert(field, text) {
    field.focus();
    if (document.execCommand("insertText", false, text)) return; // the one way that keeps the browser's own undo
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function tell(field, found) {
    const counted = [[found.tables, "张表格"], [found.pictures, "张图片"], [found.bullets, "个项目符号"]];
    const words = counted.filter(([count]) => count).map(([count, what]) => `${count}${what}`).join("、");
    let note = field.parentElement.querySelector(".pasted");
    if (!note) {
      note = document.createElement("p");
      note.className = "help pasted";
      note.setAttribute("role", "status");
      field.after(note);
    }
    note.textContent = words ? `粘贴时去掉了格式和${words}，编号已经写成文字。` : "";
  }

  document.addEventListener("paste", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || !field.form?.matches("#draft-form, [data-amend]") || field.readOnly) return;
    const html = event.clipboardData.getData("text/html"), text = event.clipboardData.getData("text/plain");
    if (!html || html.length > LONGEST) return;
    const found = plain(html, text);
    const clean = found.lines.join("\n");
    if (!clean || (clean === text && !found.tables && !found.pictures)) return; // a lone table is pasted as its text
    event.preventDefault();
    insert(field, clean);
    tell(field, found);
  });
})();
