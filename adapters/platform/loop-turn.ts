// One turn of an engine's event loop, after which every promise that could settle has.

/**
 * About 1 us on Node and Bun, timers and I/O come in between. A message channel costs the same and
 * lets neither in; a timer of 0 ms costs 1 to 2 ms.
 */
export function immediateTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** In pages, whose timers wait four milliseconds; messages do not. */
export function messageTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    }, { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
}

/** Whichever there is. */
export const loopTurn: () => Promise<void> = typeof setImmediate === "function"
  ? immediateTurn
  : messageTurn;
