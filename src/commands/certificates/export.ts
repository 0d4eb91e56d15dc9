// Private keys never come out by the API: the owner of the machine takes them from the installation itself.
import { lstatSync } from 'node:fs'
import { resolve } from 'node:path'
import { findWithMaterial, type WithMaterial } from '../../areas/certificates/exporting.ts'
import type { Material } from '../../areas/certificates/material.ts'
import { createPrivately } from '../../durable_files.ts'
import { accountOf } from '../account.ts'
import { notice, write } from '../line/output.ts'
import { CommandProblem, usageProblem } from '../line/problem.ts'
import { localEntry, withInstallation } from '../with_installation.ts'

interface ExportOptions {
  chain?: string
  key?: string
  account?: string
  force?: boolean
}

interface Target {
  what: 'chain' | 'private key'
  of: keyof Material
  file: string
}

const STDOUT = '-'

export async function exportCertificate(name: string, options: ExportOptions): Promise<void> {
  const targets = targetsOf(options)
  await withInstallation(async ({ main }) => {
    const account = await accountOf(main.database.read, options.account)
    const found = await findWithMaterial(main, account.id, name)
    if (!found)
      throw new CommandProblem(
        `there is no certificate ${JSON.stringify(name)} in the account ${account.name}; rockpool certificates list shows them`,
      )
    const material = materialOf(found)
    for (const { file } of targets) refuseLosing(file, options)
    const { id, body } = found.certificate
    const resource = `do:certificate:${id}`
    const entry = localEntry({ operation: 'certificates export', account: account.id, resource })
    const detail = targets.map(({ what }) => what).join(', ')
    // It is on record before anything is out.
    await main.database.transact(async () => {}, { ...entry, detail })
    for (const { file, of } of targets) writeOut(file, material[of], options)
    notice(`${name} ends at ${body.not_after}`)
  })
}

function targetsOf({ chain, key }: ExportOptions): Target[] {
  if (key === STDOUT)
    throw usageProblem('--key wants a file: a private key is never printed; --key ./- is a file named -')
  const targets: Target[] = []
  if (chain !== undefined) targets.push({ what: 'chain', of: 'chain', file: chain })
  if (key !== undefined) targets.push({ what: 'private key', of: 'private_key', file: key })
  if (targets.length === 0)
    throw usageProblem('nothing to export: name a file with --chain, with --key, or one with each')
  if (targets.some(({ file }) => file === ''))
    throw usageProblem('--chain and --key want the name of a file, and one is empty')
  if (new Set(targets.map(({ file }) => resolve(file))).size < targets.length)
    throw usageProblem('--chain and --key name the same file; each wants one of its own')
  return targets
}

function materialOf({ certificate, material }: WithMaterial): Material {
  if (material) return material
  const called = `the certificate ${JSON.stringify(certificate.name)}`
  const { state, message } = certificate.body
  throw new CommandProblem(
    state === 'error'
      ? `${called} was not issued: ${message}; mend that, delete it, and create it again`
      : `${called} is ${state}; rockpool certificates list shows when it is verified`,
  )
}

function refuseLosing(file: string, { force = false }: ExportOptions): void {
  const there = file === STDOUT ? undefined : lstatSync(file, { throwIfNoEntry: false })
  if (!there) return
  // Something else would be replaced by a file: a folder, a link, a device.
  if (!there.isFile())
    throw new CommandProblem(`${file} is there already, and is no plain file; name another`)
  if (!force) throw new CommandProblem(`${file} is there already; add --force to replace it`)
}

function writeOut(file: string, text: string, { force = false }: ExportOptions): void {
  if (file === STDOUT) write(text)
  else writeFile(file, text, force)
}

function writeFile(file: string, text: string, replace: boolean): void {
  try {
    createPrivately(file, text, { replace })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new CommandProblem(`${file} cannot be written (${code ?? message})`)
  }
}
