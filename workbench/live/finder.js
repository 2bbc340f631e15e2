// A box that finds controls by their names, for labs that have too many to look through.
import { element } from "../element.js";

export const MANY = 15; // controls that are found by looking

// `controls`: [{label, help, node}]; `more`: the folded part.
export function finder(controls, more) {
  const box = element("input", {
    type: "text", class: "wb-words", placeholder: "Find a control", "aria-label": "Find a control", autocomplete: "off",
  });
  const count = element("p", { class: "wb-how", role: "status", hidden: true });
  let open = null; // whether the folded part was open before the search
  const find = () => {
    const words = box.value.toLowerCase().split(" ").filter(Boolean);
    const fits = ({ label, help }) => words.every((word) => `${label} ${help}`.toLowerCase().includes(word));
    for (const control of controls) control.node.classList.toggle("wb-unfound", !fits(control));
    open ??= more.open;
    more.open = words.length > 0 || open;
    if (!words.length) open = null;
    count.hidden = !words.length;
    count.textContent = `${controls.filter(fits).length} of ${controls.length} controls. Escape shows all.`;
  };
  box.addEventListener("input", find);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.value) return;
    event.stopPropagation(); // Escape would leave the full screen, too
    box.value = "";
    find();
  });
  return element("div", { class: "wb-finder", role: "search" }, box, count);
}
