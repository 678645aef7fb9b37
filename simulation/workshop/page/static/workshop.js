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
      if (field.id !== "yaml") { localStorage.removeItem(key(field)); }
      if (field.tagName === "TEXTAREA" && field.id !== "yaml") field.value = "";
    });
  };
  const key = (field) => location.pathname + "#" + field.id;

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-switch]")) { theme(dark() ? "light" : "dark"); return; }
    const button = event.target.closest("[data-act]") || nearest(event);
    if (button && !button.disabled && !(held && button.classList.contains("hold"))) press(button);
    held = false;
  });

  // A dot is small: the nearest one within reach of the finger is meant.
  const nearest = (event) => {
    const chart = event.target.closest && event.target.closest("svg.picks");
    if (!chart) return null;
    const away = (dot) => {
      const box = dot.getBoundingClientRect();
      return Math.hypot(box.x + box.width / 2 - event.clientX, box.y + box.height / 2 - event.clientY);
    };
    const near = [...chart.querySelectorAll("circle[data-run]")].map((dot) => [away(dot), dot]).sort((a, b) => a[0] - b[0])[0];
    return near && near[0] < 24 ? near[1] : null;
  };

  // What cannot be taken back at a press is held for a second; a short press asks for a second one.
  let held = false, holding = 0;
  document.addEventListener("pointerdown", (event) => {
    const button = event.target.closest("button.hold");
    if (!button) return;
    button.classList.add("holding");
    holding = setTimeout(() => { held = true; button.classList.remove("holding"); document.body.classList.add("stale"); send({ act: button.dataset.act, held: "yes" }); }, 1000);
  });
  ["pointerup", "pointercancel"].forEach((name) => document.addEventListener(name, () => {
    clearTimeout(holding);
    document.querySelectorAll(".holding").forEach((each) => each.classList.remove("holding"));
  }));

  // Pointing at a position for a moment lets its first futures be played while somebody speaks.
  let pointing = 0;
  const preview = (event) => {
    clearTimeout(pointing);
    const button = event.target.closest && event.target.closest("button.position[aria-pressed='false']");
    if (button) pointing = setTimeout(() => send({ act: "preview", lever: button.dataset.lever, position: button.dataset.position }), 250);
  };
  document.addEventListener("pointerover", preview);
  document.addEventListener("focusin", preview);

  // Dark for dim rooms; all windows of this browser follow.
  const dark = () => document.documentElement.dataset.theme === "dark";
  const theme = (name) => { localStorage.setItem("theme", name); themed(); };
  const themed = () => {
    document.documentElement.dataset.theme = localStorage.getItem("theme") === "dark" ? "dark" : "light";
    const button = document.querySelector("[data-theme-switch]");
    if (button && button.textContent !== (dark() ? "Light" : "Dark")) button.textContent = dark() ? "Light" : "Dark";
  };
  window.addEventListener("storage", (event) => { if (event.key === "theme") themed(); });
  themed();

  // A quiet clock, and the step of a session of ninety minutes.
  const STEPS = [[10, "trust card, a test question"], [20, "the baseline: guess, then reveal"], [65, "moves: propose, guess, reveal, why"], [75, "camps"], [85, "off-model cards, signposts"], [90, "one line a table"]];
  const tick = () => {
    const clock = document.getElementById("clock");
    if (!clock) return;
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 60000));
    const step = STEPS.find((each) => minutes < each[0]);
    const said = minutes < 600 ? `${minutes} min${step ? " · " + step[1] : ""}` : "";
    if (clock.textContent !== said) clock.textContent = said;
  };
  setInterval(tick, 5000);
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
    const dot = event.target.closest && event.target.closest("circle[data-run]");
    if (dot && ["ArrowRight", "ArrowLeft", "Enter", " "].includes(event.key)) {
      event.preventDefault();
      if (!event.key.startsWith("Arrow")) { press(dot); return; }
      const all = [...dot.ownerSVGElement.querySelectorAll("circle[data-run]")];
      const next = all[all.indexOf(dot) + (event.key === "ArrowRight" ? 1 : -1)];
      if (next) { dot.setAttribute("tabindex", "-1"); next.setAttribute("tabindex", "0"); next.focus(); }
      return;
    }
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
    const acts = { u: "undo", y: "redo", r: "replay", f: "freeze", c: "test", l: "spot" };
    const letter = event.key.toLowerCase();
    if (letter === "d") theme(dark() ? "light" : "dark");
    else if (letter in panels) send({ act: "panel", name: panels[letter] });
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
    else localStorage.setItem(key(field), field.type === "checkbox" ? (field.checked ? "on" : "") : field.value);
  });
  const restore = () => {
    document.querySelectorAll("input[id], select[id], textarea[id]").forEach((field) => {
      if (field.dataset.restored) return;
      field.dataset.restored = "yes";
      const kept = "local" in field.dataset ? localStorage.getItem(field.id) : localStorage.getItem(key(field));
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
    themed();
    tick();
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
