import { describe, expect, it } from "vitest";
import { readSettings } from "../../../party/lobby/settings.ts";

const env = { SUPABASE_URL: "https://project.example/", PLATEAU_WEBHOOK_SECRETS: "whsec_one whsec_two" };

describe("a lobby's settings", () => {
  it("name the project and the secrets that are accepted", () => {
    expect(readSettings(env)).toEqual({
      supabaseUrl: "https://project.example",
      secrets: ["whsec_one", "whsec_two"],
      jwtSecret: null,
    });
  });

  it("have the project's public keys verify tokens unless a secret is set", () => {
    expect(readSettings({ ...env, PLATEAU_JWT_SECRET: "" }).jwtSecret).toBeNull();
    expect(readSettings({ ...env, PLATEAU_JWT_SECRET: "shared" }).jwtSecret).toBe("shared");
  });

  it("are refused by name, and without their values, when something is missing", () => {
    const broken = { ...env, SUPABASE_URL: "secret nonsense", PLATEAU_WEBHOOK_SECRETS: undefined };
    const message = "Cannot start the lobby: SUPABASE_URL, PLATEAU_WEBHOOK_SECRETS is missing or malformed";
    expect(() => readSettings(broken)).toThrow(message);
  });
});
