import { ACCOUNT_NAME, createAccount } from '../areas/account/account.ts'
import { type AccountRow, findAccountByName, listAccounts } from '../areas/account/store.ts'
import type { Db } from '../store/database.ts'
import { type OutputOption, printResult } from './line/output.ts'
import { CommandProblem, usageProblem } from './line/problem.ts'
import { localEntry, withInstallation } from './with_installation.ts'

export async function createOne(name: string, options: OutputOption): Promise<void> {
  if (!ACCOUNT_NAME.test(name))
    throw usageProblem(
      `${JSON.stringify(name)} is not a name for an account: 1 to 63 letters, digits, spaces, dots, hyphens or underscores, the first a letter or digit`,
    )
  await withInstallation(async ({ main }) => {
    const entry = localEntry({ operation: 'account create' })
    const row = await main.database.transact(async (tx) => {
      const made = await createAccount(tx, name, new Date())
      if (!made) throw new CommandProblem(`there is an account ${name} already`)
      entry.account = made.id
      entry.resource = `account:${made.id}`
      return made
    }, entry)
    printResult(options, row, [{ ...row }])
  })
}

export async function listAll(options: OutputOption): Promise<void> {
  await withInstallation(async ({ main }) => {
    const rows = await listAccounts(main.database.read)
    printResult(
      options,
      rows,
      rows.map((row) => ({ ...row })),
    )
  })
}

/** The account of that name; without one, the only account there is. */
export async function accountOf(db: Db, name: string | undefined): Promise<AccountRow> {
  if (name !== undefined) {
    const named = await findAccountByName(db, name)
    if (named) return named
    throw new CommandProblem(`there is no account ${name}; rockpool account list shows them`)
  }
  const [only, ...others] = await listAccounts(db)
  if (!only) throw new CommandProblem('there is no account yet; make one with: rockpool account create NAME')
  if (others.length === 0) return only
  const names = [only, ...others].map((row) => row.name)
  throw usageProblem(`there are several accounts; choose one with --account: ${names.join(', ')}`)
}
