// The controls of a lab: each is {node, set(value)} and calls change(value). They know nothing of kernels.
import { element } from "../element.js";
import { combobox } from "./combobox.js";
import { drawing, grid, text } from "./sheets.js";

const POSITIONS = 200; // steps of a logarithmic slider

const decimals = (step) => Math.max(0, Math.min(8, -Math.floor(Math.log10(step) + 1e-9)));
export const spell = (number) => {
  const short = Number.isInteger(number) ? number : Number(number.toPrecision(4));
  return short !== 0 && Math.abs(short) < 0.001 ? short.toExponential() : String(short);
};

function scale(all) {
  if (all.among) { // on a page to hand out: these values and no others
    const to = (value) => all.among.indexOf(value);
    return { min: 0, max: all.among.length - 1, step: 1, to, from: (place) => all.among[place] };
  }
  const [low, high] = all.track ?? [all.low, all.high];
  const control = { ...all, low, high };
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
  const { among } = control;
  const rule = among
    ? `one of ${among.map(spell).join(", ")}`
    : `a ${control.integer ? "whole number" : "number"} from ${spell(control.low)} to ${spell(control.high)}`;
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
      const place = Math.min(max, Math.max(min, to(value)));
      range.style.setProperty("--wb-fill", `${(100 * (place - min)) / (max - min)}%`);
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
    const typed = Number(box.value);
    const value = among ? among.find((one) => spell(one) === spell(typed)) : typed;
    const wrong = box.value === "" || !(value >= control.low && value <= control.high);
    if (wrong || (control.integer && !Number.isInteger(value))) {
      complain(`This must be ${rule}. The lab still uses ${spell(current)}.`);
      return;
    }
    set(value);
    change(value);
  };
  box.addEventListener("change", take);
  // In a notebook's output Enter reaches the box, and yet the browser tells of no change.
  box.addEventListener("keydown", (event) => event.key === "Enter" && take());
  if (among) {
    box.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!way) return;
      event.preventDefault();
      range.value = String(Number(range.value) + way);
      range.dispatchEvent(new Event("input"));
    });
  }
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
  if (control.first && control.options.length > control.first) return combobox(control, id, change);
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

export const KINDS = { slider: numeric, number: numeric, choice, toggle, text, grid, drawing };
