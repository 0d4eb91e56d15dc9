// Droplets, volumes and what keeps them.
import { list, type Planned, text, Unknown } from './planned.ts'
import {
  DROPLETS,
  FUTURE_ADDRESS,
  FUTURE_PRIVATE,
  idsOf,
  named,
  oneIdOf,
  type PlanView,
  partsOf,
  present,
  regionOf,
  type Shape,
  SSH_KEYS,
  tagsOf,
  timed,
  urnIdOf,
  VOLUMES,
  VPCS,
} from './shape.ts'

const FUTURE_IPV6 = '2001:db8::1'

const FEATURES = {
  backups: 'backups',
  monitoring: 'monitoring',
  ipv6: 'ipv6',
  droplet_agent: 'droplet_agent',
}

function droplet(it: Planned, plan: PlanView) {
  const { values } = it
  return {
    ...values,
    ...present({ vpc_uuid: oneIdOf(it, values.vpc_uuid, plan, VPCS), user_data: userDataOf(it, plan) }),
    ssh_keys: sshKeysOf(it, plan),
    name: named(it),
    status: text(values.status) ?? 'new',
    locked: values.locked === true,
    created_at: timed(it, plan),
    features: featuresOf(values),
    backup_ids: [],
    snapshot_ids: [],
    tags: tagsOf(it, values.tags, plan),
    volume_ids: idsOf(it, values.volume_ids, plan, VOLUMES),
    size_slug: values.size,
    region: regionOf(values),
    image: imageOf(values.image),
    networks: networksOf(it),
    next_backup_window: values.backups === true ? {} : null,
  }
}

function featuresOf(values: Planned['values']): string[] | Unknown {
  const asked = Object.keys(FEATURES).map((attribute) => values[attribute])
  const later = asked.find((it) => it instanceof Unknown)
  if (later) return later
  const features = Object.values(FEATURES).filter((_, at) => asked[at] === true)
  return [...features, 'private_networking']
}

/** The public API tells of no keys, so that of a Droplet that is there already none are planned. */
function sshKeysOf(it: Planned, plan: PlanView): unknown {
  const { id, ssh_keys } = it.values
  if (ssh_keys === undefined) return id === undefined ? [] : undefined
  return idsOf(it, ssh_keys, plan, SSH_KEYS)
}

/** The provider puts its hash into the plan; what it is of can be read where it is written as a text. */
function userDataOf(it: Planned, plan: PlanView): unknown {
  const { user_data } = it.values
  const constant = plan.constantOf(it, 'user_data')
  if (user_data === undefined || typeof constant === 'string') return constant
  return /^[0-9a-f]{40}$/.test(text(user_data) ?? '') ? new Unknown([]) : user_data
}

/** A slug is a public image; a number is somebody's own. */
function imageOf(image: unknown): unknown {
  if (typeof image !== 'string' && typeof image !== 'number') return image
  const slug = String(image)
  if (/^\d+$/.test(slug))
    return { id: Number(slug), slug: null, distribution: 'Unknown', public: false, type: 'custom' }
  const [distribution = ''] = slug.split('-')
  const titled = distribution.charAt(0).toUpperCase() + distribution.slice(1)
  return { slug, distribution: titled, name: slug, public: true, type: 'base', status: 'available' }
}

/** A Droplet gets a public address unless it is told not to. */
function networksOf({ values }: Planned) {
  const { public_networking, ipv6 } = values
  if (public_networking instanceof Unknown) return public_networking
  const isOpen = public_networking !== false
  const v4 = [
    ...(isOpen ? [{ ip_address: text(values.ipv4_address) || FUTURE_ADDRESS, type: 'public' }] : []),
    { ip_address: text(values.ipv4_address_private) || FUTURE_PRIVATE, type: 'private' },
  ]
  const v6 = ipv6 === true && isOpen ? [text(values.ipv6_address) || FUTURE_IPV6] : []
  return {
    v4,
    v6: ipv6 instanceof Unknown ? ipv6 : v6.map((ip_address) => ({ ip_address, type: 'public' })),
  }
}

function volume(it: Planned, plan: PlanView) {
  return {
    ...it.values,
    name: named(it),
    size_gigabytes: it.values.size,
    created_at: timed(it, plan),
    droplet_ids: holdersOf(it, plan),
    tags: tagsOf(it, it.values.tags, plan),
    region: regionOf(it.values),
  }
}

/** Those that name the volume, and those that an attachment brings to it. */
function holdersOf(it: Planned, plan: PlanView): unknown {
  const attached = partsOf(it, plan, {
    terraform: 'digitalocean_volume_attachment',
    attribute: 'volume_id',
    own: 'id',
  })
  if (attached instanceof Unknown) return attached
  const own = urnIdOf(it, 'volume')
  const naming = plan.all('digitalocean_droplet').map((other) => {
    const volumes = idsOf(other, other.values.volume_ids, plan, VOLUMES)
    if (volumes instanceof Unknown) return volumes
    return volumes.includes(own) ? urnIdOf(other, 'droplet') : undefined
  })
  const found = [
    ...list(it.values.droplet_ids).map(Number),
    ...attached.map((other) => oneIdOf(other, other.values.droplet_id, plan, DROPLETS)),
    ...naming.filter((id) => id !== undefined),
  ]
  return found.find((id) => id instanceof Unknown) ?? [...new Set(found)]
}

export const computeShapes: Record<string, Shape> = {
  digitalocean_droplet: { type: 'droplet', facts: droplet },
  digitalocean_volume: { type: 'volume', facts: volume },
}
