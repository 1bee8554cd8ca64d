/* "?" opens the keys and this page's chapter of the handbook over the page. Without this file 帮助 at the side leads there. */
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
    const close = make("button", { type: "button", className: "btn", textContent: "关闭" });
    const more = make("a", { className: "btn", href: link.href, textContent: "打开手册" });
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
})();
