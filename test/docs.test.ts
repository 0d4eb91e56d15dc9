// What the documents say of the repository is held against it. The pages made from code have a test of their own
// (src/config.test.ts).
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import type { Command } from 'commander'
import { areas } from '../src/areas.ts'
import { buildProgram } from '../src/commands/line/program.ts'
import * as errors from '../src/kernel/errors.ts'
import { rules } from '../src/posture/rules/all.ts'
import { settings } from '../src/settings.ts'

const ROOT = join(import.meta.dirname, '..')
const PLACES = ['*.md', '{docs,src,test,bench,spec,bin}/**/*.md']

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const documents = globSync(PLACES, { cwd: ROOT }).map((file) => ({ file, text: read(file) }))
const packaged = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

test('the documents that a repository should have are there', () => {
  for (const file of ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/http.md'])
    assert.ok(
      documents.some((document) => document.file === file),
      file,
    )
  assert.match(read('LICENSE'), /Apache License\s+Version 2\.0, January 2004/)
})

test('docs/http.md has every error of the catalogue, no other, and says of each what to do', () => {
  const sections = read('docs/http.md').split(/^### /m).slice(1)
  const described = sections.map((section) => /^(\d{3} `\w+`)\n/.exec(section)?.[1])
  assert.deepEqual(described.toSorted(), catalogue().toSorted())
  for (const section of sections)
    for (const part of ['- **Client sees**:', '- **Caller**:', '- **Operator**:'])
      assert.equal(section.split(part).length, 2, `${part} ${section.slice(0, 40)}`)
})

test('every emulated area says what it keeps, in sentences, and no other does', () => {
  const wanting = areas.filter(({ kind, keeps = '' }) => /^[A-Z].*\.$/.test(keeps) !== (kind === 'emulated'))
  assert.deepEqual(
    wanting.map(({ name }) => name),
    [],
  )
})

test('the README counts operations and rules as they are', () => {
  const counted =
    /has (\d+) operations\. Of these, (\d+) are \*\*real[\s\S]*?, (\d+) are \*\*emul[\s\S]*? (\d+) answer/
  const [, all, real, emulated, missing] = counted.exec(read('docs/support.md')) ?? []
  const told = `Of the ${all} operations of the public API, ${real} are real, ${emulated} emulated and ${missing} not served`
  const readme = read('README.md')
  assert.ok(readme.includes(told), told)
  assert.deepEqual(
    readme.match(/\d+ rules/g)?.filter((count) => count !== `${rules.length} rules`),
    [],
  )
})

test('every relative link leads somewhere, and every anchor to a heading', () => {
  const broken = foundIn((text) => withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g), leadsNowhere)
  assert.deepEqual(broken, [])
})

function leadsNowhere(link: string, file: string): boolean {
  if (/^[a-z]+:/.test(link)) return false
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? file : join(dirname(file), path)
  if (!existsSync(join(ROOT, target))) return true
  return anchor !== undefined && !anchorsOf(read(target)).has(anchor)
}

test('every npm script that is named exists', () => {
  const named = /\bnpm (?:run )?(start|test\b(?!:)|(?<=run )[a-z][a-z:_-]*)/g
  assert.deepEqual(
    foundIn(
      (text) => text.matchAll(named),
      (script) => !(script in packaged.scripts),
    ),
    [],
  )
})

test('every path of the repository that is named exists', () => {
  const named = /`((?:src|docs|test|spec|bench|bin)\/[\w./-]*\w\/?)`/g
  const absent = (path: string) => !existsSync(join(ROOT, path))
  assert.deepEqual(
    foundIn((text) => text.matchAll(named), absent),
    [],
  )
  for (const file of globSync('src/**/*.ts', { cwd: ROOT }))
    for (const [page] of read(file).matchAll(/\bdocs\/[\w/]+\.md\b/g))
      assert.ok(!absent(page), `${file} names ${page}`)
})

test('every setting that is named exists', () => {
  const known = new Set<string>(Object.values(settings).map(({ name }) => name))
  const unknown = foundIn(
    (text) => text.matchAll(/\b(ROCKPOOL_[A-Z_]*[A-Z])/g),
    (name) => !known.has(name),
  )
  assert.deepEqual(unknown, [])
})

test('every command that is named exists, and takes the options that are given', () => {
  const program = buildProgram()
  const named = /(?:^|[\s(]|\bbin\/)rockpool ([a-z-]+[^|&;#>]*)/g
  const commands = (text: string) => codeOf(text).flatMap((line) => [...line.matchAll(named)])
  const wrong = foundIn(commands, (words) => complaintAbout(program, words.trim().split(/\s+/)) !== undefined)
  assert.deepEqual(wrong, [])
  assert.ok(documents.flatMap(({ text }) => commands(text)).length > 10)
})

test('decision records are numbered, once each, and say what a record says', () => {
  const records = globSync('docs/decisions/*.md', { cwd: ROOT }).sort()
  const numbers = records.map((file) => /decisions\/(\d{4})_[a-z0-9_]+\.md$/.exec(file)?.[1])
  assert.deepEqual(
    numbers,
    records.map((_, at) => String(at + 1).padStart(4, '0')),
  )
  for (const [at, file] of records.entries())
    assert.match(
      read(file),
      new RegExp(
        `^# ${numbers[at]}: .+\\n[\\s\\S]*Context[\\s\\S]*Choice[\\s\\S]*Alternatives[\\s\\S]*Consequences`,
      ),
    )
})

/** `file: name` for each name that `find` finds in a document and that is `wrong`. */
function foundIn(
  find: (text: string) => Iterable<RegExpExecArray>,
  wrong: (name: string, file: string) => boolean,
): string[] {
  return documents.flatMap(({ file, text }) =>
    [...find(text)].flatMap(([, name = '']) => (wrong(name, file) ? `${file}: ${name}` : [])),
  )
}

/** As the headings of docs/http.md have them. */
function catalogue(): string[] {
  const makers = Object.values(errors).filter((it) => it !== errors.ApiError) as unknown as Array<
    (...given: string[]) => errors.ApiError
  >
  return [...new Set(makers.map((make) => make('x', 'x')).map(({ status, id }) => `${status} \`${id}\``))]
}

/** What is wrong with `words`, which stood behind `rockpool`. */
function complaintAbout(program: Command, words: string[]): string | undefined {
  let command = program
  const rest = [...words]
  while (command.commands.length > 0) {
    const name = rest.shift()
    if (name === undefined || name.startsWith('-')) return undefined
    const next = command.commands.find((it) => it.name() === name)
    if (!next) return `${command.name()} has no command ${name}`
    command = next
  }
  const end = rest.indexOf('--')
  const options = (end < 0 ? rest : rest.slice(0, end)).filter((word) => /^--?[a-z]/.test(word))
  const known = new Set(command.options.flatMap(({ long, short }) => [long, short]))
  const unknown = options.map((option) => option.split('=')[0]).find((option) => !known.has(option))
  return unknown === undefined ? undefined : `${command.name()} has no option ${unknown}`
}

const FENCES = /^```.*\n[\s\S]*?^```$/gm

const withoutCode = (text: string) => text.replaceAll(FENCES, '').replaceAll(/`[^`\n]*`/g, '')

/** The lines of code blocks, and what stands between single backquotes. */
function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(FENCES)].flatMap(([block]) => block.split('\n').slice(1, -1))
  const inline = [...text.replaceAll(FENCES, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
  return [...blocks, ...inline]
}

/** As GitHub makes them from headings. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.replaceAll(FENCES, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    ),
  )
}
