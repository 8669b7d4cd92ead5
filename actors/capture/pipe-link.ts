// Frames over the pipes that a server gave to this process.
import type { ByteSink, ByteSource } from "../../runtime/platform.ts";
import type { FrameLink } from "../helper/frame-link.ts";

export function pipeLink(pipes: ByteSource & ByteSink): FrameLink {
  return {
    wholeMessages: false,
    read: () => pipes.read(),
    write: (frame) => pipes.write(frame),
    close: () => pipes.close(),
    ending: () => Promise.resolve("the server closed its pipe"),
  };
}
