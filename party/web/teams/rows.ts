import * as z from "zod";
import type { Api } from "../api.ts";

const SavedTeam = z.object({
  id: z.uuid(),
  format: z.string(),
  name: z.string(),
  team: z.string(),
});

/** A team that the viewer keeps; nobody else can read it. */
export type SavedTeam = z.infer<typeof SavedTeam>;
export type TeamDraft = Omit<SavedTeam, "id">;

/** The most characters of a team's text. */
export const TEAM_LENGTH = 25_000;
export const TEAM_NAME_LENGTH = 60;

/** The viewer's teams, by format and name. */
export async function loadTeams(api: Api): Promise<SavedTeam[]> {
  const { data, error } = await api.data
    .from("saved_teams")
    .select("id,format,name,team")
    .order("format")
    .order("name");
  if (error) throw error;
  return z.array(SavedTeam).parse(data);
}

/** Keeps a new team, or what became of an old one. */
export async function saveTeam(api: Api, id: string | null, draft: TeamDraft): Promise<void> {
  const teams = api.data.from("saved_teams");
  const { error } = await (id === null ? teams.insert(draft) : teams.update(draft).eq("id", id));
  if (error) throw error;
}

export async function deleteTeam(api: Api, id: string): Promise<void> {
  const { error } = await api.data.from("saved_teams").delete().eq("id", id);
  if (error) throw error;
}
