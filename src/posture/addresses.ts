// Addresses and ranges as firewalls write them.
import { BlockList, isIP } from 'node:net'

export interface Range {
  family: 4 | 6
  address: string
  /** Bits; of a single address, all. */
  prefix: number
}

/** Undefined for what is neither an address nor a range. */
export function readRange(text: string): Range | undefined {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  if ((family !== 4 && family !== 6) || more.length > 0) return undefined
  const longest = family === 4 ? 32 : 128
  const prefix = bits === undefined ? longest : Number(bits)
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && prefix <= longest)
  return fits ? { family, address, prefix } : undefined
}

// Such a range holds so many strangers that it keeps none of them out: a sixteenth of all IPv4 addresses, or a
// part of the IPv6 ones that several providers share.
const WIDEST = { 4: 4, 6: 16 }

/** Whether the range is the internet, or so much of it that it makes no difference. */
export const isAnywhere = ({ family, prefix, address }: Range): boolean =>
  prefix <= WIDEST[family] && !isPrivate({ family, address })

const internal = new BlockList()
for (const [address, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
] as const)
  internal.addSubnet(address, prefix, 'ipv4')
for (const [address, prefix] of [
  ['fc00::', 7],
  ['fe80::', 10],
  ['::1', 128],
] as const)
  internal.addSubnet(address, prefix, 'ipv6')

/** Whether nobody from the internet can have the address. */
export const isPrivate = ({ family, address }: Pick<Range, 'family' | 'address'>): boolean =>
  internal.check(address, family === 4 ? 'ipv4' : 'ipv6')
