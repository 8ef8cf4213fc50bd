import * as z from "zod";

const Config = z.object({ supabaseUrl: z.url(), publishableKey: z.string().min(1) });

/** Where the league's data lives, as the server that served this page says. */
export type Config = z.infer<typeof Config>;

/** Reads `/config.json`. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch("/config.json", { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`Cannot read /config.json: the server answered ${response.status}`);
  return Config.parse(await response.json());
}
