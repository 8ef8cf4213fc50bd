import { BattleLog } from "./battle-log.ts";
import type { Ending, Of } from "./messages.ts";
import type { Request } from "./request.ts";

export interface Sent {
  rqid: number;
  choice: string;
}

/** What one client knows of its battle. `faults` tells what the page rules out and came all the same. */
export class View {
  readonly log = new BattleLog();
  readonly faults: string[] = [];
  /** How often which codes and gaps came. */
  readonly counts: { [what: string]: number } = {};
  request: Request | null = null;
  /** The highest `rqid` so far. */
  rounds = 0;
  ending: Ending | null = null;
  /** A MOVE that has no answer yet. */
  sent: Sent | null = null;
  /** What the room has acknowledged for the open request. */
  #choice: string | null = null;

  /** The request that wants a choice now. */
  get wanted(): Request | null {
    const open = this.ending === null && this.#choice === null && this.sent === null;
    return open && this.request !== null && !this.request.wait ? this.request : null;
  }

  /** Whether the lines fit; when they do not, nothing of their message may be used. */
  append(seq: number, lines: string[]): boolean {
    const outcome = this.log.append(seq, lines);
    if (outcome === "changed") this.fault(`lines before ${seq} changed`);
    return outcome === "appended";
  }

  take(request: Request | null): void {
    if (request?.rqid !== this.request?.rqid) {
      this.#choice = null;
      this.sent = null;
    }
    this.#open(request);
  }

  /** Believes `BATTLE_RESTORED`; gives the MOVE that is to be sent again. */
  restore({ seq, log, request, choice, end }: Of<"BATTLE_RESTORED">, shared: boolean): Sent | null {
    if (seq < this.log.have) this.fault(`restored to ${seq}, although it had ${this.log.have} lines`);
    if (!this.append(seq, log)) {
      this.fault(`restored to ${seq} with ${log.length} lines, although it had ${this.log.have}`);
      this.log.clear();
    }
    const sameRequest = request !== null && request.rqid === this.request?.rqid;
    if (sameRequest && choice === null && this.#choice !== null && !shared) {
      this.fault(`lost the acknowledged choice '${this.#choice}' of request ${request.rqid}`);
    }
    const resend = sameRequest && choice === null ? this.sent : null;
    this.#open(request);
    this.#choice = choice;
    this.sent = null;
    if (end !== null) this.end(end);
    return resend;
  }

  #open(request: Request | null): void {
    this.request = request;
    this.rounds = Math.max(this.rounds, request?.rqid ?? 0);
  }

  chosen({ rqid, choice }: Of<"CHOICE">): void {
    if (rqid !== this.request?.rqid) return;
    this.#choice = choice;
    this.sent = null;
  }

  end({ winner, reason }: Ending): void {
    const before = this.ending;
    if (before !== null && (before.winner !== winner || before.reason !== reason)) {
      this.fault(`ended as ${before.winner} ${before.reason} and as ${winner} ${reason}`);
    }
    this.ending = { winner, reason };
  }

  /** Forgets all but how it ended. */
  forget(): void {
    this.log.clear();
    this.request = null;
    this.#choice = null;
    this.sent = null;
  }

  fault(what: string): void {
    this.faults.push(what);
  }

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }
}
