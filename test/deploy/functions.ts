import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { pooledMap } from "deno-std/async/pool.js";
import * as z from "zod";
import { run } from "../harness/command.ts";
import { startManagementApi, type Upload } from "../harness/management-api.ts";
import { boot } from "./boot.ts";
import { bundleSize } from "./bundle.ts";

export const ROOT = join(import.meta.dirname, "../..");
const MODULES = join(ROOT, "node_modules");
const LIMIT_BYTES = 5_000_000;

/** What a deploy of a tree uploaded, and everything that is wrong with it; an empty `problems` is a good deploy. */
export interface Deployment {
  uploads: Map<string, Upload>;
  problems: string[];
}

/** Copies what a deploy reads to a temporary folder, so that it can be broken there and the CLI may leave its files. */
export async function copyTree(): Promise<{ tree: string; remove: () => Promise<void> }> {
  const tree = await mkdtemp(join(tmpdir(), "plateau-deploy-"));
  await cp(join(ROOT, "functions"), join(tree, "functions"), {
    recursive: true,
    filter: (source) => basename(source) !== "node_modules",
  });
  await mkdir(join(tree, "supabase"));
  await cp(join(ROOT, "supabase/config.toml"), join(tree, "supabase/config.toml"));
  return { tree, remove: () => rm(tree, { recursive: true, force: true }) };
}

/**
 * Deploys a tree with the real CLI to a stand-in of the management API. The CLI warns and exits 0 where an import is
 * missing, so each warning is a problem, and so is a function that was uploaded without its entry or import map.
 */
export async function deploy(tree: string): Promise<Deployment> {
  const api = await startManagementApi();
  const home = await mkdtemp(join(tmpdir(), "plateau-home-"));
  try {
    const profile = join(home, "profile.yaml");
    const lines = [
      "name: stand-in",
      `api_url: ${api.url}`,
      `dashboard_url: ${api.url}`,
      "project_host: localhost",
    ];
    await writeFile(profile, `${lines.join("\n")}\n`);
    const result = await run(
      join(MODULES, ".bin/supabase"),
      ["functions", "deploy", "--use-api", "--yes", `--remote=${api.ref}`, "--profile", profile],
      {
        cwd: tree,
        env: {
          PATH: process.env.PATH,
          HOME: home,
          NO_COLOR: "1",
          SUPABASE_TELEMETRY_DISABLED: "1",
          SUPABASE_ACCESS_TOKEN: api.token,
        },
      },
    );
    const problems = warnings(`${result.stdout}\n${result.stderr}`);
    if (result.code !== 0) problems.push(`The CLI exits ${result.code}: ${result.stderr}`);
    problems.push(...api.unknown.map((route) => `The CLI asks ${route}, which the stand-in does not have`));
    for (const upload of api.uploads.values()) {
      problems.push(...missingParts(upload));
      if (!api.activated.has(upload.slug)) problems.push(`${upload.slug} is uploaded and never made live`);
    }
    return { uploads: api.uploads, problems };
  } finally {
    await api.stop();
    await rm(home, { recursive: true, force: true });
  }
}

/** The lines of a CLI's output that warn. */
export function warnings(output: string): string[] {
  return output
    .split("\n")
    .filter((line) => /\bwarn(ing)?\b|deprecated|\bskipp(ed|ing)\b|failed to/i.test(line))
    .map((line) => `The CLI warns: ${line.trim()}`);
}

function missingParts({ slug, metadata, files }: Upload): string[] {
  return [metadata.entrypoint_path, metadata.import_map_path]
    .filter((path) => path === undefined || !files.has(path))
    .map((path) => `${slug} is uploaded without ${path ?? "an import map"}`);
}

/** What a function answers to a request that nothing vouches for, where it is not 401. */
const strangers: Record<string, { method: "GET" | "POST"; status: number }> = {
  // For everybody: where it boots here, the rest of the system is away.
  health: { method: "GET", status: 503 },
  // Nothing is served at its root.
  api: { method: "GET", status: 404 },
};

/**
 * Rebuilds the uploaded files of each function in an empty folder and proves that they are enough there: they type-check,
 * they fit into the size limit with their packages, and Deno serves them, refusing a request that nothing vouches for.
 */
export async function proveUploads(uploads: readonly Upload[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "plateau-uploads-"));
  try {
    const problems: string[] = [];
    for (const upload of uploads) problems.push(...(await rebuild(join(folder, upload.slug), upload)));
    if (problems.length === 0) problems.push(...(await checkTypes(folder, uploads)));
    if (problems.length > 0) return problems;
    // Two at once: each waits for its own start for half of the time.
    const proven = pooledMap(2, uploads, (upload) => prove(join(folder, upload.slug), upload));
    for await (const found of proven) problems.push(...found);
    return problems;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rebuild(folder: string, upload: Upload): Promise<string[]> {
  for (const [path, bytes] of upload.files) {
    const target = join(folder, path);
    if (!target.startsWith(`${folder}/`)) return [`${upload.slug}: ${path} leads out of the project`];
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
  return await linkPackages(folder, upload);
}

async function prove(folder: string, upload: Upload): Promise<string[]> {
  try {
    const problems: string[] = [];
    const bytes = await bundleSize(join(folder, upload.metadata.entrypoint_path));
    if (bytes > LIMIT_BYTES) problems.push(`${upload.slug} is ${bytes} bytes: more than ${LIMIT_BYTES}`);
    const stranger = strangers[upload.slug] ?? { method: "POST", status: 401 };
    const answer = await boot(folder, upload, stranger.method);
    if (answer.status !== stranger.status) {
      problems.push(
        `${upload.slug} answers ${answer.status} to a stranger, not ${stranger.status}: ${answer.body}`,
      );
    }
    return problems;
  } catch (error) {
    return [`${upload.slug}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

const ImportMap = z.object({ imports: z.record(z.string(), z.string()) });
const Manifest = z.object({ version: z.string() });

/**
 * Puts the packages of the uploaded import map, and no others, into the folder's node_modules, so that an import which
 * the map leaves out fails as it would on the server. What they depend on is found where the links lead.
 */
async function linkPackages(folder: string, upload: Upload): Promise<string[]> {
  const { slug } = upload;
  const problems: string[] = [];
  for (const target of Object.values(ImportMap.parse(JSON.parse(importMapOf(upload))).imports)) {
    const [, name, version] = /^npm:\/?((?:@[^/]+\/)?[^@/]+)@([^/]+)/.exec(target) ?? [];
    if (name === undefined) {
      problems.push(`${slug} imports ${target}, which is not an npm package with its version`);
      continue;
    }
    const manifest = await readFile(join(MODULES, name, "package.json"), "utf8");
    const installed = Manifest.parse(JSON.parse(manifest)).version;
    if (installed !== version)
      problems.push(`${slug} imports ${target}, and ${installed} is what was tested`);
    const link = join(folder, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    if (!existsSync(link)) await symlink(join(MODULES, name), link);
  }
  return problems;
}

/** Checks all in one go, each in its own folder: what they share is the types of packages, which take longest to read. */
async function checkTypes(folder: string, uploads: readonly Upload[]): Promise<string[]> {
  const [first] = uploads;
  if (first === undefined) return ["Nothing was uploaded"];
  const map = importMapOf(first);
  const others = uploads.filter((upload) => importMapOf(upload) !== map);
  if (others.length > 0) return others.map(({ slug }) => `${slug} has another import map than ${first.slug}`);
  await writeFile(join(folder, "deno.json"), map);
  const problems = await linkPackages(folder, first);
  const result = await run(
    join(MODULES, ".bin/deno"),
    [
      ...["check", "--quiet", "--no-remote", "--node-modules-dir=manual", "--config", "deno.json"],
      ...uploads.map(({ slug, metadata }) => join(slug, metadata.entrypoint_path)),
    ],
    { cwd: folder, env: { ...process.env, NO_COLOR: "1" }, timeoutMs: 120_000 },
  );
  if (result.code !== 0) problems.push(`What was uploaded does not type-check: ${result.stderr}`);
  return problems;
}

function importMapOf({ metadata, files }: Upload): string {
  return new TextDecoder().decode(files.get(metadata.import_map_path ?? ""));
}
