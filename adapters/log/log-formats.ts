// The log formats, by the class that `log_types` names.
import type { LogFormat } from "../../actors/log/log-format.ts";
import { kismet } from "./kismet.ts";

export const LOG_FORMATS: readonly LogFormat[] = [kismet];
