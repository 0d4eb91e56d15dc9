// Random things that a client can do to an emulated cloud, each as one request. Which of what is there it is done to is
// chosen by numbers, so that a sequence of steps is plain data: fast-check makes it smaller, and a seed repeats it.
import type { Ask, Body } from './invariants.ts'

export interface CloudStep {
  do: keyof typeof STEPS
  /** Which of the resources that are there, counted round. */
  one: number
  other: number
}

export type Send = (
  request: string,
  body?: object,
  headers?: Record<string, string>,
) => Promise<{ status: number; body: Body }>

interface Chosen {
  send: Send
  /** The path of one resource of a list, or undefined where there is none. */
  one(path: string, key: string): Promise<Body | undefined>
  other(path: string, key: string): Promise<Body | undefined>
  number: number
}

const TAGS = ['web', 'db', 'Blue']
const REGIONS = ['nyc3', 'sfo3']

export const STEPS = {
  create_droplet: ({ send, number }: Chosen) =>
    send('POST /v2/droplets', {
      name: `droplet-${number}`,
      region: REGIONS[number % 2],
      size: 's-1vcpu-1gb',
      image: 'ubuntu-24-04-x64',
      tags: number % 3 === 0 ? [TAGS[number % TAGS.length]] : [],
      ipv6: number % 2 === 0,
    }),
  delete_droplet: async ({ send, one }: Chosen) => {
    const droplet = await one('/v2/droplets', 'droplets')
    return droplet && send(`DELETE /v2/droplets/${droplet.id}`)
  },
  act: async ({ send, one, number }: Chosen) => {
    const droplet = await one('/v2/droplets', 'droplets')
    const types = [
      'power_off',
      'power_on',
      'snapshot',
      'rename',
      'enable_ipv6',
      'reboot',
      'resize',
      'shutdown',
    ]
    const type = types[number % types.length]
    return (
      droplet &&
      send(`POST /v2/droplets/${droplet.id}/actions`, { type, name: `n-${number}`, size: 's-1vcpu-2gb' })
    )
  },
  delete_snapshot: async ({ send, one }: Chosen) => {
    const snapshot = await one('/v2/snapshots', 'snapshots')
    return snapshot && send(`DELETE /v2/snapshots/${snapshot.id}`)
  },
  create_volume: ({ send, number }: Chosen) =>
    send('POST /v2/volumes', { name: `volume-${number}`, region: REGIONS[number % 2], size_gigabytes: 10 }),
  delete_volume: async ({ send, one }: Chosen) => {
    const volume = await one('/v2/volumes', 'volumes')
    return volume && send(`DELETE /v2/volumes/${volume.id}`)
  },
  attach: async ({ send, one, other }: Chosen) => {
    const volume = await one('/v2/volumes', 'volumes')
    const droplet = await other('/v2/droplets', 'droplets')
    if (!volume || !droplet) return undefined
    return send(`POST /v2/volumes/${volume.id}/actions`, {
      type: 'attach',
      droplet_id: droplet.id,
      region: volume.region.slug,
    })
  },
  detach: async ({ send, one }: Chosen) => {
    const volume = await one('/v2/volumes', 'volumes')
    const droplet_id = volume?.droplet_ids[0]
    if (droplet_id === undefined) return undefined
    return send(`POST /v2/volumes/${volume.id}/actions`, {
      type: 'detach',
      droplet_id,
      region: volume.region.slug,
    })
  },
  reserve: async ({ send, one, number }: Chosen) => {
    const droplet = await one('/v2/droplets', 'droplets')
    const region = { region: REGIONS[number % 2] }
    return send('POST /v2/reserved_ips', droplet && number % 2 ? { droplet_id: droplet.id } : region)
  },
  assign: async ({ send, one, other }: Chosen) => {
    const ip = await one('/v2/reserved_ips', 'reserved_ips')
    const droplet = await other('/v2/droplets', 'droplets')
    if (!ip || !droplet) return undefined
    return send(`POST /v2/reserved_ips/${ip.ip}/actions`, { type: 'assign', droplet_id: droplet.id })
  },
  unassign: async ({ send, one }: Chosen) => {
    const ip = await one('/v2/reserved_ips', 'reserved_ips')
    return ip && send(`POST /v2/reserved_ips/${ip.ip}/actions`, { type: 'unassign' })
  },
  release: async ({ send, one }: Chosen) => {
    const ip = await one('/v2/reserved_ips', 'reserved_ips')
    return ip && send(`DELETE /v2/reserved_ips/${ip.ip}`)
  },
  create_firewall: async ({ send, one, number }: Chosen) => {
    const droplet = await one('/v2/droplets', 'droplets')
    return send('POST /v2/firewalls', {
      name: `firewall-${number}`,
      inbound_rules: [{ protocol: 'tcp', ports: '22', sources: { addresses: ['0.0.0.0/0'] } }],
      droplet_ids: droplet ? [droplet.id] : [],
    })
  },
  delete_firewall: async ({ send, one }: Chosen) => {
    const firewall = await one('/v2/firewalls', 'firewalls')
    return firewall && send(`DELETE /v2/firewalls/${firewall.id}`)
  },
  create_balancer: async ({ send, one, number }: Chosen) => {
    const droplet = await one('/v2/droplets', 'droplets')
    return send('POST /v2/load_balancers', {
      name: `balancer-${number}`,
      region: droplet?.region.slug ?? REGIONS[number % 2],
      forwarding_rules: [
        { entry_protocol: 'http', entry_port: 80, target_protocol: 'http', target_port: 80 },
      ],
      ...(number % 2 ? { tag: 'web' } : { droplet_ids: droplet ? [droplet.id] : [] }),
    })
  },
  delete_balancer: async ({ send, one }: Chosen) => {
    const balancer = await one('/v2/load_balancers', 'load_balancers')
    return balancer && send(`DELETE /v2/load_balancers/${balancer.id}`)
  },
  tag: async ({ send, one, number }: Chosen) => {
    const droplet = await one('/v2/droplets', 'droplets')
    const name = TAGS[number % TAGS.length]
    await send('POST /v2/tags', { name })
    if (!droplet) return undefined
    const resources = [{ resource_id: String(droplet.id), resource_type: 'droplet' }]
    return send(`POST /v2/tags/${name}/resources`, { resources })
  },
  delete_tag: async ({ send, one }: Chosen) => {
    const tag = await one('/v2/tags', 'tags')
    return tag && send(`DELETE /v2/tags/${tag.name}`)
  },
  create_project: ({ send, number }: Chosen) =>
    send('POST /v2/projects', { name: `project-${number}`, purpose: 'Service or API' }),
  move_to_project: async ({ send, one, other }: Chosen) => {
    const project = await one('/v2/projects', 'projects')
    const droplet = await other('/v2/droplets', 'droplets')
    if (!project || !droplet) return undefined
    return send(`POST /v2/projects/${project.id}/resources`, { resources: [`do:droplet:${droplet.id}`] })
  },
  delete_project: async ({ send, one }: Chosen) => {
    const project = await one('/v2/projects', 'projects')
    return project && send(`DELETE /v2/projects/${project.id}`)
  },
  create_domain: ({ send, number }: Chosen) =>
    send('POST /v2/domains', { name: `zone-${number}.example.com`, ip_address: '192.0.2.1' }),
  delete_domain: async ({ send, one }: Chosen) => {
    const domain = await one('/v2/domains', 'domains')
    return domain && send(`DELETE /v2/domains/${domain.name}`)
  },
  delete_by_tag: ({ send, number }: Chosen) =>
    send(`DELETE /v2/droplets?tag_name=${TAGS[number % TAGS.length]}`),
  untag: async ({ send, one, other }: Chosen) => {
    const tag = await one('/v2/tags', 'tags')
    const droplet = await other('/v2/droplets', 'droplets')
    if (!tag || !droplet) return undefined
    const resources = [{ resource_id: String(droplet.id), resource_type: 'droplet' }]
    return send(`DELETE /v2/tags/${tag.name}/resources`, { resources })
  },
  act_by_tag: ({ send, number }: Chosen) => {
    const type = ['power_off', 'power_on', 'snapshot', 'enable_backups'][number % 4]
    return send(`POST /v2/droplets/actions?tag_name=${TAGS[number % TAGS.length]}`, { type })
  },
  destroy_with_all: async ({ send, one }: Chosen) => {
    const droplet = await one('/v2/droplets', 'droplets')
    const path = `/v2/droplets/${droplet?.id}/destroy_with_associated_resources/dangerous`
    return droplet && send(`DELETE ${path}`, undefined, { 'x-dangerous': 'true' })
  },
  change_firewall: async ({ send, one, other, number }: Chosen) => {
    const firewall = await one('/v2/firewalls', 'firewalls')
    const droplet = await other('/v2/droplets', 'droplets')
    if (!firewall || !droplet) return undefined
    const parts: Array<[path: string, body: object]> = [
      ['droplets', { droplet_ids: [droplet.id] }],
      ['tags', { tags: [TAGS[number % TAGS.length]] }],
      [
        'rules',
        { inbound_rules: [{ protocol: 'tcp', ports: '80', sources: { droplet_ids: [droplet.id] } }] },
      ],
    ]
    const [path, body] = parts[number % parts.length] as (typeof parts)[0]
    return send(`${number % 4 === 0 ? 'DELETE' : 'POST'} /v2/firewalls/${firewall.id}/${path}`, body)
  },
  replace_firewall: async ({ send, one, number }: Chosen) => {
    const firewall = await one('/v2/firewalls', 'firewalls')
    return (
      firewall &&
      send(`PUT /v2/firewalls/${firewall.id}`, {
        name: `firewall-${number}`,
        inbound_rules: [{ protocol: 'icmp', sources: { tags: [TAGS[number % TAGS.length]] } }],
        tags: [TAGS[number % TAGS.length]],
      })
    )
  },
  create_vpc: ({ send, number }: Chosen) =>
    send('POST /v2/vpcs', { name: `vpc-${number}`, region: REGIONS[number % 2] }),
  fill_vpc: async ({ send, one, number }: Chosen) => {
    const vpc = await one('/v2/vpcs', 'vpcs')
    return (
      vpc &&
      send('POST /v2/droplets', {
        name: `droplet-${number}`,
        region: vpc.region,
        vpc_uuid: vpc.id,
        size: 's-1vcpu-1gb',
        image: 'ubuntu-24-04-x64',
      })
    )
  },
  make_default: async ({ send, one }: Chosen) => {
    const vpc = await one('/v2/vpcs', 'vpcs')
    return vpc && send(`PATCH /v2/vpcs/${vpc.id}`, { default: true })
  },
  delete_vpc: async ({ send, one }: Chosen) => {
    const vpc = await one('/v2/vpcs', 'vpcs')
    return vpc && send(`DELETE /v2/vpcs/${vpc.id}`)
  },
  peer: async ({ send, one, other, number }: Chosen) => {
    const [vpc, peer] = [await one('/v2/vpcs', 'vpcs'), await other('/v2/vpcs', 'vpcs')]
    if (!vpc || !peer) return undefined
    return send('POST /v2/vpc_peerings', { name: `peering-${number}`, vpc_ids: [vpc.id, peer.id] })
  },
  part_peers: async ({ send, one }: Chosen) => {
    const peering = await one('/v2/vpc_peerings', 'vpc_peerings')
    return peering && send(`DELETE /v2/vpc_peerings/${peering.id}`)
  },
  act_on_image: async ({ send, one, number }: Chosen) => {
    const image = await one('/v2/images?private=true', 'images')
    const body = number % 3 === 0 ? { type: 'convert' } : { type: 'transfer', region: REGIONS[number % 2] }
    return image && send(`POST /v2/images/${image.id}/actions`, body)
  },
  rebuild: async ({ send, one, other, number }: Chosen) => {
    const droplet = await one('/v2/droplets', 'droplets')
    const image = await other('/v2/images?private=true', 'images')
    if (!droplet || !image) return undefined
    const type = number % 2 ? 'rebuild' : 'restore'
    return send(`POST /v2/droplets/${droplet.id}/actions`, { type, image: image.id })
  },
  delete_image: async ({ send, one }: Chosen) => {
    const image = await one('/v2/images?private=true', 'images')
    return image && send(`DELETE /v2/images/${image.id}`)
  },
  snapshot_volume: async ({ send, one, number }: Chosen) => {
    const volume = await one('/v2/volumes', 'volumes')
    return volume && send(`POST /v2/volumes/${volume.id}/snapshots`, { name: `copy-${number}` })
  },
  change_record: async ({ send, one, number }: Chosen) => {
    const domain = await one('/v2/domains', 'domains')
    if (!domain) return undefined
    const path = `/v2/domains/${domain.name}/records`
    const record = await one(path, 'domain_records')
    if (number % 3 === 0) return record && send(`DELETE ${path}/${record.id}`)
    if (number % 3 === 1) return record && send(`PATCH ${path}/${record.id}`, { ttl: 60 + number })
    return send(`POST ${path}`, { type: 'A', name: `host-${number % 4}`, data: '192.0.2.7' })
  },
  change_balancer: async ({ send, one, other, number }: Chosen) => {
    const balancer = await one('/v2/load_balancers', 'load_balancers')
    const droplet = await other('/v2/droplets', 'droplets')
    if (!balancer || !droplet) return undefined
    const path = `/v2/load_balancers/${balancer.id}/droplets`
    return send(`${number % 2 ? 'POST' : 'DELETE'} ${path}`, { droplet_ids: [droplet.id] })
  },
  create_registry: ({ send, number }: Chosen) =>
    send('POST /v2/registries', {
      name: `registry-${number % 5}`,
      subscription_tier_slug: ['starter', 'professional'][number % 2],
    }),
  delete_registry: async ({ send, one }: Chosen) => {
    const registry = await one('/v2/registries', 'registries')
    return registry && send(`DELETE /v2/registries/${registry.name}`)
  },
  collect_garbage: async ({ send, one, number }: Chosen) => {
    const registry = await one('/v2/registries', 'registries')
    if (!registry) return undefined
    const path = `/v2/registries/${registry.name}/garbage-collection`
    const collection = await one(`${path}s`, 'garbage_collections')
    if (!collection || number % 3 > 0) return send(`POST ${path}`)
    return send(`PUT ${path}/${collection.uuid}`, { cancel: true })
  },
} satisfies Record<string, (chosen: Chosen) => Promise<unknown>>

/** Resolves to the status, or undefined where there was nothing to do it to. Whatever the answer, no 5xx is one. */
export async function takeStep(send: Send, step: CloudStep): Promise<number | undefined> {
  const ask: Ask = async (path) =>
    (await send(`GET ${path}${path.includes('?') ? '&' : '?'}per_page=200`)).body
  const pick = async (path: string, key: string, number: number) => {
    // Of a thing that another has removed meanwhile there is no list.
    const items = (await ask(path))?.[key] ?? []
    return items[number % Math.max(1, items.length)]
  }
  const answer = (await STEPS[step.do]({
    send,
    one: (path, key) => pick(path, key, step.one),
    other: (path, key) => pick(path, key, step.other),
    number: step.other,
  })) as { status: number } | undefined
  if (answer && answer.status >= 500) throw new Error(`${step.do} was answered ${answer.status}`)
  return answer?.status
}
