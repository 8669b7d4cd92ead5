// moirai as somebody else's process: started by its command in an empty home, without any program of
// the machine on its path, and used through its output, HTTP and websockets.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

export class StartedProgram {
  readonly #command: readonly string[];
  readonly #home: string;
  readonly #children: ChildProcess[] = [];

  constructor(command: readonly string[], home: string) {
    this.#command = command;
    this.#home = home;
  }

  /** It is one file, not an engine with a script. */
  get isExecutable(): boolean {
    return this.#command.length === 1;
  }

  /** The same with another home. */
  in(home: string): StartedProgram {
    return new StartedProgram(this.#command, home);
  }

  /** Runs a command to its end. */
  async run(...args: string[]): Promise<RunResult> {
    const child = this.#start(args);
    let stdout = "";
    let stderr = "";
    child.stdout!.on("data", (chunk) => stdout += String(chunk));
    child.stderr!.on("data", (chunk) => stderr += String(chunk));
    return { status: await ended(child), stdout, stderr };
  }

  /** Starts a server; resolves when it listens. */
  async serve(...args: string[]): Promise<RunningProgram> {
    const home = mkdtempSync(join(this.#home, "server-"));
    const folders = ["--homedir", home, "--confdir", join(home, "none")];
    const server = new RunningProgram(this.#start(["serve", "--port", "0", ...folders, ...args]));
    await server.until(/Open http:\S+/);
    return server;
  }

  /** Starts a sensor that sends `file` to a server. */
  sensor(server: RunningProgram, file: string): RunningProgram {
    const [user, password] = server.login();
    const host = new URL(server.origin).host;
    const source = ["capture", "--connect", host, "--source", file];
    return new RunningProgram(this.#start([...source, "--user", user, "--password", password]));
  }

  /** Ends whatever a test that failed has left. */
  close(): void {
    for (const child of this.#children) child.kill("SIGKILL");
  }

  #start(args: readonly string[]): ChildProcess {
    const temporary = join(this.#home, "tmp");
    mkdirSync(temporary, { recursive: true });
    const child = spawn(this.#command[0]!, [...this.#command.slice(1), ...args], {
      cwd: this.#home,
      stdio: ["ignore", "pipe", "pipe"],
      env: { HOME: this.#home, TMPDIR: temporary, PATH: "/nonexistent", NO_COLOR: "1" },
    });
    this.#children.push(child);
    return child;
  }
}

/** A server or a sensor, until it is ended. */
export class RunningProgram {
  readonly #child: ChildProcess;
  #said = "";

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on("data", (chunk) => this.#said += String(chunk));
    }
  }

  get origin(): string {
    return /Open (http:\/\/[^/]+)\//.exec(this.#said)![1]!;
  }

  /** The login that the first start prints. */
  login(): [user: string, password: string] {
    const [, user, password] = /user\s+(\S+)\s+password\s+(\S+)/.exec(this.#said)!;
    return [user!, password!];
  }

  /** Resolves once it has said something. */
  until(sign: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!sign.test(this.#said)) return;
        this.#child.off("close", leave);
        resolve();
      };
      const leave = (): void => reject(new Error(`it ended and said: ${this.#said}`));
      this.#child.stdout!.on("data", look);
      this.#child.stderr!.on("data", look);
      this.#child.once("close", leave);
      look();
    });
  }

  async ask(path: string): Promise<unknown> {
    const authorization = `Basic ${btoa(this.login().join(":"))}`;
    const answer = await fetch(this.origin + path, { headers: { authorization } });
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}`);
    return await answer.json();
  }

  /** The next event of a topic, through a websocket. */
  event(topic: string): Promise<unknown> {
    const [user, password] = this.login();
    const query = new URLSearchParams({ user, password });
    const address = `${this.origin.replace("http", "ws")}/eventbus/events.ws?${query}`;
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(address);
      socket.addEventListener("open", () => socket.send(JSON.stringify({ SUBSCRIBE: topic })));
      socket.addEventListener("error", () => reject(new Error(`no websocket at ${address}`)));
      socket.addEventListener("message", ({ data }) => {
        socket.close();
        resolve(JSON.parse(String(data)));
      });
    });
  }

  /** Ends it as a service manager would; its exit status. */
  end(): Promise<number | null> {
    if (this.#child.exitCode !== null) return Promise.resolve(this.#child.exitCode);
    const status = ended(this.#child);
    this.#child.kill("SIGTERM");
    return status;
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
}
