// The name server, as `serve` runs it: over the main database, on the address that is set.
import { zoneSource } from '../cloud/zones/zone_source.ts'
import type { Config } from '../config.ts'
import type { NameServer } from '../doors/dns/server.ts'
import type { Deps } from '../kernel/ctx.ts'

/** Undefined where it is off. Throws the system's error when the address is taken. */
export async function openNameServer(
  { dns_listen }: Config,
  { main, now, log }: Deps,
): Promise<NameServer | undefined> {
  if (!dns_listen) return undefined
  const [{ startNameServer }, { Zones }] = await Promise.all([
    import('../doors/dns/server.ts'),
    import('../doors/dns/zones.ts'),
  ])
  const zones = new Zones(zoneSource(main.database.read), { now })
  const failed = (error: unknown) => log.error({ err: error }, 'a question to the name server failed')
  return startNameServer(dns_listen, { zones, now, failed })
}
