import { expect, test } from "vitest";
import { LoginRefused, logIn } from "../../../party/showdown/login.ts";
import { readSettings } from "../../../party/showdown/settings.ts";
import { WatcherTable } from "../../harness/watcher.ts";

const REQUEST = {
  ...{ loginUrl: "https://login.example/api/login", account: "Watcher", password: "p&ss word=" },
  challstr: "4|abc",
};

/** A login server that answers with that. */
function answering(text: string, status = 200) {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const fetching = async (input: unknown, init?: RequestInit) => {
    asked.push({ url: String(input), init });
    return new Response(status === 302 ? null : text, { status });
  };
  return { fetching: fetching as typeof fetch, asked };
}

test("it asks with the name, the password and the challenge, and says what vouches for it", async () => {
  const { fetching, asked } = answering(']{"actionsuccess":true,"assertion":"abc,watcher,2;sig"}');
  expect(await logIn(REQUEST, fetching)).toBe("/trn Watcher,0,abc,watcher,2;sig");
  expect(Object.fromEntries(new URLSearchParams(String(asked[0]?.init?.body)))).toEqual({
    ...{ act: "login", name: "Watcher", pass: "p&ss word=", challstr: "4|abc" },
  });
  expect(asked[0]?.init?.redirect).toBe("manual");
});

test("a name without a password is asked for as it is, and one that is somebody's is refused", async () => {
  const free = answering("abc,watcher,1;sig");
  expect(await logIn({ ...REQUEST, password: null }, free.fetching)).toBe("/trn Watcher,0,abc,watcher,1;sig");
  expect(String(free.asked[0]?.init?.body)).toBe("act=getassertion&userid=watcher&challstr=4%7Cabc");
  await expect(logIn({ ...REQUEST, password: null }, answering(";").fetching)).rejects.toThrow(LoginRefused);
  await expect(logIn({ ...REQUEST, loginUrl: null }, answering("").fetching)).resolves.toBe(
    "/trn Watcher,0,",
  );
});

test.each([
  [']{"actionsuccess":false,"assertion":"x"}', "is wrong"],
  [']{"actionsuccess":true,"assertion":";;Your name is\\nbanned"}', "Your name is banned"],
  ["]{}", "is wrong"],
])("%s is a refusal", async (text, message) => {
  const { fetching } = answering(text);
  await expect(logIn(REQUEST, fetching)).rejects.toThrow(LoginRefused);
  await expect(logIn(REQUEST, fetching)).rejects.toThrow(message);
});

test.each([
  ["<html>", 200],
  ["]not json", 200],
  ['][{"assertion":1}]', 200],
  ['"}]{"assertion":"a\\n|/command"}', 200],
  [`]{"actionsuccess":true,"assertion":"a\\n|/command"}`, 200],
  ["x".repeat(70_000), 200],
  ["", 302],
  ["oops", 500],
])("%.20s with %i is no answer, and sends no command", async (text, status) => {
  const failed = await logIn(REQUEST, answering(text, status).fetching).catch((error) => error);
  expect(failed).toBeInstanceOf(Error);
  expect(failed).not.toBeInstanceOf(LoginRefused);
});

test("who cannot log in watches as a guest, tries again, and never logs the password", async () => {
  const table = new WatcherTable({ account: "Watcher", loginUrl: "https://login.example/api/login" });
  let answer = ']{"actionsuccess":false}';
  table.fetch = async () => new Response(answer);
  await table.reconcile();
  const opened = async () => {
    table.wire.greet();
    await table.pass(2_000);
  };
  await opened();
  expect(table.logged.map(({ event }) => event)).toContain("login.refused");
  expect((await table.watcher.status(table.watches.server?.id as never)).connection).toBe("open");
  answer = ']{"actionsuccess":true,"assertion":"sig"}';
  for (let second = 0; second < 62; second += 1) {
    table.wire.tell("|usercount|1");
    await table.pass(1_000);
  }
  expect(table.wire.said).toContain("|/trn Watcher,0,sig");
  table.wire.tell("|nametaken|Watcher|Your verification signature was invalid.");
  expect(JSON.stringify(table.logged)).not.toContain("secret password");
  expect(JSON.stringify(table.logged)).toContain("Your verification signature was invalid.");
});

test("passwords are read from one variable, by the server's id, and none is told when it is malformed", () => {
  const env = { SUPABASE_URL: "http://127.0.0.1:1/", PLATEAU_WEBHOOK_SECRETS: "whsec_a" };
  expect(readSettings(env).passwords.size).toBe(0);
  const read = readSettings({ ...env, PLATEAU_SHOWDOWN_PASSWORDS: '{"main":"a b"}' });
  expect(read).toMatchObject({ supabaseUrl: "http://127.0.0.1:1", passwords: new Map([["main", "a b"]]) });
  for (const text of ["main=secret", '["secret"]', '{"main":7}', '{"main":""}']) {
    const reading = () => readSettings({ ...env, PLATEAU_SHOWDOWN_PASSWORDS: text });
    expect(reading).toThrow(/PLATEAU_SHOWDOWN_PASSWORDS is missing or malformed/);
    expect(reading).not.toThrow(/secret/);
  }
});
