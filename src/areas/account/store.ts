import type { Db } from '../../store/database.ts'

export interface AccountRow {
  id: string
  name: string
  email: string
  created_at: string
}

const tables = (db: Db) => db.$extendTables<{ accounts: AccountRow }>()

export function findAccount(db: Db, id: string): Promise<AccountRow | undefined> {
  return tables(db).selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findAccountByName(db: Db, name: string): Promise<AccountRow | undefined> {
  return tables(db).selectFrom('accounts').selectAll().where('name', '=', name).executeTakeFirst()
}

export function listAccounts(db: Db): Promise<AccountRow[]> {
  return tables(db).selectFrom('accounts').selectAll().orderBy('created_at').orderBy('name').execute()
}

/** False when the name is taken. */
export async function insertAccount(db: Db, row: AccountRow): Promise<boolean> {
  const query = tables(db)
    .insertInto('accounts')
    .values(row)
    .onConflict((it) => it.doNothing())
  return (await query.executeTakeFirst()).numInsertedOrUpdatedRows === 1n
}
