import type { Config } from '../config.ts'
import type { InstallationPlace } from '../installation.ts'
import type { Limits } from '../kernel/ctx.ts'

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

export function limitsOf({ limits, ...config }: Config): Limits {
  return {
    secret_recovery_days: config.secret_recovery_days,
    secret_max_versions: config.secret_max_versions,
    region_deadline_ms: config.region_deadline_ms,
    droplet_limit: limits.droplets,
    floating_ip_limit: limits.floating_ips,
    volume_limit: limits.volumes,
  }
}
