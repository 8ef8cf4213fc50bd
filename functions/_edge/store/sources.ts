import * as z from "zod";
import type { Access } from "./access.ts";

const Source = z.object({
  id: z.string(),
  server: z.string(),
  /** A folder of the bucket. */
  prefix: z.string(),
});
export type Source = z.infer<typeof Source>;

/** What became of a file. `waiting`: it is tried again later. */
export interface SettledFile {
  state: "waiting" | "imported" | "skipped" | "failed";
  importId?: string;
  reason?: string;
}

/** Folders whose new files are imported, and the ledger of those files. */
export function sourceCalls({ call }: Access) {
  return {
    /** The sources to look through now; each is one caller's for a while. */
    claimSources: () => call("claim_sources", {}, z.array(Source)),

    /** Notes the files of a source; gives those to import now, by their paths in the bucket. */
    claimSourceFiles: (source: string, limit: number) =>
      call("claim_source_files", { p_source_id: source, p_limit: limit }, z.array(z.string())),

    settleSourceFile: (source: string, path: string, { state, importId, reason }: SettledFile) =>
      call(
        "settle_source_file",
        {
          p_source_id: source,
          p_path: path,
          p_state: state,
          p_import_id: importId ?? null,
          p_reason: reason ?? null,
        },
        z.unknown(),
      ),
  };
}
