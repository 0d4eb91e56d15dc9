import type { Config } from '../config.ts'
import type { InstallationPlace } from '../installation.ts'

/** Prefix of the schemas on PostgreSQL: `rockpool`, `rockpool_nyc3` … */
const SCHEMA = 'rockpool'

export function installationPlace({
  data,
  database_url,
  regions,
  master_key_file,
}: Config): InstallationPlace {
  return { data, database_url, schema: SCHEMA, regions, master_key_file }
}
