import { InteractionResponseType, verifyKey } from "discord-interactions";
import { answering, parseBody, Refusal, readBody, requirePost } from "../_edge/respond.ts";
import { StoreError } from "../_edge/store.ts";
import { readReportButton } from "../_shared/discord/replies/report.ts";
import { type Reply, refusalReply } from "../_shared/discord/reply.ts";
import { Interaction } from "../_shared/schema/discord.ts";
import { complete } from "./autocomplete.ts";
import { decideReport } from "./commands/report.ts";
import { ANSWERERS } from "./commands.ts";
import { editOriginal, type FollowUpDeps, type FollowUpTarget, tellAsker } from "./follow-up.ts";
import { type Asked, type CommandDeps, readCall } from "./interaction.ts";

const BODY_LIMIT = 64 * 1024;
/** Milliseconds: Discord waits for three seconds, of which the way and a cold start take their part. */
const PATIENCE_MS = 1_500;
/** Seconds that a signed request is believed. */
const WINDOW = 300;
/** Shown to the asker alone. */
const EPHEMERAL = 64;

export interface DiscordDeps extends CommandDeps, FollowUpDeps {
  /** The application's key, in hexadecimal; `null` where none is set: nothing is believed then. */
  publicKey: string | null;
  /** Discord's API. */
  discordUrl: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Milliseconds after which an answer is put off. @default 1_500 */
  patienceMs?: number;
}

/** Answers Discord: its ping, commands, their autocompletion, and buttons. What takes long is put off and sent later. */
export function handleDiscord(request: Request, deps: DiscordDeps): Promise<Response> {
  return answering(
    async () => {
      requirePost(request);
      const body = await readBody(request, BODY_LIMIT);
      await requireDiscord(body, request.headers, deps);
      const interaction = parseBody(body, Interaction);
      switch (interaction.type) {
        case 1:
          return Response.json({ type: InteractionResponseType.PONG });
        case 2:
          return Response.json(await answerCommand(interaction, deps));
        case 3:
          return Response.json(await answerButton(interaction, deps));
        case 4:
          return Response.json(await answerTyping(interaction, deps));
      }
    },
    (error) => deps.log.error("Cannot answer Discord", { error }),
  );
}

/** Refuses what Discord did not sign, or signed long ago. */
async function requireDiscord(
  body: string,
  headers: Headers,
  { publicKey, now }: DiscordDeps,
): Promise<void> {
  if (publicKey === null) {
    throw new Refusal(
      401,
      "INVALID_SIGNATURE",
      "Cannot accept the interaction: DISCORD_PUBLIC_KEY is not set",
    );
  }
  const signature = headers.get("x-signature-ed25519") ?? "";
  const timestamp = headers.get("x-signature-timestamp") ?? "";
  const isWellFormed = /^[0-9a-f]{128}$/i.test(signature) && /^\d{1,12}$/.test(timestamp);
  const isFresh = Math.abs(now() / 1000 - Number(timestamp)) <= WINDOW;
  if (isWellFormed && isFresh && (await verifyKey(body, signature, timestamp, publicKey))) return;
  throw new Refusal(401, "INVALID_SIGNATURE", "Cannot accept the interaction: Discord did not sign it");
}

type Outcome = { kind: "done"; reply: Reply } | { kind: "refused"; reply: Reply };

const NOWHERE = refusalReply("Cannot answer here: ask in the Discord server of your league");

async function answerCommand(asked: Asked<2>, deps: DiscordDeps): Promise<object> {
  const call = readCall(asked);
  const answerer = call && ANSWERERS.get(call.name);
  if (!call) return toAsker(NOWHERE);
  if (!answerer)
    return toAsker(refusalReply(`Cannot answer /${call.name}: there is no such command any more`));
  const { isPrivate, isSlow, answer } = answerer;
  const work = outcomeOf(call.name, () => answer(call, deps), deps);
  const outcome = isSlow ? null : await soon(work, deps);
  if (outcome?.kind === "done" && !isPrivate) return { type: 4, data: outcome.reply };
  if (outcome) return toAsker(outcome.reply);
  deps.keepAlive(work.then(({ reply }) => editOriginal(targetOf(asked, deps), reply, deps)));
  return { type: 5, data: isPrivate ? { flags: EPHEMERAL } : {} };
}

async function answerButton(asked: Asked<3>, deps: DiscordDeps): Promise<object> {
  const call = readCall({ ...asked, type: 2, data: { name: "button", options: [] } });
  const button = readReportButton(asked.data.custom_id);
  if (!call) return toAsker(NOWHERE);
  if (!button) return toAsker(refusalReply("Cannot answer: the button is of another time"));
  const work = outcomeOf("button", () => decideReport(button, call, deps), deps);
  const outcome = await soon(work, deps);
  if (outcome?.kind === "done") return { type: 7, data: outcome.reply };
  if (outcome) return toAsker(outcome.reply);
  const target = targetOf(asked, deps);
  deps.keepAlive(
    work.then(({ kind, reply }) => (kind === "done" ? editOriginal : tellAsker)(target, reply, deps)),
  );
  return { type: 6 };
}

/** Nothing fits where nothing is known in time: who types on asks again. */
async function answerTyping(asked: Asked<4>, deps: DiscordDeps): Promise<object> {
  const call = readCall(asked);
  const work = (call ? complete(call, deps) : Promise.resolve([])).catch((error: unknown) => {
    if (!isRefusal(error)) deps.log.error("Cannot complete a command", { command: asked.data.name, error });
    return [];
  });
  return { type: 8, data: { choices: (await soon(work, deps)) ?? [] } };
}

/** Never rejects: what is refused is the reply, what failed is told to the log. */
async function outcomeOf(name: string, work: () => Promise<Reply>, { log }: DiscordDeps): Promise<Outcome> {
  try {
    return { kind: "done", reply: await work() };
  } catch (error) {
    if (isRefusal(error)) return { kind: "refused", reply: refusalReply(error.message) };
    log.error("Cannot answer a command", { command: name, error });
    return { kind: "refused", reply: refusalReply("Something went wrong here; ask again later") };
  }
}

function isRefusal(error: unknown): error is Refusal | StoreError {
  return error instanceof Refusal || error instanceof StoreError;
}

/** What comes of work within Discord's patience, `null` where it goes on. */
async function soon<Result>(
  work: Promise<Result>,
  { patienceMs = PATIENCE_MS }: DiscordDeps,
): Promise<Result | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function toAsker(reply: Reply): object {
  return { type: 4, data: { ...reply, flags: EPHEMERAL } };
}

function targetOf(
  { application_id, token }: Asked<2> | Asked<3>,
  { discordUrl }: DiscordDeps,
): FollowUpTarget {
  return { api: discordUrl, application: application_id, token };
}
