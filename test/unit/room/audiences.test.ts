import { Dex, Teams, toID } from "@pkmn/sim";
import { describe, expect, test } from "vitest";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { AUDIENCES, type Audience } from "../../../party/room/battle/simulator.ts";
import {
  besideTheLog,
  idsIn,
  type Overheard,
  overhear,
  type SecretSet,
  secretsOf,
} from "../../harness/audiences.ts";
import { TeamDrawer } from "../../harness/teams.ts";

const SEATS: readonly Seat[] = ["p1", "p2"];
const SHEETS = ["gen9vgc2025regi", "gen9vgc2024regg"];
const PREVIEW = ["gen9ou", "gen9doublesou", "gen8vgc2022", "gen7ou", "gen6battlespottriples", "gen5ou"];
const BLIND = ["gen4ou", "gen3ou", "gen2ou", "gen1ou"];
const DRAWN = ["gen9randombattle", "gen9randomdoublesbattle", "gen8randombattle", "gen4randombattle"];
const BROUGHT = [...SHEETS, ...PREVIEW, ...BLIND];

const TYPES: ReadonlySet<string> = new Set(Dex.types.names().map(toID));

/** Who must not learn what a seat has. */
function others(seat: Seat): Audience[] {
  return AUDIENCES.filter((audience) => audience !== seat);
}

function battles(format: string): Promise<Overheard[]> {
  const drawer = BROUGHT.includes(format) ? new TeamDrawer(format) : null;
  return Promise.all(
    [1, 2].map((number) =>
      overhear(format, number, drawer ? { p1: drawer.draw(number), p2: drawer.draw(number + 50) } : {}),
    ),
  );
}

/** Words that one set alone has: where they stand, they were told of it. Type names stand everywhere. */
function ownSecrets({ teams }: Overheard, own: SecretSet): string[] {
  const sets = SEATS.flatMap((seat) => teams[seat]);
  const shared = new Set(sets.filter((set) => set !== own).flatMap(secretsOf));
  return [...secretsOf(own), toID(own.name)].filter((word) => !shared.has(word) && !TYPES.has(word));
}

/** What frames tell of the sets, as ids. */
function told(battle: Overheard, sets: readonly SecretSet[], frames: string): string[] {
  const ids = idsIn(frames.replaceAll("\\", ""));
  return sets.flatMap((set) => ownSecrets(battle, set)).filter((word) => ids.has(word));
}

/**
 * What a player's own requests may name beside the own team: what the log has shown to all, as a foe's move that was
 * mimicked, or copied and now locks. Spectators are sent no requests.
 */
function shown({ logs }: Overheard, audience: Audience): ReadonlySet<string> {
  return audience === "spectator" ? new Set() : idsIn(logs.spectator.join("\n"));
}

/** Pokémon of a seat that never stood on the field. */
function unseen({ teams, logs }: Overheard, seat: Seat): SecretSet[] {
  const entries = logs.spectator.filter((line) => /^\|(switch|drag|replace)\|/.test(line));
  return teams[seat].filter(({ name }) => !entries.some((line) => line.includes(`: ${name}|`)));
}

/** What everyone may know of a Pokémon that never came. */
function openWords(format: string, battle: Overheard, set: SecretSet): string[] {
  if (SHEETS.includes(format)) return secretsOf(set);
  return PREVIEW.includes(format) ? [toID(set.species), ...ownSecrets(battle, set).slice(0, 1)] : [];
}

test("the search finds what it looks for", async () => {
  const [battle] = await battles("gen4ou");
  const [set] = battle?.teams.p1 ?? [];
  if (!battle || !set) throw new Error("A team was expected");
  const frame = JSON.stringify({ log: [`|-activate|p1a: Eve|${set.moves[0]}`], nick: `p1: ${set.name}` });
  expect(told(battle, [set], frame)).toEqual([toID(set.moves[0]), toID(set.name)]);
});

describe.each([...BROUGHT, ...DRAWN])("in a %s battle", (format) => {
  const played = battles(format);

  test("what a Pokémon has that never came is told to nobody else", async () => {
    for (const battle of await played) {
      for (const seat of SEATS) {
        for (const set of unseen(battle, seat)) {
          const open = openWords(format, battle, set);
          for (const audience of others(seat)) {
            const known = shown(battle, audience);
            const words = told(battle, [set], battle.frames[audience].join("\n"));
            expect(words.filter((word) => !open.includes(word) && !known.has(word))).toEqual([]);
          }
        }
      }
    }
  });

  test("only the log tells of the other side, and it tells a player no more than a spectator", async () => {
    for (const battle of await played) {
      for (const seat of SEATS) {
        const everyones = new Set(battle.logs.spectator);
        const foreign = new RegExp(`^\\|[^|]*\\|${seat === "p1" ? "p2" : "p1"}`);
        expect(battle.logs[seat].filter((line) => foreign.test(line) && !everyones.has(line))).toEqual([]);
        for (const audience of others(seat)) {
          const known = shown(battle, audience);
          const words = told(battle, battle.teams[seat], besideTheLog(battle.frames[audience]));
          expect(words.filter((word) => !known.has(word))).toEqual([]);
        }
      }
    }
  });

  test("another's HP is a share, in the log and everywhere", async () => {
    for (const { logs, frames } of await played) {
      for (const audience of AUDIENCES) {
        const foreign = { p1: "p2", p2: "p1", spectator: "p[12]" }[audience];
        const most = logs[audience]
          .filter((line) => new RegExp(`^\\|[^|]*\\|${foreign}[a-c]?: `).test(line))
          .flatMap((line) => [...line.matchAll(/\|\d+\/(\d+)/g)].map(([, points]) => points));
        expect(most.length).toBeGreaterThan(0);
        expect(most.filter((points) => points !== "100" && points !== "48")).toEqual([]);
        expect(besideTheLog(frames[audience])).not.toMatch(new RegExp(`"${foreign}: `));
      }
      expect(besideTheLog(frames.spectator)).not.toMatch(/"(condition|stats|moves|side)":/);
    }
  });

  test("seed, sessions, teams and the simulator's commands are told to nobody", async () => {
    for (const { frames, seed, sessions, inputLog } of await played) {
      for (const audience of AUDIENCES) {
        const text = frames[audience].join("\n");
        for (const part of [seed, ...seed.split(",").slice(1)]) expect(text).not.toContain(part);
        expect(text).not.toMatch(/>(start|player|p1|p2|version|eval|forcelose|show-openteamsheets)\b/);
        expect(text).not.toMatch(/\|(split|debug|request)\|/);
        expect(text).not.toMatch(/"(evs|ivs|nature|seed|ticket|team)":/);
        for (const line of inputLog.filter((command) => command.startsWith(">player"))) {
          const { team }: { team: string } = JSON.parse(line.slice(">player p1 ".length));
          for (const set of team.split("]")) expect(text).not.toContain(set);
        }
        for (const seat of SEATS) {
          if (seat !== audience) expect(text).not.toContain(sessions[seat]);
        }
      }
    }
  });

  test(`team sheets are ${SHEETS.includes(format) ? "open, without spread and nickname" : "closed"}`, async () => {
    for (const { logs, teams } of await played) {
      for (const audience of AUDIENCES) {
        const text = logs[audience].join("\n");
        expect(text).not.toContain("otsrequest");
        const sheets = [...text.matchAll(/^\|showteam\|(p[12])\|(.*)$/gm)];
        expect(sheets.map(([, seat]) => seat)).toEqual(SHEETS.includes(format) ? SEATS : []);
        for (const [, seat, packed] of sheets) {
          const sheet = Teams.unpack(packed ?? "") ?? [];
          const brought = teams[seat === "p1" ? "p1" : "p2"];
          expect(sheet.map(({ moves, item }) => ({ moves, item }))).toEqual(
            brought.map(({ moves, item }) => ({ moves, item })),
          );
          // A sheet is told with the species for a name.
          expect(sheet.map(({ name, species, nature }) => ({ name: toID(name), nature, species }))).toEqual(
            brought.map(({ species }) => ({ name: toID(species), nature: "", species })),
          );
          expect(packed).not.toMatch(/\d+,\d+/);
        }
      }
    }
  });
});
