// What runs in the browser: controls, a canvas, the sentence, the state. The kernel draws; this paints.
//
// Messages are few, because JupyterLab draws its signs of a busy kernel anew for each one, which takes longer than a
// picture. While a frame is unpainted, changes wait and travel with the acknowledgement; an acknowledgement that nobody
// waits for travels with the next change. So neither side ever falls behind, however slow the network.

const SILENCE = 3000; // ms without a word from the kernel before the page asks, and then says that it gets no answer
const ASKS = 6; // times that it asks, each time with twice the patience
const GAP = 40; // ms between two messages of a drag when no frame comes
const POSITIONS = 200; // steps of a logarithmic slider
const QUIET = 8; // s without a step of a lab before its page says so: the first may load libraries and train models
const LATE = 400; // ms after which the kernel must have heard of a change
const NO_ANSWER = "The kernel does not answer. It is busy, or it has stopped: then run this cell again.";

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// To read it through a Response would be shorter, and takes four times as long.
async function inflate(data) {
  const stream = new DecompressionStream("deflate");
  const writer = stream.writable.getWriter();
  writer.write(data);
  writer.close();
  const parts = [];
  const reader = stream.readable.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value);
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return new Uint32Array(all.buffer);
}

// A text that stays the same must not cost the page a new layout.
function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// ---- controls: each is {node, set(value)} and calls change(value) --------------------------------------------------

const decimals = (step) => Math.max(0, Math.min(8, -Math.floor(Math.log10(step) + 1e-9)));
const spell = (number) => {
  const short = Number.isInteger(number) ? number : Number(number.toPrecision(4));
  return short !== 0 && Math.abs(short) < 0.001 ? short.toExponential() : String(short);
};

function scale(control) {
  if (!control.log) {
    const round = (value) => Number(value.toFixed(control.integer ? 0 : decimals(control.step) + 1));
    return { min: control.low, max: control.high, step: control.step, to: (value) => value, from: round };
  }
  const span = Math.log(control.high / control.low);
  const from = (position) => {
    const value = Number((control.low * Math.exp((span * position) / POSITIONS)).toPrecision(2));
    const inside = Math.min(control.high, Math.max(control.low, value));
    return control.integer ? Math.round(inside) : inside;
  };
  return { min: 0, max: POSITIONS, step: 1, to: (value) => (POSITIONS * Math.log(value / control.low)) / span, from };
}

function numeric(control, id, change) {
  const { min, max, step, to, from } = scale(control);
  const rule = `${control.integer ? "whole number" : "number"} from ${spell(control.low)} to ${spell(control.high)}`;
  let current;
  const complaint = element("div", { class: "wb-complaint", id: `${id}-complaint`, role: "alert" });
  const box = element("input", {
    type: "number", class: "wb-box", min: String(control.low), max: String(control.high),
    step: control.log || !control.integer ? "any" : String(control.step),
    "aria-label": `${control.label}, exact value`, "aria-describedby": `${id}-complaint`,
  });
  const range = control.kind === "slider" && element("input", {
    type: "range", id, min: String(min), max: String(max), step: String(step), "aria-describedby": `${id}-help`,
  });
  if (!range) box.id = id;
  const complain = (text) => {
    complaint.textContent = text;
    box.toggleAttribute("aria-invalid", Boolean(text));
  };
  const set = (value) => {
    current = value;
    complain("");
    box.value = spell(value);
    if (range) {
      range.value = String(to(value));
      range.setAttribute("aria-valuetext", `${spell(value)} ${control.unit}`.trim());
      range.style.setProperty("--wb-fill", `${(100 * (to(value) - min)) / (max - min)}%`);
    }
  };
  if (range) {
    range.addEventListener("input", () => {
      // On a logarithmic scale several places round to one value: go on to the next that differs.
      let place = Number(range.value);
      const way = Math.sign(place - to(current)) * step;
      while (way && from(place) === current && place + way >= min && place + way <= max) place += way;
      const value = from(place);
      if (value === current) return;
      set(value);
      change(value);
    });
  }
  const take = () => {
    if (box.value === spell(current)) {
      complain("");
      return; // nobody changed it; and it shows fewer digits than the value may have
    }
    const value = Number(box.value);
    const wrong = box.value === "" || !(value >= control.low && value <= control.high);
    if (wrong || (control.integer && !Number.isInteger(value))) {
      complain(`This must be a ${rule}. The lab still uses ${spell(current)}.`);
      return;
    }
    set(value);
    change(value);
  };
  box.addEventListener("change", take);
  // In a notebook's output Enter reaches the box, and yet the browser tells of no change.
  box.addEventListener("keydown", (event) => event.key === "Enter" && take());
  // Who scrolls the page over a box must not change what stands in it.
  box.addEventListener("wheel", () => {
    box.readOnly = true;
    setTimeout(() => (box.readOnly = false));
  }, { passive: true });
  const unit = element("span", { class: "wb-unit" }, control.unit);
  const head = element("div", { class: "wb-head" }, element("label", { for: id }, control.label), box, unit);
  return { node: element("div", { class: "wb-control" }, head, ...(range ? [range] : []), complaint), set };
}

function choice(control, id, change) {
  const options = control.options.map(([, words], i) => element("option", { value: String(i) }, words));
  const select = element("select", { id, "aria-describedby": `${id}-help` }, ...options);
  select.addEventListener("change", () => change(control.options[Number(select.value)][0]));
  const head = element("div", { class: "wb-head wb-choice" }, element("label", { for: id }, control.label), select);
  const set = (value) => (select.value = String(control.options.findIndex(([option]) => option === value)));
  return { node: element("div", { class: "wb-control" }, head), set };
}

function toggle(control, id, change) {
  const box = element("input", { type: "checkbox", id, "aria-describedby": `${id}-help` });
  box.addEventListener("change", () => change(box.checked));
  const head = element("div", { class: "wb-head wb-toggle" }, box, element("label", { for: id }, control.label));
  return { node: element("div", { class: "wb-control" }, head), set: (value) => (box.checked = value) };
}

const KINDS = { slider: numeric, number: numeric, choice, toggle };

// ---- the lab -------------------------------------------------------------------------------------------------------

class Page {
  constructor(model, el) {
    this.model = model;
    this.spec = model.get("spec");
    this.id = `wb${Math.random().toString(36).slice(2)}`; // every lab loads this module anew: counting gives each a 1
    this.values = { ...this.spec.values };
    this.run = 1;
    this.shown = 0;
    this.changed = null; // settings that are not on their way yet
    this.painting = false; // a frame has come and is not acknowledged yet
    this.owing = false; // the kernel waits for an acknowledgement
    this.sent = 0; // when the newest settings left for the kernel
    this.stopping = false; // Stop was pressed, and the run has not come to its next step
    this.driven = false; // the newest settings came from the kernel, and more may follow
    this.part = -1; // number of the last piece of a picture; 0 is a whole one
    this.asked = 0; // times that the page has asked and heard nothing
    this.painted = Promise.resolve();
    this.build();
    el.append(this.root);
    this.hear = (message, buffers) => this.receive(message, buffers);
    model.on("msg:custom", this.hear);
    model.on("change:spec", this.respec, this);
    this.follow();
  }

  build() {
    const { spec, id } = this;
    this.controls = {};
    const plain = element("div", { class: "wb-controls" });
    const more = element("div", { class: "wb-controls" });
    for (const control of spec.controls) {
      const made = KINDS[control.kind](control, `${id}-${control.name}`, (value) => this.change({ [control.name]: value }));
      made.node.dataset.control = control.name;
      if (control.help) made.node.append(element("p", { class: "wb-help", id: `${id}-${control.name}-help` }, control.help));
      made.set(this.values[control.name]);
      this.controls[control.name] = made;
      (control.more ? more : plain).append(made.node);
    }
    this.suggestions = element("div", { class: "wb-suggestions" });
    const panel = element("div", { class: "wb-panel" }, plain);
    if (more.children.length) {
      panel.append(element("details", { class: "wb-more" }, element("summary", {}, "More settings"), more));
    }

    this.canvas = element("canvas", { class: "wb-canvas", role: "img", "aria-label": "The picture is being drawn." });
    this.canvas.addEventListener("click", (event) => {
      const box = this.canvas.getBoundingClientRect();
      const x = (event.clientX - box.left) / box.width;
      this.tell({ type: "pick", x, y: (event.clientY - box.top) / box.height });
    });
    this.text = element("p", { class: "wb-text", "aria-live": "polite", id: `${id}-text` });
    this.alert = element("div", { class: "wb-alert", role: "alert", hidden: true });
    this.bar = element("progress", { class: "wb-bar", max: 1, value: 0, "aria-label": "Progress" });
    this.status = element("span", { class: "wb-status" });

    const button = (name, words, title, act) =>
      element("button", { type: "button", class: `wb-button wb-${name}`, "data-action": name, title, onclick: act }, words);
    this.runButton = button("run", "Run", "Run again with these settings", () => this.again());
    this.pauseButton = button("pause", "Pause", "Hold the run, to go on later", () => this.pause());
    this.stopButton = button("stop", "Stop", "End the run and keep this picture", () => this.stop());
    const reset = button("reset", "Reset", "Back to the settings at the start", () => this.change({ ...this.spec.values }));
    this.ghost = element("input", { type: "checkbox", id: `${id}-ghost`, checked: true });
    this.ghost.addEventListener("change", () => this.tell({ type: "ghost", on: this.ghost.checked }));
    const ghost = element("label", { class: "wb-ghost", for: `${id}-ghost` }, this.ghost, " Compare with the run before (grey)");
    const tools = element(
      "div", { class: "wb-tools" },
      element("div", { class: "wb-buttons" }, this.runButton, this.pauseButton, this.stopButton, reset),
      this.bar, this.status, ghost,
    );
    const view = element("div", { class: "wb-view" }, this.canvas, this.text, this.suggestions, this.alert, tools, this.buildExtras(button));
    this.notice = element("p", { class: "wb-notice", hidden: true });
    const heading = element("div", { class: "wb-title", role: "heading", "aria-level": "3" }, spec.title);
    this.root = element(
      "section", { class: "workbench-lab wb-asleep", "aria-label": `Lab: ${spec.title}`, "data-lab": spec.name },
      element("header", {}, heading, element("p", { class: "wb-question" }, spec.question)),
      this.notice, element("div", { class: "wb-body" }, panel, view),
    );
    // JupyterLab's shortcuts must not eat the keys meant for the controls.
    for (const node of [this.root, ...this.root.querySelectorAll("input, select, button, textarea, summary")]) {
      node.setAttribute("data-lm-suppress-shortcuts", "true");
    }
    this.root.addEventListener("change", () => this.flush()); // the thumb was let go, or a box was left
    this.respec();
    this.show("busy");
  }

  buildExtras(button) {
    this.code = element("pre", { class: "wb-code", tabindex: "0", "aria-label": "Code" });
    this.saved = element("textarea", { rows: "3", spellcheck: false, "aria-label": "Settings as JSON" });
    this.savedComplaint = element("div", { class: "wb-complaint", role: "alert" });
    const copied = element("span", { class: "wb-status", role: "status" });
    const copy = (text) => {
      const say = () => {
        copied.textContent = "Copied.";
        setTimeout(() => (copied.textContent = ""), 2000);
      };
      if (navigator.clipboard) navigator.clipboard.writeText(text).then(say, () => this.copyOldWay(text, say));
      else this.copyOldWay(text, say);
    };
    const fold = (words, ...children) => element("details", {}, element("summary", {}, words), ...children);
    return element(
      "div", { class: "wb-extras" },
      fold("Show the code", this.code, button("copy-code", "Copy code", "Copy the code", () => copy(this.code.textContent))),
      fold(
        "Copy or restore settings", this.saved, this.savedComplaint,
        button("copy", "Copy", "Copy these settings", () => copy(this.saved.value)),
        button("restore", "Restore", "Use the settings in the box", () => this.restore()),
      ),
      copied,
    );
  }

  copyOldWay(text, say) {
    const area = element("textarea", { class: "wb-offscreen" });
    area.value = text;
    this.root.append(area);
    area.select();
    if (document.execCommand("copy")) say();
    area.remove();
  }

  respec() {
    this.spec = this.model.get("spec");
    for (const name of this.spec.bound) this.controls[name].node.hidden = true;
  }

  // ---- from the page to the kernel

  tell(message) {
    this.listen();
    this.send(message);
  }

  send(message) {
    try {
      this.model.send(message);
    } catch {
      clearTimeout(this.silence);
      this.asked = Infinity; // the kernel is gone, and with it the one who could answer
      this.sleep(NO_ANSWER);
    }
  }

  // While a picture is due, ask after each silence: a connection that broke may have swallowed settings or pixels.
  listen() {
    clearTimeout(this.silence);
    if (this.root.dataset.state !== "busy" || this.asked > ASKS) return;
    this.silence = setTimeout(() => this.ask(), SILENCE * 2 ** Math.max(0, this.asked - 1));
  }

  ask() {
    if (!this.woken) this.sleep("This lab is asleep. Run its cell to wake it.");
    else if (this.asked) this.sleep(NO_ANSWER);
    this.asked += 1;
    this.tell({ type: "look", ...this.size, run: this.run, values: this.values });
  }

  change(values) {
    this.stopping = false;
    Object.assign(this.values, values);
    for (const [name, value] of Object.entries(values)) this.controls[name].set(value);
    this.run += 1;
    this.changed = { ...this.changed, ...values };
    this.driven = false;
    this.show("busy");
    this.remember();
    if (!this.throttle) this.flush();
  }

  flush() {
    if (!this.changed || this.painting) return;
    clearTimeout(this.throttle);
    this.throttle = setTimeout(() => {
      this.throttle = null;
      this.flush();
    }, GAP);
    const message = { type: this.owing ? "painted" : "set", run: this.run, values: this.changed };
    this.sent = performance.now();
    this.owing = false;
    this.changed = null;
    this.tell(message);
  }

  acknowledge(message) {
    this.painting = false;
    this.owing = message.answer;
    if (this.changed) this.flush();
    else if (this.owing && (message.state === "busy" || message.run !== this.run || this.driven)) {
      this.owing = false;
      this.send({ type: "painted" });
    }
  }

  // A page in the background paints, but answers only when it is looked at; once, for all pictures since.
  acknowledgeLater(message) {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.acknowledge(message));
  }

  again() {
    this.stopping = false;
    this.run += 1;
    this.sent = performance.now();
    this.show("busy");
    this.tell({ type: "again", run: this.run });
  }

  stop() {
    this.stopping = true;
    if (this.root.dataset.state === "busy") put(this.status, "Stopping");
    this.tell({ type: "stop" });
  }

  pause() {
    this.setPaused(!this.paused);
    this.tell({ type: this.paused ? "pause" : "go_on" });
  }

  restore() {
    let values;
    try {
      values = JSON.parse(this.saved.value);
      if (typeof values !== "object" || values === null || Array.isArray(values)) throw new SyntaxError("not an object");
    } catch {
      this.savedComplaint.textContent = 'This is not a list of settings. It must look like {"name": value}. Copy one, then restore it.';
      return;
    }
    const unknown = Object.keys(values).filter((name) => !Object.hasOwn(this.controls, name));
    if (unknown.length) {
      this.savedComplaint.textContent = `This lab has no setting named ${unknown.join(", ")}. Take it out and try again.`;
      return;
    }
    this.savedComplaint.textContent = "";
    this.stopping = false;
    this.run += 1;
    this.sent = performance.now();
    this.show("busy");
    // The kernel checks the values and answers with the settings it took, or with what is wrong.
    this.tell({ type: "set", run: this.run, values, restore: true });
  }

  remember() {
    if (document.activeElement !== this.saved) this.saved.value = JSON.stringify(this.values);
  }

  // ---- from the kernel to the page

  receive(message, buffers) {
    this.wake();
    if (message.type === "frame" && message.part > 0 && message.part !== this.part + 1) {
      this.ask(); // a piece before this one is lost: only a whole picture helps
      return;
    }
    if (message.type === "frame") {
      if (message.newest.run > this.run && !this.changed) this.adopt(message.newest); // another page has set them
      else if (message.newest.run < this.run && !this.changed && performance.now() - this.sent > LATE) {
        this.sent = performance.now();
        this.ask(); // the kernel has never heard of the newest settings: say them again
      }
      this.part = message.part;
      this.painting = true;
      this.painted = this.painted
        .then(() => this.paint(message, buffers[0]))
        .catch((error) => console.error(error)) // a picture that cannot be shown must not stop the next
        .then(() => (document.hidden ? this.acknowledgeLater(message) : this.acknowledge(message)));
    } else if (message.type === "error") this.fail(message);
    else if (message.type === "settings") this.adopt(message);
    else if (message.type === "here") this.greet(message);
    else if (message.type === "state" && message.run === this.run) this.show(message.state, null, message.paused);
    else if (message.type === "left" && this.size) this.tell({ type: "look", ...this.size }); // another page, not this one
  }

  greet(message) {
    if (!this.shown) {
      const words = "Getting ready: the first picture of a lab may need some seconds to load libraries and train models.";
      clearTimeout(this.preparing);
      this.preparing = setTimeout(() => this.shown || (this.text.textContent = words), 800);
    }
    if (message.run > this.run || !this.changed) this.adopt(message);
    if (this.root.dataset.state === "busy" && message.silence > QUIET) {
      this.sleep(
        `Nothing has come from this lab for ${Math.round(message.silence)} s. Stop, Pause and new settings wait for its ` +
        "next step. If that never comes, restart the kernel (menu Kernel), then run this cell again.",
      );
    }
  }

  adopt({ run, values }) {
    if (run < this.run) return;
    if (run > this.run) {
      this.show("busy");
      this.driven = true;
    }
    this.run = run;
    for (const [name, value] of Object.entries(values)) {
      const { node, set } = this.controls[name];
      // Where somebody is typing, a value that is not new must not wipe out what stands there.
      if (value !== this.values[name] || !node.contains(document.activeElement)) set(value);
    }
    Object.assign(this.values, values);
    this.root.dataset.run = String(run);
    this.remember();
  }

  async paint(message, data) {
    const [width, height] = message.size;
    const patch = await inflate(data);
    const pen = this.canvas.getContext("2d");
    if (this.pixels?.width !== width || this.pixels.height !== height) {
      Object.assign(this.canvas, { width, height });
      this.canvas.style.height = "";
      this.pixels = pen.createImageData(width, height);
    }
    const colours = new Uint32Array(this.pixels.data.buffer);
    const count = patch.length / 2;
    for (let i = 0, place = 0; i < count; i++) colours[(place += patch[i])] = patch[count + i];
    pen.putImageData(this.pixels, 0, 0);
    this.shown = message.run;
    put(this.text, message.text);
    this.canvas.setAttribute("aria-label", message.text);
    this.bar.value = message.progress;
    if (message.code !== undefined) put(this.code, message.code);
    this.offer(message.suggestions);
    if (message.run === this.run) {
      this.alert.hidden = message.state !== "error";
      this.show(message.state, message.left, message.paused);
    } else this.show("busy");
  }

  offer(suggestions) {
    const key = JSON.stringify(suggestions);
    if (key === this.offered) return;
    this.offered = key;
    const buttons = suggestions.map(({ label, values }) =>
      element("button", {
        type: "button", class: "wb-button", "data-lm-suppress-shortcuts": "true", onclick: () => this.change(values),
      }, label),
    );
    this.suggestions.replaceChildren(...buttons);
  }

  refuse({ newest, sentence }) {
    this.savedComplaint.textContent = sentence;
    this.run = newest.run;
    this.adopt(newest);
    this.ask(); // for the picture of the settings that are still in use
  }

  fail({ run, sentence, traceback, newest }) {
    if (run < this.run) return;
    if (newest) {
      this.refuse({ newest, sentence });
      return;
    }
    const summary = element("summary", { "data-lm-suppress-shortcuts": "true" }, "What Python said");
    this.alert.replaceChildren(
      element("p", {}, sentence), element("details", {}, summary, element("pre", {}, traceback)),
    );
    this.alert.hidden = false;
    this.show("error");
  }

  // ---- how it looks

  show(state, left, paused = false) {
    const busy = state === "busy";
    if (state !== "error") this.setPaused(paused && state === "idle");
    if (!busy) this.stopping = false;
    for (const [name, value] of Object.entries({ state, run: String(this.run), shown: String(this.shown) })) {
      if (this.root.dataset[name] !== value) this.root.dataset[name] = value;
    }
    this.text.ariaBusy = String(busy);
    this.pauseButton.disabled = !busy && !this.paused;
    this.stopButton.disabled = !busy && !this.paused;
    if (state === "settled") this.bar.value = 1;
    const words = { settled: "Done", error: "Error", idle: this.paused ? "Paused" : "Stopped" };
    const wait = this.stopping ? "Stopping" : left == null || left < 1 ? "Working" : `About ${left < 90 ? `${Math.ceil(left)} s` : `${Math.ceil(left / 60)} min`} left`;
    // A lab that answers at once should not flicker between two words.
    clearTimeout(this.later);
    if (busy && this.status.textContent === "Done") this.later = setTimeout(() => put(this.status, wait), 250);
    else put(this.status, busy ? wait : words[state]);
    this.listen();
  }

  setPaused(paused) {
    this.paused = paused;
    put(this.pauseButton, paused ? "Go on" : "Pause");
  }

  sleep(words) {
    this.notice.textContent = words;
    this.notice.hidden = false;
  }

  wake() {
    this.asked = 0;
    this.woken = true;
    this.notice.hidden = true;
    this.root.classList.remove("wb-asleep");
    this.listen();
  }

  // ---- what the page is like

  follow() {
    this.resize = new ResizeObserver(() => this.look());
    this.resize.observe(this.canvas.parentElement);
    this.themes = new MutationObserver(() => this.look());
    this.themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
    this.followScreen();
    this.remember();
  }

  // A window that moves to another screen keeps its width; only the size of its pixels changes.
  followScreen() {
    this.screen?.removeEventListener("change", this.onScreen);
    this.screen = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    this.onScreen = () => {
      this.followScreen();
      this.look();
    };
    this.screen.addEventListener("change", this.onScreen);
  }

  look() {
    const theme = this.theme();
    this.root.dataset.theme = theme;
    const measured = Math.round(this.canvas.parentElement.clientWidth);
    if (measured >= 50) this.width = measured; // a theme change folds the page up for a moment
    const width = this.width;
    if (!width) return;
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    // Until the first picture comes, keep about its place free.
    if (!this.shown) this.canvas.style.height = `${(this.spec.height + 20) * (width < 540 ? this.spec.panels : 1)}px`;
    const key = `${theme} ${width} ${ratio}`;
    if (key === this.looked) return;
    const first = !this.looked;
    this.looked = key;
    clearTimeout(this.looking);
    this.size = { theme, width, ratio };
    this.looking = setTimeout(() => this.tell({ type: "look", ...this.size }), first ? 0 : 120);
  }

  theme() {
    const light = document.body.dataset.jpThemeLight;
    if (light !== undefined) return light === "false" ? "dark" : "light";
    if (document.body.classList.contains("vscode-dark")) return "dark";
    return "light";
  }

  leave() {
    this.resize.disconnect();
    this.themes.disconnect();
    this.screen.removeEventListener("change", this.onScreen);
    for (const timer of [this.silence, this.later, this.looking, this.throttle, this.preparing]) clearTimeout(timer);
    this.model.off("msg:custom", this.hear);
    this.model.off("change:spec", null, this);
    this.send({ type: "bye" });
  }
}

export default {
  render({ model, el }) {
    const page = new Page(model, el);
    return () => page.leave();
  },
};
