import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";

/** An Ed25519 pair: what a Discord application has, for a stack that no Discord knows. */
export interface DiscordKeys {
  /** The last 32 bytes of its encoding, in hexadecimal, as Discord's portal shows it. */
  publicKey: string;
  /** PKCS #8 in base64. */
  privateKey: string;
}

export function drawDiscordKeys(): DiscordKeys {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    publicKey: publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex"),
    privateKey: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
  };
}

/** Signs an interaction as Discord does: Ed25519 over its timestamp and its body. @param now milliseconds */
export function signInteraction(body: string, privateKey: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const key = createPrivateKey({ key: Buffer.from(privateKey, "base64"), format: "der", type: "pkcs8" });
  return {
    "content-type": "application/json",
    "x-signature-timestamp": timestamp,
    "x-signature-ed25519": sign(null, Buffer.from(timestamp + body), key).toString("hex"),
  };
}
