/* The drafting page: ready words go in where one writes. Every page works without this file. */
"use strict";
(() => {
  const form = document.getElementById("draft-form");
  if (!form) return;
  let last = form.elements.body;
  form.addEventListener("focusin", (event) => { if (event.target.matches("textarea")) last = event.target; });

  // A button with data-insert="ID" puts that element's text in at the cursor; undo takes it out again. With
  // data-insert-lines the words get lines of their own.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    const words = document.getElementById(button.dataset.insert);
    window.letterPanels?.reveal(last);
    last.focus();
    let text = words.textContent.trim();
    if ("insertLines" in button.dataset) {
      if (!/(^|\n)$/.test(last.value.slice(0, last.selectionStart))) text = `\n${text}`;
      if (!/^\n/.test(last.value.slice(last.selectionEnd))) text += "\n";
    }
    if (!document.execCommand("insertText", false, text)) { // the one way that keeps the browser's own undo
      last.setRangeText(text, last.selectionStart, last.selectionEnd, "end");
      last.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });

  // A material becomes an annex: its name is a line of 附件, once.
  const annexes = form.elements.annexes;
  const buttons = annexes ? [...document.querySelectorAll("[data-annex]")] : [];
  const named = () => annexes.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const look = () => buttons.forEach((button) => {
    button.disabled = named().includes(button.dataset.annex);
    button.textContent = button.disabled ? "已列为附件" : "列为附件";
  });
  buttons.forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      annexes.value = [...named(), button.dataset.annex].join("\n");
      annexes.dispatchEvent(new Event("input", { bubbles: true }));
      look();
    });
  });
  if (buttons.length) { annexes.addEventListener("input", look); look(); }
})();
