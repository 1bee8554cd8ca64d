/* The left side of the drafting page in tabs: the letter, the form, what a letter has besides, the suggestion. A tab says
   how much is missing in it. Without this file everything stands below each other, the suggestion at the right. */
"use strict";
(() => {
  const left = document.querySelector("[data-panels]");
  if (!left) return;
  const key = `banli:panel:${left.querySelector("form").dataset.keep}`; // a round begins with its letter
  const store = (action) => { try { return action(window.sessionStorage); } catch { return null; } };
  const suggestion = document.getElementById("panel-suggestion");
  if (suggestion) {
    left.append(suggestion);
    suggestion.querySelectorAll(":scope > details").forEach((one) => { one.open = true; });
  }
  const panels = [...left.querySelectorAll("[data-panel]")];
  const list = document.createElement("div");
  list.className = "tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", "写什么、看什么");
  const tabs = new Map(panels.map((panel) => {
    const tab = document.createElement("button");
    Object.assign(tab, { type: "button", id: `tab-${panel.id}`, textContent: panel.dataset.panel });
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    list.append(tab);
    return [panel, tab];
  }));
  left.prepend(list);
  left.classList.add("in-tabs");

  function choose(panel) {
    panels.forEach((one) => {
      one.hidden = one !== panel;
      tabs.get(one).setAttribute("aria-selected", String(one === panel));
      tabs.get(one).tabIndex = one === panel ? 0 : -1;
    });
    left.classList.toggle("reading", panel === suggestion);
    store((box) => box.setItem(key, panel.id));
    left.dataset.open = panel.id;
    left.dispatchEvent(new CustomEvent("opened", { bubbles: true }));
  }
  list.addEventListener("click", (event) => {
    const found = panels.find((panel) => tabs.get(panel).contains(event.target));
    if (found) choose(found);
  });
  list.addEventListener("keydown", (event) => {
    const at = panels.findIndex((panel) => tabs.get(panel) === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: panels.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = panels[(to + panels.length) % panels.length];
    choose(next);
    tabs.get(next).focus();
  });

  /* Brings a field into view whose tab is not open. */
  const reveal = (one) => {
    const panel = one?.closest("[data-panel]");
    if (panel?.hidden) choose(panel);
  };
  window.letterPanels = { reveal };

  // What is missing leads to its place, whichever tab it stands in.
  const go = (target) => {
    reveal(target);
    if (target.matches("div")) target.querySelectorAll(":scope > details").forEach((one) => { one.open = true; });
    const FIELDS = "input:not([type=hidden]), textarea, select";
    (target.matches(FIELDS) ? target : target.querySelector(`${FIELDS}, summary, a, button`))?.focus({ preventScroll: true });
    target.scrollIntoView({ block: target.offsetHeight > innerHeight / 2 ? "start" : "center" });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target || target.contains(link) || link.matches(".skip")) return;
    event.preventDefault();
    go(target);
  });

  const count = () => panels.forEach((panel) => {
    const inside = (one) => Boolean(one && panel.contains(one));
    const missing = [...document.querySelectorAll("#missing a")].filter((link) => inside(document.getElementById(link.hash.slice(1)))).length;
    const wrong = [...document.querySelectorAll(".findings li.error")].filter((row) => inside(left.querySelector(`[name="${CSS.escape(row.dataset.name || "-")}"]`))).length;
    const tab = tabs.get(panel), number = missing + wrong;
    tab.textContent = panel.dataset.panel;
    if (!number) return;
    const shown = document.createElement("i"), said = document.createElement("span");
    Object.assign(said, { className: "visually-hidden", textContent: "处要办" });
    shown.append(String(number), said);
    tab.append(" ", shown);
  });
  document.addEventListener("checked", count);
  count();

  const wrong = left.querySelector(".has-error")?.closest("[data-panel]");
  const before = store((box) => box.getItem(key));
  choose(wrong || panels.find((panel) => panel.id === before) || panels[0]);
})();
