// Draws the html it is given once, keeps where the reader had scrolled to and what had the focus, tells the name of what was
// clicked, and opens folded runs, on both sides of a diff together. Of a list one line alone is reached with Tab, the others from it
// with the arrows. A key that it is given is a click on the button of that name, while no field has the focus.
const places = new Map(), marked = window.clausesMarked ??= new Map();
const LISTS = ".scroll, .tabs";

export default function ({ parentElement, data, setTriggerValue }) {
  let root = parentElement.querySelector(".pane");
  if (!root) {
    root = document.createElement("div");
    root.className = "pane";
    parentElement.appendChild(root);
  }
  if (root.drawn !== data.html) redraw(root, data);
  const tell = (event) => {
    const place = event.target.closest("[data-pick]");
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") {
      const next = neighbour(place, event.key);
      if (!next) return;
      event.preventDefault();
      next.focus();
      const box = next.closest(".scroll");
      if (box && marked.has(`${data.name} ${box.id}`)) {
        mark(data.name, next.dataset.pick, box.id);
        later(() => setTriggerValue("pick", next.dataset.pick));
      }
      return;
    }
    event.preventDefault();
    root.turned = !!place.closest(".pages");  // the next page is read from its head
    if (place.dataset.pick === "fold") unfold(place);
    else {
      const box = place.closest(".scroll");
      if (box && marked.has(`${data.name} ${box.id}`)) mark(data.name, place.dataset.pick, box.id);  // seen at once; the rest comes with the answer
      setTriggerValue("pick", place.dataset.pick);
    }
  };
  root.onclick = tell;
  root.onkeydown = tell;
  if (data.keys) listen(JSON.parse(data.keys));
  if (data.marks && root.marks !== data.marks) {  // a pane that goes is drawn once more, and must not mark what was chosen before
    root.marks = data.marks;
    mark(...JSON.parse(data.marks));
  }
}

function redraw(root, data) {
  const held = root.contains(document.activeElement) ? document.activeElement.dataset.pick : null;
  const box = root.querySelector(".scroll");
  const top = box ? box.scrollTop : places.get(data.name) || 0;
  root.innerHTML = data.html;
  root.drawn = data.html;
  if (root.turned) root.scrollIntoView({ block: "start" });
  root.turned = false;
  const now = root.querySelector(".scroll");
  if (now) {
    now.scrollTop = top;
    now.onscroll = () => places.set(data.name, now.scrollTop);
  }
  mark(data.name);
  for (const list of root.querySelectorAll(LISTS)) reach(list);
  if (now) new ResizeObserver(() => into(now)).observe(now);  // the list has its height when the page's style has come
  if (held) [...root.querySelectorAll("[data-pick]")].find((one) => one.dataset.pick === held)?.focus({ preventScroll: true });
}

function mark(name, pick, of) {  // a mark is for the list of one contract: a pane that goes may be drawn once more after the next contract has come
  if (pick !== undefined) marked.set(`${name} ${of}`, pick);
  for (const box of document.querySelectorAll(`.st-key-${name} .scroll`)) {  // for a moment there may be two: the one that goes and the one that comes
    const chosen = marked.get(`${name} ${box.id}`);
    if (chosen === undefined) continue;
    for (const line of box.querySelectorAll("[data-pick]")) line.classList.toggle("on", line.dataset.pick === chosen);
    reach(box);
    into(box);
  }
}

function reach(list) {  // the chosen line, or the first, is on the way of Tab
  const lines = [...list.querySelectorAll("[data-pick]")];
  const at = list.querySelector(".on[data-pick]") || lines[0];
  for (const line of lines) {
    line.tabIndex = line === at ? 0 : -1;
    if (line.classList.contains("on")) line.setAttribute("aria-current", "true");
    else line.removeAttribute("aria-current");
  }
}

function into(box) {
  const on = box.querySelector(".on");
  if (on && (on.offsetTop < box.scrollTop || on.offsetTop + on.offsetHeight > box.scrollTop + box.clientHeight)) {
    box.scrollTop = Math.max(0, on.offsetTop - box.clientHeight / 3);
  }
}

function neighbour(place, key) {
  const list = place.closest(LISTS);
  const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[key];
  if (!list || (!step && key !== "Home" && key !== "End")) return null;
  const lines = [...list.querySelectorAll("[data-pick]")];
  return step ? lines[lines.indexOf(place) + step] : lines.at(key === "Home" ? 0 : -1);
}

function later(act) {  // who runs down a list stops before anything is asked for
  clearTimeout(window.clausesWaiting);
  window.clausesWaiting = setTimeout(act, 200);
}

function unfold(run) {
  const row = run.closest(".row");
  const n = [...run.closest(".words").querySelectorAll(".run")].indexOf(run);
  const open = !run.classList.contains("open");
  for (const words of row ? row.querySelectorAll(".words") : [run.closest(".words")]) {
    const same = words.querySelectorAll(".run")[n];
    if (same) same.classList.toggle("open", open);
  }
}

const OWN = {
  fold: () => {
    const folds = [...document.querySelectorAll("details.fold")];
    const runs = [...document.querySelectorAll(".words .run")];
    const open = folds.some((one) => !one.open) || runs.some((one) => !one.classList.contains("open"));
    for (const one of folds) one.open = open;
    for (const one of runs) one.classList.toggle("open", open);
    return folds.length + runs.length > 0;
  },
  list: () => {
    const line = document.querySelector(".tree .on[data-pick]") || document.querySelector(".tree [data-pick]");
    line?.focus();
    return Boolean(line);
  },
};

function listen(keys) {
  const known = window.clausesKeys;
  window.clausesKeys = keys;
  if (known) return;
  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.composedPath()[0];
    const writes = (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName || "")) && !shut(at);
    if (writes && event.key !== "Escape") return;
    const name = window.clausesKeys[event.key.toLowerCase()];
    if (!name || !(name[0] === "@" ? OWN[name.slice(1)]() : clicked(name, writes ? at : null))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}

function shut(field) {  // a filter whose list is shut: what was chosen stands there, and nobody writes in it
  return field.getAttribute?.("role") === "combobox" && field.getAttribute("aria-expanded") !== "true" && !field.closest("[data-testid='stForm']");
}

function clicked(name, field) {
  const [key, nth] = name.split(":");
  const button = document.querySelectorAll(`.st-key-${key} button`)[Number(nth || 0)];
  if (!button || button.disabled) return false;
  clearTimeout(window.clausesWaiting);  // who goes elsewhere asks no more for the line he was on
  field?.blur();
  button.click();
  if (!nth) setTimeout(() => focusField(Date.now() + 2000), 150);  // what was open before is gone by then
  return true;
}

function focusField(until, held = null) {  // the form's field of words; a line of it until that has come
  const area = document.querySelector(".st-key-decision textarea");
  const field = area || document.querySelector(".st-key-decision input");
  if (held && (document.activeElement !== held || held.value)) return;  // the reader is writing, or went elsewhere
  if (field && field !== held) field.focus();
  if (!area && Date.now() < until) setTimeout(() => focusField(until, field), 40);
}
