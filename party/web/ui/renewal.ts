/** Where the moment is kept at which a tab loaded its page anew. */
const KEY = "plateau:renewed";
/** A page that was loaded anew so few milliseconds ago is as new as it gets. */
const JUST_NOW = 60_000;

/** What a renewal does to the world. */
export interface RenewalDeps {
  now(): number;
  storage: Pick<Storage, "getItem" | "setItem">;
  /** Whether the server answers. */
  reachable(): Promise<boolean>;
  reload(): void;
}

/**
 * Loads the page anew after code of it could not be had: once a newer release is deployed, the files that an open page
 * names are gone. Not while the server is away, which leaves the visitor with less than there is, and not again and again.
 *
 * @returns whether the page goes
 */
export async function renew({ now, storage, reachable, reload }: RenewalDeps): Promise<boolean> {
  try {
    if (now() - Number(storage.getItem(KEY) ?? 0) < JUST_NOW || !(await reachable())) return false;
    storage.setItem(KEY, String(now()));
  } catch {
    // Without a memory it might never end.
    return false;
  }
  reload();
  return true;
}

/** `renew` in a browser. */
export function renewPage(): Promise<boolean> {
  return renew({
    now: () => Date.now(),
    // Reading it may be forbidden.
    storage: {
      getItem: (key) => sessionStorage.getItem(key),
      setItem: (key, value) => sessionStorage.setItem(key, value),
    },
    reachable: () =>
      fetch("/config.json", { cache: "no-store" }).then(
        ({ ok }) => ok,
        () => false,
      ),
    reload: () => location.reload(),
  });
}
