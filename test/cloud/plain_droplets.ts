// Droplets as documents, for tests of what is put in front of them or on them.
import { droplets } from '../../src/cloud/droplets.ts'
import { type VpcBody, vpcs } from '../../src/cloud/networks/vpcs.ts'
import type { Db } from '../../src/store/database.ts'
import { link } from '../../src/store/documents/links.ts'
import type { Harness } from '../harness.ts'
import { DROPLET_BODY } from './droplet_body.ts'

interface Wanted {
  region?: string
  vpc_uuid?: string
  account?: string
}

/** In a VPC where one is given. Resolves to its id. */
export async function insertDroplet(t: Harness, wanted: Wanted = {}): Promise<number> {
  const { region = 'nyc3', vpc_uuid, account = t.account } = wanted
  const created_at = t.clock.at.toISOString()
  return transact(t, async (tx) => {
    const { document } = await droplets.insert(tx, {
      account,
      name: 'web',
      region,
      created_at,
      body: DROPLET_BODY,
    })
    const from = { kind: 'droplet', id: document.id }
    if (vpc_uuid) await link(tx, { account, from, to: { kind: 'vpc', id: vpc_uuid } }, created_at)
    return Number(document.id)
  })
}

export const removeDroplet = (t: Harness, id: number) =>
  transact(t, (tx) => droplets.remove(tx, t.account, String(id)))

/** Not the region's default one, unless told so. Resolves to its id. */
export async function insertVpc(
  t: Harness,
  {
    region = 'nyc3',
    type,
    ip_range = '10.9.0.0/24',
  }: { region?: string; type?: string; ip_range?: string } = {},
): Promise<string> {
  const id = crypto.randomUUID()
  const body: VpcBody = { description: '', ip_range, is_default: type === 'default' }
  const created_at = t.clock.at.toISOString()
  await transact(t, (tx) =>
    vpcs.insert(tx, { account: t.account, id, name: id, region, type: type ?? null, created_at, body }),
  )
  return id
}

export const transact = <Result>(t: Harness, work: (tx: Db) => Promise<Result>): Promise<Result> =>
  t.installation.main.database.transact(work)
