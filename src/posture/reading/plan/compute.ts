// Droplets, volumes and what keeps them.
import { list, type Planned, text, Unknown } from './planned.ts'
import {
  append,
  DROPLETS,
  FUTURE_ADDRESS,
  FUTURE_PRIVATE,
  idsOf,
  known,
  named,
  oneIdOf,
  or,
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
    locked: known(values.locked, (it) => it === true),
    created_at: timed(it, plan),
    features: featuresOf(values),
    backup_ids: [],
    snapshot_ids: [],
    tags: tagsOf(it, values.tags, plan),
    volume_ids: idsOf(it, values.volume_ids, plan, VOLUMES),
    size_slug: values.size,
    region: regionOf(values),
    image: imageOf(it, plan),
    networks: networksOf(it),
    next_backup_window: known(values.backups, (it) => (it === true ? {} : null)),
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

/** A slug is a public image; what a number is of is known where a data source has read it, or the plan makes it. */
function imageOf(it: Planned, plan: PlanView): unknown {
  const { image } = it.values
  if (image instanceof Unknown) {
    const [only, second] = plan.referentsOf(it, image) ?? []
    return only?.of?.type === 'digitalocean_custom_image' && !second ? customImage(only.of) : image
  }
  const written = String(image)
  const read = plan
    .read('digitalocean_image')
    .find(({ values }) => [values.id, values.slug].map(String).includes(written))
  if (read) return readImage(read)
  return /^\d+$/.test(written) ? new Unknown([]) : publicImage(written)
}

const customImage = ({ address, values }: Planned) => ({
  slug: null,
  distribution: or(values.distribution, 'Unknown OS'),
  name: or(values.name, address),
  public: false,
  type: 'custom',
})

const readImage = ({ values }: Planned) => ({
  ...present({ id: values.id, slug: values.slug || undefined, name: values.name, type: values.type }),
  ...present({ status: values.status, created_at: values.created }),
  distribution: values.distribution,
  public: values.private === false,
})

const SYSTEMS = new Map([
  ['ubuntu', 'Ubuntu'],
  ['debian', 'Debian'],
  ['fedora', 'Fedora'],
  ['centos', 'CentOS'],
  ['rockylinux', 'Rocky Linux'],
  ['almalinux', 'AlmaLinux'],
])

/** `ubuntu-24-04-x64`, `centos-stream-9-x64`. Others are applications, of which the slug does not say what they run on. */
function publicImage(slug: string): object {
  const [, system = '', stream = '', version = ''] =
    /^([a-z]+)-(stream-)?(\d+(?:-\d\d)?)(?=-|$)/.exec(slug) ?? []
  const distribution = SYSTEMS.get(system) ?? new Unknown([])
  const name = `${stream && 'Stream '}${version.replace('-', '.')} x64`
  return { slug, distribution, name, public: true, type: 'base', status: 'available' }
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
  const naming = plan.once('Droplets by volume', () => dropletsByVolume(plan))
  if (naming instanceof Unknown) return naming
  const found = [
    ...list(it.values.droplet_ids).map(Number),
    ...attached.map((other) => oneIdOf(other, other.values.droplet_id, plan, DROPLETS)),
    ...(naming.get(own) ?? []),
  ]
  return found.find((id) => id instanceof Unknown) ?? [...new Set(found)]
}

function dropletsByVolume(plan: PlanView): Map<string | number, Array<string | number>> | Unknown {
  const droplets = new Map<string | number, Array<string | number>>()
  for (const it of plan.all('digitalocean_droplet')) {
    const volumes = idsOf(it, it.values.volume_ids, plan, VOLUMES)
    if (volumes instanceof Unknown) return volumes
    for (const id of volumes) append(droplets, id, urnIdOf(it, 'droplet'))
  }
  return droplets
}

export const computeShapes: Record<string, Shape> = {
  digitalocean_droplet: { type: 'droplet', facts: droplet },
  digitalocean_volume: { type: 'volume', facts: volume },
}
