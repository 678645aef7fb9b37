// One listener for every press: the page is drawn by the server, this only says what was pressed.
(() => {
  const send = (said) => window.emitEvent && emitEvent("act", said);
  const fields = (root) => {
    const said = {};
    root.querySelectorAll("input[name], select[name], textarea[name]").forEach((field) => {
      said[field.name] = field.type === "checkbox" ? (field.checked ? "on" : "") : field.value;
    });
    return said;
  };
  const press = (button) => {
    const said = {};
    document.querySelectorAll("form[data-shared]").forEach((form) => Object.assign(said, fields(form)));
    const form = button.closest("form[data-form]");
    if (form) Object.assign(said, fields(form));
    Object.assign(said, button.dataset);
    if ("stale" in button.dataset) document.body.classList.add("stale");
    send(said);
    if (form && !form.hasAttribute("data-shared")) form.querySelectorAll("textarea, input:not([data-keep])").forEach((field) => {
      if (field.id !== "yaml") { sessionStorage.removeItem(key(field)); }
      if (field.tagName === "TEXTAREA" && field.id !== "yaml") field.value = "";
    });
  };
  const key = (field) => location.pathname + "#" + field.id;

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button && !button.disabled) press(button);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-form]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button.go[data-act]") || form.querySelector("button[data-act]:not(.month)");
    if (button) press(button);
  });
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest && event.target.closest("form[data-form]");
    if (event.key === "Enter" && form && event.target.tagName === "INPUT") {
      event.preventDefault();
      const button = form.querySelector("button.go[data-act]");
      if (button) press(button);
      return;
    }
    if (event.target.closest && event.target.closest("input, select, textarea")) return;
    const group = event.target.closest && event.target.closest(".positions, .months, .tabs");
    if (group && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      const all = [...group.querySelectorAll("button")];
      const next = all[all.indexOf(event.target) + (event.key === "ArrowRight" ? 1 : -1)];
      if (next) next.focus();
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("keys-off") === "on") return;
    const panels = { g: "guess", s: "suppose", w: "why", t: "tree", n: "notes" };
    const acts = { u: "undo", y: "redo", r: "replay", f: "freeze", c: "test" };
    const letter = event.key.toLowerCase();
    if (letter in panels) send({ act: "panel", name: panels[letter] });
    else if (letter in acts) send({ act: acts[letter] });
    else if (event.key === "?") send({ act: "sheet", name: "keys" });
    else if (/^[0-9]$/.test(letter)) {
      const card = [...document.querySelectorAll("button.preset")].find((each) => each.textContent.startsWith(letter));
      if (card) press(card);
    }
  });

  // What is typed outlives a reload and a redrawing.
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.id) return;
    if ("local" in field.dataset) localStorage.setItem(field.id, field.checked ? "on" : "");
    else sessionStorage.setItem(key(field), field.type === "checkbox" ? (field.checked ? "on" : "") : field.value);
  });
  const restore = () => {
    document.querySelectorAll("input[id], select[id], textarea[id]").forEach((field) => {
      if (field.dataset.restored) return;
      field.dataset.restored = "yes";
      const kept = "local" in field.dataset ? localStorage.getItem(field.id) : sessionStorage.getItem(key(field));
      if (kept === null) return;
      if (field.type === "checkbox") field.checked = kept === "on";
      else if (field.tagName !== "SELECT" || [...field.options].some((each) => each.value === kept)) field.value = kept;
    });
  };

  // Events of the strip can be dragged to another month.
  document.addEventListener("dragstart", (event) => {
    const chip = event.target.closest && event.target.closest(".chip");
    if (chip) event.dataTransfer.setData("application/json", JSON.stringify({ event: chip.dataset.event, month: chip.dataset.month }));
  });
  document.addEventListener("dragover", (event) => { if (event.target.closest(".month")) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    const month = event.target.closest(".month");
    if (!month) return;
    event.preventDefault();
    document.body.classList.add("stale");
    send({ act: "shift", ...JSON.parse(event.dataTransfer.getData("application/json")), to: month.dataset.month });
  });

  // Redrawing keeps the focus, lifts the veil, and opens dialogs.
  let focused = "";
  document.addEventListener("focusin", (event) => { focused = event.target.id || ""; });
  const drawn = (changes) => {
    restore();
    const lost = !document.activeElement || document.activeElement === document.body;
    const again = lost && focused && document.getElementById(focused);
    if (again) again.focus({ preventScroll: true });
    const dialog = document.getElementById("dialog");
    if (dialog && !dialog.open) {
      dialog.addEventListener("cancel", () => send({ act: "close" }));
      dialog.showModal();
    }
    if (changes.some((each) => each.target.closest && each.target.closest(".charts, .refusal"))) document.body.classList.remove("stale");
  };
  new MutationObserver(drawn).observe(document.documentElement, { childList: true, subtree: true });
})();
