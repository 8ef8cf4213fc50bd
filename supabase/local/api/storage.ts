import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import type { App } from "@supabase/lite";
import * as z from "zod";

type StorageAdapter = NonNullable<App["_storageAdapter"]>;
type ObjectMetadata = Awaited<ReturnType<StorageAdapter["headObject"]>>;

const Entry = z.object({
  bucket: z.string(),
  key: z.string(),
  /** The file beside this one that holds the bytes. */
  data: z.string(),
  size: z.int().min(0),
  mimetype: z.string(),
  cacheControl: z.string(),
  eTag: z.string(),
  lastModified: z.iso.datetime(),
});
type Entry = z.infer<typeof Entry>;

/**
 * Stored objects on the local disk.
 *
 * Each object is an entry file, replaced in one step, that names its data file: a reader sees the old object or the
 * new one, never half of one. File names are digests, so no key can reach outside the folder; keys that would on a
 * real path are refused all the same, since they mean no good.
 */
export function createDiskStorage(folder: string): StorageAdapter {
  const entryPath = (bucket: string, key: string): string => {
    checkBucket(bucket);
    checkKey(key);
    const digest = createHash("sha256").update(key).digest("hex");
    return join(folder, bucket, digest.slice(0, 2), `${digest}.json`);
  };

  const read = async (bucket: string, key: string): Promise<{ entry: Entry; path: string }> => {
    const path = entryPath(bucket, key);
    const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== "ENOENT") throw cause;
      throw new MissingObject(bucket, key, cause);
    });
    const entry = Entry.parse(JSON.parse(text));
    return { entry, path: join(dirname(path), entry.data) };
  };

  const write = async (
    bucket: string,
    key: string,
    body: Uint8Array,
    mimetype: string,
    cacheControl: string,
  ): Promise<Entry> => {
    const path = entryPath(bucket, key);
    const entry: Entry = {
      bucket,
      key,
      data: `${randomUUID()}.bin`,
      size: body.byteLength,
      mimetype,
      cacheControl,
      eTag: `"${createHash("md5").update(body).digest("hex")}"`,
      lastModified: new Date().toISOString(),
    };
    await mkdir(dirname(path), { recursive: true });
    const before = await read(bucket, key).catch(missing);
    await writeFile(join(dirname(path), entry.data), body, { mode: 0o600 });
    const draft = `${path}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify(entry), { mode: 0o600 });
    await rename(draft, path);
    if (before !== undefined) await rm(before.path, { force: true });
    return entry;
  };

  const remove = async (bucket: string, key: string): Promise<void> => {
    const found = await read(bucket, key).catch(missing);
    await rm(entryPath(bucket, key), { force: true });
    if (found !== undefined) await rm(found.path, { force: true });
  };

  return {
    driver: folder,
    async getObject(bucket, key) {
      const { entry, path } = await read(bucket, key);
      await stat(path);
      return { metadata: metadata(entry), httpStatusCode: 200, body: Readable.toWeb(createReadStream(path)) };
    },
    async uploadObject(bucket, key, _version, body, contentType, cacheControl) {
      return metadata(await write(bucket, key, await bytes(body), contentType, cacheControl));
    },
    async deleteObject(bucket, key) {
      await remove(bucket, key);
    },
    async deleteObjects(bucket, keys) {
      await Promise.all(keys.map((key) => remove(bucket, key)));
    },
    async copyObject(sourceBucket, source, _version, destinationBucket, destination) {
      const { entry, path } = await read(sourceBucket, source);
      const body = await readFile(path);
      const copy = await write(destinationBucket, destination, body, entry.mimetype, entry.cacheControl);
      return { httpStatusCode: 200, eTag: copy.eTag, lastModified: new Date(copy.lastModified) };
    },
    async headObject(bucket, key) {
      return metadata((await read(bucket, key)).entry);
    },
    async privateAssetUrl(bucket, key) {
      return `local:///${bucket}/${key}`;
    },
  };
}

export class MissingObject extends Error {
  readonly code = "ENOENT";
  constructor(bucket: string, key: string, cause: unknown) {
    super(`Cannot read ${bucket}/${key}: there is no such object`, { cause });
  }
}

function missing(error: unknown): undefined {
  if (error instanceof MissingObject) return undefined;
  throw error;
}

function checkBucket(bucket: string): void {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}$/.test(bucket)) {
    throw new Error(
      `Cannot use the bucket: its name may hold letters, digits, - and _ (${JSON.stringify(bucket)})`,
    );
  }
}

function checkKey(key: string): void {
  const climbs = key.split(/[/\\]/).some((segment) => segment === ".." || segment === ".");
  if (key === "" || key.length > 1024 || key.startsWith("/") || key.includes("\0") || climbs) {
    throw new Error(`Cannot use the key: it must be a plain path below its bucket (${JSON.stringify(key)})`);
  }
}

function metadata(entry: Entry): ObjectMetadata {
  return {
    cacheControl: entry.cacheControl,
    contentLength: entry.size,
    size: entry.size,
    mimetype: entry.mimetype,
    lastModified: new Date(entry.lastModified),
    eTag: entry.eTag,
    httpStatusCode: 200,
  };
}

async function bytes(body: Parameters<StorageAdapter["uploadObject"]>[3]): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  return new Uint8Array(await new Response(body as BodyInit).arrayBuffer());
}
