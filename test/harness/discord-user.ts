import { type Application, checkMessage, type Sent } from "../../supabase/local/discord/application.ts";
import { drawDiscordKeys, signInteraction } from "../../supabase/local/discord/signing.ts";

export const APPLICATION = "111111111111111111";

/** What Discord answers its user: the function's own answer, checked as Discord checks it. */
export interface Said {
  status: number;
  type: number;
  data: {
    content?: string;
    flags?: number;
    embeds?: { title: string; description: string; fields: { name: string; value: string }[] }[];
    components?: { components: { custom_id: string; label: string }[] }[];
    choices?: { name: string; value: string }[];
    allowed_mentions?: { parse: string[]; users?: string[] };
  };
  /** All that the user reads of it. */
  text: string;
}

export type Ask = (request: { body: string; headers: Record<string, string> }) => Promise<Response>;

let serial = 500_000_000_000_000_000n;
export const drawSnowflake = (): string => String(serial++);

/** Discord's side of interactions, with a key of its own where none is given. */
export class DiscordSide {
  readonly keys = drawDiscordKeys();
  readonly #ask: Ask;
  readonly #privateKey: string;
  readonly #application: Application | undefined;

  /** @param application what Discord does with answers that are put off: waits for them, as the user does */
  constructor(ask: Ask, privateKey?: string, application?: Application) {
    this.#ask = ask;
    this.#privateKey = privateKey ?? this.keys.privateKey;
    this.#application = application;
  }

  /** Sends what Discord would send of a user's doing, signed. */
  async send(interaction: object, now = Date.now()): Promise<Said> {
    const body = JSON.stringify(interaction);
    const token = "token" in interaction ? String(interaction.token) : "";
    this.#application?.opened(token);
    const said = await read(await this.#ask({ body, headers: signInteraction(body, this.#privateKey, now) }));
    this.#application?.answered(token);
    const isPutOff = said.type === 5 || said.type === 6;
    return this.#application && isPutOff ? late(said, await this.#application.first(token)) : said;
  }

  command(by: Asker, name: string, options: Record<string, unknown> = {}, more: object = {}): Promise<Said> {
    return this.send({ ...envelope(2, by), data: commandData(name, options), ...more });
  }

  /** Types into an option of a command. */
  async choices(
    by: Asker,
    name: string,
    focused: string,
    options: Record<string, unknown>,
  ): Promise<string[][]> {
    const data = commandData(name, options, focused);
    const { type, data: answer } = await this.send({ ...envelope(4, by), data });
    if (type !== 8) throw new Error(`Cannot complete: the answer is of type ${type}`);
    return (answer.choices ?? []).map((choice) => [choice.name, choice.value]);
  }

  press(by: Asker, id: string, more: object = {}): Promise<Said> {
    return this.send({ ...envelope(3, by), data: { custom_id: id, component_type: 2 }, ...more });
  }
}

export interface Asker {
  account: string;
  /** `null`: in a direct message. */
  guild: string | null;
}

function envelope(type: number, { account, guild }: Asker) {
  const who =
    guild === null ? { user: { id: account } } : { guild_id: guild, member: { user: { id: account } } };
  return {
    type,
    id: drawSnowflake(),
    application_id: APPLICATION,
    token: `token-${drawSnowflake()}`,
    version: 1,
    ...who,
  };
}

function commandData(name: string, options: Record<string, unknown>, focused?: string) {
  const [command, subcommand] = name.split(" ");
  const given = Object.entries(options).map(([option, value]) => ({
    type: 3,
    name: option,
    value,
    ...(option === focused && { focused: true }),
  }));
  return {
    id: drawSnowflake(),
    type: 1,
    name: command,
    options: subcommand === undefined ? given : [{ type: 1, name: subcommand, options: given }],
  };
}

/** What was put off, as if it had been said at once. */
function late({ status, type, data: { flags } }: Said, { method, body }: Sent): Said {
  const data = { ...(body as Said["data"]), ...(flags !== undefined && { flags }) };
  return { status, type: type === 6 && method === "PATCH" ? 7 : 4, data, text: JSON.stringify(data) };
}

async function read(response: Response): Promise<Said> {
  const answer = (await response.json()) as { type?: number; data?: Said["data"] };
  const { type = 0, data = {} } = answer;
  if (type === 4 || type === 7) {
    const refused = checkMessage(data);
    if (refused)
      throw new Error(`Discord would refuse the answer: ${await refused.text()} ${JSON.stringify(data)}`);
    if (data.allowed_mentions?.parse.length !== 0) throw new Error("The answer may mention anybody");
  }
  return { status: response.status, type, data, text: JSON.stringify(data) };
}
