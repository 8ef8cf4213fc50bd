/** Every slash command: what is registered with Discord, and what the function `discord-commands` answers. */

const SUBCOMMAND = 1;
const STRING = 3;
const BOOLEAN = 5;

export interface CommandOption {
  type: typeof SUBCOMMAND | typeof STRING | typeof BOOLEAN;
  name: string;
  description: string;
  required?: boolean;
  autocomplete?: boolean;
  min_length?: number;
  max_length?: number;
  options?: readonly CommandOption[];
}

export interface Command {
  name: string;
  description: string;
  /** Typed after a slash. */
  type: 1;
  /** In guilds alone: they say which league is asked about. */
  contexts: readonly [0];
  integration_types: readonly [0];
  options: readonly CommandOption[];
}

function command(name: string, description: string, options: readonly CommandOption[] = []): Command {
  return { name, description, type: 1, contexts: [0], integration_types: [0], options };
}

const text = { type: STRING, max_length: 100 } as const;

const season: CommandOption = {
  ...text,
  name: "season",
  description: "The latest where you name none",
  autocomplete: true,
};

export const COMMANDS: readonly Command[] = [
  command("standings", "The table of a season", [season]),
  command("schedule", "What is played next, and what was played last", [
    { ...text, name: "team", description: "Of one team alone", autocomplete: true },
    season,
  ]),
  command("leaders", "Who leads a season's statistics", [
    season,
    { ...text, name: "format", description: "The ladder of a format instead, such as gen9ou" },
  ]),
  command("profile", "What a player has done", [
    { ...text, name: "player", description: "Yourself where you name nobody", autocomplete: true },
  ]),
  command("report", "Says what your match came to; the other coach confirms it", [
    { ...text, name: "match", description: "Which match", required: true, autocomplete: true },
    {
      ...text,
      name: "winner",
      description: "The team that won, or a tie",
      required: true,
      autocomplete: true,
    },
    {
      ...text,
      name: "score",
      description: "Pokémon left, the winner's first, such as 3-0; of a series all games together",
      required: true,
      max_length: 9,
    },
    {
      ...text,
      name: "games",
      description: "Of a series: the games, the winner's first, such as 2-1",
      max_length: 5,
    },
  ]),
  command("replay", "Hands in a replay of your match", [
    { ...text, name: "url", description: "The replay's address", required: true, max_length: 300 },
    {
      ...text,
      name: "match",
      description: "Which match, where the replay does not tell",
      autocomplete: true,
    },
  ]),
  command("link", "Joins your accounts", [
    {
      type: SUBCOMMAND,
      name: "account",
      description: "Joins your Discord account to your account here",
      options: [{ ...text, name: "code", description: "The code that the site gave you", max_length: 20 }],
    },
    {
      type: SUBCOMMAND,
      name: "showdown",
      description: "Joins a Showdown name to your account here: gives a code to say there",
      options: [
        { ...text, name: "server", description: "The main one where you name none", autocomplete: true },
      ],
    },
    {
      type: SUBCOMMAND,
      name: "battle",
      description: "Tells which battle on Showdown is your match's",
      options: [
        { ...text, name: "match", description: "Which match", required: true, autocomplete: true },
        {
          ...text,
          name: "room",
          description: "The battle's address or room",
          required: true,
          max_length: 300,
        },
      ],
    },
    {
      type: SUBCOMMAND,
      name: "pings",
      description: "Whether reminders and results mention you",
      options: [{ type: BOOLEAN, name: "on", description: "Mention me", required: true }],
    },
    { type: SUBCOMMAND, name: "remove", description: "Parts your Discord account from your account here" },
  ]),
  command("help", "What can be asked here"),
];
