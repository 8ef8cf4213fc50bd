import type * as Party from "partykit/server";
import BattleServer from "../../../party/battle.ts";

/** A battle room whose storage is memory: nothing is written, and nothing outlives it. */
export default class VolatileServer extends BattleServer {
  constructor(party: Party.Room) {
    const values = new Map<string, unknown>();
    const storage = {
      get: async (key: string) => values.get(key),
      list: async ({ prefix, startAfter = "", limit = 100_000 }: ListOptions) => {
        const keys = [...values.keys()].filter((key) => key.startsWith(prefix) && key > startAfter).sort();
        return new Map(keys.slice(0, limit).map((key) => [key, values.get(key)]));
      },
      put: async (entries: Record<string, unknown>) => {
        for (const [key, value] of Object.entries(entries)) values.set(key, value);
      },
      delete: async (key: string) => values.delete(key),
      setAlarm: async () => undefined,
      deleteAlarm: async () => undefined,
    };
    super(
      new Proxy(party, {
        get: (room, name) => {
          if (name === "storage") return storage;
          const value: unknown = Reflect.get(room, name);
          return typeof value === "function" ? value.bind(room) : value;
        },
      }),
    );
  }
}

interface ListOptions {
  prefix: string;
  startAfter?: string;
  limit?: number;
}

VolatileServer satisfies Party.Worker;
