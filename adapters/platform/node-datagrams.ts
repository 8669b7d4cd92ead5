// UDP through node:dgram, for Node, Bun and Deno.
import { createSocket } from "node:dgram";
import type { DatagramOptions, DatagramSender } from "../../runtime/platform.ts";
import { formatAddress } from "./http-shared.ts";
import { platformFault, toPlatformError } from "./system-errors.ts";

export function openDatagrams({ hostname, broadcast }: DatagramOptions): Promise<DatagramSender> {
  const socket = createSocket(hostname.includes(":") ? "udp6" : "udp4");
  let open = true;
  const sender: DatagramSender = {
    send(bytes, to, port) {
      const action = `send to ${formatAddress(to, port)}`;
      if (!open) return Promise.reject(platformFault("closed", action));
      return new Promise((resolve, reject) => {
        socket.send(bytes, port, to, (error) => {
          if (error) reject(toPlatformError(action, error));
          else resolve();
        });
      });
    },
    async close() {
      if (open) socket.close();
      open = false;
    },
  };
  return new Promise((resolve, reject) => {
    socket.once("error", (error) => {
      reject(toPlatformError(`use the address ${hostname}`, error));
    });
    socket.bind(0, hostname, () => {
      // What fails later is told to who sends.
      socket.on("error", () => undefined);
      try {
        if (broadcast === true) socket.setBroadcast(true);
        resolve(sender);
      } catch (error) {
        socket.close();
        reject(toPlatformError(`broadcast from ${hostname}`, error));
      }
    });
  });
}
