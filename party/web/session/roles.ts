import { useEffect, useState } from "preact/hooks";
import * as z from "zod";
import { type Api, messageOf } from "../api.ts";
import type { Viewer } from "./session.ts";

const Operators = z.array(z.object({ read_only: z.boolean() }));
const LeagueRoles = z.array(z.object({ league_id: z.string(), role: z.enum(["admin", "viewer"]) }));

/** What somebody may do beside playing. */
export interface Roles {
  /** Of the whole installation; an `observer` only looks. */
  operator: "operator" | "observer" | null;
  /** By the league's id. */
  leagues: ReadonlyMap<string, "admin" | "viewer">;
}

export const NO_ROLES: Roles = { operator: null, leagues: new Map() };

export function hasRole({ operator, leagues }: Roles): boolean {
  return operator !== null || leagues.size > 0;
}

/** Whether somebody may change things in a league. */
export function mayRun({ operator, leagues }: Roles, leagueId: string): boolean {
  return operator === "operator" || leagues.get(leagueId) === "admin";
}

/** Whether somebody may look at how a league is run. */
export function maySee({ operator, leagues }: Roles, leagueId: string): boolean {
  return operator !== null || leagues.has(leagueId);
}

/** Asked for once by the frame and the pages of a visit. */
const asked = new Map<string, Promise<Roles>>();

async function readRoles(api: Api, userId: string): Promise<Roles> {
  const [operators, leagues] = await Promise.all([
    api.data.from("operators").select("read_only").eq("user_id", userId),
    api.data.from("league_roles").select("league_id,role").eq("user_id", userId),
  ]);
  if (operators.error) throw operators.error;
  if (leagues.error) throw leagues.error;
  const [operator] = Operators.parse(operators.data);
  return {
    operator: operator === undefined ? null : operator.read_only ? "observer" : "operator",
    leagues: new Map(LeagueRoles.parse(leagues.data).map(({ league_id, role }) => [league_id, role])),
  };
}

export interface KnownRoles {
  /** `undefined` until they are known. */
  roles: Roles | undefined;
  error: string | null;
  retry: () => void;
}

/** The viewer's roles; nobody has none. */
export function useRoles(api: Api, viewer: Viewer | null | undefined): KnownRoles {
  const userId = viewer?.userId;
  const [known, setKnown] = useState<{
    userId: string;
    roles: Roles | undefined;
    error: string | null;
  } | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (userId === undefined) return;
    let current = true;
    const reading = asked.get(userId) ?? readRoles(api, userId);
    asked.set(userId, reading);
    reading.then(
      (roles) => current && setKnown({ userId, roles, error: null }),
      (failure: unknown) => {
        asked.delete(userId);
        if (current) setKnown({ userId, roles: undefined, error: messageOf(failure) });
      },
    );
    return () => {
      current = false;
    };
  }, [api, userId, turn]);
  const retry = () => setTurn(turn + 1);
  if (viewer === null) return { roles: NO_ROLES, error: null, retry };
  if (known === null || known.userId !== userId) return { roles: undefined, error: null, retry };
  return { roles: known.roles, error: known.error, retry };
}
