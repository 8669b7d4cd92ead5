// @ts-check
// Texts for people. What came over the air is only ever put into a page as text; what would hide or
// reorder it is shown escaped.

const UNSAFE =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\u{e0000}-\u{e0fff}]|\p{Cs}/gu;

/**
 * The text with control, formatting and hidden characters written as `\u{1b}`.
 * @param {unknown} text
 * @returns {string}
 */
export function visible(text) {
  return String(text).replace(UNSAFE, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`);
}

/**
 * 1234567 as 1,234,567.
 * @param {number} count
 */
export function grouped(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * How long ago, in the largest unit that says enough; a date when it is more than a day.
 * @param {number} timeSec
 * @param {number} nowSec
 */
export function ago(timeSec, nowSec) {
  if (!(timeSec > 0)) return "";
  const seconds = Math.max(0, Math.floor(nowSec - timeSec));
  if (seconds < 3) return "now";
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return dateText(timeSec).slice(0, 16);
}

/**
 * Local date and time, `2025-09-14 10:22:31`.
 * @param {number} timeSec
 */
export function dateText(timeSec) {
  if (!(timeSec > 0 && timeSec < 8.64e12)) return "";
  const date = new Date(timeSec * 1000);
  /** @param {number} value */
  const two = (value) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/**
 * An element with a class and a text.
 * @param {string} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElement}
 */
export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  if (text !== "") made.textContent = text;
  return made;
}

/**
 * The element of this id; the page has it.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}
