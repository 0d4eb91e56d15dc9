// Garbage collections: each goes through its states in the time that it takes in public, and finds nothing to delete.
import { listEnds } from '../../../cloud/wire.ts'
import { type ActionKind, findPending, saveAction, startAction, type Work } from '../../../engine/action.ts'
import { atomically, type Ctx } from '../../../kernel/ctx.ts'
import { conflict, notFound } from '../../../kernel/errors.ts'
import type { Paging } from '../../../kernel/paging.ts'
import type { Db } from '../../../store/database.ts'
import { type Document, Documents } from '../../../store/documents/documents.ts'
import { link, sourcesOf } from '../../../store/documents/links.ts'
import { getRegistry, lockRegistry, type RegistryDocument, refTo } from '../document.ts'
import type {
  ByCollection,
  Collection,
  CollectionAnswer,
  CollectionList,
  RunCollection,
  Status,
  UpdateCollection,
} from './schema.ts'

interface CollectionBody {
  status: Status
  type: Collection['type']
  updated_at: string
}
type CollectionDocument = Document<CollectionBody>

/** Each refers to its registry, whose name it has. One that has not ended is of the type `active`. */
const collections = new Documents<CollectionBody>('registry_garbage_collection')
const ACTIVE = 'active'
const ENDED: readonly Status[] = ['succeeded', 'cancelled', 'failed']

const collectionKind = (type: string, steps: ActionKind['steps']): ActionKind => ({
  resource_type: collections.kind,
  type,
  hidden: true,
  steps,
  undo: (work) => moveTo(work, 'failed'),
})

const step = (status: Status, seconds: number) => ({
  name: status,
  seconds,
  apply: (work: Work<object>) => moveTo(work, status),
})

/** Whoever may write holds on to that for 15 minutes. */
const COLLECT = collectionKind('collect', [
  step('waiting for write JWTs to expire', 1),
  step('scanning manifests', 900),
  step('deleting unreferenced blobs', 30),
  step('succeeded', 30),
])
const CANCEL = collectionKind('cancel', [step('cancelled', 5)])

export const garbageCollectionActions = [COLLECT, CANCEL]

/** One that went with its registry has nowhere to move. */
async function moveTo({ tx, deps, action }: Work<object>, status: Status): Promise<void> {
  const known = await collections.findLocked(tx, action.account, action.resource_id)
  if (known) await saveStatus(tx, known, status, deps.now())
}

async function saveStatus(
  tx: Db,
  known: CollectionDocument,
  status: Status,
  now: Date,
): Promise<CollectionDocument> {
  const type = ENDED.includes(status) ? null : ACTIVE
  const changed = { ...known, type, body: { ...known.body, status, updated_at: now.toISOString() } }
  await collections.replace(tx, changed)
  return changed
}

/** Newest first. */
export async function listCollections(ctx: Ctx, name: string, paging: Paging): Promise<CollectionList> {
  const registry = await getRegistry(ctx, name)
  const { documents, total } = await collections.page(ctx.deps.main.database.read, ctx.principal.account, {
    ...paging,
    linked_to: refTo(registry),
    newest_first: true,
  })
  return { garbage_collections: documents.map(shown), ...listEnds(ctx, paging, total) }
}

export async function readActiveCollection(ctx: Ctx, name: string): Promise<CollectionAnswer> {
  const active = await findActive(ctx.deps.main.database.read, await getRegistry(ctx, name))
  if (!active) throw notFound('No garbage collection of the registry is active.')
  return { garbage_collection: shown(active) }
}

export function runCollection(ctx: Ctx, name: string, wanted: RunCollection): Promise<CollectionAnswer> {
  const { account } = ctx.principal
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const registry = await lockRegistry(ctx, tx, name)
    const active = await findActive(tx, registry)
    if (active) throw conflict(`The garbage collection ${active.id} of the registry is still active.`)
    const now = ctx.deps.now().toISOString()
    const body = { status: 'requested', type: wanted?.type ?? DEFAULT_TYPE, updated_at: now } as const
    const made = { account, id: crypto.randomUUID(), name, type: ACTIVE, created_at: now, body }
    const { document } = await collections.insert(tx, made)
    const from = { kind: collections.kind, id: document.id }
    await link(tx, { account, from, to: refTo(registry) }, now)
    await startAction(ctx.deps, tx, COLLECT, { account, resource_id: document.id, input: {} })
    return { garbage_collection: shown(document) }
  })
}

const DEFAULT_TYPE = 'unreferenced blobs only'

/** Only the active one can be changed, and all that can be done to it is to cancel it. */
export function updateCollection(
  ctx: Ctx,
  { registry_name, garbage_collection_uuid }: ByCollection,
  { cancel = false }: UpdateCollection,
): Promise<CollectionAnswer> {
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const registry = await lockRegistry(ctx, tx, registry_name)
    const active = await findActive(tx, registry)
    if (active?.id !== garbage_collection_uuid.toLowerCase()) throw notFound()
    if (!cancel || active.body.status === 'cancelling') return { garbage_collection: shown(active) }
    return { garbage_collection: shown(await startCancelling(ctx, tx, active)) }
  })
}

/** The action first, as where it moves on: then one waits for the other, and neither for both. */
async function startCancelling(
  { deps }: Ctx,
  tx: Db,
  { account, id }: CollectionDocument,
): Promise<CollectionDocument> {
  const collecting = await findPending(tx, account, { resource_type: collections.kind, resource_id: id })
  const completed_at = deps.now().toISOString()
  if (collecting) await saveAction(tx, collecting, { status: 'completed', completed_at })
  const known = await collections.findLocked(tx, account, id)
  if (known?.type !== ACTIVE) throw notFound()
  await startAction(deps, tx, CANCEL, { account, resource_id: id, input: {} })
  return saveStatus(tx, known, 'cancelling', deps.now())
}

/** The caller holds the registry, and removes it. */
export async function removeCollections(tx: Db, registry: RegistryDocument): Promise<void> {
  const { account } = registry
  await collections.removeMany(tx, account, await sourcesOf(tx, account, refTo(registry), collections.kind))
}

async function findActive(db: Db, registry: RegistryDocument): Promise<CollectionDocument | undefined> {
  const filter = { linked_to: refTo(registry), type: ACTIVE }
  const [active] = await collections.all(db, registry.account, filter)
  return active
}

const shown = ({ id, name, created_at, body }: CollectionDocument): Collection => ({
  uuid: id,
  registry_name: name,
  status: body.status,
  type: body.type,
  created_at,
  updated_at: body.updated_at,
  blobs_deleted: 0,
  freed_bytes: 0,
})
