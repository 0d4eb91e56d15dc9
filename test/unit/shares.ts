// Starting a process for each of the many small test files takes longer than their tests. So a few processes share them;
// each file can still be run by itself.
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
/** Each compiles for itself what it uses; and with fewer, one that waits would leave a processor idle. */
const SHARES = Math.max(4, availableParallelism())

export const filesOf = (globs: string[]): string[] =>
  globs.flatMap((glob) => globSync(glob, { cwd: ROOT })).sort()

/** Writes a file for each process, which imports the tests of its share, and gives their paths. */
export function writeShares(files: string[], name: string): string[] {
  const folder = join(ROOT, '.cache', 'shares', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const shares = Array.from({ length: SHARES }, (_, n) =>
    files.filter((_file, index) => index % SHARES === n),
  )
  return shares
    .filter((share) => share.length > 0)
    .map((share, n) => {
      const path = join(folder, `${n + 1}.test.ts`)
      writeFileSync(path, share.map((file) => `await import(${JSON.stringify(join(ROOT, file))})\n`).join(''))
      return path
    })
}
