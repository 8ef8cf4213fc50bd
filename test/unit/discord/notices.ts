import * as notices from "../../../functions/_shared/discord/notice.ts";

const audience = { webhooks: [], captured: true };

/** A match's result, as the database tells it. */
export function matchNotice(more: Record<string, unknown> = {}): notices.MatchNotice {
  return notices.MatchNotice.parse({
    match: { round: 2, status: "completed" },
    season: "Autumn",
    league: "Plateau",
    home: { name: "Pallet", score: 3 },
    away: { name: "Viridian", score: 0 },
    winner: "home",
    differential: 3,
    end_type: "win",
    battle_id: "match-abc",
    next_match: { home: "Pewter", away: "Cerulean", round: 3, scheduled_at: "2026-12-01T18:00:00+00:00" },
    ...audience,
    ...more,
  });
}

export function reminderNotice(more: Record<string, unknown> = {}): notices.ReminderNotice {
  return notices.ReminderNotice.parse({
    match: { round: 2, scheduled_at: "2026-12-01T18:00:00+00:00" },
    season: "Autumn",
    league: "Plateau",
    home: { name: "Pallet", coach: "Red" },
    away: { name: "Viridian", coach: null },
    ...audience,
    ...more,
  });
}

export function digestNotice(
  teams: readonly string[],
  more: Record<string, unknown> = {},
): notices.DigestNotice {
  return notices.DigestNotice.parse({
    season: "Autumn",
    league: "Plateau",
    round: 2,
    later: 0,
    open: 0,
    table: teams.map((team, at) => ({
      rank: at + 1,
      team,
      wins: 2,
      losses: 0,
      ties: 1,
      points: 7,
      differential: 5 - at,
      streak: "W2",
    })),
    ...audience,
    ...more,
  });
}

export function recordNotice(
  records: readonly Record<string, unknown>[],
  more: Record<string, unknown> = {},
): notices.RecordNotice {
  const mark = { holder: "Pallet", value: 5, previous: 3, species: null, stands: true };
  return notices.RecordNotice.parse({
    season: "Autumn",
    league: "Plateau",
    match: { home: "Pallet", away: "Viridian", round: 2, battle_id: "match-abc" },
    records: records.map((record) => ({ ...mark, ...record })),
    ...audience,
    ...more,
  });
}

export function alertNotice(more: Record<string, unknown> = {}): notices.AlertNotice {
  return notices.AlertNotice.parse({
    alert: {
      kind: "dead_letters",
      subject: "battle_results",
      details: { error: "the replay is malformed", job_id: "1", subject: null },
      opened_at: "2026-12-01T18:00:00+00:00",
      raised: 7,
      ...more,
    },
    ...audience,
  });
}
