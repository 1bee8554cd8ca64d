/* The deputy's page works without this file. It sends a form once, shows the errors first, and keeps what is half
   filled on this phone until it has been submitted. */
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 10000); // the line may drop: then one presses again
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});
document.querySelectorAll("[data-script]").forEach((one) => { one.hidden = false; }); // what only a script can do
(document.querySelector(".errors-summary") || { focus() {} }).focus();

(() => {
  const DAYS = 14;
  const form = document.querySelector("form[data-keep]"), stored = document.querySelector("[data-kept]");
  const key = (pk) => `answers-${pk}`;
  try {
    if (stored) localStorage.removeItem(key(stored.dataset.kept));
    if (!form) return;
    // the answers to the questions, and the comment
    const names = [...new Set([...form.querySelectorAll("[type=radio], textarea")].map((one) => one.name))];
    const mine = key(form.dataset.keep), kept = JSON.parse(localStorage.getItem(mine) || "null");
    if (kept && Date.now() - kept.at > DAYS * 864e5) localStorage.removeItem(mine);
    else if (kept && "fresh" in form.dataset && names.every((name) => !form.elements[name].value)) {
      names.forEach((name) => { if (kept.said[name]) form.elements[name].value = kept.said[name]; });
      const note = document.createElement("p");
      note.className = "notice info";
      note.textContent = "已接着您上次没填完的内容。";
      form.querySelector("h2").after(note);
      document.querySelector("[data-on]").textContent = "上次填的还在，接着填";
    }
    form.addEventListener("input", () => {
      const said = Object.fromEntries(names.map((name) => [name, form.elements[name].value]));
      localStorage.setItem(mine, JSON.stringify({ at: Date.now(), said }));
    });
  } catch { /* a browser that keeps nothing: then nothing is kept */ }
})();

// The first touch says that a person, not a link scanner, has the page open. It sends no answer.
(() => {
  const form = document.querySelector("form[data-seen]");
  if (!form) return;
  const touched = () => {
    ["pointerdown", "keydown", "scroll"].forEach((kind) => window.removeEventListener(kind, touched));
    fetch(form.dataset.seen, { method: "POST", headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value } }).catch(() => {});
  };
  ["pointerdown", "keydown", "scroll"].forEach((kind) => window.addEventListener(kind, touched, { passive: true }));
})();
