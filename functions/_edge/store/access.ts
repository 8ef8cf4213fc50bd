import type { SupabaseClient } from "@supabase/supabase-js";
import type * as z from "zod";
import type { Database } from "../../_shared/database.types.ts";

/** The conditions that our SQL functions raise. */
const CODES = {
  PT400: "invalid",
  PT403: "forbidden",
  PT404: "not_found",
  PT409: "conflict",
  PT410: "void",
  PT429: "too_many",
} as const;
type StoreErrorCode = (typeof CODES)[keyof typeof CODES];

/**
 * The database does not know it (`not_found`), its state forbids it (`conflict`), its rules do (`invalid`), it is not the
 * asker's to do (`forbidden`), it is about a battle that counts for nobody (`void`), or the asker did it too often
 * (`too_many`). The message may be shown.
 */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.name = "StoreError";
    this.code = code;
  }
}

/** The database was not reached, or failed at what it was asked. The message is for the log. */
export class StoreFailure extends Error {
  override readonly name = "StoreFailure";
}

type Functions = Database["public"]["Functions"];

/** The generated types do not tell which arguments may be null. */
type Arguments<Name extends keyof Functions> = {
  [Key in keyof Functions[Name]["Args"]]: Functions[Name]["Args"][Key] | null;
};

interface Failure {
  code?: string;
  message: string;
  cause?: unknown;
}

/** The two ways in which the store asks the database. Both parse the answer; both throw a `StoreError` or a `StoreFailure`. */
export interface Access {
  client: SupabaseClient;
  /** Calls a SQL function. */
  call<Name extends keyof Functions, Schema extends z.ZodType>(
    name: Name,
    args: Arguments<Name>,
    schema: Schema,
  ): Promise<z.output<Schema>>;
  /** Awaits a query of a table. */
  read<Schema extends z.ZodType>(
    table: string,
    query: PromiseLike<{ data: unknown; error: Failure | null }>,
    schema: Schema,
  ): Promise<z.output<Schema>>;
}

export function accessBy(client: SupabaseClient): Access {
  const read: Access["read"] = async (what, query, schema) => {
    const { data, error } = await query;
    if (error) throw failure(what, error);
    return schema.parse(data);
  };
  return { client, read, call: (name, args, schema) => read(name, client.rpc(name, args), schema) };
}

function failure(what: string, error: Failure): StoreError | StoreFailure {
  const known = Object.entries(CODES).find(([condition]) => condition === error.code);
  if (known) return new StoreError(known[1], error.message);
  return new StoreFailure(`Cannot use ${what}: ${error.message}`, { cause: error });
}
