// A menu: buttons behind one button. It opens by click, Enter or Space; arrow keys move in it; Escape closes it.
import { element } from "../element.js";

const ROOM = 260; // px that a menu needs above its button

export function menu(words, ...items) {
  const list = element("div", { class: "wb-menu", role: "menu", "aria-label": words, popover: "auto" }, ...items);
  const opener = element("button", {
    type: "button", class: "wb-button", "data-action": "more", "aria-haspopup": "menu", "aria-expanded": "false",
    title: "What else this lab can do", popoverTargetElement: list,
  }, `${words} ▾`);
  const hide = () => list.matches(":popover-open") && list.hidePopover();
  list.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    const box = opener.getBoundingClientRect();
    list.style.left = `${Math.max(4, Math.min(box.left, innerWidth - 240))}px`;
    const above = box.top > ROOM;
    list.style.bottom = above ? `${innerHeight - box.top + 4}px` : "auto";
    list.style.top = above ? "auto" : `${box.bottom + 4}px`;
  });
  list.addEventListener("toggle", (event) => {
    const open = event.newState === "open";
    opener.setAttribute("aria-expanded", String(open));
    if (open) enabled()[0]?.focus();
  });
  const enabled = () => items.filter((item) => !item.disabled && !item.hidden);
  list.addEventListener("keydown", (event) => {
    const all = enabled();
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") hide();
    else if (to !== undefined) all.at(to % all.length)?.focus();
    else return;
    event.stopPropagation();
    event.preventDefault();
  });
  list.addEventListener("click", (event) => event.target.closest("button") && hide());
  for (const item of items) item.setAttribute("role", "menuitem");
  return { nodes: [opener, list], hide, opener };
}

// Bytes from the kernel become a file among the downloads.
export function download(name, kind, data) {
  const link = element("a", { download: name, href: URL.createObjectURL(new Blob([data], { type: kind })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
