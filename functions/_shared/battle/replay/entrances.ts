import type { Seat } from "../../schema/ids.ts";
import type { Position } from "./field.ts";
import { type Blow, NOBODY, type Origin, Stint } from "./pokemon.ts";
import type { Scene } from "./scene.ts";

export interface Entrance {
  seat: Seat;
  position: Position;
  nickname: string;
  details: string;
  /** Percent of its HP, and whether it is burned or poisoned. */
  hp: number;
  hurting: boolean;
  /** It takes over what clung to the one before it. */
  passed: boolean;
}

/** A Pokémon comes in. */
export function enter(
  scene: Scene,
  { seat, position, nickname, details, hp, hurting, passed }: Entrance,
): void {
  const team = scene.teams[seat];
  const before = leave(scene, position);
  const member = team.enter(nickname, details, hp, scene.field.elsewhere(seat, position));
  const stint = new Stint(
    scene.stints.length,
    seat,
    nickname,
    member,
    scene.settled ? scene.turn + 1 : scene.turn,
    hp,
  );
  if (hurting) stint.status = member.status ?? stray(scene, seat, hp);
  const handedOn = passed || (scene.action?.move === "Baton Pass" && scene.action.by === before);
  if (before && handedOn) for (const [name, origin] of before.marks) stint.marks.set(name, origin);
  member.stints.push(stint);
  scene.stints.push(stint);
  scene.field.place(position, stint);
  scene.action = null;
  scene.announced = null;
}

/** Who stands at a position shows what it really is. */
export function reveal(scene: Scene, position: Position, nickname: string, details: string): void {
  const stint = scene.field.at(position);
  if (!stint) return;
  const team = scene.teams[stint.seat];
  const { member: shown, status } = stint;
  const member = team.reveal(nickname, details);
  team.move(stint, member);
  // What ailed it when it came in was its own and not the shown one's.
  if (status && status === shown.status) stint.status = member.status ?? status;
}

/** Stints that one looks back for a stranger's ailment. */
const RECENT = 48;

/** Whose doing a burn or poison is that came in with nobody known to have it: one went out with it in disguise. */
function stray({ stints }: Scene, seat: Seat, hp: number): Origin | null {
  const before = stints
    .slice(-RECENT)
    .findLast(
      (stint) =>
        stint.seat === seat &&
        !stint.fainted &&
        stint.to !== null &&
        stint.status !== null &&
        stint.hp === hp,
    );
  return before?.status ?? null;
}

/** Who stands at a position faints. */
export function faint(scene: Scene, stint: Stint): void {
  const blow = stint.blow ?? guess(scene, stint);
  stint.blow = blow;
  stint.fainted = true;
  stint.hp = 0;
  stint.to = scene.turn;
  stint.member.fainted = true;
  stint.member.faints += 1;
  stint.member.status = null;
  if (blow.cause === "destiny_bond") scene.bond = null;
  scene.falls.push({ turn: scene.turn, victim: stint, blow });
  // In the first generation a faint ends the turn, and who comes in comes for the next one.
  if (scene.gen === 1) scene.settled = true;
}

/** Revival Blessing brings one back. @returns whether anybody of the team had fainted */
export function revive(scene: Scene, seat: Seat, nickname: string): boolean {
  const member = scene.teams[seat].fallen(nickname);
  if (!member) return false;
  member.fainted = false;
  member.revivals += 1;
  return true;
}

/** Who faints without a blow: of what it did itself, or of what somebody's last wish did. */
function guess({ action, bond }: Scene, stint: Stint): Blow {
  if (bond && bond !== stint) {
    return { cause: "destiny_bond", source: "Destiny Bond", by: bond, confidence: "exact" };
  }
  if (action?.by === stint) {
    return { cause: "sacrifice", source: action.move, by: stint, confidence: "exact" };
  }
  return { cause: "unknown", source: null, ...NOBODY };
}

function leave(scene: Scene, position: Position): Stint | undefined {
  const stint = scene.field.at(position);
  if (!stint || stint.fainted) return undefined;
  stint.to = scene.turn;
  stint.member.status = stint.status;
  return stint;
}
