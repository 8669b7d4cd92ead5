// The ready scenarios, by name.
import type { Scenario } from "../runtime/scenario/scenario.ts";
import { street } from "./street.ts";

export const SCENARIOS: readonly Scenario[] = [street];
