// Writes the pages of docs/ that are made from the code. Run it after changing what they are made from.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cliPage } from './cli_page.ts'
import { rulePages } from './rules_pages.ts'
import { settingsPage } from './settings_page.ts'
import { supportPage } from './support_page.ts'

/** `file` is relative to docs/. */
export const pages: Array<{ file: string; render(): string }> = [
  { file: 'cli.md', render: cliPage },
  { file: 'settings.md', render: settingsPage },
  { file: 'support.md', render: supportPage },
  ...rulePages,
]

/** Of the folder that has no others: those that nothing makes any more. */
export function stalePages(): string[] {
  const made = new Set(pages.map(({ file }) => file))
  const there = readdirSync(join(import.meta.dirname, 'rules')).map((name) => `rules/${name}`)
  return there.filter((file) => !made.has(file))
}

if (import.meta.main) {
  mkdirSync(join(import.meta.dirname, 'rules'), { recursive: true })
  for (const file of stalePages()) rmSync(join(import.meta.dirname, file))
  for (const { file, render } of pages) writeFileSync(join(import.meta.dirname, file), render())
}
