import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkInventory, type FactsOf } from './inventory.ts'
import {
  anywhereIn,
  balancersOf,
  firewallsOf,
  isBroad,
  isDirect,
  isPublicBalancer,
  narrowWaysInto,
  publicAddresses,
  waysInto,
} from './reach.ts'
import { resourceKinds } from './resource_types.ts'
import { World } from './world.ts'

type Firewall = Partial<FactsOf<'firewall'>>
type Balancer = Partial<FactsOf<'load_balancer'>>
type Droplet = Partial<FactsOf<'droplet'>>

interface Account {
  droplet?: Droplet
  firewall?: Firewall[]
  load_balancer?: Balancer[]
}

async function worldOf({ droplet = {}, firewall = [], load_balancer = [] }: Account) {
  const { resources, malformed } = await checkInventory({
    resources: {
      droplet: [{ ...resourceKinds.droplet.usual, ...PUBLIC, ...droplet }],
      firewall: firewall.map((it) => ({ ...resourceKinds.firewall.usual, ...it })),
      load_balancer: load_balancer.map((it) => ({ ...resourceKinds.load_balancer.usual, ...it })),
    },
  })
  assert.deepEqual(malformed, [])
  const world = new World(resources, new Date('2026-01-01T00:00:00Z'))
  return { world, droplet: world.facts('droplet')[0] as FactsOf<'droplet'> }
}

const v4 = (ip_address: string, type = 'public') => ({ ip_address, type })
const PUBLIC = { networks: { v4: [v4('10.0.0.2', 'private'), v4('57.1.2.3')], v6: [v4('2600::7')] } }
const ONLY_V4 = { networks: { v4: [v4('57.1.2.3')] } }
const ONLY_V6 = { networks: { v6: [v4('2600::7')] } }
const INSIDE = { networks: { v4: [v4('10.0.0.2', 'private')], v6: [] } }

type Sources = NonNullable<Firewall['inbound_rules']>[number]['sources']
const letting = (ports: string | undefined, sources: Sources, protocol: 'tcp' | 'udp' | 'icmp' = 'tcp') => ({
  protocol,
  ...(ports !== undefined && { ports }),
  sources,
})
const wall = (...inbound_rules: ReturnType<typeof letting>[]): Firewall => ({ inbound_rules })
const V4 = { addresses: ['0.0.0.0/0'] }
const V6 = { addresses: ['::/0'] }
const OFFICE = { addresses: ['198.51.100.0/24'] }

const ID = 'c0000000-0000-4000-8000-000000000001'
const forward = (entry_port: number, target_port: number, target_protocol = 'tcp') => ({
  entry_protocol: 'tcp',
  entry_port,
  target_protocol,
  target_port,
})
const front = (more: Balancer = {}): Balancer => ({ forwarding_rules: [forward(2222, 22)], ...more })
const THROUGH = 'tcp 22-22 load_balancer internet → load balancer front :2222 → web-1:22/tcp'

const CASES: Record<string, [Account, ...ways: string[]]> = {
  'no firewall opens every port': [
    {},
    'tcp 1-65535 none internet → 57.1.2.3 (no firewall)',
    'udp 1-65535 none internet → 57.1.2.3 (no firewall)',
  ],
  'without a public address there is no way': [{ droplet: INSIDE }],
  'nor through a firewall': [{ droplet: INSIDE, firewall: [wall(letting('22', V4))] }],
  'a public address of a private range is none': [{ droplet: { networks: { v4: [v4('10.0.0.9')] } } }],
  'what is no address is none': [{ droplet: { networks: { v4: [v4('nonsense')] } } }],
  'a firewall without rules opens nothing': [{ firewall: [wall()] }],
  'a firewall whose rules are null opens nothing': [{ firewall: [{ inbound_rules: null }] }],
  'a firewall by id': [
    { firewall: [wall(letting('22', V4))] },
    'tcp 22-22 firewall internet (0.0.0.0/0) → firewall web → 57.1.2.3:22/tcp',
  ],
  'a firewall of another Droplet is as good as none': [
    { droplet: ONLY_V6, firewall: [{ ...wall(letting('22', V4)), droplet_ids: [2] }] },
    'tcp 1-65535 none internet → 2600::7 (no firewall)',
    'udp 1-65535 none internet → 2600::7 (no firewall)',
  ],
  'a firewall by tag, in any case': [
    {
      droplet: { tags: ['Web'] },
      firewall: [{ ...wall(letting('53', V4, 'udp')), droplet_ids: [], tags: ['wEB'] }],
    },
    'udp 53-53 firewall internet (0.0.0.0/0) → firewall web → 57.1.2.3:53/udp',
  ],
  'a firewall by id and by tag counts once': [
    { droplet: { tags: ['web'] }, firewall: [{ ...wall(letting('22', V4)), tags: ['web'] }] },
    'tcp 22-22 firewall internet (0.0.0.0/0) → firewall web → 57.1.2.3:22/tcp',
  ],
  'lists that are null are empty': [
    { droplet: { tags: null }, firewall: [{ droplet_ids: null, tags: null, ...wall(letting('22', V4)) }] },
    'tcp 1-65535 none internet → 57.1.2.3 (no firewall)',
    'udp 1-65535 none internet → 57.1.2.3 (no firewall)',
  ],
  'rules of several firewalls add up': [
    {
      firewall: [
        { ...wall(letting('22', OFFICE)), id: 'one' },
        { ...wall(letting('80-90', OFFICE), letting('443', V4)), id: 'two', name: 'two' },
      ],
    },
    'tcp 443-443 firewall internet (0.0.0.0/0) → firewall two → 57.1.2.3:443/tcp',
  ],
  'an office is not the internet': [{ firewall: [wall(letting('22', OFFICE))] }],
  'a private range is not the internet': [{ firewall: [wall(letting('22', { addresses: ['10.0.0.0/8'] }))] }],
  'a source without addresses is not the internet': [{ firewall: [wall(letting('22', { tags: ['x'] }))] }],
  'no ports are all': [
    { firewall: [wall(letting(undefined, V4))] },
    'tcp 1-65535 firewall internet (0.0.0.0/0) → firewall web → 57.1.2.3:1-65535/tcp',
  ],
  'ports that cannot be read open nothing': [{ firewall: [wall(letting('ssh', V4))] }],
  'ICMP has no ports': [{ firewall: [wall(letting('22', V4, 'icmp'))] }],
  'IPv6 from everywhere opens nothing to a Droplet without it': [
    { droplet: ONLY_V4, firewall: [wall(letting('22', V6))] },
  ],
  'nor IPv4 to one without that': [{ droplet: ONLY_V6, firewall: [wall(letting('22', V4))] }],
  'IPv6 opens the IPv6 address': [
    { firewall: [wall(letting('22', V6))] },
    'tcp 22-22 firewall internet (::/0) → firewall web → 2600::7:22/tcp',
  ],
  'of both, IPv4 is told': [
    { firewall: [wall(letting('22', { addresses: ['::/0', '198.51.100.1', '128.0.0.0/1', '0.0.0.0/0'] }))] },
    'tcp 22-22 firewall internet (128.0.0.0/1) → firewall web → 57.1.2.3:22/tcp',
  ],
  'of both, IPv6 is told where there is no IPv4': [
    { droplet: ONLY_V6, firewall: [wall(letting('22', { addresses: ['0.0.0.0/0', '::/0'] }))] },
    'tcp 22-22 firewall internet (::/0) → firewall web → 2600::7:22/tcp',
  ],
  'a balancer reaches a Droplet that has no public address': [
    { droplet: INSIDE, load_balancer: [front()] },
    THROUGH,
  ],
  'a balancer of another Droplet does not': [
    { droplet: INSIDE, load_balancer: [front({ droplet_ids: [2] })] },
  ],
  'a balancer by tag, in any case': [
    { droplet: { ...INSIDE, tags: ['Web'] }, load_balancer: [front({ droplet_ids: [], tag: 'wEB' })] },
    THROUGH,
  ],
  'a balancer by id and tag counts once': [
    { droplet: { ...INSIDE, tags: ['web'] }, load_balancer: [front({ tag: 'web' })] },
    THROUGH,
  ],
  'an empty tag is none': [
    { droplet: { ...INSIDE, tags: [''] }, load_balancer: [front({ droplet_ids: [], tag: '' })] },
  ],
  'an internal balancer is no way': [{ droplet: INSIDE, load_balancer: [front({ network: 'INTERNAL' })] }],
  'a balancer that allows only an office is none': [
    {
      droplet: INSIDE,
      load_balancer: [front({ firewall: { allow: ['cidr:198.51.100.0/24', 'ip:57.0.0.1'] } })],
    },
  ],
  'one that allows the internet too is one': [
    { droplet: INSIDE, load_balancer: [front({ firewall: { allow: ['ip:57.0.0.1', 'cidr:0.0.0.0/0'] } })] },
    THROUGH,
  ],
  'one that only denies is one': [
    { droplet: INSIDE, load_balancer: [front({ firewall: { deny: ['ip:57.0.0.1'] } })] },
    THROUGH,
  ],
  'a firewall stops a balancer that it does not name': [
    { droplet: INSIDE, firewall: [wall(letting('22', OFFICE))], load_balancer: [front()] },
  ],
  'a firewall lets in the balancer that it names': [
    {
      droplet: INSIDE,
      firewall: [wall(letting('22', { load_balancer_uids: ['other', ID] }))],
      load_balancer: [front()],
    },
    THROUGH,
  ],
  'a firewall for everybody lets it in by IPv4': [
    { droplet: INSIDE, firewall: [wall(letting('20-30', V4))], load_balancer: [front()] },
    THROUGH,
  ],
  'and by IPv6': [
    { droplet: INSIDE, firewall: [wall(letting('20-30', V6))], load_balancer: [front()] },
    THROUGH,
  ],
  'one rule that lets it in is enough': [
    {
      droplet: INSIDE,
      firewall: [wall(letting('443', OFFICE), letting('22', V4)), wall(letting('53', V4, 'udp'))],
      load_balancer: [front()],
    },
    THROUGH,
  ],
  'not to another port': [{ droplet: INSIDE, firewall: [wall(letting('23', V4))], load_balancer: [front()] }],
  'not by another protocol': [
    { droplet: INSIDE, firewall: [wall(letting('22', V4, 'udp'))], load_balancer: [front()] },
  ],
  'a balancer forwards UDP, and all else by TCP': [
    {
      droplet: INSIDE,
      load_balancer: [front({ forwarding_rules: [forward(53, 5353, 'udp'), forward(80, 8080, 'http')] })],
    },
    'udp 5353-5353 load_balancer internet → load balancer front :53 → web-1:5353/udp',
    'tcp 8080-8080 load_balancer internet → load balancer front :80 → web-1:8080/tcp',
  ],
  'straight ways come first': [
    { firewall: [wall(letting('22', V4))], load_balancer: [front()] },
    'tcp 22-22 firewall internet (0.0.0.0/0) → firewall web → 57.1.2.3:22/tcp',
    THROUGH,
  ],
}

for (const [what, [account, ...ways]] of Object.entries(CASES))
  test(`ways into a Droplet: ${what}`, async () => {
    const { world, droplet } = await worldOf(account)
    const found = waysInto(world, droplet).map(
      ({ protocol, ports, by, path }) => `${protocol} ${ports.from}-${ports.to} ${by} ${path}`,
    )
    assert.deepEqual(found, ways)
    assert.equal(waysInto(world, droplet), waysInto(world, droplet), 'they are found once')
  })

test('the addresses that the internet can send to are the public ones, of both families', () => {
  assert.deepEqual(publicAddresses(PUBLIC), ['57.1.2.3', '2600::7'])
  assert.deepEqual(publicAddresses({ networks: {} }), [])
  assert.deepEqual(
    publicAddresses({ networks: { v6: [v4('fd00::1'), v4('x'), v4('2600::7', 'private')] } }),
    [],
  )
})

test('what filters and what forwards are found by id and tag, each once', async () => {
  const firewall = [{ tags: ['web'] }, { id: 'two', droplet_ids: [], tags: ['other'] }]
  const load_balancer = [{ tag: 'web' }, { id: 'two', droplet_ids: [], tag: 'other' }]
  const { world } = await worldOf({ firewall, load_balancer })
  assert.equal(firewallsOf(world, { id: 1, tags: ['web'] }).length, 1)
  assert.equal(firewallsOf(world, { id: 1, tags: ['other'] }).length, 2)
  assert.equal(firewallsOf(world, { id: 9, tags: null }).length, 0)
  assert.equal(balancersOf(world, { id: 1, tags: ['web'] }).length, 1)
  assert.equal(balancersOf(world, { id: 1, tags: ['other', 'none'] }).length, 2)
  assert.equal(balancersOf(world, { id: 9, tags: null }).length, 0)
})

test('a way for a thousand ports or more is broad, and is not among the narrow ones', async () => {
  const way = (from: number, to: number) => ({ ports: { from, to } })
  assert.deepEqual([isBroad(way(1, 1000)), isBroad(way(1, 1001))], [false, true])
  const { world, droplet } = await worldOf({ firewall: [wall(letting('1-2000', V4), letting('22', V4))] })
  assert.deepEqual(
    narrowWaysInto(world, droplet).map(({ ports }) => ports),
    [{ from: 22, to: 22 }],
  )
})

test('what is direct, what is public, and what is anywhere', () => {
  const way = { protocol: 'tcp', ports: { from: 1, to: 1 }, path: '' } as const
  assert.deepEqual(
    (['none', 'firewall', 'load_balancer'] as const).map((by) => isDirect({ ...way, by })),
    [true, true, false],
  )
  const { usual } = resourceKinds.load_balancer
  assert.deepEqual(
    ['EXTERNAL', 'INTERNAL'].map((network) => isPublicBalancer({ ...usual, network })),
    [true, false],
  )
  assert.equal(anywhereIn({ addresses: ['x', '10.0.0.0/8', '0.0.0.0/1', '::/0'] }), '0.0.0.0/1')
  assert.equal(anywhereIn({ addresses: null }), undefined)
  assert.equal(anywhereIn({}), undefined)
})
