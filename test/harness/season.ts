import { Api } from "../../supabase/local/demo/api.ts";
import { type Deadline, deadlineIn } from "../../supabase/local/demo/deadline.ts";
import { createSeason, type DemoSeason } from "../../supabase/local/demo/league.ts";
import type { ProgressState } from "../../supabase/local/demo/progress.ts";
import { type DemoResult, readResult } from "../../supabase/local/demo/results.ts";
import { runSeason } from "../../supabase/local/demo/season.ts";
import type { Stack } from "../../supabase/local/stack.ts";

export interface PlayOptions {
  battles: number;
  seed: string;
  /** @default 4 */
  parallel?: number;
  /** Seconds. @default 120 */
  timeout?: number;
  onProgress?: (state: ProgressState) => void;
}

export interface PlayedSeason {
  api: Api;
  season: DemoSeason;
  result: DemoResult;
  deadline: Deadline;
}

/** Plays a season of bots on a running stack, as the demo does. */
export async function playSeason(stack: Stack, options: PlayOptions): Promise<PlayedSeason> {
  const deadline = deadlineIn(options.timeout ?? 120);
  const api = new Api({ url: stack.urls.api, ...stack.keys }, deadline);
  const season = await createSeason(api, stack.urls.database, deadline, { ...options, now: new Date() });
  const progress = {
    update: options.onProgress ?? (() => undefined),
    note: () => undefined,
    end: () => undefined,
  };
  await runSeason({ api, season, progress, deadline, parallel: options.parallel ?? 4 });
  return { api, season, result: await readResult(api, season), deadline };
}
