// Fills the data folder of a stopped server with a domain of many records, through the product's own functions.
import { createAccount } from '../../src/areas/account/account.ts'
import { zoneFile } from '../../src/areas/domains/zone_file.ts'
import { domainRecords, domainRef, domains, recordsOf } from '../../src/cloud/domains.ts'
import { NAME_SERVERS } from '../../src/cloud/zones/zone_records.ts'
import { openInstallation } from '../../src/installation.ts'
import type { Db } from '../../src/store/database.ts'
import { link } from '../../src/store/documents/links.ts'
import { REGION } from '../server.ts'

const DOMAIN = 'bench.example'
const SERIAL = 1_767_225_600
const TTL = 1800
const NO_EXTRAS = { priority: null, port: null, weight: null, flags: null, tag: null }

export interface SeededZone {
  domain: string
  zone_file: string
  /** Full names, each of which has an address. */
  names: string[]
}

/** Makes an account with a domain of `count` records. */
export async function seedZone(data: string, count: number): Promise<SeededZone> {
  const place = { data, schema: 'rockpool', database_url: undefined, master_key_file: undefined }
  const installation = await openInstallation({ ...place, regions: [{ slug: REGION }] })
  const { database } = installation.main
  const now = new Date()
  const hosts = Array.from({ length: count - NAME_SERVERS.length - 1 }, (_, n) => `host-${n}`)
  try {
    const account = await database.transact(async (tx) => {
      const made = await createAccount(tx, 'with a zone', now)
      if (!made) throw new Error('there is an account with a zone already')
      await seedRecords(tx, made.id, { hosts, at: now.toISOString() })
      return made.id
    })
    const records = (await recordsOf(database.read, account, [DOMAIN])).get(DOMAIN) ?? []
    const zone_file = zoneFile({ domain: DOMAIN, serial: SERIAL, records })
    return { domain: DOMAIN, zone_file, names: hosts.map((host) => `${host}.${DOMAIN}`) }
  } finally {
    await installation.close()
  }
}

async function seedRecords(
  tx: Db,
  account: string,
  { hosts, at }: { hosts: string[]; at: string },
): Promise<void> {
  await domains.insert(tx, { account, id: DOMAIN, name: DOMAIN, created_at: at, body: { serial: SERIAL } })
  const add = async (type: string, name: string, data: string) => {
    const body = { ...NO_EXTRAS, name, data, ttl: TTL }
    const { document } = await domainRecords.insert(tx, { account, name, type, created_at: at, body })
    const from = { kind: domainRecords.kind, id: document.id }
    await link(tx, { account, from, to: domainRef(DOMAIN) }, at)
  }
  await add('SOA', '@', String(TTL))
  for (const server of NAME_SERVERS) await add('NS', '@', server)
  for (const [n, host] of hosts.entries()) await add('A', host, `10.0.${n >> 8}.${n & 255}`)
}
