import pg from 'pg'

/** Set by `npm run test:postgres`; without it, tests run on SQLite. */
export const testDatabaseUrl: string | undefined = process.env.TEST_DATABASE_URL

/** Drops every schema of one harness. */
export async function dropSchemas(prefix: string): Promise<void> {
  if (!testDatabaseUrl) return
  const client = new pg.Client({ connectionString: testDatabaseUrl })
  await client.connect()
  const { rows } = await client.query('select nspname from pg_namespace where nspname like $1', [
    `${prefix}%`,
  ])
  for (const { nspname } of rows)
    await client.query(`drop schema ${client.escapeIdentifier(nspname)} cascade`)
  await client.end()
}
