// What rules about certificates have in common.
import type { Certificate } from '../../facts/access.ts'
import { indexOf, type World } from '../../world.ts'
import { plainName } from '../host_names.ts'
import { zoneOf } from '../zones.ts'

const balancersByCertificate = indexOf(
  'load_balancer',
  ({ forwarding_rules, domains }) =>
    new Set([...forwarding_rules, ...(domains ?? [])].flatMap(({ certificate_id: id }) => (id ? [id] : []))),
)
const endpointsByCertificate = indexOf('cdn_endpoint', ({ certificate_id }) =>
  certificate_id ? [certificate_id] : [],
)

/** What presents the certificate to clients, such as `load balancer front`. */
export function userOf(world: World, { id }: Certificate): string | undefined {
  const [balancer] = balancersByCertificate(world).get(id) ?? []
  if (balancer) return `load balancer ${balancer.name}`
  const [endpoint] = endpointsByCertificate(world).get(id) ?? []
  return endpoint && `CDN endpoint ${endpoint.custom_domain ?? endpoint.endpoint}`
}

/** The domain of the account that the name lies in; of several, the longest. */
export function domainOf(world: World, name: string): string | undefined {
  const zone = zoneOf(world, name)
  return zone && plainName(zone.name)
}

/** Whether there is a certificate at all: until then its dates mean nothing. */
export const isIssued = ({ state }: Certificate) => state === 'verified'

/** Below zero where it has ended. */
export const daysLeft = (world: World, { not_after }: Certificate) => -world.daysSince(not_after)

export const hasEnded = (world: World, certificate: Certificate) => daysLeft(world, certificate) <= 0

/** Without the empty ones. */
export const namesOf = ({ dns_names }: Certificate) => dns_names.filter((name) => name !== '')
