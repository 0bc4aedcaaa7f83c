// How does the reader take the map along as a picture? Drawn in the browser, with the very classes
// on screen and the reader's own letters: no browser and no fonts are needed on the server.

const SHEET = 900; // pixels of its width, each two pixels of the picture
const SHARP = 2;
const ROW = 22;

/** Save the map with title, key and Scope line as a PNG. */
function save(ground, shown) {
  const { picture, palette, font } = shown;
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `600 17px ${font}`;
  const title = wrapped(pen, picture.title, SHEET - 16);
  pen.font = `11px ${font}`;
  const scope = wrapped(pen, picture.scope, SHEET - 16);
  const high = Math.round(Math.min(1200, Math.max(200, ((SHEET - 16) * ground.high) / ground.wide)));
  const top = title.length * ROW + 16;
  const total = top + high + picture.key.length * ROW + scope.length * 16 + 28;
  pen.canvas.width = SHEET * SHARP;
  pen.canvas.height = total * SHARP;

  const map = document.createElement("canvas");
  map.width = SHEET * SHARP;
  map.height = high * SHARP;
  const size = { wide: SHEET, high };
  draw(map.getContext("2d"), ground, shown, fitted(ground, SHEET, high), size, SHARP, null);
  pen.fillStyle = palette.paper;
  pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.drawImage(map, 0, top * SHARP);
  pen.scale(SHARP, SHARP);
  write(pen, title, 8, ROW, ROW, `600 17px ${font}`, palette.ink);
  picture.key.forEach(([words, colour, isHatched], i) => {
    swatch(pen, 8, top + high + 10 + i * ROW, colour, isHatched, palette);
    write(pen, [words], 30, top + high + 22 + i * ROW, ROW, `13px ${font}`, palette.ink);
  });
  write(pen, scope, 8, total - scope.length * 16 + 4, 16, `11px ${font}`, palette.quiet);
  pen.canvas.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${picture.name}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }, "image/png");
}

function swatch(pen, x, y, colour, isHatched, palette) {
  pen.fillStyle = colour;
  pen.fillRect(x, y, 14, 14);
  if (isHatched) {
    pen.fillStyle = hatching(pen, palette, 1);
    pen.fillRect(x, y, 14, 14);
  }
  pen.strokeStyle = palette.quiet;
  pen.lineWidth = 1;
  pen.strokeRect(x, y, 14, 14);
}

function write(pen, lines, x, y, step, font, colour) {
  pen.font = font;
  pen.fillStyle = colour;
  lines.forEach((line, i) => pen.fillText(line, x, y + i * step));
}

/** Text cut into lines that fit, between words or between Chinese signs. */
function wrapped(pen, text, wide) {
  const lines = [""];
  for (const part of text.match(/[\u2e80-\uffef]|[^\u2e80-\uffef\s]+\s*|\s+/g) || []) {
    const longer = lines[lines.length - 1] + part;
    if (pen.measureText(longer.trimEnd()).width <= wide || !lines[lines.length - 1]) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(part);
    }
  }
  return lines;
}
