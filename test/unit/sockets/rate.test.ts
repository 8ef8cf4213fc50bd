import { describe, expect, it } from "vitest";
import { Bucket, MessageRate } from "../../../party/sockets/rate.ts";

function takes(rate: MessageRate, times: number, at: number): string[] {
  return Array.from({ length: times }, () => rate.take(at));
}

describe("a token bucket", () => {
  it("gives its burst at once and then as much as time has passed", () => {
    const bucket = new Bucket({ perSecond: 2, burst: 3 }, 1000);
    expect([bucket.take(1000), bucket.take(1000), bucket.take(1000)]).toEqual([true, true, true]);
    expect(bucket.take(1000)).toBe(false);
    expect(bucket.take(1499)).toBe(false);
    expect(bucket.take(1500)).toBe(true);
    expect(bucket.take(1500)).toBe(false);
  });

  it("never holds more than its burst", () => {
    const bucket = new Bucket({ perSecond: 5, burst: 2 }, 0);
    const later = 3_600_000;
    expect([bucket.take(later), bucket.take(later), bucket.take(later)]).toEqual([true, true, false]);
  });

  it("is not filled by a clock that is set back", () => {
    const bucket = new Bucket({ perSecond: 1, burst: 1 }, 10_000);
    expect(bucket.take(10_000)).toBe(true);
    expect(bucket.take(1000)).toBe(false);
    expect(bucket.take(1500)).toBe(false);
    expect(bucket.take(2000)).toBe(true);
  });
});

describe("the rate of a connection's messages", () => {
  it("lets ten messages pass at once, and five a second from then on", () => {
    const rate = new MessageRate(0);
    expect(takes(rate, 10, 0)).toEqual(Array(10).fill("pass"));
    expect(rate.take(0)).toBe("refuse");
    expect(takes(rate, 6, 1000)).toEqual([...Array(5).fill("pass"), "refuse"]);
  });

  it("lets a steady five a second pass for ever", () => {
    const rate = new MessageRate(0);
    for (let message = 1; message <= 1000; message++) expect(rate.take(message * 200)).toBe("pass");
  });

  it("closes a connection that does not slow down", () => {
    const rate = new MessageRate(0);
    expect(takes(rate, 30, 0)).not.toContain("close");
    expect(rate.take(0)).toBe("close");
  });

  it("forgives a connection that was refused and then waited", () => {
    const rate = new MessageRate(0);
    takes(rate, 30, 0);
    expect(takes(rate, 30, 20_000)).not.toContain("close");
  });
});
