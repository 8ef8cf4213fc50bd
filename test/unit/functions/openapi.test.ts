import { expect, test } from "vitest";
import { describeApi } from "../../../functions/_shared/api/openapi.ts";

/** What a name and its type say already. */
const PLAIN = new Set([
  ...[
    "season_id",
    "league_id",
    "team_id",
    "match_id",
    "battle_id",
    "user_id",
    "id",
    "format",
    "action",
    "created_at",
  ],
  ...[
    "ended_at",
    "expires_at",
    "end_type",
    "season",
    "league",
    "best_of",
    "error",
    "result",
    "path",
    "message",
    "limit",
  ],
  ...["seasons", "teams", "matches", "battles"],
]);

type Json = Record<string, unknown>;

/** The fields of a schema and of those within it that do not say what they mean. */
function unsaid(schema: unknown, where: string): string[] {
  if (schema === null || typeof schema !== "object") return [];
  const { properties = {}, ...rest } = schema as { properties?: Record<string, Json> } & Json;
  const own = Object.entries(properties).flatMap(([name, field]) => [
    ...(typeof field.description === "string" || PLAIN.has(name) ? [] : [`${where}.${name}`]),
    ...unsaid(field, `${where}.${name}`),
  ]);
  return [...own, ...Object.values(rest).flatMap((part) => unsaid(part, where))];
}

const api = describeApi("https://plateau.example/functions/v1/api") as {
  components: { schemas: Record<string, Json> };
  paths: Record<string, Record<string, { parameters: { name: string; schema: Json }[] }>>;
};

test("the description says of each field what it means", () => {
  const schemas = Object.entries(api.components.schemas).flatMap(([name, schema]) => unsaid(schema, name));
  expect(schemas).toEqual([]);
});

test("the description says of each parameter what it means", () => {
  const parameters = Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.values(operations).flatMap((operation) =>
      operation.parameters
        .filter(({ name, schema }) => typeof schema.description !== "string" && !PLAIN.has(name))
        .map(({ name }) => `${path} ${name}`),
    ),
  );
  expect(parameters).toEqual([]);
});
