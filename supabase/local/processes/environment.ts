/** Of the developer's environment the parts get only what programs need to run. */
export function inherited(): Record<string, string> {
  return chosen("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "USERPROFILE", "LANG", "DENO_DIR");
}

/** Those of the variables that are set. */
export function chosen(...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
