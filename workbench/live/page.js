// What runs in the browser: a lab's controls, canvas, sentence and state. What it says to the kernel is in link.js.
import { element, put } from "../element.js";
import { KINDS } from "./controls.js";
import { MANY, finder } from "./finder.js";
import { Link } from "./link.js";
import { download, menu } from "./more.js";
import { PinTable } from "./pins.js";
import { SweepPanel } from "./sweep.js";

const MET = "workbench-met"; // where the browser keeps the names of the labs that were explained
const LETTERS = 14; // px of a lab's letters at JupyterLab's own size
const LOWEST = 160; // px below which no picture goes
const STACKED = 190; // px that a panel needs when it stands above another
const HOVER = 50; // ms between two words on where a mouse is
const FRESH = 10_000; // ms in which a lab counts as just run
const HELD = "This lab computes when you press Run. A control that moves changes no picture.";
const NOT_YET = "Not run yet";
const TYPED = "textarea, select, input[type=number], input[type=text]"; // where a letter is a letter

// To read it through a Response would be shorter, and takes four times as long.
export async function inflate(data) {
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

export class Page extends Link {
  constructor(model, el) {
    super();
    this.model = model;
    this.spec = model.get("spec");
    this.id = `wb${Math.random().toString(36).slice(2)}`; // every lab loads this module anew: counting gives each a 1
    this.values = { ...this.spec.values };
    this.run = 1;
    this.shown = 0;
    this.edit = 0; // changes of controls, counted where a lab waits for Run
    this.waits = ""; // what was changed there and not run, in words
    this.changed = null; // settings that are not on their way yet
    this.owing = 0; // pictures painted since the kernel was last told
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
      if (control.help) this.addHelp(made.node, control);
      made.set(this.values[control.name]);
      this.controls[control.name] = made;
      (spec.only.length ? !spec.only.includes(control.name) : control.more) ? more.append(made.node) : plain.append(made.node);
    }
    this.suggestions = element("div", { class: "wb-suggestions" });
    const panel = element("div", { class: "wb-panel" }, plain);
    if (more.children.length) {
      const folded = element("details", { class: "wb-more" }, element("summary", {}, spec.only.length ? "All settings" : "More settings"), more);
      const all = spec.controls.map(({ name, label, help }) => ({ label, help, node: this.controls[name].node }));
      if (all.length > MANY) panel.append(finder(all, folded));
      panel.append(folded);
    }

    this.canvas = element("canvas", { class: "wb-canvas", role: "img", "aria-label": "The picture is being drawn." });
    this.canvas.addEventListener("click", (event) => this.tell({ type: "pick", ...this.pointed(event) }));
    if (spec.hovers) {
      this.canvas.addEventListener("pointermove", (event) => event.pointerType === "mouse" && this.hover(event));
      this.canvas.addEventListener("pointerleave", () => (this.over = null));
    }
    this.text = element("p", { class: "wb-text", "aria-live": "polite", id: `${id}-text` });
    this.alert = element("div", { class: "wb-alert", role: "alert", hidden: true });
    this.bar = element("progress", { class: "wb-bar", max: 1, value: 0, "aria-label": "Progress" });
    this.status = element("span", { class: "wb-status" });

    const button = (name, words, title, act) =>
      element("button", { type: "button", class: `wb-button wb-${name}`, "data-action": name, title, onclick: act }, words);
    this.runButton = button("run", "Run", `${spec.hold ? "Compute" : "Run again"} with these settings (key r)`, () => this.again());
    this.held = element("p", { class: "wb-held", role: "status", hidden: !spec.hold }, HELD);
    this.pauseButton = button("pause", "Pause", "Hold the run, to go on later", () => this.pause());
    this.stopButton = button("stop", "Stop", "End the run and keep this picture", () => this.stop());
    const reset = button("reset", "Reset", "Back to the settings at the start", () => this.change({ ...this.spec.values }));
    this.full = button("full", "Full screen", "The lab alone (key f)", () => this.fill(!this.filled));
    this.explain = button("explain", "Explain the controls", "What each control does", () => this.showGuide(true));
    const file = (kind) => button(`save-${kind}`, `Save picture (${kind.toUpperCase()})`, "With title, sentence and settings under it", () => this.tell({ type: "save", kind }));
    const share = button("share", "Share", "Copy a short text that opens this lab with these settings", () => this.tell({ type: "share" }));
    this.pinButton = button("pin", "Pin", "Keep this run to compare others with it", () => this.tell({ type: "pin" }));
    const sweep = button("sweep", "Sweep", "Run the lab for many values of a control", () => this.sweep.show());
    this.more = menu("More", this.pauseButton, this.explain, this.full, sweep, file("png"), file("svg"), share);
    this.ghost = element("input", { type: "checkbox", id: `${id}-ghost`, checked: true });
    this.ghost.addEventListener("change", () => this.tell({ type: "ghost", on: this.ghost.checked }));
    const ghost = element("label", { class: "wb-ghost", for: `${id}-ghost` }, this.ghost, " Compare with the run before (grey)");
    const tools = element(
      "div", { class: "wb-tools" },
      element("div", { class: "wb-buttons" }, this.runButton, this.stopButton, reset, this.pinButton, ...this.more.nodes),
      this.bar, this.status, ghost,
    );
    this.panelShown = spec.main;
    this.switch = element(
      "div", { class: "wb-buttons wb-switch", role: "group", "aria-label": "Panel of the picture", hidden: true },
      ...Array.from({ length: spec.panels }, (_, i) => button("panel", `Panel ${i + 1}`, "Show this part of the picture", () => {
        this.panelShown = i;
        this.look();
      })),
    );
    const stage = element("div", { class: "wb-stage" }, this.switch, this.canvas, this.buildGuide(button));
    this.view = element("div", { class: "wb-view" }, stage, this.held, this.text, this.suggestions, this.alert, tools);
    this.panel = panel;
    this.tools = tools;
    if (spec.experiments.length) panel.append(this.buildExperiments());
    this.notice = element("p", { class: "wb-notice", hidden: true });
    const heading = element("div", { class: "wb-title", role: "heading", "aria-level": "3" }, spec.title);
    this.root = element(
      "section", { class: "workbench-lab wb-asleep", "aria-label": `Lab: ${spec.title}`, "data-lab": spec.name },
      element(
        "header", {}, heading, element("p", { class: "wb-question" }, spec.question),
      ),
      this.notice, element("div", { class: "wb-body" }, panel, this.view), this.buildExtras(button),
    );
    this.root.tabIndex = -1; // so that a click on the picture lets the lab hear keys
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("pointerdown", (event) => this.guide.contains(event.target) || this.explain.contains(event.target) || this.showGuide(false));
    panel.addEventListener("focusin", () => this.showGuide(false));
    // JupyterLab's shortcuts must not eat the keys meant for the controls.
    for (const node of [this.root, ...this.root.querySelectorAll("input, select, button, textarea, summary")]) {
      node.setAttribute("data-lm-suppress-shortcuts", "true");
    }
    this.root.addEventListener("change", () => this.flush()); // the thumb was let go, or a box was left
    this.respec();
    this.show("busy");
  }

  // Where the pointer is, as shares of the picture.
  pointed(event) {
    const box = this.canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  }

  // A mouse that moves tells where it is now and then, and at last where it has come to rest.
  hover(event) {
    this.over = this.pointed(event);
    this.hovering ??= setTimeout(() => {
      this.hovering = null;
      if (this.over) this.tell({ type: "hover", ...this.over });
    }, HOVER);
  }

  // ---- help: a word beside each control, and all of them over the picture

  addHelp(node, { name, label, help }) {
    const text = element("p", { class: "wb-help", id: `${this.id}-${name}-help`, popover: "manual" }, help);
    const mark = element("button", { type: "button", class: "wb-mark", "aria-label": `Help: ${label}` }, "?");
    const hide = () => text.matches(":popover-open") && text.hidePopover();
    const show = () => {
      if (text.matches(":popover-open")) return;
      text.showPopover();
      const box = mark.getBoundingClientRect();
      text.style.left = `${Math.max(4, Math.min(box.right + 6, innerWidth - text.offsetWidth - 4))}px`;
      text.style.top = `${Math.max(4, Math.min(box.top, innerHeight - text.offsetHeight - 4))}px`;
      addEventListener("scroll", hide, { capture: true, once: true });
    };
    for (const name of ["focus", "click", "mouseenter"]) mark.addEventListener(name, show);
    for (const name of ["blur", "mouseleave"]) mark.addEventListener(name, hide);
    mark.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !text.matches(":popover-open")) return;
      event.stopPropagation();
      hide();
    });
    node.querySelector("label").after(mark);
    node.append(text);
  }

  buildGuide(button) {
    const told = this.spec.controls.filter(({ name, help }) => help && this.controls[name].node.closest(".wb-more") === null);
    const list = element("dl", {}, ...told.flatMap(({ label, help }) => [element("dt", {}, label), element("dd", {}, help)]));
    const close = button("close", "Close", "Close this help (Escape)", () => this.showGuide(false));
    this.guide = element("div", { class: "wb-guide", hidden: true, role: "note", "aria-label": "The controls" }, list, close);
    return this.guide;
  }

  showGuide(on) {
    if (this.guide.hidden === !on) return;
    if (!on && this.guide.contains(document.activeElement)) this.more.opener.focus();
    this.guide.hidden = !on;
  }

  // The first time that a learner meets a lab, its controls are explained.
  meet() {
    try {
      const met = JSON.parse(localStorage.getItem(MET) ?? "[]");
      if (met.includes(this.spec.name)) return;
      localStorage.setItem(MET, JSON.stringify([...met, this.spec.name]));
    } catch {
      return; // a browser that keeps nothing would explain for ever
    }
    this.showGuide(this.guide.querySelector("dt") !== null);
  }

  // ---- the experiments that a notebook gives a lab: one at a time; the learner's hand does them

  buildExperiments() {
    const { experiments } = this.spec;
    const done = new Set();
    let at = 0;
    const body = element("div", { "aria-live": "polite" });
    const words = (text) => text.split("**").map((part, i) => (i % 2 ? element("strong", {}, part) : part));
    const tick = element("input", { type: "checkbox", id: `${this.id}-done` });
    const numbers = experiments.map(({ title }, i) => /^Experiment (\d+)/.exec(title)?.[1] ?? String(i + 1));
    const picks = experiments.map(({ title }, i) =>
      element("button", { type: "button", class: "wb-button wb-step", title, onclick: () => go(i) }, numbers[i]),
    );
    const go = (i) => {
      at = i;
      const { title, steps, question, see } = experiments[i];
      tick.checked = done.has(i);
      body.replaceChildren(
        element("p", { class: "wb-what" }, ...words(title)), element("p", {}, ...words(steps)),
        element("p", {}, element("em", {}, ...words(question))),
        element("details", {}, element("summary", { "data-lm-suppress-shortcuts": "true" }, "What you should see"), element("p", {}, ...words(see))),
      );
      mark();
    };
    const mark = () => picks.forEach((pick, i) => {
      put(pick, done.has(i) ? `${numbers[i]} ✓` : numbers[i]);
      pick.setAttribute("aria-label", `Experiment ${numbers[i]}${done.has(i) ? ", done" : ""}`);
      pick.setAttribute("aria-current", String(i === at));
    });
    tick.addEventListener("change", () => {
      tick.checked ? done.add(at) : done.delete(at);
      mark();
    });
    go(0);
    const label = element("label", { class: "wb-ghost", for: tick.id }, tick, " Done");
    const tabs = picks.length > 1 ? picks : [];
    this.strip = element("section", { class: "wb-experiments", "aria-label": "Experiments" }, element("div", { class: "wb-buttons" }, ...tabs, label), body);
    this.tallest = (place) => {
      const shown = at;
      place.append(this.strip);
      this.strip.style.minHeight = "";
      const heights = experiments.map((_, i) => (go(i), this.strip.offsetHeight));
      go(shown);
      this.strip.style.minHeight = `${Math.max(...heights)}px`; // the picture keeps its size from one to the next
      return Math.max(...heights);
    };
    return this.strip;
  }

  // Below the controls, where each of them has room beside the picture; else below the picture.
  placeStrip(outer, beside) {
    const key = `${outer} ${this.measured} ${beside}`;
    if (!this.strip || key === this.stripped) return;
    this.stripped = key;
    const focused = document.activeElement;
    this.tallest(this.panel);
    const bottom = this.panel.getBoundingClientRect().bottom - this.root.getBoundingClientRect().top;
    if (!beside || bottom > outer) this.tallest(this.view);
    if (this.strip.contains(focused)) focused.focus({ preventScroll: true });
  }

  // ---- full screen: the lab alone in the browser's top layer, which no scrolling page can move

  key(event) {
    if (event.key === "Escape" && !this.guide.hidden) this.showGuide(false);
    else if (event.key === "Escape" && this.filled) this.fill(false);
    else if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPED)) return;
    else if (event.key === "f") this.fill(!this.filled);
    else if (event.key === "r") this.again();
    else return;
    event.stopPropagation();
    event.preventDefault();
  }

  fill(on) {
    this.more.hide();
    const holder = this.root.parentElement;
    const scroller = this.scroller();
    const focused = document.activeElement;
    if (on) {
      this.place = scroller?.scrollTop;
      holder.style.minHeight = `${holder.offsetHeight}px`; // the notebook keeps its place
      this.root.popover = "manual";
      this.root.showPopover();
    } else {
      this.root.hidePopover();
      this.root.removeAttribute("popover");
      holder.style.minHeight = "";
      if (scroller) scroller.scrollTop = this.place;
    }
    this.filled = on;
    put(this.full, on ? "Leave full screen" : "Full screen");
    (this.root.contains(focused) ? focused : this.root).focus({ preventScroll: true });
    this.look();
  }

  scroller() {
    return this.root.closest(".jp-WindowedPanel-outer") ?? this.root.closest(".jp-Notebook");
  }

  buildExtras(button) {
    this.code = element("pre", { class: "wb-code", tabindex: "0", "aria-label": "Code" });
    this.saved = element("textarea", { rows: "3", spellcheck: false, "aria-label": "Settings as JSON" });
    this.savedComplaint = element("div", { class: "wb-complaint", role: "alert" });
    this.note = element("span", { class: "wb-note", role: "status" });
    const copy = (text) => this.copy(text);
    this.pins = new PinTable({ tell: (message) => this.tell(message), repin: (place) => this.repin(place), copy });
    const fold = (words, ...children) => element("details", {}, element("summary", {}, words), ...children);
    this.sweep = new SweepPanel(this.id, this.spec, {
      values: () => this.values, change: (values) => this.change(values), tell: (message) => this.tell(message), copy,
    });
    return element(
      "div", { class: "wb-extras" }, this.pins.node, this.sweep.node,
      fold("Show the code", this.code, button("copy-code", "Copy code", "Copy the code", () => copy(this.code.textContent))),
      fold(
        "Copy or restore settings", this.saved, this.savedComplaint,
        button("copy", "Copy", "Copy these settings", () => copy(this.saved.value)),
        button("restore", "Restore", "Use the settings in the box", () => this.restore()),
      ),
      this.note,
    );
  }

  // A word on what was done, for a while.
  say(words) {
    put(this.note, words);
    clearTimeout(this.unsaid);
    this.unsaid = setTimeout(() => put(this.note, ""), 2000 + 60 * words.length);
  }

  copy(text, words = "Copied.") {
    const say = () => this.say(words);
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(say, () => this.copyOldWay(text, say));
    else this.copyOldWay(text, say);
  }

  download(message, data) {
    download(message.name, message.kind, data);
    this.say(`Saved as ${message.name}.`);
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
    const patch = message.plain ? data : await inflate(data);
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
    this.sweep.mark();
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
    this.was = [state, left, paused];
    const busy = state === "busy";
    if (state !== "error") this.setPaused(paused && state === "idle");
    if (!busy) this.stopping = false;
    for (const [name, value] of Object.entries({ state, run: String(this.run), shown: String(this.shown) })) {
      if (this.root.dataset[name] !== value) this.root.dataset[name] = value;
    }
    this.text.ariaBusy = String(busy);
    this.pauseButton.disabled = !busy && !this.paused;
    this.stopButton.disabled = !busy && !this.paused;
    this.pinButton.disabled = state !== "settled";
    if (state === "settled") this.bar.value = this.waits ? 0 : 1;
    const words = { settled: "Done", error: "Error", idle: this.paused ? "Paused" : "Stopped" };
    if (this.waits && !this.paused) Object.assign(words, { settled: NOT_YET, error: NOT_YET, idle: NOT_YET });
    const wait = this.stopping ? "Stopping" : left == null || left < 1 ? "Working" : `About ${left < 90 ? `${Math.ceil(left)} s` : `${Math.ceil(left / 60)} min`} left`;
    // A lab that answers at once should not flicker between two words.
    clearTimeout(this.later);
    if (busy && this.status.textContent === "Done") this.later = setTimeout(() => put(this.status, wait), 250);
    else put(this.status, busy ? wait : words[state]);
    this.listen();
  }

  // Where a lab waits for Run: what waits, in words; empty if the picture is of what the controls say.
  wait(words) {
    this.waits = words;
    this.root.dataset.held = String(words !== "");
    put(this.held, words || HELD);
    this.show(...this.was);
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
    for (const node of [this.canvas.parentElement, this.held, this.text, this.suggestions]) this.resize.observe(node);
    this.themes = new MutationObserver(() => this.look());
    this.themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
    this.followScreen();
    this.remember();
    this.onWindow = () => this.look();
    addEventListener("resize", this.onWindow);
    this.meet();
    setTimeout(() => this.arrive(), 200); // when the page has found its shape
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
    if (measured < 50) { // a theme change folds the page up for a moment: nothing has its size
      clearTimeout(this.folded);
      this.folded = setTimeout(() => this.canvas.parentElement.clientWidth < 50 || this.look(), 200);
      return;
    }
    this.measured = measured;
    // Where the page's letters are larger, so are the picture's: it is drawn for a smaller place with sharper pixels.
    const zoom = parseFloat(getComputedStyle(this.root).fontSize) / LETTERS;
    const width = Math.round(this.measured / zoom);
    const ratio = Math.min(3, (window.devicePixelRatio || 1) * zoom);
    const height = Math.round(this.room() / zoom);
    const panel = this.switch.hidden ? -1 : this.panelShown;
    [...this.switch.children].forEach((node, i) => node.setAttribute("aria-pressed", String(i === panel)));
    this.root.dataset.height = String(height);
    // Until the first picture comes, keep its place free.
    if (!this.shown) this.canvas.style.height = `${height * zoom}px`;
    const key = `${theme} ${width} ${height} ${ratio} ${panel}`;
    if (key === this.looked) return;
    const first = !this.looked;
    this.looked = key;
    clearTimeout(this.looking);
    this.size = { theme, width, height, ratio, panel };
    this.looking = setTimeout(() => this.tell({ type: "look", ...this.size }), first ? 0 : 120);
  }

  // The height in CSS pixels that is left for the picture when the whole lab is to be seen at once.
  room() {
    const outer = this.filled ? innerHeight : Math.min(innerHeight, this.scroller()?.clientHeight || innerHeight);
    const style = getComputedStyle(this.view);
    const beside = style.display !== "contents";
    this.placeStrip(outer, beside);
    const strip = this.strip?.parentElement === this.view ? this.strip.offsetHeight : 0;
    // A sentence that grows makes the picture smaller; one that shrinks leaves it, or it would jump at each step.
    if (this.texted !== this.measured) [this.texted, this.longest] = [this.measured, 0];
    this.longest = Math.max(this.longest, this.text.offsetHeight + this.held.offsetHeight);
    // Where the picture stands in an unscrolled lab: beside the controls it sticks to the window, which is not its place.
    const top = (node) => node.getBoundingClientRect().top;
    const around = beside
      ? top(this.view.parentElement) - top(this.root) + top(this.canvas) - top(this.view)
      : top(this.canvas) - top(this.root);
    const below = this.longest + this.suggestions.offsetHeight + this.tools.offsetHeight + strip + 4 * parseFloat(style.fontSize);
    // Where panels cannot even stand one below the other in half of the window, one is shown at a time.
    this.switch.hidden = beside || this.spec.panels < 2 || 0.5 * outer > STACKED * this.spec.panels;
    const free = beside ? outer - around - below : 0.5 * outer;
    const tallest = Math.max(0.18 * outer, ...[...this.panel.querySelectorAll(".wb-paper")].map((paper) => paper.offsetHeight));
    this.root.classList.toggle("wb-stuck", !beside && this.canvas.parentElement.offsetHeight + tallest < outer);
    const most = this.filled ? free : Math.max(this.spec.height + 40, 0.7 * this.measured);
    return 10 * Math.floor(Math.max(LOWEST, Math.min(free, most)) / 10);
  }

  // A lab whose cell is run by hand comes into view; where other cells wait, somebody runs them all.
  arrive() {
    if (Math.abs(Date.now() - 1000 * this.spec.born) > FRESH) return;
    const book = this.root.closest(".jp-Notebook");
    const mine = this.root.closest(".jp-Cell");
    if (!book || [...book.querySelectorAll(".jp-InputPrompt")].some((node) => node.textContent.includes("*") && !mine.contains(node))) return;
    const box = this.root.getBoundingClientRect();
    const frame = this.scroller().getBoundingClientRect();
    const seen = Math.min(box.bottom, frame.bottom) - Math.max(box.top, frame.top);
    if (seen < box.height / 2) this.root.scrollIntoView({ block: box.height > frame.height ? "start" : "nearest" });
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
    removeEventListener("resize", this.onWindow);
    for (const timer of [this.silence, this.later, this.folded, this.looking, this.throttle, this.preparing, this.unsaid, this.hovering]) clearTimeout(timer);
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
