/** Whole ports, both ends included. */
export interface Ports {
  from: number
  to: number
}

export const ALL_PORTS: Ports = { from: 1, to: 65_535 }

/** As a firewall writes them: `22`, `8000-9000`, `0` or `all`. Undefined for anything else. */
export function readPorts(text: string | undefined): Ports | undefined {
  if (text === undefined || text === '' || text === '0' || text === 'all') return ALL_PORTS
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? []
  if (from === undefined) return undefined
  const ports = { from: Math.max(1, Number(from)), to: Number(to ?? from) }
  return ports.from <= ports.to && ports.to <= ALL_PORTS.to ? ports : undefined
}

export const isAll = ({ from, to }: Ports) => from <= 1 && to >= ALL_PORTS.to

export const holds = (ports: Ports, port: number) => ports.from <= port && port <= ports.to

/** The fewest ranges that hold the same ports, in order. */
export function merged(all: readonly Ports[]): Ports[] {
  const found: Ports[] = []
  for (const ports of all.toSorted((one, other) => one.from - other.from)) {
    const last = found.at(-1)
    if (last && ports.from <= last.to + 1)
      found[found.length - 1] = { from: last.from, to: Math.max(last.to, ports.to) }
    else found.push(ports)
  }
  return found
}

export const shown = ({ from, to }: Ports) => (from === to ? String(from) : `${from}-${to}`)
