/* A security key (WebAuthn): the server says what to ask, the browser asks the key, the answer goes with the form.
   Without this file the buttons do not show, and a code does the same. */
"use strict";
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const letters = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const SAID = {
    NotAllowedError: "没有用上密钥：时间到了，或者取消了。可以再按一次，也可以换一种方式。",
    InvalidStateError: "这把密钥已经登记过了，请换一把。",
    SecurityError: "这个网址不能用安全密钥，请用平时登录的网址打开，或者换一种方式。",
  };

  const readable = (asked) => {
    const options = { ...asked, challenge: bytes(asked.challenge) };
    if (asked.user) options.user = { ...asked.user, id: bytes(asked.user.id) };
    for (const list of ["allowCredentials", "excludeCredentials"]) {
      if (asked[list]) options[list] = asked[list].map((one) => ({ ...one, id: bytes(one.id) }));
    }
    return options;
  };

  const written = (key) => {
    const response = { clientDataJSON: letters(key.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) response[name] = letters(key.response[name]);
    }
    if (key.response.getTransports) response.transports = key.response.getTransports();
    return JSON.stringify({ id: key.id, rawId: letters(key.rawId), type: key.type, response });
  };

  document.querySelectorAll("[data-key]").forEach((row) => {
    const button = row.querySelector("button"), said = row.querySelector("[role=status]");
    const isNew = row.dataset.key === "new";
    const form = isNew ? row.closest("form") : row.parentElement.querySelector("input[name$=_key]").form;
    const field = isNew ? form.elements.key_new : row.parentElement.querySelector("input[name$=_key]");
    const ask = async () => {
      const body = new URLSearchParams({ purpose: row.dataset.key, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
      const answer = await fetch(row.dataset.url, { method: "POST", body, headers: { Accept: "application/json" } });
      const options = await answer.json().catch(() => ({}));
      if (!answer.ok || options.error) throw new Error(options.error || "暂时连不上，请再按一次。");
      const publicKey = readable(options);
      return isNew ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey });
    };
    button.addEventListener("click", async () => {
      if (isNew && !form.elements.key_name.value.trim()) {
        said.textContent = "请先给这把密钥起个名称。";
        form.elements.key_name.focus();
        return;
      }
      button.disabled = true;
      said.textContent = "请碰一下密钥……";
      try {
        field.value = written(await ask());
        said.textContent = "密钥已经回答。";
        if ("goesOn" in row.dataset) form.submit();
      } catch (error) {
        said.textContent = SAID[error.name] || error.message;
      } finally {
        button.disabled = false;
      }
    });
    row.hidden = false;
  });
})();
