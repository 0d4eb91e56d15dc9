import { invalid } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import type { CreateTransfer } from './schema.ts'

const tables = (db: Db) => db.$extendTables<{ accounts: { id: string; email: string } }>()

/** The id of the account of this server that is named, by its email address or by its UUID. */
export async function requireRecipient(tx: Db, sender: string, wanted: CreateTransfer): Promise<string> {
  const [field, given] = namedBy(wanted)
  const column = field === 'recipient_uuid' ? 'id' : 'email'
  const found = await tables(tx)
    .selectFrom('accounts')
    .select('id')
    .where(column, '=', given)
    .limit(2)
    .execute()
  const [only, another] = found
  if (!only) throw invalid(`${field}: there is no account ${JSON.stringify(given)} on this server.`)
  if (another)
    throw invalid(`${field}: several accounts have ${JSON.stringify(given)}; name one by its recipient_uuid.`)
  if (only.id === sender) throw invalid(`${field} is this account's own.`)
  return only.id
}

function namedBy({
  recipient_email,
  recipient_uuid,
}: CreateTransfer): [field: keyof CreateTransfer, given: string] {
  if (recipient_email !== undefined && recipient_uuid === undefined)
    return ['recipient_email', recipient_email]
  if (recipient_uuid !== undefined && recipient_email === undefined)
    return ['recipient_uuid', recipient_uuid.toLowerCase()]
  throw invalid('one of recipient_email and recipient_uuid is required, and not both.')
}
