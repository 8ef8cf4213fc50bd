import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDiskStorage } from "../../../supabase/local/api/storage.ts";

describe("storage on the local disk", () => {
  let folder: string;
  let storage: ReturnType<typeof createDiskStorage>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "plateau-storage-"));
    storage = createDiskStorage(join(folder, "inside"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const put = (key: string, text: string, bucket = "replays") =>
    storage.uploadObject(bucket, key, undefined, Buffer.from(text), "text/plain", "no-cache");
  const read = async (key: string): Promise<string> => {
    const { body } = await storage.getObject("replays", key, undefined);
    return new Response(body as BodyInit).text();
  };

  it.each(["../outside", "a/../../outside", "..", "/etc/passwd", "a\\..\\b", "a\0b", "", "./a"])(
    "refuses the key %j",
    async (key) => {
      await expect(put(key, "x")).rejects.toThrow("Cannot use the key");
      await expect(read(key)).rejects.toThrow("Cannot use the key");
      await expect(storage.deleteObject("replays", key, undefined)).rejects.toThrow("Cannot use the key");
    },
  );

  it.each(["..", "a/b", ".", ""])("refuses the bucket %j", async (bucket) => {
    await expect(put("a", "x", bucket)).rejects.toThrow("Cannot use the bucket");
    expect(await readdir(folder)).not.toContain("a");
  });

  it("keeps an object and another below its name", async () => {
    await put("a", "first");
    await put("a/b", "second");
    expect(await read("a")).toBe("first");
    expect(await read("a/b")).toBe("second");
  });

  it("replaces an object whole and leaves no old bytes", async () => {
    await put("c", "old");
    await put("c", "new");
    expect(await read("c")).toBe("new");
    const files = await readdir(join(folder, "inside"), { recursive: true });
    expect(files.filter((name) => name.endsWith(".bin"))).toHaveLength(3);
  });

  it("copies, describes and deletes", async () => {
    await put("d", "text");
    await storage.copyObject("replays", "d", undefined, "replays", "e", undefined);
    const copy = await storage.headObject("replays", "e", undefined);
    expect(copy).toMatchObject({ size: 4, mimetype: "text/plain" });
    await storage.deleteObjects("replays", ["d", "e", "never there"]);
    await expect(read("e")).rejects.toThrow("there is no such object");
  });
});
