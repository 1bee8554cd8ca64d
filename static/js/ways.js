/* Ctrl+K and the field in the head: to a case, a page, an action of the present case, from a list under the field.
   Without this file the field searches. "?" opens the keys and this page's chapter of the handbook over the page. Without this file 帮助 at the side leads there. */
"use strict";
(() => {
  const link = document.querySelector("a[data-help]");
  const make = (tag, facts, ...inside) => {
    const made = Object.assign(document.createElement(tag), facts);
    made.append(...inside);
    return made;
  };
  const single = () => {
    try { return window.localStorage.getItem("banli:single-keys") !== "off"; } catch { return true; }
  };
  const typing = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

  const help = async () => {
    const said = await fetch(link.href, { headers: { Accept: "text/html" } });
    if (!said.ok || said.redirected) { location.assign(link.href); return; }
    const page = new DOMParser().parseFromString(await said.text(), "text/html");
    const title = make("h1", { id: "help-title", tabIndex: -1, textContent: `手册：${page.querySelector("h1").textContent}` });
    const close = make("button", { type: "button", className: "btn small", textContent: "关闭" });
    const more = make("a", { className: "btn small", href: link.href, textContent: "打开手册" });
    const dialog = make("dialog", { className: "dialog help" }, make("header", {}, title, make("div", { className: "row" }, more, close)));
    dialog.setAttribute("aria-labelledby", "help-title");
    // The keys first: they are what one looks for most.
    [...page.querySelectorAll("[data-help-part]")].reverse().forEach((part) => dialog.append(document.adoptNode(part)));
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    title.focus();
  };
  if (link) {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "?" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !single()) return;
      if (typing(event.target) || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      help().catch(() => location.assign(link.href));
    });
  }

  // ---- where to go: a field with a list under it (the combobox of the ARIA practices)
  const jump = document.querySelector("#jump[data-go]");
  const present = (/^\/cases\/(\d+)\//.exec(location.pathname) || [])[1] || "";
  let lists = 0;

  const combo = (field, box, status, fall) => {
    const id = `ways-${lists += 1}`;
    let options = [], at = -1, waiting, asked;
    box.id = id;
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", "可以去的地方");
    Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" })
      .forEach(([name, value]) => field.setAttribute(name, value));
    const mark = (next) => {
      at = next;
      options.forEach((one, n) => one.setAttribute("aria-selected", n === at));
      if (at < 0) field.removeAttribute("aria-activedescendant");
      else { field.setAttribute("aria-activedescendant", options[at].id); options[at].scrollIntoView({ block: "nearest" }); }
    };
    const close = () => {
      clearTimeout(waiting);
      if (asked) asked.abort();
      box.hidden = true;
      box.replaceChildren();
      options = [];
      field.setAttribute("aria-expanded", "false");
      mark(-1);
    };
    const show = (groups, first) => {
      options = [];
      box.replaceChildren(...groups.map((group, g) => {
        const head = make("div", { id: `${id}-g${g}`, className: "ways-head", textContent: group.title });
        const rows = group.places.map((place) => {
          const row = make("div", { id: `${id}-o${options.length}`, className: "ways-row" }, make("span", { textContent: place.label }));
          if (place.detail) row.append(make("small", { textContent: place.detail }));
          row.setAttribute("role", "option");
          row.dataset.url = place.url;
          options.push(row);
          return row;
        });
        const part = make("div", {}, head, ...rows);
        part.setAttribute("role", "group");
        part.setAttribute("aria-labelledby", head.id);
        return part;
      }));
      status.textContent = options.length ? `${options.length}项，用上下键选` : "没有叫这个名字的；按回车在全文里查找";
      box.hidden = !options.length;
      field.setAttribute("aria-expanded", String(options.length > 0));
      mark(first && options.length ? 0 : -1);
    };
    const ask = async (first) => {
      if (asked) asked.abort();
      asked = new AbortController();
      const query = new URLSearchParams({ q: field.value.trim(), case: present });
      try {
        const said = await fetch(`${jump.dataset.go}?${query}`, { signal: asked.signal, headers: { Accept: "application/json" } });
        if (said.ok && !said.redirected) show((await said.json()).groups, first);
        else close();
      } catch (error) { if (error.name !== "AbortError") close(); }
    };
    const go = (row) => location.assign(row.dataset.url);
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      if (!fall && !field.value.trim()) { close(); return; }
      waiting = setTimeout(ask, 150, Boolean(fall));
    });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark(at < 0 ? (step > 0 ? 0 : options.length - 1) : (at + step + options.length) % options.length);
      } else if (event.key === "Enter" && at >= 0 && !event.ctrlKey) {
        event.preventDefault();
        go(options[at]);
      } else if (event.key === "Enter" && fall) {
        event.preventDefault();
        fall();
      } else if (event.key === "Escape" && !fall && !box.hidden) {
        event.preventDefault();
        close();
      }
    });
    box.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    box.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) go(row);
    });
    return { ask, close };
  };

  const say = () => {
    const status = make("p", { className: "visually-hidden" });
    status.setAttribute("role", "status");
    return status;
  };

  if (jump) {
    const box = make("div", { className: "ways-list under", hidden: true });
    const status = say();
    jump.form.append(box, status);
    const under = combo(jump, box, status, null);
    jump.addEventListener("blur", under.close);

    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k" || event.isComposing) return;
      event.preventDefault();
      if (document.querySelector("dialog[open]")) return;
      const field = make("input", { type: "text", id: "ways-field", maxLength: 60, autocomplete: "off", placeholder: "件号、标题、姓名、单位、页面、要办的事" });
      const list = make("div", { className: "ways-list", hidden: true });
      const told = make("p", { className: "quiet ways-told" });
      told.setAttribute("role", "status");
      const name = make("label", { htmlFor: "ways-field", id: "ways-title", textContent: "去哪里" });
      const dialog = make("dialog", { className: "dialog ways" }, name, field, list, told);
      dialog.setAttribute("aria-labelledby", "ways-title");
      const anywhere = () => {
        if (field.value.trim()) location.assign(`${jump.form.getAttribute("action")}?${new URLSearchParams({ q: field.value.trim() })}`);
      };
      const over = combo(field, list, told, anywhere);
      dialog.addEventListener("close", () => { over.close(); dialog.remove(); });
      dialog.addEventListener("click", (pressed) => { if (pressed.target === dialog) dialog.close(); });
      document.body.append(dialog);
      dialog.showModal();
      field.focus();
      over.ask(true);
    });
  }
})();
