import { defaultProject, findDefaultProject, type ProjectBody, projects } from '../../cloud/projects.ts'
import { listEnds } from '../../cloud/wire.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { badRequest, conflict, notFound, preconditionFailed } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import { hasTargets } from '../../store/documents/links.ts'
import type { CreateProject, PatchProject, Project, ProjectAnswer, ProjectList } from './schema.ts'
import { acceptEnvironment, acceptPurpose } from './words.ts'

type ProjectDocument = Document<ProjectBody>

/** In place of an id. */
export const DEFAULT = 'default'

export async function listProjects(ctx: Ctx, paging: Paging): Promise<ProjectList> {
  await readDefaultProject(ctx)
  const { read } = ctx.deps.main.database
  const { documents, total } = await projects.page(read, ctx.principal.account, paging)
  return { projects: documents.map(shownProject), ...listEnds(ctx, paging, total) }
}

export async function readProject(ctx: Ctx, id: string): Promise<ProjectAnswer> {
  return { project: shownProject(await getProject(ctx, id)) }
}

export async function getProject(ctx: Ctx, id: string): Promise<ProjectDocument> {
  if (id === DEFAULT) return readDefaultProject(ctx)
  const known = await projects.find(ctx.deps.main.database.read, ctx.principal.account, id)
  if (!known) throw notFound()
  return known
}

/** Every account has one, from the first look at it. */
async function readDefaultProject(ctx: Ctx): Promise<ProjectDocument> {
  const known = await findDefaultProject(ctx.deps.main.database.read, ctx.principal.account)
  return known ?? atomically(ctx, ctx.deps.main, (tx) => defaultProject(ctx, tx))
}

/** It stays until the transaction has ended. */
export async function holdProject(ctx: Ctx, tx: Db, id: string): Promise<ProjectDocument> {
  if (id === DEFAULT) return defaultProject(ctx, tx)
  const held = await projects.findHeld(tx, ctx.principal.account, id)
  if (!held) throw notFound()
  return held
}

export function createProject(ctx: Ctx, wanted: CreateProject): Promise<ProjectAnswer> {
  const { account } = ctx.principal
  const id = crypto.randomUUID()
  nameResource(ctx, id)
  const created_at = ctx.deps.now().toISOString()
  const body = {
    description: wanted.description ?? '',
    purpose: acceptPurpose(wanted.purpose),
    environment: acceptEnvironment(wanted.environment ?? ''),
    is_default: false,
    updated_at: created_at,
  }
  return atomically(ctx, ctx.deps.main, async (tx) => {
    await projects.holdAll(tx, account)
    await defaultProject(ctx, tx)
    await requireFreeName(tx, account, wanted.name)
    const { document } = await projects.insert(tx, { account, id, name: wanted.name, created_at, body })
    return { project: shownProject(document) }
  })
}

/** What is left out, or null, stays as it is. */
export function changeProject(ctx: Ctx, id: string, wanted: PatchProject): Promise<ProjectAnswer> {
  const { name, purpose, environment, is_default } = wanted
  if ([name, purpose, environment, is_default, wanted.description].every((it) => it == null))
    throw badRequest('one of name, description, purpose, environment and is_default is required.')
  return atomically(ctx, ctx.deps.main, async (tx) => {
    // Names and the default are of all projects together.
    await projects.holdAll(tx, ctx.principal.account)
    const known = await holdProject(ctx, tx, id)
    nameResource(ctx, known.id)
    if (name && name !== known.name) await requireFreeName(tx, known.account, name)
    const updated_at = ctx.deps.now().toISOString()
    const changed = {
      ...known,
      name: name ?? known.name,
      body: {
        ...known.body,
        description: wanted.description ?? known.body.description,
        purpose: purpose ? acceptPurpose(purpose) : known.body.purpose,
        environment: environment == null ? known.body.environment : acceptEnvironment(environment),
        updated_at,
      },
    }
    const saved = is_default == null ? changed : await setDefault(ctx, tx, changed, is_default)
    await projects.replace(tx, saved)
    return { project: shownProject(saved) }
  })
}

/** There is always one default project, so it ends to be it only by another becoming it. */
async function setDefault(
  ctx: Ctx,
  tx: Db,
  project: ProjectDocument,
  is_default: boolean,
): Promise<ProjectDocument> {
  if (is_default === project.body.is_default) return project
  if (!is_default)
    throw badRequest('is_default: this is the default project; make another one the default instead.')
  const former = await defaultProject(ctx, tx)
  await projects.replace(tx, { ...former, type: null, body: { ...former.body, is_default: false } })
  return { ...project, type: 'default', body: { ...project.body, is_default: true } }
}

export async function deleteProject(ctx: Ctx, id: string): Promise<void> {
  const { account } = ctx.principal
  nameResource(ctx, id)
  await atomically(ctx, ctx.deps.main, async (tx) => {
    await projects.holdAll(tx, account)
    // Whoever is putting something into it has ended before this looks.
    const known = await projects.findLocked(tx, account, id)
    if (!known) throw notFound()
    if (await hasTargets(tx, account, { kind: 'project', id }))
      throw preconditionFailed('cannot delete a project with resources. move or remove the resources first')
    if (known.body.is_default)
      throw preconditionFailed('cannot delete the default project. make another one the default first')
    await projects.remove(tx, account, id)
  })
}

async function requireFreeName(tx: Db, account: string, name: string): Promise<void> {
  if (await projects.findNamed(tx, account, { name }))
    throw conflict(`name: there is a project ${JSON.stringify(name)} already.`)
}

function shownProject({ id, account, name, created_at, body }: ProjectDocument): Project {
  return { id, owner_uuid: account, owner_id: ownerNumber(account), name, created_at, ...body }
}

/** Clients expect a number. Accounts have none, so it is made of the account's UUID, always the same. */
const ownerNumber = (account: string) => Number.parseInt(account.slice(0, 8), 16)

function nameResource(ctx: Ctx, id: string): void {
  ctx.audit.resource = `do:project:${id}`
}
