import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { Health } from "../../functions/_shared/schema/ops.ts";
import { type Served, serveFunction } from "../harness/deno.ts";

const KEY = `sb_secret_${"k".repeat(24)}`;
const SECRET = "w".repeat(40);

const silent = createServer(() => undefined);
let served: Served | undefined;
afterEach(async () => {
  await served?.stop();
  silent.closeAllConnections();
  silent.close();
});

test("health answers 503 while the database and the room server say nothing, and its reasons to the service alone", async () => {
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const away = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  served = await serveFunction("health", {
    SUPABASE_URL: away,
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: KEY }),
    PLATEAU_WEBHOOK_SECRETS: SECRET,
    PARTYKIT_URL: away,
  });
  const guest = await fetch(served.url);
  expect(guest.status).toBe(503);
  const { state, parts } = Health.parse(await guest.json());
  expect(state).toBe("down");
  expect(Object.values(parts)).toEqual(Object.values(parts).map(() => ({ state: "down" })));

  const service = await fetch(served.url, { headers: { apikey: KEY } });
  expect(service.status).toBe(503);
  expect(Health.parse(await service.json()).parts).toMatchObject({
    database: { reason: "No answer after 3000 ms" },
    roomServer: { reason: expect.any(String) },
  });
  for (const secret of [KEY, SECRET]) expect(served.output()).not.toContain(secret);
}, 60_000);
