// Which project a resource is in. A project is a document that refers to what it holds; everything that a project can
// hold is in one, at first in the account's default project.
import type { Ctx } from '../kernel/ctx.ts'
import type { Db } from '../store/database.ts'
import { type Document, Documents, type Ref } from '../store/documents/documents.ts'
import { link, sourcesOf, unlink } from '../store/documents/links.ts'
import { unknown } from './wire.ts'

export interface ProjectBody {
  description: string
  purpose: string
  environment: string
  is_default: boolean
  updated_at: string
}

/** `type` is `default` for the one that everything is in unless told otherwise. */
export const projects = new Documents<ProjectBody>('project')

/** Made when it is first needed. It stays until the transaction has ended, whoever deletes or demotes it meanwhile. */
export async function defaultProject(ctx: Ctx, tx: Db): Promise<Document<ProjectBody>> {
  const { account } = ctx.principal
  const known = await findDefaultProject(tx, account)
  const held = known && (await projects.findHeld(tx, account, known.id))
  if (held) return held
  await projects.holdAll(tx, account)
  return (await findDefaultProject(tx, account)) ?? makeFirstProject(ctx, tx)
}

async function makeFirstProject(ctx: Ctx, tx: Db): Promise<Document<ProjectBody>> {
  const created_at = ctx.deps.now().toISOString()
  const body = {
    description: 'Update your project information under Settings',
    purpose: 'Just trying out DigitalOcean',
    environment: '',
    is_default: true,
    updated_at: created_at,
  }
  const { document } = await projects.insert(tx, {
    account: ctx.principal.account,
    id: crypto.randomUUID(),
    name: 'first-project',
    type: 'default',
    created_at,
    body,
  })
  return document
}

export async function findDefaultProject(
  db: Db,
  account: string,
): Promise<Document<ProjectBody> | undefined> {
  const [first] = await projects.all(db, account, { type: 'default' })
  return first
}

/** Puts a resource into the project of that id, or into the default one. It leaves the one it was in. */
export async function putInProject(ctx: Ctx, tx: Db, to: Ref, project_id?: string): Promise<void> {
  const { account } = ctx.principal
  const project =
    project_id === undefined
      ? await defaultProject(ctx, tx)
      : await projects.findHeld(tx, account, project_id)
  if (!project) throw unknown('project_id', 'project', project_id)
  await moveToProject(ctx, tx, to, project.id)
}

/** The caller holds the project, and the resource where another could be moving it at the same time. */
export async function moveToProject(ctx: Ctx, tx: Db, to: Ref, project_id: string): Promise<void> {
  const { account } = ctx.principal
  for (const id of await sourcesOf(tx, account, to, 'project'))
    if (id !== project_id) await unlink(tx, { account, from: { kind: 'project', id }, to })
  const from = { kind: 'project', id: project_id }
  await link(tx, { account, from, to }, ctx.deps.now().toISOString())
}
