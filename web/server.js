// @ts-check
// The server as the page sees it: answers to questions, and two websockets that come back by
// themselves after they were lost.

const RETRY_FIRST_MS = 1000;
const RETRY_LAST_MS = 30_000;

/** The session is missing or has ended. */
export class LoginNeeded extends Error {}

/**
 * The JSON answer of an endpoint. Addresses are relative, so that a proxy may add a prefix.
 * @param {string} path
 * @param {unknown} [command] sent as the body when there is one
 * @returns {Promise<any>} whatever the server answers
 */
export async function ask(path, command) {
  const init = command === undefined ? {} : {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(command),
  };
  const response = await fetch(address(path), { credentials: "same-origin", ...init });
  if (response.status === 401) throw new LoginNeeded("there is no session");
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return await response.json();
}

/**
 * Logs in; the answer's cookie is the session.
 * @param {string} user
 * @param {string} password
 * @returns {Promise<"right" | "wrong" | "wait">}
 */
export async function logIn(user, password) {
  const pair = new TextEncoder().encode(`${user}:${password}`);
  const response = await fetch(address("session/check_session"), {
    credentials: "same-origin",
    headers: { authorization: `Basic ${btoa(String.fromCharCode(...pair))}` },
  });
  if (response.ok) return "right";
  return response.status === 429 || response.status === 503 ? "wait" : "wrong";
}

/** True when the server has a login; without one the first visitor chooses it. */
export async function hasPassword() {
  const response = await fetch(address("session/check_setup_ok"), { credentials: "same-origin" });
  return response.status !== 500;
}

/**
 * Chooses the first login.
 * @param {string} username
 * @param {string} password
 * @returns {Promise<string>} what went wrong, "" when nothing did
 */
export async function choosePassword(username, password) {
  const response = await fetch(address("session/set_password"), {
    method: "POST",
    credentials: "same-origin",
    body: new URLSearchParams({ username, password }),
  });
  return response.ok ? "" : `The server refused it (${response.status}).`;
}

/**
 * A websocket that is opened again when it is lost.
 * @param {string} path
 * @param {{
 *   open: (send: (value: unknown) => void) => void,
 *   message: (value: any) => void,
 *   lost: () => void,
 * }} handlers `open` is called after each time it was opened
 * @returns {() => void} closes it for good
 */
export function connect(path, handlers) {
  /** @type {WebSocket | undefined} */
  let socket;
  let delayMs = RETRY_FIRST_MS;
  let closed = false;
  /** @type {number | undefined} */
  let timer;
  const open = () => {
    const url = new URL(address(path));
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const opened = new WebSocket(url);
    socket = opened;
    opened.addEventListener("open", () => {
      delayMs = RETRY_FIRST_MS;
      handlers.open((value) => opened.send(JSON.stringify(value)));
    });
    opened.addEventListener("message", (event) => handlers.message(JSON.parse(event.data)));
    opened.addEventListener("close", () => {
      if (closed) return;
      handlers.lost();
      // Not all pages come back in the same moment after a restart.
      timer = setTimeout(open, delayMs * (0.75 + Math.random() / 2));
      delayMs = Math.min(RETRY_LAST_MS, delayMs * 2);
    });
  };
  open();
  return () => {
    closed = true;
    clearTimeout(timer);
    socket?.close();
  };
}

/**
 * @param {string} path
 * @returns {string}
 */
function address(path) {
  return new URL(path, document.baseURI).href;
}
