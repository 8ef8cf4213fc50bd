import fc from "fast-check";
import { expect, test } from "vitest";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { recall } from "../../../party/room/storage/history.ts";
import { SNAPSHOT_KEY } from "../../../party/room/storage/snapshot.ts";
import { agreement, StoredBattle } from "../../harness/live.ts";

const FORMATS = [
  ...Array.from({ length: 9 }, (_, index) => `gen${index + 1}randombattle`),
  "gen9randomdoublesbattle",
  "gen8randomdoublesbattle",
];

/** What may happen next in a battle, beside choices. */
const Happening = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: "choose" } as const) },
  { weight: 2, arbitrary: fc.constant({ kind: "auto" } as const) },
  { weight: 2, arbitrary: fc.constant({ kind: "undo" } as const) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("chat" as const),
      text: fc.constantFrom("gg", "||win|Eve", "☆ ポケモン", "|t:|1", "-".repeat(300)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("timer" as const), on: fc.boolean() }) },
);
const Step = fc.record({
  what: Happening,
  seat: fc.constantFrom<Seat>("p1", "p2"),
  pause: fc.nat({ max: 600 }),
});
const End = fc.constantFrom("none", "forfeit", "timeout", "disconnect", "draw", "void");
type End = "none" | "forfeit" | "timeout" | "disconnect" | "draw" | "void";

async function take(
  battle: StoredBattle,
  {
    what,
    seat,
    pause,
  }: { what: { kind: string }; seat: Seat; pause: number } & {
    what: { kind: string; text?: string; on?: boolean };
  },
): Promise<void> {
  battle.now += pause;
  const at = battle.now;
  if (what.kind === "undo") await battle.play({ kind: "undo", at, seat });
  else if (what.kind === "chat") await battle.play({ kind: "chat", at, seat, text: what.text ?? "" });
  else if (what.kind === "timer") await battle.play({ kind: "timer", at, on: what.on ?? true });
  else if (battle.live.simulator.choice(seat) === null)
    await battle.choose(seat, "steps", what.kind === "auto" ? true : undefined);
}

async function finish(battle: StoredBattle, end: End): Promise<void> {
  const at = battle.now;
  if (end === "none") return;
  if (end === "draw") await battle.play({ kind: "draw", at });
  else if (end === "void") await battle.play({ kind: "void", at, reason: "a test" });
  else await battle.play({ kind: "loss", at, seat: "p2", reason: end });
}

test("whatever happened in a battle, its inputs rebuild it to the byte, with and without its snapshots", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FORMATS),
      fc.nat({ max: 65_535 }),
      fc.array(Step, { minLength: 1, maxLength: 200 }),
      End,
      async (format, seed, steps, end) => {
        const battle = await StoredBattle.open({ format, seed: `${seed},2,3,4` });
        for (const step of steps) await take(battle, step);
        await finish(battle, end);

        const restored = await battle.reload();
        expect(agreement(restored)).toEqual(agreement(battle.live, restored.simulator));
        await recall(battle.storage, restored);
        await battle.storage.delete(SNAPSHOT_KEY);
        const replayed = await battle.reload();
        expect(agreement(restored)).toEqual(agreement(battle.live));
        expect(agreement(replayed)).toEqual(agreement(battle.live));
        expect(restored.simulator.commands()).toEqual(battle.live.simulator.commands());
        expect(replayed.simulator.commands()).toEqual(battle.live.simulator.commands());
      },
    ),
    { numRuns: 120 },
  );
}, 60_000);
