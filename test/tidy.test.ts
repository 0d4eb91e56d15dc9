// The numbers of ARCHITECTURE.md, and small habits. A number is raised by a decision record, never by a waiver.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join, matchesGlob } from 'node:path'
import { test } from 'node:test'
import { filesUnder, isTest, type SourceFile } from './source_files.ts'

const OURS = ['src', 'test', 'bench', 'spec', 'docs']
const code = filesUnder(OURS, '.ts', '.mjs')
const pages = filesUnder(['.'], '.md')
const linesIn = (text: string) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)

/** `path: 301 lines of 300`, for each file that is too long. */
function tooLong(files: SourceFile[], budgetOf: (file: SourceFile) => number): string[] {
  return files.flatMap((file) => {
    const [lines, budget] = [linesIn(file.text), budgetOf(file)]
    return lines > budget ? [`${file.path}: ${lines} lines of ${budget}`] : []
  })
}

test('a file has at most 300 lines, a test 400', () => {
  assert.ok(code.length > 100)
  assert.deepEqual(
    tooLong(code, (file) => (isTest(file) ? 400 : 300)),
    [],
  )
})

test('what is too long is found', () => {
  const file = (lines: number, end = '\n') => ({
    path: 'a.ts',
    text: Array(lines).fill('x').join('\n') + end,
  })
  assert.deepEqual(
    tooLong([file(300), file(300, '')], () => 300),
    [],
  )
  assert.deepEqual(
    tooLong([file(301)], () => 300),
    ['a.ts: 301 lines of 300'],
  )
})

// A noun's file, and whatever else an area has, may have 250.
const SLICE_BUDGETS: Record<string, number> = { 'area.ts': 40, 'schema.ts': 150, 'routes.ts': 150 }

test('the files of an area keep to the budget of their kind', () => {
  const slices = code.filter((file) => file.path.startsWith('src/areas/') && !isTest(file))
  assert.ok(slices.length > 25)
  assert.deepEqual(
    tooLong(slices, ({ path }) => SLICE_BUDGETS[path.split('/').at(-1) as string] ?? 250),
    [],
  )
})

test('a folder has at most 12 .ts files besides tests', () => {
  const plain = code.filter(({ path }) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  const folders = Map.groupBy(plain, ({ path }) => dirname(path))
  assert.deepEqual(
    [...folders]
      .filter(([, files]) => files.length > 12)
      .map(([folder, files]) => `${folder}: ${files.length}`),
    [],
  )
})

test('the engine, the vault and the kernel stay small', () => {
  for (const [folder, budget] of Object.entries({ engine: 600, vault: 300, kernel: 1500 })) {
    const files = code.filter((file) => file.path.startsWith(`src/${folder}/`) && !isTest(file))
    const lines = files.reduce((sum, { text }) => sum + linesIn(text), 0)
    assert.ok(files.length >= 2 && lines <= budget, `${folder}: ${lines} lines of ${budget}`)
  }
})

interface BiomeRule {
  level: string
  options: Record<string, number>
}

test('Biome holds functions to 50 lines, 4 parameters and a complexity of 12, everywhere and without waivers', () => {
  const biome = JSON.parse(readFileSync(join(import.meta.dirname, '../biome.json'), 'utf8'))
  const { complexity, style } = biome.linter.rules as Record<string, Record<string, BiomeRule>>
  const limit = (rule: BiomeRule | undefined, option: string) => [rule?.level, rule?.options[option]]
  assert.deepEqual(limit(complexity?.noExcessiveLinesPerFunction, 'maxLines'), ['error', 50])
  assert.deepEqual(limit(complexity?.useMaxParams, 'max'), ['error', 4])
  assert.deepEqual(limit(complexity?.noExcessiveCognitiveComplexity, 'maxAllowedComplexity'), ['error', 12])
  assert.deepEqual(limit(style?.noExcessiveLinesPerFile, 'maxLines'), ['error', 300])
  for (const { linter } of biome.overrides) {
    const { complexity: loosened, style: files } = linter?.rules ?? {}
    assert.equal(loosened, undefined, 'an override of a limit')
    assert.ok((files?.noExcessiveLinesPerFile?.options.maxLines ?? 0) <= 400)
  }
  const waiver = /biome-ignore.*(noExcessive|useMaxParams)/
  assert.deepEqual(
    code.filter(({ text, path }) => !path.endsWith('tidy.test.ts') && waiver.test(text)).map(pathOf),
    [],
  )
  for (const folder of ['src', 'test', 'bench'])
    assert.ok(biome.files.includes.includes(`${folder}/**`), `Biome does not look at ${folder}`)
})

const pathOf = ({ path }: SourceFile) => path

/** Files, other than this one, with a line that matches. */
const filesSaying = (files: SourceFile[], pattern: RegExp) =>
  files.filter(({ path, text }) => path !== 'test/tidy.test.ts' && pattern.test(text)).map(pathOf)

test('names are in snake case', () => {
  const all = filesUnder(OURS, '.ts', '.mjs', '.sql', '.json', '.txt').map(pathOf)
  const plain = /^([a-z0-9]+(_[a-z0-9]+)*\/)*[a-z0-9]+(_[a-z0-9]+)*(\.test)?\.[a-z]+$/
  assert.deepEqual(
    all.filter((path) => !plain.test(path)),
    [],
  )
  for (const odd of ['src/aB.ts', 'src/a-b.ts', 'src/A/b.ts', 'src/a__b.ts'])
    assert.equal(plain.test(odd), false)
})

// By its run.ts.
const OTHERWISE_RUN = ['test/crash/*.test.ts']

test('every test is run by a script', () => {
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'))
  const quoted = Object.values<string>(scripts).flatMap(
    (script) => script.match(/(?<=')[^']+\.test\.ts(?=')/g) ?? [],
  )
  const run = [...quoted, ...OTHERWISE_RUN]
  const tests = code.map(pathOf).filter((path) => path.endsWith('.test.ts'))
  assert.deepEqual(
    tests.filter((path) => !run.some((glob) => matchesGlob(path, glob))),
    [],
  )
})

test('every page begins with its title, and has one', () => {
  const titles = (text: string) => text.replaceAll(/^```[\s\S]*?^```/gm, '').match(/^# \S.*$/gm) ?? []
  const odd = pages.filter(({ text }) => !text.startsWith('# ') || titles(text).length !== 1)
  assert.ok(pages.length > 15)
  assert.deepEqual(odd.map(pathOf), [])
})

test('nothing is put off in a comment, skipped for good, mocked, or decorated', () => {
  assert.deepEqual(filesSaying([...code, ...pages], /\b(TODO|FIXME|HACK)\b/), [])
  const tests = code.filter(isTest)
  assert.deepEqual(filesSaying(tests, /\b(test|it|describe)\.(only|skip|todo)\b|\b(only|todo): true/), [])
  assert.deepEqual(filesSaying(tests, /\bmock\.module\(/), [])
  assert.deepEqual(filesSaying(code, /^\s*\/\/\s*[-=*#~]{4,}/m), [], 'banners')
})

test('the compiler refuses what Node.js cannot erase', () => {
  const { compilerOptions } = JSON.parse(readFileSync(join(import.meta.dirname, '../tsconfig.json'), 'utf8'))
  assert.equal(compilerOptions.erasableSyntaxOnly, true)
  assert.equal(compilerOptions.verbatimModuleSyntax, true)
  assert.equal(compilerOptions.strict, true)
})

test('text files end with one line break, and lines with no spaces', () => {
  const texts = [...code, ...pages, ...filesUnder(OURS, '.sql', '.json', '.txt')].filter(
    ({ text }) => text !== '',
  )
  assert.deepEqual(texts.filter(({ text }) => !/[^\n]\n$/.test(text)).map(pathOf), [])
  assert.deepEqual(texts.filter(({ text }) => /[ \t]$/m.test(text)).map(pathOf), [])
})
