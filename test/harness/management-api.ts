import * as z from "zod";
import { type LocalServer, serve } from "./http.ts";

/** What the CLI says of one function beside its files: the `metadata` part of the multipart body. */
const Metadata = z.object({
  name: z.string(),
  entrypoint_path: z.string(),
  import_map_path: z.string().optional(),
  static_patterns: z.array(z.string()).optional(),
  verify_jwt: z.boolean(),
});

/** One function as the CLI uploaded it; `files` by their path from the project's root. */
export interface Upload {
  slug: string;
  metadata: z.infer<typeof Metadata>;
  files: Map<string, Uint8Array>;
}

/** A local stand-in of Supabase's management API with the routes that `supabase functions deploy --use-api` calls. */
export interface ManagementApi extends LocalServer {
  /** Made up for this server; it grants nothing anywhere else. */
  token: string;
  ref: string;
  uploads: Map<string, Upload>;
  /** Slugs that the CLI made live, which it does with all of them at once after the last upload. */
  activated: Set<string>;
  /** Requests to routes that this server does not have. */
  unknown: string[];
}

const BulkUpdate = z.array(z.looseObject({ id: z.string(), slug: z.string() }));

/**
 * Starts the stand-in of one project. Routes and shapes: https://supabase.com/docs/reference/api
 * (v1-get-project, v1-deploy-a-function, v1-bulk-update-functions, v1-list-all-functions).
 */
export async function startManagementApi(): Promise<ManagementApi> {
  const ref = "plateauplateauplatea";
  const token = `sbp_${"0123456789".repeat(4)}`;
  const uploads = new Map<string, Upload>();
  const activated = new Set<string>();
  const unknown: string[] = [];
  const project = `/v1/projects/${ref}`;

  const server = await serve(async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (request.headers.get("authorization") !== `Bearer ${token}`) {
      return Response.json({ message: "Unauthorized" }, { status: 401 });
    }
    switch (`${request.method} ${pathname}`) {
      case `GET ${project}`:
        return Response.json(projectRecord(ref));
      case `GET ${project}/functions`:
        return Response.json([...activated].map((slug) => functionRecord(slug, uploads.get(slug))));
      case `POST ${project}/functions/deploy`: {
        const upload = await readUpload(searchParams.get("slug"), await request.formData());
        uploads.set(upload.slug, upload);
        return Response.json(functionRecord(upload.slug, upload), { status: 201 });
      }
      case `PUT ${project}/functions`: {
        const functions = BulkUpdate.parse(await request.json());
        for (const { slug } of functions) activated.add(slug);
        return Response.json({ functions });
      }
      default:
        unknown.push(`${request.method} ${pathname}`);
        return Response.json({ message: "Not Found" }, { status: 404 });
    }
  });
  return { ...server, token, ref, uploads, activated, unknown };
}

async function readUpload(slug: string | null, form: FormData): Promise<Upload> {
  if (slug === null) throw new Error("Cannot deploy: the query has no slug");
  const metadata = form.get("metadata");
  if (typeof metadata !== "string") throw new Error("Cannot deploy: the body has no metadata");
  const files = new Map<string, Uint8Array>();
  for (const part of form.getAll("file")) {
    if (typeof part === "string") throw new Error("Cannot deploy: a file part has no name");
    files.set(part.name, new Uint8Array(await part.arrayBuffer()));
  }
  return { slug, metadata: Metadata.parse(JSON.parse(metadata)), files };
}

function projectRecord(ref: string) {
  return {
    id: ref,
    ref,
    organization_id: "plateau",
    organization_slug: "plateau",
    name: "plateau",
    region: "eu-central-1",
    created_at: "2026-01-01T00:00:00Z",
    status: "ACTIVE_HEALTHY",
    database: {
      host: `db.${ref}.supabase.co`,
      version: "17.6.1",
      postgres_engine: "17",
      release_channel: "ga",
    },
  };
}

function functionRecord(slug: string, upload: Upload | undefined) {
  return {
    id: `00000000-0000-4000-8000-${slug.length.toString(16).padStart(12, "0")}`,
    slug,
    name: slug,
    status: "ACTIVE",
    version: 1,
    created_at: 1_767_225_600_000,
    updated_at: 1_767_225_600_000,
    verify_jwt: upload?.metadata.verify_jwt ?? true,
    import_map: upload?.metadata.import_map_path !== undefined,
    entrypoint_path: upload?.metadata.entrypoint_path ?? "",
    import_map_path: upload?.metadata.import_map_path ?? "",
    ezbr_sha256: "0".repeat(64),
  };
}
