// @ts-check
// What surrounds the table: state of the connection, datasources, messages of the server.
import { byId, dateText, element, grouped, visible } from "./text.js";

const MESSAGES_MAX = 100;
const FLAG_ERROR = 4;
export const FLAG_ALERT = 8;
const FLAG_FATAL = 16;

/** @typedef {"connecting" | "live" | "lost"} State */

/** @param {State} state */
export function showState(state) {
  const shown = byId("state");
  const texts = { connecting: "connecting", live: "live", lost: "connection lost, trying again" };
  if (shown.dataset["state"] === state) return;
  shown.dataset["state"] = state;
  shown.textContent = texts[state];
}

const SOURCE = "kismet.datasource.";

/** Fields of a datasource that are shown. */
export const SOURCE_FIELDS = [
  [`${SOURCE}name`, "name"],
  [`${SOURCE}interface`, "interface"],
  [`${SOURCE}running`, "running"],
  [`${SOURCE}paused`, "paused"],
  [`${SOURCE}error`, "error"],
  [`${SOURCE}error_reason`, "reason"],
  [`${SOURCE}num_packets`, "packets"],
];

/** @param {readonly Record<string, unknown>[]} sources */
export function showSources(sources) {
  const list = byId("sources");
  const lines = sources.map((source) => {
    const state = source["error"]
      ? "failed"
      : source["paused"]
      ? "paused"
      : source["running"]
      ? "running"
      : "ended";
    const line = element("li");
    line.dataset["state"] = state;
    const name = source["name"] || source["interface"] || "source";
    line.append(
      element("span", "source-name", visible(name)),
      element("span", "source-state", state),
      element("span", "source-packets", `${grouped(Number(source["packets"]) || 0)} packets`),
    );
    const reason = source["reason"];
    if (state === "failed" && reason) {
      line.append(element("span", "source-reason", visible(reason)));
    }
    line.title = visible(source["interface"] ?? "");
    return line;
  });
  if (lines.length === 0) lines.push(element("li", "none", "no datasource"));
  list.replaceChildren(...lines);
}

/**
 * Adds a message, newest first.
 * @param {{ text: unknown, flags: number, timeSec: number }} message
 */
export function addMessage(message) {
  const kind = (message.flags & FLAG_ALERT) !== 0
    ? "alert"
    : (message.flags & (FLAG_ERROR | FLAG_FATAL)) !== 0
    ? "error"
    : "info";
  const text = visible(message.text);
  const list = byId("message-list");
  const line = element("li");
  line.dataset["kind"] = kind;
  line.append(
    element("time", "", dateText(message.timeSec).slice(11)),
    element("span", "", text),
  );
  list.prepend(line);
  while (list.childElementCount > MESSAGES_MAX) list.lastElementChild?.remove();
  const last = byId("message-last");
  last.textContent = text;
  last.dataset["kind"] = kind;
}

export function clearMessages() {
  byId("message-list").replaceChildren();
}
