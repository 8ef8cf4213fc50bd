import { describe, expect, it } from "vitest";
import { slugOf } from "../../../party/web/admin/home.tsx";
import { filterOf, jobsAt } from "../../../party/web/admin/queues/filter.ts";
import { durationText, shortSubject } from "../../../party/web/admin/queues/words.ts";

const read = (query: string) => filterOf(new URLSearchParams(query));

describe("the filter of jobs", () => {
  it("is read from the address", () => {
    expect(
      read("states=queued,dead_letter&queue=notifications&failure=no+webhook&maxAge=3600&after=x"),
    ).toEqual({
      filter: {
        states: ["queued", "dead_letter"],
        queue: "notifications",
        error: "no webhook",
        maxAge: 3600,
      },
      wrong: [],
    });
    expect(read("")).toEqual({ filter: {}, wrong: [] });
  });

  it("leaves out what cannot be one, and says what that was", () => {
    const { filter, wrong } = read("states=queued,eaten&queue=jokes&correlationId=1&maxAge=soon&kind=ok");
    expect(filter).toEqual({ states: ["queued"], kind: "ok" });
    expect(wrong).toEqual(["states", "queue", "correlationId", "maxAge"]);
  });

  it("comes back out of an address that was made of it", () => {
    const address = new URL(
      jobsAt({ queue: "stats_refresh", states: "failed", error: "a b" }),
      "http://page.test",
    );
    expect(filterOf(address.searchParams).filter).toEqual({
      queue: "stats_refresh",
      states: ["failed"],
      error: "a b",
    });
  });
});

describe("a duration", () => {
  it.each([
    [null, "–"],
    [0.042, "42 ms"],
    [3.4, "3 s"],
    [300, "5 min"],
    [10_800, "3 h"],
    [864_000, "10 days"],
  ])("of %s seconds is %s", (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});

it("a job's subject is told by the beginnings of its ids", () => {
  expect(shortSubject("3f1c1f9e-8a77-4d0e-9f0e-0d5c6f1d2a3b/season_stats")).toBe("3f1c1f9e…/season_stats");
  expect(shortSubject("showdown-0123")).toBe("showdown-0123");
});

describe("a league's address", () => {
  it.each([
    ["Kanto Draft League", "kanto-draft-league"],
    ["  Pokémon!! ", "pokemon"],
    ["שלום", ""],
    [`${"a".repeat(59)} b`, "a".repeat(59)],
  ])("of %s is %s", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });
});
