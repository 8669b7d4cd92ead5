import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  closeReason,
  formatAddress,
  isWebSocketRequest,
  plainAddress,
  watchBody,
} from "../../../adapters/platform/http-shared.ts";

describe("closeReason()", () => {
  it("keeps what fits into 123 bytes", () => {
    expect(closeReason("")).toBe("");
    expect(closeReason("x".repeat(123))).toBe("x".repeat(123));
    expect(closeReason("x".repeat(124))).toBe("x".repeat(123));
    // 61 characters of two bytes are 122; the next one would end at 124.
    expect(closeReason("ü".repeat(62))).toBe("ü".repeat(61));
    expect(closeReason("✓".repeat(50))).toBe("✓".repeat(41));
  });

  it("never cuts inside a character", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (reason) => {
      const cut = closeReason(reason);
      expect(reason.startsWith(cut)).toBe(true);
      expect(new TextEncoder().encode(cut).length).toBeLessThanOrEqual(123);
    }));
  });
});

describe("formatAddress()", () => {
  it("puts IPv6 into brackets", () => {
    expect(formatAddress("127.0.0.1", 2501)).toBe("127.0.0.1:2501");
    expect(formatAddress("::1", 2501)).toBe("[::1]:2501");
  });
});

describe("plainAddress()", () => {
  it("shows an IPv4 peer of an IPv6 socket as IPv4", () => {
    expect(plainAddress("::ffff:127.0.0.1")).toBe("127.0.0.1");
    expect(plainAddress("::ffff:7f00:1")).toBe("::ffff:7f00:1");
    expect(plainAddress("::1")).toBe("::1");
    expect(plainAddress(undefined)).toBe("");
  });
});

describe("isWebSocketRequest()", () => {
  const headers = {
    "upgrade": "WebSocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  };
  const asks = (changed: Record<string, string>, method = "GET"): boolean =>
    isWebSocketRequest(new Request("http://x/", { method, headers: { ...headers, ...changed } }));

  it("wants GET, the upgrade, version 13 and a key of 16 bytes", () => {
    expect(asks({})).toBe(true);
    expect(asks({}, "POST")).toBe(false);
    expect(asks({ "upgrade": "h2c" })).toBe(false);
    expect(asks({ "sec-websocket-version": "8" })).toBe(false);
    expect(asks({ "sec-websocket-key": "c2hvcnQ=" })).toBe(false);
    expect(asks({ "sec-websocket-key": "" })).toBe(false);
    expect(isWebSocketRequest(new Request("http://x/"))).toBe(false);
  });
});

describe("watchBody()", () => {
  const request = new Request("http://x/");

  it("tells the end once for a body that ends, is cancelled, or is cut", async () => {
    let ended = 0;
    const watch = { failed: () => undefined, abort: () => undefined, ended: () => void ended++ };
    await watchBody(request, new Response("text"), watch).response.text();
    expect(ended).toBe(1);
    await watchBody(request, new Response("text"), watch).response.body!.cancel();
    expect(ended).toBe(2);
    const silent = new Response(new ReadableStream());
    const { response, cut } = watchBody(request, silent, watch);
    cut("over");
    cut("over");
    await expect(response.text()).rejects.toThrow("over");
    expect(ended).toBe(3);
    watchBody(request, new Response(null), watch);
    expect(ended).toBe(4);
  });

  it("keeps status and headers", async () => {
    const original = new Response("text", { status: 418, headers: { "x-a": "b" } });
    const watch = { failed: () => undefined, abort: () => undefined };
    const { response } = watchBody(request, original, watch);
    expect([response.status, response.headers.get("x-a"), await response.text()]).toEqual([
      418,
      "b",
      "text",
    ]);
  });

  it("reports a cancel that throws", async () => {
    const failures: unknown[] = [];
    const body = new ReadableStream({ cancel: () => Promise.reject(new Error("stuck")) });
    const watch = { failed: (error: unknown) => void failures.push(error), abort: () => undefined };
    await watchBody(request, new Response(body), watch).response.body!.cancel();
    expect(failures.map(String)).toEqual(["Error: stuck"]);
  });
});
