// Sends one file to the address that the page was given, and says how far it has got. The file goes
// from disk to the network as it is: neither the browser nor the server holds it in memory.
const MEGA = 1e6;

export default function (component) {
  const root = component.parentElement.querySelector(".drop");
  root.component = component; // that of the latest run: texts and address may have changed
  const texts = component.data.texts;
  root.setAttribute("aria-label", texts.choose);
  part(root, "pick").textContent = texts.choose;
  part(root, "hint").textContent = texts.drop;
  part(root, "stop").textContent = texts.stop;
  root.querySelector("progress").setAttribute("aria-label", texts.sending);
  if (!root.isReady) prepare(root);
  return () => setTimeout(() => root.isConnected || root.request?.abort(), 0);
}

function prepare(root) {
  root.isReady = true;
  const input = root.querySelector("input");
  part(root, "pick").onclick = () => input.click();
  part(root, "stop").onclick = () => root.request?.abort();
  input.onchange = () => { take(root, input.files); input.value = ""; };
  root.ondragover = event => { event.preventDefault(); root.classList.add("over"); };
  root.ondragleave = () => root.classList.remove("over");
  root.ondrop = event => {
    event.preventDefault();
    root.classList.remove("over");
    take(root, event.dataTransfer.files);
  };
}

function take(root, files) {
  const { texts, most } = root.component.data;
  if (root.request || !files.length) return;
  if (files.length > 1) say(root, texts.one);
  else if (files[0].size > most) say(root, texts.too_large);
  else send(root, files[0]);
}

function send(root, file) {
  const { address, texts } = root.component.data;
  const request = new XMLHttpRequest(); // fetch tells nothing of what has been sent
  const size = (file.size / MEGA).toFixed(1);
  root.request = request;
  show(root, true);
  say(root, "");
  request.upload.onprogress = event => {
    const percent = event.total ? Math.floor(100 * event.loaded / event.total) : 100;
    root.querySelector("progress").value = percent;
    part(root, "share").textContent = texts.share
      .replace("{percent}", percent).replace("{size}", size);
  };
  request.onloadend = () => {
    root.request = null;
    show(root, false);
    if (request.status === 204) root.component.setTriggerValue("arrived", file.name);
    else say(root, request.aborted ? texts.stopped : why(request.status, texts));
  };
  request.onabort = () => { request.aborted = true; };
  request.open("PUT", `${address}?name=${encodeURIComponent(file.name)}`);
  request.send(file);
}

function why(status, texts) {
  return { 404: texts.closed, 405: texts.closed, 413: texts.too_large, 507: texts.no_room }[status]
    ?? texts.broken;
}

function show(root, sending) {
  const [choice, progress] = root.querySelectorAll(".row");
  choice.hidden = sending;
  progress.hidden = !sending;
  root.querySelector("progress").value = 0;
  part(root, "share").textContent = "";
  part(root, sending ? "stop" : "pick").focus();
}

function say(root, text) {
  part(root, "told").textContent = text;
}

function part(root, name) {
  return root.querySelector(`.${name}`);
}
