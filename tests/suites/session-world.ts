// Logins on a simulated platform: where their files are, and how a request offers credentials.
import { type Credentials, openSessions, type Sessions } from "../../actors/session/sessions.ts";
import {
  createSimulatedPlatform,
  type SimulatedPlatform,
} from "../../adapters/platform/simulated.ts";
import { testSettings } from "./settings.ts";

export const PATHS = {
  plainPassword: "/h/.kismet/kismet_httpd.conf",
  hashedPassword: "/h/.kismet/moirai_httpd.json",
  tokens: "/h/.kismet/session.db",
  logins: "/h/.kismet/moirai_sessions.json",
};
export const SCRYPT = { cost: 16, blockSize: 1, parallelization: 1, keyBytes: 32 };

export async function createPlatform(): Promise<SimulatedPlatform> {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  await platform.files.makeDirectory("/h/.kismet", 0o700);
  return platform;
}

export const openWorld = (
  platform: SimulatedPlatform,
  settings: Record<string, string> = {},
): Promise<Sessions> =>
  openSessions({ platform, settings: testSettings(settings), paths: PATHS, scrypt: SCRYPT });

export const credentials = (given: Partial<Credentials>): Credentials => ({
  cookies: [],
  token: undefined,
  authorization: undefined,
  user: undefined,
  password: undefined,
  remoteAddress: "10.0.0.1",
  ...given,
});

export const basic = (user: string, password: string): string => {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
};

export async function roleOf(
  sessions: Sessions,
  given: Partial<Credentials>,
): Promise<string | undefined> {
  return (await sessions.authenticate(credentials(given))).login?.role;
}
