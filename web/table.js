// @ts-check
// The table of devices. All of them are kept; only the lines that can be seen are in the page, so
// that a hundred thousand cost no more than thirty.
import { COLUMNS, emptyRow, fillRow, RowView } from "./columns.js";
import { byId, element, grouped } from "./text.js";

/** @typedef {import("./columns.js").Row} Row */

/** Lines above and below those that can be seen. */
const SPARE_LINES = 6;
/** How often changes are shown; with very many devices sorting takes a while. */
const REFRESH_MS = 500;
const REFRESH_MANY_MS = 2000;
const MANY_DEVICES = 20_000;
const FRESH_MS = 4000;

export class DeviceTable {
  /** @type {Map<string, Row>} */
  #rows = new Map();
  /** What is shown, in order. @type {Row[]} */
  #shown = [];
  /** @type {RowView[]} */
  #views = [];
  #scroller = byId("scroller");
  #body = byId("rows");
  #above = spacer();
  #below = spacer();
  #sortId = "packets";
  #descending = true;
  #words = /** @type {string[]} */ ([]);
  #currentKey = "";
  #openKey = "";
  #timer = 0;
  #changed = false;
  #isLoaded = false;
  /** Server time; set by its owner. */
  nowSec = Math.floor(Date.now() / 1000);

  /** @param {(key: string) => void} open called when somebody chooses a device */
  constructor(open) {
    this.#body.append(this.#above, this.#below);
    this.#makeTitles();
    this.#makeSortMenu();
    this.#scroller.addEventListener("scroll", () => this.#draw(), { passive: true });
    new ResizeObserver(() => this.#draw()).observe(this.#scroller);
    this.#body.addEventListener("click", (event) => {
      const line = event.target instanceof Element ? event.target.closest("tr") : null;
      const view = this.#views.find((one) => one.line === line);
      if (view?.row === undefined) return;
      this.#currentKey = view.row.key;
      open(view.row.key);
    });
    this.#scroller.addEventListener("keydown", (event) => this.#key(event, open));
    byId("search").addEventListener("input", (event) => {
      const { value } = /** @type {HTMLInputElement} */ (event.target);
      this.#words = value.toLowerCase().split(/\s+/).filter((word) => word !== "");
      this.#scroller.scrollTop = 0;
      this.refresh();
    });
  }

  get size() {
    return this.#rows.size;
  }

  /**
   * Takes a whole list; what is not in it is gone.
   * @param {readonly Record<string, unknown>[]} answers
   */
  replace(answers) {
    const old = this.#rows;
    this.#rows = new Map();
    for (const answer of answers) {
      const key = String(answer["key"]);
      const row = old.get(key) ?? emptyRow(key);
      fillRow(row, answer);
      this.#rows.set(key, row);
    }
    this.#isLoaded = true;
    this.refresh();
  }

  /**
   * Takes one device.
   * @param {Record<string, unknown>} answer
   */
  update(answer) {
    const key = String(answer["key"]);
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = emptyRow(key);
      row.freshUntilMs = this.#isLoaded ? performance.now() + FRESH_MS : 0;
      this.#rows.set(key, row);
    }
    fillRow(row, answer);
    this.changed();
  }

  /** Shows changes soon, many of them at once. */
  changed() {
    this.#changed = true;
    if (this.#timer !== 0) return;
    const delayMs = this.#rows.size > MANY_DEVICES ? REFRESH_MANY_MS : REFRESH_MS;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      if (this.#changed) this.refresh();
    }, delayMs);
  }

  /** Filters, sorts and draws now. */
  refresh() {
    this.#changed = false;
    const words = this.#words;
    const found = [];
    for (const row of this.#rows.values()) {
      if (words.every((word) => row.search.includes(word))) found.push(row);
    }
    this.#shown = sorted(found, this.#sortId, this.#descending);
    this.#scroller.setAttribute("aria-rowcount", String(found.length + 1));
    byId("count").textContent = found.length === this.#rows.size
      ? devicesText(found.length)
      : `${grouped(found.length)} of ${devicesText(this.#rows.size)}`;
    const nothing = byId("nothing");
    nothing.hidden = found.length > 0;
    nothing.textContent = this.#rows.size > 0
      ? "No device matches the search."
      : this.#isLoaded
      ? "Nothing has been heard yet. Devices appear here as soon as a source hears them."
      : "Loading…";
    this.#draw();
  }

  /** @param {string} key the device whose details are shown, "" for none */
  showOpen(key) {
    this.#openKey = key;
    this.#draw();
  }

  focus() {
    this.#scroller.focus();
  }

  #draw() {
    const height = lineHeight(this.#scroller);
    const head = /** @type {HTMLElement} */ (byId("titles").parentElement).offsetHeight;
    const top = Math.max(0, this.#scroller.scrollTop);
    const visibleLines = Math.ceil(Math.max(0, this.#scroller.clientHeight - head) / height);
    const total = this.#shown.length;
    const first = Math.max(
      0,
      Math.min(Math.floor(top / height) - SPARE_LINES, total - visibleLines - SPARE_LINES),
    );
    const count = Math.min(total - first, visibleLines + 2 * SPARE_LINES);
    this.#fitViews(count);
    this.#above.style.height = `${first * height}px`;
    this.#below.style.height = `${(total - first - count) * height}px`;
    const nowMs = performance.now();
    let active = "";
    for (let index = 0; index < count; index++) {
      const row = /** @type {Row} */ (this.#shown[first + index]);
      const view = /** @type {RowView} */ (this.#views[index]);
      const isCurrent = row.key === this.#currentKey;
      if (isCurrent) active = view.line.id;
      view.fill(row, {
        nowSec: this.nowSec,
        nowMs,
        isCurrent,
        isOpen: row.key === this.#openKey,
        position: first + index,
      });
    }
    if (active === "") this.#scroller.removeAttribute("aria-activedescendant");
    else this.#scroller.setAttribute("aria-activedescendant", active);
  }

  /** @param {number} count */
  #fitViews(count) {
    while (this.#views.length < count) {
      const view = new RowView(this.#views.length);
      this.#views.push(view);
      this.#below.before(view.line);
    }
    while (this.#views.length > count) this.#views.pop()?.line.remove();
  }

  #makeTitles() {
    const titles = byId("titles");
    for (const column of COLUMNS) {
      const title = element("th", `cell-${column.id}`);
      title.setAttribute("role", "columnheader");
      title.setAttribute("scope", "col");
      const button = element("button", "", column.title);
      button.setAttribute("type", "button");
      button.addEventListener("click", () => this.#sortBy(column.id));
      title.append(button);
      titles.append(title);
    }
    this.#showSorting();
  }

  #makeSortMenu() {
    const menu = /** @type {HTMLSelectElement} */ (byId("sort-column"));
    for (const column of COLUMNS) menu.append(new Option(column.title, column.id));
    menu.value = this.#sortId;
    menu.addEventListener("change", () => this.#sortBy(menu.value));
    byId("sort-direction").addEventListener("click", () => this.#sortBy(this.#sortId));
  }

  /**
   * The same column again turns the order round.
   * @param {string} id
   */
  #sortBy(id) {
    const column = COLUMNS.find((one) => one.id === id);
    this.#descending = id === this.#sortId ? !this.#descending : column?.isNumber === true;
    this.#sortId = id;
    this.#showSorting();
    this.refresh();
  }

  #showSorting() {
    const order = this.#descending ? "descending" : "ascending";
    for (const column of COLUMNS) {
      const title = document.querySelector(`#titles .cell-${column.id}`);
      title?.setAttribute("aria-sort", column.id === this.#sortId ? order : "none");
    }
    const menu = /** @type {HTMLSelectElement} */ (byId("sort-column"));
    menu.value = this.#sortId;
    byId("sort-direction").dataset["order"] = order;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {(key: string) => void} open
   */
  #key(event, open) {
    if (event.target !== this.#scroller || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / lineHeight(this.#scroller)));
    const at = this.#shown.findIndex((row) => row.key === this.#currentKey);
    /** @type {Record<string, number>} */
    const targets = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? 0 : at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: this.#shown.length - 1,
    };
    if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      open(this.#currentKey);
      return;
    }
    const target = targets[event.key];
    if (target === undefined || this.#shown.length === 0) return;
    event.preventDefault();
    const to = Math.max(0, Math.min(this.#shown.length - 1, target));
    this.#currentKey = this.#shown[to]?.key ?? "";
    this.#reveal(to);
    this.#draw();
  }

  /** @param {number} index */
  #reveal(index) {
    const height = lineHeight(this.#scroller);
    const head = /** @type {HTMLElement} */ (byId("titles").parentElement).offsetHeight;
    const room = this.#scroller.clientHeight - head;
    const top = index * height;
    if (top < this.#scroller.scrollTop) this.#scroller.scrollTop = top;
    if (top + height > this.#scroller.scrollTop + room) {
      this.#scroller.scrollTop = top + height - room;
    }
  }
}

/**
 * Sorted by the column; equal ones by address, so that they keep their places.
 * @param {Row[]} rows
 * @param {string} sortId
 * @param {boolean} descending
 */
function sorted(rows, sortId, descending) {
  const column = COLUMNS.find((one) => one.id === sortId) ?? COLUMNS[0];
  const sign = descending ? -1 : 1;
  // Values once a row instead of twice a comparison.
  const entries = rows.map((row) => ({ row, value: /** @type {any} */ (column).sortValue(row) }));
  entries.sort((a, b) => {
    if (a.value < b.value) return -sign;
    if (a.value > b.value) return sign;
    return a.row.address < b.row.address ? -1 : a.row.address > b.row.address ? 1 : 0;
  });
  return entries.map((entry) => entry.row);
}

/** @param {number} count */
function devicesText(count) {
  return `${grouped(count)} ${count === 1 ? "device" : "devices"}`;
}

/** @param {HTMLElement} within */
function lineHeight(within) {
  return Number.parseFloat(getComputedStyle(within).getPropertyValue("--line")) || 46;
}

function spacer() {
  const line = element("tr", "spacer");
  line.setAttribute("role", "presentation");
  return line;
}
