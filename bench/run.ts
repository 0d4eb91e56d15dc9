// npm run bench: prints what Rockpool's speed promises are held against. Exit code 0 when everything could be
// measured, whether or not a goal was met; docs/performance.md explains the method.
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { refreshBundle } from './freshness.ts'
import { secretsRun } from './pairs/commands.ts'
import { dnsAnswers } from './pairs/dns.ts'
import { dropletCreates, dropletReads, pendingActions } from './pairs/droplets.ts'
import { secretList } from './pairs/lists.ts'
import { accountRead, secretRead } from './pairs/reads.ts'
import { renewals } from './pairs/renewals.ts'
import { planBesideCheckov, scanBesideOpa } from './pairs/scan_tools.ts'
import { postureScan, readsBesideScan } from './pairs/scans.ts'
import { coldStart, idleMemory } from './pairs/starts.ts'
import { secretWrite } from './pairs/writes.ts'
import { type Bench, isMet, NotMeasurable, type Pair, type Row } from './rows.ts'
import { code_run } from './server.ts'
import { renderTable } from './table.ts'

const pairs: Pair[] = [
  ...[secretRead, accountRead, secretWrite, secretList],
  ...[dropletReads, dropletCreates, pendingActions],
  ...[dnsAnswers, renewals],
  ...[postureScan, scanBesideOpa, planBesideCheckov, readsBesideScan],
  ...[idleMemory, coldStart, secretsRun],
]

const HELP = `Usage: npm run bench -- [--quick] [--json] [--only NAME]…

  --quick      fewer and shorter rounds: about six minutes in all
  --only NAME  this pair alone; may be given several times
  --json       the figures as JSON

${pairs.map(({ name, about }) => `  ${name.padEnd(19)} ${about}`).join('\n')}

Examples:
  npm run bench
  npm run bench -- --quick --only secret_read --only account_read
`

interface Options {
  quick: boolean
  json: boolean
  wanted: Pair[]
}

function readFlags() {
  try {
    return parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    return misused((error as Error).message)
  }
}

function misused(why: string): never {
  process.stderr.write(`bench: ${why}\n\n${HELP}`)
  process.exit(2)
}

function readOptions(): Options {
  const values = readFlags()
  if (values.help) {
    process.stdout.write(HELP)
    process.exit(0)
  }
  const unknown = values.only.find((name) => !pairs.some((pair) => pair.name === name))
  if (unknown) misused(`--only must be one of ${pairs.map((pair) => pair.name).join(', ')}, got ${unknown}`)
  const wanted = pairs.filter(({ name }) => values.only.length === 0 || values.only.includes(name))
  return { ...values, wanted }
}

/** On a terminal one line that changes; in a pipe a line for each pair. */
function progress(pair: Pair): Bench['say'] {
  const { isTTY } = process.stderr
  if (!isTTY) process.stderr.write(`measuring ${pair.name}\n`)
  return (what) => {
    if (isTTY) process.stderr.write(`\r\u001b[Kmeasuring ${pair.name}: ${what}`)
  }
}

const clearProgress = () => void (process.stderr.isTTY && process.stderr.write('\r\u001b[K'))

async function main(): Promise<void> {
  const { quick, json, wanted } = readOptions()
  refreshBundle()
  const rows: Row[] = []
  const skipped: Skipped[] = []
  for (const pair of wanted)
    try {
      rows.push(...(await pair.measure({ quick, say: progress(pair) })))
    } catch (error) {
      if (!(error instanceof NotMeasurable))
        throw new Error(`${pair.name} could not be measured`, { cause: error })
      skipped.push({ name: pair.name, why: error.message })
    } finally {
      clearProgress()
    }
  if (json) printJson(rows, skipped)
  else printTable(rows, skipped)
}

interface Skipped {
  name: string
  why: string
}

// Taken before our own load: what others do on the machine makes every figure worth less.
const [load_before = 0] = loadavg()

const machine = () => ({
  node: process.version,
  cores: availableParallelism(),
  load_before,
  code: [...code_run],
})

function printJson(rows: readonly Row[], skipped: readonly Skipped[]): void {
  const judged = rows.map((row) => ({ ...row, met: isMet(row) }))
  process.stdout.write(`${JSON.stringify({ ...machine(), rows: judged, skipped }, null, 2)}\n`)
}

function printTable(rows: readonly Row[], skipped: readonly Skipped[]): void {
  const { node, cores, code } = machine()
  process.stdout.write(
    `${renderTable(rows)}\nNode ${node}, ${cores} cores, load average before the run ${load_before.toFixed(1)}; the server ran from: ${code.join(' and ')}\n`,
  )
  for (const { name, why } of skipped) process.stdout.write(`${name}: not measured: ${why}\n`)
}

try {
  await main()
} catch (error) {
  console.error(error)
  process.exit(1)
}
