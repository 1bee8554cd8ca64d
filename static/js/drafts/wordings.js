/* Standard wording next to the draft: found by a word, and asked of the server at the moment it is put in, so that
   a page left open over an expiry puts nothing in. Without this file the words are there to be copied. */
"use strict";
(() => {
  const list = document.querySelector("[data-wordings]");
  if (!list) return;
  const said = list.querySelector("[data-wordings-said]");
  const say = (words) => { said.textContent = words; };
  list.querySelectorAll("[data-insert-ask]").forEach((button) => { button.hidden = false; });

  // Caught before the desk's own handler (draft.js), which sees the button again once the server has agreed.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-insert-ask]");
    if (!button || button.dataset.agreed) return;
    event.stopImmediatePropagation();
    button.disabled = true;
    try {
      const answer = await fetch(button.dataset.insertAsk, { headers: { Accept: "text/plain" } });
      const words = await answer.text();
      const plain = (answer.headers.get("Content-Type") || "").startsWith("text/plain");
      const shown = document.getElementById(button.dataset.insert);
      if (answer.ok && plain && !answer.redirected) {
        shown.textContent = words;
        say("");
        button.disabled = false;
        button.dataset.agreed = "1";
        button.click();
        delete button.dataset.agreed;
      } else if (answer.status === 409 && plain) {
        shown.remove();
        button.remove();
        say(words);
      } else {
        say("没有插入：页面可能已经退出登录，请保存文字以后刷新再试。");
      }
    } catch {
      say("没有插入：现在连不上服务器，请过一会儿再试。");
    }
    button.disabled = false;
  }, true);

  const search = list.querySelector("[data-wordings-search]");
  search.hidden = false;
  search.querySelector("input").addEventListener("input", (event) => {
    const word = event.target.value.trim();
    list.querySelectorAll("[data-wordings-topic]").forEach((topic) => {
      const has = (element) => element.textContent.includes(word);
      const whole = has(topic.querySelector("summary"));
      const rows = [...topic.querySelectorAll(".wording")];
      rows.forEach((row) => { row.hidden = Boolean(word) && !whole && !has(row); });
      topic.hidden = rows.every((row) => row.hidden);
      topic.open = Boolean(word) && !topic.hidden;
    });
  });
})();
