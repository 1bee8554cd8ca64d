/* 交接: one choice for all that is still open, and how many are chosen. The page works without this file. */
"use strict";
(() => {
  const picks = [...document.querySelectorAll("[data-to]")];
  const said = document.querySelector("[data-said]");
  const all = document.querySelector("select[data-all]");
  if (!picks.length || !said) return;
  const say = () => {
    const open = picks.filter((pick) => !pick.value).map((pick) => pick.dataset.to);
    const rest = open.length > 3 ? `${open.slice(0, 3).join("、")}等${open.length}件` : open.join("、");
    said.textContent = `${picks.length}件已选${picks.length - open.length}件${open.length ? `，${rest}还没有选人` : ""}`;
  };
  document.querySelectorAll("[data-all]").forEach((part) => { part.hidden = false; });
  all.addEventListener("change", () => {
    // What was chosen by hand stays.
    picks.filter((pick) => !pick.value || pick.dataset.filled).forEach((pick) => {
      pick.value = all.value;
      pick.dataset.filled = "1";
    });
    say();
  });
  picks.forEach((pick) => pick.addEventListener("change", () => { delete pick.dataset.filled; say(); }));
  say();
})();

/* Who is away on the days that are typed cannot stand in. Without a last day the absence has no end. */
(() => {
  const form = document.getElementById("absence");
  const select = form && form.elements.stand_in;
  if (!select) return;
  const follow = () => {
    const starts = form.elements.starts.value, until = form.elements.until.value || "9999";
    [...select.options].forEach((option) => {
      const away = (option.dataset.away || "").split(" ").filter(Boolean).map((days) => days.split("/"));
      option.disabled = away.some(([first, last]) => first <= until && (last || "9999") >= starts);
    });
  };
  ["starts", "until"].forEach((name) => form.elements[name].addEventListener("change", follow));
  window.addEventListener("pageshow", follow);
  follow();
})();
