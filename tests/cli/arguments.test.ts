import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../../cli/arguments.ts";
import { read } from "../../cli/commands/read.ts";
import { serve } from "../../cli/commands/serve.ts";

const parse = (line: string) => parseCommandLine(line === "" ? [] : line.split(" "));
const wrong = (line: string) => {
  const parsed = parse(line);
  return parsed.kind === "wrong" ? parsed.message : `no problem: ${JSON.stringify(parsed)}`;
};
/** The command that is run, and what is asked of it. */
const asked = (line: string) => {
  const parsed = parse(line);
  if (parsed.kind !== "run") throw new Error(JSON.stringify(parsed));
  return { command: parsed.command.name, ...parsed.request as object };
};

describe("parseCommandLine()", () => {
  test("serves without a word, and with one", () => {
    const expected = {
      command: "serve",
      sources: [],
      silent: false,
      configuration: { overrides: [], set: [] },
    };
    expect(asked("")).toEqual(expected);
    expect(asked("serve")).toEqual(expected);
  });

  test("takes sources, quietness and the web address", () => {
    expect(asked("-c wlan0:name=roof -c a.pcap -s --port 0 --bind 0.0.0.0")).toEqual({
      command: "serve",
      sources: ["wlan0:name=roof", "a.pcap"],
      silent: true,
      configuration: { overrides: [], set: ["httpd_port=0", "httpd_bind_address=0.0.0.0"] },
    });
  });

  test("takes the reference's options in all their spellings", () => {
    const command = asked(
      "serve --capture-source=x -f my.conf -n -T pcapng --log-types=wiglecsv -t Title -p /logs " +
        "--homedir /h --confdir /c --datadir=/d --override wardrive --device-timeout=60 " +
        "--no-ncurses-wrapper --no-line-wrap --debug --set server_name=a --set log_types+=kismet",
    );
    expect(command).toEqual({
      command: "serve",
      sources: ["x"],
      silent: false,
      configuration: {
        file: "my.conf",
        homeDirectory: "/h",
        configurationDirectory: "/c",
        dataDirectory: "/d",
        overrides: ["wardrive"],
        set: [
          "tracker_device_timeout=60",
          "enable_logging=false",
          "log_types=pcapng",
          "log_types=wiglecsv",
          "log_title=Title",
          "log_prefix=/logs",
          "server_name=a",
          "log_types+=kismet",
        ],
      },
    });
  });

  test("reads files, with a form, fields and a directory to write", () => {
    expect(asked("read a.pcap b.pcap --ndjson --fields a,b/c, --fields d --fcs=false")).toEqual({
      command: "read",
      files: ["a.pcap", "b.pcap"],
      format: "ndjson",
      fields: ["a", "b/c", "d"],
      checkFcs: false,
      outDirectory: undefined,
      configuration: { overrides: [], set: [] },
    });
    expect(asked("read --out d --fcs true a.pcap")).toMatchObject({
      files: ["a.pcap"],
      format: "table",
      checkFcs: true,
      outDirectory: "d",
    });
    expect(asked("read -- -odd.pcap")).toMatchObject({ files: ["-odd.pcap"] });
  });

  test("gives help and version before it looks for mistakes", () => {
    expect(parse("--help")).toEqual({ kind: "help", about: undefined });
    expect(parse("read -h --nonsense")).toEqual({ kind: "help", about: read });
    expect(parse("help serve")).toEqual({ kind: "help", about: serve });
    expect(parse("-v")).toEqual({ kind: "version" });
  });

  test.each([
    ["--prot 1", "there is no option --prot; did you mean --port?"],
    ["-x", "there is no option -x"],
    ["--colour=red", "there is no option --colour"],
    ["raed a.pcap", "there is no command raed; did you mean read?"],
    [
      "office.pcap",
      '"office.pcap" is no option; `-c office.pcap` listens to it, ' +
      "`read office.pcap` analyses the file",
    ],
    ["read", "no file is named: moirai read FILE..."],
    ["read a --json --csv", "choose one of --json and --csv"],
    ["read a --fcs maybe", '--fcs is true or false, not "maybe"'],
    ["read a --port 1", "--port belongs to `moirai serve`, not to read"],
    ["--json", "--json belongs to `moirai read`, not to serve"],
    ["-c", "-c needs a value: SOURCE"],
    ["-c -s", '-c needs a value; if it really is "-s", write --capture-source=-s'],
    ["--bind=", "--bind needs a value: ADDRESS"],
    ["--silent=yes", "--silent takes no value"],
    ["--port 1 --port 2", "--port is given twice"],
    ["--port 65536", '--port is a number from 0 to 65535, not "65536"'],
    ["--port x", '--port is a number from 0 to 65535, not "x"'],
    ["--daemonize", "there is no option --daemonize"],
  ])("says of `%s`: %s", (line, message) => {
    expect(wrong(line)).toBe(message);
  });
});
