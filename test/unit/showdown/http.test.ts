import { expect, test } from "vitest";
import { sign } from "../../../functions/_shared/auth/signature.ts";
import { handleRequest } from "../../../party/showdown/http.ts";
import { WEBHOOK_SECRET } from "../../harness/battles.ts";
import { SERVER_ID } from "../../harness/watch-functions.ts";
import { WatcherTable } from "../../harness/watcher.ts";

const MESSAGE = { type: "RECONCILE", v: 1, server: SERVER_ID };

function ask(
  table: WatcherTable,
  body: unknown,
  { id = SERVER_ID, secret = WEBHOOK_SECRET, method = "POST" } = {},
) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = { ...sign(text, [secret], "1", Date.now()) };
  const request = new Request(`http://rooms/parties/showdown/${id}`, {
    ...{ method, headers },
    ...(method === "POST" && { body: text }),
  });
  return handleRequest(request, { watcher: table.watcher, id, secrets: [WEBHOOK_SECRET] });
}

test("a signed RECONCILE has it look at once; said twice it changes nothing", async () => {
  const table = new WatcherTable();
  expect((await ask(table, MESSAGE)).status).toBe(202);
  expect((await ask(table, MESSAGE)).status).toBe(202);
  await table.pass(2_000);
  expect(table.looks).toBeGreaterThan(0);
});

test("anybody may ask how it does, which tells no secret and wakes nothing", async () => {
  const table = new WatcherTable({ account: "Watcher" });
  const response = await ask(table, "", { method: "GET" });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    ...{ server: SERVER_ID, connection: "idle", rooms: 0, undelivered: 0, heardAt: null },
  });
  await table.pass(5_000);
  expect([table.looks, table.wires.length, table.storage.keys().length]).toEqual([0, 0, 0]);
});

test("what is not signed, malformed, too large or another server's is refused and does nothing", async () => {
  const table = new WatcherTable();
  const statuses = await Promise.all([
    ask(table, MESSAGE, { secret: "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0" }),
    ask(table, "{"),
    ask(table, { ...MESSAGE, v: 2 }),
    ask(table, { ...MESSAGE, more: true }),
    ask(table, "x".repeat(5_000)),
    ask(table, MESSAGE, { id: "another" }),
    ask(table, MESSAGE, { id: "No Server" }),
    ask(table, "", { method: "DELETE" }),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([401, 400, 400, 400, 413, 400, 404, 405]);
  expect(table.looks).toBe(0);
});
