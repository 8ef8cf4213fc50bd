import { createSign, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

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
  readonly #http = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const fields = new URLSearchParams(Buffer.concat(chunks).toString());
    this.asked.push(fields);
    response.writeHead(this.broken ?? 200, { "content-type": "text/plain" }).end(this.#answer(fields));
  });

  readonly #accounts: Readonly<Record<string, string>>;

  constructor(accounts: Readonly<Record<string, string>>) {
    this.#accounts = accounts;
  }

  async start(): Promise<this> {
    this.#http.listen(0, "127.0.0.1");
    await once(this.#http, "listening");
    const address = this.#http.address();
    if (address === null || typeof address === "string") throw new Error("Cannot listen");
    this.url = `http://127.0.0.1:${address.port}/api/login`;
    return this;
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, "close");
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
