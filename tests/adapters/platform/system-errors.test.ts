import { describe, expect, it } from "vitest";
import { platformFault, toPlatformError } from "../../../adapters/platform/system-errors.ts";
import { PlatformError } from "../../../runtime/platform.ts";

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: engine words`), { code });
}

describe("toPlatformError()", () => {
  it.each([
    ["ENOENT", "not-found", "no such file or directory"],
    ["EACCES", "permission", "permission denied"],
    ["EPERM", "permission", "operation not permitted"],
    ["EROFS", "permission", "the file system is read-only"],
    ["EISDIR", "is-directory", "it is a directory"],
    ["ENOTDIR", "not-directory", "a part of the path is not a directory"],
    ["EEXIST", "exists", "it already exists"],
    ["EADDRINUSE", "in-use", "the address is already in use"],
    ["ENOSPC", "no-space", "no space left on the device"],
    ["EPIPE", "closed", "the other end has closed"],
    ["ECANCELED", "closed", "the other end has closed"],
    ["EMFILE", "other", "too many open files"],
  ])("%s is %s: %s", (code, expected, reason) => {
    const cause = failure(code);
    const error = toPlatformError("open /x", cause);
    expect(error.code).toBe(expected);
    expect(error.message).toBe(`cannot open /x: ${reason}`);
    expect(error.cause).toBe(cause);
  });

  it("keeps the engine's words for what it does not know, and never fails itself", () => {
    expect(toPlatformError("open /x", failure("EWEIRD")).message).toBe(
      "cannot open /x: EWEIRD: engine words",
    );
    expect(toPlatformError("open /x", "text").message).toBe("cannot open /x: text");
    expect(toPlatformError("open /x", undefined).message).toBe("cannot open /x: undefined");
    expect(toPlatformError("open /x", null).code).toBe("other");
    expect(toPlatformError("open /x", { code: 7 }).code).toBe("other");
    expect(toPlatformError("open /x", failure("constructor")).code).toBe("other");
  });

  it("passes a PlatformError on as it is", () => {
    const error = new PlatformError("closed", "said before");
    expect(toPlatformError("open /x", error)).toBe(error);
  });
});

describe("platformFault()", () => {
  it("says what the code stands for", () => {
    expect(platformFault("no-space", "write /x")).toMatchObject({
      code: "no-space",
      message: "cannot write /x: no space left on the device",
    });
  });
});
