// Bytes from anybody: an answer or silence, in bounded time, and never anything thrown.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { encode } from 'dns-packet'
import fc from 'fast-check'
import { nameServerOf, question, told } from '../../../test/dns/name_server.ts'
import { type Harness, harness } from '../../../test/harness.ts'

let t: Harness
let server: ReturnType<typeof nameServerOf>
before(async () => {
  t = await harness()
  await t.call('POST /v2/domains', { name: 'example.com', ip_address: '192.0.2.1' })
  await t.call('POST /v2/domains/example.com/records', { type: 'TXT', name: '*', data: 'x'.repeat(500) })
  server = nameServerOf(t)
})
after(() => t[Symbol.asyncDispose]())

const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED']
const HEADER_BYTES = 12

/** What any bytes may bring about. */
async function requireSound(bytes: Buffer): Promise<void> {
  for (const transport of ['udp', 'tcp'] as const) {
    const answer = await server.send(Buffer.from(bytes), transport)
    if (bytes.length < HEADER_BYTES || (bytes[2] as number) >= 0x80) {
      assert.equal(answer, undefined)
      continue
    }
    assert.ok(answer)
    const { id, flag_qr, flag_ra, rcode } = told(answer)
    assert.deepEqual([id, flag_qr, flag_ra], [bytes.readUInt16BE(0), true, false])
    assert.ok(RCODES.includes(rcode) && rcode !== 'SERVFAIL', rcode)
    assert.ok(answer.length <= (transport === 'udp' ? 1232 : 65_535))
  }
  assert.deepEqual(server.failures, [])
}

const name = fc.constantFrom('example.com', 'a.example.com', 'b.a.example.com', 'example.net', '.')
const type = fc.constantFrom('A', 'TXT', 'ANY', 'AXFR', 'SOA', 'NS', 'DS', 'OPT')
const query = fc
  .tuple(name, type, fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined }))
  .map(([of, wanted, edns]) => question(of, wanted, edns ? { edns } : {}))
const mutation = fc.tuple(fc.nat({ max: 80 }), fc.nat({ max: 255 }), fc.constantFrom('set', 'insert', 'cut'))

function mutated([bytes, changes]: [Buffer, Array<[number, number, string]>]): Buffer {
  return changes.reduce((all, [at, value, how]) => {
    const place = at % (all.length + 1)
    if (how === 'cut') return all.subarray(0, place)
    const rest = all.subarray(how === 'set' ? place + 1 : place)
    return Buffer.concat([all.subarray(0, place), Buffer.from([value]), rest])
  }, bytes)
}

test('random bytes', async () => {
  const bytes = fc.uint8Array({ maxLength: 600 }).map((it) => Buffer.from(it))
  await fc.assert(fc.asyncProperty(bytes, requireSound), { numRuns: 3000 })
})

test('random bytes behind a header that promises a question', async () => {
  const bytes = fc.uint8Array({ maxLength: 300 }).map((it) => {
    const header = Buffer.from([1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1])
    return Buffer.concat([header, it])
  })
  await fc.assert(fc.asyncProperty(bytes, requireSound), { numRuns: 3000 })
})

test('questions with some bytes changed, added or cut off', async () => {
  const bytes = fc.tuple(query, fc.array(mutation, { minLength: 1, maxLength: 6 })).map(mutated)
  await fc.assert(fc.asyncProperty(bytes, requireSound), { numRuns: 6000 })
})

const header = (counts: number[]) => {
  const bytes = Buffer.alloc(HEADER_BYTES)
  for (const [index, count] of counts.entries()) bytes.writeUInt16BE(count, 4 + 2 * index)
  return bytes
}
const rcodeFor = async (...parts: Array<Buffer | number[]>) => {
  const answer = await server.send(Buffer.concat(parts.map((it) => Buffer.from(it as Buffer))), 'tcp')
  return answer && told(answer).rcode
}
const ROOT_A = [0, 0, 1, 0, 1]

test('names that point to themselves, at each other or out of the message are unreadable', async () => {
  const pointers = (...at: number[]) => at.flatMap((it) => [0xc0, it])
  for (const name of [pointers(12), pointers(14, 12), pointers(255), pointers(0), [63], [64, 1], [0x80, 1]])
    assert.equal(await rcodeFor(header([1, 0, 0, 0]), [...name, 0, 1, 0, 1]), 'FORMERR')
  const loop = [0xc0, 17, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0]
  assert.equal(await rcodeFor(header([1, 0, 0, 1]), ROOT_A, loop), 'FORMERR')
})

test('a name of more than 255 bytes is unreadable, one of 255 is not', async () => {
  const labels = (...lengths: number[]) => lengths.flatMap((it) => [it, ...Array<number>(it).fill(97)])
  const longest = [...labels(63, 63, 63, 61), 0]
  assert.equal(longest.length, 255)
  assert.equal(await rcodeFor(header([1, 0, 0, 0]), longest, [0, 1, 0, 1]), 'REFUSED')
  const longer = [...labels(63, 63, 63, 62), 0]
  assert.equal(await rcodeFor(header([1, 0, 0, 0]), longer, [0, 1, 0, 1]), 'FORMERR')
})

test('counts that promise more than there is are unreadable, and take no time', async () => {
  const started = process.cpuUsage()
  for (let times = 0; times < 200; times++)
    for (const counts of [
      [65_535, 0, 0, 0],
      [2, 0, 0, 0],
      [0, 0, 0, 0],
      [1, 65_535, 65_535, 65_535],
      [1, 0, 0, 1],
    ])
      assert.equal(await rcodeFor(header(counts), ROOT_A), 'FORMERR')
  const { user, system } = process.cpuUsage(started)
  assert.ok(user + system < 2_000_000, `${user + system} µs`)
})

test('a long chain of pointers in what follows the question takes no time', async () => {
  const bytes = (place: number) => [0xc0 | (place >> 8), place & 255]
  // The data of the first record: each two bytes point to the two before, and the first ones to the question.
  const data_at = HEADER_BYTES + ROOT_A.length + 11
  const count = 1900
  const jumps = [bytes(12), ...Array.from({ length: count - 1 }, (_, n) => bytes(data_at + 2 * n))].flat()
  const unknown = [0, 255, 0, 0, 1, 0, 0, 0, 0, ...[jumps.length >> 8, jumps.length & 255], ...jumps]
  const last = [...bytes(data_at + 2 * (count - 1)), 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]
  const started = process.cpuUsage()
  for (let times = 0; times < 100; times++)
    assert.equal(await rcodeFor(header([1, 0, 0, 4]), ROOT_A, unknown, last, last, last), 'REFUSED')
  const { user, system } = process.cpuUsage(started)
  assert.ok(user + system < 2_000_000, `${user + system} µs`)
})

test('what is no question is met with silence, what is not understood is said to be', async () => {
  const bytes = question('example.com', 'A')
  const withFlags = (flags: number) => {
    const changed = Buffer.from(bytes)
    changed.writeUInt16BE(flags, 2)
    return changed
  }
  assert.equal(await server.send(withFlags(0x8000)), undefined)
  assert.equal(await server.send(bytes.subarray(0, 11)), undefined)
  for (const opcode of [1, 2, 4, 5, 15]) assert.equal(await rcodeFor(withFlags(opcode << 11)), 'NOTIMP')
  assert.equal(await rcodeFor(bytes.subarray(0, -1)), 'FORMERR')
  const of = (type: number, within: number) => {
    const changed = Buffer.from(bytes)
    changed.writeUInt16BE(type, bytes.length - 4)
    changed.writeUInt16BE(within, bytes.length - 2)
    return rcodeFor(changed)
  }
  for (const within of [0, 2, 3, 4, 254, 255]) assert.equal(await of(1, within), 'REFUSED')
  for (const transfer of [251, 252]) assert.equal(await of(transfer, 1), 'REFUSED')
  for (const meta of [0, 41, 249, 250, 253]) assert.equal(await of(meta, 1), 'FORMERR')
  assert.equal(await of(65_280, 1), 'NOERROR')
})

test('EDNS is answered with EDNS; another version, and two options at once, are refused', async () => {
  const opt = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: 4096,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0x8000,
  } as const
  const send = async (...changes: object[]) => {
    const additionals = changes.map((it) => ({ ...opt, flag_do: true, options: [], ...it }))
    const message = encode({ type: 'query', questions: [{ name: 'example.com', type: 'A' }], additionals })
    const answer = told((await server.send(message)) as Buffer)
    const [option] = (answer.additionals ?? []) as Array<typeof opt & { flag_do: boolean }>
    return [answer.rcode, option?.udpPayloadSize, option?.ednsVersion, option?.extendedRcode, option?.flag_do]
  }
  assert.deepEqual(await send({}), ['NOERROR', 1232, 0, 0, true])
  assert.deepEqual(await send({ flags: 0 }), ['NOERROR', 1232, 0, 0, false])
  assert.deepEqual(await send({ options: [{ code: 10, data: Buffer.alloc(8) }] }), [
    'NOERROR',
    1232,
    0,
    0,
    true,
  ])
  assert.deepEqual(await send({ ednsVersion: 1 }), ['NOERROR', 1232, 0, 1, true])
  assert.deepEqual(await send({}, {}), ['FORMERR', undefined, undefined, undefined, undefined])
})
