import type { FastifyBaseLogger } from 'fastify'
import type { Issuance } from '../issuers/issuance.ts'
import type { Database, Db } from '../store/database.ts'
import type { Keyring } from '../vault/keyring.ts'
import type { AuditEntry } from './audit.ts'
import { unavailable } from './errors.ts'

/** A database and the ring whose keys seal what is secret in it. Rotation replaces the ring while serving. */
export interface Store {
  readonly database: Database
  ring: Keyring
  /** Takes up ring keys that another process has added or dropped. */
  refreshRing(): Promise<void>
  /** Runs `work`; and once more, from its start, if it failed because another process had turned the ring. */
  acrossRotation<Result>(work: () => Promise<Result>): Promise<Result>
}

/** Where a region's secrets live. `open` throws StoreUnavailable while the region cannot be reached. */
export interface Region {
  readonly slug: string
  open(): Promise<Store>
}

export interface Limits {
  readonly secret_recovery_days: number
  /** Undefined keeps every version. */
  readonly secret_max_versions: number | undefined
  readonly region_deadline_ms: number
  readonly droplet_limit: number
  readonly floating_ip_limit: number
  readonly volume_limit: number
}

/** How emulated work is shortened: `seconds / factor`, and never longer than `longest_seconds`. */
export interface Speed {
  readonly factor: number
  readonly longest_seconds: number
}

/** What a project or a tag can hold, and what the posture inventory finds. */
export interface ResourceKind {
  /** The kind of its documents. */
  readonly kind: string
  /** The type in `do:<type>:<id>`; the first is written, all are understood. */
  readonly urn: readonly [string, ...string[]]
  /** The `resource_type` by which tags know it; without one it cannot be tagged. */
  readonly tag_type?: string
  readonly in_projects?: boolean
  /** Who may see it, and who may tag it, where that is not `<kind>:read` and `<kind>:update`. */
  readonly read_scope?: string
  readonly update_scope?: string
  /** The folder of its resources in the API, such as `/v2/droplets`. */
  readonly path: string
}

/** What the process owns. Built once in app.ts and passed by hand; there is no container. */
export interface Deps {
  readonly main: Store
  readonly regions: ReadonlyMap<string, Region>
  readonly limits: Limits
  readonly speed: Speed
  readonly issuance: Issuance
  /** Asks the API itself with GET, as one who may read everything of the account. */
  ask(account: string, path: string): Promise<{ status: number; body: unknown }>
  /** Every kind of resource that some area keeps. */
  readonly resources: readonly ResourceKind[]
  readonly log: FastifyBaseLogger
  now(): Date
  /** Resolves when all that any reader can have seen by now is durable in every database; undefined when it is. */
  settled(): Promise<unknown> | undefined
  /** The main store and that of every region which can be reached now. */
  openStores(): Promise<Store[]>
  /** Those that are open already. */
  openedStores(): Iterable<Store>
  /** Signs checkpoints of the audit trail. */
  readonly signer: Signer
}

/** An Ed25519 key pair. */
export interface Signer {
  /** Base64url. */
  sign(statement: string): string
  verify(statement: string, signature: string): boolean
  /** SPKI PEM. */
  readonly public_key: string
}

export interface Principal {
  readonly account: string
  readonly token: string
  readonly scopes: ReadonlySet<string>
  /** With whose requests the rate limit counts its own; with none but its own where it is absent. */
  readonly counted_with?: string
  /** The server itself: no limit counts its requests. */
  readonly internal?: true
}

/** What one request may use. Domain functions take this, never a Fastify request. */
export interface Ctx {
  readonly deps: Deps
  readonly principal: Principal
  /** What the audit trail will say of this request; the domain names the resource. */
  readonly audit: AuditEntry
  /** The request's own absolute URL, for the links of a list. */
  url(): string
}

/**
 * Runs `work` in one transaction of `store`, together with the request's audit record: both are durable when
 * this resolves, or neither exists. The only way to open a transaction, once a request at most. What `work`
 * seals or opens it must seal or open inside, with the store's ring of that moment: it may be run again.
 */
export async function atomically<Result>(
  ctx: Ctx,
  store: Store,
  work: (tx: Db) => Promise<Result>,
): Promise<Result> {
  if (ctx.audit.written) throw new Error('a request has one transaction, so that one record tells all of it')
  const result = await store.acrossRotation(() => store.database.transact(work, ctx.audit))
  ctx.audit.written = true
  return result
}

/** The error that says so if `error` comes from a database that cannot serve; else `error` itself. */
export function outage(error: unknown): unknown {
  if ((error as { code?: string })?.code !== 'store_unavailable') return error
  return unavailable(
    'The storage cannot serve this request right now. Nothing was answered as done. Try again.',
    error,
  )
}
