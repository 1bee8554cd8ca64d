/* The typeset letter, or the 办理情况表 while that is filled in, keeps up with the form and rolls to where one writes. The server sets the pages; without this
   file they show the text the page was opened with. */
"use strict";
(() => {
  const preview = document.querySelector("[data-preview]");
  const form = preview && document.getElementById(preview.dataset.previewOf);
  if (!form) return;
  const roll = preview.querySelector("[data-preview-roll]");
  const says = preview.querySelector("[data-preview-says]");
  const PAUSE = 150; // ms from a key to the request; one request at a time, the newest text goes next
  const PATIENCE = 20000; // ms
  const LATER = "版面暂时不能更新，文字照常可写";
  const GONE = "版面不再更新：可能已经退出登录，或者这件已不由您办理。文字还在，请先复制下来。";

  // Which paper is shown: what one fills in.
  const FORM = "panel-form";
  const open = () => document.querySelector("[data-panels]")?.dataset.open;
  let table = false;
  const paper = () => (table ? "办理情况表，" : "");

  const say = (words, behind) => {
    if (says.textContent !== words) says.textContent = words;
    says.classList.toggle("behind", behind);
  };

  // Only the pages that changed are put in: what is selected on the others stays selected, and nothing jumps.
  const swap = (html) => {
    const fresh = [...new DOMParser().parseFromString(html, "text/html").body.children];
    mark(null);
    fresh.forEach((page, at) => {
      const old = roll.children[at];
      if (!old) roll.append(page);
      else if (!old.isEqualNode(page)) old.replaceWith(page);
    });
    while (roll.children.length > fresh.length) roll.lastElementChild.remove();
    const pages = roll.querySelectorAll("svg").length;
    say(pages ? `${paper()}共${pages}页` : "", false);
    follow();
  };

  let waiting, busy = false, again = false;
  const ask = async () => {
    waiting = undefined;
    if (busy) { again = true; return; }
    busy = true;
    const asked = table;
    try {
      const answer = await fetch(`${preview.dataset.preview}${asked ? "?of=form" : ""}`, {
        method: "POST",
        body: new FormData(form),
        signal: AbortSignal.timeout(PATIENCE),
      });
      const html = await answer.text();
      if (asked !== table) again = true; // the other paper was asked for meanwhile
      else if (answer.ok && !answer.redirected) swap(html);
      else if (answer.status === 400) say(new DOMParser().parseFromString(html, "text/html").querySelector(".preview-none")?.textContent || LATER, true);
      else say(answer.redirected || [401, 403, 404].includes(answer.status) ? GONE : LATER, true);
    } catch { say(LATER, true); }
    busy = false;
    if (again) { again = false; soon(); }
  };
  const soon = () => { waiting ??= setTimeout(ask, PAUSE); };
  form.addEventListener("input", (event) => { if (!event.isComposing) soon(); });
  form.addEventListener("compositionend", soon); // an input method has put its characters in

  document.addEventListener("opened", () => {
    if (!["panel-letter", FORM].includes(open()) || table === (open() === FORM)) return; // the others show what stood there
    table = open() === FORM;
    roll.scrollTop = 0;
    roll.setAttribute("aria-label", `排好的${table ? "办理情况表" : roll.dataset.letter}，可以上下滚动`);
    soon();
  });
  if (open() === FORM) document.dispatchEvent(new Event("opened"));

  // The line on paper of a place in a field: paragraphs are counted as the printer counts them, without blank lines.
  const line = () => {
    const field = document.activeElement;
    if (!field || field.form !== form) return null;
    if (field.name !== "body") return roll.querySelector(`[data-from="${CSS.escape(field.name)}"]`);
    const lines = field.value.slice(0, field.selectionStart).split("\n");
    const within = lines.at(-1).trimStart().length;
    const before = lines.slice(0, -1).filter((one) => one.trim()).length;
    const found = [...roll.querySelectorAll(`[data-from="body-${before}"]`)];
    return found.filter((one) => one.dataset.at <= within).at(-1) || found[0] || roll.querySelector(`[data-from="body-${before - 1}"]`);
  };

  const mark = (at) => {
    roll.querySelectorAll(".here").forEach((one) => one.remove());
    if (!at) return;
    const text = at.querySelector("text");
    const size = Number(text.getAttribute("font-size"));
    const bar = document.createElementNS(text.namespaceURI, "rect");
    Object.entries({ class: "here", x: 66, y: text.getAttribute("y") - size * 0.9, width: 2, height: size * 1.1 })
      .forEach(([name, value]) => bar.setAttribute(name, value));
    at.ownerSVGElement.append(bar);
  };

  function follow() {
    const at = line();
    mark(at);
    if (!at || roll.scrollHeight <= roll.clientHeight) return;
    const { top, bottom } = at.getBoundingClientRect();
    const room = roll.getBoundingClientRect();
    const edge = room.height / 6;
    if (top < room.top + edge || bottom > room.bottom - edge) roll.scrollTop += top - room.top - room.height / 3;
  }
  let following = 0;
  document.addEventListener("selectionchange", () => {
    if (document.activeElement?.form !== form) return;
    cancelAnimationFrame(following);
    following = requestAnimationFrame(follow);
  });
  form.addEventListener("focusin", follow);

  // The other way: a press on a line of the paper goes to its place in the text.
  roll.addEventListener("click", (event) => {
    const at = event.target.closest("[data-from]");
    if (!at || !document.getSelection().isCollapsed) return;
    const [name, paragraph] = at.dataset.from.split("-");
    const found = form.elements[name];
    if (!found) return;
    const field = found instanceof RadioNodeList ? [...found].find((one) => one.checked) || found[0] : found;
    if (field.type === "radio") { window.letterPanels?.reveal(field); field.focus(); return; }
    let place = 0;
    if (paragraph !== undefined) {
      const written = [...field.value.matchAll(/[^\n]+/g)].filter((one) => one[0].trim());
      const one = written[paragraph];
      if (!one) return;
      const row = window.letterTables?.isRow(one[0]);
      place = one.index + (row ? window.letterTables.placeInRow(one[0], Number(at.dataset.at)) : one[0].length - one[0].trimStart().length + Number(at.dataset.at));
    }
    window.letterPanels?.reveal(field);
    field.focus();
    field.setSelectionRange(place, place);
  });
})();
