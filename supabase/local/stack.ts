import { chmod, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { migrate } from "./database/migrate.ts";
import { preparePlatform } from "./database/platform/prepare.ts";
import { prepareRemote } from "./database/remote.ts";
import { keepSecrets } from "./database/vault.ts";
import { type Keys, openKeys } from "./keys.ts";
import { type Lock, lockFolder } from "./lock.ts";
import { type Log, openLog } from "./log.ts";
import { apiPart, databasePart, functionsPart, origin, roomsPart, type Setting } from "./parts.ts";
import { choosePorts, type Ports } from "./ports.ts";
import { type Part, type Supervised, supervise } from "./processes/supervisor.ts";
import { startWatcher, type Watcher } from "./processes/watcher.ts";
import { wakeRooms } from "./wake.ts";

export interface StackOptions {
  /** Folder for the database, stored files, rooms, keys and logs. */
  dataDir: string;
  /** 0 takes a free one. @default the usual ports, see portSettings */
  ports?: Partial<Ports>;
  /** Uses this PostgreSQL instead of the embedded one. */
  databaseUrl?: string | undefined;
  /** Whether `supabase/seed.sql` is applied. */
  seed: boolean;
  /** Gets each line for the console. */
  log: (line: string) => void;
  /** JSON lines instead of words. @default false */
  jsonLogs?: boolean;
  /** Where leagues with webhooks post. @default Discord's own API */
  discordUrl?: string;
  /** Where teams are read from by their Pokepaste address. @default Pokepaste's own */
  pokepasteUrl?: string;
  /** Server settings of the embedded PostgreSQL, `{ fsync: "off" }` in tests. */
  databaseSettings?: Record<string, string>;
  /** Gives the start up: what runs by then is ended. */
  signal?: AbortSignal;
}

export interface Stack {
  urls: { api: string; rooms: string; functions: string; database: string; discord: string; mail: string };
  keys: { publishable: string; secret: string; file: string };
  secrets: { ticket: string; webhook: string; jwt: string; discord: string };
  /** The processes that run now; a part that was started again has another pid. */
  parts: Record<string, { readonly pid: number }>;
  /** Ends every part in order; resolves when no process is left. */
  stop(): Promise<void>;
  /** Resolves when the stack is over: with the reason when a part could not be kept running. */
  exited: Promise<{ reason?: Error }>;
}

/** Starts all of Plateau on this machine; resolves when every part answers. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dataDir = resolve(options.dataDir);
  await openFolder(dataDir);
  const lock = await lockFolder(dataDir, "start on");
  try {
    const wanted = { ...options.ports, ...(options.databaseUrl === undefined ? {} : { database: 0 }) };
    const ports = await portsFor(wanted, lock.tookOver ? LEFTOVERS_MS : 0, options.signal);
    const { keys, file } = await openKeys(dataDir);
    const log = openLog({
      folder: join(dataDir, "logs"),
      write: options.log,
      json: options.jsonLogs ?? false,
    });
    return await new LocalStack(
      options,
      { dataDir, ports, keys, log, ...outsideUrls(options) },
      file,
      lock,
    ).start();
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** How long the parts of a stack that was killed may take to end: its reaper insists after three seconds. */
const LEFTOVERS_MS = 6000;

async function openFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    // PostgreSQL runs as another user when started by root, and has to reach its own folder; listing stays ours.
    await chmod(path, 0o711);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `Cannot use the data folder ${path}: ${why}. Choose another with --data or PLATEAU_DATA`,
      {
        cause,
      },
    );
  }
}

/** Chooses ports; one that is taken may become free within `patience` milliseconds. */
async function portsFor(wanted: Partial<Ports>, patience: number, signal?: AbortSignal): Promise<Ports> {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      return await choosePorts(wanted);
    } catch (error) {
      if (performance.now() >= deadline || signal?.aborted) throw error;
      await delay(100);
    }
  }
}

function outsideUrls({ discordUrl, pokepasteUrl }: StackOptions) {
  return {
    ...(discordUrl !== undefined && { discordUrl }),
    ...(pokepasteUrl !== undefined && { pokepasteUrl }),
  };
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const give = (): void => reject(new Error("Cannot start: it was asked to stop"));
    if (signal?.aborted === true) give();
    signal?.addEventListener("abort", give, { once: true });
  });
}

interface Addresses {
  url: string;
  adminUrl: string;
}

class LocalStack implements Stack {
  readonly parts: Record<string, Supervised> = {};
  readonly exited: Promise<{ reason?: Error }>;
  readonly #options: StackOptions;
  readonly #setting: Setting;
  readonly #keyFile: string;
  readonly #lock: Lock;
  readonly #log: Log;
  readonly #watcher: Watcher = startWatcher();
  #addresses: Addresses | undefined;
  #exit: (end: { reason?: Error }) => void = () => undefined;
  #reason: Error | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: StackOptions, setting: Setting, keyFile: string, lock: Lock) {
    this.#options = options;
    this.#setting = setting;
    this.#keyFile = keyFile;
    this.#lock = lock;
    this.#log = setting.log;
    this.exited = new Promise((resolve) => {
      this.#exit = resolve;
    });
  }

  get urls(): Stack["urls"] {
    const { ports } = this.#setting;
    return {
      api: origin(ports.api),
      rooms: origin(ports.rooms),
      functions: `${origin(ports.api)}/functions/v1`,
      database: this.#addresses?.url ?? "",
      discord: `${origin(ports.api)}/discord`,
      mail: `${origin(ports.api)}/mail`,
    };
  }

  get keys(): Stack["keys"] {
    const { publishable, secret } = this.#setting.keys;
    return { publishable, secret, file: this.#keyFile };
  }

  get secrets(): Stack["secrets"] {
    const { ticket, webhook, jwt, discord }: Keys = this.#setting.keys;
    return { ticket, webhook, jwt, discord: discord.privateKey };
  }

  async start(): Promise<Stack> {
    const database = this.#database();
    const starts = [
      database,
      this.#part(functionsPart(this.#setting), origin(this.#setting.ports.functions)),
      this.#part(
        roomsPart(this.#setting, () => void this.#wakeRooms(database)),
        origin(this.#setting.ports.rooms),
      ),
      this.#part(apiPart(this.#setting, database), origin(this.#setting.ports.api)),
    ];
    try {
      await Promise.race([Promise.all(starts), aborted(this.#options.signal)]);
      return this;
    } catch (error) {
      // Nobody waits for parts that are still starting.
      this.#watcher.end();
      await Promise.allSettled(starts);
      await this.stop();
      throw this.#reason ?? error;
    }
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Who makes work first, who keeps it last. */
  async #stop(): Promise<void> {
    for (const name of ["rooms", "functions", "api", "database"]) await this.parts[name]?.stop();
    await this.#watcher.close();
    await this.#lock.release();
    await this.#log.close();
    this.#exit(this.#reason === undefined ? {} : { reason: this.#reason });
  }

  async #database(): Promise<Addresses> {
    const remote = this.#options.databaseUrl;
    const addresses = remote === undefined ? await this.#embedded() : await this.#remote(remote);
    this.#addresses = addresses;
    await this.#timed("migrations", async () => {
      await migrate(addresses.url, { seed: this.#options.seed });
      await keepSecrets(addresses.url, {
        project_url: origin(this.#setting.ports.api),
        secret_key: this.#setting.keys.secret,
      });
      return "up to date";
    });
    return addresses;
  }

  async #embedded(): Promise<Addresses> {
    let addresses: Addresses | undefined;
    const part = databasePart(this.#setting, this.#options.databaseSettings ?? {}, (known) => {
      addresses = known;
    });
    await this.#part(part, `postgresql://127.0.0.1:${this.#setting.ports.database}/postgres`);
    if (addresses === undefined) throw new Error("Cannot start database: it told no address");
    const { adminUrl } = addresses;
    await this.#timed("platform", async () => {
      await preparePlatform(adminUrl);
      return "prepared";
    });
    return addresses;
  }

  async #wakeRooms(database: Promise<Addresses>): Promise<void> {
    try {
      const { url } = await database;
      await wakeRooms(url, origin(this.#setting.ports.rooms));
    } catch (error) {
      if (this.#stopped !== undefined) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.#log.tell("rooms", `Cannot wake the rooms of unfinished battles: ${reason}`, "warn");
    }
  }

  async #remote(url: string): Promise<Addresses> {
    await this.#timed(
      "database",
      async () => `${await prepareRemote(url)} at ${new URL(url).host}, from DATABASE_URL`,
    );
    return { url, adminUrl: url };
  }

  async #part(part: Part, url: string): Promise<void> {
    await this.#timed(part.name, async () => {
      this.parts[part.name] = await supervise(part, {
        tell: this.#log.tell,
        watcher: this.#watcher,
        gaveUp: (reason) => this.#giveUp(reason),
      });
      return `ready at ${url}`;
    });
  }

  #giveUp(reason: Error): void {
    this.#reason ??= reason;
    this.#log.tell("stack", reason.message, "error");
    this.stop().catch((error: unknown) => this.#exit({ reason: error instanceof Error ? error : reason }));
  }

  async #timed(name: string, work: () => Promise<string>): Promise<void> {
    const began = performance.now();
    const outcome = await work();
    this.#log.tell(name, `${outcome} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  }
}
