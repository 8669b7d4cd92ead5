// The page on which a capture is dropped: shows what it holds, and sends nothing anywhere.
import { formatMac } from "../protocols/mac.ts";
import { terminalSafe } from "../protocols/text/sanitise.ts";
import { analyse, type Analysis, NotACapture } from "./analysis.ts";
import { type Cell, table } from "./table.ts";
import { SLOTS, type Timeline } from "./timeline.ts";

/** Rows of a table; who wants more has a server. */
const ROWS_MAX = 2000;
const CHART_HEIGHT = 100;
const SVG = "http://www.w3.org/2000/svg";

let shown: Analysis | undefined;
/** Files dropped while another is read wait for none: the last one wins. */
let latest = 0;

const drop = byId("drop");
const input = byId("file") as HTMLInputElement;
input.addEventListener("change", () => {
  const file = input.files?.[0];
  if (file !== undefined) void read(file);
});
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
document.addEventListener("dragleave", () => drop.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const file = event.dataTransfer?.files[0];
  if (file !== undefined) void read(file);
});

async function read(file: File): Promise<void> {
  const turn = ++latest;
  byId("problem").hidden = true;
  byId("results").hidden = true;
  say(`reading ${file.name}`);
  try {
    const analysis = await analyse(file.name, file, ({ packets, devices }) => {
      if (turn === latest) say(`reading ${file.name}: ${packets} packets, ${devices} devices`);
    });
    if (turn !== latest) {
      await analysis.moirai.stop();
      return;
    }
    await shown?.moirai.stop();
    shown = analysis;
    show(analysis);
  } catch (error) {
    if (turn !== latest) return;
    say("");
    problem(error instanceof NotACapture ? error.message : `It went wrong: ${String(error)}`);
  }
}

function show(analysis: Analysis): void {
  const { moirai: { stores }, timeline, name, packets, warning } = analysis;
  say(`${name}: ${packets} packets, ${stores.devices.size} devices`);
  if (warning !== "") problem(warning);
  byId("timeline").replaceChildren(chart(timeline), times(timeline));
  const alerts = stores.alerts.all().map((alert): Cell[] => [
    new Date(alert.timestamp * 1000).toISOString().slice(0, 19).replace("T", " "),
    alert.header,
    alert.text,
  ]);
  fill("alerts", ["Time", "Alert", "What was heard"], alerts, "No alerts.");
  const networks = [...stores.ssids.all()]
    .filter((group) => group.advertising.size > 0)
    .map((group): Cell[] => [
      group.ssid,
      group.cryptText,
      group.advertising.size,
      group.responding.size,
      group.probing.size,
    ]);
  const titles = ["Name", "Encryption", "Access points", "Answering", "Asking"];
  fill("networks", titles, networks, "No networks.");
  const devices = [...stores.devices.all()]
    .sort((a, b) => b.packets - a.packets)
    .map((device): Cell[] => [
      formatMac(device.mac),
      device.name,
      device.type,
      device.manufacturer,
      device.channel,
      device.packets,
    ]);
  const columns = ["Address", "Name", "Type", "Maker", "Channel", "Packets"];
  fill("devices", columns, devices, "No devices.");
  byId("results").hidden = false;
}

function fill(id: string, titles: readonly string[], rows: readonly Cell[][], none: string): void {
  byId(id).replaceChildren(...table(titles, rows.slice(0, ROWS_MAX), none));
  if (rows.length <= ROWS_MAX) return;
  const more = document.createElement("p");
  more.className = "none";
  more.textContent = `and ${rows.length - ROWS_MAX} more`;
  byId(id).append(more);
}

function chart(timeline: Timeline): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${SLOTS} ${CHART_HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "Packets over time");
  const { counts, length } = timeline;
  const most = counts.reduce((high, count) => Math.max(high, count), 1);
  const width = SLOTS / Math.max(1, length);
  for (let slot = 0; slot < length; slot++) {
    const height = counts[slot]! / most * CHART_HEIGHT;
    const bar = document.createElementNS(SVG, "rect");
    bar.setAttribute("x", String(slot * width));
    bar.setAttribute("width", String(width * 0.9));
    bar.setAttribute("y", String(CHART_HEIGHT - height));
    bar.setAttribute("height", String(height));
    svg.append(bar);
  }
  return svg;
}

function times({ startUs, endUs }: Timeline): HTMLElement {
  const row = document.createElement("div");
  row.className = "times";
  for (const timeUs of startUs < 0 ? [] : [startUs, endUs]) {
    const time = document.createElement("span");
    time.textContent = new Date(timeUs / 1000).toISOString().replace("T", " ").slice(0, 19);
    row.append(time);
  }
  return row;
}

function say(text: string): void {
  byId("status").textContent = terminalSafe(text);
}

function problem(text: string): void {
  byId("problem").textContent = terminalSafe(text);
  byId("problem").hidden = false;
}

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no ${id}`);
  return element;
}
