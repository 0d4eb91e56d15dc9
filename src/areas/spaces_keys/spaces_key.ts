// Access keys for Spaces. There is no object storage behind them, so nothing ever needs the secrets: none is kept.
import { listEnds, pageOf } from '../../cloud/wire.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { badRequest, notFound, preconditionFailed } from '../../kernel/errors.ts'
import { type Document, Documents } from '../../store/documents/documents.ts'
import { acceptGrants, hasFullAccess } from './grant.ts'
import type {
  CreateKey,
  Grant,
  Key,
  KeyAnswer,
  KeyList,
  ListQuery,
  NewKeyAnswer,
  PatchKey,
  ReadKeyAnswer,
} from './schema.ts'

interface SpacesKeyBody {
  grants: Grant[]
}

/** The id is the access key. */
const spaces_keys = new Documents<SpacesKeyBody>('spaces_key')

const KEYS_MAX = 200
const ACCESS_KEY_LENGTH = 20
const SECRET_KEY_LENGTH = 43
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const MIXED = `${UPPER}abcdefghijklmnopqrstuvwxyz+/`

const shownKey = ({ id, name, created_at, body }: Document<SpacesKeyBody>): Key => ({
  name,
  grants: body.grants,
  access_key: id,
  created_at,
})

/** An account has few enough of them to filter and sort in memory. */
export async function listKeys(ctx: Ctx, query: ListQuery): Promise<KeyList> {
  const { name, sort, sort_direction } = query
  const known = await spaces_keys.all(ctx.deps.main.database.read, ctx.principal.account, { name })
  const wanted = known.map(shownKey).filter(({ grants }) => isGranted(grants, query))
  // They come in the order of creation, which sorting keeps among equals.
  if (sort === 'name') wanted.sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name))
  if (sort_direction === 'desc') wanted.reverse()
  return { keys: pageOf(wanted, query), ...listEnds(ctx, query, wanted.length) }
}

function isGranted(grants: readonly Grant[], { bucket, permission }: ListQuery): boolean {
  if (bucket === undefined && permission === undefined) return true
  return grants.some(
    (grant) =>
      (bucket ?? grant.bucket) === grant.bucket && (permission ?? grant.permission) === grant.permission,
  )
}

export async function readKey(ctx: Ctx, access_key: string): Promise<ReadKeyAnswer> {
  const known = await spaces_keys.find(ctx.deps.main.database.read, ctx.principal.account, access_key)
  if (!known) throw notFound()
  const key = shownKey(known)
  return { key, keys: [key] }
}

export async function createKey(ctx: Ctx, { name, grants }: CreateKey): Promise<NewKeyAnswer> {
  const body = { grants: acceptGrants(grants ?? []) }
  const access_key = `DO${randomText(UPPER, ACCESS_KEY_LENGTH - 2)}`
  const secret_key = randomText(MIXED, SECRET_KEY_LENGTH)
  ctx.audit.resource = `do:spaces_key:${access_key}`
  const { account } = ctx.principal
  const created_at = ctx.deps.now().toISOString()
  const made = await atomically(ctx, ctx.deps.main, async (tx) => {
    const inserted = await spaces_keys.insert(tx, { account, id: access_key, name, created_at, body })
    if (inserted.total > KEYS_MAX)
      throw preconditionFailed(
        `An account can have at most ${KEYS_MAX} Spaces access keys. Delete one first.`,
      )
    return inserted.document
  })
  return { key: { ...shownKey(made), secret_key } }
}

/** What is left out, or null, stays as it is. */
export function updateKey(ctx: Ctx, access_key: string, wanted: PatchKey): Promise<KeyAnswer> {
  ctx.audit.resource = `do:spaces_key:${access_key}`
  const grants = wanted.grants && acceptGrants(wanted.grants)
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const known = await spaces_keys.findLocked(tx, ctx.principal.account, access_key)
    if (!known) throw notFound()
    const changed = {
      ...known,
      name: wanted.name ?? known.name,
      body: { grants: grants ?? known.body.grants },
    }
    if (hasFullAccess(changed.body.grants) !== hasFullAccess(known.body.grants))
      throw badRequest(
        'grants: a key with fullaccess cannot be made one with scoped permissions, nor the reverse.',
      )
    await spaces_keys.replace(tx, changed)
    return { key: shownKey(changed) }
  })
}

export async function deleteKey(ctx: Ctx, access_key: string): Promise<void> {
  ctx.audit.resource = `do:spaces_key:${access_key}`
  await atomically(ctx, ctx.deps.main, async (tx) => {
    if (!(await spaces_keys.remove(tx, ctx.principal.account, access_key))) throw notFound()
  })
}

/** Each character is as likely as any other: bytes that would favour the first ones are left out. */
function randomText(characters: string, length: number): string {
  const fair = 256 - (256 % characters.length)
  let text = ''
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length)))
      if (byte < fair && text.length < length) text += characters[byte % characters.length]
  }
  return text
}
