// Resources of several kinds for tests of what all kinds have in common, whichever areas keep them.
import type { ResourceKind } from '../../src/kernel/ctx.ts'
import { Documents } from '../../src/store/documents/documents.ts'
import { type Harness, harness, type World } from '../harness.ts'

const KINDS: ResourceKind[] = [
  { kind: 'droplet', urn: ['droplet'], tag_type: 'droplet', in_projects: true, path: '/v2/droplets' },
  { kind: 'image', urn: ['image'], tag_type: 'image', path: '/v2/images' },
  {
    kind: 'volume',
    urn: ['volume'],
    tag_type: 'volume',
    in_projects: true,
    read_scope: 'block_storage:read',
    update_scope: 'block_storage:create',
    path: '/v2/volumes',
  },
  { kind: 'reserved_ip', urn: ['floatingip', 'reservedip'], in_projects: true, path: '/v2/floating_ips' },
  { kind: 'vpc', urn: ['vpc'], path: '/v2/vpcs' },
]

/** A harness that knows these kinds and no other. */
export async function worldOfResources(world: World = {}): Promise<Harness> {
  const t = await harness(world)
  Object.assign(t.deps, { resources: KINDS })
  return t
}

/** A resource of which no more is known than that it is there. Resolves to its id. */
export function addResource(t: Harness, kind: string, id?: string): Promise<string> {
  return t.deps.main.database.transact(async (tx) => {
    const created_at = t.deps.now().toISOString()
    const wanted = { account: t.account, name: kind, created_at, body: {}, ...(id !== undefined && { id }) }
    return (await new Documents(kind).insert(tx, wanted)).document.id
  })
}

export const removeResource = (t: Harness, kind: string, id: string) =>
  t.deps.main.database.transact((tx) => new Documents(kind).remove(tx, t.account, id))
