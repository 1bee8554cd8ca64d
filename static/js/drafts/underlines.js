/* What the checker found, underlined where it stands in the text: red where it should be changed, blue dots where it
   should be looked at. The lines are drawn behind the field from where a hidden copy of its text breaks; the field
   itself is never touched, so that typing, copying and taking back stay the browser's. F8 goes from one to the next. */
"use strict";
(() => {
  const form = document.querySelector("#draft-form, form[data-amend]");
  const found = window.letterFindings;
  if (!form || !found) return;
  // What decides where a line breaks.
  const METRICS = ["fontFamily", "fontSize", "fontStyle", "fontWeight", "fontKerning", "fontFeatureSettings", "fontVariantNumeric", "lineHeight", "letterSpacing", "wordSpacing",
    "textAlign", "textIndent", "textTransform", "tabSize", "wordBreak", "overflowWrap", "lineBreak", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft"];
  const part = (name, ...inside) => {
    const made = document.createElement("div");
    made.className = name;
    made.append(...inside);
    return made;
  };

  // ---- one field and its lines ----

  const views = new Map([...form.querySelectorAll("textarea")].filter((area) => !area.closest("[hidden]") || area.name).map((area) => [area, begin(area)]));

  function begin(area) {
    const ruler = part("ruler"), sheet = part("", ruler), layer = part("underlines", sheet);
    layer.setAttribute("aria-hidden", "true");
    area.before(layer);
    area.classList.add("underlined");
    const view = { area, ruler, sheet, layer, text: area.value, marks: [], waiting: 0 };
    area.addEventListener("scroll", () => roll(view), { passive: true });
    area.addEventListener("input", () => { shift(view); soon(view); if (pop.view === view) shut(); });
    area.addEventListener("click", () => { if (area.selectionStart === area.selectionEnd) ask(view, area.selectionStart); });
    new ResizeObserver(() => soon(view)).observe(area);
    return view;
  }
  function roll(view) {
    view.sheet.style.transform = `translateY(${-view.area.scrollTop}px)`;
    if (pop.view === view) place();
  }
  // What is typed moves the marks behind it; a mark that is typed in goes until the checker has looked again.
  function shift(view) {
    const before = view.text, now = view.area.value, most = Math.min(before.length, now.length);
    let head = 0, tail = 0;
    while (head < most && before[head] === now[head]) head += 1;
    while (tail < most - head && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
    const end = before.length - tail, by = now.length - before.length;
    view.marks = view.marks.filter((mark) => mark.to <= head || mark.from >= end).map((mark) => (mark.from >= end ? { ...mark, from: mark.from + by, to: mark.to + by } : mark));
    view.text = now;
  }
  function soon(view) {
    cancelAnimationFrame(view.waiting);
    view.waiting = requestAnimationFrame(() => draw(view));
  }
  function draw(view) {
    const { area, ruler, sheet, layer, marks } = view;
    sheet.replaceChildren(ruler);
    if (!marks.length || !area.offsetParent) { ruler.textContent = ""; return; }
    const look = getComputedStyle(area);
    METRICS.forEach((name) => { ruler.style[name] = look[name]; });
    Object.assign(layer.style, { left: `${area.offsetLeft + area.clientLeft}px`, top: `${area.offsetTop + area.clientTop}px`, width: `${area.clientWidth}px`, height: `${area.clientHeight}px` });
    ruler.textContent = `${area.value} `;
    const corner = sheet.getBoundingClientRect(), places = marks.map((mark) => {
      const range = document.createRange();
      range.setStart(ruler.firstChild, mark.from);
      range.setEnd(ruler.firstChild, mark.to);
      return [...range.getClientRects()].filter((one) => one.width);
    });
    marks.forEach((mark, at) => { // all are measured before one is drawn: a text may have hundreds
      mark.bars = places[at].map((one) => {
        const bar = part(`underline ${mark.kind}`);
        Object.assign(bar.style, { left: `${one.left - corner.left}px`, top: `${one.top - corner.top}px`, width: `${one.width}px`, height: `${one.height}px` });
        return bar;
      });
    });
    sheet.append(...marks.flatMap((mark) => mark.bars));
    roll(view);
    light();
  }

  function take() {
    const rows = found.places();
    views.forEach((view) => {
      view.text = view.area.value;
      view.marks = rows.filter((one) => one.control === view.area && one.to > one.from && !one.row.matches(".kept"))
        .map(({ row, from, to }) => ({ row, from, to, kind: row.matches(".error") ? "error" : "look" })).sort((a, b) => a.from - b.from);
      draw(view);
    });
    if (pop.view && !pop.view.marks.some((one) => one.row === pop.mark.row)) shut();
  }

  // ---- what is said at the place ----

  const pop = { view: null, mark: null, box: part("mark-pop") };
  pop.box.setAttribute("role", "status");
  const button = (words, action) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "btn small", textContent: words });
    made.addEventListener("click", action);
    return made;
  };
  function ask(view, at) {
    const mark = view.marks.find((one) => one.from <= at && at <= one.to);
    if (mark) open(view, mark); else shut();
  }
  function open(view, mark) {
    const { row } = mark, acts = part("row"), mends = row.querySelector("[name=mend]"), keeps = row.querySelector("a[href]");
    Object.assign(pop, { view, mark });
    const words = Object.assign(document.createElement("p"), { textContent: row.querySelector("p").textContent });
    if (mends) acts.append(button(mends.dataset.to ? `改成“${mends.dataset.to}”` : "删去", () => { shut(); mends.click(); }));
    if (keeps) acts.append(Object.assign(document.createElement("a"), { href: keeps.href, textContent: keeps.textContent }));
    acts.append(button("知道了", () => { shut(); view.area.focus(); }));
    pop.box.replaceChildren(words, acts);
    view.area.after(pop.box);
    light();
    place();
  }
  function place() {
    const { area, layer } = pop.view, bar = pop.mark.bars?.at(-1);
    if (!bar) { pop.box.hidden = true; return; }
    const below = bar.offsetTop + bar.offsetHeight - area.scrollTop;
    pop.box.hidden = below < 0 || below > area.clientHeight + 2;
    // Over the words where there is no room below them: the bar at the foot would cover it.
    const high = pop.box.offsetHeight + 4, above = pop.mark.bars[0].offsetTop - area.scrollTop - high;
    const top = below + high > area.clientHeight && above >= 0 ? above : below + 4;
    Object.assign(pop.box.style, { left: layer.style.left, width: layer.style.width, top: `${area.offsetTop + area.clientTop + top}px` });
  }
  function shut() {
    pop.box.remove();
    Object.assign(pop, { view: null, mark: null });
    light();
  }
  function light() {
    form.ownerDocument.querySelectorAll(".findings .current").forEach((one) => one.classList.remove("current"));
    form.querySelectorAll(".underline.current").forEach((one) => one.classList.remove("current"));
    const now = pop.mark && pop.view.marks.find((one) => one.row === pop.mark.row);
    if (!now) return;
    pop.mark = now;
    now.row.classList.add("current");
    now.bars?.forEach((bar) => bar.classList.add("current"));
    const list = now.row.closest(".findings");
    if (list.scrollHeight > list.clientHeight) list.scrollTop = now.row.offsetTop - list.clientHeight / 3;
  }

  /* The place in view, selected; true where it could be shown. */
  function show(area, from, to) {
    const view = views.get(area), mark = view?.marks.find((one) => one.from === from && one.to === to);
    area.focus({ preventScroll: true });
    area.setSelectionRange(from, to);
    const bar = mark?.bars?.[0];
    if (!bar) return false;
    if (bar.offsetTop < area.scrollTop || bar.offsetTop + bar.offsetHeight > area.scrollTop + area.clientHeight - 96) area.scrollTop = bar.offsetTop - area.clientHeight / 3;
    open(view, mark);
    bar.scrollIntoView({ block: "nearest" });
    return true;
  }
  window.letterUnderlines = { show };

  // ---- keys ----

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "F8" && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const all = [...views.values()].flatMap((view) => view.marks.map((mark) => ({ view, mark })));
      if (!all.length) return;
      event.preventDefault();
      const order = [...views.keys()], field = order.indexOf(document.activeElement), at = document.activeElement.selectionStart;
      const whole = ({ view, mark }) => [order.indexOf(view.area), mark.from];
      const after = (one) => { const [on, from] = whole(one); return field < 0 || on > field || (on === field && from > at); };
      const before = (one) => { const [on, from] = whole(one); return field >= 0 && (on < field || (on === field && from < at)); };
      const next = event.shiftKey ? all.filter(before).at(-1) || all.at(-1) : all.find(after) || all[0];
      window.letterPanels?.reveal(next.view.area);
      if (!next.mark.bars?.length) draw(next.view);
      show(next.view.area, next.mark.from, next.mark.to);
    } else if (event.key === "Escape" && pop.view) {
      const { area } = pop.view;
      shut();
      area.focus();
    }
  });
  document.addEventListener("pointerdown", (event) => { if (pop.view && !pop.box.contains(event.target) && event.target !== pop.view.area) shut(); });
  document.addEventListener("checked", take);
  document.fonts?.ready.then(() => views.forEach(draw));
  take();
})();
