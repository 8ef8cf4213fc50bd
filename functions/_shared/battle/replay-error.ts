/**
 * Why a battle log is no replay.
 *
 * - `truncated`: it breaks off before the battle ended;
 * - `contradictory`: it denies itself, or what the battle is said to have been;
 * - `malformed`: a line that counts cannot be read;
 * - `too_large`: over the size limit, not read at all;
 * - `over_budget`: reading it took longer than it may.
 */
export type ReplayErrorCode = "truncated" | "contradictory" | "malformed" | "too_large" | "over_budget";

export interface ReplayError {
  code: ReplayErrorCode;
  /** The line it was noticed at, from 1; 0 when it is about the whole log. */
  line: number;
  message: string;
}

/** Carries a {@link ReplayError} from the line where it is noticed to the parser's boundary. */
export class ReplayFault extends Error {
  readonly code: ReplayErrorCode;
  readonly line: number;

  constructor(code: ReplayErrorCode, line: number, message: string) {
    super(message);
    this.name = "ReplayFault";
    this.code = code;
    this.line = line;
  }
}
