import * as z from "zod";
import { parseJson } from "../../functions/_shared/json.ts";
import { readText, userId } from "./text.ts";

const TIMEOUT = 10_000;
const ANSWER_LIMIT = 64 * 1024;

/** The login server said no, as it will again: the name or the password is wrong. */
export class LoginRefused extends Error {
  override readonly name = "LoginRefused";
}

export interface LoginRequest {
  /** `null`: the server takes names without proof. */
  loginUrl: string | null;
  account: string;
  /** `null`: the name is nobody's. */
  password: string | null;
  /** What the server said after `|challstr|`. */
  challstr: string;
}

/** What is used of the answer, which begins with `]`. */
const Answer = z.object({
  actionsuccess: z.boolean().optional(),
  assertion: z.string().max(5_000).optional(),
});

/**
 * Asks a login server to vouch for a name.
 *
 * @returns what to say: `/trn name,0,assertion`
 * @throws {LoginRefused} when it will not; another error when it cannot be asked
 */
export async function logIn(request: LoginRequest, fetching: typeof fetch): Promise<string> {
  const { loginUrl, account, password, challstr } = request;
  if (loginUrl === null) return `/trn ${account},0,`;
  const fields: Record<string, string> =
    password === null
      ? { act: "getassertion", userid: userId(account), challstr }
      : { act: "login", name: account, pass: password, challstr };
  const response = await fetching(loginUrl, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
    // The password goes nowhere else.
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT),
  });
  const text = await readText(response, ANSWER_LIMIT);
  if (response.status !== 200) throw new Error(`Cannot log in: the login server answered ${response.status}`);
  return `/trn ${account},0,${assertionOf(text, password === null)}`;
}

/** @param mayBeBare whether the assertion may come by itself, as that for a name which is nobody's does */
function assertionOf(text: string, mayBeBare: boolean): string {
  const bare = mayBeBare && text.includes(";") && !text.startsWith("]");
  const answer = bare ? null : Answer.safeParse(text.startsWith("]") ? parseJson(text.slice(1)) : undefined);
  if (answer && !answer.success) throw new Error("Cannot log in: the login server's answer is malformed");
  const assertion = (bare ? text : (answer?.data.assertion ?? "")).trim();
  if (assertion.startsWith(";;")) throw new LoginRefused(`Cannot log in: ${oneLine(assertion.slice(2))}`);
  if (assertion === "" || assertion.startsWith(";") || answer?.data.actionsuccess === false) {
    throw new LoginRefused("Cannot log in: the name or its password is wrong");
  }
  // What is sent on is one line of a command, whatever the login server says.
  if (!/^[\x21-\x7e]{1,5000}$/.test(assertion)) {
    throw new Error("Cannot log in: the login server's answer is malformed");
  }
  return assertion;
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, 200);
}
