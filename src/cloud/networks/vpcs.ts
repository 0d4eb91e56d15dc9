// VPCs, as the areas whose resources lie in one use them. A resource refers to its VPC.
import type { Ctx } from '../../kernel/ctx.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import { type Document, Documents } from '../../store/documents/documents.ts'
import { unknown } from '../wire.ts'
import { addressText, overlap, parseRange, type Range, rangeText } from './addresses.ts'

export interface VpcBody {
  description: string
  ip_range: string
  is_default: boolean
}

/** `type` is `default` for the one of its region that resources lie in unless told otherwise. */
export const vpcs = new Documents<VpcBody>('vpc')

export const rangeOf = ({ body }: Document<VpcBody>) => parseRange(body.ip_range) as Range

/**
 * The VPC that a resource of a region is to lie in: the one that is named, or the region's default. It stays there until
 * the transaction has ended, so that the resource can refer to it.
 */
export async function vpcFor(
  ctx: Ctx,
  tx: Db,
  { region, vpc_uuid }: { region: string; vpc_uuid?: string | undefined },
): Promise<Document<VpcBody>> {
  if (vpc_uuid === undefined) return defaultVpc(ctx, tx, region)
  const vpc = await vpcs.findLocked(tx, ctx.principal.account, vpc_uuid)
  if (!vpc) throw unknown('vpc_uuid', 'VPC', vpc_uuid)
  if (vpc.region !== region)
    throw invalid(`vpc_uuid: the VPC ${vpc.id} is in ${vpc.region}, not in ${region}.`)
  return vpc
}

/** Made when it is first needed. */
export async function defaultVpc(ctx: Ctx, tx: Db, region: string): Promise<Document<VpcBody>> {
  const { account } = ctx.principal
  const known = await findDefault(tx, account, region)
  if (known) return known
  await vpcs.holdAll(tx, account)
  const meanwhile = await findDefault(tx, account, region)
  if (meanwhile) return meanwhile
  const others = await vpcs.all(tx, account)
  const { document } = await vpcs.insert(tx, {
    account,
    id: crypto.randomUUID(),
    name: freeName(others, `default-${region}`),
    type: 'default',
    region,
    created_at: ctx.deps.now().toISOString(),
    body: { description: '', ip_range: freeRange(others, DEFAULT_PREFIX), is_default: true },
  })
  return document
}

/** Another one may have become the default, and this one be gone, by the time that it is locked. */
async function findDefault(tx: Db, account: string, region: string): Promise<Document<VpcBody> | undefined> {
  const [found] = await vpcs.all(tx, account, { type: 'default', region })
  return found && vpcs.findLocked(tx, account, found.id)
}

function freeName(taken: ReadonlyArray<Document<VpcBody>>, name: string): string {
  const names = new Set(taken.map((vpc) => vpc.name))
  let free = name
  for (let number = 2; names.has(free); number++) free = `${name}-${number}`
  return free
}

/** A range that overlaps with none of an account's, of the size that is wanted. */
export function freeRange(taken: ReadonlyArray<Document<VpcBody>>, prefix: number): string {
  const ranges = [...taken.map(rangeOf), ...RESERVED_RANGES]
  const size = 2 ** (32 - prefix)
  for (let base = FIRST_BASE; base + size <= LAST_BASE; base += size) {
    const range = { base, prefix, size }
    if (!ranges.some((other) => overlap(range, other))) return rangeText(range)
  }
  throw invalid(`The account has no free private range of a /${prefix} left below ${addressText(LAST_BASE)}.`)
}

/** What the public cloud keeps for itself in every region. */
export const RESERVED_RANGES = ['10.229.0.0/16', '10.244.0.0/16', '10.245.0.0/16', '10.246.0.0/24'].map(
  (text) => parseRange(text) as Range,
)

// As in the public cloud: 10.100.0.0 and on, a /20 each.
export const DEFAULT_PREFIX = 20
const FIRST_BASE = (10 * 256 + 100) * 65_536
const LAST_BASE = 11 * 16_777_216
