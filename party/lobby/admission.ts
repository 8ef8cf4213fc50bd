import type { FormatId, UserId } from "../../functions/_shared/schema/ids.ts";
import type { EnterAnswer } from "../../functions/_shared/schema/matchmaking.ts";
import type { TeamReading } from "../teams/reading.ts";
import type { Entry } from "./entry.ts";
import { LobbyError } from "./frames.ts";
import { type Matchmaking, StoreUnavailable } from "./matchmaking.ts";

/** The format that players wait for. */
export interface LadderFormat {
  id: FormatId;
  /** Whether players bring teams; the simulator draws them otherwise. */
  team: boolean;
}

export interface AdmissionDeps {
  format: LadderFormat;
  store: Pick<Matchmaking, "enter">;
  readTeam(text: string, format: FormatId): TeamReading;
  /** Gives a claim up that may be held. */
  giveUp(claim: string): void;
  log(event: string, fields: Record<string, unknown>): void;
}

export interface Applicant {
  user: UserId;
  claim: string;
  teamId: string | null;
  /** Only goes back to a place that was kept. */
  resume: boolean;
}

/** Characters of a saved team at the most. */
const TEAM_LIMIT = 25_000;
/** Of the validator's problems with a team, so many are told. */
const PROBLEMS_TOLD = 10;

/** Checks that a player names a team where the format wants one, and none where the simulator draws it. */
export function requireTeam({ id, team }: LadderFormat, teamId: string | null): void {
  if (team && teamId === null) {
    throw new LobbyError("INVALID_TEAM", `Cannot queue: '${id}' is played with a team of your own; name one`);
  }
  if (!team && teamId !== null) {
    throw new LobbyError("INVALID_TEAM", `Cannot queue with a team: those of '${id}' are drawn`);
  }
}

/**
 * Claims a player's one entry and validates the team.
 *
 * @throws {LobbyError} when the player may not wait; nothing is claimed then. `NOT_IN_QUEUE`: there is no place to resume
 */
export async function admit(applicant: Applicant, deps: AdmissionDeps): Promise<Entry> {
  const { user, claim, teamId } = applicant;
  const answer = await enter(applicant, deps);
  if (answer.status !== "entered") throw refusal(answer);
  const { name, rating, joinedAt, lastOpponent } = answer;
  const entry = { user, claim, name, rating, joinedAt, lastOpponent, teamId };
  if (teamId === null) return { ...entry, team: null };
  try {
    return { ...entry, team: validTeam(answer.team ?? "", deps) };
  } catch (error) {
    deps.giveUp(claim);
    throw error;
  }
}

async function enter(applicant: Applicant, deps: AdmissionDeps): Promise<EnterAnswer> {
  try {
    return await deps.store.enter({ ...applicant, format: deps.format.id });
  } catch (error) {
    // The answer may have been lost on its way, and the claim be held.
    deps.giveUp(applicant.claim);
    if (!(error instanceof StoreUnavailable)) throw error;
    deps.log("enter.failed", { error: error.message });
    throw new LobbyError("STORE_UNAVAILABLE", "Cannot queue now; try again in a few seconds");
  }
}

function refusal(answer: Exclude<EnterAnswer, { status: "entered" }>): LobbyError {
  switch (answer.status) {
    case "queued":
      return new LobbyError("ALREADY_IN_QUEUE", `Cannot queue: you wait for '${answer.format}' already`);
    case "playing": {
      const { battleId } = answer;
      return new LobbyError("ALREADY_IN_BATTLE", `Cannot queue: you play '${battleId}'`, { battleId });
    }
    case "no-team":
      return new LobbyError("INVALID_TEAM", "Cannot queue: you have no such team for this format");
    case "gone":
      return new LobbyError("NOT_IN_QUEUE", "Cannot go back to the queue: no place was kept");
  }
}

function validTeam(text: string, { format, readTeam }: AdmissionDeps): string {
  if (text.length > TEAM_LIMIT) {
    throw new LobbyError("INVALID_TEAM", `Cannot read the team: it has more than ${TEAM_LIMIT} characters`);
  }
  const reading = readTeam(text, format.id);
  if (reading.ok) return reading.team;
  const told = reading.problems.slice(0, PROBLEMS_TOLD);
  const more = reading.problems.length - told.length;
  if (more > 0) told.push(`${more} more`);
  throw new LobbyError("INVALID_TEAM", told.join("\n"));
}
