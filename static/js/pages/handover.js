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
