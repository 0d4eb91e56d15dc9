// Writes the pages of docs/ that are made from the code. Run it after changing what they are made from.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cliPage } from './cli_page.ts'
import { settingsPage } from './settings_page.ts'
import { supportPage } from './support_page.ts'

/** `file` is relative to docs/. */
export const pages: Array<{ file: string; render(): string }> = [
  { file: 'cli.md', render: cliPage },
  { file: 'settings.md', render: settingsPage },
  { file: 'support.md', render: supportPage },
]

if (import.meta.main)
  for (const { file, render } of pages) writeFileSync(join(import.meta.dirname, file), render())
