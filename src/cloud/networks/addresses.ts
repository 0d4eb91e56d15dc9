// Addresses that the emulated cloud gives out. No packet is ever sent to one, so they are from blocks that belong to
// nobody: public IPv4 from 240.0.0.0/4 (RFC 1112), IPv6 from 2001:db8::/32 (RFC 3849).
import { isIPv4, isIPv6 } from 'node:net'
import { invalid } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import {
  claimAddress,
  freeAddress,
  type Network,
  NetworkFull,
  takeAddress,
} from '../../store/documents/addresses.ts'
import type { Ref } from '../../store/documents/documents.ts'

export type Owner = Ref & { account: string }

interface Pool extends Network {
  /** The address at place 0. */
  base: number
}

const PUBLIC: Pool = { name: 'public', base: addressNumber('244.0.0.1'), size: 2 ** 24 }
const RESERVED: Pool = { name: 'reserved', base: addressNumber('245.0.0.1'), size: 2 ** 24 }
const V6: Network = { name: 'v6', size: 2 ** 40 }

/** IPv4, as a Droplet or load balancer has it. */
export const takePublicAddress = (tx: Db, owner: Owner) => takeFrom(tx, PUBLIC, owner)

/** An address that stays when Droplets go. What has it is a document named by it, which `make` makes. */
export async function takeReservedAddress<Named extends Owner>(
  tx: Db,
  make: (address: string) => Promise<Named>,
): Promise<Named> {
  const place = await freeAddress(tx, RESERVED)
  const owner = await make(addressText(RESERVED.base + place))
  if (!(await claimAddress(tx, { network: RESERVED.name, place }, owner)))
    throw new Error(`the reserved address ${owner.id} was taken by two at once`)
  return owner
}

async function takeFrom(tx: Db, pool: Pool, owner: Owner): Promise<string> {
  return addressText(pool.base + (await takeAddress(tx, pool, owner)))
}

/** In a /64 of its own. */
export async function takeIpv6Address(
  tx: Db,
  owner: Owner,
): Promise<{ ip_address: string; gateway: string }> {
  const place = (await takeAddress(tx, V6, owner)) + 1
  const groups = [Math.floor(place / 2 ** 32), Math.floor(place / 2 ** 16) % 2 ** 16, place % 2 ** 16]
  const prefix = `2001:db8:${groups.map((group) => group.toString(16)).join(':')}`
  return { ip_address: `${prefix}::a001`, gateway: `${prefix}::1` }
}

/** An IPv4 range in CIDR notation. */
export interface Range {
  /** The first address of the range, as a number. */
  base: number
  prefix: number
  /** How many addresses there are. */
  size: number
}

/** Undefined for what is no IPv4 network in CIDR notation; host bits are dropped. */
export function parseRange(cidr: string): Range | undefined {
  const [, address = '', digits = ''] = /^(\d+\.\d+\.\d+\.\d+)\/(\d{1,2})$/.exec(cidr) ?? []
  const prefix = Number(digits)
  if (digits === '' || prefix > 32 || !isAddress(address)) return undefined
  const size = 2 ** (32 - prefix)
  return { base: Math.floor(addressNumber(address) / size) * size, prefix, size }
}

export const rangeText = ({ base, prefix }: Range) => `${addressText(base)}/${prefix}`
export const overlap = (a: Range, b: Range) => a.base < b.base + b.size && b.base < a.base + a.size
export const contains = (outer: Range, inner: Range) =>
  outer.base <= inner.base && inner.base + inner.size <= outer.base + outer.size
export const netmaskOf = ({ size }: Range) => addressText(2 ** 32 - size)

/** An IPv4 or IPv6 address, or a network of such in CIDR notation. */
export function isAddressOrNetwork(text: string): boolean {
  const [, address = '', digits = '0'] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  return isIPv4(address) ? Number(digits) <= 32 : isIPv6(address) && Number(digits) <= 128
}

/** Of a VPC: neither the network's own address, nor the gateway's (the first), nor the broadcast address. */
export async function takePrivateAddress(
  tx: Db,
  vpc: { id: string; range: Range },
  owner: Owner,
): Promise<string> {
  const { base, size } = vpc.range
  try {
    return addressText(base + 2 + (await takeAddress(tx, { name: `vpc ${vpc.id}`, size: size - 3 }, owner)))
  } catch (error) {
    if (error instanceof NetworkFull) throw invalid(`The VPC ${vpc.id} has no free address left.`)
    throw error
  }
}

const isAddress = (text: string) => text.split('.').every((part) => Number(part) <= 255)

/** 203.0.113.1 as 3405803777. */
export function addressNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

export function addressText(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
}
