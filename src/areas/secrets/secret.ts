// The rules of a secret: made, read, replaced by a new version, deleted, restored.
import { noteDestroyed } from '../../cloud/sealed/scrubbing.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import { isOver, purgeIfDue } from './purge.ts'
import { knownRegion, type Place, placeOf } from './region.ts'
import type { CreateSecret, ReadQuery, Secret, SecretRef, UpdateSecret, VersionList } from './schema.ts'
import * as store from './store.ts'
import { openValues, sealValues } from './values.ts'

export async function createSecret(ctx: Ctx, wanted: CreateSecret): Promise<SecretRef> {
  const place = await knownRegion(ctx, wanted.region, wanted.name)
  const at = ctx.deps.now().toISOString()
  const { key } = place
  const row = { ...key, version: 1, created_at: at, updated_at: at, delete_requested_at: null }
  await atomically(ctx, place.store, async (tx) => {
    const sealed = sealValues(place, 1, wanted.values)
    if (!(await insertOver(ctx, tx, place, row)))
      throw conflict(
        `A secret named ${key.name} exists in ${place.region}, or is kept there after its deletion.`,
      )
    await store.insertVersion(tx, { ...key, version: 1, created_at: at, ...sealed })
    await store.addToCounts(tx, key.account, { total: 1, deleted: 0 })
  })
  return { name: key.name, region: place.region, version: 1 }
}

/** A deleted secret whose time to be restored is over gives its name up, whether or not it was purged yet. */
async function insertOver(ctx: Ctx, tx: Db, place: Place, row: store.SecretRow): Promise<boolean> {
  if (await store.insertSecret(tx, row)) return true
  return (await purgeIfDue(ctx.deps, tx, place)) && (await store.insertSecret(tx, row))
}

export async function readSecret(ctx: Ctx, name: string, query: ReadQuery): Promise<Secret> {
  const place = await placeOf(ctx, name, query.region)
  return atomically(ctx, place.store, async (tx) => {
    const row = await sealedSecret(ctx, tx, place, query.version)
    if (row.delete_requested_at !== null) return withheld(place, row)
    return query.keys_only ? keysOf(place, row) : valuesOf(place, row)
  })
}

/** The caller names the version it has read, so that two writers cannot overwrite each other unseen. */
export async function updateSecret(ctx: Ctx, name: string, wanted: UpdateSecret): Promise<SecretRef> {
  const place = await knownRegion(ctx, wanted.region, name)
  const at = ctx.deps.now().toISOString()
  const version = wanted.version + 1
  await atomically(ctx, place.store, async (tx) => {
    const sealed = sealValues(place, version, wanted.values)
    const step = { from: wanted.version, to: version, at }
    if (!(await store.advanceSecret(tx, place.key, step))) throw await whyNot(ctx, tx, place, wanted.version)
    await store.insertVersion(tx, { ...place.key, version, created_at: at, ...sealed })
    const { secret_max_versions: kept } = ctx.deps.limits
    if (kept === undefined || version <= kept) return
    noteDestroyed(place.store)
    await store.dropOldVersions(tx, place.key, version - kept)
  })
  return { name, region: place.region, version }
}

async function whyNot(ctx: Ctx, tx: Db, place: Place, expected: number): Promise<Error> {
  const row = await existing(ctx, tx, place)
  if (row.delete_requested_at !== null)
    return conflict(`The secret ${row.name} is to be deleted; restore it before changing it.`)
  return conflict(
    `The secret ${row.name} is at version ${row.version}, not ${expected}. Read it again first.`,
  )
}

/** Deleting again changes nothing: the time to restore runs from the first request. */
export async function deleteSecret(ctx: Ctx, name: string, region: string | undefined): Promise<void> {
  const place = await placeOf(ctx, name, region)
  await atomically(ctx, place.store, async (tx) => {
    await existing(ctx, tx, place)
    if (await store.markDeleted(tx, place.key, ctx.deps.now().toISOString()))
      await store.addToCounts(tx, place.key.account, { total: 0, deleted: 1 })
  })
}

export async function restoreSecret(ctx: Ctx, name: string, region: string | undefined): Promise<Secret> {
  const place = await placeOf(ctx, name, region)
  return atomically(ctx, place.store, async (tx) => {
    const row = await sealedSecret(ctx, tx, place, undefined)
    if (await store.markDeleted(tx, place.key, null))
      await store.addToCounts(tx, place.key.account, { total: 0, deleted: -1 })
    return valuesOf(place, { ...row, delete_requested_at: null })
  })
}

export async function listVersions(ctx: Ctx, name: string, region: string | undefined): Promise<VersionList> {
  const place = await placeOf(ctx, name, region)
  const db = place.store.database.read
  await existing(ctx, db, place)
  const rows = await store.listVersions(db, place.key)
  // A version never changes, so it was last changed when it was made.
  return { versions: rows.map((row) => ({ ...row, updated_at: row.created_at })) }
}

async function existing(ctx: Ctx, db: Db, place: Place): Promise<store.SecretRow> {
  const row = await store.findSecret(db, place.key)
  if (!row || isOver(ctx.deps, row)) throw notFound()
  return row
}

async function sealedSecret(
  ctx: Ctx,
  tx: Db,
  place: Place,
  version: number | undefined,
): Promise<store.SealedSecret> {
  const row = await store.findSealed(tx, place.key, version)
  if (row && !isOver(ctx.deps, row)) return row
  const { version: newest } = await existing(ctx, tx, place)
  throw notFound(`The secret ${place.key.name} has no version ${version}; the newest is ${newest}.`)
}

const withheld = (place: Place, row: store.SealedSecret): Secret => ({
  secret: row.name,
  region: place.region,
  version: row.sealed_version,
  created_at: row.created_at,
  updated_at: row.sealed_at,
  ...(row.delete_requested_at !== null && { delete_requested_at: row.delete_requested_at }),
})

const valuesOf = (place: Place, row: store.SealedSecret): Secret => ({
  ...withheld(place, row),
  values: openValues(place, row),
})

const keysOf = (place: Place, row: store.SealedSecret): Secret => ({
  ...withheld(place, row),
  keys: Object.keys(openValues(place, row)),
})
