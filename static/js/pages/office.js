"use strict";
// 系统管理: a slip is printed by the browser.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// A unit is chosen at once where the tree has no room.
for (const pick of document.querySelectorAll(".office-pick select")) {
  pick.addEventListener("change", () => pick.form.requestSubmit());
}
