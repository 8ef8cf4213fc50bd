import * as z from "zod";
import type { AdminRequest } from "../../../functions/_shared/schema/admin.ts";
import type { Api } from "../api.ts";

/** Calls a SQL function as the viewer and reads its answer. Throws with the database's own message. */
export async function rpc<Schema extends z.ZodType>(
  api: Api,
  name: string,
  args: object,
  schema: Schema,
): Promise<z.output<Schema>> {
  const { data, error } = await api.data.rpc(name, args);
  if (error) throw error;
  return schema.parse(data);
}

/** Calls a SQL function that changes something, in a request that the audit can name. */
export async function change(api: Api, name: string, args: object): Promise<unknown> {
  return rpc(api, name, { ...args, p_request_id: crypto.randomUUID() }, z.unknown());
}

/** Asks `queue-admin` and reads its answer. */
export async function askQueues<Schema extends z.ZodType>(
  api: Api,
  request: z.input<typeof AdminRequest>,
  schema: Schema,
): Promise<z.output<Schema>> {
  return await api.ask("queue-admin", schema, request);
}

/** The rows of a query, read. */
export async function rows<Schema extends z.ZodType>(
  query: PromiseLike<{ data: unknown; error: unknown }>,
  schema: Schema,
): Promise<z.output<Schema>[]> {
  const { data, error } = await query;
  if (error) throw error;
  return z.array(schema).parse(data);
}

export const Profile = z.object({ id: z.string(), display_name: z.string() });

/** Display names by user id; whoever is gone has none. */
export async function namesOf(api: Api, ids: Iterable<string>): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)].filter((id) => z.uuid().safeParse(id).success);
  if (wanted.length === 0) return new Map();
  const found = await rows(api.data.from("profiles").select("id,display_name").in("id", wanted), Profile);
  return new Map(found.map(({ id, display_name }) => [id, display_name]));
}

/** The user of a display name, in any case. */
export async function userNamed(api: Api, name: string): Promise<string> {
  // In a pattern of SQL these three mean something.
  const pattern = name.trim().replace(/[\\%_]/g, "\\$&");
  const found = await rows(
    api.data.from("profiles").select("id,display_name").ilike("display_name", pattern),
    Profile,
  );
  const user = found.find(({ display_name }) => display_name.toLowerCase() === name.trim().toLowerCase());
  if (user === undefined)
    throw new Error(`Nobody here is called “${name.trim()}”. They sign in once, then they can be found.`);
  return user.id;
}
