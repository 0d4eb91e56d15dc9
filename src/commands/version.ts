import { readFileSync } from 'node:fs'
import { type OutputOption, write } from './line/output.ts'

export function printVersion({ output }: OutputOption): void {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const { node, sqlite } = process.versions
  write(output === 'json' ? `${JSON.stringify({ version, node, sqlite }, null, 2)}\n` : `${version}\n`)
}
