import * as z from "zod";

const text = (max: number) => z.string().max(max);
const address = z.url();

/** An embed within Discord's documented limits. */
const Embed = z.object({
  title: text(256).optional(),
  type: z.literal("rich").optional(),
  description: text(4096).optional(),
  url: address.optional(),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  color: z.int().min(0).max(0xffffff).optional(),
  footer: z.object({ text: text(2048), icon_url: address.optional() }).optional(),
  author: z.object({ name: text(256), url: address.optional(), icon_url: address.optional() }).optional(),
  fields: z
    .array(z.object({ name: text(256).min(1), value: text(1024).min(1), inline: z.boolean().optional() }))
    .max(25)
    .optional(),
});
type Embed = z.infer<typeof Embed>;

/** What a webhook may post: text or up to ten embeds of 6000 characters in all. */
export const WebhookMessage = z
  .object({
    content: text(2000).nullish(),
    username: text(80).min(1).optional(),
    avatar_url: address.nullish(),
    tts: z.boolean().optional(),
    embeds: z.array(Embed).max(10).nullish(),
    allowed_mentions: z
      .object({
        parse: z.array(z.enum(["roles", "users", "everyone"])).optional(),
        users: z
          .array(z.string().regex(/^\d{1,20}$/))
          .max(100)
          .optional(),
      })
      .refine(
        ({ parse = [], users = [] }) => !(parse.includes("users") && users.length > 0),
        "parse:['users'] and users: [ids...] are mutually exclusive.",
      )
      .optional(),
    flags: z.int().optional(),
  })
  .refine((message) => (message.content ?? "") !== "" || (message.embeds ?? []).length > 0, {
    error: "Cannot send an empty message",
    params: { code: 50006 },
  })
  .refine((message) => (message.embeds ?? []).reduce((sum, embed) => sum + length(embed), 0) <= 6000, {
    error: "Embed size exceeds maximum size of 6000",
    path: ["embeds"],
  });
export type WebhookMessage = z.infer<typeof WebhookMessage>;

function length(embed: Embed): number {
  const texts = [embed.title, embed.description, embed.footer?.text, embed.author?.name];
  for (const field of embed.fields ?? []) texts.push(field.name, field.value);
  return texts.reduce((sum, part) => sum + (part?.length ?? 0), 0);
}

const fail = (status: number, code: number, message: string, headers?: Record<string, string>): Response =>
  Response.json({ message, code }, headers === undefined ? { status } : { status, headers });

/** Discord's error answers, with its own codes. */
export const errors = {
  notFound: () => fail(404, 0, "404: Not Found"),
  method: () => fail(405, 0, "405: Method Not Allowed"),
  unknownWebhook: () => fail(404, 10015, "Unknown Webhook"),
  unknownMessage: (headers: Record<string, string>) => fail(404, 10008, "Unknown Message", headers),
  wrongToken: () => fail(401, 50027, "Invalid Webhook Token"),
  limited: (seconds: number, global: boolean, headers: Record<string, string>) =>
    Response.json(
      { message: "You are being rate limited.", retry_after: Number(seconds.toFixed(3)), global },
      { status: 429, headers: { "x-ratelimit-scope": global ? "global" : "user", ...headers } },
    ),
  /** What stands before Discord answers; it has no JSON. */
  banned: (headers: Record<string, string>) =>
    new Response("<!doctype html><title>Access denied</title><h1>Error 1015</h1>", {
      status: 429,
      headers: { "content-type": "text/html", ...headers },
    }),
  invalidForm: (error: z.ZodError, headers: Record<string, string>) => {
    const empty = error.issues.some((issue) => issue.message === "Cannot send an empty message");
    if (empty) return fail(400, 50006, "Cannot send an empty message", headers);
    return Response.json(
      { message: "Invalid Form Body", code: 50035, errors: nested(error) },
      { status: 400, headers },
    );
  },
};

interface FormErrors {
  [key: string]: FormErrors | { code: string; message: string }[];
}

/** `{ embeds: { 0: { title: { _errors: [{ code, message }] } } } }` */
function nested(error: z.ZodError): FormErrors {
  const root: FormErrors = {};
  for (const issue of error.issues) {
    let at = root;
    for (const key of issue.path.map(String)) {
      const below = at[key];
      const next: FormErrors = below === undefined || Array.isArray(below) ? {} : below;
      at[key] = next;
      at = next;
    }
    const said = Array.isArray(at._errors) ? at._errors : [];
    at._errors = [...said, { code: issue.code.toUpperCase(), message: issue.message }];
  }
  return root;
}
