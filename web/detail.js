// @ts-check
// The pane with everything that is known of one device, as a tree of its fields.
import { ask } from "./server.js";
import { byId, dateText, element, visible } from "./text.js";

/** Members of a list or record that are shown before "more" has to be asked for. */
const MEMBERS_MAX = 200;
const REFRESH_MS = 3000;
/** Lists of numbers at least this long are drawn. */
const CHART_MEMBERS_MIN = 12;
/** What every field of one record begins with. */
const RECORD_NAME = /^(?:kismet\.(?:device|common)\.[a-z0-9_]+|[a-z0-9]+\.[a-z0-9_]+)\./;
const SVG = "http://www.w3.org/2000/svg";

export class DetailPane {
  #key = "";
  #pane = byId("detail");
  #tree = byId("detail-tree");
  /** Paths of the branches somebody opened, kept from device to device. @type {Set<string>} */
  #opened = new Set(["/kismet.device.base.signal"]);
  #timer = 0;
  /** @type {(key: string) => void} */
  #changed;

  /** @param {(key: string) => void} changed called with the shown device, "" when closed */
  constructor(changed) {
    this.#changed = changed;
    byId("detail-close").addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#key !== "") this.close();
    });
    this.#tree.addEventListener("toggle", (event) => {
      const branch = /** @type {HTMLDetailsElement} */ (event.target);
      const path = branch.dataset["path"] ?? "";
      if (branch.open) this.#opened.add(path);
      else this.#opened.delete(path);
    }, true);
  }

  /** @param {string} key */
  async open(key) {
    this.#key = key;
    this.#changed(key);
    await this.#load(key);
    if (this.#key === key) byId("detail-name").focus({ preventScroll: true });
  }

  close() {
    this.#key = "";
    clearTimeout(this.#timer);
    this.#pane.hidden = true;
    this.#changed("");
  }

  /** @param {string} key */
  async #load(key) {
    clearTimeout(this.#timer);
    /** @type {Record<string, unknown>} */
    let device;
    try {
      device = await ask(`devices/by-key/${encodeURIComponent(key)}/device.json`);
    } catch (error) {
      if (this.#key === key) this.#problem(error);
      return;
    }
    // Somebody may have chosen another one meanwhile.
    if (this.#key !== key) return;
    if (!this.#isBeingCopied()) this.#show(device);
    this.#timer = setTimeout(() => this.#load(key), REFRESH_MS);
  }

  /** Text that somebody has marked must not be replaced under the pointer. */
  #isBeingCopied() {
    const selection = getSelection();
    return selection !== null && !selection.isCollapsed && !this.#pane.hidden &&
      this.#pane.contains(selection.anchorNode);
  }

  /** @param {unknown} error */
  #problem(error) {
    this.#pane.hidden = false;
    byId("detail-name").textContent = "This device cannot be shown";
    byId("detail-summary").textContent = error instanceof Error ? error.message : "";
    this.#tree.replaceChildren();
  }

  /** @param {Record<string, unknown>} device */
  #show(device) {
    /** @param {string} name */
    const base = (name) => visible(device[`kismet.device.base.${name}`] ?? "");
    byId("detail-name").textContent = base("commonname") || base("macaddr");
    byId("detail-summary").textContent = [base("type"), base("macaddr"), base("manuf")]
      .filter((text) => text !== "").join(" · ");
    const list = element("dl", "tree");
    this.#members(list, device, "");
    this.#tree.replaceChildren(list);
    this.#pane.hidden = false;
  }

  /**
   * @param {HTMLElement} list
   * @param {object} value
   * @param {string} path
   */
  #members(list, value, path) {
    const members = Object.entries(value);
    for (const [name, member] of members.slice(0, MEMBERS_MAX)) {
      const memberPath = `${path}/${name}`;
      list.append(this.#member(name, member, memberPath));
    }
    if (members.length > MEMBERS_MAX) {
      list.append(element("div", "leaf more", `and ${members.length - MEMBERS_MAX} more`));
    }
  }

  /**
   * @param {string} name
   * @param {unknown} value
   * @param {string} path
   */
  #member(name, value, path) {
    if (typeof value === "object" && value !== null && !isChart(value)) {
      const size = Object.keys(value).length;
      if (size > 0) return this.#branch(name, value, path, size);
      value = Array.isArray(value) ? "none" : "";
    }
    const leaf = element("div", "leaf");
    leaf.append(fieldName("dt", name));
    const shown = element("dd");
    if (isChart(value)) shown.append(chart(value));
    else shown.textContent = leafText(name, value);
    leaf.append(shown);
    return leaf;
  }

  /**
   * @param {string} name
   * @param {object} value
   * @param {string} path
   * @param {number} size
   */
  #branch(name, value, path, size) {
    const branch = /** @type {HTMLDetailsElement} */ (element("details", "branch"));
    branch.dataset["path"] = path;
    const summary = element("summary");
    summary.append(fieldName("span", name), element("span", "size", String(size)));
    branch.append(summary);
    const list = element("dl", "tree");
    const fill = () => {
      if (list.childElementCount === 0) this.#members(list, value, path);
    };
    // Closed branches have no contents: some records are very large.
    branch.addEventListener("toggle", fill);
    if (this.#opened.has(path)) {
      branch.open = true;
      fill();
    }
    branch.append(list);
    return branch;
  }
}

/**
 * The name without its record's; the whole is there for whoever points at it.
 * @param {string} tag
 * @param {string} name
 */
function fieldName(tag, name) {
  const shown = element(tag, "field");
  const short = name.replace(RECORD_NAME, "");
  shown.textContent = visible(short);
  if (short !== name) shown.title = visible(name);
  return shown;
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function leafText(name, value) {
  if (
    typeof value === "number" && /(?:^|[._])(?:last|first|mod|start)_time$|time_sec$/.test(name)
  ) {
    return value > 0 ? `${dateText(value)}  (${value})` : "0";
  }
  return visible(value);
}

/**
 * @param {unknown} value
 * @returns {value is number[]}
 */
function isChart(value) {
  return Array.isArray(value) && value.length >= CHART_MEMBERS_MIN &&
    value.every((one) => typeof one === "number");
}

/** @param {number[]} values */
function chart(values) {
  const largest = Math.max(1, ...values.map(Math.abs));
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", `0 0 ${values.length} 10`);
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("class", "chart");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", `${values.length} values up to ${largest}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute(
    "d",
    values.map((value, index) => {
      const height = Math.abs(value) * 10 / largest;
      return height > 0 ? `M${index} 10v${-height}h.8v${height}z` : "";
    }).join(""),
  );
  drawing.append(path);
  return drawing;
}
