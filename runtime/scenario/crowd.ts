// People who come, walk about, and go: as many at a time as a place has.
import type { AccessPoint } from "./access-point.ts";
import type { Cast } from "./cast.ts";
import { Person, randomAddress } from "./person.ts";
import { type Position, positionOn } from "./space.ts";

const WALK_METRES_PER_SECOND = 1.2;
const TURNS = 6;
/** Half of the phones change their address while they look for networks. */
const RANDOMISE_MS = 300_000;
const PROBE_MS = 60_000;
/** First three bytes of phones that keep theirs. */
const PHONES = [0xf01898, 0x8cf5a3, 0x94652d, 0xac3743];

export interface CrowdInit {
  readonly label: string;
  readonly size: number;
  readonly stayMs: number;
  readonly withinMetres: number;
  readonly joins: readonly AccessPoint[];
  readonly asksFor: readonly string[];
  readonly talkMs: number;
  readonly channels: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Keeps the place full: whoever goes is followed by somebody else. */
export function startCrowd(cast: Cast, init: CrowdInit): void {
  for (let place = 0; place < init.size; place++) {
    const random = cast.fork(`${init.label} place ${place}`);
    const come = (atMs: number): void => {
      if (atMs >= init.untilMs) return;
      const untilMs = Math.min(init.untilMs, atMs + init.stayMs * (0.5 + random.next()));
      const randomises = random.next() < 0.5;
      const at = (): Position => ({
        x: (random.next() * 2 - 1) * init.withinMetres,
        y: (random.next() * 2 - 1) * init.withinMetres,
      });
      const route = {
        points: Array.from({ length: TURNS }, at),
        metresPerSecond: WALK_METRES_PER_SECOND * random.next() + 0.05,
        fromMs: atMs,
      };
      const wish = init.asksFor.length > 0 && random.next() < 0.5
        ? [random.pick(init.asksFor)]
        : [];
      new Person(
        {
          name: `${init.label} ${place}`,
          mac: randomises
            ? randomAddress(random)
            : random.pick(PHONES) * 0x1000000 + random.integer(0, 0xffffff),
          randomiseMs: randomises ? RANDOMISE_MS : 0,
          asksFor: wish,
          joins: random.next() < 0.7 ? init.joins : [],
          probeMs: PROBE_MS,
          talkMs: init.talkMs,
          powerDbm: 15,
          protects: true,
          multiLink: false,
          position: (nowMs) => positionOn(route, nowMs),
          fromMs: atMs,
          untilMs,
          channels: init.channels,
        },
        cast.world,
        random,
      ).begin();
      const nextMs = untilMs + random.next() * 10_000;
      cast.world.schedule(nextMs, () => come(nextMs));
    };
    const firstMs = init.fromMs + random.next() * Math.min(init.stayMs, 30_000);
    cast.world.schedule(firstMs, () => come(firstMs));
  }
}
