import * as z from "zod";
import * as api from "../schema/api.ts";
import * as http from "../schema/http.ts";
import * as teams from "../schema/teams.ts";
import { type Asker, OPERATIONS, type Operation } from "./operations.ts";

type Json = Record<string, unknown>;

/** Refusals that every operation may answer with. */
const ALWAYS = [400, 405, 500];

const REFUSALS: Record<number, string> = {
  400: "What was sent is malformed, or against the rules",
  401: "Nobody asks: sign in, or send the key",
  403: "It is not the asker's to do",
  404: "There is no such thing",
  405: "The path is not for this method",
  409: "The state of things forbids it",
  410: "The battle counts for nobody",
  413: "The body is too large",
  429: "You asked for it too often in this hour; the message says how long to wait",
  500: "Something went wrong here; ask again later",
  503: "What is needed for it cannot be reached; ask again in a few seconds",
};

const SECURITY: Record<Asker, Json[]> = {
  anyone: [],
  user: [{ accessToken: [] }],
  caller: [{ accessToken: [] }, { secretKey: [] }],
};

/** The OpenAPI 3.1 description of the function `api`, made of what it serves. @param url where the function is */
export function describeApi(url: string): Json {
  const paths: Record<string, Json> = {};
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    const path = paths[operation.path] ?? {};
    path[operation.method.toLowerCase()] = describe(name, operation);
    paths[operation.path] = path;
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Plateau",
      version: "1",
      description:
        "What leagues' own sites read and do. Reading is for anybody, and answers have an ETag. Pages of a list end with `next`: send it as `after`; it is null on the last.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url }],
    security: [],
    paths,
    components: {
      schemas: components(),
      securitySchemes: {
        accessToken: { type: "http", scheme: "bearer", description: "A user's access token" },
        secretKey: { type: "apiKey", in: "header", name: "apikey", description: "The project's secret key" },
      },
    },
  };
}

function describe(name: string, { asker, body, answer, params, query, refusals, summary }: Operation): Json {
  const statuses = new Set([
    ...ALWAYS,
    ...(asker === "anyone" ? [] : [401]),
    ...(body ? [413] : []),
    ...refusals,
  ]);
  return {
    operationId: name,
    summary,
    security: SECURITY[asker],
    parameters: [...parameters("path", params), ...parameters("query", query)],
    ...(body && { requestBody: { required: true, content: json(schemaOf(body, "input")) } }),
    responses: {
      200: {
        description: "Done",
        ...(asker === "anyone" && { headers: { etag: { schema: { type: "string" } } } }),
        content: json(schemaOf(answer, "output")),
      },
      ...(asker === "anyone" && { 304: { description: "What `if-none-match` names still holds" } }),
      ...Object.fromEntries(
        [...statuses].map((status) => [
          status,
          { description: REFUSALS[status], content: json(schemaOf(http.ErrorBody, "output")) },
        ]),
      ),
    },
  };
}

function parameters(place: "path" | "query", schema: z.ZodObject): Json[] {
  const { properties = {}, required = [] } = jsonSchema(schema, "input");
  return Object.entries(properties as Record<string, Json>).map(([name, described]) => ({
    name,
    in: place,
    required: place === "path" || (required as string[]).includes(name),
    schema: described,
  }));
}

/** Schemas that bear a name in the description; what a body takes and an answer gives differ in their defaults. */
const NAMED: ReadonlyMap<z.ZodType, { id: string; io: "input" | "output" }> = new Map<
  z.ZodType,
  { id: string; io: "input" | "output" }
>([
  [api.SeasonList, { id: "SeasonList", io: "output" }],
  [api.TeamList, { id: "TeamList", io: "output" }],
  [api.ApiStandings, { id: "Standings", io: "output" }],
  [api.ApiMatch, { id: "Match", io: "output" }],
  [api.MatchList, { id: "MatchList", io: "output" }],
  [api.CreateMatchRequest, { id: "CreateMatch", io: "input" }],
  [api.ChangeMatchRequest, { id: "ChangeMatch", io: "input" }],
  [api.ApiLeaderboard, { id: "Leaderboard", io: "output" }],
  [api.ApiBattle, { id: "Battle", io: "output" }],
  [api.BattleList, { id: "BattleList", io: "output" }],
  [api.ApiUser, { id: "User", io: "output" }],
  [http.DiscordCode, { id: "DiscordCode", io: "output" }],
  [http.CreateRoomRequest, { id: "CreateRoom", io: "input" }],
  [http.CreateRoomResponse, { id: "Room", io: "output" }],
  [http.ErrorBody, { id: "Error", io: "output" }],
  [teams.ValidateTeamRequest, { id: "ValidateTeam", io: "input" }],
  [teams.TeamVerdict, { id: "TeamVerdict", io: "output" }],
  [teams.OwnTeam, { id: "OwnTeam", io: "output" }],
  [teams.Paste, { id: "Paste", io: "output" }],
]);

function components(): Record<string, Json> {
  return Object.fromEntries([...NAMED].map(([schema, { id, io }]) => [id, jsonSchema(schema, io)]));
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const named = NAMED.get(schema);
  return named ? { $ref: `#/components/schemas/${named.id}` } : jsonSchema(schema, io);
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...described } = z.toJSONSchema(schema, {
    io,
    // The format says it; its pattern is a page long.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return described;
}

function json(schema: Json): Json {
  return { "application/json": { schema } };
}
