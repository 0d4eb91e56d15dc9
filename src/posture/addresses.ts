// Addresses and ranges as firewalls write them.
import { isIP } from 'node:net'

export interface Range {
  family: 4 | 6
  address: string
  /** Bits; of a single address, all. */
  prefix: number
}

/** Undefined for what is neither an address nor a range. */
export function readRange(text: string): Range | undefined {
  const [address = '', bits, ...more] = text.split('/')
  // A zone, such as the one of `fe80::1%eth0`, means something on its own machine only.
  const family = address.includes('%') ? 0 : isIP(address)
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
export const isAnywhere = (range: Range): boolean => range.prefix <= WIDEST[range.family] && !isPrivate(range)

const INTERNAL_V4 = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
].map(([address, bits]) => {
  const prefix = Number(bits)
  return { prefix, network: networkOf(v4Number(String(address)), prefix) }
})

const INTERNAL_V6 = [
  ['fc00::', 7],
  ['fe80::', 10],
  ['::1', 128],
].map(([address, prefix]): Range => ({ family: 6, address: String(address), prefix: Number(prefix) }))

/** Whether nobody from the internet can have an address of it. A range that only begins in a private one is not private. */
export function isPrivate(range: Range): boolean {
  if (range.family === 6) return INTERNAL_V6.some((wide) => isWithin(range, wide))
  // Every address of an account is asked for, and BigInts are slow.
  const number = v4Number(range.address)
  return INTERNAL_V4.some(
    ({ prefix, network }) => prefix <= range.prefix && networkOf(number, prefix) === network,
  )
}

function v4Number(address: string): number {
  let number = 0
  for (const byte of address.split('.')) number = number * 256 + Number(byte)
  return number
}

/** Its first bits. */
function networkOf(v4_number: number, prefix: number): number {
  return Math.floor(v4_number / 2 ** (32 - prefix))
}

/** Whether every address of the one is in the other. */
export function isWithin(narrow: Range, wide: Range): boolean {
  if (narrow.family !== wide.family || narrow.prefix < wide.prefix) return false
  const free = BigInt((wide.family === 4 ? 32 : 128) - wide.prefix)
  return numberOf(narrow) >> free === numberOf(wide) >> free
}

function numberOf({ family, address }: Range): bigint {
  return family === 4 ? joined(address.split('.'), 10, 8n) : joined(groupsOf(address), 16, 16n)
}

const joined = (parts: string[], radix: number, bits: bigint): bigint =>
  parts.reduce((value, part) => (value << bits) | BigInt(Number.parseInt(part, radix)), 0n)

/** The eight of an IPv6 address, whose end may be written as an IPv4 address. */
function groupsOf(address: string): string[] {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number)
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  })
  const [head = '', tail = ''] = hex.split('::')
  const [first, last] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''))
  const missing = 8 - (first?.length ?? 0) - (last?.length ?? 0)
  return [...(first ?? []), ...Array<string>(missing).fill('0'), ...(last ?? [])]
}
