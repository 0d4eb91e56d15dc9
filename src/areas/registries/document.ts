// What is kept of registries. The ids are their names, which nobody else may have.
import type { Ctx } from '../../kernel/ctx.ts'
import { notFound, preconditionFailed } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import { type Document, Documents } from '../../store/documents/documents.ts'

interface RegistryBody {
  uuid: string
}
export type RegistryDocument = Document<RegistryBody>

export const registries = new Documents<RegistryBody>('registry')
export const refTo = ({ kind, id }: RegistryDocument) => ({ kind, id })

/** No account has this id. */
const EVERYBODY = ''

/** Until the transaction ends nobody else on the server makes a registry. Taken before anything of one account. */
export const holdNames = (tx: Db): Promise<void> => registries.holdAll(tx, EVERYBODY)

export async function getRegistry(ctx: Ctx, name: string): Promise<RegistryDocument> {
  const found = await registries.find(ctx.deps.main.database.read, ctx.principal.account, name)
  if (!found) throw notFound()
  return found
}

/** Nobody else changes the registry, or what belongs to it, until the transaction has ended. */
export async function lockRegistry(ctx: Ctx, tx: Db, name: string): Promise<RegistryDocument> {
  const found = await registries.findLocked(tx, ctx.principal.account, name)
  if (!found) throw notFound()
  ctx.audit.resource = `do:registry:${name}`
  return found
}

/** What `/v2/registry` is about: the account's registry, as long as it has one alone. */
export async function onlyRegistryName(db: Db, account: string): Promise<string> {
  const [first, second] = await registries.stretch(db, account, { offset: 0, limit: 2 })
  if (!first) throw notFound()
  if (second)
    throw preconditionFailed(
      'This API is not supported if you have created multiple registries. Please use /v2/registries/{registry_name} instead.',
    )
  return first.id
}
