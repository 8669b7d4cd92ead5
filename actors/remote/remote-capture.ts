// All sensors elsewhere: takes their connections, over TCP and websockets, each an actor under one
// supervisor (spec external-protocol 6).
import type { RemoteLinkRecord } from "../../protocols/records/remote-link.ts";
import { ActorSystemError, type SupervisorHandle } from "../../runtime/actor-spec.ts";
import type { Platform, TcpListener } from "../../runtime/platform.ts";
import { DATASOURCES_MAX } from "../datasource/datasource-tracker.ts";
import type { RemoteLink } from "./remote-link.ts";
import { remoteMachine } from "./remote-machine.ts";
import { RemotePeer } from "./remote-peer.ts";
import type { RemoteServices } from "./remote-services.ts";
import { TcpLink } from "./tcp-link.ts";

/** Connections at a time; further ones are closed at once. */
export const REMOTE_LINKS_MAX = DATASOURCES_MAX;
/** Connections that have announced nothing yet, at a time: anybody can make them. */
export const GREETINGS_MAX = 128;
/** Ended connections that are still listed, so that one can see why they ended. */
export const ENDED_KEPT_MAX = 32;
const SHUTDOWN_MS = 2_000;

export interface RemoteCaptureInput {
  readonly platform: Pick<Platform, "clock" | "listenTcp">;
  readonly supervisor: Pick<SupervisorHandle, "start">;
  readonly services: Omit<RemoteServices, "holderOf" | "clock" | "spools">;
}

export const REMOTE_SUPERVISOR = {
  id: "remote",
  intensity: 1000,
  periodMs: 60_000,
  childrenMax: REMOTE_LINKS_MAX,
};

export class RemoteCapture {
  readonly #input: RemoteCaptureInput;
  readonly #services: RemoteServices;
  readonly #peers = new Set<RemotePeer>();
  readonly #ended: RemoteLinkRecord[] = [];
  #listener: TcpListener | undefined = undefined;
  #lastId = 0;
  /** Connections that were closed because there were too many. */
  refused = 0;

  constructor(input: RemoteCaptureInput) {
    this.#input = input;
    this.#services = {
      ...input.services,
      clock: input.platform.clock,
      spools: new Map(),
      holderOf: (uuid, asking) =>
        [...this.#peers].find((peer) => peer !== asking && peer.uuid === uuid),
    };
  }

  /** Where sensors connect over TCP, once it listens. */
  get address(): { readonly hostname: string; readonly port: number } | undefined {
    return this.#listener;
  }

  /** Listens for sensors; rejects when it cannot. */
  async listen(hostname: string, port: number): Promise<void> {
    const { platform } = this.#input;
    this.#listener = await platform.listenTcp({
      hostname,
      port,
      connected: (connection) => this.take(new TcpLink(connection, platform.clock)),
    });
  }

  async close(): Promise<void> {
    await this.#listener?.close();
  }

  /** A sensor has connected. */
  take(link: RemoteLink): void {
    let greeting = 0;
    for (const peer of this.#peers) if (peer.state() === "greeting") greeting += 1;
    if (greeting >= GREETINGS_MAX || this.#peers.size >= REMOTE_LINKS_MAX) {
      this.#refuse(link);
      return;
    }
    const peer = new RemotePeer(this.#services, link, ++this.#lastId);
    try {
      const handle = this.#input.supervisor.start({
        id: `link-${this.#lastId}`,
        logic: remoteMachine,
        input: { peer },
        restart: "temporary",
        shutdownMs: SHUTDOWN_MS,
      });
      this.#peers.add(peer);
      peer.state = () => handle.state();
      handle.onStop(() => this.#end(peer));
    } catch (error) {
      if (!(error instanceof ActorSystemError)) throw error;
      this.#refuse(link);
    }
  }

  /** Connections in order, and those that ended last. */
  records(): RemoteLinkRecord[] {
    return [...this.#ended, ...[...this.#peers].map((peer) => peer.record())];
  }

  #end(peer: RemotePeer): void {
    this.#peers.delete(peer);
    peer.close("it was closed");
    this.#ended.push({ ...peer.record(), state: "ended" });
    if (this.#ended.length > ENDED_KEPT_MAX) this.#ended.shift();
  }

  #refuse(link: RemoteLink): void {
    this.refused += 1;
    void link.close();
  }
}
