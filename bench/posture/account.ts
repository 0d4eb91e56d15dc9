// An account with as many resources of all kinds as are wanted, of which some share has what a rule speaks against: taken
// from the rules' own examples, so that every rule has something to find.
import type { Inventory, ResourceType } from '../../src/posture/inventory.ts'
import { resourceKinds } from '../../src/posture/resource_types.ts'
import { rules } from '../../src/posture/rules/all.ts'

/** One in so many resources is faulty: 15 %. */
const FAULTY_EACH = 20 / 3

type Facts = Record<string, unknown>

/** One team's share of an account: what it has of each kind. */
const TEAM: ReadonlyArray<readonly [ResourceType, number]> = [
  ['project', 1],
  ['vpc', 1],
  ['vpc_peering', 1],
  ['firewall', 2],
  ['load_balancer', 1],
  ['droplet', 20],
  ['volume', 4],
  ['snapshot', 4],
  ['image', 1],
  ['domain', 1],
  ['certificate', 1],
  ['cdn_endpoint', 1],
  ['spaces_key', 1],
  ['ssh_key', 2],
  ['secret', 2],
  ['token', 2],
  ['database', 1],
  ['kubernetes_cluster', 1],
  ['app', 1],
  ['registry', 1],
  ['uptime_check', 1],
  ['alert_policy', 2],
  ['reserved_ip', 1],
  ['reserved_ipv6', 1],
]

/** Which resource it is: of which team, and the how manieth of the team's own and of its kind. */
interface Place {
  team: number
  nth: number
  number: number
}

export function accountOf(count: number): Inventory {
  const resources: Record<string, Facts[]> = {
    account: [{ ...resourceKinds.account.usual, droplet_limit: count }],
  }
  for (const [type] of TEAM) resources[type] = []
  let made = 1
  for (let team = 0; made < count; team += 1)
    for (const [type, many] of TEAM)
      for (let nth = 0; nth < many && made < count; nth += 1, made += 1)
        resources[type]?.push(resourceAt(type, { team, nth, number: team * many + nth }))
  return {
    format: 'rockpool-inventory/1',
    taken_at: '2026-01-01T00:00:00Z',
    source: 'a bench',
    resources,
    not_read: {},
  }
}

/** What the rules about a type flag, in turn. */
const faults = Map.groupBy(
  rules.flatMap(({ resource, examples: { flagged } }) =>
    flagged.map((example) => ({ type: resource, fault: (example[resource]?.[0] ?? {}) as Facts })),
  ),
  ({ type }) => type,
)

function resourceAt(type: ResourceType, place: Place): Facts {
  const own = identityOf[type]?.(place) ?? { id: uuidOf(type, place.number) }
  const isFaulty = Math.floor((place.number + 1) / FAULTY_EACH) > Math.floor(place.number / FAULTY_EACH)
  const all = faults.get(type) ?? []
  const { fault } = (isFaulty && all[Math.floor(place.number / FAULTY_EACH) % all.length]) || { fault: {} }
  return {
    ...structuredClone(resourceKinds[type].usual),
    ...tiesOf[type]?.(place),
    ...structuredClone(fault),
    ...own,
  }
}

const uuidOf = (type: string, number: number) =>
  `${Buffer.from(type.padEnd(4)).toString('hex').slice(0, 8)}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`

const hostOf = (number: number) => `${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`
const dropletOf = ({ team, nth }: Place) => team * 20 + nth + 1

/** What ties a resource to those of its team, with nothing to say against it. */
const tiesOf: { [Type in ResourceType]?: (place: Place) => Facts } = {
  firewall: ({ team }) => ({
    inbound_rules: [
      { protocol: 'tcp', ports: '443', sources: { load_balancer_uids: [uuidOf('balancer', team)] } },
      { protocol: 'tcp', ports: '22', sources: { addresses: ['198.51.100.0/24'] } },
    ],
  }),
  load_balancer: ({ team }) => ({
    forwarding_rules: [
      {
        entry_protocol: 'https',
        entry_port: 443,
        target_protocol: 'https',
        target_port: 443,
        certificate_id: uuidOf('certificate', team),
      },
    ],
  }),
  domain: ({ team, number }) => ({
    records: [
      { id: 1, type: 'A', name: '@', data: `58.${hostOf(team)}`, ttl: 1800 },
      { id: 2, type: 'CNAME', name: 'static', data: `${edgeOf(number)}.`, ttl: 1800 },
      { id: 3, type: 'CAA', name: '@', data: 'letsencrypt.org', ttl: 1800, flags: 0, tag: 'issue' },
    ],
  }),
  certificate: ({ number }) => ({
    dns_names: [`team-${number}.example.com`, `static.team-${number}.example.com`],
  }),
  snapshot: ({ number }) => ({ resource_type: 'volume', resource_id: uuidOf('volume', number) }),
}

const edgeOf = (team: number) => `images-${team}.nyc3.cdn.digitaloceanspaces.com`

/** What tells a resource from others of its kind, faulty or not. */
const identityOf: { [Type in ResourceType]?: (place: Place) => Facts } = {
  droplet: ({ team, number }) => ({
    id: number + 1,
    name: `web-${number}`,
    tags: ['everything', `team-${team}`],
    vpc_uuid: uuidOf('vpc', team),
    networks: {
      v4: [
        { ip_address: `10.${hostOf(number)}`, type: 'private' },
        { ip_address: `57.${hostOf(number)}`, type: 'public' },
      ],
      v6: [],
    },
  }),
  vpc: ({ team, number }) => ({
    id: uuidOf('vpc', number),
    members: Array.from({ length: 20 }, (_, nth) => ({ urn: `do:droplet:${team * 20 + nth + 1}` })),
  }),
  vpc_peering: ({ team, number }) => ({
    id: uuidOf('peering', number),
    vpc_ids: [uuidOf('vpc', team), uuidOf('vpc', team + 1)],
  }),
  // The first of all is for every Droplet, as an account's base rules are.
  firewall: ({ team, nth, number }) => ({
    id: uuidOf('firewall', number),
    name: `firewall-${number}`,
    droplet_ids: [],
    tags: [number === 0 ? 'everything' : `team-${nth === 0 ? team : team + 1}`],
  }),
  load_balancer: ({ team, number }) => ({
    id: uuidOf('balancer', number),
    ip: `58.${hostOf(number)}`,
    droplet_ids: [],
    tag: `team-${team}`,
    vpc_uuid: uuidOf('vpc', team),
  }),
  volume: (place) => ({ id: uuidOf('volume', place.number), droplet_ids: [dropletOf(place)] }),
  // Backups are not among the private images that are listed.
  image: ({ number }) => ({ id: number + 1_000_000 }),
  domain: ({ number }) => ({ name: `team-${number}.example.com` }),
  cdn_endpoint: ({ team, number }) => ({
    id: uuidOf('cdn', number),
    endpoint: edgeOf(number),
    custom_domain: `static.team-${team}.example.com`,
    certificate_id: uuidOf('certificate', team),
  }),
  spaces_key: ({ number }) => ({ access_key: `DO00${number}` }),
  ssh_key: ({ number }) => ({ id: number + 1 }),
  secret: ({ number }) => ({ secret: `secret-${number}` }),
  registry: ({ number }) => ({ name: `registry-${number}` }),
  alert_policy: (place) => ({ uuid: uuidOf('alert', place.number), entities: [String(dropletOf(place))] }),
  reserved_ip: (place) => ({ ip: `59.${hostOf(place.number)}`, droplet: { id: dropletOf(place) } }),
  reserved_ipv6: (place) => ({
    ip: `2001:db8::${place.number.toString(16)}`,
    droplet: { id: dropletOf(place) },
  }),
}
