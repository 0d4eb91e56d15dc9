// What lies in a VPC.
import { vpcs } from '../../cloud/networks/vpcs.ts'
import { listEnds } from '../../cloud/wire.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { notFound } from '../../kernel/errors.ts'
import { grants } from '../../kernel/scopes.ts'
import type { Db } from '../../store/database.ts'
import { Documents, type Head, type Ref } from '../../store/documents/documents.ts'
import { pageOfSources } from '../../store/documents/links.ts'
import type { MemberList, MembersQuery } from './schema.ts'

/** By kind of document: how its URN calls it, and who may see it. */
const MEMBERS: Record<string, { type: string; scope: string }> = {
  droplet: { type: 'droplet', scope: 'droplet:read' },
  load_balancer: { type: 'loadbalancer', scope: 'load_balancer:read' },
}

/** Only those that the token may read. */
export async function listMembers(
  ctx: Ctx,
  vpc_id: string,
  { resource_type, ...paging }: MembersQuery,
): Promise<MemberList> {
  const { account } = ctx.principal
  const { read } = ctx.deps.main.database
  if (!(await vpcs.find(read, account, vpc_id))) throw notFound()
  const kinds = visibleKinds(ctx, resource_type)
  const to = { kind: 'vpc', id: vpc_id }
  const { refs, total } = await pageOfSources(read, { account, to }, { kinds, ...paging })
  const members = (await findAll(read, account, refs)).map(({ kind, id, name, created_at }) => ({
    urn: `do:${MEMBERS[kind]?.type}:${id}`,
    name,
    created_at,
  }))
  return { members, ...listEnds(ctx, paging, total) }
}

export async function hasMembers(db: Db, account: string, vpc_id: string): Promise<boolean> {
  const to = { kind: 'vpc', id: vpc_id }
  const kinds = Object.keys(MEMBERS)
  return (await pageOfSources(db, { account, to }, { kinds, page: 1, per_page: 1 })).total > 0
}

function visibleKinds({ principal }: Ctx, resource_type: string | undefined): string[] {
  return Object.entries(MEMBERS)
    .filter(([kind, { type }]) => resource_type === undefined || [kind, type].includes(resource_type))
    .filter(([, { scope }]) => grants(principal.scopes, scope))
    .map(([kind]) => kind)
}

/** In the order of `refs`. */
async function findAll(db: Db, account: string, refs: readonly Ref[]): Promise<Head[]> {
  const of_kinds = [...Map.groupBy(refs, ({ kind }) => kind)].map(([kind, of_kind]) =>
    new Documents<object>(kind).findHeads(
      db,
      account,
      of_kind.map(({ id }) => id),
    ),
  )
  const found = new Map((await Promise.all(of_kinds)).flat().map((it) => [`${it.kind} ${it.id}`, it]))
  return refs.flatMap(({ kind, id }) => found.get(`${kind} ${id}`) ?? [])
}
