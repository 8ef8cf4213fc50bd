import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AdminRequest, JobFilter, QueueLimits } from "../../../functions/_shared/schema/admin.ts";
import { PARTS } from "../../../functions/_shared/schema/ops.ts";
import { blocksOf, codesOf, rowsOf, sectionsOf } from "../../harness/markdown.ts";

const ID = "3f1c1f9e-8a77-4d0e-9f0e-0d5c6f1d2a3b";

const page = readFile(join(import.meta.dirname, "../../../docs/operations.md"), "utf8");

test("every call of queue-admin on the operations page is one, and every action has one", async () => {
  const blocks = sectionsOf(await page).flatMap((section) => blocksOf(section, "sh"));
  const calls = blocks.flatMap((block) =>
    [...block.matchAll(/^admin '([^']+)'$/gms)].map(([, json = ""]) => json),
  );
  const asked = calls.map((json) => AdminRequest.parse(JSON.parse(json.replace(/<[a-z ]+ id>/g, ID))));
  const actions = AdminRequest.options.map((option) => option.shape.action.value);
  expect([...new Set(asked.map(({ action }) => action))].sort()).toEqual([...actions].sort());
});

test("the operations page explains every limit, every filter and every part of the system", async () => {
  const sections = sectionsOf(await page);
  const first = (title: string) =>
    sections.flatMap((section) => rowsOf(section, title)).flatMap(([cell = ""]) => codesOf(cell));
  expect(first("limit").sort()).toEqual(Object.keys(QueueLimits.shape).sort());
  expect(first("part").sort()).toEqual([...PARTS].sort());
  for (const name of Object.keys(JobFilter.shape)) expect(await page, name).toContain(`\`${name}\``);
});
