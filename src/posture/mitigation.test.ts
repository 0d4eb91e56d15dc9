import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { rules } from './rules/all.ts'

const operations = JSON.parse(
  readFileSync(new URL('../../spec/operations.json', import.meta.url), 'utf8'),
) as Array<{ method: string; path: string }>
const known = new Set(operations.map(({ method, path }) => `${method} ${path}`))

test('every request that a rule advises is one of the public API', () => {
  for (const { id, mitigation } of rules) {
    if (mitigation.api === undefined) continue
    const named = [...mitigation.api.matchAll(/\b(GET|POST|PUT|PATCH|DELETE) (\/[^\s?,;]+)/g)]
    assert.equal(named[0]?.index, 0, `${id} begins with a request`)
    for (const [, method, path] of named)
      assert.ok(known.has(`${method} ${path}`), `${id}: ${method} ${path}`)
  }
})

test('every command that a rule advises is one of doctl, a line each', () => {
  for (const { id, mitigation } of rules)
    for (const line of mitigation.doctl?.split('\n') ?? [])
      assert.match(line, /^doctl [a-z][a-z0-9-]*( |$)/, `${id}: ${line}`)
})

test('a change for Terraform is a block of it, a comment on one, or a command', () => {
  for (const { id, mitigation } of rules)
    if (mitigation.terraform !== undefined)
      assert.match(
        mitigation.terraform,
        /^((resource|data) "digitalocean_[a-z0-9_]+" "[^"]+" \{|provider "digitalocean" \{|# |terraform )/,
        id,
      )
})

test('braces, brackets and quotes of a change for Terraform are closed', () => {
  for (const { id, mitigation } of rules) {
    const text = (mitigation.terraform ?? '').replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').replaceAll(/#.*$/gm, '')
    for (const [open, close] of ['{}', '[]', '()'].map((pair) => [...pair] as [string, string]))
      assert.equal(text.split(open).length, text.split(close).length, `${id}: ${open}${close}`)
    assert.equal(text.replaceAll('""', '').includes('"'), false, `${id}: a quote is open`)
  }
})
