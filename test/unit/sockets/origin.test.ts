import { describe, expect, it } from "vitest";
import { originAllowed, refuseOrigin } from "../../../party/sockets/origin.ts";

function from(origin: string | null, url = "https://plateau.example/parties/lobby/gen9ou") {
  return new Request(url, { headers: origin === null ? {} : { origin } });
}

describe("the origin of a page that opens a socket", () => {
  it.each([
    ["the host that serves the page", "https://plateau.example", ""],
    ["that host behind a proxy that ends TLS", "http://plateau.example", ""],
    ["an origin on the list", "https://league.example", "https://league.example"],
    [
      "any of several origins on the list",
      "http://b.example:8080",
      "https://a.example, http://b.example:8080",
    ],
    ["an origin that is listed with a slash", "https://league.example", " https://league.example/ "],
  ])("may be %s", (_, origin, allowed) => {
    expect(originAllowed(from(origin), allowed)).toBe(true);
    expect(refuseOrigin(from(origin), allowed)).toBeNull();
  });

  it("may be missing: what sends none is no page", () => {
    expect(originAllowed(from(null))).toBe(true);
  });

  it.each([
    ["another host", "https://evil.example", ""],
    ["a host that ends alike", "https://evilplateau.example", ""],
    ["a subdomain", "https://evil.plateau.example", ""],
    ["another port", "https://plateau.example:8443", ""],
    ["a listed host with another scheme", "http://league.example", "https://league.example"],
    ["a listed host with another port", "https://league.example:81", "https://league.example"],
    ["a sandboxed page", "null", "null"],
    ["nonsense", "plateau.example", "plateau.example"],
    ["the empty text", "", " , "],
  ])("may not be %s", (_, origin, allowed) => {
    expect(originAllowed(from(origin), allowed)).toBe(false);
    expect(refuseOrigin(from(origin), allowed)?.status).toBe(403);
  });

  it("takes a variable that is not set for an empty list", () => {
    expect(refuseOrigin(from("https://league.example"), undefined)?.status).toBe(403);
  });
});
