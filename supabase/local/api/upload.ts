/** Whether a request uploads a file as a form, as supabase-js does with Blobs. */
export function isFormUpload(request: Request): boolean {
  const type = request.headers.get("content-type") ?? "";
  const { pathname } = new URL(request.url);
  const uploads = request.method === "POST" || request.method === "PUT";
  return uploads && pathname.startsWith("/storage/v1/object/") && type.startsWith("multipart/form-data");
}

/**
 * The same upload with the file as its body. Storage takes the file from a form field of any name, and supabase-js
 * gives it an empty one; `@supabase/lite` looks for `file` alone.
 */
export async function plainUpload(request: Request): Promise<Request> {
  const form = await request.formData();
  const file = [...form.values()].find((value) => typeof value !== "string");
  const headers = new Headers(request.headers);
  for (const name of ["content-length", "transfer-encoding", "content-type"]) headers.delete(name);
  headers.set("content-type", file?.type || "application/octet-stream");
  const cacheControl = form.get("cacheControl");
  if (typeof cacheControl === "string") headers.set("cache-control", `max-age=${cacheControl}`);
  const metadata = form.get("metadata");
  if (typeof metadata === "string") headers.set("x-metadata", Buffer.from(metadata).toString("base64"));
  const body = file === undefined ? null : await file.arrayBuffer();
  return new Request(request.url, { method: request.method, headers, body });
}

/** Whether a request writes an object under a name. */
export function isUpload(request: Request): boolean {
  const [, kind] = /^\/storage\/v1\/object\/([^/]+)\/./.exec(new URL(request.url).pathname) ?? [];
  const uploads = request.method === "POST" || request.method === "PUT";
  return uploads && kind !== undefined && kind !== "list" && kind !== "sign";
}

/** Runs work of one name in turn, work of other names beside it. */
export type Turns = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

/**
 * Gives each name its turns. `@supabase/lite` looks whether an object is there before it stores one: of two uploads at
 * once both would find the name free, and the later one would replace the file of the first and fail on its row.
 */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work, work);
    last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (last.get(name) === mine) last.delete(name);
    }
  };
}
