import { listEnds } from '../../cloud/wire.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import { type Document, Documents } from '../../store/documents/documents.ts'
import { fingerprintOf } from './public_key.ts'
import type { CreateSshKey, SshKey, SshKeyAnswer, SshKeyList } from './schema.ts'

interface SshKeyBody {
  public_key: string
}

/** Integer ids; `type` is the fingerprint. */
const ssh_keys = new Documents<SshKeyBody>('ssh_key')

const shownSshKey = ({ id, name, type, body }: Document<SshKeyBody>): SshKey => ({
  id: Number(id),
  fingerprint: type as string,
  public_key: body.public_key,
  name,
})

export async function listSshKeys(ctx: Ctx, paging: Paging): Promise<SshKeyList> {
  const { read } = ctx.deps.main.database
  const { documents, total } = await ssh_keys.page(read, ctx.principal.account, paging)
  return { ssh_keys: documents.map(shownSshKey), ...listEnds(ctx, paging, total) }
}

export async function readSshKey(ctx: Ctx, id_or_fingerprint: string): Promise<SshKeyAnswer> {
  return { ssh_key: shownSshKey(await getSshKey(ctx, ctx.deps.main.database.read, id_or_fingerprint)) }
}

export async function createSshKey(ctx: Ctx, { name, ...wanted }: CreateSshKey): Promise<SshKeyAnswer> {
  const public_key = wanted.public_key.trim()
  const fingerprint = fingerprintOf(public_key)
  if (fingerprint === undefined)
    throw invalid('Key invalid, key should be of the format `type key [comment]`')
  const { account } = ctx.principal
  return atomically(ctx, ctx.deps.main, async (tx) => {
    await ssh_keys.holdAll(tx, account)
    if (await findByFingerprint(tx, account, fingerprint))
      throw invalid('SSH Key is already in use on your account')
    const { document } = await ssh_keys.insert(tx, {
      account,
      name,
      type: fingerprint,
      created_at: ctx.deps.now().toISOString(),
      body: { public_key },
    })
    nameResource(ctx, document)
    return { ssh_key: shownSshKey(document) }
  })
}

export function renameSshKey(ctx: Ctx, id_or_fingerprint: string, name: string): Promise<SshKeyAnswer> {
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const known = await getSshKey(ctx, tx, id_or_fingerprint)
    nameResource(ctx, known)
    const renamed = { ...known, name }
    if (!(await ssh_keys.replace(tx, renamed))) throw notFound()
    return { ssh_key: shownSshKey(renamed) }
  })
}

/** Droplets that were made with the key keep it. */
export async function deleteSshKey(ctx: Ctx, id_or_fingerprint: string): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const known = await getSshKey(ctx, tx, id_or_fingerprint)
    nameResource(ctx, known)
    if (!(await ssh_keys.remove(tx, known.account, known.id))) throw notFound()
  })
}

async function getSshKey(ctx: Ctx, db: Db, id_or_fingerprint: string): Promise<Document<SshKeyBody>> {
  const { account } = ctx.principal
  const known =
    (await ssh_keys.find(db, account, id_or_fingerprint)) ??
    (await findByFingerprint(db, account, id_or_fingerprint.toLowerCase()))
  if (!known) throw notFound()
  return known
}

async function findByFingerprint(
  db: Db,
  account: string,
  fingerprint: string,
): Promise<Document<SshKeyBody> | undefined> {
  const [first] = await ssh_keys.all(db, account, { type: fingerprint })
  return first
}

function nameResource(ctx: Ctx, { id }: Document<SshKeyBody>): void {
  ctx.audit.resource = `do:ssh_key:${id}`
}
