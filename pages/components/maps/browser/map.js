// A map that stays where it is: a change of filters brings values, and only they are drawn anew.
// Outlines come from an address, once; this file is put together with the others of its folder.

const MAPS = new WeakMap(); // by the element that Streamlit gives
const GROUNDS = new Map(); // outlines by address, as promises
const KEPT = 8; // outlines that are kept while one goes up and down
const DRAGGED = 4; // pixels from which a press is no click
const CLOSEST = 60; // times as near as the whole

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let map = MAPS.get(parentElement);
  if (!map) {
    map = mounted(parentElement);
    MAPS.set(parentElement, map);
  }
  map.pick = (code) => setTriggerValue("picked", code);
  map.show(data);
  return () => {
    map.leave();
    MAPS.delete(parentElement);
  };
}

function outlines(address) {
  if (!GROUNDS.has(address)) {
    const asked = fetch(address).then((answer) => {
      if (!answer.ok) throw new Error(`outlines: ${answer.status}`);
      return answer.json();
    });
    if (GROUNDS.size >= KEPT) GROUNDS.delete(GROUNDS.keys().next().value);
    GROUNDS.set(address, asked.then(read));
    asked.catch(() => GROUNDS.delete(address));
  }
  return GROUNDS.get(address);
}

function mounted(root) {
  const part = (name) => root.querySelector(name);
  const box = part(".ground");
  const [below, above] = root.querySelectorAll("canvas");
  const state = { looked: -1, size: { wide: 0, high: 0 }, listed: 0 };
  const pen = below.getContext("2d");
  const marker = above.getContext("2d");
  let ground = null;
  let shown = null;
  let asked = null; // what was told last, whose outlines may not have come yet
  let view = null;
  let waiting = 0;

  const paint = () => {
    if (!ground || !state.size.wide) return;
    const ratio = window.devicePixelRatio || 1;
    for (const canvas of [below, above]) {
      const wide = Math.round(state.size.wide * ratio);
      const high = Math.round(state.size.high * ratio);
      if (canvas.width !== wide || canvas.height !== high) {
        canvas.width = wide;
        canvas.height = high;
      }
    }
    draw(pen, ground, shown, view, state.size, ratio, tilesOf(shown.tiles, soon));
    mark(marker, ground, shown, view, state.size, ratio, state.looked);
    box.dataset.drawn = shown.picture.title; // what is on the canvas, for who waits for it
  };
  const soon = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => paint());
  };
  const look = (number) => {
    if (number === state.looked || !ground) return;
    state.looked = number;
    mark(marker, ground, shown, view, state.size, window.devicePixelRatio || 1, number);
    say(part(".told"), ground, shown, view, state.size, number);
  };
  const go = (number) => {
    if (shown.drills) map.pick(ground.codes[number]);
    else approach(number);
  };
  const approach = (number) => {
    const one = ground.places[number];
    const k = Math.min(whole().k * 8, (0.5 * state.size.wide) / (one.right - one.left));
    turn(k, [(one.left + one.right) / 2, (one.top + one.bottom) / 2],
         [state.size.wide / 2, state.size.high / 2]);
    look(number);
  };
  const whole = () => fitted(ground, state.size.wide, state.size.high);
  /** Look at a point in units from so near, at a pixel; the whole is the farthest. */
  const turn = (k, [x, y], [across, down]) => {
    const far = whole();
    k = Math.min(Math.max(k, far.k), far.k * CLOSEST);
    view = k === far.k ? far : { k, x: across - x * k, y: down - y * k };
    box.classList.toggle("near", k > far.k);
    soon();
  };
  const units = (x, y) => [(x - view.x) / view.k, (y - view.y) / view.k];
  const zoom = (times, x = state.size.wide / 2, y = state.size.high / 2) =>
    turn(view.k * times, units(x, y), [x, y]);
  const step = (across, down) => look(neighbour(ground, state.looked, across, down, view, state.size));
  const fit = () => {
    const wide = box.clientWidth;
    if (!shown || !wide) return;
    const tallest = Math.max(260, Math.min(900, wide < 500 ? 1.15 * wide : 0.8 * window.innerHeight));
    const high = Math.round(Math.min(tallest, shown.tallest || Infinity, Math.max(shown.tallest ? 0 : 200, wide * shown.aspect)));
    if (wide === state.size.wide && high === state.size.high) return;
    box.style.height = `${high}px`;
    state.size = { wide, high };
    if (ground) {
      view = whole();
      box.classList.remove("near");
      paint();
    }
  };

  const watch = new ResizeObserver(fit);
  watch.observe(box);
  pointing(above, { look, go, zoom, step, units, soon, box, state,
    under: (x, y) => found(pen, ground, ...units(x, y)),
    move: (dx, dy) => turn(view.k, [0, 0], [view.x + dx, view.y + dy]),
    isReady: () => Boolean(ground && view), taps: () => shown.drills });
  part(".in").onclick = () => zoom(2);
  part(".out").onclick = () => zoom(0.5);
  part(".all").onclick = () => turn(0, [0, 0], [0, 0]);
  part(".png").onclick = () => ground && save(ground, shown);

  const map = {
    async show(data) {
      const told = { ...data, font: getComputedStyle(box).fontFamily };
      asked = told;
      worded(root, told);
      if (!ground) {
        shown = told; // so that there is room before the outlines have come
        fit();
      }
      const next = await outlines(data.shapes);
      if (asked !== told) return; // something newer came meanwhile
      shown = told; // not before: its values belong to its own outlines
      if (next !== ground) {
        ground = next;
        state.looked = -1;
        state.listed = 0;
        part("input").value = "";
        part(".told").hidden = true;
        box.classList.remove("near");
        fit();
        view = whole();
      }
      fit();
      paint();
      if (shown.lists) list(part(".places"), ground, shown, state, look, go);
    },
    leave() {
      watch.disconnect();
    },
  };
  return map;
}

/** Words of the buttons, in the language of the page. */
function worded(root, shown) {
  const { words } = shown;
  root.querySelector(".map").classList.toggle("alone", !shown.lists);
  root.querySelector(".marked").setAttribute("aria-label", words.alt);
  for (const [name, text] of [[".in", words.nearer], [".out", words.farther], [".all", words.whole]]) {
    root.querySelector(name).title = text;
    root.querySelector(name).setAttribute("aria-label", text);
  }
  root.querySelector(".png").textContent = words.png;
  root.querySelector("input").placeholder = words.search;
  root.querySelector("input").setAttribute("aria-label", words.search);
  root.querySelector(".nothing").textContent = words.nothing;
}

/** Tell a place and its number beside it. */
function say(told, ground, shown, view, size, number) {
  told.hidden = number < 0;
  if (number < 0) return;
  const name = document.createElement("b");
  name.textContent = ground.names[number];
  const lines = shown.told[shown.at[number]][0].split("\n").map((line) => {
    const row = document.createElement("div");
    row.textContent = line;
    return row;
  });
  told.replaceChildren(name, ...lines);
  const [x, y] = ground.places[number].spot;
  const left = Math.min(Math.max(x * view.k + view.x, 0), size.wide);
  const top = Math.min(Math.max(y * view.k + view.y, 0), size.high);
  told.style.left = `${Math.min(Math.max(8, left - told.offsetWidth / 2), size.wide - told.offsetWidth - 8)}px`;
  told.style.top = `${top > told.offsetHeight + 20 ? top - told.offsetHeight - 16 : top + 16}px`;
}

/** The nearest place in a direction; from none, the one in the middle. */
function neighbour(ground, from, across, down, view, size) {
  const start = from < 0
    ? [(size.wide / 2 - view.x) / view.k, (size.high / 2 - view.y) / view.k]
    : ground.places[from].spot;
  let best = from;
  let nearest = Infinity;
  for (const one of ground.places) {
    if (one.number === from) continue;
    const [dx, dy] = [one.spot[0] - start[0], one.spot[1] - start[1]];
    const along = dx * across + dy * down;
    const aside = Math.abs(dx * down) + Math.abs(dy * across);
    if (from >= 0 && along <= 0) continue;
    const far = from < 0 ? dx * dx + dy * dy : along * along + 4 * aside * aside;
    if (far < nearest) [best, nearest] = [one.number, far];
  }
  return best;
}

const TILES = new Map();

/** Images of an operator's own tiles; `arrived` is called when one has come. */
function tilesOf(address, arrived) {
  if (!address) return null;
  const get = (zoom, column, row) => {
    const url = address.replace("{z}", zoom).replace("{x}", column).replace("{y}", row);
    if (!TILES.has(url)) {
      const image = new Image();
      TILES.set(url, image);
      image.onload = arrived;
      image.src = url;
    }
    const image = TILES.get(url);
    return image.complete && image.naturalWidth ? image : null;
  };
  return { get };
}
