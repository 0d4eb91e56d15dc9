// Starting a process for each of the many small test files of the areas takes longer than their tests. So a few
// processes share them; each file can still be run by itself.
import { globSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const SHARES = 3

/** Registers every third test file of the areas, from the one of that number. */
export async function testShareOfAreas(share: number): Promise<void> {
  const files = globSync('src/areas/**/*.test.ts', { cwd: ROOT }).sort()
  if (files.length === 0) throw new Error('the areas have no tests')
  for (const [index, file] of files.entries()) if (index % SHARES === share) await import(join(ROOT, file))
}
