// Which places are there, in words? A list of all of them that can be searched, beside the map: it
// says what the map says to who cannot see or point, and leads down like a click.

const FIRST = 30; // places listed at once
const FURTHER = 200;

/** Fill the list anew; `look` marks a place on the map, `go` chooses it. */
function list(root, ground, shown, state, look, go) {
  const field = root.querySelector("input");
  const rows = root.querySelector("ol");
  const more = root.querySelector(".more");
  const order = ground.places.map((one) => one.number);
  order.sort((a, b) => shown.at[a] - shown.at[b] || ground.names[a].localeCompare(ground.names[b]));

  const fill = (count) => {
    const sought = field.value.trim().toLowerCase();
    const all = sought ? order.filter((i) => ground.names[i].toLowerCase().includes(sought)) : order;
    rows.replaceChildren(...all.slice(0, count).map((number) => row(ground, shown, number, look, go)));
    const rest = all.length - count;
    more.hidden = rest <= 0;
    more.textContent = shown.words.more.replace("{rest}", rest.toLocaleString(shown.lang));
    more.onclick = () => {
      fill(count + FURTHER);
      rows.children[count]?.querySelector("button")?.focus();
    };
    root.querySelector(".nothing").hidden = all.length > 0;
    state.listed = count;
  };
  field.oninput = () => fill(FIRST);
  field.onkeydown = (event) => {
    if (event.key === "Enter") rows.querySelector("button")?.click();
  };
  fill(state.listed || FIRST);
}

function row(ground, shown, number, look, go) {
  const [text, kind, isProvisional] = shown.told[shown.at[number]];
  const button = document.createElement("button");
  const sign = document.createElement("span");
  sign.className = isProvisional ? "sign provisional" : "sign";
  sign.style.backgroundColor = shown.colours[kind];
  const name = document.createElement("span");
  name.textContent = ground.names[number];
  const value = document.createElement("span");
  value.className = "value";
  value.textContent = text.split("\n")[0];
  button.title = text.replaceAll("\n", " · ");
  button.append(sign, name, value);
  button.onclick = () => go(number);
  button.onmouseenter = button.onfocus = () => look(number);
  button.onmouseleave = button.onblur = () => look(-1);
  const item = document.createElement("li");
  item.append(button);
  return item;
}
