// Certificates that are issued, made due all at once, and watched while they are renewed. What a server has in its
// database is read beside it, and changed only while it is stopped.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Server } from '../server.ts'
import type { Authority } from './authority.ts'

const DOMAINS = 50
const CLIENTS = 8
const ISSUED_WITHIN_MS = 300_000

/** Asks for `count` certificates, each for a name of its own, and waits for all of them. */
export async function issueCertificates(server: Server, count: number): Promise<void> {
  const domainOf = (number: number) => `domain-${number % DOMAINS}.example`
  for (let number = 0; number < DOMAINS; number++)
    await server.call('POST', '/v2/domains', { body: { name: domainOf(number) }, status: 201 })
  let next = 0
  const client = async () => {
    while (next < count) {
      const number = next++
      const dns_names = [`www-${number}.${domainOf(number)}`]
      const body = { name: `certificate-${number}`, type: 'lets_encrypt', dns_names }
      await server.call('POST', '/v2/certificates', { body, status: 201 })
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  const deadline = Date.now() + ISSUED_WITHIN_MS
  while (inspect(server, (db) => countOrders(db, "outcome = 'issued'")) < count) {
    requireNoFailure(server)
    if (Date.now() > deadline) throw new Error(`${count} certificates were not issued in time`)
    await sleep(100)
  }
}

/**
 * All but the first, whose id is returned: that one stays as it is. What was ordered so far was long ago, as far as the
 * limits go.
 */
export async function makeDue(server: Server, authority: Authority): Promise<string> {
  const db = new DatabaseSync(join(server.data, 'rockpool.db'))
  try {
    const [kept, ...due] = db.prepare('select id, chain from certificate_materials order by id').all()
    if (!kept) throw new Error('there is no certificate')
    for (const { chain } of due) await authority.recall(String(chain))
    const past = new Date(Date.now() - 60_000).toISOString()
    db.prepare('update certificate_renewals set due_at = ?, renew_at = ? where id <> ?').run(
      past,
      past,
      String(kept.id),
    )
    db.exec('delete from certificate_orders')
    return String(kept.id)
  } finally {
    db.close()
  }
}

export interface Progress {
  /** Nobody has looked at these yet. */
  due: number
  under_way: number
  renewed: number
}

/** Throws when a renewal has failed, be it that it is tried again. */
export function progressOf(server: Server): Progress {
  requireNoFailure(server)
  const now = new Date().toISOString()
  return inspect(server, (db) => ({
    due: countRows(db, `certificate_renewals where due_at <= '${now}'`),
    under_way: countOrders(db, 'ended_at is null'),
    renewed: countOrders(db, "outcome = 'issued'"),
  }))
}

/** The most orders within any span that is so long. */
export function mostOrdersWithin(server: Server, seconds: number): number {
  const rows = inspect(server, (db) => db.prepare('select ordered_at from certificate_orders').all())
  const times = rows.map(({ ordered_at }) => Date.parse(String(ordered_at))).sort((a, b) => a - b)
  const within = (from: number) => times.filter((time) => time >= from && time < from + seconds * 1000).length
  return Math.max(...times.map(within))
}

function requireNoFailure(server: Server): void {
  const failed = inspect(server, (db) => [
    countOrders(db, "outcome <> 'issued'"),
    countRows(db, 'certificate_renewals where failures > 0'),
    countRows(db, "actions where type = 'issue' and status = 'errored'"),
  ])
  if (failed.some((count) => count > 0)) throw new Error(`issuances failed: ${failed.join(', ')}`)
}

const countOrders = (db: DatabaseSync, condition: string) =>
  countRows(db, `certificate_orders where ${condition}`)

const countRows = (db: DatabaseSync, which: string) =>
  Number(db.prepare(`select count(*) as rows from ${which}`).get()?.rows)

function inspect<Found>({ data }: Server, look: (db: DatabaseSync) => Found): Found {
  const db = new DatabaseSync(join(data, 'rockpool.db'), { readOnly: true })
  try {
    return look(db)
  } finally {
    db.close()
  }
}
