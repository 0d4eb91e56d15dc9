// Who answers for a domain: of several accounts that have it, the one that added it first; and for what lies below another
// account's domain, that one, if it was there before. Else whoever added a longer name would take over a part of it.
import type { Db } from '../../store/database.ts'
import { idsInParts } from '../../store/documents/parts.ts'
import { domains } from '../domains.ts'
import { suffixesOf } from './zone_changes.ts'

interface Added {
  account: string
  created_at: string
}

const wasEarlier = (one: Added, other: Added) =>
  one.created_at === other.created_at ? one.account < other.account : one.created_at < other.created_at

const PART = 1000

/** The account that answers for each domain that there is. */
export async function readOwners(read: Db): Promise<Map<string, string>> {
  const first = new Map<string, Added>()
  for (const { account } of await domains.accounts(read))
    for await (const rows of idsInParts(read, { account, kind: domains.kind }, PART))
      for (const { id, created_at } of rows) {
        const added = { account, created_at }
        const other = first.get(id)
        if (!other || wasEarlier(added, other)) first.set(id, added)
      }
  return new Map([...answering(first)].map(([name, { account }]) => [name, account]))
}

/** Without those that lie below an earlier one of another account. */
function answering(first: ReadonlyMap<string, Added>): Map<string, Added> {
  const found = new Map<string, Added>()
  for (const [name, added] of [...first].sort(([one], [other]) => one.length - other.length)) {
    const [, ...above] = suffixesOf(name)
    const parent = above.flatMap((suffix) => found.get(suffix) ?? [])[0]
    if (!parent || parent.account === added.account || wasEarlier(added, parent)) found.set(name, added)
  }
  return found
}

/** Of these full names, those that are answered for another account: by a domain of its, or by its being the first with this one. */
export async function answeredForOthers(
  read: Db,
  account: string,
  names: readonly string[],
): Promise<string[]> {
  const found = await domains.findAnywhere(read, names.flatMap(suffixesOf))
  const first = new Map<string, Added>()
  for (const domain of found) {
    const other = first.get(domain.id)
    if (!other || wasEarlier(domain, other)) first.set(domain.id, domain)
  }
  const owners = answering(first)
  const ownerOf = (name: string) => {
    const zone = suffixesOf(name).find((suffix) => owners.has(suffix))
    return zone === undefined ? undefined : owners.get(zone)?.account
  }
  return names.filter((name) => (ownerOf(name) ?? account) !== account)
}
