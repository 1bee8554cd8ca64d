/* One signed sheet after the other, by the keyboard. The page works without this file. */
"use strict";
(() => {
  const zoom = document.querySelector("[data-zoom]");
  const paper = document.querySelector(".paper-of");
  const enlarge = () => { paper.classList.toggle("large"); };
  zoom.hidden = false;
  zoom.addEventListener("click", enlarge);

  const go = (name) => { const link = document.querySelector(`[data-${name}]`); if (link) window.location = link.href; };
  const typing = (place) => place.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  const single = () => { try { return localStorage.getItem("banli:single-keys") !== "off"; } catch { return true; } };

  const form = document.querySelector("[data-sheet]");
  const rows = form ? [...form.querySelectorAll("[data-row]")] : [];
  const signed = form && form.elements.signed;
  const day = form && form.elements.signed_on;
  const same = form && form.querySelector("[data-same]");
  let at = 0;

  const chosen = (row) => row.querySelector("input:checked");
  const show = () => {
    rows.forEach((row, place) => {
      row.classList.toggle("now", place === at);
      if (chosen(row)) row.querySelector("[data-said]").textContent = "✓ 您已确认";
      row.classList.toggle("said", Boolean(chosen(row)));
    });
    const missing = rows.filter((row) => !chosen(row)).map((row) => row.querySelector("b").textContent.replace(/^对办理/, ""));
    if (form.elements.deputy && ![...form.querySelectorAll("[name=deputy]")].some((one) => one.checked)) missing.unshift("哪位代表");
    if (!signed.checked) missing.push("签名");
    if (!day.value.trim()) missing.push("日期");
    document.querySelector("[data-missing]").textContent = missing.length ? `还差：${missing.join("、")}` : "";
    document.querySelector("[data-enter]").classList.toggle("not-yet", missing.length > 0);
    return missing.length === 0;
  };
  const onward = () => { const next = rows.findIndex((row) => !chosen(row)); if (next >= 0) at = next; };
  const choose = (digit) => {
    const input = rows[at].querySelector(`[data-digit="${digit}"]`);
    if (!input) return;
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  if (form) {
    document.querySelector("[data-keys]").hidden = false;
    rows.forEach((row, place) => row.addEventListener("click", () => { at = place; show(); }));
    form.addEventListener("change", () => { onward(); show(); });
    form.addEventListener("input", show);
    if (same) {
      same.hidden = false;
      same.addEventListener("click", () => { day.value = same.dataset.same; show(); });
    }
    onward();
    show();
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]") || !single()) return;
    const key = event.key;
    const done = () => event.preventDefault();
    if (key === "z" || key === "Z") { done(); enlarge(); }
    else if (key === "ArrowLeft") { done(); go("before"); }
    else if (key === "ArrowRight") { done(); go("after"); }
    else if (!form) return;
    else if (/^[0-4]$/.test(key)) { done(); choose(key); }
    else if (key === "5") { done(); signed.checked = !signed.checked; show(); }
    else if (key === "6") { done(); if (same) same.click(); else day.focus(); }
    else if (key === "ArrowUp" || key === "ArrowDown") { done(); at = Math.max(0, Math.min(rows.length - 1, at + (key === "ArrowUp" ? -1 : 1))); show(); }
    else if (key === " " && !event.target.matches("button, a, summary")) {
      done();
      rows.filter((row) => !chosen(row)).forEach((row) => { const seen = row.querySelector(".maybe input"); if (seen) seen.checked = true; });
      onward();
      show();
    }
    else if (key === "s" || key === "S") { done(); document.querySelector("[data-doubt]")?.click(); }
    else if (key === "Enter" && !event.target.matches("button, a, summary")) { done(); if (show()) form.requestSubmit(document.querySelector("[data-enter]")); }
  });
})();
