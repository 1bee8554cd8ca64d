"use strict";
// One box ticks every other one of its table, or of what is marked data-ticks; those marked data-alone are ticked by
// themselves only. Without script each is ticked by itself.
for (const all of document.querySelectorAll("[data-tick-all]")) {
  const within = all.closest("[data-ticks]") || all.closest("table");
  const boxes = [...within.querySelectorAll('tbody [type="checkbox"]:not([data-alone])')];
  const follow = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = boxes.length > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  (all.closest("[data-tick-label]") || all).hidden = boxes.length < 2;
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  boxes.forEach((box) => box.addEventListener("change", follow));
  follow();
}
