// Which addresses a VPC may have.
import { contains, overlap, parseRange, type Range, rangeText } from '../../cloud/networks/addresses.ts'
import {
  DEFAULT_PREFIX,
  freeRange,
  RESERVED_RANGES,
  rangeOf,
  type VpcBody,
} from '../../cloud/networks/vpcs.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Document } from '../../store/documents/documents.ts'

const LARGEST_PREFIX = 16
const SMALLEST_PREFIX = 28
/** RFC 1918. */
const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(
  (text) => parseRange(text) as Range,
)

/** The range that was asked for, or a free one. `others` are all VPCs of the account. */
export function rangeFor(ip_range: string | undefined, others: ReadonlyArray<Document<VpcBody>>): string {
  if (ip_range === undefined) return freeRange(others, DEFAULT_PREFIX)
  const range = requireRange(ip_range)
  const reserved = RESERVED_RANGES.find((it) => overlap(it, range))
  if (reserved)
    throw invalid(`ip_range: ${ip_range} overlaps with ${rangeText(reserved)}, which is reserved.`)
  const other = others.find((it) => overlap(rangeOf(it), range))
  if (other)
    throw invalid(
      `This range/size overlaps with another VPC network in your account: ${other.name} ${other.body.ip_range}.`,
    )
  return ip_range
}

function requireRange(ip_range: string): Range {
  const range = parseRange(ip_range)
  if (!range || rangeText(range) !== ip_range)
    throw invalid(
      `ip_range must be an IPv4 network in CIDR notation, such as 10.10.10.0/24, got ${quoted(ip_range)}.`,
    )
  if (range.prefix < LARGEST_PREFIX || range.prefix > SMALLEST_PREFIX)
    throw invalid(
      `ip_range must be from a /${SMALLEST_PREFIX} to a /${LARGEST_PREFIX} in size, got ${quoted(ip_range)}.`,
    )
  if (!PRIVATE_RANGES.some((outer) => contains(outer, range)))
    throw invalid(
      `ip_range must be within ${PRIVATE_RANGES.map(rangeText).join(', ')} (RFC 1918), got ${quoted(ip_range)}.`,
    )
  return range
}

const quoted = (text: string) => JSON.stringify(text)
