import { describe, expect, test } from "vitest";
import {
  type Agreement,
  dealBattles,
  measureAgreement,
  sumAgreements,
} from "../../harness/credit-agreement.ts";

describe("the KO credits that a replay's text tells, of battles with teams that the simulator draws,", () => {
  const measured: Agreement[] = [];

  test.each(dealBattles(250).random)(
    "are the simulator's in $format, or marked ambiguous",
    ({ format, numbers }) => {
      const agreement = measureAgreement(format, numbers);
      measured.push(agreement);
      expect(agreement.unmarked).toEqual([]);
      expect(agreement.faints).toBeGreaterThan(numbers.length);
    },
  );

  test("are the simulator's in 99 of 100 faints", () => {
    const { faints, disagreements } = sumAgreements(measured);
    expect(1 - disagreements / faints).toBeGreaterThanOrEqual(0.99);
  });
});
