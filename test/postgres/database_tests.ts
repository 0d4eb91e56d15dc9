// The tests of `npm run unit` that come to a database, which is to say those that can turn out otherwise on another one.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { importsOf } from '../source_files.ts'
import { filesOf } from '../unit/shares.ts'

const ROOT = join(import.meta.dirname, '../..')
const DATABASE = 'test/test_database.ts'

export function databaseTests(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const globs: string[] = scripts.unit.match(/(?<=')[^']+\.test\.ts(?=')/g)
  return filesOf(globs).filter((path) => importedBy(path).has(DATABASE))
}

/** It, what it imports, what that imports, and so on: files of ours. */
function importedBy(path: string): Set<string> {
  const found = new Set([path])
  for (const file of found) for (const target of targetsOf(file)) found.add(target)
  return found
}

const known = new Map<string, string[]>()

function targetsOf(path: string): string[] {
  const targets =
    known.get(path) ??
    importsOf({ path, text: readFileSync(join(ROOT, path), 'utf8') })
      .map(({ target }) => target)
      .filter((target) => /^(src|test)\/.*\.ts$/.test(target))
  known.set(path, targets)
  return targets
}
