"use strict";
// The bar under a list: how many are ticked, which acts fit them and why the others do not. Shift takes a range.
(() => {
  const bar = document.querySelector("[data-many-bar]");
  if (!bar) return;
  const boxes = [...document.querySelectorAll("[data-many-rows] tbody [name=picked]")];
  const head = document.querySelector("[data-many-rows] [data-tick-all]");
  const every = bar.querySelector("[name=every]");
  const says = bar.querySelector("[data-chosen]");
  const unpick = bar.querySelector("[data-unpick]");
  const note = bar.querySelector("[data-why-not]");
  const acts = [...bar.querySelectorAll("[data-act]")];
  const total = Number(bar.dataset.total);
  const why = (box) => Object.fromEntries(box.dataset.why.split(";").filter(Boolean).map((one) => one.split("=")));

  const follow = () => {
    const all = Boolean(every && every.checked);
    const picked = boxes.filter((box) => box.checked);
    const count = all ? total : picked.length;
    says.textContent = count ? `${total}件中选了${count}件` : "打勾选中要一起办的";
    unpick.hidden = !count;
    bar.classList.toggle("none", !count);
    const reasons = [];
    acts.forEach((act) => {
      const slug = act.dataset.act;
      const fits = picked.filter((box) => box.dataset.fits.split(" ").includes(slug)).length;
      const none = !all && !fits;
      act.disabled = none;
      act.querySelector("[data-count]").textContent = all || none ? "" : `${fits}件`;
      if (none && count) {
        const said = new Set(picked.map((box) => why(box)[slug]));
        reasons.push([act.dataset.label, [...said].join("、")]);
        act.setAttribute("aria-describedby", "many-why");
      } else act.removeAttribute("aria-describedby");
    });
    const byReason = new Map();
    reasons.forEach(([label, said]) => byReason.set(said, [...(byReason.get(said) || []), label]));
    note.textContent = [...byReason].map(([said, labels]) => `${labels.join("、")}用不上：${said}`).join("；");
  };

  let last = null;
  boxes.forEach((box) => box.addEventListener("click", (event) => {
    if (event.shiftKey && last && last !== box) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
      boxes[from].dispatchEvent(new Event("change", { bubbles: true }));
    }
    last = box;
  }));
  document.addEventListener("change", follow);
  unpick.addEventListener("click", () => {
    boxes.forEach((box) => { box.checked = false; });
    if (every) every.checked = false;
    if (head) { head.checked = false; head.indeterminate = false; }
    follow();
    if (boxes[0]) boxes[0].focus();
  });
  // x ticks the row one walks on with j and k.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const row = document.activeElement.closest("[data-row]");
    if (!row || document.activeElement.matches("input, textarea, select")) return;
    event.preventDefault();
    row.querySelector("[name=picked]").click();
  });
  window.addEventListener("pageshow", follow);
  follow();
})();
