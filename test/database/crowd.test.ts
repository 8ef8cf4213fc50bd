import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { Ladder, type Player, recordAbandoned, recordFailed } from "../harness/ladder-database.ts";
import { createUser, recordCompleted } from "../harness/league.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

const CROWD = 6;
const index = fc.nat(CROWD - 1);
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("enter" as const), one: index, other: fc.nat(4) }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant("pair" as const), one: index, other: index }) },
  fc.record({
    do: fc.constantFrom("leave", "renew", "expire", "resume", "sweep"),
    one: index,
    other: index,
  }),
  // What happens to the battle that the user plays.
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("complete", "abandon", "fail", "withdraw", "see"),
      one: index,
      other: fc.nat(3),
    }),
  },
);
type Action = { do: string; one: number; other: number };

/** Some users, two lobbies, and whatever happens to them. */
class Crowd {
  readonly lobbies = [new Ladder(db), new Ladder(db, "gen9uu")] as const;
  readonly players: Player[];

  private constructor(players: Player[]) {
    this.players = players;
  }

  static async create(): Promise<Crowd> {
    const users = await Promise.all(Array.from({ length: CROWD }, () => createUser(db)));
    const crowd = new Crowd(users.map((user) => ({ user, claim: randomUUID() })));
    await Promise.all(crowd.players.map((player) => crowd.lobbies[0].enter(player)));
    return crowd;
  }

  player(number: number): Player {
    const player = this.players[number];
    if (player === undefined) throw new Error(`Cannot act: there is no player ${number}`);
    return player;
  }

  async act(action: Action): Promise<unknown> {
    const [ou, uu] = this.lobbies;
    const player = this.player(action.one);
    switch (action.do) {
      case "enter":
      case "resume":
        player.claim = randomUUID();
        return (action.other > 0 ? ou : uu).enter({ ...player }, { resume: action.do === "resume" });
      case "pair":
        if (action.one === action.other) return;
        return ou.pair(player, this.player(action.other));
      case "leave":
        return ou.leave(player, this.player(action.other));
      case "renew":
        return ou.renew(...this.players);
      case "expire":
        return ou.age(player, "10 minutes");
      case "sweep":
        return db.sql("select private.sweep()");
      default:
        return this.settle(action, await ou.entry(player));
    }
  }

  private async settle(action: Action, entry: { battle_id?: unknown } | undefined): Promise<unknown> {
    if (typeof entry?.battle_id !== "string") return;
    const battle = entry.battle_id;
    if (action.do === "complete") return recordCompleted(db, battle);
    if (action.do === "fail") return recordFailed(db, battle);
    if (action.do === "see") return db.rpc("battle_seen", { p_battle_id: battle });
    if (action.do === "withdraw") return db.rpc("withdraw_battle", { p_battle_id: battle });
    return recordAbandoned(db, battle, [[], ["p1"], ["p2"], ["p1", "p2"]][action.other] ?? []);
  }
}

/** Users whose entry and battles do not say the same. */
const disagreements = `
  select p.id, e.battle_id, array_agg(b.id) filter (where b.id is not null) as battles
  from unnest($1::uuid[]) p (id)
  left join ladder_entries e on e.user_id = p.id
  left join battles b on b.rated and b.status in ('waiting', 'live') and p.id in (b.p1_user, b.p2_user)
  group by p.id, e.battle_id
  having array_remove(array[e.battle_id], null) <> coalesce(array_agg(b.id) filter (where b.id is not null), '{}')`;

it("whatever lobbies, rooms and the sweeper do at once, a user plays the one rated battle that their entry names", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(action, { minLength: 6, maxLength: 12 }), { minLength: 3, maxLength: 8 }),
      async (rounds) => {
        const crowd = await Crowd.create();
        for (const round of rounds) {
          const answers = await Promise.allSettled(round.map((one) => crowd.act(one)));
          for (const answer of answers) {
            // Who reports of a battle that was withdrawn a moment before is told so. Nothing else may fail.
            if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "PT404" });
          }
          const users = crowd.players.map(({ user }) => user);
          expect(await db.sql(disagreements, [users])).toEqual([]);
        }
      },
    ),
    { numRuns: 40, seed: 20_261_122 },
  );
});
