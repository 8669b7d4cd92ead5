// The test runner's settings, the same for the three engines.
import process from "node:process";
import { configDefaults, defineConfig } from "vitest/config";

/** The same whatever engine runs them: most of these start the pinned Node themselves. */
const NODE_ONLY = [
  "tests/docs/{logging-in,plugins,readme,remote-sensors,scenarios,streams}.test.ts",
  "tests/web/{page,*-page}.test.ts",
  "tests/browser/page.test.ts",
  "tests/scripts/{binaries,package}.test.ts",
  // Their events are compared under all three engines (tests/testing/digests.test.ts).
  "tests/scenarios.test.ts",
];
const isNode = process.versions.bun === undefined && process.versions["deno"] === undefined;

// One configuration for the three engines. Live radios, browsers and servers share the machine,
// so the time limit is generous; nothing in a test sleeps for real.
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: isNode ? configDefaults.exclude : [...configDefaults.exclude, ...NODE_ONLY],
    // Files share the modules of their worker, which takes a third less processor time than loading
    // them anew 300 times. So no test may leave anything in a module behind.
    isolate: false,
    // Vitest leaves a processor alone by itself, which is every second one of two.
    maxWorkers: "100%",
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ["default"],
  },
});
