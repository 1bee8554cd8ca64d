/* A deputy pressed, and the server could not store it: what was pressed goes out once more by itself when the server
   is back. Without this file the button does the same. */
"use strict";
(() => {
  const form = document.querySelector("form[data-again]"), said = document.querySelector("[data-again-said]");
  const WAITS = [10, 20, 30, 60], MOST = 40; // seconds; tries, about half an hour
  const tried = Number(form && form.dataset.again);
  if (!form || tried > MOST) return;
  let left = WAITS[Math.min(tried - 1, WAITS.length - 1)];
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  const tick = () => {
    if (sent) return;
    said.hidden = false;
    said.textContent = left > 0 ? `${left} 秒以后自动再交一次。` : "正在再交一次…";
    if (left <= 0) { form.requestSubmit ? form.requestSubmit() : form.submit(); return; }
    left -= 1;
    setTimeout(tick, 1000);
  };
  tick();
})();
