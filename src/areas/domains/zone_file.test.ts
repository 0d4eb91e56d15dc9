// What a name server makes of our zone files: BIND's own checker reads them, where it is installed.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { harness } from '../../../test/harness.ts'
import { anyCharacter } from '../../../test/made/characters.ts'

const checker = ['named-checkzone', '/usr/sbin/named-checkzone'].find(
  (command) => spawnSync(command, ['-v']).status === 0,
)
const skip =
  !checker && 'skipped: named-checkzone is not installed (Debian’s package bind9-utils, formerly bind9utils)'

test('each type has its line, and texts are quoted, escaped and split', async () => {
  await using t = await harness()
  await t.call('POST /v2/domains', { name: 'example.com' })
  const add = async (record: object) => {
    const { status, body } = await t.call('POST /v2/domains/example.com/records', record)
    assert.equal(status, 201, body.message)
  }
  await add({ type: 'AAAA', name: '*', data: '2001:db8::1', ttl: 60 })
  await add({ type: 'CNAME', name: 'WWW', data: '@' })
  await add({ type: 'MX', data: 'mail.example.net.', priority: 10 })
  await add({ type: 'SRV', name: '_sip._tcp', data: '.', priority: 1, weight: 2, port: 3 })
  await add({ type: 'CAA', data: ';', flags: 0, tag: 'issue' })
  await add({ type: 'CAA', data: 'mailto:a@b.example', flags: 128, tag: 'iodef' })
  await add({ type: 'TXT', name: 'odd', data: 'a; "b" \\ ü\n' })
  await add({ type: 'TXT', name: 'long', data: 'x'.repeat(256) })
  const { zone_file } = (await t.call('GET /v2/domains/example.com')).body.domain
  assert.deepEqual(zone_file.split('\n').slice(6), [
    '*.example.com. 60 IN AAAA 2001:db8::1',
    'www.example.com. 1800 IN CNAME example.com.',
    'example.com. 1800 IN MX 10 mail.example.net.',
    '_sip._tcp.example.com. 1800 IN SRV 1 2 3 .',
    'example.com. 1800 IN CAA 0 issue ";"',
    'example.com. 1800 IN CAA 128 iodef "mailto:a@b.example"',
    'odd.example.com. 1800 IN TXT "a; \\"b\\" \\\\ \\195\\188\\010"',
    `long.example.com. 1800 IN TXT "${'x'.repeat(255)}" "x"`,
    '',
  ])
})

/** The zone as BIND has read it, one record a line. Names are not looked up. */
function readByBind(folder: string, domain: string, zone_file: string): string[] {
  const file = join(folder, 'zone')
  writeFileSync(file, zone_file)
  const args = ['-q', '-i', 'none', '-D', '-s', 'full', '-o', '-', domain, file]
  const { status, stdout, stderr } = spawnSync(checker as string, args, { encoding: 'utf8' })
  assert.equal(status, 0, `${stdout}${stderr}\n${zone_file}`)
  return stdout.split('\n').filter((line) => line !== '')
}

const label = fc.stringMatching(/^[a-z0-9_-]{1,12}$/)
const part = fc.oneof(fc.constantFrom('www', 'a', 'b', '_tcp', 'WWW', 'bücher'), label)
const name = fc.oneof(
  fc.constantFrom('@', '', '*', '*.a', 'zone.example.', 'a.zone.example.'),
  part,
  fc.tuple(part, part).map((parts) => parts.join('.')),
)
const host = fc.oneof(
  fc.constantFrom('@', 'a.zone.example.', 'ns1.example.net.'),
  part.map((it) => `${it}.example.org.`),
)
const number = fc.integer({ min: 0, max: 65_535 })
const ttl = fc.option(fc.integer({ min: 30, max: 2_147_483_647 }), { nil: undefined })
const text = fc.oneof(
  fc.string({ unit: anyCharacter, minLength: 1, maxLength: 40 }).filter((it) => !it.includes('\u0000')),
  fc.string({ unit: fc.constantFrom('"', '\\', ';', ' ', 'ü', '1', '\n'), minLength: 1, maxLength: 512 }),
)
type Fields = { data: fc.Arbitrary<string> } & Record<string, fc.Arbitrary<unknown>>
const of = (type: string, fields: Fields) => fc.record({ type: fc.constant(type), name, ttl, ...fields })

// A zone's own name servers are outside of it here: BIND wants the addresses of those inside, and those come later.
const record = fc.oneof(
  of('A', { data: fc.ipV4() }),
  of('AAAA', { data: fc.ipV6() }),
  of('CNAME', { data: host }),
  of('MX', { data: host, priority: number }),
  of('NS', { data: fc.constantFrom('ns1.example.net.', 'ns2.example.org.') }),
  of('NS', { data: host, name: part }),
  of('SRV', { data: fc.oneof(host, fc.constant('.')), priority: number, weight: number, port: number }),
  of('TXT', { data: text }),
  of('CAA', {
    data: fc.oneof(host, fc.constant(';'), fc.webUrl()),
    flags: fc.integer({ min: 0, max: 255 }),
    tag: fc.constantFrom('issue', 'issuewild', 'iodef'),
  }),
)

/** The bytes of a text in a line such as `a.b. 60 IN TXT "one" "two"`. */
function textOf(line: string): string {
  const bytes = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].flatMap(([, quoted = '']) =>
    [...quoted.matchAll(/\\(\d{3})|\\?(.)/g)].map(([, code, character]) =>
      code ? Number(code) : (character as string).charCodeAt(0),
    ),
  )
  return new TextDecoder().decode(new Uint8Array(bytes))
}

test('BIND accepts the zone of any records that are accepted, and reads the texts as they were given', {
  skip,
  timeout: 120_000,
}, async () => {
  await using t = await harness()
  let accepted = 0
  const property = fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 25 }), async (records) => {
    await t.call('POST /v2/domains', { name: 'zone.example' })
    const texts = new Set<string>()
    for (const given of records) {
      const { status, body } = await t.call('POST /v2/domains/zone.example/records', given)
      assert.ok(status === 201 || status === 422, body.message)
      if (status !== 201) continue
      accepted++
      if (given.type === 'TXT') texts.add(given.data.toWellFormed())
    }
    const { zone_file } = (await t.call('GET /v2/domains/zone.example')).body.domain
    const read = readByBind(t.data, 'zone.example', zone_file)
    assert.deepEqual(new Set(read.filter((line) => /\sIN\sTXT\s/.test(line)).map(textOf)), texts)
    await t.call('DELETE /v2/domains/zone.example')
  })
  await fc.assert(property, { numRuns: 30, endOnFailure: true })
  assert.ok(accepted > 100, `${accepted} records were accepted`)
})
