// @ts-check
// What the table shows of a device: fields to ask for, and for each column how it sorts and looks.
import { ago, dateText, grouped, visible } from "./text.js";

/**
 * A device as the table keeps it.
 * @typedef {object} Row
 * @property {string} key
 * @property {string} name
 * @property {string} maker
 * @property {string} type
 * @property {string} address
 * @property {string} crypt
 * @property {string} channel
 * @property {number} signal dBm, 0 when unknown
 * @property {number} packets
 * @property {number} lastSec
 * @property {string} search everything that can be searched, in lower case
 * @property {number} freshUntilMs new ones are shown as such until then
 */

/**
 * @typedef {object} Column
 * @property {string} id
 * @property {string} title
 * @property {boolean} isNumber numbers begin with the largest
 * @property {(row: Row) => string | number} sortValue
 */

const BASE = "kismet.device.base.";

/** Fields and the short names they come under. */
export const DEVICE_FIELDS = [
  [`${BASE}key`, "key"],
  [`${BASE}commonname`, "name"],
  [`${BASE}manuf`, "maker"],
  [`${BASE}type`, "type"],
  [`${BASE}macaddr`, "address"],
  [`${BASE}crypt`, "crypt"],
  [`${BASE}channel`, "channel"],
  [`${BASE}signal/kismet.common.signal.last_signal`, "signal"],
  [`${BASE}packets.total`, "packets"],
  [`${BASE}last_time`, "last"],
];

/** @type {readonly Column[]} */
export const COLUMNS = [
  { id: "name", title: "Name", isNumber: false, sortValue: (row) => row.name.toLowerCase() },
  { id: "type", title: "Type", isNumber: false, sortValue: (row) => row.type },
  { id: "address", title: "Address", isNumber: false, sortValue: (row) => row.address },
  { id: "crypt", title: "Encryption", isNumber: false, sortValue: (row) => row.crypt },
  { id: "channel", title: "Channel", isNumber: true, sortValue: (row) => channelNumber(row) },
  // The weakest possible stands for those without a signal.
  {
    id: "signal",
    title: "Signal",
    isNumber: true,
    sortValue: (row) => (row.signal === 0 ? -1000 : row.signal),
  },
  { id: "packets", title: "Packets", isNumber: true, sortValue: (row) => row.packets },
  { id: "last", title: "Last seen", isNumber: true, sortValue: (row) => row.lastSec },
];

/**
 * Takes the server's answer for one device into `row`.
 * @param {Row} row
 * @param {Record<string, unknown>} answer
 */
export function fillRow(row, answer) {
  row.name = textOf(answer["name"]);
  row.maker = textOf(answer["maker"]);
  row.type = textOf(answer["type"]);
  row.address = textOf(answer["address"]);
  row.crypt = textOf(answer["crypt"]);
  row.channel = textOf(answer["channel"]);
  row.signal = numberOf(answer["signal"]);
  row.packets = numberOf(answer["packets"]);
  row.lastSec = numberOf(answer["last"]);
  row.search = [row.name, row.address, row.maker, row.type, row.crypt, row.channel]
    .join("\n").toLowerCase();
}

/**
 * @param {string} key
 * @returns {Row}
 */
export function emptyRow(key) {
  return {
    key,
    name: "",
    maker: "",
    type: "",
    address: "",
    crypt: "",
    channel: "",
    signal: 0,
    packets: 0,
    lastSec: 0,
    search: "",
    freshUntilMs: 0,
  };
}

/** The cells of one line, made once and filled again and again. */
export class RowView {
  /** @param {number} index */
  constructor(index) {
    this.line = document.createElement("tr");
    this.line.setAttribute("role", "row");
    this.line.id = `row-${index}`;
    /** @type {Row | undefined} */
    this.row = undefined;
    /** @type {Map<string, Text>} */
    this.texts = new Map();
    for (const column of COLUMNS) {
      const cell = document.createElement("td");
      cell.setAttribute("role", "gridcell");
      cell.className = `cell-${column.id}`;
      if (column.id === "name") {
        this.#span(cell, "name", "name");
        this.#span(cell, "maker", "maker");
      } else if (column.id === "signal") {
        this.meter = document.createElement("i");
        this.meter.append(document.createElement("b"));
        cell.append(this.meter);
        this.#span(cell, "signal", "number");
      } else if (column.id === "crypt" || column.id === "type") {
        this.#span(cell, column.id, "badge");
      } else {
        this.#span(cell, column.id, "value");
      }
      this.line.append(cell);
    }
  }

  /**
   * @param {HTMLElement} cell
   * @param {string} name
   * @param {string} className
   */
  #span(cell, name, className) {
    const span = document.createElement("span");
    span.className = className;
    const text = document.createTextNode("");
    span.append(text);
    cell.append(span);
    this.texts.set(name, text);
  }

  /**
   * @param {Row} row
   * @param {{ nowSec: number, nowMs: number, isCurrent: boolean, isOpen: boolean, position: number }} at
   */
  fill(row, at) {
    this.row = row;
    const isNamed = row.name !== "" && row.name !== row.address;
    this.#set("name", isNamed ? visible(row.name) : visible(row.maker || row.address));
    this.#set("maker", isNamed ? visible(row.maker) : "");
    this.#set("type", visible(row.type));
    this.#set("address", visible(row.address));
    this.#set("crypt", visible(shortCrypt(row.crypt)));
    this.#set("channel", visible(row.channel));
    this.#set("signal", row.signal === 0 ? "" : String(row.signal));
    this.#set("packets", grouped(row.packets));
    this.#set("last", ago(row.lastSec, at.nowSec));
    const { dataset } = this.line;
    dataset["named"] = String(isNamed);
    dataset["kind"] = kindOfType(row.type);
    dataset["crypt"] = kindOfCrypt(row.crypt);
    dataset["fresh"] = String(row.freshUntilMs > at.nowMs);
    this.line.setAttribute("aria-rowindex", String(at.position + 2));
    this.line.setAttribute("aria-selected", String(at.isOpen));
    this.line.classList.toggle("current", at.isCurrent);
    this.line.title = row.lastSec > 0 ? `last heard ${dateText(row.lastSec)}` : "";
    const share = row.signal === 0 ? 0 : Math.max(4, Math.min(100, (row.signal + 95) * 100 / 65));
    this.meter?.style.setProperty("--share", `${share}%`);
    this.meter?.classList.toggle("none", row.signal === 0);
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #set(name, value) {
    const text = /** @type {Text} */ (this.texts.get(name));
    if (text.data !== value) text.data = value;
  }
}

/** @param {Row} row */
function channelNumber(row) {
  const number = Number.parseFloat(row.channel);
  return Number.isNaN(number) ? 0 : number;
}

/**
 * `WPA2 WPA2-PSK AES-CCMP` says its first word twice.
 * @param {string} crypt
 */
function shortCrypt(crypt) {
  return crypt.replace(/^(\S+) (?=\1-)/, "");
}

/**
 * Which colour a type gets.
 * @param {string} type
 */
function kindOfType(type) {
  if (/\bAP\b/.test(type)) return "ap";
  if (/client/i.test(type)) return "client";
  if (/bridged|wired/i.test(type)) return "wired";
  if (/ad-?hoc|mesh|wds|peer/i.test(type)) return "peer";
  return "other";
}

/**
 * Which colour an encryption gets.
 * @param {string} crypt
 */
function kindOfCrypt(crypt) {
  if (crypt === "" || /unknown|^n\/a$/i.test(crypt)) return "none";
  if (/^(none|open)$/i.test(crypt)) return "open";
  if (/WEP|TKIP/i.test(crypt) && !/WPA[23]|CCMP/i.test(crypt)) return "weak";
  return "good";
}

/** @param {unknown} value */
function textOf(value) {
  // A missing field comes as the number 0.
  return value === 0 || value === undefined || value === null ? "" : String(value);
}

/** @param {unknown} value */
function numberOf(value) {
  return typeof value === "number" ? value : 0;
}
