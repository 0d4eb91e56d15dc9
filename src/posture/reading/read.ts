// Reads an account's inventory through the public API. It only ever asks; what it may not see costs what depends on it,
// and nothing else.
import type { Inventory, ResourceType } from '../inventory.ts'
import type { Part } from '../parts.ts'
import { type ResourceKind, resourceKinds } from '../resource_types.ts'
import { keptOf } from './kept.ts'
import { limited } from './limited.ts'

/** Whoever answers GET requests: a server, or the product itself. */
export interface Source {
  /** As the inventory will name it. */
  name: string
  /** `path` begins with `/v2/`. Rejects only where no answer could be had at all. */
  get(path: string): Promise<SourceAnswer>
}

export interface SourceAnswer {
  status: number
  body: unknown
}

/** Nothing can be read at all: the token is refused, or nobody answers. */
export class Unreadable extends Error {}

export interface ReadOptions {
  now(): Date
  /** How many requests may be under way at once. */
  at_once?: number
  /** How many resources are asked for at once: fewer where whoever answers has other work as well. */
  per_page?: number
  /** What was read before: its types are not read again. */
  known?: Inventory
  /** Told after each type, with all that was read so far. */
  progress?(read: ResourceType, inventory: Inventory): void
}

const AT_ONCE = 8
const PER_PAGE = 200
const READ_LIMIT = 2_000_000

const types = Object.keys(resourceKinds) as ResourceType[]
const kindOf = (type: ResourceType): ResourceKind => resourceKinds[type]

/** Throws Unreadable. What the public API does not list, such as tokens, is said to be so. */
export async function readInventory(source: Source, options: ReadOptions): Promise<Inventory> {
  const { now, at_once = AT_ONCE, per_page = PER_PAGE, known, progress } = options
  const inventory: Inventory = known ?? {
    format: 'rockpool-inventory/1',
    taken_at: now().toISOString(),
    source: source.name,
    resources: {},
    not_read: {},
  }
  const pages = { get: limited(at_once, source.get), per_page }
  for (const type of types.filter((it) => inventory.resources[it] === undefined)) {
    delete inventory.not_read[type]
    const read = await readType(type, pages)
    if (Array.isArray(read)) inventory.resources[type] = read
    else noteUnread(inventory, type, read)
    progress?.(type, inventory)
  }
  delete inventory.unfinished
  return inventory
}

function noteUnread(inventory: Inventory, type: ResourceType, { reason, beyond }: Unread): void {
  inventory.not_read[type] = reason
  if (beyond) inventory.beyond = [...new Set([...(inventory.beyond ?? []), type])]
}

/** How the source is asked. */
interface Pages {
  get: Source['get']
  per_page: number
}

interface Unread {
  reason: string
  /** Such a source has none: not a failure. */
  beyond?: true
}

async function readType(type: ResourceType, pages: Pages): Promise<unknown[] | Unread> {
  const kind = kindOf(type)
  if (!kind.list) return { reason: 'the public API does not list them', beyond: true }
  return readList(kind.list, pages, (resource) => withParts(resource, kind, pages))
}

interface List {
  path: string
  key: string
  scope?: string
}

/** `complete` adds to an item, as soon as its page is there, what the list does not show of it. */
async function readList(
  list: List,
  pages: Pages,
  complete: (item: unknown) => unknown = (item) => item,
): Promise<unknown[] | Unread> {
  const read = async (number: number): Promise<Page | Unread> => {
    const page = await readPage(list, number, pages)
    return 'reason' in page ? page : { ...page, items: await Promise.all(page.items.map(complete)) }
  }
  const first = await read(1)
  if ('reason' in first) return first
  const count = Math.ceil(Math.min(first.total, READ_LIMIT) / pages.per_page)
  const numbers = Array.from({ length: Math.max(0, count - 1) }, (_, at) => at + 2)
  const others = await Promise.all(numbers.map(read))
  const failed = others.find((it) => 'reason' in it)
  if (failed) return failed
  return [first, ...others].flatMap((it) => ('items' in it ? it.items : []))
}

interface Page {
  items: unknown[]
  total: number
}

async function readPage(
  { path, key, scope }: List,
  number: number,
  { get, per_page }: Pages,
): Promise<Page | Unread> {
  const query = `${path.includes('?') ? '&' : '?'}per_page=${per_page}&page=${number}`
  const { status, body } = await get(`${path}${query}`)
  if (status === 401) throw new Unreadable('the token is not accepted (401)')
  if (status === 403) return { reason: `the token lacks the scope${scope === undefined ? '' : ` ${scope}`}` }
  if (status === 404 || status === 501) return { reason: `not served there (${status})`, beyond: true }
  return pageIn(body, key, status)
}

function pageIn(body: unknown, key: string, status: number): Page | Unread {
  const content = (body ?? {}) as Record<string, unknown>
  const items = content[key]
  if (status !== 200 || items === undefined)
    return { reason: `the answer was ${status}, and not what was asked for` }
  // An account is not listed: there is the one.
  if (!Array.isArray(items)) return { items: [items], total: 1 }
  const { total } = (content.meta ?? {}) as { total?: number }
  return { items, total: typeof total === 'number' ? total : items.length }
}

/** A part that could not be read is missing from the facts, whatever the list shows of it: the resource counts as not checked. */
async function withParts(
  resource: unknown,
  { parts = [], facts }: ResourceKind,
  pages: Pages,
): Promise<unknown> {
  if (typeof resource !== 'object' || resource === null) return resource
  const whole: Record<string, unknown> = { ...resource }
  for (const part of parts) {
    const found = await readPart(part, whole, { ...pages, per_page: PER_PAGE })
    if (found === undefined) delete whole[part.as]
    else whole[part.as] = found
  }
  return keptOf(facts, whole)
}

async function readPart(
  { path, key, only }: Part,
  whole: Record<string, unknown>,
  pages: Pages,
): Promise<unknown> {
  if (only && !only.of.includes(String(whole[only.field]))) return only.else
  const own = path.replace(/\{(\w+)\}/g, (_, field) => encodeURIComponent(String(whole[field])))
  const { status, body } = await pages.get(`${own}?per_page=${pages.per_page}&page=1`)
  const content = status === 200 ? (body as Record<string, unknown> | undefined)?.[key] : undefined
  const { total } = ((body as Record<string, unknown> | undefined)?.meta ?? {}) as { total?: number }
  if (!Array.isArray(content) || (total ?? 0) <= pages.per_page) return content
  const found = await readList({ path: own, key }, pages)
  return Array.isArray(found) ? found : undefined
}
