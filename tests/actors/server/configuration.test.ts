import { describe, expect, test } from "vitest";
import { formatConfigProblem } from "../../../protocols/config/config-file.ts";
import { type Files, PlatformError } from "../../../runtime/platform.ts";
import { globExpression } from "../../../actors/server/config-reader.ts";
import {
  type ConfigurationRequest,
  loadConfiguration,
} from "../../../actors/server/configuration.ts";

/** Just enough of a disk: paths to texts; a text that is an error code fails with it. */
function platformOf(
  texts: Record<string, string | { code: "permission" | "is-directory" }>,
  environment: Record<string, string> = {},
) {
  const at = (path: string) => {
    const found = texts[path];
    if (found === undefined) throw new PlatformError("not-found", `${path} not found`);
    if (typeof found !== "string") throw new PlatformError(found.code, `${path} ${found.code}`);
    return found;
  };
  const unused = () => Promise.reject(new Error("not part of this test"));
  const files: Files = {
    readText: (path) => new Promise((resolve) => resolve(at(path))),
    stat: (path) =>
      new Promise((resolve) => {
        const text = at(path);
        const size = text.length;
        resolve({ size, isFile: true, isDirectory: false, modifiedMs: 0, mode: 0o644, uid: 0 });
      }),
    list: (path) =>
      Promise.resolve(
        Object.keys(texts)
          .filter((name) => name.startsWith(`${path}/`))
          .map((name) => name.slice(path.length + 1).split("/")[0]!)
          .filter((name, index, all) => all.indexOf(name) === index),
      ),
    realPath: unused,
    open: unused,
    create: unused,
    readBytes: unused,
    replaceText: unused,
    makeDirectory: unused,
    remove: unused,
  };
  return { files, environment, user: { name: "u", id: 1000, home: "/home/u" } };
}

async function load(
  texts: Parameters<typeof platformOf>[0],
  request: ConfigurationRequest = {},
  environment: Record<string, string> = {},
) {
  const loaded = await loadConfiguration(platformOf(texts, environment), request);
  return { ...loaded, said: loaded.problems.map(formatConfigProblem) };
}

describe("loadConfiguration()", () => {
  test("needs no file: every key has its default", async () => {
    const { settings, problems, files } = await load({});
    expect(problems).toEqual([]);
    expect(files).toEqual([]);
    expect(settings.text("httpd_bind_address")).toBe("127.0.0.1");
    expect(settings.integer("httpd_port")).toBe(2501);
    expect(settings.flag("dot11_keep_eapol")).toBe(true);
    expect(settings.text("httpd_auth_file")).toBe("/home/u/.kismet/kismet_httpd.conf");
    expect(settings.list("manuf")).toEqual(["A2:09:24,WLAN Pi"]);
    expect(settings.hopsPerSecond("channel_hop_speed")).toBe(5);
    expect(settings.given("httpd_port")).toBe(false);
  });

  test("reads the default file, what it includes, and its overrides", async () => {
    const { settings, said, files } = await load({
      "/etc/kismet/kismet.conf": "include=kismet_httpd.conf\nserver_name=roof\n" +
        "opt_include=%E/conf.d/*.conf\nopt_override=%E/kismet_site.conf\nlog_types=kismet",
      "/etc/kismet/kismet_httpd.conf": "httpd_port=8080",
      "/etc/kismet/conf.d/b.conf": "source=two",
      "/etc/kismet/conf.d/a.conf": "source=one",
      "/etc/kismet/conf.d/.hidden.conf": "source=hidden",
      "/etc/kismet/conf.d/readme": "source=readme",
      "/etc/kismet/kismet_site.conf": "server_name=cellar\nlog_types+=pcapng",
    });
    expect(said).toEqual([]);
    expect(settings.integer("httpd_port")).toBe(8080);
    expect(settings.text("server_name")).toBe("cellar");
    expect(settings.list("source")).toEqual(["one", "two"]);
    expect(settings.list("log_types")).toEqual(["kismet", "pcapng"]);
    expect(settings.given("httpd_port")).toBe(true);
    expect(files).toEqual([
      "/etc/kismet/kismet.conf",
      "/etc/kismet/kismet_httpd.conf",
      "/etc/kismet/conf.d/a.conf",
      "/etc/kismet/conf.d/b.conf",
      "/etc/kismet/kismet_site.conf",
    ]);
  });

  test("says that a file asked for is missing, a directory, or closed to the user", async () => {
    const missing = await load({}, { file: "my.conf" });
    expect(missing.said).toEqual(["my.conf: cannot read the file: there is no such file"]);
    expect(missing.problems[0]!.severity).toBe("error");
    const closed = await load({ "/x": { code: "permission" } }, { file: "/x" });
    expect(closed.said).toEqual(["/x: cannot read the file: permission denied"]);
    const directory = await load({ "/x": { code: "is-directory" } }, { file: "/x" });
    expect(directory.said).toEqual(["/x: cannot read the file: it is a directory"]);
    const named = await load({}, {}, { KISMET_CONF: "/gone.conf" });
    expect(named.said).toEqual(["/gone.conf: cannot read the file: there is no such file"]);
  });

  test("only warns when the default file may not be read", async () => {
    const { problems } = await load({ "/etc/kismet/kismet.conf": { code: "permission" } });
    expect(problems).toMatchObject([{ severity: "warning" }]);
  });

  test("uses the directories of the command line", async () => {
    const { settings } = await load({ "/c/kismet.conf": "ouifile=%S/oui" }, {
      homeDirectory: "/h/",
      configurationDirectory: "/c",
      dataDirectory: "/d",
    });
    expect(settings.list("ouifile")).toEqual(["/d/oui"]);
    expect(settings.text("configdir")).toBe("/h/.kismet/");
  });

  test("applies flavours by name, by path, and from inside", async () => {
    const installed = await load({ "/etc/kismet/kismet_quiet.conf": "alertbacklog=5" }, {
      overrides: ["quiet", "wardrive"],
    });
    expect(installed.said).toEqual([]);
    expect(installed.settings.integer("alertbacklog")).toBe(5);
    expect(installed.settings.flag("dot11_ap_only_survey")).toBe(true);
    const byPath = await load({ "/x/o.conf": "alertbacklog=6" }, { overrides: ["/x/o.conf"] });
    expect(byPath.settings.integer("alertbacklog")).toBe(6);
    const unknown = await load({}, { overrides: ["nothing"] });
    expect(unknown.said).toEqual([
      "/etc/kismet/kismet_nothing.conf: cannot read the override: there is no such file; " +
      "built-in flavours: wardrive",
    ]);
  });

  test("puts values of the command line last, replacing or adding", async () => {
    const file = { "/etc/kismet/kismet.conf": "httpd_port=1\nsource=a" };
    const { settings, said } = await load(file, {
      set: ["HTTPD_PORT=9", "source+=b", "httpd_auth_file=%h/login"],
    });
    expect(said).toEqual([]);
    expect(settings.integer("httpd_port")).toBe(9);
    expect(settings.list("source")).toEqual(["a", "b"]);
    expect(settings.text("httpd_auth_file")).toBe("/home/u/login");
  });

  test("refuses a mistyped key or value at the command line", async () => {
    const { said, problems } = await load({}, {
      set: ["httpd_prot=9", "httpd_port=x", "nonsense", "include=/etc/passwd"],
    });
    expect(said).toEqual([
      'command line: "nonsense" is not of the form key=value',
      'command line: "include=/etc/passwd" is not of the form key=value',
      'command line: there is no key "httpd_prot"; did you mean "httpd_port"?',
      'command line: "httpd_port" must be a whole number, not "x"',
    ]);
    expect(new Set(problems.map((problem) => problem.severity))).toEqual(new Set(["error"]));
  });

  test("warns of mistakes in a file, with file and line, and uses the default", async () => {
    const { settings, said, problems } = await load({
      "/etc/kismet/kismet.conf": "\nchannel_hopp=true\nchannel_hop=maybe\nalertbacklog=many\nzzz=1",
    });
    expect(said).toEqual([
      '/etc/kismet/kismet.conf:2: there is no key "channel_hopp"; did you mean "channel_hop"?',
      '/etc/kismet/kismet.conf:3: "channel_hop" must be true or false, not "maybe"; ' +
      "its default true is used",
      '/etc/kismet/kismet.conf:4: "alertbacklog" must be a whole number, not "many"; ' +
      "its default 50 is used",
      '/etc/kismet/kismet.conf:5: there is no key "zzz"',
    ]);
    expect(new Set(problems.map((problem) => problem.severity))).toEqual(new Set(["warning"]));
    expect(settings.flag("channel_hop")).toBe(true);
    expect(settings.integer("alertbacklog")).toBe(50);
  });

  test("takes a malformed hop rate as an error, as the reference does", async () => {
    const { problems } = await load({ "/etc/kismet/kismet.conf": "channel_hop_speed=fast" });
    expect(problems).toMatchObject([{ severity: "error", line: 1 }]);
  });

  test("reads both spellings of a key as one", async () => {
    const { settings } = await load({
      "/etc/kismet/kismet.conf": "device_location_signal_threshold_dbm=-80\ndontbeevil=true",
    });
    expect(settings.integer("device_location_signal_threshold")).toBe(-80);
    expect(settings.integer("device_location_signal_threshold_dbm")).toBe(-80);
    expect(settings.flag("hidedata")).toBe(true);
  });

  test("names the given keys that nothing acts on", async () => {
    const { settings } = await load({}, { set: ["tzsp_enable=true", "httpd_port=1"] });
    expect(settings.withoutEffect().map(({ key }) => key)).toEqual(["tzsp_enable"]);
  });
});

test("globExpression() keeps to one name and hides dot files", () => {
  const matches = (pattern: string, name: string) => globExpression(pattern).test(name);
  expect(matches("*.conf", "a.conf")).toBe(true);
  expect(matches("*.conf", "aXconf")).toBe(false);
  expect(matches("*", ".hidden")).toBe(false);
  expect(matches(".*", ".hidden")).toBe(true);
  expect(matches("a?c", "abc")).toBe(true);
  expect(matches("a[bc]d", "acd")).toBe(true);
  expect(matches("a[!bc]d", "acd")).toBe(false);
  expect(matches("a[!bc]d", "axd")).toBe(true);
  expect(matches("a[z-a]", "a[z-a]")).toBe(true);
  expect(matches("a+(b)", "a+(b)")).toBe(true);
});
