import type { Chance } from "./chance.ts";
import { randomChoice } from "./choices.ts";
import type { BattleClient } from "./client.ts";
import type { RoomMessage, Seat } from "./messages.ts";
import type { Habits, Plan } from "./plans.ts";
import type { Request } from "./request.ts";

const CHATTER = [
  "good luck, have fun",
  "|win|Nobody",
  "a\nb|c\u0000",
  "<b>☆</b>",
  "\u202Eoops",
  "x".repeat(300),
];

/** Plays one seat: draws choices, has the habits of its plan, and ends the battle as planned. */
export class Pilot {
  readonly #plan: Plan;
  readonly #habits: Habits;
  readonly #seat: Seat;
  readonly #chance: Chance;
  /** When those who leave may leave. */
  readonly #mayLeave: Promise<void>;
  #offered = false;
  #leaving = false;

  constructor(plan: Plan, seat: Seat, chance: Chance, mayLeave: Promise<void>) {
    this.#plan = plan;
    this.#seat = seat;
    this.#habits = plan.habits[seat];
    this.#chance = chance;
    this.#mayLeave = mayLeave;
  }

  asked(client: BattleClient, request: Request): void {
    if (request.active !== undefined && request.rqid >= this.#plan.round && this.#ends(client)) return;
    const chance = this.#chance;
    const habits = this.#habits;
    if (chance.happens(habits.drops)) {
      client.drop(chance.happens(0.5));
      return;
    }
    if (chance.happens(habits.losesSession)) {
      client.forgetSession();
      return;
    }
    if (chance.happens(habits.losesLines)) client.view.log.forget(1 + chance.below(30));
    if (chance.happens(habits.chats)) client.say("CHAT", { text: chance.pick(CHATTER) });
    if (chance.happens(habits.dawdles)) {
      setTimeout(() => client.view.wanted === request && this.#choose(client, request), chance.below(800));
      return;
    }
    this.#choose(client, request);
  }

  told(client: BattleClient, message: RoomMessage): void {
    const accepts = this.#plan.end === "draw" && this.#plan.seat !== this.#seat;
    if (message.type === "DRAW_OFFERED" && message.seat !== this.#seat && accepts) client.say("OFFER_DRAW");
    if (message.type === "BATTLE_RESTORED") {
      this.#offered = message.draw === this.#seat;
      if (message.draw === this.#plan.seat && accepts) client.say("OFFER_DRAW");
    }
    if (message.type !== "CHOICE" || message.choice === null) return;
    if (this.#chance.happens(this.#habits.undoes)) client.say("UNDO", { rqid: message.rqid });
  }

  #choose(client: BattleClient, request: Request): void {
    client.move(randomChoice(request, this.#chance, this.#habits.style));
    // The answer is lost with the connection: whether the room has the choice is seen later.
    if (this.#chance.happens(this.#habits.drops)) client.drop(false);
  }

  /** Leaves from an open connection: what an outage broke is not held against a player. */
  async #leave(client: BattleClient): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    await this.#mayLeave;
    await client.resync();
    client.leave(false);
  }

  /** Whether the plan ends the battle instead of a choice. */
  #ends(client: BattleClient): boolean {
    const { end, seat } = this.#plan;
    const mine = seat === this.#seat;
    if (end === "forfeit" && mine) {
      client.say("FORFEIT");
      return true;
    }
    if (end === "draw") {
      if (mine && !this.#offered) {
        this.#offered = true;
        client.say("OFFER_DRAW");
      }
      return true;
    }
    if (end === "both leave" || (end === "one leaves" && mine)) {
      void this.#leave(client);
      return true;
    }
    return false;
  }
}
