import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Disagreement } from "../../functions/_shared/battle/compare-credits.ts";
import type { Confidence, Faint, TrueFaint } from "../../functions/_shared/schema/battle.ts";
import { claimOne, complete } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser, openBattle, recordCompleted } from "../harness/league.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

const PIKACHU = { seat: "p1", species: "Pikachu", nickname: "Pika", place: 0 } as const;
const EEVEE = { seat: "p2", species: "Eevee", nickname: "Vee", place: 2 } as const;
const TRUTH: readonly TrueFaint[] = [
  { turn: 3, victim: EEVEE, cause: "move", source: "Thunderbolt", by: PIKACHU },
];

/** A battle that is completed; gives its id. */
async function completed(faints?: readonly TrueFaint[]): Promise<string> {
  const battle = await openBattle(db, await createUser(db));
  await recordCompleted(db, battle, `${battle}:completed`, faints);
  await complete(db, await claimOne(db));
  await db.sql("update battles set ended_at = now() where id = $1", [battle]);
  return battle;
}

const toCheck = async (limit = 100) =>
  (await db.rpc("credits_to_check", { p_limit: limit }))[0]?.credits_to_check;
const idsToCheck = async () => ((await toCheck()) as { id: string }[]).map(({ id }) => id);

function disagreement(confidence: Confidence): Disagreement {
  const victim = { seat: "p2", index: 0 } as const;
  const inferred: Faint = { turn: 3, victim, cause: "status", source: "Burn", by: null, confidence };
  return { index: 0, what: ["cause"], inferred, truth: TRUTH[0] };
}

async function record(
  battle: string,
  faints: number,
  disagreements: Disagreement[],
  error: string | null = null,
) {
  const checks = JSON.stringify([{ battle_id: battle, faints, disagreements, error }]);
  return (await db.rpc("record_credit_checks", { p_checks: checks }))[0]?.record_credit_checks;
}

/** The alerts that were raised since the last look. */
async function alerts(): Promise<unknown[]> {
  return await db.sql(
    "with gone as (delete from alerts returning *) select kind, subject, details from gone order by subject",
  );
}

describe("the truth of a battle", () => {
  it("is stored with its end, and public", async () => {
    const battle = await completed(TRUTH);
    const [row] = await db.as("anon", "select truth from battles where id = $1", [battle]);
    expect(row).toEqual({ truth: TRUTH });
  });

  it("is what its result is made of", async () => {
    const battle = await openBattle(db, await createUser(db));
    await recordCompleted(db, battle, `${battle}:completed`, TRUTH);
    const [row] = await db.rpc("battles_to_complete", { p_ids: [battle] });
    expect(row?.battles_to_complete).toMatchObject([{ id: battle, truth: TRUTH }]);
    await complete(db, await claimOne(db));
  });

  it("is unknown of a battle whose room does not tell it", async () => {
    const battle = await completed();
    expect(await db.sql("select truth from battles where id = $1", [battle])).toEqual([{ truth: null }]);
  });

  it("is the first delivery's, whatever another one says", async () => {
    const battle = await completed(TRUTH);
    expect(await recordCompleted(db, battle, `${battle}:completed`, [])).toBe("seen");
    expect(await db.sql("select truth from battles where id = $1", [battle])).toEqual([{ truth: TRUTH }]);
  });
});

describe("the nightly check", () => {
  it("takes completed battles of the last week whose truth is known, each once", async () => {
    const [known, unknown, old] = [await completed(TRUTH), await completed(), await completed(TRUTH)];
    await db.sql("update battles set ended_at = now() - interval '8 days' where id = $1", [old]);
    const ids = await idsToCheck();
    expect(ids).toContain(known);
    expect(ids).not.toContain(unknown);
    expect(ids).not.toContain(old);
    expect(await record(known, 1, [])).toBe(1);
    expect(await idsToCheck()).not.toContain(known);
    expect(await record(known, 1, [disagreement("inferred")])).toBe(0);
  });

  it("is started only while there is something to check", async () => {
    await db.sql("delete from net.http_request_queue");
    await db.sql("select vault.create_secret('http://127.0.0.1:9', 'project_url')");
    await db.sql("select vault.create_secret('key', 'secret_key')");
    const started = async () => {
      await db.sql("select private.check_credits()");
      return await db.sql(
        "with gone as (delete from net.http_request_queue returning url) select url from gone",
      );
    };
    await completed(TRUTH);
    expect(await started()).toEqual([{ url: "http://127.0.0.1:9/functions/v1/check-credits" }]);
    for (const id of await idsToCheck()) await record(id, 1, []);
    expect(await started()).toEqual([]);
  });

  it("says nothing to operators of what the parser had called ambiguous", async () => {
    await alerts();
    await record(await completed(TRUTH), 50, [disagreement("ambiguous")]);
    expect(await alerts()).toEqual([]);
  });

  it.each(["exact", "inferred"] as const)(
    "tells operators of a wrong credit that was %s",
    async (confidence) => {
      const battle = await completed(TRUTH);
      await record(battle, 6, [disagreement("ambiguous"), disagreement(confidence)]);
      expect(
        await db.sql("select disagreed, unmarked from credit_checks where battle_id = $1", [battle]),
      ).toEqual([{ disagreed: 2, unmarked: 1 }]);
      const details = { battle, faints: 6, disagreed: 2, unmarked: 1 };
      expect(await alerts()).toEqual([{ kind: "credit_check", subject: "unmarked", details }]);
    },
  );

  it("tells operators of a faint that only one of the two knows", async () => {
    await record(await completed(TRUTH), 1, [
      { index: 0, what: ["victim"], inferred: undefined, truth: TRUTH[0] },
    ]);
    expect(await alerts()).toMatchObject([{ subject: "unmarked" }]);
  });

  it("tells operators of a replay that it cannot read", async () => {
    const battle = await completed(TRUTH);
    await record(battle, 0, [], "the replay is gone");
    expect(await alerts()).toMatchObject([{ details: { battle, error: "the replay is gone" } }]);
  });

  it("tells operators when less than 99 of a day's 100 faints agree", async () => {
    await db.sql("delete from credit_checks");
    await alerts();
    await record(await completed(TRUTH), 198, [disagreement("ambiguous"), disagreement("ambiguous")]);
    expect(await alerts()).toMatchObject([
      { kind: "credit_check", subject: "agreement", details: { faints: 198, disagreed: 2, agreement: 99 } },
    ]);
    await record(await completed(TRUTH), 102, []);
    expect(await alerts()).toEqual([]);
  });

  it("passes over a battle that is gone", async () => {
    expect(await record(`b-${randomUUID()}`, 3, [])).toBe(0);
  });
});
