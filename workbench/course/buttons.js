// Draws the buttons under a check, says to the kernel which one was pressed, and shows what it answers.

import { element } from "../element.js";

const KEYS = { "data-lm-suppress-shortcuts": "true" }; // or JupyterLab takes Enter for its own shortcuts
const ACTIONS = [
  ["hint", "Hint", "Show the next hint"],
  ["solution", "Solution", "Show one way to do it, once you have tried"],
  ["reset", "Reset", "Forget what was done with this exercise, and show its starter code"],
  ["mine", "Mine", "Show your own code, as the check kept it"],
];
const LATE = "No answer yet: the kernel is busy or has stopped. If it has stopped, run this cell again.";

function render({ model, el }) {
  const shown = element("div", { role: "status" });
  const note = element("div", { role: "status" });
  let waiting;

  function press(action) {
    clearTimeout(waiting);
    waiting = setTimeout(() => (note.textContent = LATE), 5000);
    model.send({ press: action });
  }
  const buttons = ACTIONS.map(([action, name, help]) =>
    element("button", { type: "button", "data-action": action, title: help, onclick: () => press(action), ...KEYS }, name),
  );
  const row = element("div", { role: "group", "aria-label": model.get("label") }, ...buttons);
  el.append(element("div", { class: "workbench-form workbench-buttons" }, row, note, shown));

  function update() {
    clearTimeout(waiting);
    note.textContent = "";
    shown.innerHTML = model.get("answer").html; // from Python, which has escaped it
  }
  model.on("change:answer", update);
  update();
}

export default { render };
