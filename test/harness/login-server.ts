import { createSign, generateKeyPairSync } from "node:crypto";
import { type LocalServer, serve } from "./http.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 1024,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

/** Settings of a Showdown server that believes this login server. */
export const TRUSTING = { loginserverpublickey: publicKey, loginserverkeyalgo: "RSA-SHA1" };

/** Vouches for a registered name, as Showdown's login server does. @param challstr as the server sent it */
export function assertionFor(user: string, challstr: string): string {
  const challenge = challstr.split("|")[1] ?? "";
  // Type 4: registered, and for long.
  const token = `${challenge},${user},4,${Math.floor(Date.now() / 1000)},localhost`;
  return `${token};${createSign("RSA-SHA1").update(token).sign(privateKey, "hex")}`;
}

/** Stands in for Showdown's login server: answers `act=login` as it does, by accounts and their passwords. */
export class LoginServer {
  readonly asked: URLSearchParams[] = [];
  /** Answers everything with that. */
  broken: number | null = null;
  url = "";
  #server: LocalServer | undefined;
  readonly #accounts: Readonly<Record<string, string>>;

  constructor(accounts: Readonly<Record<string, string>>) {
    this.#accounts = accounts;
  }

  async start(): Promise<this> {
    this.#server = await serve(async (request) => {
      const fields = new URLSearchParams(await request.text());
      this.asked.push(fields);
      return new Response(this.#answer(fields), { status: this.broken ?? 200 });
    });
    this.url = `${this.#server.url}/api/login`;
    return this;
  }

  async close(): Promise<void> {
    await this.#server?.stop();
  }

  #answer(fields: URLSearchParams): string {
    const name = fields.get("name") ?? "";
    const user = name.toLowerCase().replace(/[^a-z0-9]/g, "");
    const password = this.#accounts[user];
    const isRight = password !== undefined && password === fields.get("pass");
    const assertion = isRight ? assertionFor(user, fields.get("challstr") ?? "") : "";
    return `]${JSON.stringify({ actionsuccess: isRight, assertion, curuser: { loggedin: isRight, username: name } })}`;
  }
}
