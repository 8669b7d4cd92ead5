// Looks at the actors from outside: who is there, in which state, how busy; and, for those that
// somebody asks for, every event and state. Looking at the tree costs nothing while nobody does.
import type { ActorSystem, Life, TreeNode } from "../../runtime/actor-spec.ts";
import type { MailboxCounters } from "../../runtime/mailbox.ts";
import { LastEvents } from "./last-events.ts";
import { type InspectionMessage, StatelyTeller } from "./stately.ts";

/** Actors that may be inspected at a time, by all who ask. */
export const INSPECTED_MAX = 64;
/** Shorter gaps than this between two looks tell no rate. */
const RATE_GAP_MS_MIN = 500;

/** One actor or supervisor as inspectors see it. */
export interface ActorView {
  readonly path: string;
  readonly kind: "actor" | "supervisor";
  /** State of a machine, else how it lives. */
  readonly state: string;
  readonly life: Life;
  readonly restarts: number;
  /** "" when it never failed. */
  readonly lastError: string;
  /** Events a second between the last two looks; 0 at the first. */
  readonly eventsPerSecond: number;
  readonly mailbox: MailboxCounters | undefined;
  readonly inspected: boolean;
}

interface Sample {
  readonly atMs: number;
  readonly accepted: ReadonlyMap<string, number>;
}

export class Inspector {
  readonly #system: ActorSystem;
  /** Watchers by path. */
  readonly #inspected = new Map<string, number>();
  #before: Sample | undefined = undefined;
  #last: Sample | undefined = undefined;
  /** Wishes that the limit refused. */
  refused = 0;

  /** For those who ask now and then. */
  readonly lastEvents: LastEvents;

  constructor(system: ActorSystem) {
    this.#system = system;
    this.lastEvents = new LastEvents(this, system.clock);
  }

  /** All actors, each after its supervisor. */
  actors(): ActorView[] {
    const nodes = flat(this.#system.tree(), "");
    this.#sample(nodes);
    return nodes.map(({ path, node }) => ({
      path,
      kind: node.kind,
      state: node.state,
      life: node.life,
      restarts: node.restarts,
      lastError: node.lastError,
      eventsPerSecond: this.#rateOf(path),
      mailbox: node.mailbox,
      inspected: this.#inspected.has(path),
    }));
  }

  /** The tree as a Mermaid flowchart. */
  mermaid(): string {
    const lines = ["flowchart TD"];
    const nodes = flat(this.#system.tree(), "");
    const numbers = new Map(nodes.map(({ path }, index) => [path, index]));
    for (const { path, node } of nodes) {
      const number = numbers.get(path)!;
      const text = mermaidText(`${node.id}: ${node.state}`);
      lines.push(`  n${number}${node.kind === "actor" ? `(["${text}"])` : `["${text}"]`}`);
      const parent = numbers.get(path.slice(0, path.lastIndexOf("/")));
      if (parent !== undefined) lines.push(`  n${parent} --> n${number}`);
      if (node.life === "failed" || node.life === "waiting") lines.push(`  class n${number} bad`);
    }
    lines.push("  classDef bad stroke:#b3261e,stroke-width:3px");
    return `${lines.join("\n")}\n`;
  }

  /**
   * Tells every event and state of one actor until the returned function is called. Undefined when
   * there is no such actor, or too many are inspected already.
   */
  watch(
    path: string,
    tell: (message: InspectionMessage) => void,
  ): (() => void) | undefined {
    const handle = this.#system.find(path);
    if (handle === undefined || !("inspect" in handle)) return undefined;
    const known = this.#inspected.get(handle.path) ?? 0;
    if (known === 0 && this.#inspected.size >= INSPECTED_MAX) {
      this.refused += 1;
      return undefined;
    }
    this.#inspected.set(handle.path, known + 1);
    const teller = new StatelyTeller(handle.path, () => this.#system.clock.now(), tell);
    teller.introduce(handle.snapshot());
    const remove = handle.inspect((event) => teller.take(event));
    let removed = false;
    return () => {
      if (removed) return;
      removed = true;
      remove();
      const left = (this.#inspected.get(handle.path) ?? 1) - 1;
      if (left === 0) this.#inspected.delete(handle.path);
      else this.#inspected.set(handle.path, left);
    };
  }

  #sample(nodes: readonly { path: string; node: TreeNode }[]): void {
    const atMs = this.#system.clock.now();
    if (this.#last !== undefined && Math.abs(atMs - this.#last.atMs) < RATE_GAP_MS_MIN) return;
    this.#before = this.#last;
    const accepted = new Map<string, number>();
    for (const { path, node } of nodes) {
      if (node.mailbox !== undefined) accepted.set(path, node.mailbox.accepted);
    }
    this.#last = { atMs, accepted };
  }

  #rateOf(path: string): number {
    const [before, last] = [this.#before, this.#last];
    const [first, second] = [before?.accepted.get(path), last?.accepted.get(path)];
    if (first === undefined || second === undefined) return 0;
    const seconds = (last!.atMs - before!.atMs) / 1000;
    // A clock that was set back tells nothing.
    return seconds > 0 ? Math.max(0, Math.round((second - first) / seconds * 10) / 10) : 0;
  }
}

function flat(node: TreeNode, parent: string): { path: string; node: TreeNode }[] {
  const path = parent === "" ? node.id : `${parent}/${node.id}`;
  return [{ path, node }, ...node.children.flatMap((child) => flat(child, path))];
}

/** Quotes would end a label, line feeds its line, and the rest is markup to whoever draws it. */
function mermaidText(text: string): string {
  return text.slice(0, 80).replaceAll(
    /["<>#&`\\\p{C}\u2028\u2029]/gu,
    (sign) => `#${sign.codePointAt(0)};`,
  );
}
