import type * as Party from "partykit/server";
import * as z from "zod";
import { webhookSecrets } from "../functions/_shared/auth/signature.ts";
import type { ErrorBody } from "../functions/_shared/schema/http.ts";
import { handleTeams } from "./teams/http.ts";
import { judgeTeam } from "./teams/judging.ts";

const Env = z.object({ PLATEAU_WEBHOOK_SECRETS: z.string().min(1) });

/** Joins the judging of teams to PartyKit: a room for each format, which keeps nothing. */
export default class TeamsServer implements Party.Server {
  readonly #secrets: string[];

  constructor({ env }: Party.Room) {
    const read = Env.safeParse(env);
    if (!read.success) throw new Error("Cannot judge teams: PLATEAU_WEBHOOK_SECRETS is missing");
    this.#secrets = webhookSecrets(read.data.PLATEAU_WEBHOOK_SECRETS);
  }

  /** Nobody connects here. */
  static onBeforeConnect(): Response {
    const body: ErrorBody = {
      error: { code: "METHOD_NOT_ALLOWED", message: "Only requests are answered here" },
    };
    return Response.json(body, { status: 405 });
  }

  async onRequest(request: Party.Request): Promise<Response> {
    const { url, method, headers } = request;
    const body = method === "POST" ? { body: await request.text() } : {};
    const portable = new Request(url, { method, headers: [...headers], ...body });
    return await handleTeams(portable, { secrets: this.#secrets, judge: judgeTeam });
  }
}

TeamsServer satisfies Party.Worker;
