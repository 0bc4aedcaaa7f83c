// How are places drawn on a canvas? Outlines are in whole units of their own file; a view
// { k, x, y } says how many pixels a unit has and where the first one lies.

const BORDER = 0.7; // pixels of a line between places
const NAME = 12; // pixels of the letters of a name

/** Paths and corners of the places, from rings of [x, y, dx, dy, ...]. */
function read(shapes) {
  const all = new Path2D();
  const places = shapes.rings.map((rings, number) => {
    const path = new Path2D();
    const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const ring of rings) {
      let x = 0;
      let y = 0;
      for (let i = 0; i < ring.length; i += 2) {
        x += ring[i];
        y += ring[i + 1];
        if (i) path.lineTo(x, y);
        else path.moveTo(x, y);
        box.left = Math.min(box.left, x);
        box.right = Math.max(box.right, x);
        box.top = Math.min(box.top, y);
        box.bottom = Math.max(box.bottom, y);
      }
      path.closePath();
    }
    all.addPath(path);
    return { path, ...box, number, spot: shapes.spots[number] };
  });
  return { ...shapes, all, places };
}

/** The view in which everything fits into a box of pixels. */
function fitted(ground, wide, high) {
  const k = Math.min((wide - 4) / ground.wide, (high - 4) / ground.high);
  return { k, x: (wide - ground.wide * k) / 2, y: (high - ground.high * k) / 2 };
}

/** Draw everything; `size` is { wide, high } in pixels, `ratio` device pixels for each. */
function draw(context, ground, shown, view, size, ratio, tiles) {
  const { k } = view;
  const place = () => context.setTransform(ratio * k, 0, 0, ratio * k, ratio * view.x, ratio * view.y);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.wide, size.high);
  place();
  if (tiles) drawTiles(context, ground, view, size, tiles);
  const seen = ground.places.filter((one) => inSight(one, view, size));
  const hatch = hatching(context, shown.palette, k);
  context.globalAlpha = tiles ? 0.75 : 1;
  for (const one of seen) {
    const [, kind, isProvisional] = shown.told[shown.at[one.number]];
    context.fillStyle = shown.colours[kind];
    context.fill(one.path, "evenodd");
    if (isProvisional) {
      context.fillStyle = hatch;
      context.fill(one.path, "evenodd");
    }
  }
  context.globalAlpha = 1;
  const usual = k * Math.sqrt((ground.wide * ground.high) / ground.places.length);
  context.lineWidth = Math.min(BORDER, usual / 12) / k;
  context.lineJoin = "round";
  context.strokeStyle = shown.palette.quiet;
  context.stroke(ground.all);
  for (const line of shown.lines || []) strokeLine(context, ground, line, shown.palette.ink, k);
  for (const point of shown.points || []) dot(context, ground, point, shown.palette.ink, k);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  names(context, seen, ground, shown, view);
}

function inSight(one, view, size) {
  return (
    one.right * view.k + view.x >= 0 && one.left * view.k + view.x <= size.wide &&
    one.bottom * view.k + view.y >= 0 && one.top * view.k + view.y <= size.high
  );
}

/** Lines over the colour of what is provisional, as far apart however near one looks. */
function hatching(context, palette, k) {
  const sample = document.createElement("canvas");
  sample.width = sample.height = 16;
  const pen = sample.getContext("2d");
  pen.strokeStyle = palette.ink;
  pen.globalAlpha = 0.4;
  pen.lineWidth = 2;
  for (const at of [-16, 0, 16]) {
    pen.moveTo(at, 16);
    pen.lineTo(at + 16, 0);
  }
  pen.stroke();
  const pattern = context.createPattern(sample, "repeat");
  pattern.setTransform(new DOMMatrix().scale(0.5 / k));
  return pattern;
}

/** Where degrees lie, in units: Mercator's projection, as the outlines have it. */
function at(ground, [longitude, latitude]) {
  const degree = Math.PI / 180;
  return [
    (longitude * degree - ground.west) / ground.unit,
    (ground.north - Math.asinh(Math.tan(latitude * degree))) / ground.unit,
  ];
}

function strokeLine(context, ground, line, colour, k) {
  context.beginPath();
  for (const corner of line) context.lineTo(...at(ground, corner));
  context.strokeStyle = colour;
  context.lineWidth = 1 / k;
  context.stroke();
}

function dot(context, ground, point, colour, k) {
  context.beginPath();
  context.arc(...at(ground, point), 2.5 / k, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}

/** Names, where there is room for them inside a place; the beginning of it in a square. */
function names(context, seen, ground, shown, view) {
  context.font = `${NAME}px ${shown.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const one of seen) {
    const room = (one.right - one.left) * view.k - 6;
    if (room < 2 * NAME || (one.bottom - one.top) * view.k < 1.4 * NAME) continue;
    let name = ground.names[one.number];
    const fits = () => context.measureText(name).width <= (shown.cuts ? room + 4 : 0.8 * room);
    while (shown.cuts && name && !fits()) name = [...name].slice(0, -1).join("");
    if (!fits()) continue;
    const [, kind, isProvisional] = shown.told[shown.at[one.number]];
    const middle = [one.spot[0] * view.k + view.x, one.spot[1] * view.k + view.y];
    if (isProvisional) {
      context.strokeStyle = shown.colours[kind]; // lines of the hatching stop short of the letters
      context.lineWidth = 4;
      context.strokeText(name, ...middle);
    }
    context.fillStyle = readable(shown.colours[kind]);
    context.fillText(name, ...middle);
  }
}

/** Dark or light letters, whichever can be read on a colour (WCAG relative luminance). */
function readable(colour) {
  const [red, green, blue] = [1, 3, 5].map((i) => {
    const part = parseInt(colour.slice(i, i + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#1b2430" : "#ffffff";
}

/** Tiles of the operator's own server below the places; none are asked for unless it is set. */
function drawTiles(context, ground, view, size, tiles) {
  const world = (2 * Math.PI) / ground.unit;
  const zoom = Math.max(0, Math.min(19, Math.round(Math.log2((world * view.k) / 256))));
  const side = world / 2 ** zoom;
  const west = (ground.west + Math.PI) / ground.unit;
  const north = (Math.PI - ground.north) / ground.unit;
  const first = (origin, shift) => Math.floor((origin - shift / view.k) / side);
  const last = (origin, shift, pixels) => Math.floor((origin + (pixels - shift) / view.k) / side);
  for (let column = first(west, view.x); column <= last(west, view.x, size.wide); column++) {
    for (let row = first(north, view.y); row <= last(north, view.y, size.high); row++) {
      const image = tiles.get(zoom, column, row);
      if (image) context.drawImage(image, column * side - west, row * side - north, side, side);
    }
  }
}

/** Outlines over the map: the place chosen, and the one that is looked at. */
function mark(context, ground, shown, view, size, ratio, looked) {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.wide, size.high);
  context.setTransform(ratio * view.k, 0, 0, ratio * view.k, ratio * view.x, ratio * view.y);
  context.lineJoin = "round";
  const chosen = ground.codes.indexOf(shown.chosen);
  for (const number of [chosen, looked]) {
    if (number < 0) continue;
    for (const [colour, pixels] of [[shown.palette.paper, 4], [shown.palette.ink, 2]]) {
      context.strokeStyle = colour;
      context.lineWidth = pixels / view.k;
      context.stroke(ground.places[number].path);
    }
  }
}

/** Number of the place under a point in units; -1 where there is none. */
function found(context, ground, x, y) {
  context.setTransform(1, 0, 0, 1, 0, 0);
  const one = ground.places.find(
    (p) => x >= p.left && x <= p.right && y >= p.top && y <= p.bottom &&
      context.isPointInPath(p.path, x, y, "evenodd"),
  );
  return one ? one.number : -1;
}
