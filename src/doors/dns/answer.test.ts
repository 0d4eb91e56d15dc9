// What is answered to whom, on domains that were made through the API.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Asking, lines, nameServerOf, question } from '../../../test/dns/name_server.ts'
import { type Harness, harness } from '../../../test/harness.ts'

type Fields = Record<string, unknown> & { type: string }

async function world(records: Fields[] = []) {
  const t = await harness()
  await t.call('POST /v2/domains', { name: 'example.com' })
  for (const record of records) await addRecord(t, record)
  return { t, ...nameServerOf(t), [Symbol.asyncDispose]: () => t[Symbol.asyncDispose]() }
}

async function addRecord(t: Harness, record: Fields, domain = 'example.com') {
  const { status, body } = await t.call(`POST /v2/domains/${domain}/records`, record)
  assert.equal(status, 201, body.message)
}

const SOA =
  'example.com 1800 SOA ns1.digitalocean.com hostmaster.example.com 1767225600 10800 3600 604800 1800'
const soaAfter = (changes: number) => SOA.replace('1767225600', String(1_767_225_600 + changes))

test('every type is answered with all of its records, with authority and without recursion', async () => {
  await using w = await world([
    { type: 'A', name: 'a', data: '192.0.2.1', ttl: 60 },
    { type: 'A', name: 'a', data: '192.0.2.2', ttl: 60 },
    { type: 'AAAA', name: 'a', data: '2001:db8::1' },
    { type: 'AAAA', name: 'mapped', data: '::ffff:192.0.2.1' },
    { type: 'AAAA', name: 'one', data: '::1:2:3:4:5:6:7' },
    { type: 'MX', data: 'mail.example.net.', priority: 10 },
    { type: 'SRV', name: '_sip._tcp', data: '@', priority: 1, weight: 2, port: 3 },
    { type: 'SRV', name: '_no._tcp', data: '.', priority: 0, weight: 0, port: 0 },
    { type: 'CAA', data: 'ca.example.', flags: 128, tag: 'issue' },
    { type: 'TXT', name: '_acme-challenge', data: 'ü'.repeat(200) },
    { type: 'NS', name: 'sub', data: 'ns.example.net.' },
  ])
  const answersTo = async (name: string, type: string) => {
    const answer = await w.ask(name, type)
    const { rcode, flag_aa, flag_ra, flag_rd, flag_tc, id } = answer
    assert.deepEqual(
      { rcode, flag_aa, flag_ra, flag_rd, flag_tc, id },
      { rcode: 'NOERROR', flag_aa: true, flag_ra: false, flag_rd: true, flag_tc: false, id: 4711 },
    )
    assert.deepEqual([answer.authorities, answer.additionals], [[], []])
    return lines(answer.answers)
  }
  assert.deepEqual(await answersTo('a.example.com', 'A'), [
    'a.example.com 60 A 192.0.2.1',
    'a.example.com 60 A 192.0.2.2',
  ])
  assert.deepEqual(await answersTo('a.example.com', 'AAAA'), ['a.example.com 1800 AAAA 2001:db8::1'])
  assert.deepEqual(await answersTo('mapped.example.com', 'AAAA'), [
    'mapped.example.com 1800 AAAA ::ffff:c000:201',
  ])
  assert.deepEqual(await answersTo('one.example.com', 'AAAA'), ['one.example.com 1800 AAAA 0:1:2:3:4:5:6:7'])
  assert.deepEqual(await answersTo('example.com', 'MX'), ['example.com 1800 MX 10 mail.example.net'])
  assert.deepEqual(await answersTo('_sip._tcp.example.com', 'SRV'), [
    '_sip._tcp.example.com 1800 SRV 1 2 3 example.com',
  ])
  assert.deepEqual(await answersTo('_no._tcp.example.com', 'SRV'), ['_no._tcp.example.com 1800 SRV 0 0 0 .'])
  assert.deepEqual(await answersTo('example.com', 'CAA'), ['example.com 1800 CAA 128 issue ca.example true'])
  assert.deepEqual(await answersTo('example.com', 'SOA'), [soaAfter(11)])
  assert.deepEqual(
    await answersTo('example.com', 'NS'),
    [1, 2, 3].map((n) => `example.com 1800 NS ns${n}.digitalocean.com`),
  )
  const { answers } = await w.ask('_acme-challenge.example.com', 'TXT', { edns: 1232 })
  const strings = answers?.flatMap((it) => (it.type === 'TXT' ? (it.data as Buffer[]) : [])) ?? []
  assert.deepEqual(
    strings.map(({ length }) => length),
    [255, 145],
  )
  assert.equal(Buffer.concat(strings).toString(), 'ü'.repeat(200))
})

test('what does not exist is told apart from what has no such record, and for how long', async () => {
  await using w = await world([{ type: 'A', name: 'a.b', data: '192.0.2.1' }])
  for (const [name, rcode] of [
    ['no.example.com', 'NXDOMAIN'],
    ['no.a.b.example.com', 'NXDOMAIN'],
    ['a.b.example.com', 'NOERROR'],
    ['b.example.com', 'NOERROR'],
    ['example.com', 'NOERROR'],
  ] as const) {
    const answer = await w.ask(name, 'TXT')
    assert.deepEqual([answer.rcode, answer.flag_aa, answer.answers], [rcode, true, []], name)
    assert.deepEqual(lines(answer.authorities), [soaAfter(1)])
  }
  const { domain_records } = (await w.t.call('GET /v2/domains/example.com/records?type=SOA')).body
  for (const [ttl, remembered] of [
    [60, 60],
    [86_400, 1800],
  ]) {
    await w.t.call(`PATCH /v2/domains/example.com/records/${domain_records[0].id}`, { type: 'SOA', ttl })
    w.t.clock.at = new Date(w.t.clock.at.getTime() + 50)
    assert.match(
      lines((await w.ask('no.example.com', 'A')).authorities)[0] ?? '',
      new RegExp(` ${remembered} SOA `),
    )
    assert.match(lines((await w.ask('example.com', 'SOA')).answers)[0] ?? '', new RegExp(` ${ttl} SOA `))
  }
})

test('a wildcard answers for what does not exist below its encloser, and for nothing else', async () => {
  await using w = await world([
    { type: 'A', name: '*', data: '192.0.2.1' },
    { type: 'MX', name: '*.w', data: '@', priority: 1 },
    { type: 'A', name: 'is.w', data: '192.0.2.2' },
    { type: 'A', name: 'deep.ent', data: '192.0.2.3' },
    { type: 'CNAME', name: '*.c', data: 'is.w.example.com.' },
  ])
  const summary = async (name: string, type: string) => {
    const { rcode, answers } = await w.ask(name, type)
    return [rcode, ...lines(answers)].join(', ')
  }
  assert.equal(await summary('x.example.com', 'A'), 'NOERROR, x.example.com 1800 A 192.0.2.1')
  assert.equal(await summary('y.x.example.com', 'A'), 'NOERROR, y.x.example.com 1800 A 192.0.2.1')
  assert.equal(await summary('*.example.com', 'A'), 'NOERROR, *.example.com 1800 A 192.0.2.1')
  assert.equal(await summary('x.example.com', 'TXT'), 'NOERROR')
  assert.equal(await summary('x.w.example.com', 'MX'), 'NOERROR, x.w.example.com 1800 MX 1 example.com')
  assert.equal(await summary('x.w.example.com', 'A'), 'NOERROR')
  assert.equal(await summary('is.w.example.com', 'MX'), 'NOERROR')
  assert.equal(await summary('x.is.w.example.com', 'A'), 'NXDOMAIN')
  assert.equal(await summary('ent.example.com', 'A'), 'NOERROR')
  assert.equal(await summary('x.ent.example.com', 'A'), 'NXDOMAIN')
  assert.equal(
    await summary('x.c.example.com', 'A'),
    'NOERROR, x.c.example.com 1800 CNAME is.w.example.com, is.w.example.com 1800 A 192.0.2.2',
  )
})

test('aliases are followed within the zone, to wherever they end', async () => {
  const alias = (name: string, data: string) => ({ type: 'CNAME', name, data })
  await using w = await world([
    ...[alias('one', 'Two.example.com.'), alias('two', '@'), alias('out', 'www.example.net.')],
    ...[
      alias('loop', 'pool.example.com.'),
      alias('pool', 'loop.example.com.'),
      alias('self', 'self.example.com.'),
    ],
    ...[alias('lost', 'no.example.com.'), alias('away', 'host.sub.example.com.')],
    { type: 'NS', name: 'sub', data: 'ns.example.net.' },
    { type: 'A', name: '@', data: '192.0.2.1' },
    ...Array.from({ length: 20 }, (_, n) => alias(`n${n}`, `n${n + 1}.example.com.`)),
  ])
  const summary = async (name: string, type: string) => {
    const { rcode, flag_aa, answers, authorities } = await w.ask(`${name}.example.com`, type)
    assert.equal(flag_aa, true)
    const short = (all: typeof answers) => lines(all).map((it) => it.replace(/ \d+ (\w+) .*/, ' $1'))
    return [rcode, ...short(answers), '/', ...short(authorities)].join(' ')
  }
  assert.equal(
    await summary('one', 'A'),
    'NOERROR one.example.com CNAME Two.example.com CNAME example.com A /'.replace('Two', 'two'),
  )
  assert.equal(await summary('one', 'CNAME'), 'NOERROR one.example.com CNAME /')
  assert.equal(await summary('one', 'ANY'), 'NOERROR one.example.com CNAME /')
  assert.equal(await summary('two', 'AAAA'), 'NOERROR two.example.com CNAME / example.com SOA')
  assert.equal(await summary('out', 'A'), 'NOERROR out.example.com CNAME /')
  assert.equal(await summary('loop', 'A'), 'SERVFAIL loop.example.com CNAME pool.example.com CNAME /')
  assert.equal(await summary('self', 'A'), 'SERVFAIL self.example.com CNAME /')
  assert.equal(await summary('lost', 'A'), 'NXDOMAIN lost.example.com CNAME / example.com SOA')
  assert.equal(await summary('away', 'A'), 'NOERROR away.example.com CNAME / sub.example.com NS')
  assert.equal((await w.ask('n0.example.com', 'A', { transport: 'tcp' })).answers?.length, 16)
})

test('a delegation refers to its name servers, with the addresses that are known, and without authority', async () => {
  await using w = await world([
    { type: 'NS', name: 'sub', data: 'ns.sub.example.com.', ttl: 60 },
    { type: 'NS', name: 'sub', data: 'ns.example.net.', ttl: 60 },
    { type: 'A', name: 'ns.sub', data: '192.0.2.1', ttl: 90 },
    { type: 'AAAA', name: 'ns.sub', data: '2001:db8::1' },
    { type: 'A', name: 'hidden.sub', data: '192.0.2.9' },
    { type: 'NS', name: 'deeper.sub', data: 'ns.example.org.' },
  ])
  for (const [name, type] of [
    ['sub.example.com', 'A'],
    ['SUB.example.com', 'NS'],
    ['hidden.sub.example.com', 'A'],
    ['no.sub.example.com', 'A'],
    ['x.deeper.sub.example.com', 'A'],
    ['sub.example.com', 'ANY'],
    ['hidden.sub.example.com', 'DS'],
  ] as const) {
    const { rcode, flag_aa, answers, authorities, additionals } = await w.ask(name, type)
    assert.deepEqual([rcode, flag_aa, answers], ['NOERROR', false, []], name)
    assert.deepEqual(
      lines(authorities).map((it) => it.toLowerCase()),
      ['sub.example.com 60 ns ns.sub.example.com', 'sub.example.com 60 ns ns.example.net'],
    )
    assert.deepEqual(
      lines(additionals).map((it) => it.toLowerCase()),
      ['ns.sub.example.com 90 a 192.0.2.1', 'ns.sub.example.com 1800 aaaa 2001:db8::1'],
    )
  }
  const { flag_aa, authorities } = await w.ask('sub.example.com', 'DS')
  assert.deepEqual([flag_aa, lines(authorities)], [true, [soaAfter(6)]])
})

test('names are the same in any case, and the question comes back as it was', async () => {
  await using w = await world([{ type: 'A', name: 'WwW', data: '192.0.2.1' }])
  const { questions, answers } = await w.ask('wWw.ExAmPlE.cOm', 'A')
  assert.equal(questions?.[0]?.name, 'wWw.ExAmPlE.cOm')
  assert.deepEqual(lines(answers), ['wWw.ExAmPlE.cOm 1800 A 192.0.2.1'])
})

test('the innermost domain answers, and what is nobody’s is refused', async () => {
  await using w = await world()
  await w.t.call('POST /v2/domains', { name: 'sub.example.com', ip_address: '192.0.2.1' })
  assert.deepEqual(lines((await w.ask('sub.example.com', 'A')).answers), ['sub.example.com 1800 A 192.0.2.1'])
  assert.equal((await w.ask('x.sub.example.com', 'A')).rcode, 'NXDOMAIN')
  for (const name of ['example.net', 'com', '.', 'xexample.com', 'example.com.net']) {
    const { rcode, flag_aa, answers, authorities } = await w.ask(name, 'A')
    assert.deepEqual([rcode, flag_aa, answers, authorities], ['REFUSED', false, [], []], name)
  }
})

test('a dot inside a label is not one between two', async () => {
  await using w = await world([{ type: 'A', name: 'a.b', data: '192.0.2.1' }])
  const bytes = question('a.b.example.com', 'A')
  const one_label = Buffer.concat([
    bytes.subarray(0, 12),
    Buffer.from('\u0003a.b', 'latin1'),
    bytes.subarray(16),
  ])
  const answer = (await w.send(one_label)) as Buffer
  assert.equal((answer[3] as number) & 0xf, 3)
  assert.deepEqual(answer.subarray(12, one_label.length), one_label.subarray(12))
})

test('ANY gets one set, the smallest', async () => {
  await using w = await world([
    { type: 'TXT', name: 'a', data: 'x'.repeat(400) },
    { type: 'A', name: 'a', data: '192.0.2.1' },
  ])
  for (const transport of ['udp', 'tcp'] as const) {
    const { rcode, answers } = await w.ask('a.example.com', 'ANY', { transport })
    assert.deepEqual([rcode, lines(answers)], ['NOERROR', ['a.example.com 1800 A 192.0.2.1']])
  }
  assert.equal((await w.ask('no.example.com', 'ANY')).rcode, 'NXDOMAIN')
})

test('a record that is there twice is told once', async () => {
  await using w = await world([
    { type: 'A', name: 'a', data: '192.0.2.1' },
    { type: 'A', name: 'a', data: '192.0.2.1' },
    { type: 'MX', name: 'a', data: 'A.example.net.', priority: 1 },
    { type: 'MX', name: 'a', data: 'a.example.net.', priority: 1 },
  ])
  for (const type of ['A', 'MX']) assert.equal((await w.ask('a.example.com', type)).answers?.length, 1)
})

test('what does not fit is cut off and said to be, and comes whole over TCP', async () => {
  const text = (n: number) => ({ type: 'TXT', name: 'long', data: `${n}${'x'.repeat(200)}` })
  await using w = await world([
    text(1),
    text(2),
    text(3),
    ...Array.from({ length: 5 }, (_, n) => text(n + 4)),
  ])
  const cases: Array<[Asking, boolean]> = [
    [{}, true],
    [{ edns: 100 }, true],
    [{ edns: 1232 }, true],
    [{ edns: 65_535 }, true],
    [{ transport: 'tcp' }, false],
    [{ transport: 'tcp', edns: 512 }, false],
  ]
  for (const [asking, cut] of cases) {
    const { flag_tc, answers, additionals, questions, bytes } = await w.ask('long.example.com', 'TXT', asking)
    assert.deepEqual(
      [flag_tc, answers?.length, questions?.length],
      [cut, cut ? 0 : 8, 1],
      JSON.stringify(asking),
    )
    assert.equal(additionals?.length, asking.edns ? 1 : 0)
    assert.ok(bytes.length <= (cut ? 512 : 65_535))
  }
})

test('the largest answer that fits is given whole', async () => {
  await using w = await world([{ type: 'TXT', name: 'a', data: 'x' }])
  const { bytes } = await w.ask('a.example.com', 'TXT')
  // The second string of a longer text begins with its length.
  const most = 'x'.repeat(512 - bytes.length)
  await addRecord(w.t, { type: 'TXT', name: 'b', data: most })
  await addRecord(w.t, { type: 'TXT', name: 'c', data: `${most}x` })
  w.t.clock.at = new Date(w.t.clock.at.getTime() + 50)
  const fits = await w.ask('b.example.com', 'TXT')
  assert.deepEqual([fits.bytes.length, fits.flag_tc], [512, false])
  assert.equal((await w.ask('c.example.com', 'TXT')).flag_tc, true)
})
