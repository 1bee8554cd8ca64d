/* The checker next to the text: asks again as one types, leads to the place, corrects at a click. Without this file the
   page shows what was found when it was opened, and 改正 sends the form. */
"use strict";
(() => {
  const form = document.querySelector("#draft-form, form[data-amend]");
  let box = document.getElementById("findings");
  if (!form || !box) return;
  let waiting, asked = 0;

  // The server counts characters, the browser halves of some: 𠮷 is one and two.
  const units = (text, count) => [...text].slice(0, count).join("").length;
  const place = (row) => {
    const control = form.elements[row.dataset.name];
    if (!control || !("value" in control)) return null;
    const text = control.value, blank = text.length - text.trimStart().length; // the server's text begins at its first letter
    const found = [0, blank].map((skip) => {
      const rest = text.slice(skip);
      return { control, from: skip + units(rest, Number(row.dataset.start)), to: skip + units(rest, Number(row.dataset.end)) };
    });
    return found.find(({ from, to }) => text.slice(from, to) === row.dataset.words) || null;
  };
  const show = ({ control, from, to }) => {
    window.letterPanels?.reveal(control);
    if (window.letterUnderlines?.show(control, from, to)) return;
    control.focus();
    control.setSelectionRange(from, to);
    if (!control.matches("textarea")) return;
    const lines = control.value.slice(0, from).split("\n");
    const across = Math.max(1, Math.floor(control.clientWidth / parseFloat(getComputedStyle(control).fontSize)));
    const rows = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / across)), 0);
    control.scrollTop = Math.max(0, (rows - 4) * parseFloat(getComputedStyle(control).lineHeight));
  };
  const put = ({ control, from, to }, text) => {
    control.focus();
    control.setSelectionRange(from, to);
    const here = document.activeElement === control; // a field that is hidden takes no cursor
    const done = here && (text ? document.execCommand("insertText", false, text) : document.execCommand("delete"));
    if (!done) { // the way above keeps the browser's own undo
      control.setRangeText(text, from, to, "end");
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  // What belongs into another field: added where one writes one a line, chosen where one ticks, else put in its place.
  const move = (row) => {
    for (const [name, text] of Object.entries(JSON.parse(row.dataset.moves || "{}"))) {
      const control = form.elements[name];
      if (control instanceof RadioNodeList) {
        const choice = [...control].find((one) => one.value === text);
        if (choice && !choice.checked) choice.click();
      } else if (control && control.matches("textarea")) {
        const there = control.value.split("\n").map((line) => line.trim());
        const more = text.split("\n").filter((line) => !there.includes(line)).join("\n");
        const end = control.value.length;
        if (more) put({ control, from: end, to: end }, (there.pop() ? "\n" : "") + more);
      } else if (control && control.value !== text) {
        put({ control, from: 0, to: control.value.length }, text);
      }
    }
  };
  const mend = (row, at, text) => { move(row); put(at, text); };

  // Enter in a line of the form must not press 改正, so none of them submits here.
  const wire = () => box.querySelectorAll("[name=mend]").forEach((button) => { button.type = "button"; });
  const swap = (old, fresh) => {
    if (!old || !fresh || old.isEqualNode(fresh)) return;
    const held = [...old.querySelectorAll("a, button")].indexOf(document.activeElement);
    old.replaceWith(fresh);
    if (held >= 0) fresh.querySelectorAll("a, button:enabled")[held]?.focus();
  };
  const ask = async () => {
    clearTimeout(waiting);
    const mine = ++asked;
    try {
      const answer = await fetch(box.dataset.check, { method: "POST", body: new FormData(form), redirect: "error" });
      if (!answer.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html"), next = page.getElementById("findings");
      if (!next || mine !== asked) return;
      ["missing", "submit-part"].forEach((id) => swap(document.getElementById(id), page.getElementById(id)));
      const held = box.contains(document.activeElement) ? [...box.querySelectorAll("a, button")].indexOf(document.activeElement) : -1;
      box.replaceWith(next);
      box = next;
      wire();
      document.dispatchEvent(new Event("checked"));
      const again = held < 0 ? null : box.querySelectorAll("a, button")[held];
      if (again) again.focus();
    } catch { /* the network is away: the last findings stay */ }
  };

  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 500); });
  form.addEventListener("change", () => { clearTimeout(waiting); waiting = setTimeout(ask, 500); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#findings button");
    if (!button) return;
    event.preventDefault();
    if (button.value === "all") {
      const rows = [...box.querySelectorAll("[data-to]")].map((one) => ({ row: one.closest("li"), to: one.dataset.to }));
      rows.forEach((one) => { one.at = place(one.row); });
      rows.filter((one) => one.at).sort((a, b) => b.at.from - a.at.from).forEach((one) => mend(one.row, one.at, one.to));
      ask();
      return;
    }
    const at = place(button.closest("li"));
    if (!at) { ask(); return; } // the text has moved on
    if (button.name === "mend") { window.letterPanels?.reveal(at.control); mend(button.closest("li"), at, button.dataset.to); ask(); } else show(at);
  });
  wire();
  window.letterFindings = { places: () => [...box.querySelectorAll(".findings li")].map((row) => ({ row, ...place(row) })) };
})();
