import { createPublicKey, verify as verifySignature } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { styleText } from 'node:util'
import { type Verdict, verifyTrail } from '../../areas/audit/verify.ts'
import type { Installation } from '../../installation.ts'
import type { Signer } from '../../kernel/ctx.ts'
import { formatOf, type OutputOption, tableOf, write } from '../line/output.ts'
import { EXIT, usageProblem } from '../line/problem.ts'
import { withInstallation } from '../with_installation.ts'

export async function verifyTrails(options: OutputOption & { publicKey?: string }): Promise<void> {
  const given = options.publicKey === undefined ? undefined : verifierFrom(options.publicKey)
  await withInstallation(async (installation) => {
    const verdicts = await verdictsOf(installation, given ?? installation.signer)
    if (verdicts.some(({ problems }) => problems.length > 0)) process.exitCode = EXIT.failed
    if (formatOf(options) === 'json') return write(`${JSON.stringify(verdicts, null, 2)}\n`)
    write(tableOf(verdicts.map(({ problems, ...it }) => ({ ...it, problems: problems.length }))))
    for (const { database, problems } of verdicts)
      for (const problem of problems) write(`${styleText('red', 'problem')} ${database} ${problem}\n`)
  })
}

/** A database that cannot be read is a problem of its own, and costs the others nothing. */
async function verdictsOf(
  { main, regions }: Installation,
  signer: Pick<Signer, 'verify'>,
): Promise<Verdict[]> {
  const verdicts = [await verifyTrail(main.database, signer as Signer)]
  for (const { slug, open } of regions.values())
    try {
      verdicts.push(await verifyTrail((await open()).database, signer as Signer))
    } catch (error) {
      const problems = [`could not be read: ${(error as Error).message}`]
      verdicts.push({ database: slug, records: 0, checkpoints: 0, problems })
    }
  return verdicts
}

function verifierFrom(file: string): Pick<Signer, 'verify'> {
  const key = publicKeyIn(file)
  return {
    verify: (statement, signature) =>
      verifySignature(null, Buffer.from(statement), key, Buffer.from(signature, 'base64url')),
  }
}

function publicKeyIn(file: string) {
  try {
    const key = createPublicKey(readFileSync(file))
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code.startsWith('E') && !code.startsWith('ERR_'))
      throw usageProblem(`${file} cannot be read (${code})`)
  }
  throw usageProblem(
    `${file} does not hold an Ed25519 public key in PEM; rockpool audit public-key prints it`,
  )
}

export async function printPublicKey(): Promise<void> {
  await withInstallation(async ({ signer }) => write(signer.public_key))
}
