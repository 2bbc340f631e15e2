// A choice with many options: the first of them stand in a list, all others are found by typing. Shape as in controls.js.
import { element } from "../element.js";

const MATCHES = 12; // options that a typed word brings up
const DROP = 240; // px that the list needs below its box

export function combobox(control, id, change) {
  const options = control.options.map(([value, words]) => ({ value, words, low: `${words}\n${value}`.toLowerCase() }));
  let current, shown = [], at = -1;
  const complaint = element("div", { class: "wb-complaint", id: `${id}-complaint`, role: "alert" });
  const list = element("div", { class: "wb-list", id: `${id}-list`, role: "listbox", "aria-label": control.label, popover: "manual" });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  const box = element("input", {
    type: "text", class: "wb-words", id, role: "combobox", autocomplete: "off", spellcheck: false, "aria-autocomplete": "list",
    "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-describedby": `${id}-complaint ${id}-help`,
  });
  const said = () => options.find(({ value }) => value === current)?.words ?? "";
  const complain = (words) => {
    complaint.textContent = words;
    box.setAttribute("aria-invalid", String(Boolean(words)));
  };
  const open = () => list.matches(":popover-open");
  const close = () => {
    if (open()) list.hidePopover();
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
    at = -1;
  };

  const found = () => {
    const typed = box.value.trim().toLowerCase();
    if (!typed || box.value === said()) return options.slice(0, control.first);
    const hits = options.filter(({ low }) => low.includes(typed));
    const begins = hits.filter(({ low }) => low.startsWith(typed));
    return [...begins, ...hits.filter((hit) => !begins.includes(hit))];
  };
  // What was typed stands for an option if it is one, or if no other option has it.
  const meant = () => {
    const typed = box.value.trim().toLowerCase();
    const same = options.filter(({ words, value }) => [words, String(value)].some((text) => text.toLowerCase() === typed));
    const exact = same.find(({ words, value }) => [words, String(value)].includes(box.value.trim()));
    const hits = typed ? options.filter(({ low }) => low.includes(typed)) : [];
    return exact ?? same[0] ?? (hits.length === 1 ? hits[0] : undefined);
  };

  const mark = (to) => {
    at = to;
    [...list.querySelectorAll("[role=option]")].forEach((node, i) => {
      node.setAttribute("aria-selected", String(i === at));
      if (i === at) node.scrollIntoView({ block: "nearest" });
    });
    if (at < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", `${id}-option${at}`);
  };
  const show = () => {
    const hits = found();
    const all = !box.value.trim() || box.value === said();
    shown = hits.slice(0, all ? control.first : MATCHES);
    const left = all ? options.length - shown.length : hits.length - shown.length;
    const rest = all ? `Type to find one of ${left.toLocaleString("en")} others.` : hits.length ? `${left.toLocaleString("en")} more: type on.` : "Nothing here has this in it.";
    list.replaceChildren(
      ...shown.map(({ words, value }, i) => element("div", {
        role: "option", id: `${id}-option${i}`, class: "wb-option", title: String(value), "aria-selected": "false",
        onclick: () => take(shown[i]),
      }, words || "(empty)")),
      ...(left || !hits.length ? [element("div", { class: "wb-how", role: "status" }, rest)] : []),
    );
    if (!open()) list.showPopover();
    const { left: x, top, bottom, width } = box.getBoundingClientRect();
    const above = innerHeight - bottom < DROP && top > innerHeight - bottom;
    Object.assign(list.style, {
      left: `${x}px`, minWidth: `${width}px`, top: above ? "auto" : `${bottom + 2}px`, bottom: above ? `${innerHeight - top + 2}px` : "auto",
      maxHeight: `${(above ? top : innerHeight - bottom) - 10}px`,
    });
    box.setAttribute("aria-expanded", "true");
    mark(-1);
  };

  const set = (value) => {
    current = value;
    complain("");
    box.value = said();
    box.title = String(value);
  };
  const take = (option) => {
    close();
    const before = current;
    set(option.value);
    if (option.value !== before) change(option.value);
  };
  // Leave the box with what stands in it.
  const settle = () => {
    close();
    if (box.value === said()) return complain("");
    const option = meant();
    if (option) return take(option);
    complain(`This must be one of ${options.length.toLocaleString("en")} values; “${box.value.trim()}” is none, or stands for several. The lab still uses “${said()}”.`);
  };

  box.addEventListener("click", () => {
    if (open()) return;
    show();
    requestAnimationFrame(() => box.select()); // a click into marked words takes the mark away only now
  });
  box.addEventListener("input", show);
  box.addEventListener("blur", settle);
  box.addEventListener("keydown", (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way && !event.altKey) {
      const was = at;
      if (!open()) {
        show();
        box.select();
      }
      mark(was < 0 && way < 0 ? shown.length - 1 : (was + way + shown.length) % Math.max(1, shown.length));
    } else if (event.key === "Enter") at >= 0 ? take(shown[at]) : settle();
    else if (event.key === "Escape" && (open() || box.value !== said())) {
      close();
      set(current);
      box.select();
    } else return;
    event.preventDefault();
    event.stopPropagation(); // Escape would leave the full screen, too
  });
  // A list that hangs in the air while the page moves below it is worse than none.
  const follow = (event) => list.contains(event.target) || close();
  list.addEventListener("toggle", (event) => {
    const act = event.newState === "open" ? "addEventListener" : "removeEventListener";
    window[act]("scroll", follow, true);
    window[act]("resize", follow);
  });
  const head = element("div", { class: "wb-head" }, element("label", { for: id }, control.label));
  const field = element("div", { class: "wb-combobox" }, box);
  return { node: element("div", { class: "wb-control" }, head, field, list, complaint), set };
}
