/* The signature pad: strokes in the pad's own measure, kept when the phone is turned or the page comes back. */
"use strict";
(() => {
  const canvas = document.querySelector("canvas.pad"), form = canvas.form || canvas.closest("form");
  const key = `strokes-${location.pathname}`;
  let strokes = [], size = null, current = null;
  try { ({ strokes, size } = JSON.parse(sessionStorage.getItem(key)) || { strokes, size }); } catch { /* nothing kept */ }
  const keep = () => { try { sessionStorage.setItem(key, JSON.stringify({ strokes, size })); } catch { /* full or off */ } };

  const draw = () => {
    const pen = canvas.getContext("2d"), ratio = window.devicePixelRatio || 1;
    canvas.width = size.width * ratio;
    canvas.height = size.height * ratio;
    pen.scale(ratio, ratio);
    pen.lineWidth = Math.max(3, size.width / 110);
    pen.lineCap = pen.lineJoin = "round";
    strokes.forEach((stroke) => {
      pen.beginPath();
      stroke.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.lineTo(...stroke.at(-1));
      pen.stroke();
    });
  };
  // Turned or resized: what is written is made to fit, not lost.
  const fit = () => {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (size) {
      const by = Math.min(width / size.width, height / size.height);
      strokes = strokes.map((stroke) => stroke.map(([x, y]) => [x * by, y * by]));
    }
    size = { width, height };
    draw();
    canvas.removeAttribute("aria-busy"); // from here on a finger leaves ink
  };
  const point = (event) => [
    Math.min(Math.max(event.offsetX, 0), size.width),
    Math.min(Math.max(event.offsetY, 0), size.height),
  ];
  canvas.addEventListener("pointerdown", (event) => {
    if (current !== null) return; // one finger writes
    event.preventDefault();
    current = event.pointerId;
    canvas.setPointerCapture(current);
    strokes.push([point(event)]);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== current) return;
    strokes.at(-1).push(point(event));
    draw();
  });
  const lift = (event) => { if (event.pointerId === current) { current = null; keep(); } };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  const change = (selector, to) => document.querySelector(selector).addEventListener("click", () => { strokes = to(); draw(); keep(); });
  change("[data-clear]", () => []);
  change("[data-undo]", () => strokes.slice(0, -1));
  form.addEventListener("submit", () => {
    const by = 1000 / size.width;
    form.elements.strokes.value = JSON.stringify(strokes.map((stroke) => stroke.map(([x, y]) => [Math.round(x * by), Math.round(y * by)])));
    try { sessionStorage.removeItem(key); } catch { /* off */ }
  });
  new ResizeObserver(fit).observe(canvas);
})();
