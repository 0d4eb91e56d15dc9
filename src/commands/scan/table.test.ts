import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { exampleResult, HOSTILE_NAMES } from '../../../test/posture/example_result.ts'
import { tableReport } from './table.ts'
import { wrapped } from './wrapping.ts'

test('a table fits the terminal, whatever its width and the names', async () => {
  const result = await exampleResult([...HOSTILE_NAMES, 'x'.repeat(5000)])
  for (const width of [40, 61, 100, 240]) {
    const text = stripVTControlCharacters(tableReport(result, width))
    const widest = Math.max(...text.split('\n').map((line) => line.length))
    assert.ok(widest <= width, `${widest} of ${width}`)
    for (const part of ['CRITICAL', 'database-open-to-all', 'Not checked', '14 findings'])
      assert.ok(text.includes(part), `${part} at ${width}`)
  }
})

test('of many resources with one problem some are shown, and it is said how many there are', async () => {
  const result = await exampleResult(Array.from({ length: 90 }, (_, at) => `web-${at}`))
  assert.match(tableReport(result, 100), /… and 65 more; --format json has them all/)
})

test('nothing in a name reaches the terminal as more than text', async () => {
  const table = tableReport(await exampleResult(), 100)
  // Colours are our own: what is left of escapes when those are taken away came from a name.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  assert.doesNotMatch(table.replaceAll(/\u001b\[\d+m/g, ''), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
})

test('words that are too long are cut, and none is lost', () => {
  assert.deepEqual(wrapped('one two three', 7), ['one two', 'three'])
  assert.deepEqual(wrapped('abcdefghij k', 4), ['abcd', 'efgh', 'ij k'])
  assert.deepEqual(wrapped('', 10), [])
})
