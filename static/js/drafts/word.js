/* A Word file, dropped on the form or chosen, is read by the server and put in where the writer says. Nothing is saved
   by it, and what stood there before can be had back. */
"use strict";
(() => {
  const form = document.getElementById("draft-form");
  const place = form?.querySelector("[data-word]");
  const input = document.querySelector("[data-word-file]");
  if (!place || !input) return;
  const menu = input.closest("details");
  input.removeAttribute("form"); // it goes by itself, not with what is autosaved and previewed
  menu.querySelector("[data-word-plain]").hidden = true; // the file is read as soon as it is chosen

  const part = (tag, text, name = "") => Object.assign(document.createElement(tag), { textContent: text, className: name });
  const show = (kind, ...rows) => {
    const notice = part("div", "", `notice ${kind}`);
    notice.append(...rows);
    place.replaceChildren(notice);
    place.scrollIntoView({ block: "nearest" });
  };
  const buttons = (...choices) => {
    const row = part("p", "", "row");
    choices.forEach(([label, action]) => {
      const button = part("button", label, "btn small");
      button.type = "button";
      button.addEventListener("click", action);
      row.append(button);
    });
    return row;
  };
  const put = (field, text, from, to) => {
    field.focus();
    field.setSelectionRange(from, to);
    const here = document.activeElement === field; // a field that is hidden takes no cursor
    if (here && document.execCommand(text ? "insertText" : "delete", false, text)) return; // undo works
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const choose = (buttons, text) => {
    [...buttons].forEach((button) => { button.checked = button.value === text; });
    buttons[0].dispatchEvent(new Event("change", { bubbles: true }));
  };
  const replace = (field, text) => {
    if (!field || field.value === text) return;
    if (field instanceof RadioNodeList) choose(field, text);
    else put(field, text, 0, field.value.length);
  };

  function told(found) {
    const rows = found.left_out.length ? [part("p", `${found.left_out.join("；")}。`)] : [];
    return [...rows, ...found.notes.map((note) => part("p", note))];
  }

  function take(found, after) {
    const { body } = form.elements;
    window.letterPanels?.reveal(body);
    const texts = { title: after ? "" : found.title, ...found.fields }; // what has a field of its own
    const before = Object.keys({ body, ...texts }).map((name) => [form.elements[name], form.elements[name].value]);
    if (after) put(body, (body.value.trim() ? "\n" : "") + found.body, body.value.trimEnd().length, body.value.length);
    else if (found.body) replace(body, found.body);
    Object.entries(texts).forEach(([name, text]) => {
      if (text && !(after && form.elements[name].value.trim())) replace(form.elements[name], text);
    });
    body.focus();
    const rows = [part("p", "Word 文件里的文字已经放进来，还没有保存。请看过以后再保存。"), ...told(found)];
    show("info", ...rows, buttons(
      ["恢复原来的文字", () => { before.forEach(([field, text]) => replace(field, text)); place.replaceChildren(); }],
      ["知道了", () => place.replaceChildren()],
    ));
  }

  function ask(found) {
    if (!form.elements.body.value.trim()) { take(found, false); return; }
    const size = `标题“${found.title || "没有认出"}”，正文${found.body.length}字`;
    show("info", part("p", `Word 文件已经读好：${size}。现在的正文怎么办？`), ...told(found), buttons(
      ["替换正文", () => take(found, false)],
      ["接在正文后面", () => take(found, true)],
      ["不用了", () => place.replaceChildren()],
    ));
    place.querySelector("button").focus();
  }

  async function read(file) {
    menu.open = false;
    show("info", part("p", `正在读取“${file.name}”…`));
    const data = new FormData();
    data.append("word", file);
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(place.dataset.word, { method: "POST", body: data, headers: { Accept: "application/json" } });
      const found = await answer.json();
      if (found.error) show("warn", part("p", `没有导入。${found.error}您写的文字没有动。`));
      else ask(found);
    } catch {
      show("warn", part("p", "没有导入：可能断了网，或者已经退出登录。您写的文字没有动，请先保存，再试一次。"));
    }
    input.value = "";
  }

  input.addEventListener("change", () => { if (input.files.length) read(input.files[0]); });
  const files = (event) => event.dataTransfer?.types.includes("Files");
  form.addEventListener("dragover", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    form.classList.add("dropping");
  });
  form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) form.classList.remove("dropping"); });
  form.addEventListener("drop", (event) => {
    form.classList.remove("dropping");
    if (!files(event)) return;
    event.preventDefault();
    if (event.dataTransfer.files.length === 1) read(event.dataTransfer.files[0]);
    else show("warn", part("p", "一次只能导入一个文件，请一个一个地拖进来。"));
  });
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); }
  });
})();
