// What happens to one actor and its children, as messages of the Stately inspector (@statelyai/inspect
// 0.7.2, types `StatelyActorEvent`, `StatelyEventEvent` and `StatelySnapshotEvent`). Its receivers pass over
// what has no `_version`, and want definitions as texts and times as texts of milliseconds.
import type { InspectionEvent } from "xstate";
import { plainValue } from "./plain-value.ts";

const STATELY_VERSION = "0.7.2";
/** Living children of one actor that are told of; events of further ones are left out. */
export const CHILDREN_MAX = 64;
const DEFINITION_CHARACTERS_MAX = 64 * 1024;

interface InspectionBase {
  /** Path of the actor; its children's ids stand behind a colon. */
  readonly sessionId: string;
  readonly rootId: string;
  /** Milliseconds since 1970. */
  readonly createdAt: string;
  readonly id: null;
  readonly _version: string;
}

export type InspectionMessage =
  & InspectionBase
  & (
    | {
      readonly type: "@xstate.actor";
      readonly name: string;
      /** The machine as JSON, for those who draw it. */
      readonly definition: string;
      readonly parentId?: string;
      readonly snapshot: unknown;
    }
    | { readonly type: "@xstate.event"; readonly event: unknown; readonly sourceId?: string }
    | { readonly type: "@xstate.snapshot"; readonly event: unknown; readonly snapshot: unknown }
  );

/** What XState's types leave out of the actors that it inspects. */
type ActorLike = InspectionEvent["actorRef"] & { readonly id: string };

/** Tells of one actor as its inspector wants it. */
export class StatelyTeller {
  readonly #path: string;
  readonly #now: () => number;
  readonly #tell: (message: InspectionMessage) => void;
  /** Those that were introduced, by the number that XState gave them. */
  readonly #children = new Map<string, string>();

  constructor(path: string, now: () => number, tell: (message: InspectionMessage) => void) {
    this.#path = path;
    this.#now = now;
    this.#tell = tell;
  }

  /** Introduces the actor in the state it is in. */
  introduce(snapshot: unknown): void {
    const name = this.#path.slice(this.#path.lastIndexOf("/") + 1);
    this.#tell({
      type: "@xstate.actor",
      ...this.#base(this.#path),
      name,
      definition: definitionOf(name, snapshot),
      snapshot: plainSnapshot(snapshot),
    });
  }

  take(event: InspectionEvent): void {
    // A child that is only being made has no state yet; it is introduced at its first event.
    if (event.type !== "@xstate.event" && event.type !== "@xstate.snapshot") return;
    const actor = event.actorRef as ActorLike;
    const sessionId = actor.sessionId === event.rootId ? this.#path : this.#childOf(actor);
    if (sessionId === undefined) return;
    if (event.type === "@xstate.event") {
      const { sourceRef } = event;
      const source = sourceRef && this.#known(sourceRef.sessionId, event.rootId);
      this.#tell({
        type: event.type,
        ...this.#base(sessionId),
        event: plainValue(event.event),
        ...source !== undefined && { sourceId: source },
      });
    } else {
      this.#tell({
        type: event.type,
        ...this.#base(sessionId),
        event: plainValue(event.event),
        snapshot: plainSnapshot(event.snapshot),
      });
      // It may be invoked again, as another one.
      if (event.snapshot.status !== "active") this.#children.delete(actor.sessionId);
    }
  }

  #known(sessionId: string, rootId: string): string | undefined {
    return sessionId === rootId ? this.#path : this.#children.get(sessionId);
  }

  /** Introduces a child at the first thing that is heard of it. */
  #childOf(child: ActorLike): string | undefined {
    const { sessionId } = child;
    const known = this.#children.get(sessionId);
    if (known !== undefined) return known;
    if (this.#children.size >= CHILDREN_MAX) return undefined;
    const path = `${this.#path}:${child.id}`;
    this.#children.set(sessionId, path);
    const snapshot: unknown = child.getSnapshot();
    this.#tell({
      type: "@xstate.actor",
      ...this.#base(path),
      name: child.id,
      definition: definitionOf(child.id, snapshot),
      parentId: this.#path,
      snapshot: plainSnapshot(snapshot),
    });
    return path;
  }

  #base(sessionId: string): InspectionBase {
    return {
      sessionId,
      rootId: this.#path,
      createdAt: String(Math.floor(this.#now())),
      id: null,
      _version: STATELY_VERSION,
    };
  }
}

/** The configuration of a machine; of another logic its name alone. */
function definitionOf(name: string, snapshot: unknown): string {
  const { machine } = (snapshot ?? {}) as { machine?: { config?: unknown } };
  if (machine?.config !== undefined) {
    try {
      const text = JSON.stringify(
        { id: name, ...machine.config },
        (_, value: unknown) => typeof value === "function" ? { type: value.name } : value,
      );
      if (text.length <= DEFINITION_CHARACTERS_MAX) return text;
    } catch {
      // A machine of the program around the server may hold what JSON does not.
    }
  }
  return JSON.stringify({ id: name });
}

/** The members of a snapshot that are of interest, as plain data. */
function plainSnapshot(snapshot: unknown): unknown {
  if (typeof snapshot !== "object" || snapshot === null) return { status: "active" };
  const { status, value, context, output, error } = snapshot as Record<string, unknown>;
  return plainValue({
    status,
    ...value !== undefined && { value },
    ...context !== undefined && { context },
    ...output !== undefined && { output },
    ...error !== undefined && { error },
  });
}
