import { randomUUID } from "node:crypto";
import { type Delivery, StoreFailure } from "../../../functions/_edge/store.ts";
import { handleNotifyDiscord, type NotifyDiscordDeps } from "../../../functions/notify-discord/handler.ts";
import { createDiscord, type DiscordFault } from "../../../supabase/local/discord/discord.ts";
import { claimedJob, recorder, SERVICE_KEY, serviceCall } from "../../harness/functions.ts";
import { matchNotice } from "../discord/notices.ts";

/** The match that all results are of. */
export const MATCH = randomUUID();
export const TOKENS = ["token-one", "token-two"];

export const webhook = (at: number, spoiler = false) => ({
  id: `0000000${at}-0000-4000-8000-000000000000`,
  discord_id: `12345678901234567${at}`,
  token: TOKENS[at],
  spoiler,
});
export const [one, two] = [webhook(0).id, webhook(1).id];
/** A result that two webhooks want to hear of. */
export const result = (more: Record<string, unknown> = {}) =>
  matchNotice({ webhooks: [webhook(0), webhook(1)], captured: false, ...more });

export interface Run {
  /** What the database tells of each job; one job each. */
  notices?: unknown[];
  jobs?: ReturnType<typeof claimedJob>[];
  /** By webhook; a first post where nothing is said. */
  ledger?: Record<string, Delivery>;
  faults?: DiscordFault[];
  capture?: string | null;
  failing?: string[];
}

/** Runs notifications against a Discord stand-in. */
export async function run({
  notices = [result()],
  jobs = notices.map((_, at) => claimedJob("match.completed", { match_id: MATCH }, { msg_id: at + 1 })),
  ledger = {},
  faults = [],
  capture = null,
  failing = [],
}: Run = {}) {
  const { calls, record, lines, log, queue } = recorder(jobs);
  const discord = createDiscord({ now: () => 1_790_000_000_000 });
  for (const fault of faults) discord.inject(fault);
  const requests: { at: string; body: unknown }[] = [];
  const asked: unknown[] = [];
  const noted: unknown[] = [];
  const may =
    <Args extends unknown[], Answer>(name: string, does: (...args: Args) => Promise<Answer>) =>
    (...args: Args) =>
      failing.includes(name) ? Promise.reject(new StoreFailure(`no ${name}`)) : does(...args);
  const deps: NotifyDiscordDeps = {
    secretKeys: [SERVICE_KEY],
    store: {
      queue,
      notices: may("notices", async (messages) => {
        asked.push(messages);
        return notices;
      }),
      beginDelivery: async (key) => {
        asked.push(key);
        return ledger[key.webhookId ?? "capture"] ?? { action: "post", id: key.webhookId ?? one };
      },
      finishDelivery: async (id, { fingerprint: _, limits, ...told }) => {
        calls.push(["delivery", id, told]);
        noted.push(limits);
      },
      disableWebhook: record("disable", undefined),
      requestDigests: may("digests", record("digests", undefined)),
      countEvents: may("count", record("count", undefined)),
    },
    rooms: { page: (id) => `https://plateau.example/battle/${id}` },
    discordUrl: "https://discord.test/api/v10",
    captureUrl: capture,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push({
        at: `${request.method} ${new URL(request.url).host}`,
        body: await request.clone().json(),
      });
      return await discord.fetch(request);
    },
    log,
    now: () => 0,
    random: () => 0,
    keepAlive: () => undefined,
  };
  const response = await handleNotifyDiscord(serviceCall(), deps);
  const of = (name: string) => calls.filter(([called]) => called === name).map((call) => call.slice(1));
  return {
    counts: await response.json(),
    calls,
    of,
    lines,
    discord,
    deps,
    asked,
    limits: noted,
    paths: requests.map(({ at }) => at),
    bodies: requests.map(({ body }) => JSON.stringify(body)),
  };
}
