/* Small helps at the desk. Every page works without this file; nothing here decides or stores anything that counts. */
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const dirty = new Set();
  const store = (action) => {
    try { return action(window.localStorage); } catch { return null; } // storage may be off or full
  };
  let singles = store((box) => box.getItem("banli:single-keys")) !== "off";

  // A list is walked with j and k: the link of the row takes the focus.
  const walk = (step) => {
    const rows = all("table.list tbody tr").filter((row) => row.querySelector("a.t"));
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
    rows.forEach((row) => row.classList.toggle("at", row === next));
    next.querySelector("a.t").focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const press = (button) => {
    if (button && !button.disabled) button.click();
    return Boolean(button);
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // an input method is choosing characters
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key === "s") {
      const here = document.activeElement.closest("form[data-save]") || document.querySelector("form[data-save]");
      if (!here) return;
      event.preventDefault();
      const button = all("[data-save-button]").find((one) => one.form === here);
      if (!press(button)) here.requestSubmit();
    } else if (command && event.key === "Enter") {
      if (press(document.querySelector("[data-main]") || document.querySelector(".action-bar .btn.main, .btn.main"))) event.preventDefault();
    } else if (singles && !command && !event.altKey && !typing(event.target) && !document.querySelector("dialog[open]")) {
      if (event.key === "/") {
        const jump = document.getElementById("jump");
        if (jump) { event.preventDefault(); jump.focus(); jump.select(); }
      } else if (event.key === "j" || event.key === "k") {
        event.preventDefault();
        walk(event.key === "j" ? 1 : -1);
      }
    }
  });

  // A button that shows the form's text in another window leaves the form as it is: unsaved.
  const elsewhere = (event) => Boolean(event.submitter && event.submitter.formTarget);

  // One press, one request. The page comes back from the browser's store with its buttons alive.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || elsewhere(event)) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    dirty.delete(form);
    const button = event.submitter;
    // After this turn: a disabled button would not send its name and value.
    setTimeout(() => {
      if (event.defaultPrevented) { delete form.dataset.sent; return; }
      if (button) { button.disabled = true; button.classList.add("sending"); }
      setTimeout(awake, 10000); // a download leaves the page where it is
    });
  });
  const awake = () => {
    all("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
    all(".sending").forEach((button) => { button.disabled = false; button.classList.remove("sending"); });
  };
  window.addEventListener("pageshow", (event) => { if (event.persisted) awake(); });

  // Unsaved text: the browser asks before the page is left.
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && "guard" in form.dataset) dirty.add(form);
  });
  document.addEventListener("saved", (event) => dirty.delete(event.target)); // an autosave says so on its form
  window.addEventListener("beforeunload", (event) => {
    if (dirty.size) { event.preventDefault(); event.returnValue = ""; }
  });

  // Typed text is kept on this computer until the server has it. data-keep names the thing (what, which, who);
  // data-kept-version is the version the page was made from: a text that was sent from an older version has arrived.
  const KEPT = "textarea, input[type=text], input[type=date], input[type=radio]";
  const fields = (form) => [...form.elements].filter((one) => one.name && one.matches(KEPT));
  const values = (form) => Object.fromEntries(fields(form).map((one) => [one.name, form.elements[one.name].value]));
  const me = Math.random().toString(36); // the same thing may be open in two windows
  const keys = () => store((box) => Object.keys(box).filter((key) => key.startsWith("banli:text:"))) || [];
  const read = (key) => store((box) => JSON.parse(box.getItem(key)));
  const write = (key, kept) => store((box) => box.setItem(key, JSON.stringify(kept)));
  const drop = (key) => store((box) => box.removeItem(key));
  // A page that says "not saved" (stale, refused, failed) takes back what the sending had noted.
  if (document.querySelector("[data-unsaved]")) keys().forEach((key) => write(key, { ...read(key), sent: false }));
  all("form[data-keep]").forEach((form) => {
    const key = `banli:text:${form.dataset.keep}`;
    const version = form.dataset.keptVersion || "";
    const before = `${key}:offered`; // until it is answered, for what is typed now takes the key
    const found = read(key);
    if (found && found.sent && found.version !== version) drop(key);
    else if (found) { write(before, found); drop(key); }
    if (read(before)) offer(form, before, read(before));
    let waiting;
    const keep = (sent) => {
      clearTimeout(waiting);
      write(key, { version, sent, me, at: Date.now(), text: values(form) });
    };
    form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(keep, 500, false); });
    form.addEventListener("submit", (event) => { if (!elsewhere(event)) keep(true); });
    form.addEventListener("keep", () => keep(false));
    form.addEventListener("saved", () => {
      clearTimeout(waiting);
      if ((read(key) || { me }).me === me) drop(key);
    });
  });
  all("form[data-sign-out]").forEach((form) => form.addEventListener("submit", () => keys().forEach(drop)));

  function offer(form, key, kept) {
    const now = values(form);
    const differs = fields(form).filter((one) => one.name in kept.text && kept.text[one.name] !== now[one.name]);
    if (!differs.length) { drop(key); return; }
    const note = document.createElement("div");
    note.className = "notice warn no-print";
    note.setAttribute("role", "status");
    const when = new Date(kept.at);
    const words = document.createElement("p");
    words.textContent = `这台电脑上留有您${when.getMonth() + 1}月${when.getDate()}日 ${String(when.getHours()).padStart(2, "0")}:${String(when.getMinutes()).padStart(2, "0")}没有保存的文字。`;
    const row = document.createElement("p");
    row.className = "row";
    [["恢复这些文字", () => {
      form.dispatchEvent(new Event("replace")); // what stands there now is not written over on the server
      differs.forEach((one) => { form.elements[one.name].value = kept.text[one.name]; one.dispatchEvent(new Event("input", { bubbles: true })); });
      differs[0].focus();
      drop(key);
    }], ["不用了", () => drop(key)]].forEach(([label, action]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn small";
      button.textContent = label;
      button.addEventListener("click", () => { action(); note.remove(); });
      row.append(button);
    });
    note.append(words, row);
    form.prepend(note);
  }

  // Single keys can be turned off: a voice or a tremor presses them unmeant.
  all("[data-single-keys]").forEach((button) => {
    const say = () => { button.textContent = singles ? "关闭单键快捷键（? / j k x）" : "打开单键快捷键（? / j k x）"; };
    button.hidden = false;
    say();
    button.addEventListener("click", () => {
      singles = !singles;
      store((box) => box.setItem("banli:single-keys", singles ? "on" : "off"));
      say();
    });
  });

  // What was done is said at the foot of the page, out of the way, until it is read: eight seconds, ten
  // where it can be undone, unless one is at it.
  all(".messages .notice.done").forEach((note) => {
    note.classList.add("floating");
    const close = document.createElement("button");
    close.type = "button";
    close.className = "link";
    close.textContent = "知道了";
    close.addEventListener("click", () => note.remove());
    note.append(close);
    let waiting;
    const leave = () => { waiting = setTimeout(() => note.remove(), note.querySelector("form.undo") ? 10000 : 8000); };
    const stay = () => clearTimeout(waiting);
    note.addEventListener("pointerenter", stay);
    note.addEventListener("focusin", stay);
    note.addEventListener("pointerleave", leave);
    note.addEventListener("focusout", leave);
    leave();
  });

  // On a narrow screen the navigation runs sideways: it starts at where one is.
  const here = document.querySelector(".side [aria-current]");
  if (here) here.closest(".side").scrollLeft = here.offsetLeft - 16;

  // The summary of errors is read first; a menu closes when one turns away.
  const summary = document.querySelector(".errors-summary:not(.sample *)");
  if (summary) summary.focus();
  document.addEventListener("click", (event) => {
    all("details:is(.who, .menu, .how)[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all("details:is(.who, .menu, .how)[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
})();
