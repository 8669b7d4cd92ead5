// The page on which a capture is dropped: shows what it holds, and sends nothing anywhere.
import { formatMac } from "../protocols/mac.ts";
import { terminalSafe } from "../protocols/text/sanitise.ts";
import { analyse, type Analysis, NotACapture } from "./analysis.ts";
import { type Cell, grouped, table } from "./table.ts";
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
  void read([...input.files ?? []]);
  // The same file chosen again is read again.
  input.value = "";
});
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
document.addEventListener("dragleave", () => drop.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  void read([...event.dataTransfer?.files ?? []]);
});

async function read(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const turn = ++latest;
  byId("problem").hidden = true;
  byId("results").hidden = true;
  say("reading");
  try {
    const named = files.map((file) => ({ name: file.name, blob: file }));
    const analysis = await analyse(named, ({ name, done, packets, devices }) => {
      if (turn !== latest) return;
      const which = files.length === 1 ? name : `${name}, ${done + 1} of ${files.length}`;
      say(`reading ${which}: ${counted(packets, devices)}`);
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
  const { moirai: { stores }, timeline, names, packets, warnings } = analysis;
  const what = names.length === 1 ? names[0]! : `${names.length} files`;
  say(`${what}: ${counted(packets, stores.devices.size)}`);
  if (warnings.length > 0) problem(warnings.join(" "));
  byId("timeline").replaceChildren(chart(timeline), times(timeline));
  const alerts = analysis.alerts.map(({ timeUs, header, text }): Cell[] => [
    timeText(timeUs),
    header,
    text,
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
  more.textContent = `and ${grouped(rows.length - ROWS_MAX)} more`;
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

function times({ firstUs, endUs, outside }: Timeline): HTMLElement {
  const row = document.createElement("div");
  row.className = "times";
  for (const timeUs of firstUs < 0 ? [] : [firstUs, endUs]) {
    const time = document.createElement("span");
    time.textContent = timeText(timeUs);
    row.append(time);
  }
  if (outside > 0) {
    const note = document.createElement("span");
    note.textContent = `${grouped(outside)} at times more than a year away`;
    row.append(note);
  }
  return row;
}

function timeText(timeUs: number): string {
  const time = new Date(timeUs / 1000);
  return Number.isNaN(time.getTime()) ? "" : time.toISOString().replace("T", " ").slice(0, 19);
}

function counted(packets: number, devices: number): string {
  const of = (count: number, noun: string) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
  return `${of(packets, "packet")}, ${of(devices, "device")}`;
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
