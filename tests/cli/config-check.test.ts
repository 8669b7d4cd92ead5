// `moirai config check`: what it finds in a tree of files.
import { expect, test } from "vitest";
import { runCommandLine } from "../../cli/run.ts";
import { createFake, type Fake } from "./fixtures.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

async function check(files: Record<string, string>, ...words: string[]) {
  const fake: Fake = createFake();
  for (const [path, text] of Object.entries(files)) {
    fake.platform.files.put(path, utf8(text));
    await fake.platform.files.replaceText(path, text, path.includes("secret") ? 0o600 : 0o644);
  }
  const status = await runCommandLine(["config", "check", ...words], fake.context);
  return {
    status,
    printed: fake.terminal.printed,
    noted: fake.terminal.noted.split("\n").slice(0, -1),
  };
}

/** As the packages of the reference lay their files out. */
const SHIPPED = {
  "/etc/kismet/kismet.conf": "include=%E/kismet_httpd.conf\n" +
    "opt_include=%E/kismet_wavier.conf\n" +
    "opt_override=%E/kismet_site.conf\n" +
    "servername=roof\n" +
    "gps=gpsd:host=localhost,port=2947\n" +
    "source=wlan0:name=roof\n",
  "/etc/kismet/kismet_httpd.conf": "httpd_port=2501\nhttpd_home=%S/kismet/httpd/\n",
};

test("an existing tree is read with its includes, and said to be good", async () => {
  const { status, printed, noted } = await check(SHIPPED);
  expect([status, noted]).toEqual([0, []]);
  expect(printed).toBe("2 files with 5 values; the server would start, 0 warnings, 0 dangers.\n");
});

test("unknown keys are named with the one that was meant", async () => {
  const { status, noted } = await check({ "/k.conf": "htpd_port=1\nnonsense=2\n" }, "/k.conf");
  expect(status).toBe(0);
  expect(noted).toEqual([
    'warning: /k.conf:1: there is no key "htpd_port"; did you mean "httpd_port"?',
    'warning: /k.conf:2: there is no key "nonsense"',
  ]);
});

test("values that do not count are named with those that do", async () => {
  const { noted } = await check({
    ...SHIPPED,
    "/etc/kismet/kismet_site.conf": "httpd_port=8080\nsource+=wlan1\n",
    "/etc/kismet/kismet.conf": `${SHIPPED["/etc/kismet/kismet.conf"]}servername=cellar\n`,
  });
  expect(noted).toEqual([
    "warning: /etc/kismet/kismet_httpd.conf:1: httpd_port is shadowed: " +
    "the value of /etc/kismet/kismet_site.conf, line 1 counts",
    "warning: /etc/kismet/kismet.conf:7: servername is shadowed: the value of line 4 counts",
  ]);
});

test("the command line shadows files", async () => {
  const { noted } = await check(
    { "/k.conf": "httpd_port=1\n" },
    "/k.conf",
    "--set",
    "httpd_port=2",
  );
  expect(noted).toEqual([
    "warning: /k.conf:1: httpd_port is shadowed: the value of command line counts",
  ]);
});

test("what is dangerous is named with the reason", async () => {
  const { noted, printed } = await check({
    "/k.conf": "httpd_bind_address=0.0.0.0\n" +
      "httpd_allow_cors=true\n" +
      "httpd_username=a\n" +
      "httpd_password=short\n" +
      "listen=tcp://0.0.0.0:2512\n" +
      "allowedhosts=10.0.0.0/8\n" +
      "httpd_trusted_proxies=0.0.0.0/0\n" +
      "kis_log_ephemeral_dangerous=true\n",
  }, "/k.conf");
  expect(noted.filter((line) => line.startsWith("danger"))).toEqual([
    "danger: /k.conf:1: httpd_bind_address: every machine that reaches 0.0.0.0 can try to log in, " +
    "and what they send is not encrypted",
    "danger: /k.conf:2: httpd_allow_cors: pages of every other site can use the login of who looks " +
    "at them; name httpd_allowed_origin",
    "danger: /k.conf:4: httpd_password: a password of fewer than 8 characters is guessed",
    "danger: /k.conf:7: httpd_trusted_proxies: 0.0.0.0/0 lets nearly anybody pretend to be anybody",
    "danger: /k.conf:5: listen: the old text protocol is not encrypted, and everybody in allowedhosts " +
    "reads without a login",
    "danger: /k.conf:8: kis_log_ephemeral_dangerous: the log is deleted at the start: nothing is left " +
    "when the server ends",
    "danger: /k.conf:4: httpd_password: other users of this machine can read /k.conf; chmod 600 ends " +
    "that",
  ]);
  expect(printed).toContain("7 dangers");
});

test("a file of secrets that nobody else can read is no danger", async () => {
  const { noted } = await check(
    { "/secret.conf": "httpd_username=a\nhttpd_password=long enough\n" },
    "/secret.conf",
  );
  expect(noted).toEqual([]);
});

test("definitions are tried", async () => {
  const { noted } = await check(
    { "/k.conf": "gps=gpsd\ngps=nope\nsource=wlan0:name\n" },
    "/k.conf",
  );
  expect(noted).toEqual([
    "warning: /k.conf:3: source: source definition 'wlan0:name' is malformed: " +
    "'name' has no value (write name=…)",
    "warning: /k.conf:1: gps: a GPS of type gpsd needs host=…",
    'warning: /k.conf:2: gps: there is no GPS of type "nope"',
  ]);
});

test("keys on which nothing acts are named with the reason", async () => {
  const { noted } = await check({ "/k.conf": "ulimit_mbytes=5\n" }, "/k.conf");
  expect(noted).toEqual([
    "note: ulimit_mbytes is not applicable here: Memory limit; limit the process from outside.",
  ]);
});

test("an error that keeps the server from starting is the exit status", async () => {
  const wrong = await check({ "/k.conf": "channel_hop_speed=often\n" }, "/k.conf");
  expect(wrong.status).toBe(1);
  expect(wrong.printed).toContain("the server would not start: 1 error");
  const gone = await check({}, "/nowhere.conf");
  expect([gone.status, gone.noted[0]]).toEqual([
    1,
    "error: /nowhere.conf: cannot read the file: there is no such file",
  ]);
  expect((await check({})).printed).toContain("No file was read: every key has its default");
});
