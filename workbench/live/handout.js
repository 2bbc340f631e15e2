// A lab on a page to hand out: no kernel answers there, but pictures that were made beforehand.
import { element, put } from "../element.js";
import { inflate, Page } from "./page.js";

const OPENED = 12; // pictures at hand, some 4 MB each

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

// Lay a patch on the numbers of a picture: the places that change, each as far from the one before, then what is there.
function lay(patch, numbers) {
  const count = patch.length / 2;
  for (let i = 0, place = 0; i < count; i++) numbers[(place += patch[i])] = patch[count + i];
  return numbers;
}

// What page.js takes for the widget of a living lab.
class Shelf {
  constructor(book) {
    Object.assign(this, book);
    this.palette = book.palette.map((text) => new Uint32Array(bytes(text).buffer));
    this.values = { ...this.spec.values };
    this.run = 1;
    this.opened = new Map(); // the numbers of pictures that others lie on, those used last at the end
    this.asked = this.answered = 0;
    this.turn = Promise.resolve();
  }

  get() {
    return this.spec;
  }

  on(name, hear) {
    if (name === "msg:custom") this.hear = hear;
  }

  off() {}

  // Of what a page says, only these call for a picture: there is no run to stop, and nothing to pick from.
  send(message) {
    if (!["look", "set", "again"].includes(message.type)) return;
    if (message.type === "look") this.size = message;
    Object.assign(this.values, message.values);
    this.run = Math.max(this.run, message.run ?? 0);
    this.asked += 1;
    this.turn = this.turn.then(() => this.answer());
  }

  // The newest settings win: whoever has been overtaken is not answered.
  async answer() {
    if (this.answered === this.asked || !this.size) return;
    this.answered = this.asked;
    const [place, shape] = [this.place(), this.shape()];
    const picture = this.pictures[place];
    const message = {
      type: "frame", run: this.run, state: "settled", paused: false, newest: { run: this.run, values: { ...this.values } },
      progress: 1, left: null, answer: 0, part: 0, plain: true, size: picture.layers[shape][0],
      text: picture.text, code: picture.code, suggestions: picture.suggestions,
    };
    const numbers = await this.open(place, shape);
    this.shown = { message, numbers };
    this.hear(message, [this.colours(numbers, this.size.theme)]);
  }

  // Where the picture of these settings stands: the last control changes first.
  place() {
    return this.spec.controls.reduce((place, { name, among }) => place * among.length + among.indexOf(this.values[name]), 0);
  }

  shape() {
    const far = this.widths.map((width) => Math.abs(Math.log(width / this.size.width)));
    return far.indexOf(Math.min(...far));
  }

  // The numbers of a picture: those of the one it lies on, and its own patch over them.
  async open(place, shape) {
    const key = `${place} ${shape}`;
    const [[width, height], on, patch] = this.pictures[place].layers[shape];
    const numbers = this.opened.get(key)
      ?? lay(await inflate(bytes(patch)), on === null ? new Uint32Array(width * height) : (await this.open(on, shape)).slice());
    this.opened.delete(key);
    this.opened.set(key, numbers);
    if (this.opened.size > OPENED) this.opened.delete(this.opened.keys().next().value);
    return numbers;
  }

  // A whole picture as a patch: each place follows the one before.
  colours(numbers, theme) {
    const count = numbers.length;
    const inks = this.palette[theme === "dark" ? 1 : 0];
    const patch = new Uint32Array(2 * count).fill(1, 1, count);
    for (let i = 0; i < count; i++) patch[count + i] = inks[numbers[i]];
    return patch;
  }
}

function tellFixed(page, fixed) {
  if (!fixed.length) return;
  const list = element("dl", {}, ...fixed.flatMap(([label, words]) => [element("dt", {}, label), element("dd", {}, words)]));
  const fold = element("details", { class: "handout-fixed", open: fixed.length < 7 && innerWidth > 700 }, element("summary", {}, `Fixed on this page: ${fixed.length === 1 ? "one setting" : `${fixed.length} settings`}`), list);
  page.panel.append(fold);
}

// Light or dark as the computer is, until somebody chooses; on paper always light.
function followTheme(page, shelf) {
  const wish = matchMedia("(prefers-color-scheme: dark)");
  const button = element("button", { type: "button", class: "wb-button", "data-action": "theme" });
  let dark = wish.matches;
  const show = () => {
    document.body.dataset.jpThemeLight = String(!dark); // page.js watches it
    put(button, dark ? "Light" : "Dark");
    button.title = dark ? "Dark letters on white" : "Light letters on black";
  };
  const turn = (to) => {
    dark = to;
    show();
  };
  button.addEventListener("click", () => turn(!dark));
  wish.addEventListener("change", () => turn(wish.matches));
  show();
  addEventListener("beforeprint", () => { // paper does not wait: what page.js does in a moment is done at once
    document.body.dataset.jpThemeLight = "true";
    page.root.dataset.theme = "light";
    if (shelf.shown) page.paint(shelf.shown.message, shelf.colours(shelf.shown.numbers, "light"));
  });
  addEventListener("afterprint", show);
  return button;
}

// What a living lab has in its menu stands at the top here: there is room, and little else.
function placeButtons(page, ...buttons) {
  for (const button of buttons) button.removeAttribute("role");
  page.more.opener = page.explain; // where the focus goes when the help is closed
  page.root.querySelector("header").append(element("div", { class: "wb-buttons handout-corner" }, ...buttons));
}

function open() {
  const shelf = new Shelf(JSON.parse(document.getElementById("book").textContent));
  const main = document.querySelector("main");
  document.body.dataset.jpThemeLight = String(!matchMedia("(prefers-color-scheme: dark)").matches);
  main.replaceChildren();
  const page = new Page(shelf, main);
  page.showGuide(false); // it waits behind its button: nobody looks for help before there is a question
  tellFixed(page, shelf.fixed);
  placeButtons(page, page.explain, followTheme(page, shelf), page.full);
  addEventListener("keydown", (event) => page.root.contains(event.target) || page.key(event));
}

if ("DecompressionStream" in globalThis && "popover" in HTMLElement.prototype) open();
