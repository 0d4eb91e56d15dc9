import { type Setting, settings } from '../src/settings.ts'

/** The text of docs/settings.md. */
export function settingsPage(): string {
  const all: Setting[] = Object.values(settings)
  const groups = [...new Set(all.map((setting) => setting.group))]
  const insecure = all.flatMap(({ name, insecure }) =>
    insecure ? [`- \`${name}\`: when ${insecure.when}.`] : [],
  )
  const parts = [
    '# Settings',
    '<!-- Written from src/settings.ts: change that, then run docs/generate.ts. -->',
    INTRODUCTION,
    ...groups.flatMap((group) => [`## ${group}`, table(all.filter((setting) => setting.group === group))]),
    '## Insecure settings',
    'Each of these is allowed, and announces itself as a warning in the log.',
    insecure.join('\n'),
  ]
  return `${parts.join('\n\n')}\n`
}

const INTRODUCTION = `Rockpool is configured by environment variables alone; it needs none of them. A start with mistakes in them reports
all of them together and exits with status 2. A variable that begins with \`ROCKPOOL_\` and is not listed here is a mistake,
and so is an empty one. Relative paths start at the working directory.`

function table(rows: Setting[]): string {
  const lines = rows.map((row) => [`\`${row.name}\``, fallback(row), `\`${row.example}\``, row.explanation])
  return [['Variable', 'Default', 'Example', 'Meaning'], ['---', '---', '---', '---'], ...lines]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
}

const fallback = (row: Setting) => (row.default === undefined ? (row.absent ?? '') : `\`${row.default}\``)
