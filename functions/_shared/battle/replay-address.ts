/** A Showdown server as far as its replays go. */
export interface ReplayServer {
  id: string;
  replay_url: string | null;
  replay_prefix: string | null;
}

export interface ReplayAddress {
  server: string;
  /** As the server calls it, without a password: `gen9ou-12345`. */
  replayId: string;
  /** Where its JSON is, made of the server's own address. */
  url: string;
}

export type ReplayAddressResult =
  | { ok: true; address: ReplayAddress }
  | { ok: false; code: "HOST_NOT_ALLOWED" | "INVALID_ADDRESS"; message: string };

/** `gen9ou-12345`, behind the id of a server where several keep them together, and before a password. */
const REPLAY = /^(?:([a-z0-9]{1,40})-)?([a-z0-9]{1,48}-\d{1,18})(-[a-z0-9]{1,40}pw)?(?:\.json|\.log)?$/;

/**
 * Reads the address of a replay: of one of these servers, and of nothing else. What is fetched is put together anew of
 * the server's address and the replay's id, so that nothing else of the text gets anywhere.
 */
export function readReplayAddress(text: string, servers: readonly ReplayServer[]): ReplayAddressResult {
  const url = parse(text);
  if (!url) return refusal("INVALID_ADDRESS", "it is no address");
  const hosts = servers.flatMap(({ replay_url }) => (replay_url === null ? [] : [replay_url]));
  const base = hosts.find((host) => isBelow(url, host));
  if (base === undefined || url.username || url.password) {
    const names = [...new Set(hosts.map((host) => new URL(host).host))].join(", ");
    return refusal(
      "HOST_NOT_ALLOWED",
      `replays are taken from ${names || "nowhere"}, not from '${url.host}'`,
    );
  }
  const name = url.pathname.slice(new URL(base).pathname.replace(/\/$/, "").length + 1);
  const [, prefix, replayId, password = ""] = REPLAY.exec(name) ?? [];
  if (!replayId) return refusal("INVALID_ADDRESS", "it does not end in a replay's id such as 'gen9ou-12345'");
  const server = servers.find(
    (one) => one.replay_url === base && (one.replay_prefix ?? undefined) === prefix,
  );
  if (!server) return refusal("HOST_NOT_ALLOWED", `no server of the name '${prefix ?? ""}' is known there`);
  const path = `${prefix ? `${prefix}-` : ""}${replayId}${password}`;
  return { ok: true, address: { server: server.id, replayId, url: `${base}/${path}.json` } };
}

function parse(text: string): URL | null {
  // A browser's address line may have lost it.
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  return URL.canParse(whole) ? new URL(whole) : null;
}

function isBelow(url: URL, host: string): boolean {
  const base = new URL(host);
  const folder = base.pathname.endsWith("/") ? base.pathname : `${base.pathname}/`;
  return url.protocol === base.protocol && url.host === base.host && url.pathname.startsWith(folder);
}

function refusal(
  code: "HOST_NOT_ALLOWED" | "INVALID_ADDRESS",
  why: string,
): Extract<ReplayAddressResult, { ok: false }> {
  return { ok: false, code, message: `Cannot import the replay: ${why}` };
}
