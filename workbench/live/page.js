// What runs in the browser: a lab's controls, canvas, sentence and state. What it says to the kernel is in link.js.
import { element, put } from "../element.js";
import { KINDS } from "./controls.js";
import { Link } from "./link.js";

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

class Page extends Link {
  constructor(model, el) {
    super();
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

  // ---- how it looks

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
