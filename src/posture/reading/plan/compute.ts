// Droplets, volumes and what keeps them.
import { type Planned, text, texts } from './planned.ts'
import {
  DROPLETS,
  idsOf,
  named,
  type PlanView,
  partsOf,
  present,
  type Shape,
  timed,
  urnIdOf,
  VPCS,
} from './shape.ts'

/** Of those that the provider has yet to give: from a range that nobody has. */
const FUTURE_ADDRESS = '192.0.2.1'
const FUTURE_IPV6 = '2001:db8::1'
const FUTURE_PRIVATE = '10.0.0.2'

const FEATURES = {
  backups: 'backups',
  monitoring: 'monitoring',
  ipv6: 'ipv6',
  droplet_agent: 'droplet_agent',
}

function droplet(it: Planned, plan: PlanView) {
  const { values } = it
  const [vpc_uuid] = idsOf(it, ['vpc_uuid'], plan, VPCS)
  const features = Object.entries(FEATURES).filter(([attribute]) => values[attribute] === true)
  return {
    ...values,
    ...present({ vpc_uuid }),
    name: named(it),
    status: text(values.status) ?? 'new',
    locked: values.locked === true,
    created_at: timed(it, plan),
    features: [...features.map(([, feature]) => feature), 'private_networking'],
    backup_ids: [],
    snapshot_ids: [],
    tags: texts(values.tags),
    volume_ids: idsOf(it, ['volume_ids'], plan, VOLUMES),
    size_slug: values.size,
    region: { slug: text(values.region) ?? 'unknown' },
    image: imageOf(values.image),
    networks: networksOf(it),
    next_backup_window: values.backups === true ? {} : null,
  }
}

const VOLUMES = { terraform: 'digitalocean_volume', type: 'volume' } as const

/** A slug is a public image; a number is somebody's own. Undefined, and so not checked, where it is not known. */
function imageOf(image: unknown): object | undefined {
  if (typeof image !== 'string' && typeof image !== 'number') return undefined
  const slug = String(image)
  if (/^\d+$/.test(slug))
    return { id: Number(slug), slug: null, distribution: 'Unknown', public: false, type: 'custom' }
  const [distribution = ''] = slug.split('-')
  const titled = distribution.charAt(0).toUpperCase() + distribution.slice(1)
  return { slug, distribution: titled, name: slug, public: true, type: 'base', status: 'available' }
}

/** A Droplet gets a public address unless it is told not to. */
function networksOf({ values }: Planned) {
  const open = values.public_networking !== false
  const v4 = [
    ...(open ? [{ ip_address: text(values.ipv4_address) || FUTURE_ADDRESS, type: 'public' }] : []),
    { ip_address: text(values.ipv4_address_private) || FUTURE_PRIVATE, type: 'private' },
  ]
  const v6 = values.ipv6 === true && open ? [text(values.ipv6_address) || FUTURE_IPV6] : []
  return { v4, v6: v6.map((ip_address) => ({ ip_address, type: 'public' })) }
}

function volume(it: Planned, plan: PlanView) {
  const attachments = partsOf(it, plan, {
    terraform: 'digitalocean_volume_attachment',
    attribute: 'volume_id',
    own: 'id',
  })
  const holders = partsOf(it, plan, {
    terraform: 'digitalocean_droplet',
    attribute: 'volume_ids',
    own: 'id',
  })
  const droplet_ids = [
    ...idsOf(it, ['droplet_ids'], plan, DROPLETS),
    ...attachments.flatMap((other) => idsOf(other, ['droplet_id'], plan, DROPLETS)),
    ...holders.map((other) => urnIdOf(other, 'droplet')),
  ]
  return {
    ...it.values,
    name: named(it),
    size_gigabytes: it.values.size,
    created_at: timed(it, plan),
    droplet_ids: [...new Set(droplet_ids)],
    tags: texts(it.values.tags),
    region: { slug: text(it.values.region) ?? 'unknown' },
  }
}

export const computeShapes: Record<string, Shape> = {
  digitalocean_droplet: { type: 'droplet', facts: droplet },
  digitalocean_volume: { type: 'volume', facts: volume },
}
