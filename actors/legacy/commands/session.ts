// Commands about the connection: what the client wants to hear, its password, and the end of the
// server (spec legacy-protocol 7).
import { chooseFields, type Sentence } from "../../../protocols/legacy/sentence.ts";
import { findSentence } from "../../../protocols/legacy/sentences.ts";
import { CAPABILITY, formatFixed } from "../../../protocols/legacy/server-sentences.ts";
import { type LegacyCommandDefinition, LegacyRefusal, type LegacyServices } from "../command.ts";
import type { LegacyClient } from "../client.ts";
import { reportOf } from "../reports.ts";

/** Rows of one dump between two turns of the loop. */
const ROWS_A_TURN = 64;
/** Wait after a wrong password, so that guessing is slow. */
const WRONG_PASSWORD_MS = 1000;
/** Wrong passwords of one connection. */
export const WRONG_PASSWORDS_MAX = 3;

function sentenceNamed(name: string): Sentence<never> {
  const sentence = findSentence(name);
  if (sentence === undefined) throw new LegacyRefusal(`Unknown protocol: '${name}'`);
  return sentence;
}

export const capability: LegacyCommandDefinition = {
  name: "CAPABILITY",
  powerful: false,
  async run(client, [name, ...rest]) {
    if (name === undefined || rest.length > 0) {
      throw new LegacyRefusal("Illegal capability request");
    }
    const sentence = sentenceNamed(name);
    const fields = sentence.fields.map((field) => field.name).join(",");
    await client.output.pushWaiting(formatFixed(CAPABILITY, `${sentence.name} ${fields}`));
  },
};

export const enable: LegacyCommandDefinition = {
  name: "ENABLE",
  powerful: false,
  async run(client, [name, ...fields], services) {
    if (name === undefined || fields.length === 0) {
      throw new LegacyRefusal("Illegal enable request");
    }
    const sentence = sentenceNamed(name);
    const choice = chooseFields(sentence, fields.join(","));
    if ("unknown" in choice) throw new LegacyRefusal(`Unknown field ${choice.unknown}`);
    client.enable(sentence.name, choice);
    await dump(client, sentence.name, services);
  },
};

/** Everything there is to say with a sentence, at the pace of the reader. */
async function dump(
  client: LegacyClient,
  name: string,
  { world, platform }: LegacyServices,
): Promise<void> {
  const report = reportOf(name);
  if (report === undefined || !report.onEnable) return;
  const devices = world.stores.devices.all();
  let rows = 0;
  for (const row of report.rows({ client, world, devices, all: true })) {
    const sentence = client.format(report.sentence, row);
    if (sentence !== undefined) await client.output.pushWaiting(sentence);
    if (client.output.stopped) return;
    if (++rows % ROWS_A_TURN === 0) await platform.yieldToLoop();
  }
}

export const remove: LegacyCommandDefinition = {
  name: "REMOVE",
  powerful: false,
  run(client, [name, ...rest]) {
    if (name === undefined || rest.length > 0) throw new LegacyRefusal("Illegal remove request");
    client.disable(sentenceNamed(name).name);
  },
};

/** Ours: the old server had no login, and let everybody do everything. */
export const password: LegacyCommandDefinition = {
  name: "PASSWORD",
  powerful: false,
  async run(client, args, services) {
    if (services.password === "") {
      throw new LegacyRefusal("Not permitted: this server has no legacy_password");
    }
    const encoder = new TextEncoder();
    const given = encoder.encode(args.join(" "));
    if (services.platform.equalBytes(given, encoder.encode(services.password))) {
      client.trusted = true;
      return;
    }
    client.failedLogins += 1;
    services.messages.error(`old text protocol: a wrong password from ${client.label}`);
    const { clock } = services.platform;
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, WRONG_PASSWORD_MS));
    throw new LegacyRefusal("Wrong password");
  },
};

export const shutdown: LegacyCommandDefinition = {
  name: "SHUTDOWN",
  powerful: true,
  run(client, _args, services) {
    if (services.shutdown === undefined) throw new LegacyRefusal("Not permitted");
    services.messages.info(`a client of the old text protocol at ${client.label} ends the server`);
    services.shutdown();
  },
};
