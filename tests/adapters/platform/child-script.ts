// The child of children.test.ts: does what its first argument says.
import * as fs from "node:fs";
import process from "node:process";

const [what, ...rest] = process.argv.slice(2);
switch (what) {
  case "echo":
    process.stdin.pipe(process.stdout);
    break;
  case "exit":
    process.stdout.write("out");
    process.stderr.write("err");
    process.exitCode = Number(rest[0]);
    break;
  case "extra": {
    // Everything from fd 3 goes back on fd 4, in small reads as the kernel gives them.
    const buffer = new Uint8Array(65536);
    for (let got = fs.readSync(3, buffer); got > 0; got = fs.readSync(3, buffer)) {
      for (let done = 0; done < got;) done += fs.writeSync(4, buffer, done, got - done);
    }
    break;
  }
  case "signals": {
    const { detectPlatform } = await import("../../../adapters/platform/detect.ts");
    const platform = await detectPlatform();
    const remove = platform.onSignal((signal) => {
      // Removed before it is said, so that the next signal cannot come in between.
      if (signal === "SIGTERM") remove();
      process.stdout.write(`${signal}\n`);
    });
    // Signal callbacks alone do not keep every engine running.
    process.stdin.resume();
    process.stdout.write("ready\n");
    break;
  }
  case "environment":
    process.stdout.write(`${process.env["MOIRAI_TEST"]} ${process.env["PATH"] !== undefined}`);
    break;
}
