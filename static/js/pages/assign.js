"use strict";
// The sheet case × person: what each will have afterwards, 同上, 全部按建议, and keys. Without script it is a plain form.
(() => {
  const table = document.querySelector("[data-give]");
  if (!table) return;
  const rows = [...table.querySelectorAll("[data-give-row]")];
  const button = document.querySelector("[data-give-button]");
  const left = document.querySelector("[data-left]");
  const after = table.querySelector("[data-after]");
  const all = document.querySelector("[data-by-proposal]");
  const radios = (row) => [...row.querySelectorAll("[type=radio]")];
  const select = (row) => row.querySelector("select");
  const chosen = (row) => (select(row) ? select(row).value : (radios(row).find((one) => one.checked) || {}).value || "");
  const proposed = (row) => (select(row) ? select(row).dataset.proposal : (radios(row).find((one) => "proposed" in one.dataset) || {}).value || "");
  const choose = (row, person) => {
    if (select(row)) select(row).value = person;
    else radios(row).forEach((one) => { one.checked = one.value === person; });
    row.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const follow = () => {
    const given = rows.filter(chosen);
    const signing = rows.filter((row) => !("signed" in row.dataset)).length;
    const label = button.dataset.label;
    button.textContent = label === "分办" && signing ? `分办${given.length}件，签收${signing}件` : `${label}${given.length}件`;
    const open = rows.filter((row) => !chosen(row));
    const names = open.slice(0, 3).map((row) => row.dataset.number).join("、") + (open.length > 3 ? `等${open.length}件` : "");
    left.textContent = open.length ? `${names}还没有选人${label === "分办" ? "，会留在待分办" : ""}` : "";
    if (!after) return;
    after.hidden = false;
    table.querySelectorAll("[data-load]").forEach((cell) => {
      const person = cell.dataset.load;
      const busy = Number(table.querySelector(`[data-person="${person}"]`).dataset.busy);
      const more = given.filter((row) => chosen(row) === person).length;
      cell.textContent = more ? `${busy} → ${busy + more}件` : `${busy}件`;
      cell.classList.toggle("strong", more > 0);
    });
  };

  table.addEventListener("change", follow);
  table.querySelectorAll("[data-same]").forEach((one) => {
    one.hidden = false;
    one.addEventListener("click", () => {
      const row = one.closest("[data-give-row]");
      choose(row, chosen(rows[rows.indexOf(row) - 1]));
    });
  });
  if (all) {
    all.hidden = !rows.some(proposed);
    all.addEventListener("click", () => rows.forEach((row) => { if (proposed(row)) choose(row, proposed(row)); }));
  }

  const keys = document.querySelector("[data-keys]");
  if (keys && !table.classList.contains("long")) keys.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const row = document.activeElement.closest("[data-give-row]");
    if (!row || document.activeElement.matches("textarea, select, input:not([type=radio])")) return;
    const at = rows.indexOf(row);
    const go = (to) => {
      const next = rows[Math.min(Math.max(to, 0), rows.length - 1)];
      (radios(next).find((one) => one.checked) || radios(next)[0] || next.querySelector("a")).focus();
      next.scrollIntoView({ block: "nearest" });
    };
    if (event.key === "ArrowDown" || event.key === "ArrowUp") go(at + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === '"' && at > 0) { choose(row, chosen(rows[at - 1])); go(at + 1); }
    else if (/^[1-9]$/.test(event.key) && radios(row)[event.key - 1]) { choose(row, radios(row)[event.key - 1].value); go(at + 1); }
    else return;
    event.preventDefault();
  });
  window.addEventListener("pageshow", follow);
  follow();
})();
