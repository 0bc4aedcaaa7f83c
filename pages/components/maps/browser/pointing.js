// What do mouse, fingers and keys do? A click goes down; with fingers the first tap tells and the
// second one goes. A page that is scrolled past is not caught: the wheel zooms with Ctrl only.

function pointing(canvas, map) {
  const fingers = new Map(); // what presses, by its id: where it was last
  let dragged = 0;
  const spot = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  canvas.onpointerdown = (event) => {
    if (!fingers.size) dragged = 0;
    fingers.set(event.pointerId, spot(event));
  };
  canvas.onpointermove = (event) => {
    if (!map.isReady()) return;
    const [x, y] = spot(event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      const number = map.under(x, y);
      canvas.style.cursor = number < 0 ? "" : "pointer";
      map.look(number);
      return;
    }
    fingers.set(event.pointerId, [x, y]);
    dragged += Math.hypot(x - before[0], y - before[1]);
    if (dragged <= DRAGGED) return;
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = (at) => Math.hypot(at[0] - other[0], at[1] - other[1]);
      map.zoom(apart([x, y]) / Math.max(apart(before), 1), ...other);
    } else if (map.box.classList.contains("near")) {
      canvas.setPointerCapture(event.pointerId);
      map.move(x - before[0], y - before[1]);
    }
  };
  canvas.onpointerup = (event) => {
    fingers.delete(event.pointerId);
    if (dragged > DRAGGED || fingers.size || !map.isReady()) return;
    const number = map.under(...spot(event));
    const known = number === map.state.looked;
    map.look(number);
    if (number >= 0 && (event.pointerType === "mouse" || known) && map.taps()) map.go(number);
  };
  canvas.onpointercancel = (event) => fingers.delete(event.pointerId);
  canvas.onpointerleave = (event) => {
    fingers.delete(event.pointerId);
    if (event.pointerType === "mouse" && map.isReady()) map.look(-1);
  };
  canvas.onwheel = (event) => {
    if (!map.isReady() || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    map.zoom(2 ** (-event.deltaY / 200), ...spot(event));
  };
  canvas.onblur = () => map.isReady() && map.look(-1);
  canvas.onkeydown = (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const does = {
      Enter: () => map.state.looked >= 0 && map.go(map.state.looked),
      Escape: () => map.look(-1),
      "+": () => map.zoom(2),
      "-": () => map.zoom(0.5),
      0: () => map.zoom(0),
    };
    const action = steps[event.key] ? () => map.step(...steps[event.key]) : does[event.key];
    if (!action || !map.isReady() || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    action();
  };
}
