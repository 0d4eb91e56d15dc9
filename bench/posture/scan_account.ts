// One scan of a stored inventory in a process of its own, asked over a channel: what it costs from the file on.
import { readFileSync } from 'node:fs'
import type { Inventory } from '../../src/posture/inventory.ts'
import { rules } from '../../src/posture/rules/all.ts'
import { scan } from '../../src/posture/scan.ts'

export interface ScanQuestion {
  file: string
}

export interface ScanCost {
  resources: number
  findings: number
  not_checked: number
  /** Processor time of all threads together: what it takes on one core. */
  seconds: number
  /** The most memory that the process has had. */
  megabytes: number
}

process.on('message', async ({ file }: ScanQuestion) => {
  const before = process.cpuUsage()
  const inventory = JSON.parse(readFileSync(file, 'utf8')) as Inventory
  const { resources, findings, not_checked } = await scan(inventory, { rules })
  const { user, system } = process.cpuUsage(before)
  const cost: ScanCost = {
    resources,
    findings: findings.length,
    not_checked: not_checked.length,
    seconds: (user + system) / 1e6,
    megabytes: process.resourceUsage().maxRSS / 1024,
  }
  process.send?.(cost)
})
