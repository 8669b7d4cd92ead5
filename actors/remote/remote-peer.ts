// One sensor elsewhere as its machine works on it: what it is, and the steps of its life. When they
// happen is remote-machine.ts.
import type { RemoteLinkRecord } from "../../protocols/records/remote-link.ts";
import { NIL_UUID } from "../../protocols/uuid.ts";
import { DatasourceError, reasonOf } from "../datasource/datasource-error.ts";
import { flagOption, printable, type SourceDefinition } from "../datasource/definition.ts";
import { HelperPeer, PING_MS } from "../helper/helper-peer.ts";
import { greet, type Greeting } from "./greeting.ts";
import type { RemoteLink } from "./remote-link.ts";
import type { RemoteServices, RemoteSpool } from "./remote-services.ts";
import { createRemoteType } from "./remote-type.ts";

/** A sensor that says nothing for so long, though it is asked, is gone (spec external-protocol 4.2). */
export const REMOTE_SILENCE_MS = 15_000;
/** Some tools hold their packets back until they hear something, over websockets (6.2). */
export const SOCKET_PING_MS = 1_000;
/** A sensor whose last word is no older is there: another cannot take its place. */
export const ALIVE_MS = 2 * PING_MS;

const SPOOL_ID_CHARACTERS_MAX = 64;

export class RemotePeer {
  readonly link: RemoteLink;
  readonly #services: RemoteServices;
  readonly #peer: HelperPeer;
  readonly #id: number;
  readonly #sinceSec: number;
  #greeting: Greeting | undefined = undefined;
  #attached: Promise<void> | undefined = undefined;
  #reason = "";
  #refused = 0;
  #repeated = 0;
  state: () => string = () => "greeting";

  constructor(services: RemoteServices, link: RemoteLink, id: number) {
    const { clock } = services;
    this.#services = services;
    this.link = link;
    this.#id = id;
    this.#sinceSec = Math.floor(clock.now() / 1000);
    this.#peer = new HelperPeer({
      link,
      clock,
      version: 3,
      name: "its sensor",
      pingMs: link.transport === "websocket" ? SOCKET_PING_MS : PING_MS,
      silenceMs: REMOTE_SILENCE_MS,
    });
  }

  get uuid(): string {
    return this.#greeting?.uuid ?? NIL_UUID;
  }

  /** How people are told which sensor is meant. */
  get label(): string {
    const { address, login } = this.link;
    return login === "" ? `a sensor at ${address}` : `the sensor of ${login} at ${address}`;
  }

  async greet(): Promise<void> {
    const { clock, messages } = this.#services;
    this.#greeting = await greet(this.#peer, clock, {
      message: (text) => messages.info(`(Remote) - ${printable(text)}`),
      refused: () => this.#refused += 1,
    });
  }

  /** Finds the place of its source and gives it its packets. */
  async attach(): Promise<void> {
    const { clock, sources, driverOf, stampOnArrival } = this.#services;
    const { type, uuid, definition } = this.#greeting!;
    const driver = driverOf(type);
    if (driver === undefined) {
      throw new DatasourceError("no-driver", `it announced a source of type '${printable(type)}'`);
    }
    const rival = this.#services.holderOf(uuid, this);
    if (rival !== undefined) {
      const isSame = rival.link.address === this.link.address &&
        rival.link.login === this.link.login;
      if (!isSame && rival.isAlive) {
        throw new DatasourceError(
          "duplicate",
          `it announced the UUID ${uuid}, which is that of ${rival.label}, who is there`,
        );
      }
      rival.close("another connection took its place");
    }
    const spool = this.#spoolOf(uuid, definition);
    const remote = createRemoteType({
      driver,
      peer: this.#peer,
      clock,
      stampOnArrival: flagOption(definition, "timestamp", stampOnArrival),
      extraOptions: new Map(spool && [["spool_from", String(spool.last)]]),
      ...spool && { isRepeated: (number) => this.#repeats(spool, number) },
    });
    const { address, transport } = this.link;
    const shown = transport === "websocket" ? `WS ${address}` : address;
    const attachment = await sources.attach({ uuid, type: remote, definition, address: shown });
    this.#attached = attachment.ended;
  }

  /** What is remembered of a sensor that numbers its packets over all its connections. */
  #spoolOf(uuid: string, { options }: SourceDefinition): RemoteSpool | undefined {
    const id = options.get("spool");
    if (id === undefined || id.length > SPOOL_ID_CHARACTERS_MAX) return undefined;
    const { spools } = this.#services;
    const known = spools.get(uuid);
    if (known?.id === id) return known;
    const fresh = { id, last: 0 };
    spools.set(uuid, fresh);
    return fresh;
  }

  #repeats(spool: RemoteSpool, number: number): boolean {
    if (number > spool.last) {
      spool.last = number;
      return false;
    }
    this.#repeated += 1;
    return true;
  }

  /** Resolves when its source does not capture any more. */
  async captured(): Promise<void> {
    await this.#attached;
    this.#reason ||= reasonOf(this.#peer.failure ?? "it was closed");
  }

  /** Something arrived from it a moment ago. */
  get isAlive(): boolean {
    return this.#services.clock.now() - this.link.lastHeardMs <= ALIVE_MS;
  }

  tellRefused(error: unknown): void {
    this.#reason = reasonOf(error);
    this.#services.messages.error(`${this.label} was refused: ${this.#reason}`);
  }

  close(reason: string): void {
    this.#reason ||= reason;
    this.#peer.fail("child-lost", reason);
  }

  record(): RemoteLinkRecord {
    const { link } = this;
    const { conversation, roundTripMs, queuedFrames } = this.#peer;
    return {
      id: this.#id,
      state: this.state(),
      transport: link.transport,
      address: link.address,
      login: link.login,
      sinceSec: this.#sinceSec,
      uuid: this.uuid,
      framing: conversation.version,
      roundTripMs,
      queuedFrames,
      waitingBytes: link.waitingBytes,
      receivedBytes: link.receivedBytes,
      lostBytes: link.lostBytes,
      frames: conversation.frameCount,
      refused: this.#refused,
      repeated: this.#repeated,
      reason: this.#reason,
    };
  }
}
