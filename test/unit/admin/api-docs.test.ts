import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { OPERATIONS } from "../../../functions/_shared/api/operations.ts";
import { ChangeMatchRequest } from "../../../functions/_shared/schema/api.ts";

test("the page about the API names every operation, and every act of a match", async () => {
  const page = await readFile(join(import.meta.dirname, "../../../docs/api.md"), "utf8");
  const short = (path: string) => path.replace("/v1/users/{user_id}/replays", "…/replays");
  for (const { method, path } of Object.values(OPERATIONS)) {
    const named = [`\`${method} ${path}\``, `\`${short(path)}\``];
    expect(
      named.some((text) => page.includes(text)),
      `${method} ${path}`,
    ).toBe(true);
  }
  for (const option of ChangeMatchRequest.options) expect(page).toContain(`\`${option.shape.action.value}\``);
});
