// What a played capture tool captures: its radio of the scenario, which it tunes as its server asks.
import { type AirDriver, RadioSession } from "../actors/datasource/air.ts";
import { DatasourceError } from "../actors/datasource/datasource-error.ts";
import type { SourceType, Tuned, Tuning } from "../actors/datasource/source-type.ts";
import { textIdentity } from "../actors/datasource/source-uuid.ts";
import { HELPER_DRIVERS } from "../actors/helper/helper-drivers.ts";
import type { ToolPart, ToolType } from "../runtime/scenario/outsiders.ts";
import type { SceneLocation } from "../runtime/scenario/space.ts";
import type { ToolRadio } from "../runtime/scenario/tool-radio.ts";

const STAYS_MS = 1_000;

class ToolSession extends RadioSession {
  readonly #toolRadio: ToolRadio;

  constructor(radio: ToolRadio, air: AirDriver, version: string, scene: SceneLocation | undefined) {
    super(radio, air, version, scene);
    this.#toolRadio = radio;
  }

  tune(tuning: Tuning): Promise<Tuned> {
    const { hopping, channel, hopChannels, hopRate } = tuning;
    const wanted = hopping ? hopChannels : [channel];
    if (!this.#toolRadio.tune(wanted, hopping ? 1000 / hopRate : STAYS_MS)) {
      const reason = `it has no channel ${wanted.join(", ")}`;
      return Promise.reject(new DatasourceError("unsupported", reason));
    }
    return Promise.resolve({ ...tuning, hopShuffleSkip: 0 });
  }
}

/** The one type that a tool of these parts has; `opened` is told which of them it was opened for. */
export function createToolSource(
  type: ToolType,
  parts: readonly ToolPart[],
  { air, scene }: { readonly air: AirDriver; readonly scene: SceneLocation | undefined },
  opened: (part: ToolPart) => void,
): SourceType {
  const driver = HELPER_DRIVERS.find((one) => one.type === type)!;
  const partOf = (name: string) => parts.find((part) => part.name === name);
  return {
    driver,
    uuidProgram: driver.binary,
    retryDefault: undefined,
    probe: (definition) => Promise.resolve(partOf(definition.interface) !== undefined),
    list: (context) =>
      Promise.resolve(parts.map(({ name }) => ({
        interface: name,
        captureInterface: name,
        hardware: "simulation",
        version: context.version,
      }))),
    identify: (definition) => Promise.resolve(textIdentity(`tool ${definition.interface}`)),
    open: (definition, context) => {
      const part = partOf(definition.interface);
      if (part === undefined) {
        const reason = "the scenario has no interface of this name";
        return Promise.reject(new DatasourceError("not-found", reason));
      }
      opened(part);
      air.sync();
      return Promise.resolve(new ToolSession(part.radio, air, context.version, scene));
    },
  };
}
