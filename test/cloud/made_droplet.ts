// A Droplet without a request, for tests of what is done to one.
import { type DropletBody, droplets } from '../../src/cloud/droplets.ts'
import { defaultVpc } from '../../src/cloud/networks/vpcs.ts'
import { ensureTag, tagRef } from '../../src/cloud/tags.ts'
import type { Ctx } from '../../src/kernel/ctx.ts'
import { link } from '../../src/store/documents/links.ts'
import type { Harness } from '../harness.ts'
import { DROPLET_BODY } from './droplet_body.ts'

interface Wanted extends Partial<DropletBody> {
  account?: string
  name?: string
  region?: string
  tags?: string[]
}

/** Resolves to its id. In nyc3 unless told otherwise, active and in the default VPC, but without a private address. */
export async function makeDroplet(
  t: Harness,
  { account = t.account, ...wanted }: Wanted = {},
): Promise<string> {
  const { name = 'web-1', region = 'nyc3', tags = [], ...part } = wanted
  const created_at = t.clock.at.toISOString()
  const ctx = { deps: t.deps, principal: { account } } as unknown as Ctx
  return t.installation.main.database.transact(async (tx) => {
    const body = { ...DROPLET_BODY, features: ['droplet_agent'], ...part }
    const { document } = await droplets.insert(tx, { account, name, region, created_at, body })
    const droplet = { kind: droplets.kind, id: document.id }
    const { id } = await defaultVpc(ctx, tx, region)
    await link(tx, { account, from: droplet, to: { kind: 'vpc', id } }, created_at)
    for (const tag of tags) {
      await ensureTag(ctx, tx, tag)
      await link(tx, { account, from: tagRef(tag), to: droplet }, created_at)
    }
    return document.id
  })
}

/** As it is in the database; undefined where there is none. */
export function readDroplet(t: Harness, id: string, account = t.account) {
  return droplets.find(t.deps.main.database.read, account, id)
}
