import { exportJWK, type GenerateKeyPairResult, generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { identifyBy } from "../../../party/lobby/identity.ts";
import { userOf } from "../../harness/lobby-store.ts";

const NOW = Date.UTC(2026, 10, 22);
const SECRET = "a secret of more than thirty-two characters";
const URL_OF_PROJECT = "https://project.example";
type Key = Parameters<SignJWT["sign"]>[0];

let own: GenerateKeyPairResult;
let foreign: GenerateKeyPairResult;
let jwks: string;
beforeAll(async () => {
  own = await generateKeyPair("ES256", { extractable: true });
  foreign = await generateKeyPair("ES256");
  jwks = JSON.stringify({ keys: [{ ...(await exportJWK(own.publicKey)), kid: "own", alg: "ES256" }] });
});

const logged: unknown[] = [];
const log = (event: string, fields: object) => logged.push({ event, ...fields });

interface Token {
  alg?: string;
  kid?: string;
  key?: Key;
  claims?: Record<string, unknown>;
  expires?: number;
}

/** A token as Supabase Auth issues them, unless told otherwise. */
async function token({ alg = "HS256", kid, key, claims = {}, expires = 3600 }: Token = {}): Promise<string> {
  return await new SignJWT({ aud: "authenticated", role: "authenticated", sub: userOf(1), ...claims })
    .setProtectedHeader({ alg, typ: "JWT", ...(kid === undefined ? {} : { kid }) })
    .setIssuedAt(NOW / 1000)
    .setExpirationTime(NOW / 1000 + expires)
    .sign(key ?? new TextEncoder().encode(SECRET));
}

function bySecret() {
  const fetch = () => Promise.reject(new Error("nothing is fetched"));
  return identifyBy({ supabaseUrl: URL_OF_PROJECT, secret: SECRET, fetch, now: () => NOW, log });
}

function byKeys(answer: () => Response = () => new Response(jwks), asked: string[] = []) {
  const fetch = async (input: RequestInfo | URL) => {
    asked.push(String(input));
    return answer();
  };
  return identifyBy({ supabaseUrl: URL_OF_PROJECT, secret: null, fetch, now: () => NOW, log });
}

describe("a user's token", () => {
  it("is believed when the shared secret signed it", async () => {
    expect(await bySecret()(await token())).toBe(userOf(1));
  });

  it("is believed when the project's key signed it, which is fetched once", async () => {
    const asked: string[] = [];
    const identify = byKeys(() => new Response(jwks), asked);
    const signed = await token({ alg: "ES256", kid: "own", key: own.privateKey });
    expect(await identify(signed)).toBe(userOf(1));
    expect(await identify(signed)).toBe(userOf(1));
    expect(asked).toEqual([`${URL_OF_PROJECT}/auth/v1/.well-known/jwks.json`]);
  });

  it.each<[string, Token]>([
    ["has expired", { expires: -1 }],
    ["another secret signed", { key: new TextEncoder().encode("another secret of thirty-two characters") }],
    ["is for another audience", { claims: { aud: "plateau:seat" } }],
    ["is a service's", { claims: { role: "service_role" } }],
    ["is nobody's", { claims: { role: "anon", sub: undefined } }],
    ["names no user", { claims: { sub: "root" } }],
  ])("is refused when it %s", async (_, options) => {
    await expect(bySecret()(await token(options))).rejects.toMatchObject({
      name: "LobbyError",
      code: "AUTH_FAILED",
      message: expect.stringMatching(/^Cannot accept the token: /),
    });
  });

  it("is refused without a signature, and when it is no token at all", async () => {
    const [, payload] = (await token()).split(".");
    const unsigned = `${btoa('{"alg":"none"}').replaceAll("=", "")}.${payload}.`;
    for (const text of [unsigned, "", "a.b.c", "sb_secret_x"]) {
      await expect(bySecret()(text)).rejects.toMatchObject({ code: "AUTH_FAILED" });
      await expect(byKeys()(text)).rejects.toMatchObject({ code: "AUTH_FAILED" });
    }
  });

  it("is refused when a stranger's key signed it, or the public key as if it were a secret", async () => {
    const stranger = await token({ alg: "ES256", kid: "own", key: foreign.privateKey });
    const unknown = await token({ alg: "ES256", kid: "other", key: foreign.privateKey });
    const confused = await token({ kid: "own", key: new TextEncoder().encode(jwks) });
    for (const text of [stranger, unknown, confused]) {
      await expect(byKeys()(text)).rejects.toMatchObject({ code: "AUTH_FAILED" });
    }
  });

  it.each([
    ["is down", () => Promise.reject(new TypeError("fetch failed")) as never],
    ["fails", () => new Response("", { status: 500 })],
    ["answers nonsense", () => new Response("<html>")],
    ["has no keys in its answer", () => new Response("{}")],
  ])("is not blamed when the key server %s", async (_, answer) => {
    const signed = await token({ alg: "ES256", kid: "own", key: own.privateKey });
    await expect(byKeys(answer)(signed)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(logged.at(-1)).toMatchObject({ event: "identify.failed" });
    expect(JSON.stringify(logged)).not.toContain(signed);
  });

  it("is not repeated in a refusal", async () => {
    const text = await token({ expires: -1 });
    const refusal: unknown = await bySecret()(text).catch((error: unknown) => error);
    expect(String(refusal)).not.toContain(text.slice(0, 20));
  });
});
