// Sees in the page what a person sees: which picture is on the screen in each animation frame.
//
// A picture is an <img> or a <canvas>. What is seen of it is a mark: the value that the square in `scene.py` spells,
// or, without a square, a hash of all pixels. `null` means blank: no picture, or one that is not loaded.

class Eye {
  constructor(root, picture, square) {
    Object.assign(this, { root, picture, square, seen: null, changed: true, blanks: 0, log: [], waiting: null });
    this.paper = new OffscreenCanvas(1, 1);
    this.pen = this.paper.getContext("2d", { willReadFrequently: true });
    this.started = performance.now();
    // Nobody here draws a picture without touching the document: an <img> is exchanged, a <canvas> gets a new label.
    this.observer = new MutationObserver(() => (this.changed = true));
    this.observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    for (const kind of ["keydown", "pointerdown", "pointerup"]) {
      document.addEventListener(kind, (event) => (this[kind] = event.timeStamp), { capture: true });
    }
    const look = () => {
      this.look(performance.now());
      this.next = requestAnimationFrame(look);
    };
    look();
  }

  look(now) {
    if (this.changed) {
      const mark = this.read();
      this.changed = mark === null; // look again until there is something to see
      if (mark !== null && mark !== this.seen) this.log.push([now, mark]);
      this.seen = mark;
    }
    if (this.seen === null) this.blanks += 1;
    if (this.waiting && this.waiting.test(this, now)) {
      this.waiting.answer(now - this[this.waiting.since]);
      this.waiting = null;
    }
  }

  read() {
    const found = this.root.querySelectorAll(this.picture);
    const picture = found[found.length - 1];
    if (!picture) return null;
    const width = picture.naturalWidth ?? picture.width;
    const height = picture.naturalHeight ?? picture.height;
    if (!width || !height || picture.complete === false) return null;
    if (this.square && this.place?.size === `${width} ${height}`) {
      return this.spelled(this.pixels(picture, ...this.place.at, 1, 1));
    }
    const all = this.pixels(picture, 0, 0, width, height);
    if (!this.square) return this.hash(all);
    this.find(all, width, height);
    return this.place && this.spelled(this.pixels(picture, ...this.place.at, 1, 1));
  }

  pixels(picture, x, y, width, height) {
    if (this.paper.width !== width || this.paper.height !== height) Object.assign(this.paper, { width, height });
    this.pen.clearRect(0, 0, width, height);
    this.pen.drawImage(picture, x, y, width, height, 0, 0, width, height);
    return this.pen.getImageData(0, 0, width, height).data;
  }

  spelled([red, green, blue]) {
    return red + green === 255 && blue === 77 ? red : null;
  }

  find(data, width, height) {
    const spots = [];
    for (let i = 0; i < width * height; i++) {
      if (this.spelled(data.subarray(4 * i, 4 * i + 3)) !== null) spots.push(i);
    }
    const middle = spots[spots.length >> 1];
    this.place = spots.length ? { size: `${width} ${height}`, at: [0, 0] } : null;
    if (!spots.length) return;
    const columns = spots.filter((i) => Math.floor(i / width) === Math.floor(middle / width));
    this.place.at = [columns[columns.length >> 1] % width, Math.floor(middle / width)];
  }

  hash(data) {
    const words = new Uint32Array(data.buffer);
    let sum = 7;
    for (let i = 0; i < words.length; i++) sum = (Math.imul(sum, 31) + words[i]) | 0;
    return sum;
  }

  // Milliseconds from the next event of a kind (since) until `test` holds in an animation frame.
  expect(since, test) {
    this[since] = null;
    this.answer = new Promise((answer) => (this.waiting = { since, test: (eye, now) => eye[since] && test(eye, now), answer }));
  }

  expectChange(since) {
    const before = this.seen;
    this.expect(since, (eye) => eye.seen !== null && eye.seen !== before);
  }

  expectState(since, state) {
    const lab = this.root.closest(".workbench-lab") ?? this.root.querySelector(".workbench-lab");
    this.expect(since, () => lab.dataset.state === state);
  }

  forget() {
    Object.assign(this, { blanks: 0, log: [], started: performance.now() });
  }

  close() {
    cancelAnimationFrame(this.next);
    this.observer.disconnect();
  }
}

window.Eye = Eye;
