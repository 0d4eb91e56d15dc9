import { readFileSync } from 'node:fs'
import { listAccounts } from '../areas/account/store.ts'
import { findToken, listWorkingTokens, markRevoked, type TokenRow } from '../cloud/tokens/store.ts'
import { createToken } from '../cloud/tokens/token.ts'
import { closeScopes, knownScopes, parseScopes } from '../kernel/scopes.ts'
import { accountOf } from './account.ts'
import { notice, type OutputOption, printResult, write } from './line/output.ts'
import { CommandProblem, usageProblem } from './line/problem.ts'
import { localEntry, withInstallation } from './with_installation.ts'

interface CreateOptions {
  name: string
  account?: string
  scopes: string
  expires: string
}

const NAME = /^[^\p{Cc}]{1,255}$/u
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 }
const LONGEST_MS = 3650 * UNIT_MS.d

/** Prints the token, and nothing else, on standard output. */
export async function createOne(options: CreateOptions): Promise<void> {
  const { name } = options
  const now = new Date()
  if (!NAME.test(name))
    throw usageProblem('--name wants 1 to 255 characters, none of them a control character')
  const expires_at = expiryOf(options.expires, now)
  const scopes = scopesOf(options.scopes)
  await withInstallation(async ({ main }) => {
    const account = await accountOf(main.database.read, options.account)
    const entry = localEntry({ operation: 'token create', account: account.id })
    const { token, row } = await main.database.transact(async (tx) => {
      const made = await createToken(tx, { account: account.id, name, scopes, expires_at }, now)
      entry.resource = `token:${made.row.id}`
      return made
    }, entry)
    const until = expires_at ? `until ${expires_at.toISOString()}` : 'for ever'
    notice(`token ${row.id} of the account ${account.name} works ${until} with: ${scopes.join(' ')}`)
    write(`${token}\n`)
  })
}

function expiryOf(text: string, now: Date): Date | undefined {
  if (text === 'never') return undefined
  const [, count, unit] = /^([1-9][0-9]{0,6})([mhd])$/.exec(text) ?? []
  const ms = Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]
  if (ms <= LONGEST_MS) return new Date(now.getTime() + ms)
  throw usageProblem(
    `--expires is ${JSON.stringify(text)}: it wants never, or minutes, hours or days as in 90m, 12h, 30d, at most 3650d`,
  )
}

function scopesOf(text: string): string[] {
  const operations = JSON.parse(
    readFileSync(new URL('../../spec/operations.json', import.meta.url), 'utf8'),
  ) as Array<{ scopes: string[] }>
  const parsed = parseScopes(text, knownScopes(operations))
  if ('problems' in parsed) throw usageProblem(`--scopes: ${parsed.problems.join('; ')}`)
  return closeScopes(parsed.scopes)
}

export async function listAll({ account, ...options }: OutputOption & { account?: string }): Promise<void> {
  await withInstallation(async ({ main }) => {
    const db = main.database.read
    const chosen = account === undefined ? undefined : await accountOf(db, account)
    const names = new Map((await listAccounts(db)).map(({ id, name }) => [id, name]))
    const rows = await listWorkingTokens(db, new Date().toISOString())
    const tokens = rows
      .filter((row) => !chosen || row.account === chosen.id)
      .map((row) => shown(row, names.get(row.account) ?? row.account))
    printResult(
      options,
      tokens,
      tokens.map((token) => ({
        ...token,
        scopes: token.scopes.join(' '),
        expires_at: token.expires_at ?? 'never',
        last_used_at: token.last_used_at ?? 'never',
      })),
    )
  })
}

const shown = ({ id, name, scopes, created_at, expires_at, last_used_at }: TokenRow, account: string) => ({
  id,
  name,
  account,
  scopes: JSON.parse(scopes) as string[],
  created_at,
  expires_at,
  last_used_at,
})

export async function revokeOne(id: string): Promise<void> {
  await withInstallation(async ({ main }) => {
    const entry = localEntry({ operation: 'token revoke', resource: `token:${id}` })
    const row = await main.database.transact(async (tx) => {
      const found = await findToken(tx, id)
      if (!found) throw new CommandProblem('there is no token with that id; rockpool token list shows them')
      if (!(await markRevoked(tx, id, new Date().toISOString())))
        throw new CommandProblem(`the token ${id} was revoked before, at ${found.revoked_at}`)
      entry.account = found.account
      return found
    }, entry)
    notice(`revoked the token ${row.id} (${row.name})`)
  })
}
