// OpenTofu or Terraform with the official provider: installed, or built from their modules.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { buildGoProgram, type GoProgram, type Had, keptAt } from './go_programs.ts'
import { CACHE, findProgram, isExecutable, run, whyFailed, withProxy } from './programs.ts'

export const OPENTOFU: GoProgram = {
  name: 'tofu',
  module: 'github.com/opentofu/opentofu',
  version: 'v1.12.6',
  main: './cmd/tofu',
}

/** The provider as a registry would have it in a folder. Later versions of it are not published as Go modules. */
const MIRROR = join(CACHE, 'providers')
const REGISTRIES = { tofu: 'registry.opentofu.org', terraform: 'registry.terraform.io' }
const PLATFORM = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`

const CONFIGURATION = join(import.meta.dirname, 'opentofu')
const TYPES = { newest: 25, provider_1: 20 }
const INIT_MAX_MS = 180_000

/** A folder with a configuration and the provider that it is for. */
export interface Initialised {
  tofu: string
  folder: string
  env: Record<string, string>
  /** How many types of resources the configuration has. */
  types: number
}

/** The folder goes when the test ends, however it does. Undefined, with the test skipped, where neither program can be had, or no provider. */
export async function initialisedOpenTofu(t: TestContext): Promise<Initialised | undefined> {
  const tofu = installed()
  if (!tofu) {
    t.skip('there is no tofu or terraform; `npm run test:opentofu` builds one, in some five minutes')
    return undefined
  }
  console.log((await run(tofu, ['version'], { env: { TF_CLI_CONFIG_FILE: '' } })).stdout.split('\n')[0])
  const newest = await initialise(t, tofu, 'newest', {})
  if ('folder' in newest) return newest
  console.log(`the newest provider cannot be had: ${newest.missing}`)
  const built = await mirrored(tofu.endsWith('terraform') ? 'terraform' : 'tofu')
  const first = 'missing' in built ? built : await initialise(t, tofu, 'provider_1', fromMirror())
  if ('folder' in first) return first
  t.skip(`the provider digitalocean/digitalocean cannot be had: ${first.missing}`)
  return undefined
}

function installed(): string | undefined {
  const kept = keptAt(OPENTOFU)
  return findProgram('tofu') ?? (isExecutable(kept) ? kept : findProgram('terraform'))
}

async function initialise(
  t: TestContext,
  tofu: string,
  configuration: keyof typeof TYPES,
  settings: Record<string, string>,
): Promise<Initialised | { missing: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-tofu-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(CONFIGURATION, 'shared.tf'), join(folder, 'shared.tf'))
  cpSync(join(CONFIGURATION, configuration), folder, { recursive: true })
  const env = { TF_CLI_CONFIG_FILE: '', ...settings }
  const ran = await run(tofu, ['init', '-input=false', '-no-color'], {
    cwd: folder,
    env: { ...withProxy(), ...env },
    timeout_ms: INIT_MAX_MS,
  })
  if (ran.status === 0) {
    console.log(ran.stdout.split('\n').find((line) => line.startsWith('- Installed')))
    return { tofu, folder, env, types: TYPES[configuration] }
  }
  return { missing: whyFailed(ran) }
}

async function mirrored(program: keyof typeof REGISTRIES): Promise<Had> {
  const version = '1.23.0'
  const folder = join(MIRROR, REGISTRIES[program], 'digitalocean/digitalocean', version, PLATFORM)
  return await buildGoProgram({
    name: 'terraform-provider-digitalocean',
    module: 'github.com/digitalocean/terraform-provider-digitalocean',
    version: `v${version}`,
    main: '.',
    kept: join(folder, `terraform-provider-digitalocean_v${version}`),
  })
}

function fromMirror(): Record<string, string> {
  const file = join(MIRROR, 'cli.tfrc')
  writeFileSync(file, `provider_installation {\n  filesystem_mirror {\n    path = "${MIRROR}"\n  }\n}\n`)
  return { TF_CLI_CONFIG_FILE: file }
}
