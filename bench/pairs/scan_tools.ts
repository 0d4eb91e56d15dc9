// A posture scan beside other tools that judge the same: whole commands, each on one core.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { accountOf } from '../posture/account.ts'
import { DROPLETS_OF_A_FIREWALL, planOf } from '../posture/plan.ts'
import {
  type Checked,
  check,
  checkedOf,
  findCheckov,
  versionOf as versionOfCheckov,
} from '../posture/tools/checkov.ts'
import { type Cost, openRunner, type Runner, rowsOf } from '../posture/tools/command.ts'
import { evaluation, findingsOf, findOpa, versionOf as versionOfOpa } from '../posture/tools/opa.ts'
import { ours_env, type Scanned, scanInventory, scannedOf, scanPlan } from '../posture/tools/ours.ts'
import { temporaryFolder } from '../processes.ts'
import type { Bench, Pair, Row } from '../rows.ts'

const SHARED_RULES = 10
const PLANNED = 1000
const roundsOf = ({ quick }: Bench) => (quick ? 3 : 7)

export const scanBesideOpa: Pair = {
  name: 'scan_beside_opa',
  about: 'a scan of a stored inventory, beside OPA with ten of the rules over the same file',
  async measure(bench) {
    const [run, opa] = [openRunner(), await findOpa()]
    const rows: Row[] = []
    for (const count of bench.quick ? [10_000] : [10_000, 100_000])
      rows.push(...besideOpa(bench, { run, opa, count }))
    return rows
  },
}

function besideOpa(bench: Bench, { run, opa, count }: { run: Runner; opa: string; count: number }): Row[] {
  const file = join(temporaryFolder(), 'inventory.json')
  writeFileSync(file, JSON.stringify(accountOf(count)))
  const evaluate = () => run(evaluation(opa, file), opa_env)
  const scan = (rules?: readonly string[]) => run(scanInventory(file, rules), ours_env)
  bench.say(`whether both find the same in ${count} resources`)
  const shared = findingsOf(evaluate().stdout)
  const rules = [...shared.keys()]
  requireSame(shared, scannedOf(scan(rules).stdout))
  const every = scannedOf(scan().stdout)
  const [ten, all, reference]: [Cost[], Cost[], Cost[]] = [[], [], []]
  for (let round = 1; round <= roundsOf(bench); round += 1) {
    bench.say(`${count} resources, round ${round} of ${roundsOf(bench)}`)
    ten.push(scan(rules))
    reference.push(evaluate())
    all.push(scan())
  }
  const against = 'OPA with ten rules'
  const same = [...shared.values()].reduce((sum, { length }) => sum + length, 0)
  return [
    ...rowsOf({
      ...{ name: `ten rules over ${count}`, against, ours: ten, reference },
      note: `OPA ${versionOfOpa(opa)}; both give the same ${same} findings`,
    }),
    ...rowsOf({
      ...{ name: `all ${every.rules} rules over ${count}`, against, ours: all, reference },
      note: `${every.findings} findings, OPA ${same}`,
    }),
  ]
}

/** One core is one thread that runs Go. */
const opa_env = { ...process.env, GOMAXPROCS: '1' }

/** Throws unless each of the ten rules has found something, and both the same. */
function requireSame(theirs: Map<string, string[]>, ours: Scanned): void {
  if (theirs.size !== SHARED_RULES || ours.rules_not_checked > 0)
    throw new Error(
      `OPA has ${theirs.size} rules; of the same, ${ours.rules_not_checked} could not be checked`,
    )
  for (const [rule, urns] of theirs) {
    const [one, other] = [new Set(urns), new Set(ours.found.get(rule))]
    const apart = [...one.symmetricDifference(other)]
    if (apart.length > 0) throw new Error(`${rule}: OPA and we differ about ${apart.slice(0, 5).join(', ')}`)
    if (one.size === 0) throw new Error(`${rule}: nobody has found anything, so that it proves nothing`)
  }
}

export const planBesideCheckov: Pair = {
  name: 'plan_beside_checkov',
  about: `a scan of a Terraform plan of ${PLANNED} resources, beside Checkov with its checks about DigitalOcean`,
  async measure(bench) {
    const [run, checkov] = [openRunner(), findCheckov()]
    const file = join(temporaryFolder(), 'plan.json')
    writeFileSync(file, JSON.stringify(planOf(PLANNED)))
    const scan = () => run(scanPlan(file), ours_env)
    const examine = () => run(check(checkov, file), process.env)
    bench.say('whether both read the plan')
    const [ours, theirs] = [scannedOf(scan().stdout), checkedOf(examine().stdout)]
    requireOpenFirewalls(ours.found.get('droplet-ssh-open') ?? [], theirs.failed.get('CKV_DIO_4') ?? 0)
    const costs: { ours: Cost[]; reference: Cost[] } = { ours: [], reference: [] }
    for (let round = 1; round <= roundsOf(bench); round += 1) {
      bench.say(`round ${round} of ${roundsOf(bench)}`)
      costs.ours.push(scan())
      costs.reference.push(examine())
    }
    return rowsOf({
      ...{ name: `a plan of ${theirs.resources} resources`, against: 'Checkov', ...costs },
      note: `${scopeOf(ours)}; Checkov ${versionOfCheckov(checkov)}, ${scopeOfTheirs(theirs)}`,
    })
  },
}

const scopeOf = ({ rules, rules_not_checked, findings }: Scanned) =>
  `ours ${rules - rules_not_checked} rules (${rules_not_checked} more ask what a plan does not tell), ${findings} findings`

function scopeOfTheirs({ checks, failed }: Checked): string {
  const findings = [...failed.values()].reduce((sum, found) => sum + found, 0)
  return `${checks} checks, of which two are about buckets, that we do not read, ${findings} findings`
}

/** Their rules differ, but what one firewall lets in, the other must see on each of its Droplets. */
function requireOpenFirewalls(open_droplets: readonly string[], open_firewalls: number): void {
  if (open_firewalls === 0 || open_droplets.length !== open_firewalls * DROPLETS_OF_A_FIREWALL)
    throw new Error(
      `Checkov finds ${open_firewalls} open firewalls of ${DROPLETS_OF_A_FIREWALL} Droplets each, and we ${open_droplets.length} open Droplets`,
    )
}
