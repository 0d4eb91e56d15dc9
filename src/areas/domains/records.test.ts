import assert from 'node:assert/strict'
import { test } from 'node:test'
import { harness } from '../../../test/harness.ts'

const RECORDS = '/v2/domains/example.com/records'
type Fields = Record<string, unknown>

/** A harness with the domain example.com. */
async function world() {
  const t = await harness()
  await t.call('POST /v2/domains', { name: 'example.com' })
  const answer = async (method: 'POST' | 'PUT' | 'PATCH', path: string, fields: Fields) => {
    const { status, body } = await t.call(`${method} ${path}` as 'POST /', fields)
    return { status, record: body.domain_record, message: body.message }
  }
  const add = (type: string, fields: Fields) => answer('POST', RECORDS, { type, ...fields })
  return {
    t,
    add,
    added: async (type: string, fields: Fields) => {
      const { status, record, message } = await add(type, fields)
      assert.equal(status, 201, message)
      return record
    },
    refused: async (type: string, fields: Fields) => {
      const { status, message } = await add(type, fields)
      assert.equal(status, 422, JSON.stringify(fields))
      return message
    },
    change: (id: number, fields: Fields) => answer('PATCH', `${RECORDS}/${id}`, fields),
    put: (id: number, fields: Fields) => answer('PUT', `${RECORDS}/${id}`, fields),
    list: async (query = '') => (await t.call(`GET ${RECORDS}${query}`)).body.domain_records as Fields[],
    zone: async () => (await t.call('GET /v2/domains/example.com')).body.domain.zone_file as string,
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  }
}

test('each type keeps what belongs to it, and ignores what does not', async () => {
  await using w = await world()
  const zeros = { priority: 0, weight: 0, flags: 0, port: 9, tag: 'issue' }
  const none = { priority: null, port: null, weight: null, flags: null, tag: null, ttl: 1800 }
  const cases: Array<[string, Fields, Fields]> = [
    ['A', { name: 'a', data: '203.0.113.1' }, {}],
    ['AAAA', { name: 'a', data: '2001:db8::1' }, {}],
    ['TXT', { name: '_dmarc', data: 'v=DMARC1; p=none' }, {}],
    ['CNAME', { name: 'www', data: 'example.net.' }, { data: 'example.net' }],
    ['NS', { name: 'sub', data: 'ns1.example.net.' }, { data: 'ns1.example.net' }],
    [
      'MX',
      { data: 'mail.example.com.', priority: 10 },
      { name: '@', data: 'mail.example.com', priority: 10 },
    ],
    [
      'SRV',
      { name: '_sip._tcp', data: 'sip.example.net.' },
      { data: 'sip.example.net', priority: 0, weight: 0, port: 9 },
    ],
    [
      'CAA',
      { data: 'ca.example.', tag: 'issue', flags: 128 },
      { name: '@', data: 'ca.example', flags: 128, tag: 'issue' },
    ],
    ['CAA', { data: 'mailto:a@b.example', tag: 'iodef' }, { name: '@', flags: 0, tag: 'iodef' }],
    ['CAA', { data: ';', tag: 'issuewild' }, { name: '@', flags: 0, tag: 'issuewild' }],
  ]
  for (const [type, fields, shown] of cases) {
    const { id, ...record } = await w.added(type, { ...zeros, ...fields })
    assert.ok(Number.isInteger(id))
    const { name = '@', data } = fields
    assert.deepEqual(record, { ...none, type, name, data, ...shown })
    assert.deepEqual((await w.t.call(`GET ${RECORDS}/${id}`)).body.domain_record, { id, ...record })
  }
})

test('a name is relative, full with a dot at its end, or the domain’s own', async () => {
  await using w = await world()
  const longest = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(49)}`
  for (const [name, shown] of [
    ...[
      ['www', 'www'],
      ['WWW', 'WWW'],
      ['a.b', 'a.b'],
      ['*', '*'],
      ['*.a', '*.a'],
      ['_x.y_z', '_x.y_z'],
    ],
    ...[
      ['', '@'],
      ['@', '@'],
      ['example.com.', '@'],
      ['Sub.Example.com.', 'Sub'],
      ['example.com', 'example.com'],
    ],
    ...[
      ['bücher', 'xn--bcher-kva'],
      ['bücher.example.com.', 'xn--bcher-kva'],
      [longest, longest],
    ],
  ])
    assert.equal((await w.added('TXT', { name, data: 'x' })).name, shown)
  assert.equal((await w.added('TXT', { name: null, data: 'x' })).name, '@')
  for (const wrong of [
    'a..b',
    '.a',
    'a b',
    'a*',
    'x.*',
    '*.*',
    '@.a',
    'a"',
    `${longest}e`,
    'a'.repeat(64),
    '\u0001',
  ])
    assert.match(await w.refused('TXT', { name: wrong, data: 'x' }), /^name must be @ or labels of/)
  for (const wrong of ['www.example.net.', 'notexample.com.', '.'])
    assert.match(
      await w.refused('TXT', { name: wrong, data: 'x' }),
      /^name must be a name in example\.com, got "/,
    )
})

test('a host name needs a dot at its end, and is shown without', async () => {
  await using w = await world()
  for (const type of ['CNAME', 'NS', 'MX', 'SRV']) {
    let count = 0
    const record = (data: string) => ({ name: `${type}${count++}`, data, priority: 0, weight: 0, port: 0 })
    for (const [data, shown] of [
      ...[
        ['@', '@'],
        ['example.com.', '@'],
        ['Example.COM.', '@'],
        ['a.Example.net.', 'a.Example.net'],
      ],
      ...[
        ['bücher.example.', 'xn--bcher-kva.example'],
        ['_under.score.', '_under.score'],
      ],
    ] as Array<[string, string]>)
      assert.equal((await w.added(type, record(data))).data, shown)
    for (const wrong of ['www', 'ns1.digitalocean.com'])
      assert.equal(await w.refused(type, record(wrong)), 'Data needs to end with a dot (.)')
    for (const wrong of ['a b.', 'a..b.', `${'a'.repeat(64)}.`, '*.a.', '"a".'])
      assert.match(await w.refused(type, record(wrong)), /^data must be @ or a host name/)
    if (type === 'SRV') assert.equal((await w.added(type, record('.'))).data, '.')
    else assert.match(await w.refused(type, record('.')), /^data must be @ or a host name/)
  }
})

test('data that a type cannot hold is refused', async () => {
  await using w = await world()
  const number = (field: string, most = 65535) => `${field} ${field} must be an integer between 0 and ${most}`
  const host = { data: 'a.example.net.' }
  const cases: Array<[string, Fields, string | RegExp]> = [
    ['A', {}, "Data can't be blank"],
    ['TXT', { data: '' }, "Data can't be blank"],
    ['A', { data: '2001:db8::1' }, /did not match IPv4 format .* got "2001:db8::1"\.$/],
    ['A', { data: '1.2.3' }, /IPv4 format/],
    ['AAAA', { data: '1.2.3.4' }, /did not match IPv6 format/],
    ['AAAA', { data: 'fe80::1%eth0' }, /IPv6 format/],
    ['MX', host, `Priority is not a number and ${number('Priority')}`],
    ['MX', { ...host, priority: 65536 }, `${number('Priority')}, got 65536.`],
    ['SRV', { ...host, priority: 0 }, `Weight is not a number and ${number('Weight')}`],
    ['SRV', { ...host, priority: 0, weight: 0, port: -1 }, `${number('Port')}, got -1.`],
    ['CAA', { data: 'ca.example.', flags: 0 }, 'tag must be one of issue, issuewild, iodef.'],
    ['CAA', { data: 'ca.example.', flags: 0, tag: 'no' }, /^tag must be one of .*, got "no"\.$/],
    ['CAA', { data: 'ca.example.', tag: 'issue' }, `Flags is not a number and ${number('Flags', 255)}`],
    ['CAA', { data: 'ca.example', flags: 0, tag: 'issue' }, 'Data needs to end with a dot (.)'],
    ['CAA', { data: 'a b.', flags: 0, tag: 'issue' }, /^data must be the domain name of an authority/],
    ['CAA', { data: 'ftp://a', flags: 0, tag: 'iodef' }, /^data must be a URL/],
    ['NS', { ...host, name: '*.a' }, 'name: an NS record cannot be a wildcard, got *.a.'],
    ['SOA', { data: '1800' }, 'type: every domain has its one SOA record from the start.'],
    ['A', { data: '1.2.3.4', ttl: 29 }, 'record ttl must be from 30 to 2147483647 seconds, got 29.'],
    ['A', { data: '1.2.3.4', ttl: 2147483648 }, /^record ttl must be/],
  ]
  for (const [type, fields, message] of cases) {
    const got = await w.refused(type, fields)
    if (typeof message === 'string') assert.equal(got, message)
    else assert.match(got, message)
  }
  for (const wrong of [
    { type: 'X', data: 'x' },
    { data: 'x' },
    { type: 'TXT', data: 7 },
    { type: 'TXT', data: 'a\u0000' },
  ])
    assert.equal((await w.t.call(`POST ${RECORDS}`, wrong)).status, 400)
  const long = await w.add('TXT', { data: 'a'.repeat(513) })
  assert.deepEqual([long.status, long.message], [400, 'data must have at most 512 characters, got 513.'])
  assert.equal((await w.list()).length, 4)
})

test('an alias is alone at its name, whatever its case, and whoever of two is the first', async () => {
  await using w = await world()
  const alone = 'CNAME records cannot share a name with other records'
  const alias = await w.added('CNAME', { name: 'www', data: '@' })
  assert.equal(await w.refused('A', { name: 'WWW', data: '1.2.3.4' }), alone)
  assert.equal(await w.refused('CNAME', { name: 'www', data: 'a.b.' }), alone)
  assert.equal(await w.refused('CNAME', { name: '@', data: 'a.b.' }), alone)
  const { id } = await w.added('A', { name: 'ftp', data: '1.2.3.4' })
  assert.equal((await w.change(id, { name: 'www' })).message, alone)
  assert.equal((await w.change(alias.id, { name: 'ftp' })).message, alone)
  assert.equal((await w.change(alias.id, { name: 'Www', data: 'a.b.' })).record.name, 'Www')
  const pair = await Promise.all([
    w.add('CNAME', { name: 'x', data: 'a.b.' }),
    w.add('TXT', { name: 'x', data: 'x' }),
  ])
  assert.deepEqual(pair.map(({ status }) => status).sort(), [201, 422])
  assert.equal(pair.find(({ status }) => status === 422)?.message, alone)
})

test('the same record can be there twice, and records of one name and type have one ttl', async () => {
  await using w = await world()
  const first = await w.added('A', { name: 'a', data: '1.2.3.4' })
  await w.added('A', { name: 'a', data: '1.2.3.4' })
  await w.added('TXT', { name: 'a', data: 'x' })
  await w.added('A', { name: 'A', data: '1.2.3.5', ttl: 60 })
  const ttls = async () => (await w.list('?name=a.example.com')).map(({ ttl }) => ttl)
  assert.deepEqual(await ttls(), [60, 60, 1800, 60])
  await w.change(first.id, { ttl: 90 })
  assert.deepEqual(await ttls(), [90, 90, 1800, 90])
})

test('a record is changed by what is given; its type stays', async () => {
  await using w = await world()
  const { id } = await w.added('SRV', {
    name: '_a._tcp',
    data: 'a.b.',
    priority: 1,
    weight: 2,
    port: 3,
    ttl: 60,
  })
  const before = { id, type: 'SRV', name: '_a._tcp', data: 'a.b', priority: 1, weight: 2, port: 3, ttl: 60 }
  const whole = { ...before, flags: null, tag: null }
  assert.deepEqual((await w.change(id, { ttl: 90, name: null, data: null })).record, { ...whole, ttl: 90 })
  const changed = { ...whole, ttl: 90, port: 4, data: 'c.d', name: '_b._tcp' }
  assert.deepEqual((await w.put(id, { port: 4, data: 'c.d.', name: '_b._tcp.example.com.' })).record, changed)
  for (const wrong of [
    { data: 'c.d' },
    { data: '' },
    { port: 65536 },
    { ttl: 1 },
    { name: 'a b' },
    { type: 'A' },
  ])
    assert.equal((await w.put(id, wrong)).status, 422)
  assert.equal(
    (await w.change(id, { type: 'A' })).message,
    "type: the record's is SRV and cannot be changed, got A.",
  )
  assert.deepEqual((await w.t.call(`GET ${RECORDS}/${id}`)).body.domain_record, changed)
  const caa = await w.added('CAA', { data: 'ca.example.', flags: 0, tag: 'issue' })
  assert.equal((await w.change(caa.id, { flags: 1, tag: 'issuewild' })).record.data, 'ca.example')
  assert.equal((await w.change(caa.id, { tag: 'iodef' })).status, 422)
})

test('of an SOA record only the ttl can be changed, and it is the zone’s', async () => {
  await using w = await world()
  const { id } = (await w.list('?type=SOA'))[0] as { id: number }
  const sent = { type: 'SOA', name: '@', data: '1800', priority: 0, weight: 0, flags: 0, ttl: 300 }
  assert.equal((await w.put(id, sent)).record.ttl, 300)
  assert.equal((await w.t.call('GET /v2/domains/example.com')).body.domain.ttl, 300)
  assert.match(await w.zone(), /^\$TTL 300$/m)
  for (const wrong of [{ name: 'a' }, { data: '60' }, { ttl: 1 }, { type: 'A' }])
    assert.equal((await w.put(id, wrong)).status, 422)
  const { status, body } = await w.t.call(`DELETE ${RECORDS}/${id}`)
  assert.deepEqual([status, body.message], [422, 'The SOA record of a domain cannot be deleted.'])
})

test('records are found by full name, by type, and page by page', async () => {
  await using w = await world()
  for (const name of ['www', 'a', '@']) await w.added('A', { name, data: '1.2.3.4' })
  await w.added('TXT', { name: 'www', data: 'x' })
  await w.t.call('POST /v2/domains', { name: 'b.com', ip_address: '1.2.3.4' })
  const found = async (query: string) => (await w.list(query)).map(({ type, name }) => `${type} ${name}`)
  assert.deepEqual(await found('?type=A'), ['A www', 'A a', 'A @'])
  assert.deepEqual(await found('?name=www.example.com'), ['A www', 'TXT www'])
  assert.deepEqual(await found('?name=WWW.Example.com.&type=TXT'), ['TXT www'])
  assert.deepEqual(await found('?name=example.com&type=A'), ['A @'])
  for (const none of ['www', 'b.com', 'nothere.example.com', 'www.example.com.example.com'])
    assert.deepEqual(await found(`?name=${none}`), [], none)
  const { body } = await w.t.call(`GET ${RECORDS}?type=A&per_page=2&page=2`)
  assert.deepEqual([body.meta.total, body.domain_records.length, body.domain_records[0].name], [3, 1, '@'])
  assert.match(body.links.pages.prev, /type=A&per_page=2&page=1/)
})

test('a record is its own domain’s and its own account’s only', async () => {
  await using w = await world()
  const { id } = await w.added('A', { data: '1.2.3.4' })
  await w.t.call('POST /v2/domains', { name: 'b.com' })
  const { token } = await w.t.tokenFor(await w.t.accountNamed('others'))
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'] as const) {
    const body = method[0] === 'P' ? { ttl: 60 } : undefined
    assert.equal((await w.t.call(`${method} /v2/domains/b.com/records/${id}`, body)).status, 404)
    assert.equal((await w.t.call(`${method} ${RECORDS}/${id}`, body, { token })).status, 404)
  }
  assert.equal((await w.t.call(`DELETE ${RECORDS}/${id}`)).status, 204)
  assert.equal((await w.t.call(`DELETE ${RECORDS}/${id}`)).status, 404)
  assert.equal((await w.t.call(`GET ${RECORDS}/x`)).status, 400)
})

test('every change of a zone raises its serial, and a refused one does not', async () => {
  await using w = await world()
  const serial = async () => Number(/hostmaster\.example\.com\. (\d+) /.exec(await w.zone())?.[1])
  const first = await serial()
  const { id } = await w.added('A', { data: '1.2.3.4' })
  assert.equal(await serial(), first + 1)
  await w.change(id, { ttl: 60 })
  await w.refused('A', { data: 'no' })
  assert.equal(await serial(), first + 2)
  w.t.clock.at = new Date(w.t.clock.at.getTime() + 60_000)
  await w.t.call(`DELETE ${RECORDS}/${id}`)
  assert.equal(await serial(), first + 60)
})

test('records are added and deleted by who may update domains, too', async () => {
  await using w = await world()
  const may = async (scope: string) => ({ token: (await w.t.tokenFor(w.t.account, [scope])).token })
  const record = { type: 'A', data: '1.2.3.4' }
  for (const scope of ['domain:create', 'domain:update'])
    assert.equal((await w.t.call(`POST ${RECORDS}`, record, await may(scope))).status, 201)
  const refused = await w.t.call(`POST ${RECORDS}`, record, await may('domain:delete'))
  assert.match(refused.body.message, /lacks the scope domain:create\.$/)
  const ids = (await w.list('?type=A')).map(({ id }) => id)
  for (const [index, scope] of ['domain:delete', 'domain:update'].entries())
    assert.equal((await w.t.call(`DELETE ${RECORDS}/${ids[index]}`, undefined, await may(scope))).status, 204)
  const update = await may('domain:update')
  assert.equal((await w.t.call('DELETE /v2/domains/example.com', undefined, update)).status, 403)
})
