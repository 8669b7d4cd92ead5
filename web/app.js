// @ts-check
// The page: a login when there is no session, else a live table of devices, fed by one list and two
// websockets of the server.
import { DEVICE_FIELDS } from "./columns.js";
import { DetailPane } from "./detail.js";
import { ask, choosePassword, connect, hasPassword, logIn, LoginNeeded } from "./server.js";
import {
  addMessage,
  clearMessages,
  FLAG_ALERT,
  showSources,
  showState,
  SOURCE_FIELDS,
} from "./status.js";
import { DeviceTable } from "./table.js";
import { byId, visible } from "./text.js";

const SOURCES_EVERY_MS = 5000;
/** Devices that the server forgot are noticed by its count, and the list is fetched again. */
const LIST_AGAIN_MS = 15_000;
const TOPICS = [
  "TIMESTAMP",
  "STATISTICS",
  "MESSAGE",
  "ALERT",
  "NEW_DEVICE",
  "NEW_DATASOURCE",
  "DATASOURCE_OPENED",
  "DATASOURCE_CLOSED",
  "DATASOURCE_ERROR",
  "DATASOURCE_PAUSED",
  "DATASOURCE_RESUMED",
];
/** Each topic's own selection: a record is only as large as what is shown of it. */
const TOPIC_FIELDS = /** @type {Record<string, unknown>} */ ({
  NEW_DEVICE: DEVICE_FIELDS,
  STATISTICS: [["kismet.system.devices.count", "devices"]],
  NEW_DATASOURCE: [["kismet.datasource.name", "name"]],
});

const detail = new DetailPane((key) => {
  table.showOpen(key);
  document.body.classList.toggle("has-detail", key !== "");
  if (key === "") table.focus();
});
const table = new DeviceTable((key) => void detail.open(key));
/** Websockets that are open. @type {Set<string>} */
const alive = new Set();
/** @type {(() => void)[]} */
let closers = [];
let listFetchedMs = 0;

byId("login-form").addEventListener("submit", (event) => {
  event.preventDefault();
  void submitLogin();
});
void start();

/** Shows the page if there is a session, else the login. */
async function start() {
  try {
    const status = await ask("system/status.json", {
      fields: [["kismet.system.server_name", "name"], ["kismet.system.timestamp.sec", "now"]],
    });
    byId("server-name").textContent = status.name ? visible(status.name) : "";
    if (status.now > 0) table.nowSec = status.now;
  } catch (error) {
    if (error instanceof LoginNeeded) await showLogin();
    else retryStart();
    return;
  }
  byId("login").hidden = true;
  byId("page").hidden = false;
  table.refresh();
  await Promise.all([fetchDevices(), fetchSources(), fetchMessages()]);
  closers = [followEvents(), followDevices()];
  const timer = setInterval(fetchSources, SOURCES_EVERY_MS);
  closers.push(() => clearInterval(timer));
}

function retryStart() {
  byId("login").hidden = true;
  byId("page").hidden = false;
  showState("lost");
  setTimeout(start, 3000);
}

/** The session has ended: everything stops until somebody logs in. */
async function showLogin() {
  for (const close of closers) close();
  closers = [];
  alive.clear();
  byId("page").hidden = true;
  byId("login").hidden = false;
  const isSetUp = await hasPassword().catch(() => true);
  byId("login").dataset["mode"] = isSetUp ? "login" : "setup";
  byId("login-hint").textContent = isSetUp
    ? "Log in to see who is in the air."
    : "This server has no login yet. Choose one.";
  byId("login-user").focus();
}

async function submitLogin() {
  const user = /** @type {HTMLInputElement} */ (byId("login-user"));
  const password = /** @type {HTMLInputElement} */ (byId("login-password"));
  const problem = byId("login-problem");
  problem.textContent = "";
  try {
    if (byId("login").dataset["mode"] === "setup") {
      problem.textContent = await choosePassword(user.value, password.value);
      if (problem.textContent !== "") return;
    }
    const result = await logIn(user.value, password.value);
    if (result === "right") {
      password.value = "";
      await start();
    } else {
      problem.textContent = result === "wrong"
        ? "User or password is wrong."
        : "Too many tries. Wait a moment.";
    }
  } catch {
    problem.textContent = "The server does not answer.";
  }
}

/**
 * Runs one question; a lost session shows the login, any other failure is left to the next try.
 * @param {() => Promise<void>} question
 */
async function attempt(question) {
  try {
    await question();
  } catch (error) {
    if (error instanceof LoginNeeded) await showLogin();
  }
}

async function fetchDevices() {
  listFetchedMs = performance.now();
  await attempt(async () => {
    table.replace(await ask("devices/views/all/devices.json", { fields: DEVICE_FIELDS }));
  });
}

async function fetchSources() {
  await attempt(async () => {
    showSources(await ask("datasource/all_sources.json", { fields: SOURCE_FIELDS }));
  });
}

async function fetchMessages() {
  await attempt(async () => {
    const messages = await ask("messagebus/all_messages.json");
    clearMessages();
    for (const message of messages) addMessage(messageOf(message));
  });
}

function followEvents() {
  return connect("eventbus/events.ws", {
    open(send) {
      for (const topic of TOPICS) {
        const fields = TOPIC_FIELDS[topic];
        send(fields === undefined ? { SUBSCRIBE: topic } : { SUBSCRIBE: topic, fields });
      }
      opened("events");
    },
    message: takeEvent,
    lost: () => lost("events"),
  });
}

function followDevices() {
  return connect("devices/monitor.ws", {
    open(send) {
      send({ monitor: "*", request: 1, rate: 1, fields: DEVICE_FIELDS });
      opened("devices");
    },
    message: (answer) => table.update(answer),
    lost: () => lost("devices"),
  });
}

/** @param {string} name */
function opened(name) {
  const wasLost = byId("state").dataset["state"] === "lost";
  alive.add(name);
  if (alive.size < 2) return;
  showState("live");
  // What happened meanwhile was not told.
  if (wasLost) void Promise.all([fetchDevices(), fetchSources(), fetchMessages()]);
}

/** @param {string} name */
function lost(name) {
  alive.delete(name);
  showState("lost");
}

/** @param {Record<string, any>} event */
function takeEvent(event) {
  for (const [topic, payload] of Object.entries(event)) {
    if (topic === "TIMESTAMP") {
      table.nowSec = payload["kismet.system.timestamp.sec"];
      // Times shown as "12 s" grow older by themselves.
      table.changed();
    } else if (topic === "NEW_DEVICE") table.update(payload);
    else if (topic === "MESSAGE") {
      const message = messageOf(payload);
      // Alerts come as such, too.
      if ((message.flags & FLAG_ALERT) === 0) addMessage(message);
    } else if (topic === "ALERT") {
      addMessage({
        text: `${payload["kismet.alert.header"]}: ${payload["kismet.alert.text"]}`,
        flags: FLAG_ALERT,
        timeSec: payload["kismet.alert.timestamp"],
      });
    } else if (topic === "STATISTICS") noticeRemovals(payload.devices);
    else void fetchSources();
  }
}

/** @param {number} count devices that the server knows */
function noticeRemovals(count) {
  if (count >= table.size || performance.now() - listFetchedMs < LIST_AGAIN_MS) return;
  void fetchDevices();
}

/** @param {Record<string, any>} record */
function messageOf(record) {
  return {
    text: record["kismet.messagebus.message_string"],
    flags: record["kismet.messagebus.message_flags"] ?? 0,
    timeSec: record["kismet.messagebus.message_time"] ?? 0,
  };
}
