import pg from "pg";

/** Keeps the secrets in Vault by which the database calls the functions. */
export async function keepSecrets(url: string, secrets: Record<string, string>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const [name, value] of Object.entries(secrets)) {
      const { rows } = await client.query<{ id: string; decrypted_secret: string }>(
        "select id, decrypted_secret from vault.decrypted_secrets where name = $1",
        [name],
      );
      const [known] = rows;
      if (known === undefined) await client.query("select vault.create_secret($1, $2)", [value, name]);
      else if (known.decrypted_secret !== value) {
        await client.query("select vault.update_secret($1, $2)", [known.id, value]);
      }
    }
  } finally {
    await client.end();
  }
}
