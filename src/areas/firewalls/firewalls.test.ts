import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harness, harness } from '../../../test/harness.ts'
import { firewallsOfDroplet } from '../../cloud/networks/firewalls.ts'
import { tagId } from '../../cloud/tags.ts'
import { Documents } from '../../store/documents/documents.ts'
import { link } from '../../store/documents/links.ts'

const UNKNOWN = 'bb4b2611-3d72-467b-8602-280330ecd65c'
const EVERYWHERE = ['0.0.0.0/0', '::/0']
const SSH = { protocol: 'tcp', ports: '22', sources: { addresses: EVERYWHERE } }
const NOBODY = { droplet_ids: [], load_balancer_uids: [], kubernetes_ids: [], tags: [] }
const SHOWN_SSH = { ...SSH, sources: { ...NOBODY, addresses: EVERYWHERE } }

/** A world with what other areas keep: Droplets, tags, load balancers. */
async function world() {
  const t: Harness = await harness()
  const { account } = t
  const transact = t.deps.main.database.transact.bind(t.deps.main.database)
  const insert = (kind: string, name: string, id?: string) =>
    transact(async (tx) => {
      const created_at = t.clock.at.toISOString()
      const wanted = { account, name, created_at, body: {}, ...(id && { id }) }
      return (await new Documents<object>(kind).insert(tx, wanted)).document.id
    })
  return {
    ...t,
    droplet: async () => Number(await insert('droplet', 'd')),
    balancer: (id: string) => insert('load_balancer', id, id),
    tag: (name: string) => insert('tag', name, tagId(name)),
    wear: (tag: string, droplet: number) =>
      transact((tx) => {
        const to = { kind: 'droplet', id: String(droplet) }
        return link(tx, { account, from: { kind: 'tag', id: tagId(tag) }, to }, t.clock.at.toISOString())
      }),
    remove: (kind: string, id: string | number) =>
      transact((tx) => new Documents(kind).remove(tx, account, String(id))),
    make: async (body: object) => {
      const answer = await t.call('POST /v2/firewalls', { name: 'web', inbound_rules: [SSH], ...body })
      assert.equal(answer.status, 202, answer.text)
      return answer.body.firewall
    },
    read: async (id: string) => (await t.call(`GET /v2/firewalls/${id}`)).body.firewall,
    behind: async (droplet: number) =>
      (await firewallsOfDroplet(t.deps.main.database.read, account, String(droplet))).map(({ name }) => name),
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  }
}

test('a firewall is created, read, listed, replaced and deleted', async () => {
  await using t = await world()
  const droplet = await t.droplet()
  await t.tag('Frontend')
  const outbound = {
    protocol: 'udp',
    ports: '8000-9000',
    destinations: { addresses: ['1.2.3.4', '2002:1::/48'] },
  }
  const firewall = await t.make({ outbound_rules: [outbound], droplet_ids: [droplet], tags: ['frontend'] })
  assert.deepEqual(firewall, {
    id: firewall.id,
    name: 'web',
    status: 'waiting',
    inbound_rules: [SHOWN_SSH],
    outbound_rules: [{ ...outbound, destinations: { ...NOBODY, ...outbound.destinations } }],
    created_at: '2026-01-01T00:00:00.000Z',
    droplet_ids: [droplet],
    tags: ['Frontend'],
    pending_changes: [{ droplet_id: droplet, removing: false, status: 'waiting' }],
  })
  await t.finishActions()
  const settled = { ...firewall, status: 'succeeded', pending_changes: [] }
  assert.deepEqual(await t.read(firewall.id), settled)
  assert.deepEqual((await t.call('GET /v2/firewalls')).body.firewalls, [settled])
  const put = await t.call(`PUT /v2/firewalls/${firewall.id}`, { name: 'web-2', outbound_rules: [outbound] })
  const { pending_changes, ...replaced } = put.body.firewall
  assert.deepEqual(pending_changes, [{ droplet_id: droplet, removing: true, status: 'waiting' }])
  assert.deepEqual(
    [put.status, replaced.name, replaced.inbound_rules, replaced.droplet_ids, replaced.tags],
    [200, 'web-2', [], [], []],
  )
  assert.equal((await t.call(`DELETE /v2/firewalls/${firewall.id}`)).status, 204)
  await t.finishActions()
  for (const request of ['GET', 'DELETE'] as const)
    assert.equal((await t.call(`${request} /v2/firewalls/${firewall.id}`)).status, 404)
})

test('ports are shown as the public service shows them', async () => {
  await using t = await world()
  const rules = (pairs: Array<[string, string?]>) =>
    pairs.map(([protocol, ports], at) => ({ protocol, ports, sources: { addresses: [`10.0.0.${at}`] } }))
  const { inbound_rules } = await t.make({
    inbound_rules: rules([
      ['tcp', 'all'],
      ['udp', '0'],
      ['tcp', '443'],
      ['tcp', '1-65535'],
      ['icmp'],
      ['icmp', ''],
      ['icmp', '8'],
      ['icmp', '1-65535'],
    ]),
  })
  assert.deepEqual(
    inbound_rules.map((it: { ports: string }) => it.ports),
    ['0', '0', '443', '1-65535', '0', '0', '0', '1-65535'],
  )
})

test('what is no rule is refused, by the name of its field', async () => {
  await using t = await world()
  const said = async (body: object) => {
    const { status, body: answer } = await t.call('POST /v2/firewalls', { name: 'web', ...body })
    return `${status} ${answer.message}`
  }
  const inbound = (rule: object) => said({ inbound_rules: [SSH, { ...SSH, ...rule }] })
  const field = 'inbound_rules\\.1'
  for (const ports of ['', '22-', '80-22', '65536', '1-65536', '-1', '22,80', '022', 'any'])
    assert.match(await inbound({ ports }), new RegExp(`^422 ${field}\\.ports: invalid port range `))
  for (const address of ['', 'x', '1.2.3', '1.2.3.4/33', '1.2.3.256', '::/129', 'fe80::1%eth0', '1.2.3.4/'])
    assert.match(
      await inbound({ sources: { addresses: [address] } }),
      new RegExp(`^422 ${field}\\.sources\\.addresses: invalid address `),
    )
  const unknown = (sources: object) => inbound({ sources })
  assert.equal(
    await unknown({ droplet_ids: [7] }),
    '422 inbound_rules.1.sources.droplet_ids: there is no Droplet "7".',
  )
  assert.match(
    await unknown({ load_balancer_uids: [UNKNOWN] }),
    /load_balancer_uids: there is no load balancer "bb/,
  )
  assert.match(
    await unknown({ kubernetes_ids: [UNKNOWN] }),
    /kubernetes_ids: there is no Kubernetes cluster "bb/,
  )
  assert.equal(
    await unknown({ tags: ['osdo'] }),
    '422 inbound_rules.1.sources.tags: tag osdo does not exist.',
  )
  assert.match(await unknown({}), /^422 inbound_rules\.1\.sources must name at least one of addresses/)
  assert.match(
    await inbound({ protocol: 'sctp' }),
    /^400 inbound_rules\.1\.protocol must be one of tcp, udp, icmp/,
  )
  assert.match(
    await said({ inbound_rules: null }),
    /^422 inbound_rules or outbound_rules must have at least one/,
  )
  assert.match(await said({ name: '-a', inbound_rules: [SSH] }), /^400 name must be 2 to 255 letters/)
  const outbound = { protocol: 'tcp', ports: '22', destinations: { tags: ['osdo'] } }
  assert.match(await said({ outbound_rules: [outbound] }), /outbound_rules\.0\.destinations\.tags: tag osdo/)
  assert.match(
    await said({ inbound_rules: [SSH], droplet_ids: [7] }),
    /^422 droplet_ids: there is no Droplet "7"/,
  )
  assert.match(await said({ inbound_rules: [SSH], tags: ['osdo'] }), /^422 tags: tag osdo does not exist/)
  assert.equal((await t.call('GET /v2/firewalls')).body.meta.total, 0)
})

test('a firewall has no more than 10 Droplets, 5 tags, 50 rules and 5000 of whom they let through', async () => {
  await using t = await world()
  const droplet_ids = []
  for (let number = 0; number < 11; number++) droplet_ids.push(await t.droplet())
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  for (const name of names) await t.tag(name)
  const inbound_rules = Array.from({ length: 51 }, (_, at) => ({ ...SSH, ports: String(at + 1) }))
  const addresses = Array.from({ length: 1000 }, (_, at) => `10.0.${at >> 8}.${at & 255}`)
  const crowded = inbound_rules.slice(0, 6).map((rule) => ({ ...rule, sources: { addresses } }))
  for (const [body, what] of [
    [{ droplet_ids }, '10 droplets'],
    [{ tags: names }, '5 tags'],
    [{ inbound_rules }, '50 rules'],
    [{ inbound_rules: crowded }, '5000 sources and destinations'],
  ] as const) {
    const answer = await t.call('POST /v2/firewalls', { name: 'web', inbound_rules: [SSH], ...body })
    assert.deepEqual([answer.status, answer.body.message.includes(`no more than ${what};`)], [422, true])
  }
  const { id } = await t.make({
    droplet_ids: droplet_ids.slice(0, 10),
    inbound_rules: inbound_rules.slice(1),
  })
  for (const [part, body] of [
    ['droplets', { droplet_ids: droplet_ids.slice(10) }],
    ['rules', { inbound_rules: inbound_rules.slice(0, 1) }],
  ] as const)
    assert.equal((await t.call(`POST /v2/firewalls/${id}/${part}`, body)).status, 422, part)
  const { droplet_ids: kept, inbound_rules: rules } = await t.read(id)
  assert.deepEqual([kept.length, rules.length], [10, 50])
})

test('a name is unique in an account, whoever comes at once', async () => {
  await using t = await world()
  const create = () => t.call('POST /v2/firewalls', { name: 'web', inbound_rules: [SSH] })
  const answers = await Promise.all([create(), create()])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 409])
  assert.match(answers.find(({ status }) => status === 409)?.body.message, /duplicate name/)
  const { id } = await t.make({ name: 'db' })
  const taken = await t.call(`PUT /v2/firewalls/${id}`, { name: 'web', inbound_rules: [SSH] })
  assert.equal(taken.status, 409)
  const { token } = await t.tokenFor(await t.accountNamed('other'))
  const body = { name: 'web', inbound_rules: [SSH] }
  assert.equal((await t.call('POST /v2/firewalls', body, { token })).status, 202)
})

test('rules are added and removed, and none is there twice', async () => {
  await using t = await world()
  const { id } = await t.make({ inbound_rules: [SSH, SSH] })
  const path = `/v2/firewalls/${id}/rules` as const
  const http = { ...SSH, ports: '80' }
  const turned = { ...SSH, sources: { addresses: EVERYWHERE.toReversed() } }
  assert.equal((await t.call(`POST ${path}`, { inbound_rules: [turned, http, http] })).status, 204)
  const ports = async () => (await t.read(id)).inbound_rules.map((it: { ports: string }) => it.ports)
  assert.deepEqual(await ports(), ['22', '80'])
  const dns = { protocol: 'udp', ports: '53', destinations: { addresses: ['8.8.8.8'] } }
  const both = await Promise.all(
    ['53', '54'].map((it) => t.call(`POST ${path}`, { outbound_rules: [{ ...dns, ports: it }] })),
  )
  assert.deepEqual(
    both.map(({ status }) => status),
    [204, 204],
  )
  assert.equal((await t.read(id)).outbound_rules.length, 2)
  const other = { ...SSH, sources: { addresses: ['0.0.0.0/0'] } }
  const refused = await t.call(`DELETE ${path}`, { inbound_rules: [other] })
  assert.equal(refused.status, 422)
  assert.match(
    refused.body.message,
    /^inbound_rules: the firewall has no rule for tcp, ports 22, with exactly/,
  )
  assert.equal((await t.call(`DELETE ${path}`, { inbound_rules: [turned] })).status, 204)
  assert.deepEqual(await ports(), ['80'])
})

test('Droplets and tags come and go, and are told of as pending until it is done', async () => {
  await using t = await world()
  const [one, two, three] = [await t.droplet(), await t.droplet(), await t.droplet()]
  await t.tag('web')
  await t.wear('web', two)
  const { id } = await t.make({ droplet_ids: [one] })
  await t.finishActions()
  const change = async (request: 'POST' | 'DELETE', part: string, body: object) => {
    assert.equal((await t.call(`${request} /v2/firewalls/${id}/${part}`, body)).status, 204)
    const { droplet_ids, tags, status, pending_changes } = await t.read(id)
    const pending = pending_changes.map(
      (it: { droplet_id: number; removing: boolean }) => `${it.removing ? '-' : '+'}${it.droplet_id}`,
    )
    return [droplet_ids, tags, status, pending]
  }
  assert.deepEqual(await change('POST', 'tags', { tags: ['WEB'] }), [[one], ['web'], 'waiting', [`+${two}`]])
  await t.finishActions()
  assert.deepEqual([await t.behind(one), await t.behind(two), await t.behind(three)], [['web'], ['web'], []])
  const added = [[one, three], ['web'], 'waiting', [`+${three}`]]
  assert.deepEqual(await change('POST', 'droplets', { droplet_ids: [one, three] }), added)
  const removed = [[three], ['web'], 'waiting', [`+${three}`, `-${one}`]]
  assert.deepEqual(await change('DELETE', 'droplets', { droplet_ids: [one, 999] }), removed)
  await t.finishActions()
  assert.deepEqual(await change('DELETE', 'tags', { tags: ['web', 'x'] }), [
    [three],
    [],
    'waiting',
    [`-${two}`],
  ])
  assert.equal((await t.call(`POST /v2/firewalls/${id}/droplets`, { droplet_ids: [999] })).status, 422)
  assert.equal((await t.call(`POST /v2/firewalls/${id}/tags`, { tags: ['x'] })).status, 422)
  assert.equal((await t.call(`POST /v2/firewalls/${UNKNOWN}/tags`, { tags: ['x'] })).status, 404)
})

test('a change that is overtaken by another does not end its waiting', async () => {
  await using t = await world()
  const { id } = await t.make({})
  const later = async (seconds: number) => {
    t.clock.at = new Date(t.clock.at.getTime() + seconds * 1000)
    await t.engine.runDue()
    return (await t.read(id)).status
  }
  assert.equal(await later(1), 'waiting')
  await t.call(`POST /v2/firewalls/${id}/rules`, { inbound_rules: [{ ...SSH, ports: '80' }] })
  assert.equal(await later(1), 'waiting')
  assert.equal(await later(1), 'succeeded')
})

test('what is gone is in no firewall and in no rule, and what comes under its name is another', async () => {
  await using t = await world()
  const [one, two] = [await t.droplet(), await t.droplet()]
  await t.tag('web')
  await t.balancer(UNKNOWN)
  const sources = { droplet_ids: [one, two], tags: ['web'], load_balancer_uids: [UNKNOWN] }
  const from_tag = { ...SSH, ports: '80', sources: { tags: ['web'] } }
  const { id } = await t.make({
    inbound_rules: [{ ...SSH, sources }, from_tag],
    droplet_ids: [one, two],
    tags: ['web'],
  })
  await t.remove('droplet', one)
  await t.remove('load_balancer', UNKNOWN)
  const before = await t.read(id)
  assert.deepEqual(before.inbound_rules[0].sources, {
    ...NOBODY,
    addresses: [],
    droplet_ids: [two],
    tags: ['web'],
  })
  assert.deepEqual(
    [before.droplet_ids, before.pending_changes.map((it: { droplet_id: number }) => it.droplet_id)],
    [[two], [two]],
  )
  await t.remove('tag', 'web')
  await t.tag('web')
  const { inbound_rules, tags } = await t.read(id)
  assert.deepEqual([inbound_rules.length, inbound_rules[0].sources.tags, tags], [1, [], []])
})

test('what a token may not read it neither sees nor names nor takes off', async () => {
  await using t = await world()
  const droplet = await t.droplet()
  await t.tag('web')
  const { id } = await t.make({ droplet_ids: [droplet], tags: ['web'] })
  const holding = async (...more: string[]) =>
    (await t.tokenFor(t.account, ['firewall:create', 'firewall:read', 'firewall:update', ...more])).token
  const plain = await holding()
  const { firewall } = (await t.call(`GET /v2/firewalls/${id}`, undefined, { token: plain })).body
  assert.deepEqual([firewall.droplet_ids, firewall.tags, firewall.pending_changes], [[], [], []])
  const lacks = async (token: string, body: object, request = `PUT /v2/firewalls/${id}`) => {
    const whole = { name: 'web', inbound_rules: [SSH], ...body }
    const answer = await t.call(request as 'PUT /', whole, { token })
    return [answer.status, /lacks the scope (\S+)\./.exec(answer.body.message)?.[1]]
  }
  assert.deepEqual(await lacks(plain, {}), [403, 'droplet:read'])
  assert.deepEqual(await lacks(await holding('droplet:read'), {}), [403, 'tag:read'])
  const create = 'POST /v2/firewalls'
  assert.deepEqual(await lacks(plain, { tags: ['web'] }, create), [403, 'tag:create'])
  assert.deepEqual(await lacks(plain, { droplet_ids: [droplet] }, create), [403, 'droplet:read'])
  const sources = { tags: ['web'] }
  const by_tag = { name: 'other', inbound_rules: [{ ...SSH, sources }] }
  assert.deepEqual(await lacks(await holding('tag:create'), by_tag, create), [403, 'tag:read'])
  assert.equal((await lacks(await holding('tag:read', 'droplet:read'), {}))[0], 200)
})

test('a Droplet that is deleted while it is attached leaves a firewall that works', async () => {
  await using t = await world()
  const droplet = await t.droplet()
  const { id } = await t.make({})
  const [attached] = await Promise.all([
    t.call(`POST /v2/firewalls/${id}/droplets`, { droplet_ids: [droplet] }),
    t.remove('droplet', droplet),
  ])
  assert.ok([204, 422].includes(attached.status), attached.text)
  assert.deepEqual((await t.read(id)).droplet_ids, [])
})
