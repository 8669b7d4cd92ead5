// Where the program begins. Node keeps what it compiled for the next start, which then takes two
// thirds of the time; that must be asked for before anything else is loaded.
import module from "node:module";

module.enableCompileCache?.();
await import("./cli/entry.ts");
