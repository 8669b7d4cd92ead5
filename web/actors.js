// @ts-check
// The page of actors: the tree of runtime/actors.ws as boxes, drawn anew once a second, and the events
// of the actor that was clicked.
import { connect } from "./server.js";
import { byId, grouped, visible } from "./text.js";

/**
 * @typedef {{
 *   path: string, kind: "actor" | "supervisor", state: string, life: string, restarts: number,
 *   lastError: string, eventsPerSecond: number, inspected: boolean,
 *   mailbox?: { limit: number, depth: number, accepted: number, dropped: number, refused: number },
 * }} Actor
 */

/** Seconds of rate that a curve shows, and events that the list keeps. */
const RATES_MAX = 60;
const EVENTS_MAX = 100;
const CURVE_WIDTH = 150;
const CURVE_HEIGHT = 20;

/** @type {Map<string, number[]>} */
const rates = new Map();
let inspected = "";
/** State that was shown last, by session. @type {Map<string, string>} */
const states = new Map();
/** @type {(message: unknown) => void} */
let send = () => {};

byId("release").addEventListener("click", () => inspect(""));
connect("runtime/actors.ws", {
  open(say) {
    send = say;
    if (inspected !== "") send({ inspect: inspected });
    showProblem("");
  },
  message(message) {
    if (message.actors !== undefined) show(message.actors);
    else if (message.inspection !== undefined) addEvent(message.inspection);
    else if (message.refused !== undefined) showProblem(`${message.refused}: ${message.reason}`);
  },
  lost() {
    showProblem("Not connected. Only administrators see actors: log in on the first page.");
  },
});

/** @param {Actor[]} actors */
function show(actors) {
  /** @type {Map<string, HTMLElement>} */
  const boxes = new Map();
  const root = document.createElement("div");
  for (const actor of actors) {
    remember(actor);
    const parent = boxes.get(actor.path.slice(0, actor.path.lastIndexOf("/"))) ?? root;
    if (actor.kind === "supervisor") {
      const [box, children] = supervisorBox(actor);
      boxes.set(actor.path, children);
      parent.append(box);
    } else parent.append(actorBox(actor));
  }
  const focused = document.activeElement?.getAttribute("data-path");
  byId("tree").replaceChildren(...root.childNodes);
  if (focused) {
    const again = byId("tree").querySelector(`[data-path="${CSS.escape(focused)}"]`);
    if (again instanceof HTMLElement) again.focus();
  }
  const alive = actors.filter(({ kind }) => kind === "actor");
  const troubled = alive.filter(({ life }) => life === "failed" || life === "waiting").length;
  const rate = alive.reduce((sum, { eventsPerSecond }) => sum + eventsPerSecond, 0);
  byId("summary").textContent = `${grouped(alive.length)} actors, ${grouped(Math.round(rate))} ` +
    `events/s${troubled > 0 ? `, ${troubled} in trouble` : ""}`;
}

/** @param {Actor} actor */
function remember(actor) {
  const known = rates.get(actor.path) ?? [];
  known.push(actor.eventsPerSecond);
  rates.set(actor.path, known.slice(-RATES_MAX));
}

/**
 * @param {Actor} actor
 * @returns {[HTMLElement, HTMLElement]} the box and the place for its children
 */
function supervisorBox(actor) {
  const box = element("div", `supervisor ${actor.life}`);
  box.append(element("div", "name", visible(nameOf(actor.path))));
  const children = element("div", "children");
  box.append(children);
  return [box, children];
}

/** @param {Actor} actor */
function actorBox(actor) {
  const box = element("button", `actor ${actor.life}`);
  box.setAttribute("type", "button");
  box.setAttribute("data-path", actor.path);
  box.setAttribute("aria-pressed", String(actor.path === inspected));
  box.append(element("span", "name", visible(nameOf(actor.path))));
  box.append(element("span", "state", visible(actor.state)));
  box.append(curve(rates.get(actor.path) ?? []));
  const { mailbox } = actor;
  const figures = [`${actor.eventsPerSecond}/s`];
  if (mailbox !== undefined && mailbox.depth > 0) figures.push(`${grouped(mailbox.depth)} waiting`);
  box.append(element("span", "figures", figures.join(", ")));
  const lost = mailbox === undefined ? 0 : mailbox.dropped + mailbox.refused;
  const troubles = [];
  if (actor.restarts > 0) troubles.push(`started again ${actor.restarts}×`);
  if (lost > 0) troubles.push(`${grouped(lost)} not taken`);
  if (troubles.length > 0) box.append(element("span", "figures trouble", troubles.join(", ")));
  if (actor.lastError !== "") box.title = visible(actor.lastError);
  box.addEventListener("click", () => inspect(actor.path));
  return box;
}

/** @param {readonly number[]} values */
function curve(values) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "rate");
  svg.setAttribute("viewBox", `0 0 ${CURVE_WIDTH} ${CURVE_HEIGHT}`);
  svg.setAttribute("aria-hidden", "true");
  const most = Math.max(1, ...values);
  const points = values.map((value, index) => {
    const x = CURVE_WIDTH - (values.length - 1 - index) * (CURVE_WIDTH / (RATES_MAX - 1));
    return `${x.toFixed(1)},${(CURVE_HEIGHT - 1 - value / most * (CURVE_HEIGHT - 2)).toFixed(1)}`;
  });
  const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  line.setAttribute("points", points.join(" "));
  svg.append(line);
  return svg;
}

/** @param {string} path "" inspects nothing */
function inspect(path) {
  if (inspected !== "") send({ release: inspected });
  inspected = path === inspected ? "" : path;
  byId("events").replaceChildren();
  states.clear();
  byId("inspected").textContent = visible(inspected);
  byId("inspection").hidden = inspected === "";
  if (inspected !== "") send({ inspect: inspected });
}

/** @param {{ type: string, sessionId: string, rootId: string, event?: any, snapshot?: any }} inspection */
function addEvent({ type, sessionId, rootId, event, snapshot }) {
  if (rootId !== inspected) return;
  const child = sessionId.slice(rootId.length + 1);
  const who = child === "" ? "" : `${child} `;
  const text = type === "@xstate.event"
    ? `${who}→ ${inShort(event)}`
    : `${who}= ${inShort(snapshot)}`;
  // Most events leave the state as it was, and what does not change need not be read.
  if (type !== "@xstate.event") {
    if (states.get(sessionId) === text) return;
    states.set(sessionId, text);
  }
  const list = byId("events");
  list.prepend(element("li", "", visible(text)));
  while (list.childElementCount > EVENTS_MAX) list.lastElementChild?.remove();
}

/**
 * An event or a state as people read it: its name first, then what it holds.
 * @param {any} value
 */
function inShort(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const { type, status, value: state, ...rest } = value;
  const name = type ?? (state === undefined ? status : stateText(state));
  return `${name}${Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : ""}`;
}

/** @param {any} state */
function stateText(state) {
  return typeof state === "string" ? state : JSON.stringify(state);
}

/** @param {string} path */
function nameOf(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** @param {string} text */
function showProblem(text) {
  byId("problem").textContent = text;
  byId("problem").hidden = text === "";
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 */
function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
