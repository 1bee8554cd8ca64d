/* Notes: after @ the colleagues are offered whose names begin so. The form works without this file. */
"use strict";
(() => {
  const list = document.querySelector("[data-people]");
  const field = document.getElementById("id_text");
  if (!list || !field) return;
  const rows = [...list.querySelectorAll("li")];
  const shown = () => rows.filter((row) => !row.hidden);

  const begun = () => {
    const found = /[@＠]([^\s@＠，。、：；]{0,8})$/.exec(field.value.slice(0, field.selectionStart));
    return found && found[1];
  };
  const offer = () => {
    const typed = begun();
    rows.forEach((row) => { row.hidden = typed === null || !row.textContent.trim().startsWith(typed); });
    list.hidden = !shown().length || shown().some((row) => row.textContent.trim() === typed);
  };
  const insert = (name) => {
    const at = field.selectionStart - begun().length;
    field.setRangeText(`${name} `, at, field.selectionStart, "end");
    list.hidden = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };

  field.addEventListener("input", offer);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "Escape") list.hidden = true;
    else if (event.key === "ArrowDown") shown()[0].querySelector("button").focus();
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) insert(shown()[0].textContent.trim());
    else return;
    event.preventDefault();
  });
  list.addEventListener("keydown", (event) => {
    const at = shown().indexOf(event.target.closest("li")) + { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (Number.isNaN(at)) return;
    event.preventDefault();
    (shown()[at] ? shown()[at].querySelector("button") : field).focus();
  });
  list.addEventListener("click", (event) => {
    const name = event.target.closest("button")?.textContent.trim();
    if (name) insert(name);
  });
})();
