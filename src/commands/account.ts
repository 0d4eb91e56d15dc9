import { ACCOUNT_NAME, createAccount } from '../areas/account/account.ts'
import { listAccounts } from '../areas/account/store.ts'
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
