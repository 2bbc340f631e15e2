// A sweep: one control or two go through their values in the background; the picture of what came out, and its marks.
import { element, put } from "../element.js";

const SUPPRESS = { "data-lm-suppress-shortcuts": "true" };
const SWEPT_KINDS = ["slider", "number", "choice", "toggle"];
const SWEPT_SEED = "seed";

export class SweepPanel {
  // `spec` tells the controls, `values` gives their present values, `change` sets some, `tell` speaks to the kernel.
  constructor(id, spec, { values, change, tell, copy }) {
    Object.assign(this, { spec, values, change, tell });
    this.controls = spec.controls.filter(({ kind, name }) => SWEPT_KINDS.includes(kind) && !spec.bound.includes(name));
    const button = (action, words, title, act) =>
      element("button", { type: "button", class: "wb-button", "data-action": action, title, onclick: act, ...SUPPRESS }, words);
    const numeric = this.controls.filter(({ kind, name }) => ["slider", "number"].includes(kind) && name !== SWEPT_SEED);
    this.axes = [0, 1].map((i) => this.axis(`${id}-sweep${i}`, i));
    this.axes[0].pick.value = (numeric[0] ?? this.controls[0])?.name ?? "";
    this.axes.forEach((axis) => axis.fit());
    this.repeats = element("input", { type: "number", class: "wb-box", id: `${id}-repeats`, min: "1", max: "100", value: "3", ...SUPPRESS });
    const seeded = spec.controls.some(({ name }) => name === SWEPT_SEED);
    const repeats = element("label", { hidden: !seeded }, "Repeats ", this.repeats);
    this.seeded = seeded;
    this.start = button("sweep-start", "Start", "Run the lab for each value, in the background", () => this.begin());
    this.stop = button("sweep-stop", "Stop", "End the sweep and keep what is there", () => tell({ type: "sweep_stop" }));
    this.stop.disabled = true;
    this.bar = element("progress", { class: "wb-bar", max: 1, value: 0, "aria-label": "Progress of the sweep" });
    this.status = element("span", { class: "wb-status", role: "status" });
    this.alert = element("div", { class: "wb-complaint", role: "alert" });
    this.image = element("img", { class: "wb-sweep-image", alt: "" });
    this.marks = element("div", { class: "wb-marks", "aria-hidden": "true" });
    this.chart = element("div", { class: "wb-chart", hidden: true, tabindex: "0", role: "group", ...SUPPRESS }, this.image, this.marks);
    this.chart.addEventListener("click", (event) => this.pick(event));
    this.chart.addEventListener("keydown", (event) => this.step(event));
    this.csv = button("sweep-csv", "Copy as CSV", "One line a run", () => copy(this.table));
    this.code = button("sweep-code", "Copy as code", "Python that does this sweep", () => copy(this.python));
    this.after = element("div", { class: "wb-buttons", hidden: true }, this.csv, this.code);
    this.node = element(
      "details", { class: "wb-sweep", hidden: true }, element("summary", SUPPRESS, "Sweep"),
      element("div", { class: "wb-form" }, ...this.axes.map(({ node }) => node), repeats, this.start, this.stop, this.bar, this.status),
      this.alert, this.chart, this.after,
    );
    this.node.addEventListener("toggle", () => this.node.open && this.node.scrollIntoView({ block: "nearest" }));
  }

  // What one axis goes through: a control, and for numbers from, to and how many.
  axis(id, i) {
    const options = this.controls.map(({ name, label }) => element("option", { value: name }, label));
    if (i) options.unshift(element("option", { value: "" }, "nothing else"));
    const pick = element("select", { id, "aria-label": i ? "Second control" : "Control to sweep", ...SUPPRESS }, ...options);
    const box = (words) => element("input", { type: "number", step: "any", class: "wb-box", "aria-label": words, ...SUPPRESS });
    const [low, high, count] = [box("From"), box("To"), box("Number of values")];
    const range = element("span", { class: "wb-range" }, "from ", low, " to ", high, " in ", count, " values");
    const fit = () => {
      const control = this.controls.find(({ name }) => name === pick.value);
      range.hidden = !control || !["slider", "number"].includes(control.kind);
      if (range.hidden) return;
      const [from, to] = control.track ?? [control.low, control.high];
      Object.assign(low, { value: from });
      Object.assign(high, { value: to });
      count.value = String(Math.min(i ? 6 : 12, control.integer ? to - from + 1 : 12));
    };
    pick.addEventListener("change", fit);
    const node = element("span", { class: "wb-axis" }, element("label", { for: id }, i ? "and " : "Go through "), pick, range);
    const read = () => pick.value && { name: pick.value, low: low.value, high: high.value, count: count.value };
    const numbers = ({ name, ...rest }) => ({ name, ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, range.hidden ? 0 : value])) });
    return { node, pick, fit, read: () => read() && numbers(read()) };
  }

  show() {
    this.node.hidden = false;
    this.node.open = true;
    this.axes[0].pick.focus();
  }

  begin() {
    put(this.alert, "");
    put(this.status, "Starting");
    const repeats = this.seeded ? Number(this.repeats.value) : 1;
    this.tell({ type: "sweep", controls: this.axes.map(({ read }) => read()).filter(Boolean), repeats, width: this.node.clientWidth });
  }

  refuse({ sentence }) {
    put(this.alert, sentence);
    put(this.status, "");
  }

  receive(message, data) {
    const { state, done, count, left, sentence, values, panels, csv, code, progress } = message;
    this.node.hidden = false;
    this.node.dataset.state = state;
    Object.assign(this, { panels, swept: values });
    this.bar.value = state === "settled" ? 1 : progress;
    const wait = left == null || left < 1 ? "" : `, about ${left < 90 ? `${Math.ceil(left)} s` : `${Math.ceil(left / 60)} min`} left`;
    const ends = { settled: `Done: ${done} runs`, idle: `Stopped after ${done} of ${count} runs` };
    put(this.status, ends[state] ?? `${done} of ${count} runs${wait}`);
    this.stop.disabled = state !== "busy";
    put(this.alert, sentence);
    const before = this.image.src;
    this.image.src = URL.createObjectURL(new Blob([data], { type: "image/png" }));
    if (before) URL.revokeObjectURL(before);
    this.chart.hidden = !panels.length;
    this.image.alt = `${ends[state] ?? "Sweep so far"}: each result against ${Object.keys(values).join(" and ")}.`;
    this.chart.setAttribute("aria-label", `Chart of the sweep. ${this.named.length > 1 ? "Arrow keys choose values of both controls" : "Arrow keys choose a value"}.`);
    this.chart.title = "A click or the arrow keys choose a value";
    this.after.hidden = csv === undefined || !done;
    if (csv !== undefined) Object.assign(this, { table: csv, python: code });
    this.mark();
  }

  // Where the present values stand.
  mark() {
    if (!this.panels) return;
    const names = Object.keys(this.swept);
    const now = this.values();
    const marks = this.panels.map(({ box: [left, top, right, bottom], places }) => {
      const at = names.map((name, i) => between(now[name], this.swept[name], places[i], this.controls.find((one) => one.name === name)));
      if (at.some((place) => place === null)) return null;
      const [x, y] = at;
      const share = (number) => `${100 * number}%`;
      const style = names.length === 1
        ? `left: ${share(x)}; top: ${share(top)}; height: ${share(bottom - top)}`
        : `left: ${share(x)}; top: ${share(y)}`;
      return left - 0.01 <= x && x <= right + 0.01 && element("div", { class: names.length === 1 ? "wb-line" : "wb-ring", style });
    });
    this.marks.replaceChildren(...marks.filter(Boolean));
  }

  get named() {
    return Object.keys(this.swept);
  }

  // Arrow keys go to the next value: left and right along the first control, up and down along the second, if there is one.
  step(event) {
    const ways = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowUp: [1, 1], ArrowDown: [1, -1], Home: [0, -Infinity], End: [0, Infinity] };
    const [which, way] = ways[event.key] ?? [];
    if (way === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    const name = this.named[Math.min(which, this.named.length - 1)];
    const all = this.swept[name];
    const now = this.values()[name];
    const same = all.indexOf(now);
    const at = same >= 0 || typeof now !== "number" ? same : all.filter((value) => value < now).length - (way > 0 ? 1 : 0);
    const to = Math.max(0, Math.min(all.length - 1, at + way));
    if (all[to] !== now) this.change({ [name]: all[to] });
    this.mark();
  }

  // A click chooses the nearest value.
  pick(event) {
    const box = this.image.getBoundingClientRect();
    const at = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    const hit = this.panels.find(({ box: [left, top, right, bottom] }) => left - 0.02 <= at[0] && at[0] <= right + 0.02 && top <= at[1] && at[1] <= bottom);
    if (!hit) return;
    const chosen = Object.entries(this.swept).map(([name, values], i) => {
      const far = hit.places[i].map((place) => Math.abs(place - at[i]));
      return [name, values[far.indexOf(Math.min(...far))]];
    });
    this.change(Object.fromEntries(chosen));
  }
}

// The place of a value: that of the same one, or between its neighbours; null if it is outside.
function between(value, values, places, control) {
  const same = values.indexOf(value);
  if (same >= 0) return places[same];
  if (typeof value !== "number" || !["slider", "number"].includes(control?.kind)) return null;
  const scale = control.log ? Math.log : (number) => number;
  for (let i = 0; i + 1 < values.length; i++) {
    const [a, b] = [values[i], values[i + 1]];
    if ((a - value) * (b - value) <= 0) return places[i] + ((scale(value) - scale(a)) / (scale(b) - scale(a))) * (places[i + 1] - places[i]);
  }
  return null;
}
