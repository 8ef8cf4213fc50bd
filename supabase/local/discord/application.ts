import * as z from "zod";
import { WebhookMessage } from "./message.ts";

/** What Discord does for an application: takes its commands, and the answers to interactions that it put off. */
export interface Application {
  /** Answers `/…/applications/{id}[/guilds/{guild}]/commands` and `/…/webhooks/{id}/{token}[/messages/@original]`. */
  fetch(request: Request): Promise<Response>;
  /** The commands of a guild, or of everywhere (`null`). */
  commands(guild: string | null): readonly { id: string; name: string }[];
  /** An interaction begins whose answer may be edited once `answered` was called. */
  opened(token: string): void;
  /** Discord has the function's first answer: put off (5, 6), or said. */
  answered(token: string): void;
  /** What was sent for an interaction since, the latest last. */
  sent(token: string): readonly Sent[];
  /** The first that is sent for an interaction. */
  first(token: string): Promise<Sent>;
  /** The next request is refused so. */
  refuseNext(status: number, body: object, headers?: Record<string, string>): void;
}

/** An answer that came later: an edit (`PATCH`) of the message, or another one (`POST`). */
export interface Sent {
  method: string;
  body: unknown;
}

export interface ApplicationOptions {
  id: string;
  token: string;
  /** The guilds that it is installed in. */
  guilds: readonly string[];
}

/** As Discord's documentation has it; letters with a lower case are in it. */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const name = z.string().refine((text) => NAME.test(text) && text === text.toLowerCase(), {
  error: "Command name is invalid",
});
const description = z.string().min(1).max(100);

const LEAF = new Set([3, 4, 5, 6, 7, 8, 9, 10, 11]);

interface RawOption {
  type: number;
  name: string;
  required?: boolean | undefined;
  autocomplete?: boolean | undefined;
  choices?: unknown[] | undefined;
  options?: RawOption[] | undefined;
}

const Option: z.ZodType<RawOption> = z.lazy(() =>
  z
    .object({
      type: z.int().min(1).max(11),
      name,
      description,
      required: z.boolean().optional(),
      autocomplete: z.boolean().optional(),
      choices: z
        .array(z.object({ name: z.string().min(1).max(100), value: z.unknown() }))
        .max(25)
        .optional(),
      min_length: z.int().min(0).max(6000).optional(),
      max_length: z.int().min(1).max(6000).optional(),
      options: z.array(Option).max(25).optional(),
    })
    .refine((option) => !(option.autocomplete && option.choices), "Autocomplete options cannot have choices")
    .refine((option) => !(LEAF.has(option.type) && option.options), "Only subcommands have options")
    .refine(
      ({ options }) => areOrdered(options),
      "Required options must be placed before non-required options",
    )
    .refine(({ options }) => areUnique(options), "Option name already used"),
);

const Command = z
  .object({
    name,
    description,
    type: z.literal(1).optional(),
    contexts: z.array(z.int().min(0).max(2)).optional(),
    integration_types: z.array(z.int().min(0).max(1)).optional(),
    options: z.array(Option).max(25).default([]),
  })
  .refine(({ options }) => areOrdered(options), "Required options must be placed before non-required options")
  .refine(({ options }) => areUnique(options), "Option name already used")
  .refine(
    ({ options }) => options.every(({ type }) => type <= 2) || options.every(({ type }) => type > 2),
    "Sub-command and parameter option types are mutually exclusive",
  )
  .refine((command) => JSON.stringify(command).length <= 8000, "Command exceeds maximum size (8000)");

const Commands = z
  .array(Command)
  .max(100)
  .refine(
    (all) => new Set(all.map((one) => one.name)).size === all.length,
    "Application command names must be unique",
  );

/** A message of an interaction: as of a webhook, with buttons. */
const Message = z.looseObject({
  content: z.string().max(2000).optional(),
  embeds: z.array(z.unknown()).max(10).optional(),
  components: z
    .array(z.object({ type: z.literal(1), components: z.array(z.looseObject({ type: z.int() })).max(5) }))
    .max(5)
    .optional(),
});

/** Behaves as Discord's documented endpoints do, errors included. */
export function createApplication({ id, token, guilds }: ApplicationOptions): Application {
  const registered = new Map<string | null, { id: string; name: string }[]>();
  const interactions = new Map<
    string,
    { isAnswered: boolean; sent: Sent[]; told: ((sent: Sent) => void)[] }
  >();
  const refusals: Response[] = [];
  let serial = 900_000_000_000_000_000n;

  async function overwrite(request: Request, guild: string | null): Promise<Response> {
    if (request.headers.get("authorization") !== `Bot ${token}`) return fail(401, 0, "401: Unauthorized");
    if (guild !== null && !guilds.includes(guild)) return fail(403, 50001, "Missing Access");
    if (request.method !== "PUT") return fail(405, 0, "405: Method Not Allowed");
    const read = Commands.safeParse(await request.json().catch(() => undefined));
    if (!read.success) return invalidForm(read.error);
    const before = registered.get(guild) ?? [];
    const now = read.data.map((command) => ({
      ...command,
      id: before.find((known) => known.name === command.name)?.id ?? String(serial++),
      application_id: id,
    }));
    registered.set(guild, now);
    return Response.json(now);
  }

  async function followUp(request: Request, interactionToken: string, original: boolean): Promise<Response> {
    const interaction = interactions.get(interactionToken);
    if (!interaction) return fail(404, 10015, "Unknown Webhook");
    // An answer that Discord has not read yet cannot be edited.
    if (!interaction.isAnswered) return fail(404, original ? 10008 : 10015, "Unknown Message");
    if (request.method !== (original ? "PATCH" : "POST")) return fail(405, 0, "405: Method Not Allowed");
    const body: unknown = await request.json().catch(() => undefined);
    const read = checkMessage(body);
    if (read) return read;
    const sent = { method: request.method, body };
    interaction.sent.push(sent);
    for (const tell of interaction.told.splice(0)) tell(sent);
    return Response.json({ id: String(serial++) });
  }

  return {
    commands: (guild) => registered.get(guild) ?? [],
    opened: (interactionToken) =>
      void interactions.set(interactionToken, { isAnswered: false, sent: [], told: [] }),
    answered(interactionToken) {
      const interaction = interactions.get(interactionToken);
      if (interaction) interaction.isAnswered = true;
    },
    sent: (interactionToken) => interactions.get(interactionToken)?.sent ?? [],
    first(interactionToken) {
      const interaction = interactions.get(interactionToken);
      if (!interaction) return Promise.reject(new Error("Cannot wait: there is no such interaction"));
      const [sent] = interaction.sent;
      return sent ? Promise.resolve(sent) : new Promise((resolve) => interaction.told.push(resolve));
    },
    refuseNext: (status, body, headers = {}) => void refusals.push(Response.json(body, { status, headers })),
    async fetch(request) {
      const refused = refusals.shift();
      if (refused) return refused;
      const { pathname } = new URL(request.url);
      const [, application, guild] =
        /\/applications\/(\d+)(?:\/guilds\/(\d+))?\/commands$/.exec(pathname) ?? [];
      if (application !== undefined) {
        return application === id
          ? overwrite(request, guild ?? null)
          : fail(404, 10002, "Unknown Application");
      }
      const [, of, used, original] =
        /\/webhooks\/(\d+)\/([^/]+)(\/messages\/@original)?$/.exec(pathname) ?? [];
      if (of !== id || used === undefined) return fail(404, 0, "404: Not Found");
      return followUp(request, decodeURIComponent(used), original !== undefined);
    },
  };
}

/** Why Discord refuses a message of an interaction; `null` where it takes it. */
export function checkMessage(body: unknown): Response | null {
  const outer = Message.safeParse(body);
  if (!outer.success) return invalidForm(outer.error);
  const { components: _, ...message } = outer.data;
  const inner = WebhookMessage.safeParse(message);
  return inner.success ? null : invalidForm(inner.error);
}

function areOrdered(options: readonly RawOption[] = []): boolean {
  const firstOptional = options.findIndex(({ required }) => !required);
  return firstOptional === -1 || options.slice(firstOptional).every(({ required }) => !required);
}

function areUnique(options: readonly RawOption[] = []): boolean {
  return new Set(options.map((option) => option.name)).size === options.length;
}

function fail(status: number, code: number, message: string): Response {
  return Response.json({ message, code }, { status });
}

function invalidForm(error: z.ZodError): Response {
  const errors = error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return Response.json({ message: "Invalid Form Body", code: 50035, errors }, { status: 400 });
}
