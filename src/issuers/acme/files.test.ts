import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { makeAuthority } from '../../tls/local_ca.ts'
import { bindingFor, readBindings, readTrusted } from './files.ts'

const folder = mkdtempSync(join(tmpdir(), 'rockpool-acme-'))
after(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'file')
const HMAC = 'cGxhbnRlZCBwbGFudGVkIHBsYW50ZWQ'

function write(text: string, mode = 0o600): void {
  writeFileSync(path, text)
  chmodSync(path, mode)
}

test('a directory has its own binding, or the one for all others', () => {
  write(`# of 2026\n\nhttps://a.example/dir kid-1 ${HMAC}\n  *\tkid-2  ${HMAC}=\n`)
  const bindings = readBindings(path)
  assert.deepEqual(bindingFor(bindings, 'https://a.example/dir'), { kid: 'kid-1', hmac: HMAC })
  assert.deepEqual(bindingFor(bindings, 'https://b.example/dir'), { kid: 'kid-2', hmac: HMAC })
  write(`https://a.example/dir kid-1 ${HMAC}`)
  assert.equal(bindingFor(readBindings(path), 'https://b.example/dir'), undefined)
})

test('a mistake is named by file and line, without the key', () => {
  for (const [line, wrong] of [
    [`kid-1 ${HMAC}`, /neither a URL nor/],
    ['* kid-1', /no base64url key/],
    ['* kid-1 c2hvcnQ', /16 bytes or more/],
    [`* kid-1 ${HMAC}+/`, /no base64url key/],
    [`* kid-1 ${HMAC} more`, /more than three parts/],
    [`* kid-1 ${HMAC}\n* kid-2 ${HMAC}`, /second time/],
  ] as const) {
    write(`\n${line}\n`)
    assert.throws(() => readBindings(path), wrong, line)
    assert.throws(() => readBindings(path), new RegExp(`${path}, line [23] .*DIRECTORY KID HMAC_KEY$`))
    assert.throws(
      () => readBindings(path),
      ({ message }: Error) => !message.includes(HMAC),
    )
  }
})

test('bindings that others can read, or that are not there, are refused', () => {
  write(`* kid-1 ${HMAC}`, 0o640)
  assert.throws(() => readBindings(path), /chmod 600/)
  assert.throws(() => readBindings(join(folder, 'none')), /cannot be read \(ENOENT\)/)
})

test('whom to trust is read as certificates, each of them', async () => {
  const { certificate } = await makeAuthority(new Date(), 'test')
  write(`about it\n${certificate}\n${certificate}`, 0o644)
  assert.equal(readTrusted(path).match(/BEGIN/g)?.length, 2)
  write('nothing')
  assert.throws(() => readTrusted(path), /holds none/)
  write(`${certificate}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`)
  assert.throws(() => readTrusted(path), /certificate 2 cannot be read/)
})
