// How a lab's page and the kernel talk. The kernel draws; the page paints.
//
// Messages are few, because JupyterLab draws its signs of a busy kernel anew for each one, which takes longer than a
// picture. In a drag they leave at a steady pace, and carry along which pictures were painted. The kernel sends no more
// than two that it knows nothing of. So neither side ever falls behind, however slow the network.
import { put } from "../element.js";

const SILENCE = 3000; // ms without a word from the kernel before the page asks, and then says that it gets no answer
const ASKS = 6; // times that it asks, each time with twice the patience
const GAP = 33; // ms between two messages of a drag
const QUIET = 8; // s without a step of a lab before its page says so: the first may load libraries and train models
const LATE = 400; // ms after which the kernel must have heard of a change
const NO_ANSWER = "The kernel does not answer. It is busy, or it has stopped: then run this cell again.";

export class Link {
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
    Object.assign(this.values, values);
    for (const [name, value] of Object.entries(values)) this.controls[name].set(value);
    this.changed = { ...this.changed, ...values };
    if (this.spec.hold) {
      this.edit += 1; // what runs goes on; the kernel answers what waits for Run
      this.wait(this.waits || "Changed, not run yet. Press Run.");
    } else {
      this.stopping = false;
      this.run += 1;
      this.driven = false;
      this.show("busy");
    }
    this.remember();
    if (!this.throttle) this.flush();
  }

  flush() {
    if (!this.changed) return;
    clearTimeout(this.throttle);
    this.throttle = setTimeout(() => {
      this.throttle = null;
      this.changed ? this.flush() : this.thank();
    }, GAP);
    const message = { type: "set", run: this.run, values: this.changed, count: this.owing, ...(this.spec.hold && { edit: this.edit }) };
    this.sent = performance.now();
    this.owing = 0;
    this.changed = null;
    this.tell(message);
  }

  acknowledge(message) {
    this.owing += message.answer;
    this.followed = message.state === "busy" || message.run !== this.run || this.driven; // more pictures will come
    if (this.throttle) return; // it may travel with a change
    cancelAnimationFrame(this.waiting);
    if (document.hidden) this.waiting = requestAnimationFrame(() => this.thank()); // when it is looked at
    else this.thank();
  }

  // Say which pictures were painted.
  thank() {
    if (!this.owing || !this.followed) return;
    this.send({ type: "painted", count: this.owing });
    this.owing = 0;
  }

  again() {
    this.stopping = false;
    this.run += 1;
    this.sent = performance.now();
    if (this.spec.hold) {
      this.changed = null;
      this.wait("");
    }
    this.show("busy");
    this.tell({ type: "again", run: this.run, ...(this.spec.hold && { values: this.values }) });
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
    // The kernel checks the values and answers with the settings it took, or with what is wrong.
    if (this.spec.hold) {
      this.tell({ type: "set", run: this.run, values, restore: true, edit: this.edit += 1 });
      return;
    }
    this.stopping = false;
    this.run += 1;
    this.sent = performance.now();
    this.show("busy");
    this.tell({ type: "set", run: this.run, values, restore: true });
  }

  repin(place) {
    if (this.spec.hold) {
      this.tell({ type: "repin", place }); // the kernel knows whether anything has to be computed
      return;
    }
    this.stopping = false;
    this.run += 1;
    this.sent = performance.now();
    this.show("busy");
    this.tell({ type: "repin", place, run: this.run });
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
      this.painted = this.painted
        .then(() => this.paint(message, buffers[0]))
        .catch((error) => console.error(error)) // a picture that cannot be shown must not stop the next
        .then(() => this.acknowledge(message));
    } else if (message.type === "error") this.fail(message);
    else if (message.type === "settings") this.adopt(message);
    else if (message.type === "here") this.greet(message);
    else if (message.type === "state" && message.run === this.run) this.show(message.state, null, message.paused);
    else if (message.type === "pins") this.pins.show(message);
    else if (message.type === "sweep") this.sweep.receive(message, buffers[0]);
    else if (message.type === "sweep_refused") this.sweep.refuse(message);
    else if (message.type === "note") this.say(message.sentence);
    else if (message.type === "share") this.copy(message.text, message.sentence);
    else if (message.type === "file") this.download(message, buffers[0]);
    else if (message.type === "left" && this.size) this.tell({ type: "look", ...this.size }); // another page, not this one
  }

  greet(message) {
    if (!this.shown) {
      const words = "Getting ready: the first picture of a lab may need some seconds to load libraries and train models.";
      clearTimeout(this.preparing);
      this.preparing = setTimeout(() => this.shown || (this.text.textContent = words), 800);
    }
    if (message.run > this.run || !this.changed) this.adopt(message);
    if (message.edit < this.edit && !this.changed) { // what was changed last has not arrived
      this.changed = { ...this.values };
      this.flush();
    }
    if (this.root.dataset.state === "busy" && message.silence > QUIET) {
      this.sleep(
        `Nothing has come from this lab for ${Math.round(message.silence)} s. Stop, Pause and new settings wait for its ` +
        "next step. If that never comes, restart the kernel (menu Kernel), then run this cell again.",
      );
    }
  }

  adopt({ run, values, edit, waits, code }) {
    if (run < this.run) return;
    if (run > this.run) {
      this.show("busy");
      this.driven = true;
    }
    this.run = run;
    this.root.dataset.run = String(run);
    if (edit < this.edit) return; // older than what the controls say
    for (const [name, value] of Object.entries(values)) {
      const { node, set } = this.controls[name];
      // Where somebody is typing, a value that is not new must not wipe out what stands there.
      if (JSON.stringify(value) !== JSON.stringify(this.values[name]) || !node.contains(document.activeElement)) set(value);
    }
    Object.assign(this.values, values);
    this.remember();
    if (edit === undefined) return;
    this.edit = edit;
    put(this.code, code);
    this.sweep.mark();
    this.wait(waits);
  }

  refuse({ newest, sentence }) {
    this.savedComplaint.textContent = sentence;
    this.run = newest.run;
    this.edit = newest.edit ?? 0;
    this.adopt(newest);
    this.ask(); // for the picture of the settings that are still in use
  }
}
