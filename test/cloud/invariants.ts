// What must hold in an emulated cloud at any moment, whatever was done to it: asked through the API, as a client would.
import assert from 'node:assert/strict'

/** Asks and resolves to the body; throws where the answer is not one of success. */
export type Ask = (path: string) => Promise<Body>
// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
export type Body = any

interface Listed {
  path: string
  key: string
  one: string
  id: (item: Body) => string
}

const byId = (item: Body) => String(item.id)

const LISTS: Listed[] = [
  { path: '/v2/droplets', key: 'droplets', one: 'droplet', id: byId },
  { path: '/v2/volumes', key: 'volumes', one: 'volume', id: byId },
  { path: '/v2/snapshots', key: 'snapshots', one: 'snapshot', id: byId },
  { path: '/v2/firewalls', key: 'firewalls', one: 'firewall', id: byId },
  { path: '/v2/load_balancers', key: 'load_balancers', one: 'load_balancer', id: byId },
  { path: '/v2/reserved_ips', key: 'reserved_ips', one: 'reserved_ip', id: (item) => item.ip },
  { path: '/v2/vpcs', key: 'vpcs', one: 'vpc', id: byId },
  { path: '/v2/registries', key: 'registries', one: 'registry', id: (item) => item.name },
  { path: '/v2/domains', key: 'domains', one: 'domain', id: (item) => item.name },
  { path: '/v2/tags', key: 'tags', one: 'tag', id: (item) => item.name },
  { path: '/v2/projects', key: 'projects', one: 'project', id: byId },
  { path: '/v2/account/keys', key: 'ssh_keys', one: 'ssh_key', id: byId },
]

type World = Record<string, Map<string, Body>>

export async function checkCloud(ask: Ask): Promise<void> {
  const world: World = {}
  for (const list of LISTS) world[list.key] = await readList(ask, list)
  checkAttachments(world)
  checkAddresses(world)
  await checkTags(ask, world)
  await checkProjects(ask, world)
  await checkNetworks(ask, world)
  await checkRegistries(ask, world)
}

/** All pages; and each item as it is when asked for by itself. */
async function readList(ask: Ask, { path, key, one, id }: Listed): Promise<Map<string, Body>> {
  const items: Body[] = await readPages(ask, path, key)
  const found = new Map(items.map((item) => [id(item), item]))
  assert.equal(found.size, items.length, `${path} lists something twice`)
  for (const [name, item] of found)
    assert.deepEqual((await ask(`${path}/${name}`))[one], item, `${path}/${name} is not as it is listed`)
  return found
}

async function readPages(ask: Ask, path: string, key: string): Promise<Body[]> {
  const query = path.includes('?') ? '&' : '?'
  const items: Body[] = []
  for (let page = 1; ; page++) {
    const body = await ask(`${path}${query}per_page=50&page=${page}`)
    items.push(...body[key])
    if (!body.links?.pages?.next) {
      assert.equal(body.meta.total, items.length, `${path}: meta.total`)
      return items
    }
  }
}

const of = (world: World, key: string) => [...(world[key]?.values() ?? [])]

/** Whoever names a Droplet names one that is there, and is named by it. */
function checkAttachments(world: World): void {
  for (const volume of of(world, 'volumes')) checkVolume(world, volume)
  for (const droplet of of(world, 'droplets')) checkAttached(world, droplet)
  for (const { ip, droplet } of of(world, 'reserved_ips'))
    if (droplet) assert.deepEqual(droplet, world.droplets?.get(String(droplet.id)), `${ip} is assigned`)
  for (const { id, droplet_ids } of [...of(world, 'firewalls'), ...of(world, 'load_balancers')])
    for (const droplet of droplet_ids)
      assert.ok(world.droplets?.has(String(droplet)), `${id} names the Droplet ${droplet}`)
}

function checkVolume(world: World, { id, droplet_ids }: Body): void {
  assert.ok(droplet_ids.length <= 1, `volume ${id} is attached twice`)
  for (const droplet of droplet_ids)
    assert.ok(
      world.droplets?.get(String(droplet))?.volume_ids.includes(id),
      `volume ${id} is attached to ${droplet}`,
    )
}

function checkAttached(world: World, { id, volume_ids, snapshot_ids }: Body): void {
  for (const volume of volume_ids)
    assert.deepEqual(world.volumes?.get(volume)?.droplet_ids, [id], `Droplet ${id} has volume ${volume}`)
  for (const snapshot of snapshot_ids)
    assert.ok(world.snapshots?.has(String(snapshot)), `Droplet ${id} has the snapshot ${snapshot}`)
}

/** No address belongs to two. */
function checkAddresses(world: World): void {
  const owners = new Map<string, string>()
  const own = (address: string | undefined, owner: string) => {
    if (!address) return
    assert.equal(owners.get(address), undefined, `${owner} has the address ${address} of another`)
    owners.set(address, owner)
  }
  for (const { id, networks, vpc_uuid } of of(world, 'droplets')) {
    for (const { ip_address, type } of networks.v4)
      own(type === 'private' ? `${vpc_uuid} ${ip_address}` : ip_address, `Droplet ${id}`)
    for (const { ip_address } of networks.v6) own(ip_address, `Droplet ${id}`)
  }
  for (const { id, ip } of of(world, 'load_balancers')) own(ip, `load balancer ${id}`)
  for (const { ip } of of(world, 'reserved_ips')) own(ip, 'reserved')
}

/** A tag counts what a list by that tag shows, and whatever shows a tag is in that list. */
async function checkTags(ask: Ask, world: World): Promise<void> {
  for (const { name, resources } of of(world, 'tags')) {
    const tagged = (key: string) => of(world, key).filter((item) => item.tags.includes(name))
    const listed = await readPages(ask, `/v2/droplets?tag_name=${name}`, 'droplets')
    assert.deepEqual(idsOf(listed), idsOf(tagged('droplets')), `Droplets with ${name}`)
    for (const key of ['droplets', 'volumes'])
      assert.equal(resources[key].count, tagged(key).length, `the tag ${name} counts ${key}`)
  }
  for (const { id, tags } of [...of(world, 'droplets'), ...of(world, 'volumes')])
    for (const name of tags) assert.ok(world.tags?.has(name), `${id} has the tag ${name}`)
}

const PROJECT_KEYS: Record<string, string> = {
  droplet: 'droplets',
  volume: 'volumes',
  floatingip: 'reserved_ips',
  reservedip: 'reserved_ips',
  loadbalancer: 'load_balancers',
  domain: 'domains',
}

/** Everything is in exactly one project, and no project holds what is not there. */
async function checkProjects(ask: Ask, world: World): Promise<void> {
  const held = new Set<string>()
  for (const { id } of of(world, 'projects')) {
    for (const { urn } of await readPages(ask, `/v2/projects/${id}/resources`, 'resources')) {
      const [, type = '', name = ''] = urn.split(':')
      const key = PROJECT_KEYS[type] ?? type
      assert.ok(world[key]?.has(name), `the project ${id} holds ${urn}`)
      assert.ok(!held.has(`${key} ${name}`), `${urn} is in two projects`)
      held.add(`${key} ${name}`)
    }
  }
  for (const key of new Set(Object.values(PROJECT_KEYS)))
    for (const name of world[key]?.keys() ?? [])
      assert.ok(held.has(`${key} ${name}`), `${key} ${name} is in no project`)
}

/** A VPC's members are those who say that they are in it. */
async function checkNetworks(ask: Ask, world: World): Promise<void> {
  for (const { id } of of(world, 'vpcs')) {
    const members = await readPages(ask, `/v2/vpcs/${id}/members`, 'members')
    const expected = [
      ...of(world, 'droplets')
        .filter((it) => it.vpc_uuid === id)
        .map((it) => `do:droplet:${it.id}`),
      ...of(world, 'load_balancers')
        .filter((it) => it.vpc_uuid === id)
        .map((it) => `do:loadbalancer:${it.id}`),
    ]
    assert.deepEqual(members.map(({ urn }) => urn).sort(), expected.sort(), `members of the VPC ${id}`)
  }
}

/** All share one subscription, which allows for them; each has its own garbage collections, of which one may be active. */
async function checkRegistries(ask: Ask, world: World): Promise<void> {
  const registries = of(world, 'registries')
  if (registries.length === 0) return
  const { subscription } = await ask('/v2/registries/subscription')
  assert.ok(registries.length === 1 || subscription.tier.slug === 'professional', 'over the registry limit')
  for (const { name, subscription: shown } of registries) {
    assert.deepEqual(shown, subscription, `the subscription of ${name}`)
    const path = `/v2/registries/${name}/garbage-collections`
    const collections = await readPages(ask, path, 'garbage_collections')
    assert.ok(collections.filter(isActive).length <= 1, `${name} has several active garbage collections`)
    assert.ok(collections.every((it) => it.registry_name === name))
  }
}

export const isActive = ({ status }: Body) => !['succeeded', 'cancelled', 'failed'].includes(status)

const idsOf = (items: Body[]) => items.map((item) => String(item.id)).sort()
