// The name server over the main database, and the same zones without a socket.
import { zoneSource } from '../cloud/zones/zone_source.ts'
import type { NameServer } from '../doors/dns/server.ts'
import type { Deps } from '../kernel/ctx.ts'

export interface Names {
  /** Undefined where none listens. */
  server: NameServer | undefined
  /** Asks the server as others do; the zones themselves where none listens. */
  lookUpTxt(name: string): Promise<string[]>
}

interface Address {
  host: string
  port: number
}

/** Nothing listens where there is no address. Throws the system's error when it is taken. */
export async function openNames(
  at: Address | undefined,
  { main, now, log }: Pick<Deps, 'main' | 'now' | 'log'>,
): Promise<Names> {
  // What answers questions is loaded by the first one where nothing listens.
  const loadZones = async () =>
    new (await import('../doors/dns/zones.ts')).Zones(zoneSource(main.database.read), { now })
  const loadLookup = () => import('../doors/dns/lookup.ts')
  if (!at) {
    let zones: ReturnType<typeof loadZones> | undefined
    return {
      server: undefined,
      async lookUpTxt(name) {
        zones ??= loadZones()
        return (await loadLookup()).lookUpTxtIn(await zones, name)
      },
    }
  }
  const { startNameServer } = await import('../doors/dns/server.ts')
  const failed = (error: unknown) => log.error({ err: error }, 'a question to the name server failed')
  const server = await startNameServer(at, { zones: await loadZones(), now, failed })
  const reached = reachable(server.address)
  return { server, lookUpTxt: async (name) => (await loadLookup()).lookUpTxt(reached, name) }
}

/** From this machine: a server on every address is on the loopback one, too. */
function reachable(address: string): Address {
  const { hostname, port } = new URL(`dns://${address}`)
  const host = hostname.replace(/^\[|\]$/g, '')
  const loopback = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host]
  return { host: loopback ?? host, port: Number(port) }
}
