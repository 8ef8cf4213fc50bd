import { BattleId } from "../_shared/schema/ids.ts";

/** Thirty-two letters and digits, so that a byte draws each alike; without the ones that are mistaken for others. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 10;

/** Draws a battle's id: `<prefix>-<10 characters>`, 50 bits of chance. */
export function drawBattleId(prefix: string): BattleId {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  return BattleId.parse(
    `${prefix}-${Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join("")}`,
  );
}
