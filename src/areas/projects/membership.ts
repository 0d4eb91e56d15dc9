// Which resources a project has. They are told of by URN.
import { moveToProject } from '../../cloud/projects.ts'
import { addressOf, maySee, readScope, refOfUrn, urnOf } from '../../cloud/urns.ts'
import { listEnds, requireScope } from '../../cloud/wire.ts'
import { atomically, type Ctx, type ResourceKind } from '../../kernel/ctx.ts'
import { badRequest } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import { Documents, type Ref } from '../../store/documents/documents.ts'
import { findLink, pageOfTargets } from '../../store/documents/links.ts'
import { getProject, holdProject } from './project.ts'
import type { AssignedResources, AssignResources, Resource, ResourceList } from './schema.ts'

type Wanted = Ref & { of: ResourceKind }

/** Those that the token may see. */
export async function listResources(ctx: Ctx, id: string, paging: Paging): Promise<ResourceList> {
  const project = await getProject(ctx, id)
  const visible = projectKinds(ctx).filter((of) => maySee(ctx, of))
  const kinds = new Map(visible.map((of) => [of.kind, of]))
  const from = { kind: 'project', id: project.id }
  const { targets, total } = await pageOfTargets(
    ctx.deps.main.database.read,
    { account: project.account, from },
    { kinds: [...kinds.keys()], ...paging },
  )
  const resources = targets.map((it) => {
    const of = kinds.get(it.kind) as ResourceKind
    return shownResource(ctx, { ...it, of }, { status: 'ok', assigned_at: it.linked_at })
  })
  return { resources, ...listEnds(ctx, paging, total) }
}

/** What is in another project leaves it; what is not there is told of as such. */
export async function assignResources(
  ctx: Ctx,
  id: string,
  { resources }: AssignResources,
): Promise<AssignedResources> {
  const wanted = resources.map((urn, index) => acceptUrn(ctx, urn, `resources.${index}`))
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const known = await lockResources(ctx, tx, wanted)
    const project = await holdProject(ctx, tx, id)
    ctx.audit.resource = `do:project:${project.id}`
    const assigned: Resource[] = []
    for (const it of wanted)
      assigned.push(known.has(keyOf(it)) ? await assign(ctx, tx, it, project.id) : missing(ctx, it))
    return { resources: assigned }
  })
}

/** Which of them there are. In one order for everybody, so that two requests never wait for each other. */
async function lockResources(ctx: Ctx, tx: Db, wanted: readonly Wanted[]): Promise<Set<string>> {
  const known = new Set<string>()
  for (const it of wanted.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)))
    if (await new Documents(it.kind).findLocked(tx, ctx.principal.account, it.id)) known.add(keyOf(it))
  return known
}

// Droplets come first: what is attached to one is locked after it everywhere.
const keyOf = ({ kind, id }: Ref) => `${kind === 'droplet' ? '' : kind} ${id}`

async function assign(ctx: Ctx, tx: Db, wanted: Wanted, project_id: string): Promise<Resource> {
  const from = { kind: 'project', id: project_id }
  const since = await findLink(tx, { account: ctx.principal.account, from, to: wanted })
  if (since) return shownResource(ctx, wanted, { status: 'already_assigned', assigned_at: since })
  const { kind, id } = wanted
  await moveToProject(ctx, tx, { kind, id }, project_id)
  return shownResource(ctx, wanted, { status: 'assigned', assigned_at: ctx.deps.now().toISOString() })
}

const missing = (ctx: Ctx, wanted: Wanted): Resource =>
  shownResource(ctx, wanted, { status: 'not_found', assigned_at: ctx.deps.now().toISOString() })

function acceptUrn(ctx: Ctx, urn: string, field: string): Wanted {
  if (!/^do:[^:]+:.+$/.test(urn))
    throw badRequest(
      'resource objects must have an urn in the following format: do:resource_type:resource_id',
    )
  const kinds = projectKinds(ctx)
  const wanted = refOfUrn(kinds, urn)
  if (!wanted) {
    const types = kinds.flatMap(({ urn: names }) => names).join(', ')
    throw badRequest(`${field}: projects can hold ${types} here, got ${JSON.stringify(urn.slice(0, 60))}.`)
  }
  requireScope(ctx, readScope(wanted.of))
  return wanted
}

const projectKinds = (ctx: Ctx) => ctx.deps.resources.filter(({ in_projects }) => in_projects)

function shownResource(
  ctx: Ctx,
  { of, id }: Wanted,
  state: Pick<Resource, 'status' | 'assigned_at'>,
): Resource {
  return { urn: urnOf(of, id), links: { self: addressOf(ctx, of, id) }, ...state }
}
