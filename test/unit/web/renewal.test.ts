import { describe, expect, it } from "vitest";
import { type RenewalDeps, renew } from "../../../party/web/ui/renewal.ts";

function browser(deps: Partial<RenewalDeps> = {}) {
  const kept = new Map<string, string>();
  const world = { at: 1_000_000, reloads: 0 };
  const tryIt = () =>
    renew({
      now: () => world.at,
      storage: {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
      },
      reachable: async () => true,
      reload: () => {
        world.reloads += 1;
      },
      ...deps,
    });
  return { world, tryIt };
}

describe("a page whose code is gone", () => {
  it("is loaded anew, but not again and again", async () => {
    const { world, tryIt } = browser();
    expect(await tryIt()).toBe(true);
    expect(await tryIt()).toBe(false);
    expect(world.reloads).toBe(1);
    world.at += 60_000;
    expect(await tryIt()).toBe(true);
  });

  it("stays while the server is away", async () => {
    const { world, tryIt } = browser({ reachable: async () => false });
    expect(await tryIt()).toBe(false);
    expect(world.reloads).toBe(0);
  });

  it("stays where the browser keeps nothing", async () => {
    const refuse = () => {
      throw new Error("The operation is insecure");
    };
    const { world, tryIt } = browser({ storage: { getItem: refuse, setItem: refuse } });
    expect(await tryIt()).toBe(false);
    expect(world.reloads).toBe(0);
  });
});
