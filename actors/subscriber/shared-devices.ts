// Bytes of device records that several monitors want in the same shape: made once while nothing of the
// device changed. Those behind take what the foremost wrote, and the foremost waits for them, so a
// bounded number of bytes is enough.
import type { DeviceRecord } from "../../protocols/records/device.ts";
import type { RecordEncoder, Shape } from "./encoder.ts";

/** Bytes kept for those who follow; beyond, all are let go. */
export const SHARED_BYTES_MAX = 8 * 1024 * 1024;

/** Records that all monitors of a shape together write in one turn of each. */
const LEAD_RECORDS = 256;

interface Written {
  /** `DeviceRecord.changes` when it was written. */
  readonly changes: number;
  readonly bytes: Uint8Array;
}

interface Sharing {
  monitors: number;
  readonly written: Map<DeviceRecord, Written>;
}

export class SharedDevices {
  readonly #encoder: Pick<RecordEncoder, "device">;
  readonly #nowMs: () => number;
  readonly #byShape = new Map<string, Sharing>();
  /** Histories in records count seconds, so what was written in one is wrong in the next. */
  #second = 0;
  #bytes = 0;
  /** Records written, and those that were there already. */
  written = 0;
  shared = 0;

  constructor(encoder: Pick<RecordEncoder, "device">, nowMs: () => number) {
    this.#encoder = encoder;
    this.#nowMs = nowMs;
  }

  /** A monitor of this shape begins; returns what to call at its end. */
  enter(shape: Shape): () => void {
    let sharing = this.#byShape.get(shape.key);
    if (sharing === undefined) {
      this.#byShape.set(shape.key, sharing = { monitors: 0, written: new Map() });
    }
    const entered = sharing;
    entered.monitors += 1;
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      entered.monitors -= 1;
      if (entered.monitors === 0) this.#byShape.delete(shape.key);
      if (this.#byShape.size === 0) this.#forget();
    };
  }

  /** Records that a monitor may write before it lets those that could share them catch up. */
  leadOf(shape: Shape): number {
    const monitors = this.#byShape.get(shape.key)?.monitors ?? 0;
    return monitors < 2 ? Infinity : Math.ceil(LEAD_RECORDS / monitors);
  }

  /** The record in this shape as it is now; throws what the encoder throws. */
  device(device: DeviceRecord, shape: Shape): Uint8Array {
    const sharing = this.#byShape.get(shape.key);
    if (sharing === undefined || sharing.monitors < 2) {
      this.written += 1;
      return this.#encoder.device(device, shape);
    }
    const second = Math.floor(this.#nowMs() / 1000);
    if (second !== this.#second || this.#bytes > SHARED_BYTES_MAX) this.#forget();
    this.#second = second;
    const known = sharing.written.get(device);
    if (known !== undefined && known.changes === device.changes) {
      this.shared += 1;
      return known.bytes;
    }
    const bytes = this.#encoder.device(device, shape);
    this.written += 1;
    this.#bytes += bytes.length;
    sharing.written.set(device, { changes: device.changes, bytes });
    return bytes;
  }

  #forget(): void {
    for (const { written } of this.#byShape.values()) written.clear();
    this.#bytes = 0;
  }
}
