/* The print room: how many are ticked, and a bar that moves by itself. The pages work without this file. */
"use strict";
(() => {
  const list = document.querySelector("[data-picks]");
  if (list) {
    const boxes = [...list.querySelectorAll("[name=picked]")];
    const link = list.querySelector("[data-picks-all], [data-picks-none]");
    const say = () => {
      const count = boxes.filter((box) => box.checked).length;
      const words = count ? `${boxes.length}件中选了${count}件` : "还没有勾选";
      document.querySelectorAll("[data-picks-say]").forEach((place) => { place.textContent = words; });
      link.textContent = count === boxes.length ? "全不选" : "全选";
    };
    link.setAttribute("role", "button");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const all = boxes.some((box) => !box.checked);
      boxes.forEach((box) => { box.checked = all; });
      say();
    });
    // With Shift, everything from the box ticked last.
    let last = null;
    list.addEventListener("click", (event) => {
      const at = boxes.indexOf(event.target);
      if (at < 0) return;
      if (event.shiftKey && last !== null) boxes.slice(Math.min(at, last), Math.max(at, last)).forEach((box) => { box.checked = boxes[at].checked; });
      last = at;
      say();
    });
    list.addEventListener("change", say);
    say();
  }

  const place = document.querySelector("[data-progress]");
  if (!place) return;
  const PAUSE = 1500; // ms between two looks, while the page is looked at
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(place.dataset.progress, { signal: AbortSignal.timeout(10000) });
      if (answer.redirected || !answer.ok) { window.location.reload(); return; }
      const html = await answer.text();
      const fresh = new DOMParser().parseFromString(html, "text/html").body;
      if (!fresh.querySelector("[data-running]")) { window.location.reload(); return; }
      if (fresh.innerHTML.trim() !== place.innerHTML.trim()) place.replaceChildren(...fresh.children);
    } catch { /* the next look may find the way */ }
    wait();
  };
  let waiting;
  const wait = () => { clearTimeout(waiting); waiting = setTimeout(look, PAUSE); };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  wait();
})();
