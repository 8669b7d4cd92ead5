// The test runner's settings, the same for the three engines.
import { defineConfig } from "vitest/config";

// One configuration for the three engines. Live radios, browsers and servers share the machine,
// so the time limit is generous; nothing in a test sleeps for real.
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ["default"],
  },
});
