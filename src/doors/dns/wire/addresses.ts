const IPV6_GROUPS = 8

/** The eight groups of an IPv6 address, however it is written: hexadecimal, as short as they were. */
export function ipv6Groups(address: string): string[] {
  const [left = [], right] = withoutDots(address)
    .split('::')
    .map((side) => side.split(':').filter((group) => group !== ''))
  if (!right) return left
  const missing = IPV6_GROUPS - left.length - right.length
  return [...left, ...Array<string>(missing).fill('0'), ...right]
}

/** The last two groups may be written as an IPv4 address. */
const withoutDots = (address: string): string =>
  address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [first = 0, second = 0, third = 0, fourth = 0] = bytes.slice(0, 4).map(Number)
    return `${((first << 8) | second).toString(16)}:${((third << 8) | fourth).toString(16)}`
  })
