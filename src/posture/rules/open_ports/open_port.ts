// What rules about services that the internet can reach have in common: each is about some ports, and none about a
// Droplet whose ports are all open, which has a rule of its own.
import type { Droplet } from '../../facts/compute.ts'
import { type Protocol, wayTo } from '../../reach.ts'
import type { Problem } from '../../rule.ts'
import type { World } from '../../world.ts'

export interface Service {
  name: string
  protocol: Protocol
  ports: readonly number[]
}

/** The first of the services' ports that is open, with the way to it. */
export function openService(
  droplet: Droplet,
  world: World,
  services: readonly Service[],
): Problem | undefined {
  for (const { name, protocol, ports } of services)
    for (const port of ports) {
      const way = wayTo(world, droplet, protocol, port)
      if (way) return { evidence: `${name} (${port}/${protocol}) is open: ${way.path}.` }
    }
  return undefined
}
