import { describe, expect, it } from "vitest";
import { createTurns, isUpload } from "../../../supabase/local/api/upload.ts";

describe("uploads of one name", () => {
  it("run in turn, also after one that failed", async () => {
    const turns = createTurns();
    const steps: string[] = [];
    const work = (name: string, outcome: () => string) => async () => {
      steps.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`${name} ends`);
      return outcome();
    };
    const fail = () => {
      throw new Error("it failed");
    };
    const results = await Promise.allSettled([
      turns("a", work("first", fail)),
      turns(
        "a",
        work("second", () => "second"),
      ),
      turns(
        "a",
        work("third", () => "third"),
      ),
    ]);
    expect(results.map((result) => (result.status === "fulfilled" ? result.value : "failed"))).toEqual([
      "failed",
      "second",
      "third",
    ]);
    expect(steps).toEqual(["first", "second", "third"].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  it("do not wait for those of another name", async () => {
    const turns = createTurns();
    let release: () => void = () => undefined;
    const held = turns(
      "a",
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    expect(await turns("b", async () => "b")).toBe("b");
    release();
    await held;
  });
});

describe("an upload", () => {
  const asks = (method: string, path: string) => isUpload(new Request(`http://api.test${path}`, { method }));

  it("is told from other requests to Storage", () => {
    expect(asks("POST", "/storage/v1/object/replays/a.log")).toBe(true);
    expect(asks("PUT", "/storage/v1/object/replays/a/b.log")).toBe(true);
    expect(asks("POST", "/storage/v1/object/list/replays")).toBe(false);
    expect(asks("POST", "/storage/v1/object/sign/replays/a.log")).toBe(false);
    expect(asks("POST", "/storage/v1/object/copy")).toBe(false);
    expect(asks("GET", "/storage/v1/object/public/replays/a.log")).toBe(false);
    expect(asks("POST", "/rest/v1/rpc/claim_jobs")).toBe(false);
  });
});
