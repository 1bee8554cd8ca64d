/* Reviewing: ready phrases, and one's own changes shown as one types. The page works without this file. */
"use strict";
(() => {
  // A ready phrase takes the place of another one, or follows what was written in one's own words.
  document.querySelectorAll("[data-phrases]").forEach((row) => {
    const field = document.getElementById(row.dataset.phrases);
    const ready = [...row.querySelectorAll("button")].map((button) => button.textContent);
    row.hidden = false;
    row.addEventListener("click", (event) => {
      const phrase = event.target.closest("button")?.textContent;
      if (!phrase || ("add" in row.dataset && field.value.includes(phrase))) return;
      const own = "add" in row.dataset || !ready.includes(field.value.trim());
      field.value = own ? field.value.trim() + phrase : phrase;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  });

  // The closed fold names the person signed for too.
  document.querySelectorAll("[name=on_behalf_of]").forEach((field) => {
    const summary = field.closest("details").querySelector("summary");
    const plain = summary.dataset.plain;
    const say = () => { summary.textContent = field.value.trim() ? `代${field.value.trim()}签` : plain; };
    field.addEventListener("input", say);
    say();
  });

  // A field in the bar that belongs to the form next to the paper: the form hears of what is typed there too.
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && !form.contains(event.target)) form.dispatchEvent(new Event("input"));
  });

  // Who goes to the suggestion reads it.
  const original = document.querySelector("#original details");
  document.querySelectorAll(".jumps a[href='#original']").forEach((link) => link.addEventListener("click", () => { original.open = true; }));

  // One thing opens above the bar at a time; Escape closes it.
  const pops = [...document.querySelectorAll("details.pop")];
  document.addEventListener("keydown", (event) => {
    const open = pops.findLast((pop) => pop.open);
    if (event.key !== "Escape" || !open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  pops.forEach((pop) => pop.addEventListener("toggle", () => {
    if (!pop.open) return;
    pops.forEach((other) => { if (other !== pop && !other.contains(pop) && !pop.contains(other)) other.open = false; });
    pop.querySelector("textarea, input:not([type=hidden])")?.focus();
  }));

  // What one changes is compared by the server a moment after the last key; the button is for a browser without script.
  const form = document.querySelector("form[data-amend]");
  const shown = document.getElementById("own-changes");
  if (!form || !shown) return;
  document.querySelector("[data-look]").hidden = true;
  let waiting;
  let asked = 0;
  const look = async () => {
    const mine = ++asked;
    const data = new FormData(form);
    data.set("look", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Part": "changes" } });
      const part = await answer.text();
      if (answer.ok && !answer.redirected && mine === asked) shown.innerHTML = part;
    } catch { /* not reached: what was shown stays, and nothing typed is touched */ }
  };
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(look, 400); };
  form.addEventListener("input", soon);
  // What was typed before this file had come, or was brought back with the page, counts as well.
  if ([...form.elements].some((field) => field.defaultValue !== undefined && field.value !== field.defaultValue)) soon();
})();
